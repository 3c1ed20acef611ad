"""Closed by default: every address × every kind of person × GET, HEAD and POST, in one table.

The methods that no page takes are asked once a page, of a person to whom it opens. An address that
is not in the table fails the test, so that nobody forgets to think of it.
"""

import uuid
from dataclasses import dataclass
from itertools import groupby, product

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from actions.history.undo import KINDS
from actions.models import (
    ActionIndicator,
    Challenge,
    Completion,
    LargeFile,
    PlanImport,
    ProgressUpdate,
    Quarter,
    Question,
    SavedFilter,
)
from actions.quarter import closed as closing
from actions.quarter import publication as publishing
from actions.updates.evidence import Brought, keep_file
from indicators.models import Figure, FigureImport, Indicator
from tests.conftest import FIGURES_FILE, PLAN_FILE, TODAY
from wres.accounts import invitation as letters
from wres.accounts.models import Invitation
from wres.audit import changes
from wres.audit.models import Entry
from wres.files.models import Upload

PEOPLE = ["signed_out", "esi", "nia", "amara", "ben", "ife", "ada", "nadia", "noor", "dan"]
METHODS = ["get", "head", "post"]  # in this order: what is sent last may change a thing
UNUSED = ["put", "patch", "delete", "options"]

TRUST = {"esi", "nia", "amara", "ben", "ife", "ada"}  # everyone who takes part in its work
USES = {"get": "read", "post": "send"}
READERS = TRUST | {"nadia"}  # and the national reader, who sends nothing to any page


@dataclass(frozen=True)
class Door:
    """Who may read, and who may send; a page that takes no POST has none who may."""

    read: frozenset
    send: frozenset = frozenset()


def reads(*people):
    return Door(frozenset(people))


def writes(*people, read=None):
    return Door(frozenset(read if read is not None else people), frozenset(people))


