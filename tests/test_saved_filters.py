"""Filters of the plan are kept under a name, shared by who may, and one may be the start page."""

import pytest
from bs4 import BeautifulSoup

from actions.models import SavedFilter, StartPage
from actions.plan.saved_filters import MOST
from wres.audit import verification

LIST = "/RKE/filters/"
ADD = "/RKE/plan/2025/save-filter/?status=ongoing"
START = "/RKE/filters/start/"


def text(response):
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.fixture
def keep(trust, changing):
    """`keep(ife, "Late", "status=ongoing", is_shared=True)`: a filter of the person."""

    def make(owner, name="Late", query="status=ongoing", *, is_shared=False):
        with changing(trust, owner):
            return SavedFilter.objects.create(
                organisation=trust, owner=owner, name=name, query=query, is_shared=is_shared
            )

    return make


def test_who_is_signed_out_is_asked_to_sign_in(client, plan):
    for address in (LIST, ADD, START):
        assert client.post(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["esi", "nia", "amara", "ife", "ada"])
def test_anyone_keeps_a_filter_for_themselves(who, request, plan, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert "Status: Ongoing" in text(client.get(ADD))
    client.post(ADD, {"name": "What goes on"})
    page = client.get(LIST)
    assert "What goes on Who sees it Only you" in text(page)
    assert 'href="/RKE/plan/2025/?status=ongoing"' in page.content.decode()


def test_only_what_the_plan_knows_is_kept(plan, esi, sign_in):
    address = "/RKE/plan/2025/save-filter/?status=ongoing&lead=999&sort=password&x=%3Cb%3E&page=3"
    sign_in(esi).post(address, {"name": "Mine"})
    assert SavedFilter.objects.get().query == "status=ongoing"


@pytest.mark.parametrize("query", ["", "?sort=title", "?status=gone"])
def test_without_a_filter_there_is_none_to_save(plan, esi, sign_in, query):
    page = sign_in(esi).get(f"/RKE/plan/2025/save-filter/{query}", follow=True)
    assert "There is no filter to save. Filter the plan first." in text(page)


def test_ife_shares_a_filter_and_everyone_sees_it(plan, ife, esi, noor, sign_in):
    sign_in(ife).post(ADD, {"name": "Ours", "is_shared": "on"})
    assert "Ours Who sees it Everyone here; saved by Ife" in text(sign_in(esi).get(LIST))
    assert "Ours" not in text(sign_in(noor).get("/ZE1/filters/"))
    assert list(verification.problems()) == []


def test_who_may_not_share_keeps_it_private(plan, esi, ife, sign_in):
    assert "Everyone in the organisation" not in text(sign_in(esi).get(ADD))
    sign_in(esi).post(ADD, {"name": "Mine", "is_shared": "on"})
    assert not SavedFilter.objects.get().is_shared
    assert not SavedFilter.objects.seen_by(ife.memberships.get()).exists()


@pytest.mark.parametrize("name", ["Late", "LATE"])
def test_a_name_is_used_once_by_a_person_and_again_by_another(keep, plan, ife, esi, sign_in, name):
    keep(ife)
    page = text(sign_in(ife).post(ADD, {"name": name}))
    assert "You already have a filter of this name. Enter another name" in page
    assert sign_in(esi).post(ADD, {"name": name}).status_code == 302


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "Enter a name for the filter"), ("x" * 81, "must be 80 characters or fewer")],
)
def test_a_name_is_needed(plan, esi, sign_in, name, said):
    assert said in text(sign_in(esi).post(ADD, {"name": name}))


def test_a_person_keeps_so_many_and_a_long_search_is_too_long(keep, plan, esi, sign_in):
    words = "%F0%9F%8E%89" * 100
    too_long = text(
        sign_in(esi).post(f"/RKE/plan/2025/save-filter/?text={words}", {"name": "Party"})
    )
    assert "This filter is too long to save" in too_long
    for n in range(MOST):
        keep(esi, f"Filter {n}")
    assert "You have 50 filters already" in text(sign_in(esi).post(ADD, {"name": "One more"}))


def test_its_owner_renames_and_deletes_it(keep, plan, esi, sign_in):
    saved, client = keep(esi), sign_in(esi)
    client.post(f"{LIST}{saved.pk}/", {"name": "Later"})
    assert "Later" in text(client.get(LIST))
    assert "Delete the filter “Later”?" in text(client.get(f"{LIST}{saved.pk}/delete/"))
    client.post(f"{LIST}{saved.pk}/delete/")
    assert not SavedFilter.objects.exists()
    assert list(verification.problems()) == []


