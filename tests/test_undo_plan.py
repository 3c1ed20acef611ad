"""Ife undoes the import of a plan as a whole; what was touched since is named and left."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError
from django.urls import reverse

from actions.models import Action, Completion, Placement, PlanImport, Question, Section
from tests.conftest import PLAN_FILE
from wres.accounts.models import SYSTEM_EMAIL
from wres.audit import verification

PUBLISHED = PLAN_FILE.read_text(encoding="utf-8")
NEW_ROW = "Debiasing Recruitment,8,2,Ask candidates what they thought,EDI Lead,31.03.2026\n"
OLD, MOVED = ",Recruitment Team,31.03.2026", ",Comms Team,31.12.2025"


@pytest.fixture
def again(published, load, tmp_path):
    """`again()`: loads a file with one new row, one that other people lead, and one less."""

    def make():
        lines = PUBLISHED.replace(OLD, MOVED, 1).splitlines(keepends=True)
        path = tmp_path / "again.csv"
        path.write_text("".join([*lines[:-1], NEW_ROW]), encoding="utf-8")
        load("plan", file=path)
        return PlanImport.objects.latest("pk")

    return make


def standing():
    """What the plan says, without the versions that every change raises."""
    return {
        "actions": list(Action.objects.values_list("pk", "title", "status", "target_date")),
        "leads": sorted(Action.objects.values_list("pk", "action_leads__lead__name")),
        "placements": sorted(Placement.objects.values_list("pk", "row", "number", "action")),
        "questions": sorted(Question.objects.values_list("message", "action")),
        "sections": list(Section.objects.values_list("name", flat=True)),
    }


@pytest.fixture
def undo(ife, sign_in):
    def send(origin, reason="The wrong file"):
        page = reverse("plan_import_undo", args=["RKE", origin.pk])
        return sign_in(ife).post(page, {"reason": reason}, follow=True)

    return send


def test_the_plan_is_as_before_and_the_trail_keeps_both(again, undo):
    before = standing()
    origin = again()
    assert standing() != before
    assert "The wrong file" in undo(origin).text
    assert standing() == before
    assert list(verification.problems()) == []
    assert Action.history.filter(history_change_reason="The wrong file").exists()


def test_the_first_import_leaves_a_plan_without_actions(published, undo):
    undo(PlanImport.objects.get())
    assert (Action.objects.count(), Section.objects.count()) == (0, 0)
    assert list(verification.problems()) == []


def test_an_action_that_was_edited_since_is_named_and_left(again, undo, ife, sign_in, changing):
    origin = again()
    edited = Action.objects.get(title="Ask candidates what they thought")
    with changing(edited.organisation):
        edited.objective = "To learn"
        edited.save()
    page = sign_in(ife).get(reverse("plan_import_undo", args=["RKE", origin.pk])).text
    assert "1 action was changed since or reported, and will stay as it is" in page
    assert "Ask candidates what they thought" in page
    undo(origin)
    assert Action.objects.filter(pk=edited.pk).exists()
    names = Placement.objects.get(row=4).action.action_leads.values_list("lead__name", flat=True)
    assert list(names) == ["Recruitment Team"]


def test_an_import_on_which_all_was_built_has_nothing_to_undo(published, ife, sign_in, changing):
    with changing(published):
        for action in published.actions.all():
            action.objective = "To learn"
            action.save()
    page = sign_in(ife).get(reverse("plan_import_undo", args=["RKE", PlanImport.objects.get().pk]))
    assert "There is nothing to undo" in page.text
    assert "40 actions were changed since or reported" in page.text
    assert "Why are you undoing" not in page.text


def test_it_is_undone_once_and_needs_a_reason(again, undo):
    origin = again()
    assert "Say why you are undoing this import" in undo(origin, "").text
    undo(origin)
    before = standing()
    page = BeautifulSoup(undo(origin, "Again").content, "html.parser").text
    assert "The wrong file" in page
    assert standing() == before


# Completing by a file


def test_a_file_completes_no_action_without_evidence_or_a_reason(published, load, tmp_path):
    path = tmp_path / "done.csv"
    path.write_text(PUBLISHED.replace(OLD, ",Recruitment Team,Completed", 1), encoding="utf-8")
    with pytest.raises(CommandError, match="actions without evidence become complete"):
        load("plan", file=path)
    action = Placement.objects.get(row=4).action
    assert action.status == "not_stated"
    load("plan", "RKE", SYSTEM_EMAIL, "--reason", "The minutes are lost", file=path)
    action.refresh_from_db()
    claim = Completion.objects.get(action=action)
    assert (action.status, claim.no_evidence_reason) == ("completed", "The minutes are lost")
    assert list(verification.problems()) == []


def test_a_completion_by_a_file_goes_with_its_import(published, load, tmp_path, undo):
    path = tmp_path / "done.csv"
    path.write_text(PUBLISHED.replace(OLD, ",Recruitment Team,Completed", 1), encoding="utf-8")
    load("plan", "RKE", SYSTEM_EMAIL, "--reason", "The minutes are lost", file=path)
    undo(PlanImport.objects.latest("pk"))
    action = Placement.objects.get(row=4).action
    assert (action.status, action.updates.count()) == ("not_stated", 0)
    assert not Completion.objects.exists()
    assert list(verification.problems()) == []
