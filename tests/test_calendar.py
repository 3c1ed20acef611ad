"""A private calendar of due and review dates."""

from datetime import date

import pytest
from icalendar import Calendar

from actions.delivery import Status

PAGE = "/RKE/calendar/"


@pytest.fixture
def subscribe(sign_in, client):
    """`subscribe(amara)`: the address that Amara gives her calendar program."""

    def as_person(person):
        sign_in(person).post(PAGE)
        page = client.get(PAGE).content.decode()
        client.logout()
        return page.split("<code>")[1].split("</code>")[0].removeprefix("http://testserver")

    return as_person


def events(client, address):
    book = Calendar.from_ical(client.get(address).content)
    return {(str(e["summary"]), e["dtstart"].dt) for e in book.walk("VEVENT")}


def test_a_stranger_is_asked_to_sign_in(plan, client):
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")
    assert client.post(PAGE).headers["Location"].startswith("/accounts/login/")


def test_another_trust_is_not_found(plan, noor, sign_in):
    assert sign_in(noor).post(PAGE).status_code == 404


def test_amara_follows_the_dates_of_what_she_leads(
    make_action, make_lead, amara, subscribe, client
):
    mine = make_action("Mine", target_date=date(2026, 3, 31), review_date=date(2026, 5, 1))
    make_action("Not mine", target_date=date(2026, 4, 1))
    make_lead("Recruitment Team", amara, mine)
    assert events(client, subscribe(amara)) == {
        ("Due: Mine", date(2026, 3, 31)),
        ("Review: Mine", date(2026, 5, 1)),
    }


def test_ife_follows_the_whole_plan(make_action, ife, subscribe, client):
    make_action("One\u202e\u200f", target_date=date(2026, 3, 31))  # marks turn no other text
    make_action("Done", target_date=date(2026, 3, 31), status=Status.COMPLETED)
    make_action("Dropped", review_date=date(2026, 3, 31), status=Status.CANCELLED)
    assert events(client, subscribe(ife)) == {("Due: One", date(2026, 3, 31))}


def test_a_new_address_voids_the_earlier_one(action, ife, subscribe, client):
    first = subscribe(ife)
    second = subscribe(ife)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


@pytest.mark.parametrize("changed", ["x", ":", "%00", ".ics"])
def test_a_changed_address_shows_nothing(action, ife, subscribe, client, changed):
    address = subscribe(ife).removesuffix(".ics")
    assert client.get(f"{address}{changed}.ics").status_code == 404


def test_the_address_shows_nothing_once_its_person_may_not_sign_in(
    action, ife, subscribe, client, changing, trust
):
    address = subscribe(ife)
    with changing(trust):
        membership = ife.memberships.get()
        membership.is_active = False
        membership.save()
    assert client.get(address).status_code == 404


def test_it_is_not_stored_on_the_way(action, ife, subscribe, client):
    answer = client.get(subscribe(ife))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"


def test_hostile_titles_stay_text(make_action, ife, subscribe, client):
    title = "Line\r\nBEGIN:VEVENT; a, b \\n 🙂"
    make_action(title, target_date=date(2026, 3, 31))
    answer = client.get(subscribe(ife))
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert "BEGIN:VEVENT; a, b" in str(event["summary"])
