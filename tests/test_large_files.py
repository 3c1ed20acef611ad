"""Files of a large plan are made by the worker, while a page shows how far it is."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from actions.models import LargeFile
from actions.quarter import large_files, papers
from indicators import jobs
from tests.test_change_many import soup, words

AT = "/RKE/plan/2025"
WHOLE = [f"{AT}.xlsx", f"{AT}.docx"]
DRAFTS = [f"{AT}/quarters/2025-Q4/paper.{kind}" for kind in ("pdf", "docx", "xlsx", "csv")]


@pytest.fixture(autouse=True)
def _all_is_large(monkeypatch):
    monkeypatch.setattr(large_files, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(papers, "MOST_OF_DRAFT", dict.fromkeys(papers.MOST_OF_DRAFT, 0))


@pytest.fixture
def asked(action, esi, sign_in):
    """The page of a file that Esi has asked for."""
    return sign_in(esi).post(WHOLE[0]).url


def test_a_stranger_signs_in_first(asked, client):
    client.logout()
    for page in (asked, f"{asked}download/"):
        assert client.get(page).url.startswith("/accounts/login/")


def test_another_trust_does_not_find_it(asked, noor, sign_in):
    LargeFile.objects.update(state="made")
    for page in (asked, f"{asked}download/"):
        assert sign_in(noor).get(page.replace("RKE", "ZE1")).status_code == 404


@pytest.mark.parametrize("address", [*WHOLE, *DRAFTS])
def test_nothing_is_written_while_a_person_waits(action, esi, sign_in, address, monkeypatch):
    monkeypatch.setattr("actions.views.plan.WRITERS", {})
    monkeypatch.setattr(papers, "draft", None)
    page = words(sign_in(esi).get(address))
    assert "The plan has 1 actions" not in page
    assert "The plan has 1 action, so making this file can take some minutes" in page
    assert not LargeFile.objects.exists()


@pytest.mark.parametrize("address", [*WHOLE, *DRAFTS])
def test_esi_asks_sees_how_far_it_is_and_fetches_it(action, esi, sign_in, address):
    client = sign_in(esi)
    page = client.post(address).url
    response = client.get(page)
    assert "0 of 3 steps done" in words(response)
    assert response.headers["Refresh"] == "5"
    assert client.get(f"{page}download/").status_code == 404
    assert large_files.make_next()
    response = client.get(page)
    assert "The file is ready" in words(response)
    assert "Refresh" not in response.headers
    link = soup(response).select_one("main a[download]")
    sent = client.get(link["href"])
    kind = address.rpartition(".")[2]
    assert sent.headers["Content-Disposition"].endswith(f'.{kind}"')
    assert len(sent.content) > 500


def test_the_whole_plan_is_the_one_that_a_small_plan_sends(action, asked, client, monkeypatch):
    large_files.make_next()
    made = load_workbook(io.BytesIO(client.get(f"{asked}download/").content))
    monkeypatch.setattr(large_files, "MOST_AT_ONCE", 500)
    sent = load_workbook(io.BytesIO(client.get(WHOLE[0]).content))
    assert list(made.active.values) == list(sent.active.values)


def test_the_draft_in_word_says_that_it_is_one(action, esi, sign_in):
    client = sign_in(esi)
    page = client.post(DRAFTS[1]).url
    large_files.make_next()
    draft = Document(io.BytesIO(client.get(f"{page}download/").content))
    assert "This quarter is still open" in draft.element.xml


def test_the_worker_makes_what_was_asked_for_and_then_rests(asked):
    assert large_files.make_next in jobs.jobs
    assert [large_files.make_next() for _ in range(2)] == [True, False]


def test_a_double_click_asks_once(asked, client):
    assert client.post(WHOLE[0]).url == asked
    assert LargeFile.objects.count() == 1


def test_a_file_that_is_ready_is_made_anew_when_it_is_asked_for_again(asked, client):
    large_files.make_next()
    again = client.post(WHOLE[0]).url
    assert again != asked
    assert "Waiting for the worker" in words(client.get(again))


def test_who_closed_the_page_finds_the_file_again(asked, client):
    large_files.make_next()
    page = soup(client.get(WHOLE[0]))
    assert page.select_one(f'main a[href="{asked}"]').get_text() == "the file is ready"
    assert page.select_one("main button").get_text().strip() == "Make it again"


def test_files_before_it_are_counted(asked, client, ife, sign_in):
    later = sign_in(ife).post(WHOLE[1]).url
    assert "1 file before this one" in words(client.get(later))


def test_what_fails_says_so_and_does_not_come_again(asked, client, monkeypatch):
    def fail(published):
        raise ArithmeticError

    monkeypatch.setitem(large_files.WRITERS, "xlsx", fail)
    with pytest.raises(ArithmeticError):
        large_files.make_next()
    assert "The file could not be made Ask for it again" in words(client.get(asked))
    assert not large_files.make_next()


@pytest.mark.parametrize(("tries", "state"), [(1, "made"), (3, "failed")])
def test_another_worker_takes_over_from_one_that_is_gone_three_times(asked, tries, state):
    long_ago = timezone.now() - timedelta(minutes=11)
    LargeFile.objects.update(state="writing", tries=tries, moved_at=long_ago)
    large_files.make_next()
    assert LargeFile.objects.get().state == state


def test_a_worker_that_was_replaced_writes_nothing(asked, monkeypatch):
    def replaced(published):
        LargeFile.objects.update(tries=2)
        return b"late"

    monkeypatch.setitem(large_files.WRITERS, "xlsx", replaced)
    large_files.make_next()
    assert LargeFile.objects.get().state == "writing"


def test_the_page_needs_few_queries(asked, client, queries):
    with queries() as seen:
        client.get(asked)
    assert len(seen) <= 12
