"""Nadia reads two trusts, each of which gave her the role, and changes nothing in either."""

import csv
import io
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from actions.models import Plan, Quarter
from actions.outcomes import of_year, overview
from tests.conftest import LOGGED, PASSWORD, TODAY
from tests.test_access import PAGES, READERS, address_of
from tests.test_network_role import rows_of_history
from wres.accounts.access import Role
from wres.accounts.models import SYSTEM_EMAIL, Membership, Organisation
from wres.audit import verification
from wres.audit.models import Entry

__all__ = ["address_of"]  # a fixture


def test_she_reads_what_a_trust_shows_to_every_reader(address_of, nadia, sign_in):
    client = sign_in(nadia)
    for page in [page for page, door in PAGES.items() if door.read >= READERS]:
        assert client.get(address_of(page)).status_code in (200, 302), page


def test_nothing_that_she_sends_changes_anything(address_of, nadia, sign_in):
    client, before = sign_in(nadia), rows_of_history()
    for page in PAGES:
        sent = {"submission": str(uuid.uuid4()), "question": "Why?", "name": "Mine"}
        assert client.post(address_of(page), sent).status_code in (403, 405), page
    assert rows_of_history() == before


@pytest.mark.parametrize("page", ["action", "indicator", "plan", "summary", "quarter"])
def test_no_page_offers_her_what_is_for_those_who_take_part(page, address_of, nadia, sign_in):
    shown = sign_in(nadia).get(address_of(page)).content.decode()
    for link in ("/challenge", "/filters/", "/save-filter/", "/answers/", "/paper."):
        assert link not in shown, link


def test_she_starts_with_both_trusts_side_by_side(plan, load, nadia, sign_in):
    load("figures")
    load("plan")
    page = sign_in(nadia).get("/").content.decode()
    assert "Riverside NHS Trust</a> (RKE)" in page
    assert "Hillside NHS Trust</a> (ZE1)" in page
    assert "4 improvement needed" in page
    (line,) = overview.lines([plan.organisation], TODAY)
    counted = [words for counts in line.counts for words in counts.lines]
    assert len(counted) == 9
    assert [words for words in counted if words not in page] == []
    assert "Showing 1 to 2 of 2 organisations" in page


def test_a_trust_without_figures_or_a_plan_says_so(plan, nadia, other_trust):
    (line,) = overview.lines([other_trust], TODAY)
    assert [(counts.of, counts.lines) for counts in line.counts] == [
        ("No figures", []),
        ("No plan", []),
    ]
    assert line.closed is None


def test_a_line_agrees_with_the_pages_of_its_trust(trust, load, changing, ife, sign_in):
    load("figures")
    load("plan")
    plan = Plan.objects.get()
    with changing(trust):
        for number, state in ((1, Quarter.CLOSED), (2, Quarter.CLOSED), (3, Quarter.OPEN)):
            Quarter.objects.create(plan=plan, year=2025, number=number, state=state)
    (line,) = overview.lines([trust], TODAY)
    found = of_year(trust, 2025)
    assert {group.group: len(group.cards) for group in found.groups if group.cards} == line.groups
    summary = sign_in(ife).get("/RKE/plan/2025/summary/").context["position"].everything
    assert {step: n for step, n in summary.counts.items() if n} == line.delivery
    assert str(line.closed) == "Q2 2025/26"


def test_updates_that_are_overdue_count_as_on_the_summary(trust, load, changing, ife, sign_in):
    load("plan")
    plan = Plan.objects.get()
    with changing(trust):
        Quarter.objects.create(
            plan=plan, year=2025, number=4, state=Quarter.OPEN, updates_due="2026-03-01"
        )
    (line,) = overview.lines([trust], TODAY)
    summary = sign_in(ife).get("/RKE/plan/2025/summary/").context["position"].everything
    assert {step: n for step, n in summary.counts.items() if n} == line.delivery


