"""Nothing that the application offers changes a tracked row without a trace.

Each writing page of the access table is sent as its form stands, filled in, by somebody who may
and by everybody who may not. All tracked rows are compared before and after with the history that
came meanwhile. So is each command.
"""

import uuid
from contextlib import contextmanager
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command, get_commands
from django.db import connection

from actions.models import Action, PaperTemplate, SavedFilter, Section
from tests.asked import html_of
from tests.conftest import FIGURES_FILE, LEADS_FILE, PLAN_FILE
from tests.test_access import PAGES, address_of
from tests.traces import World, without_trace
from tests.word_templates import template
from wres.accounts.models import User

__all__ = ["address_of"]

WRITING = {name for name, door in PAGES.items() if door.send}
OURS = {"wres.audit", "wres.accounts", "wres.files", "indicators", "actions"}

# What is sent beyond what the page's form holds when it is opened, and its long texts.
GIVEN = {
    "plan_start": lambda: {"year": "2026", "like": "0"},
    "plan_approval": lambda: {
        "approved_by": "Trust Board",
        **dict(zip(APPROVED, ("3", "9", "2025"), strict=True)),
    },
    "sections": lambda: {"name": "Culture"},
    "section_edit": lambda: {"name": "Culture"},
    "leads": lambda: {"name": "Chief Nurse"},
    "lead_edit": lambda: {"name": "Chief Nurse"},
    "action_add": lambda: {"section": str(Section.objects.first().pk)},
    "action_unchanged": lambda: {"version": Action.objects.get().version},
    "action_quick": lambda: {"status": "in_progress", "delivery": "on_track"},
    "action_update": lambda: {"status": "in_progress", "delivery": "on_track"},
    "carry_forward": lambda: {"date_day": "31", "date_month": "8", "date_year": "2026"},
    "completion": lambda: {"decision": "accept"},
    "evidence_add": lambda: {"title": "The panel", "link": "https://example.nhs.uk/panel"},
    "figure_edit": lambda: {"value": "1.50"},
    "filter": lambda: {"name": "Theirs"},
    "filter_add": lambda: {"name": "Paused"},
    "filters_start": lambda: {"filter": str(SavedFilter.objects.get().pk)},
    "paper_template": lambda: {"file": SimpleUploadedFile("board.docx", template())},
    "person_add": lambda: {"name": "Zoe", "email": "zoe@example.nhs.uk", "role": "executive"},
    "plan_indicator_edit": lambda: {"is_focus": "on", "focus_order": "1"},
    "quarter_open": lambda: dict(zip(DUE, ("20", "3", "2026"), strict=True)),
    "signing_in_rule": lambda: {"who": "everyone"},
}
APPROVED = [f"approved_on_{part}" for part in ("day", "month", "year")]
DUE = [f"updates_due_{part}" for part in ("day", "month", "year")]
QUERY = {"filter_add": "?status=paused", "plan_roles": "?check=yes"}
TICKED = {"figure_upload", "person", "plan_upload"}  # every box of the form
SENT_BY = {"filters_start": "ife", "my_actions_update": "amara"}
CAST = ["ife", "ada", "amara", "ben", "esi", "nia", "nadia", "noor", "dan"]
NEEDED = {  # of the action
    "completion": {"status": "completed"},
    "action_unchanged": {"status": "in_progress", "stated_delivery": "on_track"},
}
TWICE = {"quarter_close": {"Report"}}  # its papers are kept in a second change
NOTHING = {  # pages that change no tracked row in this world, and why
    "action_move": "the plan has one section; test_plan_by_hand moves one",
    "change_many": "its first step only asks; test_change_many traces the last",
    "figure_upload_discard": "a file on its way is not tracked",
    "figures_import": "a file on its way is not tracked",
    "my_actions_update": "nothing was typed; test_many_updates traces what was",
    "person_second_factor": "nobody here has one; it is an event, no tracked row",
    "plan_docx": "a large plan's file on its way is not tracked",
    "plan_xlsx": "a large plan's file on its way is not tracked",
    "quarter_draft": "a large plan's file on its way is not tracked",
    "plan_dates": "no date was carried here; test_carried_dates traces it",
    "plan_import": "a file on its way is not tracked",
    "plan_import_undo": "this file loaded nothing; test_undo_plan undoes one that did",
    "plan_upload_alike": "answers are kept with the file on its way",
    "plan_upload_reworded": "answers are kept with the file on its way",
    "plan_upload_columns": "answers are kept with the file on its way",
    "plan_upload_discard": "a file on its way is not tracked",
    "plan_upload_leads": "answers are kept with the file on its way",
    "publish_quarter": "it is published already",
    "put_back_action": "an action that was added stays; test_put_back_page traces others",
    "put_back_lead-name": "a lead that is used stays; test_plan_by_hand traces others",
    "put_back_plan": "a plan with actions stays; test_plan_by_hand traces others",
    "put_back_section": "a section with actions stays; test_plan_by_hand traces others",
    "section_order": "the plan has one section; test_plan_by_hand moves others",
    "section_remove": "actions are listed in it; test_plan_by_hand removes another",
    "put_back_membership": "a role that was given stays; test_put_back_page traces others",
    "quarter_remind": "nobody is asked for an update here; test_remind_now sends",
}