EVERYONE = reads(*READERS)
WITHIN = reads(*TRUST)
PAGES = {
    "organisation_start": EVERYONE,
    "outcomes_latest": EVERYONE,
    "outcomes": EVERYONE,
    "outcomes_json": EVERYONE,
    "outcomes_csv": EVERYONE,
    "indicator": EVERYONE,
    "plan_indicator_edit": writes("ife"),
    "figures": EVERYONE,
    "figures_import": writes("ada"),
    "figure_upload": writes("ada"),
    "figure_upload_problems": reads("ada"),
    "figure_upload_not_read": reads("ada"),
    "figure_upload_discard": writes("ada", read=[]),
    "figure_import": EVERYONE,
    "figure_import_not_read": reads("ada"),
    "figure_import_undo": writes("ada"),
    "figure": EVERYONE,
    "figure_edit": writes("ada"),
    "figure_add": reads("ada"),
    "figure_template": reads("ada"),
    "plan_latest": EVERYONE,
    "plan": EVERYONE,
    "plan_csv": EVERYONE,
    "plan_xlsx": writes(*TRUST, read=READERS),
    "plan_docx": writes(*TRUST, read=READERS),
    "large_file": EVERYONE,
    "large_file_download": EVERYONE,
    "carry_forward": writes("ife"),
    "change_many": writes("ife"),
    "filter_add": writes(*TRUST),
    "filters": WITHIN,
    "filters_start": writes(*TRUST, read=[]),
    "filter": writes("ife"),
    "filter_delete": writes("ife"),
    "plan_import": writes("ife"),
    "plan_import_page": reads("ife"),
    "plan_import_undo": writes("ife"),
    "plan_import_lines": reads("ife"),
    "plan_upload": writes("ife"),
    "plan_upload_problems": reads("ife"),
    "plan_upload_leads": writes("ife"),
    "plan_upload_alike": writes("ife"),
    "plan_upload_reworded": writes("ife"),
    "plan_upload_columns": writes("ife"),
    "plan_upload_discard": writes("ife", read=[]),
    "action": EVERYONE,
    "plan_start": writes("ife"),
    "plan_approval": writes("ife"),
    "publish_plan": writes("ife"),
    "sections": writes("ife"),
    "section_edit": writes("ife"),
    "section_order": writes("ife", read=[]),
    "section_remove": writes("ife", read=[]),
    "leads": writes("ife"),
    "lead_edit": writes("ife"),
    "action_add": writes("ife"),
    "action_move": writes("ife"),
    "action_cancel": writes("ife"),
    "action_edit": writes("ife"),
    "action_update": writes("ife", "amara"),
    "action_quick": writes("ife", "amara"),
    "action_unchanged": writes("ife", "amara", read=[]),
    "evidence_add": writes("ife", "amara"),
    "evidence": EVERYONE,
    "evidence_withdraw": writes("ife", "amara"),
    "my_actions": WITHIN,
    "my_actions_update": writes(*TRUST),
    "action_roles": writes("ife"),
    "plan_roles": writes("ife"),
    "plan_dates": writes("ife"),
    "plan_questions": reads("ife"),
    "question": writes("ife"),
    "summary": EVERYONE,
    "quarter": EVERYONE,
    "quarter_summary": EVERYONE,
    "quarter_draft": writes(*TRUST),
    "quarter_open": writes("ife"),
    "quarter_answers": WITHIN,
    "quarter_remind": writes("ife", read=[]),
    "plan_completions": reads("ife"),
    "completion": writes("ife"),
    "challenges": WITHIN,
    "challenge": writes("ife", read=TRUST),
    "action_challenge": writes("esi", "nia"),
    "indicator_challenge": writes("esi", "nia"),
    "quarter_close": writes("ife"),
    "quarter_reopen": writes("ife"),
    "quarter_report": EVERYONE,
    "quarter_paper": EVERYONE,
    "quarters_compare": EVERYONE,
    "publications": reads("ife"),
    "publish_quarter": writes("ife"),
    "publish_outcomes": writes("ife"),
    "publication_withdraw": writes("ife"),
    "calendar": writes(*TRUST),
    "paper_template": writes("ife"),
    "paper_template_file": reads("ife"),
    "paper_template_remove": writes("ife", read=[]),
    "audit": reads("ife", "ada"),
    "audit_csv": reads("ife", "ada"),
    "audit_entry": reads("ife", "ada"),
    "put_back_action": writes("ife"),
    "put_back_link": writes("ife"),
    "put_back_lead": writes("ife"),
    "put_back_figure": writes("ada"),
    "put_back_section": writes("ife"),
    "put_back_lead-name": writes("ife"),
    "put_back_plan": writes("ife"),
    "put_back_membership": writes("ada"),
    "people": reads("ada"),
    "person_add": writes("ada"),
    "invitation_send": writes("ada", read=[]),
    "invitation_withdraw": writes("ada"),
    "person": writes("ada"),
    "person_second_factor": writes("ada"),
    "signing_in_rule": writes("ada"),
}
OPEN = {  # to everyone, signed in or not
    "public",
    "calendar_feed",
    "how_outcomes_are_decided",
    "healthz",
    "readyz",
    "accessibility",
    "privacy",
    "demonstration_sign_in",
    "account_login",
    "invitation",
    "invitation_link",
    "identity_sign_in",
    "session",  # says how many seconds are left: none
    "openid_connect_callback",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",  # the second step of signing in: without the first, back to it
    "mfa_login_webauthn",
}
SIGNED_IN = {  # of no organisation: of the person alone
    "start",
    "organisations_csv",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "my_account",
    "kept",
    "identity_connect",
    "identity_disconnect",
    "email_change",
    "email_confirm",
    "usersessions_list",
    "second_factor",
    "totp_picture",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}
OF_A_THING = {
    "email_confirm": ["token"],
    "mfa_edit_webauthn": [1],
    "mfa_remove_webauthn": [1],
    "identity_connect": ["trust"],
    "identity_disconnect": ["trust"],
}


