"""The demonstration: what it shows, that it repeats, and that people's work in it stays."""

import csv
from collections import Counter
from decimal import Decimal
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command

from actions.demonstration import SAMPLES, rows
from actions.management.commands.demonstrate import EXAMPLES
from actions.models import Challenge, LeadMember, ProgressUpdate, Publication
from actions.quarters import Quarter
from indicators.rules.figures import Unit, displayed
from tests.conftest import TODAY
from tests.saved_rows import SavedRows
from wres.accounts.demonstration import cast, demonstration_people
from wres.accounts.models import Membership, Organisation, User
from wres.audit import verification
from wres.audit.models import Seal


def demonstrate():
    said = StringIO()
    call_command("demonstrate", stdout=said)
    return said.getvalue()


DEMONSTRATED = SavedRows(demonstrate)


@pytest.fixture
def shown(db):
    """The organisation of the demonstration."""
    DEMONSTRATED.put()
    return Organisation.objects.get(code="RKE")


def test_it_holds_the_published_plan_and_figures(shown):
    assert (shown.actions.count(), shown.figures.count()) == (40, 24 + BOARD_PARTS)
    assert list(verification.problems()) == []


PUBLISHED = SAMPLES.parents[1] / "indicators" / "samples" / "results.csv"
BOARD_PARTS = 8  # voting, non-voting, executive and non-executive members of two years


def test_the_invented_counts_give_the_published_numbers_to_the_digit(shown):
    for row in csv.DictReader(PUBLISHED.read_text().splitlines()):
        facts = {"indicator__number": row["indicator"], "year": row["year"], "part": "overall"}
        figure = shown.figures.beside_pay_bands().select_related("indicator").get(**facts)
        unit = Unit(figure.indicator.unit_of_measure)
        for name in ("white", "bme", "value"):
            if row[name]:
                of = unit if name == "value" else Unit.PERCENT
                assert displayed(getattr(figure.held(), name), of) == Decimal(row[name]), row


def test_counts_pay_bands_and_the_board_have_something_to_show(shown, client):
    client.force_login(User.objects.get(email="esi@wres.example"))
    assert "likely" in client.get("/RKE/figures/2/2025/").text
    assert "Band 5" in client.get("/RKE/indicators/1/?year=2025").text
    assert "Executive members" in client.get("/RKE/figures/9/2025/").text
    card = client.get("/RKE/outcomes/2025.json").json()["indicators"][-1]
    assert (card["value"], card["unit"], card["workforce"]) == ("26.7", "percent", None)


def test_the_invented_counts_say_that_they_are(shown):
    figures = shown.figures.exclude(bme_count=None)
    assert figures.count() == 12 + BOARD_PARTS + 2
    assert {figure.source_period for figure in figures} == {"Invented example"}


def test_every_person_has_their_role_in_their_organisation(shown):
    held = {m.user.email: (m.organisation_id, m.role, m.is_active) for m in memberships()}
    assert held == {p.email: (p.organisation, p.role, p.is_active) for p in cast()}


def memberships():
    return Membership.objects.select_related("user")


def test_people_are_plainly_invented_and_have_no_password(shown):
    people = User.objects.exclude(email__endswith=".invalid")
    assert all(p.email.endswith("@wres.example") and p.name.endswith(" Example") for p in people)
    assert not any(person.has_usable_password() for person in people)


def test_the_sign_in_page_offers_everyone_but_dan(shown):
    assert {p.slug for p in cast()} - {p.slug for p in demonstration_people()} == {"dan"}


def test_amara_and_ben_lead_something(shown):
    for slug, title in [("amara", "Put stronger guidance"), ("ben", "Check recruitment outcomes")]:
        user = User.objects.get(email=f"{slug}@wres.example")
        assert any(a.title.startswith(title) for a in shown.actions.led_by(user))


def test_baselines_and_focus_are_those_of_the_plan(shown):
    described = shown.plans.get().plan_indicators.select_related("indicator")
    focus = sorted((d.focus_order, d.indicator.number) for d in described if d.is_focus)
    assert [number for _, number in focus] == [2, 5, 6, 9, 7]
    baselines = {d.indicator.number: d.baseline_year for d in described}
    assert [baselines[n] for n in (1, 2, 3, 4, 9)] == [None, 2019, 2019, 2019, 2019]
    assert [baselines[n] for n in (5, 6, 7, 8)] == [2018] * 4
    assert all(d.focus_reason for d in described if d.is_focus)


def test_the_fourth_quarter_is_open_and_its_updates_are_overdue(shown):
    plan = shown.plans.get()
    assert {str(q): q.state for q in plan.quarters.all()}["Q4 2025/26"] == "open"
    assert str(plan.updates_expected_since(TODAY)) == "2026-01-01"


