"""Every door through which a file comes stays open, whatever a file does to its reader.

A reader that computes for ever, eats memory or ends its process stands in for such a file.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from actions.models import Action, EvidenceFile, PaperTemplate, ProgressUpdate
from indicators import jobs
from indicators.imports import worker
from tests import hostile_reading as hostile
from tests.conftest import FIGURES_FILE, LEADS_FILE, PLAN_FILE
from tests.test_evidence import PDF, add_page, led, sent
from tests.test_update_page import form_for, page_of
from tests.word_templates import template
from wres.accounts.models import SYSTEM_EMAIL
from wres.files import reader
from wres.files.models import Upload

PLAN, FIGURES, TEMPLATE = "/RKE/plan/import/", "/RKE/figures/import/", "/RKE/papers/template/"
UPLOADED = "/RKE/figures/uploads/{}"
DATE = {"year": "2025", "date_day": "31", "date_month": "8", "date_year": "2025"}
__all__ = ["led"]

ENDS = {
    hostile.computes_for_ever: "takes too long to read",
    hostile.eats_memory: "needs too much memory to read",
    hostile.aborts: "because the program that reads files stopped",
}


def shown(client, address, data=None):
    """What a person is shown there, or for what they send."""
    sent = client.get(address) if data is None else client.post(address, data, follow=True)
    assert sent.status_code in {200, 409}
    return html.unescape(sent.getvalue().decode())


def brings_a_plan(client):
    file = SimpleUploadedFile("plan.csv", PLAN_FILE.read_bytes())
    return shown(client, PLAN, DATE | {"file": file})


def brings_figures(client):
    file = SimpleUploadedFile("figures.csv", FIGURES_FILE.read_bytes())
    return shown(client, FIGURES, {"file": file})


def brings_a_template(client):
    return shown(client, TEMPLATE, {"file": SimpleUploadedFile("board.docx", template())})


def brings_evidence(client):
    return shown(client, add_page(Action.objects.get()), sent())


def brings_an_update(client):
    file = SimpleUploadedFile("panel.pdf", PDF)
    action = Action.objects.get()
    return shown(client, page_of(action), form_for(action, evidence_file=file))


def looks_at(page):
    """At a page of the file that is on its way."""
    return lambda client: shown(client, page.format(Upload.objects.get().pk))


def says_of_columns(client):
    return shown(client, f"/RKE/plan/uploads/{Upload.objects.get().pk}/columns/", {})


def lets_the_worker_read(client):
    upload = Upload.objects.get()
    upload.by_worker = True
    jobs.hand_over(upload, Upload.READING)
    worker.work()
    return looks_at(UPLOADED + "/")(client)


def loads(kind, file, *options):
    """By the command."""

    def load(client):
        said = StringIO()
        who = ["--organisation", "RKE", "--as", SYSTEM_EMAIL]
        try:
            call_command(f"load_{kind}", str(file), *who, *options, stdout=said, stderr=said)
        except CommandError as error:
            return f"{said.getvalue()}{error}"
        return said.getvalue()

    return load


loads_a_plan = loads(
    "plan", PLAN_FILE, "--year=2026", "--plan-date=2026-08-31", f"--leads={LEADS_FILE}"
)


@dataclass(frozen=True)
class Door:
    """Where a reader is named, who brings what there, and what they see when it was read."""

    reader: str
    who: str
    brings: Callable
    sees: str
    first: Callable = lambda client: None


FIGURES_READER = "indicators.imports.uploads.read_figures"
EVIDENCE_READER = "actions.updates.evidence.media_type_of"
LOAD_PLAN = "actions.management.commands.load_plan"
DOORS = {
    "a plan": Door("actions.forms.imports.read_plan", "ife", brings_a_plan, "plan.csv"),
    "its preview": Door(
        "actions.imports.uploads.read_plan",
        "ife",
        looks_at("/RKE/plan/uploads/{}/"),
        "plan.csv",
        brings_a_plan,
    ),
    "its problems": Door(
        "actions.imports.uploads.read_plan",
        "ife",
        looks_at("/RKE/plan/uploads/{}/problems.csv"),
        "where,column",
        brings_a_plan,
    ),
    "its columns": Door(
        "actions.imports.uploads.read_plan",
        "ife",
        looks_at("/RKE/plan/uploads/{}/columns/"),
        "plan.csv",
        brings_a_plan,
    ),
    "what is said of its columns": Door(
        "actions.forms.imports.read_plan", "ife", says_of_columns, "plan.csv", brings_a_plan
    ),
    "figures": Door(FIGURES_READER, "ada", brings_figures, "Save figures"),
    "figures at first sight": Door(
        "indicators.forms.imports.is_large", "ada", brings_figures, "Save figures"
    ),
    "their preview": Door(
        FIGURES_READER, "ada", looks_at(UPLOADED + "/"), "Save figures", brings_figures
    ),
    "their problems": Door(
        FIGURES_READER, "ada", looks_at(UPLOADED + "/problems.csv"), "row,column", brings_figures
    ),
    "their rows that were not read": Door(
        FIGURES_READER, "ada", looks_at(UPLOADED + "/not-read.csv"), "row,not read", brings_figures
    ),
    "figures that the worker reads": Door(
        FIGURES_READER, "ada", lets_the_worker_read, "Save figures", brings_figures
    ),
    "evidence": Door(EVIDENCE_READER, "amara", brings_evidence, "Evidence of"),
    "evidence of an update": Door(EVIDENCE_READER, "amara", brings_an_update, "panel.pdf"),
    "a template": Door(
        "actions.forms.paper_template.missing_styles", "ife", brings_a_template, "board.docx"
    ),
    "the template in use": Door(
        "actions.views.papers.missing_styles",
        "ife",
        lambda client: shown(client, TEMPLATE),
        "every style that a paper needs",
        brings_a_template,
    ),
    "a plan by command": Door(f"{LOAD_PLAN}.read_plan", "ife", loads_a_plan, "Saved"),
    "leads by command": Door(f"{LOAD_PLAN}.read_known_leads", "ife", loads_a_plan, "Saved"),
    "figures by command": Door(FIGURES_READER, "ada", loads("figures", FIGURES_FILE), "Saved"),
}


@pytest.mark.parametrize("hostile_reader", ENDS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_hostile_file_is_refused_in_words_and_the_next_one_is_read(
    door, hostile_reader, led, sign_in, request, monkeypatch
):
    client = sign_in(request.getfixturevalue(door.who))
    door.first(client)
    with monkeypatch.context() as changed:
        changed.setattr(reader, "SECONDS", 1)
        changed.setattr(door.reader, hostile_reader)
        assert ENDS[hostile_reader] in door.brings(client)
    said = door.brings(client)
    assert door.sees in said
    assert ENDS[hostile_reader] not in said


def test_nothing_of_a_hostile_file_is_kept(led, ife, ada, amara, sign_in, monkeypatch):
    for door in DOORS.values():
        monkeypatch.setattr(door.reader, hostile.aborts)
    for who, brings in (
        (ife, brings_a_plan),
        (ife, brings_a_template),
        (ada, brings_figures),
        (amara, brings_evidence),
        (amara, brings_an_update),
    ):
        brings(sign_in(who))
    for kept in (Upload, PaperTemplate, EvidenceFile, ProgressUpdate):
        assert not kept.objects.exists()