@pytest.fixture
def address_of(trust, plan, action, make_lead, amara, ada, ife, changing):
    """The address of each page, of a thing in Riverside that Amara leads."""
    make_lead("Recruitment Team", amara, action)
    with changing(trust):
        indicator = Indicator.objects.get(number=2)
        ActionIndicator.objects.create(action=action, indicator=indicator, position=1)
        Figure.objects.create(organisation=trust, indicator=indicator, year=2025, value=2)
        question = Question.objects.create(
            plan=plan, action=action, row=2, column="completion", message="When?"
        )
        evidence, completion = given_by(action, amara)
        invitation = Invitation(
            organisation=trust,
            email="kit@example.nhs.uk",
            name="Kit",
            role="network",
            invited_by=ada,
        )
        letters.renew(invitation)
        invitation.save()
    upload = Upload.objects.create(
        organisation=trust,
        person=ife,
        kind=Upload.PLAN,
        file_name="plan.csv",
        data=PLAN_FILE.read_bytes(),
        facts={"year": 2025, "plan_date": "2025-08-31"},
    )
    uploads = [
        "plan_upload",
        "plan_upload_problems",
        "plan_upload_leads",
        "plan_upload_alike",
        "plan_upload_reworded",
        "plan_upload_columns",
        "plan_upload_discard",
    ]
    figures = Upload.objects.create(
        organisation=trust,
        person=ada,
        kind=Upload.FIGURES,
        file_name="results.csv",
        data=FIGURES_FILE.read_bytes(),
    )
    with changing(trust):
        origin = FigureImport.objects.create(
            organisation=trust, file_name="results.csv", sha256="0" * 64, rows=0
        )
        saved = SavedFilter.objects.create(
            organisation=trust, owner=ife, name="Ours", query="status=ongoing", is_shared=True
        )
        challenge = Challenge.objects.create(
            quarter=plan.quarters.get(),
            action=action,
            question="When?",
            asked_by=ada,
            asked_on=plan.date,
            submission=uuid.uuid4(),
        )
        plan_file = PlanImport.objects.create(
            plan=plan, file_name="plan.csv", sha256="0" * 64, rows=0
        )
    large = LargeFile.objects.create(
        plan=plan, person=ife, kind="csv", day=TODAY, state="made", file_name="plan.csv", data=b"1"
    )
    report, publication = closed_and_published(plan, ife)
    closed = [2025, report.quarter.nhs.slug]
    of_closed = ["quarter_report", "quarter_reopen", "publish_quarter"]
    figure_uploads = [
        "figure_upload",
        "figure_upload_problems",
        "figure_upload_not_read",
        "figure_upload_discard",
    ]
    figure_imports = ["figure_import", "figure_import_not_read", "figure_import_undo"]
    plan_files = ["plan_import_page", "plan_import_lines", "plan_import_undo"]
    things = {
        **{name: [figures.pk] for name in figure_uploads},
        **{name: [origin.pk] for name in figure_imports},
        **{name: [upload.pk] for name in uploads},
        "challenge": [challenge.pk],
        **dict.fromkeys(of_closed, closed),
        "quarter_paper": [*closed, report.version, "pdf"],
        **{name: [large.pk] for name in ("large_file", "large_file_download")},
        "quarter_draft": [2025, "2025-Q4", "csv"],
        "publication_withdraw": [publication.pk],
        **{name: [saved.pk] for name in ("filter", "filter_delete")},
        "action_challenge": [action.pk],
        **{name: [plan_file.pk] for name in plan_files},
        "action": [action.pk],
        "action_edit": [action.pk],
        **{f"section_{name}": [plan.sections.get().pk] for name in ("edit", "order", "remove")},
        "lead_edit": [trust.leads.get().pk],
        "action_move": [action.pk],
        "action_cancel": [action.pk],
        "action_update": [action.pk],
        "action_quick": [action.pk],
        "action_unchanged": [action.pk],
        "evidence_add": [action.pk],
        "evidence": [evidence.pk],
        "evidence_withdraw": [evidence.pk],
        "completion": [completion.pk],
        "action_roles": [action.pk],
        "question": [question.pk],
        "indicator": [2],
        **{name: [ada.memberships.get().pk] for name in ("person", "person_second_factor")},
        **{name: [invitation.pk] for name in ("invitation_send", "invitation_withdraw")},
        **logged_changes(),
        "audit_entry": [Entry.objects.filter(model="actions.Action").earliest("pk").pk],
        "figure": [2, 2025],
        "figure_template": ["long", "csv"],
        "figure_edit": [2, 2025],
    }

    def address(name):
        for args in (
            things.get(name),
            [2025, 2],
            [2025, "2025-Q4"],
            [2025],
            [],
        ):
            if args is not None and (found := _reversed(name, ["RKE", *args])):
                return found
        raise AssertionError(f"No address for {name}")

    return address


def logged_changes():
    """The first logged change of each kind that can be put back."""
    history = {f"put_back_{kind}": of.model.history for kind, of in KINDS.items()}
    return {name: [rows.earliest("history_id").history_id] for name, rows in history.items()}


def given_by(action, person):
    """A file of evidence, and a claim that the action is complete."""
    update = ProgressUpdate.objects.create(
        action=action,
        quarter=action.plan.quarters.first(),
        author=person,
        day=TODAY,
        status="completed",
        status_before="ongoing",
        delivery="not_stated",
        happened="Done.",
        submission=uuid.uuid4(),
    )
    file = Brought("panel.pdf", "application/pdf", b"%PDF-1.7 %%EOF")
    evidence = keep_file(action, file, by=person, today=TODAY)
    return evidence, Completion.objects.create(action=action, update=update)


def closed_and_published(plan, person):
    """The report of the third quarter, closed by the person, and the public page of it."""
    with changes.origin("test"):
        with changes.change(plan.organisation_id, by=person):
            row = plan.quarters.create(year=2025, number=3, state=Quarter.OPEN)
        report = closing.close(row, by=person, today=TODAY)
        proposed = publishing.of_quarter(plan.organisation, report)
        page = publishing.publish(
            plan.organisation, proposed, proposed.digest, by=person, today=TODAY
        )
    return report, page