def test_renaming_keeps_its_own_name_free(keep, plan, esi, sign_in):
    saved = keep(esi)
    assert sign_in(esi).post(f"{LIST}{saved.pk}/", {"name": "late"}).status_code == 302


@pytest.mark.parametrize(("shared", "status"), [(False, 404), (True, 403)])
def test_others_neither_rename_nor_delete_it(keep, plan, ife, esi, sign_in, shared, status):
    saved, client = keep(ife, is_shared=shared), sign_in(esi)
    assert client.post(f"{LIST}{saved.pk}/", {"name": "Mine now"}).status_code == status
    assert client.post(f"{LIST}{saved.pk}/delete/").status_code == status
    saved.refresh_from_db()
    assert saved.name == "Late"


def test_another_inclusion_lead_may_stop_sharing_what_is_shared(
    keep, plan, ife, trust, make_person, sign_in
):
    saved = keep(ife, is_shared=True)
    client = sign_in(make_person(trust, "Ike", "inclusion_lead"))
    client.post(f"{LIST}{saved.pk}/", {"name": "Late"})
    saved.refresh_from_db()
    assert not saved.is_shared


def test_a_filter_of_another_trust_is_not_found(keep, plan, ife, noor, sign_in):
    saved, client = keep(ife, is_shared=True), sign_in(noor)
    assert client.post(f"/ZE1/filters/{saved.pk}/", {"name": "x"}).status_code == 404
    assert client.post("/ZE1/filters/start/", {"filter": saved.pk}).status_code == 404


def test_a_visit_starts_with_the_filter_until_it_shall_not(keep, plan, ife, esi, sign_in):
    saved, client = keep(ife, is_shared=True), sign_in(esi)
    client.post(START, {"filter": saved.pk})
    assert client.get("/RKE/")["Location"] == "/RKE/plan/2025/?status=ongoing"
    assert "Your visits start here" in text(client.get(LIST))
    client.post(START, {"filter": ""})
    assert client.get("/RKE/")["Location"] == "/RKE/plan/2025/summary/"
    assert list(verification.problems()) == []


def test_choosing_the_start_page_twice_is_one(keep, plan, esi, sign_in):
    saved, client = keep(esi), sign_in(esi)
    for _ in range(2):
        client.post(START, {"filter": saved.pk})
    assert StartPage.history.count() == 1


@pytest.mark.parametrize("sent", ["x", "١", "999999", "9" * 40])
def test_an_odd_start_page_is_not_found(plan, esi, sign_in, sent):
    assert sign_in(esi).post(START, {"filter": sent}).status_code == 404


@pytest.mark.parametrize("loss", ["unshared", "deleted", "unfit"])
def test_who_started_with_a_filter_that_is_gone_is_told(keep, plan, ife, esi, sign_in, loss):
    saved = keep(ife, query="section=999" if loss == "unfit" else "status=ongoing", is_shared=True)
    sign_in(esi).post(START, {"filter": saved.pk})
    if loss == "unshared":
        sign_in(ife).post(f"{LIST}{saved.pk}/", {"name": "Late"})
    elif loss == "deleted":
        sign_in(ife).post(f"{LIST}{saved.pk}/delete/")
    page = sign_in(esi).get("/RKE/", follow=True)
    assert page.redirect_chain[-1][0] == "/RKE/plan/2025/summary/"
    words = {"unfit": "does not fit this plan"}.get(loss, "is no longer there")
    assert f"The saved filter with which you start {words}" in text(page)
    assert list(verification.problems()) == []


def test_a_private_filter_of_another_cannot_be_the_start_page(keep, plan, ife, esi, sign_in):
    saved = keep(ife)
    assert sign_in(esi).post(START, {"filter": saved.pk}).status_code == 404


def test_the_plan_leads_to_saving_the_filter_it_shows(plan, esi, sign_in):
    client = sign_in(esi)
    assert "/save-filter/?status=ongoing" in client.get("/RKE/plan/2025/?status=ongoing").text
    assert "Save this filter" not in client.get("/RKE/plan/2025/").text


def test_names_are_shown_as_text(keep, plan, esi, sign_in):
    keep(esi, "<script>alert(1)</script>{{7*7}}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in sign_in(esi).get(LIST).text


@pytest.mark.parametrize("count", [1, 40])
def test_the_pages_need_few_queries(keep, plan, ife, sign_in, queries, count):
    for n in range(count):
        saved = keep(ife, f"Filter {n}", is_shared=True)
    client = sign_in(ife)
    for address in (LIST, ADD, f"{LIST}{saved.pk}/", f"{LIST}{saved.pk}/delete/"):
        with queries() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= 12
