"""The page of what happened: found by person, thing, kind and day, and only what one may see."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings

from actions.history import export, log
from actions.models import ActionIndicator, CalendarFeed, Challenge, SavedFilter
from indicators.models import Figure, Indicator
from wres.accounts.access import Role
from wres.accounts.models import Membership
from wres.audit import changes, event_log, verification
from wres.audit.event_log import Kind
from wres.audit.models import Entry

NEVER = "Review the never-said panel"


def text_of(response):
    body = b"".join(response) if response.streaming else response.content
    return body.decode()


def words_of(client, **asked):
    """What the page lists, newest first."""
    page = client.get(f"/RKE/audit/?{urlencode(asked)}").context["page"]
    return [row.what for row in page.rows]


def entry_of(thing):
    return Entry.objects.filter(model=thing._meta.label, thing=thing.pk).latest("pk")


@pytest.fixture
def renamed(action, ife, changing):
    """The action, whose title Ife changed for a reason."""
    with changing(action.organisation, ife, reason="The supplier is late"):
        action.title = "Review every interview panel"
        action.save()
    return action


@pytest.mark.parametrize(
    ("who", "status"),
    [("ife", 200), ("ada", 200), ("esi", 403), ("nia", 403), ("amara", 403), ("noor", 404)],
)
def test_the_log_is_for_inclusion_leads_and_administrators(
    who, status, trust, request, sign_in, plan
):
    client = sign_in(request.getfixturevalue(who))
    for address in ("/RKE/audit/", "/RKE/audit.csv"):
        assert client.get(address).status_code == status


def test_the_log_asks_to_sign_in(client, trust):
    assert client.get("/RKE/audit/").url.startswith("/accounts/login/")


def test_an_administrator_without_a_second_factor_is_asked_for_one(client, ada):
    client.force_login(ada, settings.AUTHENTICATION_BACKENDS[0])
    assert "second-factor" in client.get("/RKE/audit/").url


def test_a_change_is_listed_with_who_why_and_the_way_to_its_page(renamed, ife, sign_in):
    page = sign_in(ife).get("/RKE/audit/")
    row = page.context["page"].rows[0]
    assert row.what == f"Changed action {renamed.pk}: Review every interview panel"
    assert (row.entry.who, row.href) == ("Ife", renamed.get_absolute_url())
    assert "Reason: The supplier is late" in text_of(page)


def test_things_with_many_keys_and_with_few_stand_in_one_list(plan, action, ife, changing, sign_in):
    quarter = plan.quarters.get()
    for thing in (quarter, plan, action):  # the newest of one key each
        with changing(plan.organisation, ife):
            thing.save()
    rows = sign_in(ife).get("/RKE/audit/").context["page"].rows
    there = [action.get_absolute_url(), "/RKE/plan/2025/", "/RKE/plan/2025/quarters/2025-Q4/"]
    assert [row.href for row in rows[:3]] == there


def test_an_entry_says_before_and_after(renamed, ife, sign_in):
    page = sign_in(ife).get(f"/RKE/audit/{entry_of(renamed).pk}/")
    line = page.context["lines"][0]
    assert (line.what, line.before) == ("Title", "Review interview panels")
    assert line.after == "Review every interview panel"
    assert f"/RKE/audit/action/{renamed.history.first().pk}/put-back/" in text_of(page)


def test_each_filter_finds_its_own(renamed, ife, ada, sign_in):
    client = sign_in(ada)
    mine = f"Changed action {renamed.pk}: Review every interview panel"
    assert words_of(client, person=ife.pk, kind="changed") == [mine]
    assert words_of(client, thing="actions.Action", kind="changed") == [mine]
    assert len(words_of(client, thing="actions.Action", number=renamed.pk)) == 2
    assert words_of(client, person=ada.pk, kind="changed") == []
    assert words_of(client, kind="sign_in") == ["Signed in"]


def test_a_day_is_one_of_london(trust, ada, sign_in, monkeypatch):
    client = sign_in(ada)
    before_midnight = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)  # 23:59 in London
    after_midnight = datetime(2026, 6, 30, 23, 1, tzinfo=UTC)
    for at, label in ((before_midnight, "last.csv"), (after_midnight, "first.csv")):
        monkeypatch.setattr(changes.timezone, "now", lambda at=at: at)
        event_log.record(Kind.EXPORTED, person=ada, chain="RKE", label=label)
    monkeypatch.undo()
    day = {"since_day": 1, "since_month": 7, "since_year": 2026}
    day |= {"until_day": 1, "until_month": "July", "until_year": 2026}
    assert words_of(client, **day) == ["Exported or downloaded: first.csv"]


@pytest.fixture
def downloads(trust, ada, monkeypatch):
    """`downloads(("a.csv", at), …)`: files that Ada takes away, each when the clock says so."""

    def make(*told):
        for label, at in told:
            monkeypatch.setattr(changes.timezone, "now", lambda at=at: at)
            event_log.record(Kind.EXPORTED, person=ada, chain="RKE", label=label)
        monkeypatch.undo()

    return make


def test_the_log_has_the_order_of_its_chain_whatever_the_clock_said(downloads, ada, sign_in):
    """30 minutes past one comes twice in October; and a clock was set back by a week."""
    once, twice = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    again = timedelta(days=7)
    downloads(("1.csv", once), ("2.csv", twice), ("3.csv", once - again), ("4.csv", twice))
    client = sign_in(ada)
    listed = [words.partition(": ")[2] for words in words_of(client, kind="exported")]
    assert listed == ["4.csv", "3.csv", "2.csv", "1.csv"]
    file = b"".join(client.get("/RKE/audit.csv?kind=exported")).decode()
    told = [line.split(",")[6] for line in file.splitlines()[1:]]
    assert told[1:] == listed  # after the download of this file
    assert list(verification.problems()) == []


def test_a_day_is_found_whole_although_the_clock_was_set_back(downloads, ada, sign_in):
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    days = [0, 1, 30, 1, 31, 2, 1, 40]  # after the first
    downloads(*((f"{n}.csv", noon + timedelta(days=day)) for n, day in enumerate(days)))
    day = {"since_day": 2, "since_month": 7, "since_year": 2026}
    day |= {"until_day": 2, "until_month": 7, "until_year": 2026, "kind": "exported"}
    found = [words.partition(": ")[2] for words in words_of(sign_in(ada), **day)]
    assert found == ["6.csv", "3.csv", "1.csv"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"since_day": 31, "since_month": 2, "since_year": 2026}, "From must be a real date"),
        ({"number": "x"}, "Enter the number of the thing as a whole number, such as 24"),
        ({"number": "7"}, "Choose the kind of thing that has this number"),
        ({"number": "9" * 30, "thing": "actions.Action"}, "Enter a smaller number of the thing"),
        ({"kind": "everything"}, "Choose what happened from the list"),
        ({"thing": "auth.Permission"}, "Choose a kind from the list"),
        ({"person": "0 OR 1=1"}, "Choose a person from the list"),
    ],
)
def test_a_filter_that_cannot_be_read_says_what_to_do(asked, words, ife, plan, sign_in):
    client = sign_in(ife)
    page = client.get(f"/RKE/audit/?{urlencode(asked)}")
    assert words in text_of(page)
    assert page.context["page"] is None
    assert client.get(f"/RKE/audit.csv?{urlencode(asked)}").status_code == 302


def test_older_entries_follow_on_the_next_page_and_none_twice(trust, ada, sign_in, monkeypatch):
    monkeypatch.setattr(log, "PAGE_SIZE", 3)
    with changes.origin("test"), changes.change("RKE", by=ada):  # of one moment, all of them
        for number in range(8):
            event_log.record(Kind.EXPORTED, person=ada, label=f"{number}.csv", chain="RKE")
    client, seen, before = sign_in(ada), [], ""
    while before is not None:
        page = client.get(f"/RKE/audit/?kind=exported&before={before}").context["page"]
        seen += [row.entry.label for row in page.rows]
        before = page.older
    assert seen == [f"{number}.csv" for number in range(7, -1, -1)]


@pytest.mark.parametrize("mark", ["0", "-1", "x", "9" * 40, "999999999"])
def test_an_entry_that_is_not_there_begins_the_log_anew(mark, plan, ife, sign_in):
    assert sign_in(ife).get(f"/RKE/audit/?before={mark}").context["page"].rows


def test_ada_sees_sign_ins_refusals_and_roles_and_ife_does_not(amara, ada, ife, plan, sign_in):
    sign_in(amara).get("/RKE/people/")
    of_people = {"Signed in", "Page refused: /RKE/people/"}
    assert of_people < set(words_of(sign_in(ada)))
    client = sign_in(ife)
    listed_for_ife = words_of(client)
    assert listed_for_ife
    assert not any("role of a person" in words for words in listed_for_ife)
    assert of_people.isdisjoint(listed_for_ife)
    for hidden in Entry.objects.filter(chain="RKE").exclude(model__startswith="actions."):
        assert client.get(f"/RKE/audit/{hidden.pk}/").status_code == 404


def test_ada_reads_whose_role_was_changed_and_to_what(ada, esi, trust, changing, sign_in):
    membership = esi.memberships.get()
    with changing(trust, ada):
        membership.role = Role.NETWORK
        membership.save()
    page = sign_in(ada).get(f"/RKE/audit/{entry_of(membership).pk}/")
    assert page.context["row"].what == f"Changed role of a person {membership.pk}: Esi"
    line = page.context["lines"][0]
    assert (line.before, line.after) == (
        "Executive member",
        "Staff network or Freedom to Speak Up guardian",
    )


def test_nobody_reads_an_entry_of_another_trust(action, noor, ada, sign_in):
    ours = entry_of(action)
    client = sign_in(noor)
    assert client.get(f"/ZE1/audit/{ours.pk}/").status_code == 404
    assert "Review interview" not in text_of(client.get("/ZE1/audit/"))
    assert "Review interview" not in text_of(client.get("/ZE1/audit.csv"))
    assert client.get(f"/ZE1/audit/?before={ours.pk}").status_code == 200


def test_a_filter_of_ones_own_and_a_calendars_key_are_in_nobody_elses_log(
    trust, ife, ada, plan, changing, sign_in
):
    with changing(trust, ife):
        kept = SavedFilter.objects.create(organisation=trust, owner=ife, name="Late ones", query="")
        feed = CalendarFeed.objects.create(
            membership=ife.memberships.get(),
            key="6f1d7a52-6b0e-4f4e-9c55-0f5a8d1b2c3d",
            renewed_on=plan.date,
        )
    assert any("Late ones" in words for words in words_of(sign_in(ife)))
    mine = sign_in(ife).get(f"/RKE/audit/{entry_of(feed).pk}/")
    assert mine.status_code == 200
    assert "6f1d7a52" not in text_of(mine)
    client = sign_in(ada)
    assert "Late ones" not in text_of(client.get("/RKE/audit/"))
    assert client.get(f"/RKE/audit/{entry_of(kept).pk}/").status_code == 404


@pytest.mark.parametrize("who", ["ife", "ada"])
def test_a_number_that_is_suppressed_now_is_not_told_by_the_log(
    who, trust, request, changing, sign_in
):
    indicator = Indicator.objects.get(number=5)
    with changing(trust):
        figure = Figure.objects.create(
            organisation=trust, indicator=indicator, year=2025, white="21.37", bme="33.37"
        )
        figure.white = figure.bme = None
        figure.state = "suppressed"
        figure.save()
    client = sign_in(request.getfixturevalue(who))
    told = Entry.objects.filter(model="indicators.Figure")
    pages = [text_of(client.get(f"/RKE/audit/{entry.pk}/")) for entry in told]
    pages += [text_of(client.get("/RKE/audit/")), text_of(client.get("/RKE/audit.csv"))]
    assert told.count() == 2
    assert not any(".37" in page for page in pages)
    assert "a number, now suppressed" in pages[0]


def test_a_challenge_and_its_link_to_its_page(action, plan, esi, ife, changing, sign_in):
    with changing(plan.organisation, esi):
        challenge = Challenge.objects.create(
            quarter=plan.quarters.get(),
            action=action,
            question="When?",
            asked_by=esi,
            asked_on=plan.date,
            submission="6f1d7a52-6b0e-4f4e-9c55-0f5a8d1b2c3d",
        )
    page = sign_in(ife).get(f"/RKE/audit/{entry_of(challenge).pk}/")
    assert page.context["row"].href == f"/RKE/challenges/{challenge.pk}/"
    told = {line.what: line.after for line in page.context["lines"]}
    assert told["Question"] == "When?"
    assert (told["Asked by"], told["Action"]) == ("Esi", "Review interview panels")
    assert "6f1d7a52" not in text_of(page)


def test_what_is_gone_has_no_link(action, ife, changing, sign_in):
    with changing(action.organisation, ife) as change:
        change.delete_many([action])
    page = sign_in(ife).get("/RKE/audit/?kind=removed").context["page"]
    assert [row.href for row in page.rows] == [""]


def test_markup_in_a_title_is_text(make_action, ife, sign_in):
    make_action("<script>alert(1)</script>")
    page = text_of(sign_in(ife).get("/RKE/audit/"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_file_guards_formulas_and_is_itself_an_entry(make_action, ife, ada, sign_in):
    make_action("=HYPERLINK(1)")
    file = text_of(sign_in(ife).get("/RKE/audit.csv?thing=actions.Action"))
    assert "'=HYPERLINK(1)" in file
    assert len(file.splitlines()) == 2
    told = words_of(sign_in(ada), kind="exported")
    assert told == ["Exported or downloaded: RKE-audit-2026-03-16.csv"]


def test_the_file_ends_at_its_cap_and_says_so(crowded_plan, ife, sign_in, monkeypatch):
    crowded_plan(20, told=True)
    monkeypatch.setattr(export, "ROWS_AT_MOST", 10)
    monkeypatch.setattr(export, "CHUNK", 4)
    lines = text_of(sign_in(ife).get("/RKE/audit.csv")).splitlines()
    assert len(lines) == 12
    assert lines[-1] == export.MORE
    numbers = [int(line.partition(",")[0]) for line in lines[1:-1]]
    assert numbers == sorted(set(numbers), reverse=True)


@pytest.mark.parametrize("who", ["ife", "ada"])
def test_the_log_costs_12_queries_at_most(who, published, request, sign_in, queries):
    client = sign_in(request.getfixturevalue(who))
    for asked in ("", "?kind=changed", "?thing=actions.Action&number=1", "?person=1"):
        with queries() as seen:
            client.get(f"/RKE/audit/{asked}")
        assert len(seen) <= 12


def test_an_entry_of_any_kind_costs_12_queries_at_most(published, ada, sign_in, queries):
    client = sign_in(ada)
    one_of_each = Entry.objects.filter(chain="RKE").exclude(model="")
    numbers = {entry.model: entry.pk for entry in one_of_each}
    assert len(numbers) > 10
    for pk in numbers.values():
        with queries() as seen:
            assert client.get(f"/RKE/audit/{pk}/").status_code == 200
        assert len(seen) <= 12


def test_a_links_role_is_told_in_words(action, ife, changing, sign_in):
    with changing(action.organisation, ife):
        link = ActionIndicator.objects.create(
            action=action, indicator=Indicator.objects.get(number=2), position=1
        )
    page = sign_in(ife).get(f"/RKE/audit/{entry_of(link).pk}/")
    told = {line.what: line.after for line in page.context["lines"]}
    assert told["Role"] == "Not yet said"
    assert told["Indicator"].startswith("2 ")
    assert page.context["row"].href == action.get_absolute_url()


@pytest.mark.parametrize(("who", "address"), [("amara", "/RKE/people/"), ("noor", "/RKE/plan/")])
def test_a_refusal_shows_the_number_of_the_request_that_the_log_has(
    who, address, trust, request, sign_in
):
    page = sign_in(request.getfixturevalue(who)).get(address)
    number = Entry.objects.latest("pk").request_id
    assert len(number) == 36
    assert number in text_of(page)
    assert page.headers["X-Request-Id"] == number


def test_a_member_of_two_trusts_signs_in_to_both_logs(ada, other_trust, changing, sign_in):
    with changing(other_trust):
        Membership.objects.create(organisation=other_trust, user=ada, role=Role.ADMINISTRATOR)
    client = sign_in(ada)
    assert "Signed in" in words_of(client)
    page = client.get("/ZE1/audit/?kind=sign_in").context["page"]
    assert [row.entry.chain for row in page.rows] == ["ZE1"]
