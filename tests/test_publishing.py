"""A page that anyone may read: what it leaves out, and that it goes away when it is withdrawn."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from actions.models import Publication, Quarter
from actions.quarter import closed as closing
from indicators.models import Figure
from tests.conftest import TODAY

LIST = "/RKE/publications/"
QUARTER = "/RKE/plan/2025/quarters/2025-Q4/publish/"
OUTCOMES = "/RKE/outcomes/2025/publish/"
PUBLIC = "/published/RKE/2025-q4/"


@pytest.fixture
def closed(published, ife, in_request):
    quarter = Quarter.objects.get(plan__organisation=published, number=4)
    with in_request():
        return closing.close(quarter, by=ife, today=TODAY)


@pytest.fixture
def publish(closed, ife, sign_in, client):
    """`publish(address)`: Ife publishes what she is shown there."""

    def at(address=QUARTER):
        page = BeautifulSoup(sign_in(ife).get(address).content, "html.parser")
        digest = page.find("input", {"name": "digest"})["value"]
        answer = sign_in(ife).post(address, {"digest": digest, "names_checked": "on"})
        client.logout()
        return answer

    return at


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.get_text(" ").split())


@pytest.mark.parametrize("address", [LIST, QUARTER, OUTCOMES])
def test_a_stranger_is_asked_to_sign_in(closed, client, address):
    assert client.get(address).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("person", ["esi", "amara", "ada"])
@pytest.mark.parametrize("address", [QUARTER, OUTCOMES])
def test_only_an_inclusion_lead_publishes(request, closed, sign_in, person, address):
    assert sign_in(request.getfixturevalue(person)).post(address).status_code == 403


def test_ife_publishes_and_anyone_reads_it(publish, client):
    assert publish().headers["Location"] == PUBLIC
    answer = client.get(PUBLIC)
    assert answer.status_code == 200
    assert "Published on 16 March 2026" in text(answer)
    assert "actions" in text(answer)


@pytest.mark.parametrize("address", [QUARTER, OUTCOMES])
def test_what_is_public_is_what_she_was_shown(closed, publish, ife, sign_in, client, address):
    shown = BeautifulSoup(sign_in(ife).get(address).content, "html.parser")
    shown = shown.find("section", {"class": "app-preview"})
    location = publish(address).headers["Location"]
    public = BeautifulSoup(client.get(location).content, "html.parser").main
    for tag in ("dd", "td", "h3", "caption"):
        assert [e.get_text() for e in shown.find_all(tag)] == [
            e.get_text() for e in public.find_all(tag)
        ]


def test_it_is_coloured_and_says_how_each_figure_moved_since_its_baseline(publish, client):
    publish(OUTCOMES)
    page = BeautifulSoup(client.get("/published/RKE/outcomes-2025/").content, "html.parser")
    names = [" ".join(band.h3.get_text().split()) for band in page.select(".app-band")]
    assert names == [
        "! Improvement needed",
        "◐ Some improvement – further work needed",
        "✓ Performing well",
        "– Not assessed",
    ]
    said = " ".join(page.main.get_text(" ").split())
    assert "▼ 2018: BME down from 29.1%, better" in said
    assert "▲ 2019: Ratio up from 1.18, worse" in said


def test_it_has_no_code_of_the_trail_and_no_empty_section(publish, client):
    publish()
    answer = client.get(PUBLIC)
    assert "Audit trail" not in text(answer)
    assert ["Audit trail" in dict(made.content["facts"]) for made in Publication.objects.all()]
    page = BeautifulSoup(answer.content, "html.parser")
    assert not [each for each in page.main.find_all("details") if not each.table]


def test_it_names_no_person_no_lead_and_no_challenge(publish, client):
    publish()
    said = text(client.get(PUBLIC))
    assert "Ife" not in said
    assert "Leads" not in said
    assert "challenge" not in said.lower()


def test_nobody_reads_what_is_not_published(closed, client):
    assert client.get(PUBLIC).status_code == 404


def test_a_withdrawn_page_is_gone_for_everyone(publish, ife, sign_in, client):
    publish()
    made = Publication.objects.get()
    address = f"/RKE/publications/{made.pk}/withdraw/"
    assert "Say why" in text(sign_in(ife).post(address))
    sign_in(ife).post(address, {"reason": "A number was wrong."})
    client.logout()
    answer = client.get(PUBLIC)
    assert answer.status_code == 410
    assert "A number was wrong" not in text(answer)


def test_withdrawing_is_for_inclusion_leads(publish, esi, sign_in, client):
    publish()
    address = f"/RKE/publications/{Publication.objects.get().pk}/withdraw/"
    assert client.post(address).headers["Location"].startswith("/accounts/login/")
    assert sign_in(esi).post(address, {"reason": "No"}).status_code == 403


def test_it_is_published_once(publish, ife, sign_in):
    publish()
    assert publish().status_code == 409
    assert Publication.objects.count() == 1


def test_what_has_changed_since_it_was_shown_is_shown_again(closed, ife, sign_in, changing):
    page = BeautifulSoup(sign_in(ife).get(OUTCOMES).content, "html.parser")
    digest = page.find("input", {"name": "digest"})["value"]
    with changing(closed.quarter.plan.organisation, ife):
        figure = Figure.objects.get(indicator__number=2, year=2025)
        figure.value = Decimal("1.20")
        figure.save()
    answer = sign_in(ife).post(OUTCOMES, {"digest": digest})
    assert answer.status_code == 409
    assert "The page has changed since you were shown it" in text(answer)
    assert not Publication.objects.exists()


def test_later_changes_leave_a_public_page_as_it_is(closed, publish, ife, changing, client):
    publish(OUTCOMES)
    before = client.get("/published/RKE/outcomes-2025/").content
    with changing(closed.quarter.plan.organisation, ife):
        figure = Figure.objects.get(indicator__number=2, year=2025)
        figure.value = Decimal("1.20")
        figure.save()
    assert client.get("/published/RKE/outcomes-2025/").content == before


def test_numbers_of_few_people_are_not_published(closed, ife, changing, publish, client):
    with changing(closed.quarter.plan.organisation, ife):
        figure = Figure.objects.get(indicator__number=3, year=2025)
        figure.white_count, figure.white_total = 7, 1_977
        figure.bme_count, figure.bme_total = 24, 2_700
        figure.save()
    publish(OUTCOMES)
    said = text(client.get("/published/RKE/outcomes-2025/"))
    assert said.count("Not published: fewer than 11 people") == 5
    assert "2.51" not in said
    assert "1.79" in said


def test_names_that_it_mentions_are_pointed_out_first(closed, ife, changing, sign_in):
    plan = closed.quarter.plan
    with changing(plan.organisation, ife):
        action = plan.actions.first()
        action.title = "Ben reviews the panels"
        action.save()
    with_name = Quarter.objects.get(plan=plan, number=3)
    client = sign_in(ife)
    client.post(f"/RKE/plan/2025/quarters/{with_name.nhs.slug}/close/")
    address = f"/RKE/plan/2025/quarters/{with_name.nhs.slug}/publish/"
    page = client.get(address)
    assert "names of people here: Ben" in text(page)
    digest = BeautifulSoup(page.content, "html.parser").find("input", {"name": "digest"})["value"]
    assert "Check the names" in text(client.post(address, {"digest": digest}))
    assert not Publication.objects.exists()