def _reversed(name, args):
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def names(patterns=None, prefix=""):
    """Every named address but those of Django's admin, which has its own test."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver) and pattern.app_name != "admin":
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


def test_every_address_is_in_the_table():
    assert set(names()) == set(PAGES) | OPEN | SIGNED_IN


@pytest.mark.parametrize("who", PEOPLE)
def test_a_page_of_the_trust_opens_to_whom_the_table_says(
    who, address_of, request, sign_in, client
):
    if who != "signed_out":
        client = sign_in(request.getfixturevalue(who))
    wrong = []
    for method, page in product(METHODS, PAGES):
        if method == "head" and who in PAGES[page].read:
            continue  # HEAD reaches what GET does: of a page that opens it is asked once, below
        response = getattr(client, method)(address_of(page), _body(method))
        asked_to_sign_in = response.headers.get("Location", "").startswith("/accounts/login/")
        fits = response.status_code in _expected(PAGES[page], who, method)
        if not fits or asked_to_sign_in != (who == "signed_out"):
            wrong.append(f"{method} {page}: {response.status_code}")
    assert wrong == []


def test_a_page_takes_no_other_method_from_whom_it_opens_to(address_of, request, sign_in):
    whose = {page: min(door.read or door.send) for page, door in PAGES.items()}
    wrong = []
    for who, pages in groupby(sorted(whose, key=whose.get), key=whose.get):
        client = sign_in(request.getfixturevalue(who))
        for page, method in product(pages, ["head", *UNUSED]):
            response = getattr(client, method)(address_of(page))
            answers = {200, 302} if method == "head" and PAGES[page].read else set()
            refuses = {405} if method != "head" or PAGES[page].send else set()  # a page with a form
            if response.status_code not in answers | refuses:
                wrong.append(f"{method} {page}: {response.status_code} to {who}")
    assert wrong == []


def _body(method):
    return {"submission": str(uuid.uuid4())} if method == "post" else None


def _expected(door, who, method):
    if who == "signed_out":
        return {302}
    if who not in READERS:
        return {404}
    allowed = door.send if method == "post" else door.read
    if who in allowed:
        return {200, 302, 409}
    return {403} if allowed and method != "head" else {403, 405}


def test_what_only_administrators_may_do_asks_ada_for_a_second_factor(address_of, ada, sign_in):
    client = sign_in(ada, second_factor=False)
    wrong = []
    for page, door in PAGES.items():
        methods = [m for m in ("get", "post") if getattr(door, USES[m]) == {"ada"}]
        for method in methods:
            response = getattr(client, method)(address_of(page), _body(method))
            if not response.headers.get("Location", "").startswith(reverse("second_factor")):
                wrong.append(f"{method} {page}: {response.status_code}")
    assert wrong == []


@pytest.mark.parametrize("page", sorted(SIGNED_IN))
def test_a_page_of_the_person_asks_to_sign_in(page, client, db):
    address = reverse(page, args=OF_A_THING.get(page, []))
    assert client.get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["esi", "amara", "ife", "dan"])
def test_the_records_open_to_administrators_only(who, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert client.get("/admin/", follow=True).status_code == 403


def test_ada_sees_the_records_of_her_own_trust_and_changes_none(ada, action, noor, sign_in):
    client = sign_in(ada)
    assert "Review interview panels" in client.get("/admin/actions/action/").content.decode()
    page = f"/admin/actions/action/{action.pk}/change/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"title": "Mine now"}).status_code == 403
    assert client.post(f"/admin/actions/action/{action.pk}/delete/").status_code == 403
    assert client.get("/admin/actions/action/add/").status_code == 403


def test_noor_sees_no_record_of_riverside(noor, action, sign_in):
    client = sign_in(noor)
    assert "Review interview" not in client.get("/admin/actions/action/").content.decode()
    past = client.get("/admin/actions/historicalaction/").content.decode()
    assert "Review interview" not in past
    assert client.get(f"/admin/actions/action/{action.pk}/change/").status_code == 302


def test_history_is_read_only_for_platform_staff_too(ada, action, sign_in):
    ada.is_staff = ada.is_superuser = True
    ada.save()
    row = action.history.first()
    page = f"/admin/actions/historicalaction/{row.pk}/change/"
    assert sign_in(ada).get(page).status_code == 200
    assert sign_in(ada).post(page, {"title": "Never said"}).status_code == 403