def filled(html, *, is_ticked):
    """What a browser sends of the largest form of a page, with its long texts filled in."""
    forms = BeautifulSoup(html, "html.parser").main.select("form[method=post]")
    fields = max((form.select("[name]") for form in forms), key=len, default=[])
    data, is_sent = {}, False
    for field in fields:
        name, kind = field["name"], field.get("type", field.name)
        if kind in ("radio", "checkbox"):
            if field.has_attr("checked") or (is_ticked and kind == "checkbox"):
                data.setdefault(name, []).append(field.get("value", "on"))
        elif kind == "select":
            chosen = field.select("option[selected]") or field.select("option")[:1]
            data[name] = [option.get("value", option.text) for option in chosen]
        elif kind == "textarea":
            data[name] = field.text.lstrip("\n") or "Said in the test"
        elif kind == "submit" or field.name == "button":
            data |= {} if is_sent else {name: field.get("value", "")}
            is_sent = True
        elif kind != "file":
            data[name] = field.get("value", "")
    return data


def what_is_sent(client, page, address):
    """The page's own form, filled in, with what is given."""
    asked = client.get(address)
    data = {"submission": str(uuid.uuid4())}
    if asked.status_code == 200 and html_of(asked):
        data |= filled(html_of(asked), is_ticked=page in TICKED)
    return data | GIVEN.get(page, dict)()


@contextmanager
def undone():
    """What is written inside is taken back; a change may open its transaction all the same."""
    here = connection.savepoint()
    try:
        yield
    finally:
        connection.savepoint_rollback(here)


@pytest.fixture
def world(address_of, trust, changing, request):
    """That of the access table with everyone in it and a Word template: the address of a page."""
    for who in CAST:
        request.getfixturevalue(who)
    with changing(trust):
        PaperTemplate.objects.create(
            organisation=trust, file_name="board.docx", sha256="0" * 64, data=template()
        )
    return lambda page: address_of(page) + QUERY.get(page, "")


@pytest.fixture
def prepare(changing):
    """Make of the action what a page needs."""

    def make(**values):
        action = Action.objects.get()
        with changing(action.organisation):
            for name, value in values.items():
                setattr(action, name, value)
            action.save()

    return make


def someone_who_may(page):
    return SENT_BY.get(page, sorted(PAGES[page].send)[-1])


def test_whatever_a_page_changes_is_told_once_with_its_person_page_and_request(
    world, request, sign_in, prepare
):
    wrong, silent = [], {}
    for page in sorted(WRITING):
        with undone():
            prepare(**NEEDED.get(page, {}))
            person, address = request.getfixturevalue(someone_who_may(page)), world(page)
            client = sign_in(person)
            data, before = what_is_sent(client, page, address), World()
            answer = client.post(address, data)
            facts = {"by": person, "through": f"POST {address.partition('?')[0]}"}
            facts |= {"request_id": answer.headers["X-Request-Id"], "twice": TWICE.get(page, ())}
            changed, found = without_trace(before, **facts)
        wrong += [f"{page}: {words}" for words in found]
        silent |= {} if changed else {page: (answer.status_code, _errors(answer))}
    assert wrong == []
    assert {page: said for page, said in silent.items() if page not in NOTHING} == {}
    assert set(silent) == set(NOTHING)


def _errors(answer):
    form = answer.context and answer.context.get("form")
    return dict(getattr(form, "errors", None) or {})


def test_whoever_may_not_changes_nothing(world, request, sign_in, client):
    before = World()
    for page in sorted(WRITING):
        may = request.getfixturevalue(someone_who_may(page))
        address = world(page)
        data = what_is_sent(sign_in(may), page, address)
        colleague = next(who for who in ("amara", "esi", "dan") if who not in PAGES[page].send)
        for who in ("signed_out", "noor", colleague):
            client.logout()
            if who != "signed_out":
                sign_in(request.getfixturevalue(who))
            client.post(address, data)
    assert [f"{row!r} through {row.through}" for row in before.told()] == []
    assert before.changed(World()) == set()


# Commands

COMMANDS = {  # what each writes as, and with what
    "load_plan": (
        "ife",
        [
            *(str(PLAN_FILE), "--organisation=RKE", "--year=2026"),
            *("--plan-date=2026-08-31", f"--leads={LEADS_FILE}"),
        ],
    ),
    "load_figures": ("ada", [str(FIGURES_FILE), "--organisation=RKE"]),
    "add_organisation": (
        "system",
        ["ZE2", "Woodside NHS Trust", "--administrator=kit@example.nhs.uk", "--name=Kit"],
    ),
    "add_national_reader": (
        "ada",
        ["zoe@example.nhs.uk", "--name=Zoe", "--organisations=RKE"],
    ),
    "send_reminders": ("ife", ["--organisation=RKE"]),
}
WRITES_NOTHING = {"verify_audit", "log_heads", "database_role", "person_data", "check_ready"}
WRITES_NOTHING |= {"backup", "restore"}  # a copy as it is, with the trail in it
ELSEWHERE = {
    "demonstrate": "invented people and a year of theirs, as each of them: test_demonstration",
    "remove_second_factor": "an event, no tracked row: test_lost_second_factor",
    "work": "as whoever left the file or closed the quarter: test_worker, test_large_imports",
}


def test_every_command_is_listed():
    ours = {name for name, app in get_commands().items() if app in OURS}
    assert ours - set(COMMANDS) - WRITES_NOTHING - set(ELSEWHERE) == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_whatever_a_command_changes_is_told_once_with_its_person(
    name, request, plan, action, make_lead, amara, changing
):
    who, options = COMMANDS[name]
    make_lead("Recruitment Team", amara, action)
    with changing(plan.organisation):
        quarter = plan.quarters.get()
        quarter.opened_on, quarter.updates_due = plan.date, plan.date
        quarter.save()
    person = User.objects.system() if who == "system" else request.getfixturevalue(who)
    before, said = World(), StringIO()
    call_command(name, *options, f"--as={person.email}", stdout=said, stderr=said)
    twice = {"Reminder"} if name == "send_reminders" else ()  # written, then marked as sent
    changed, wrong = without_trace(before, by=person, through=f"manage.py {name}", twice=twice)
    assert changed
    assert wrong == []