def test_the_quarters_before_are_closed_with_their_reports_and_papers(shown):
    quarters = shown.plans.get().quarters
    for number in (2, 3):
        (report,) = quarters.get(number=number).reports.all()
        assert {paper.kind for paper in report.papers.all()} == {"docx", "pdf", "xlsx", "csv"}
        assert report.closed_by.name == "Ife Example"
    assert [str(q) for q in quarters.filter(state="closed")] == ["Q2 2025/26", "Q3 2025/26"]


def test_each_example_update_came_in_its_quarter_and_in_time(shown):
    for update in ProgressUpdate.objects.select_related("quarter"):
        assert update.quarter.nhs == Quarter.on(update.day)
        assert not update.is_late


def test_one_challenge_is_open_and_one_is_answered(shown):
    asked = [(c.asked_by.name, c.is_open) for c in Challenge.objects.order_by("asked_on")]
    assert asked == [("Nia Example", False), ("Esi Example", True)]
    assert all(c.question.startswith("Example: ") for c in Challenge.objects.all())


def test_anyone_may_read_the_report_of_the_third_quarter(shown, client):
    page = client.get("/published/RKE/2025-q3/")
    assert page.status_code == 200
    assert "Example:" not in page.content.decode()


def test_those_who_had_not_answered_were_written_to(db, mailoutbox):
    demonstrate()
    assert {to for message in mailoutbox for to in message.to} == {
        "amara@wres.example",
        "ben@wres.example",
    }


def test_a_run_that_broke_off_is_finished_by_the_next(db, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("actions.quarter.publication.publish", broken)
        with pytest.raises(OSError, match="No space"):
            demonstrate()
    demonstrate()
    assert ProgressUpdate.objects.count() == len(rows("example_updates.csv"))
    assert Publication.objects.count() == 1
    assert list(verification.problems()) == []


def broken(*args, **kwargs):
    raise OSError("No space left")


def test_every_example_says_that_it_is_one(shown):
    updates = ProgressUpdate.objects.all()
    assert updates.count() == len(rows("example_updates.csv")) >= 12
    assert all(u.is_example and u.happened.startswith("Example: ") for u in updates)


def test_examples_come_in_the_order_of_their_days():
    days = [row["day"] for row in rows("example_updates.csv")]
    assert all(before <= after for before, after in pairwise(days))


def test_examples_are_given_by_people_who_may(shown):
    for update in ProgressUpdate.objects.select_related("author", "action"):
        membership = update.author.memberships.get(organisation=shown)
        assert update.action.can_be_updated_by(membership)


def test_each_page_has_something_to_show(shown):
    plan = shown.plans.get()
    expected = plan.updates_expected_since(TODAY)
    delivery = Counter(a.delivery_on(TODAY, expected).delivery for a in shown.actions.all())
    assert all(delivery[step] for step in ("complete", "on_track", "at_risk", "off_track"))
    assert sorted(shown.actions.filter(slips__gt=0).values_list("slips", flat=True)) == [1, 2]
    assert shown.actions.filter(status="completed", has_evidence=True).count() == 1
    assert len({q.nhs.number for q in plan.quarters.filter(updates__isnull=False)}) == 3


def test_a_slipped_target_says_why_in_the_trail(shown):
    row = shown.actions.get(slips=1).history.first()
    assert row.history_change_reason == "The supplier delivers the data feed in May."


def test_again_it_changes_nothing(shown, mailoutbox):
    seals, sent = Seal.objects.count(), len(mailoutbox)
    said = demonstrate()
    assert said.count("No changes") == 2 + len(EXAMPLES)
    assert "The year so far" not in said
    assert (Seal.objects.count(), len(mailoutbox)) == (seals, sent)


def test_again_it_keeps_what_people_did(shown, changing):
    described = shown.plans.get().plan_indicators.get(indicator__number=3)
    membership = memberships().get(user__email="ben@wres.example")
    with changing(shown):
        described.focus_order, described.focus_reason = 6, "It moved most."
        described.save()
        membership.role = "executive"
        membership.save()
        LeadMember.objects.filter(user=membership.user).first().delete()
    demonstrate()
    described.refresh_from_db()
    membership.refresh_from_db()
    assert (described.focus_order, membership.role) == (6, "executive")
    assert LeadMember.objects.filter(user=membership.user).count() == 1


def test_the_other_trust_is_apart(shown):
    noor = User.objects.get(email="noor@wres.example")
    assert [o.code for o in Organisation.objects.seen_by(noor)] == ["ZE1"]
    assert not Organisation.objects.get(code="ZE1").actions.exists()


def test_it_is_refused_where_there_is_no_demonstration(db, settings):
    settings.IS_DEMONSTRATION = False
    with pytest.raises(CommandError, match="no demonstration"):
        demonstrate()
    assert not Organisation.objects.exists()


def test_the_samples_are_tables_without_gaps():
    for path in sorted(SAMPLES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            widths = {len(row) for row in csv.reader(file)}
        assert len(widths) == 1, path.name