@pytest.fixture
def nation(load, nadia, plan, changing):
    """220 trusts that Nadia reads, of which one has figures and two have plans."""
    load("figures")
    codes = [f"N{number:03}" for number in range(218)]
    for code in codes:
        trust = Organisation.objects.create(code=code, name=f"Trust {code}")
        with changing(trust):
            Membership.objects.create(organisation=trust, user=nadia, role=Role.NATIONAL)
    with changing(trust):
        Plan.objects.create(organisation=trust, standard=plan.standard, year=2026, date=plan.date)


@pytest.mark.parametrize(
    ("address", "most"), [("/", 12), ("/?page=9", 12), ("/organisations.csv", 12 + LOGGED)]
)
def test_220_trusts_take_few_queries(address, most, nation, nadia, sign_in, queries):
    client = sign_in(nadia)
    with queries() as seen:
        assert client.get(address).status_code == 200
    assert len(seen) <= most


def test_signing_in_is_told_to_220_trusts_in_few_queries(nation, nadia, client, queries):
    with queries() as seen:
        client.post("/accounts/login/", {"login": nadia.email, "password": PASSWORD})
    assert Entry.objects.filter(kind="sign_in", person=nadia).count() == 220
    assert len(seen) <= 40
    assert list(verification.problems()) == []


def test_the_file_has_every_trust_and_the_page_25(nation, nadia, sign_in):
    client = sign_in(nadia)
    file = client.get("/organisations.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))
    assert len(rows) == 1 + 220
    assert rows[0][:3] == ["code", "organisation", "outcomes of"]
    page = client.get("/?page=2").content.decode()
    assert "Showing 26 to 50 of 220 organisations" in page
    assert page.count("nhsuk-table__row") == 25


def test_the_file_of_whoever_sees_one_trust_has_that_one(esi, other_trust, sign_in):
    file = sign_in(esi).get("/organisations.csv").content.decode()
    assert "RKE" in file
    assert "ZE1" not in file


def add(*options, email="nell@national.example", by=SYSTEM_EMAIL):
    call_command("add_national_reader", email, "--name", "Nell Example", "--as", by, *options)


def test_a_command_gives_the_role_in_the_trusts_named(trust, other_trust):
    add("--organisations", "RKE,ZE1")
    nell = get_user_model().objects.get(email="nell@national.example")
    given = nell.memberships.values_list("organisation", "role")
    assert set(given) == {("RKE", "national"), ("ZE1", "national")}
    assert nell.memberships.first().history.get().through == "manage.py add_national_reader"


def test_the_command_run_twice_or_for_all_adds_what_is_missing(trust, other_trust):
    add("--organisations", "RKE")
    add("--all")
    assert Membership.history.filter(user__email="nell@national.example").count() == 2


@pytest.mark.parametrize(
    ("options", "by", "words"),
    [
        (["--organisations", "RKE,ZE1"], "ada@example.nhs.uk", "no active role in Hillside"),
        (["--organisations", "RKE"], "esi@example.nhs.uk", "cannot manage people"),
        (["--organisations", "ZZZ"], SYSTEM_EMAIL, "There is no organisation ZZZ"),
        ([], SYSTEM_EMAIL, "Name the organisations"),
    ],
)
def test_the_command_refuses_in_words_and_adds_nothing(
    options, by, words, trust, other_trust, ada, esi
):
    with pytest.raises(CommandError, match=words):
        add(*options, by=by)
    assert not get_user_model().objects.filter(email="nell@national.example").exists()


def test_the_command_does_not_change_a_role_that_somebody_has(trust, esi):
    with pytest.raises(CommandError, match="is executive member in Riverside NHS Trust already"):
        add("--organisations", "RKE", email=esi.email)
    assert esi.memberships.get().role == Role.EXECUTIVE


def test_she_loses_a_trust_at_the_next_click_when_it_ends_her_role(
    plan, other_trust, nadia, changing, sign_in
):
    client, membership = sign_in(nadia), nadia.memberships.get(organisation="RKE")
    with changing(plan.organisation):
        membership.is_active = False
        membership.save()
    assert client.get("/RKE/plan/2025/").status_code == 404
    assert client.get("/ZE1/").status_code == 200
