"""A file of several organisations is saved by the worker, an organisation after the other."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from audit import verification
from files.models import Upload
from indicators import imports, saving
from indicators.forms import importing
from indicators.models import Figure, FigureImport
from organisations.access import Role
from organisations.models import Membership
from tests.test_figure_import_pages import START, address, confirm, soup

BOTH = "organisation,indicator,year,value\nRKE,2,2026,1.70\nZE1,2,2026,1.20\nZE1,3,2026,1.10\n"
CARRY_ON = {"carry_on": "yes"}


@pytest.fixture
def both(trust, other_trust, ada, changing):
    """Ada administers Hillside too."""
    with changing(other_trust):
        return Membership.objects.create(
            organisation=other_trust, user=ada, role=Role.ADMINISTRATOR
        )


@pytest.fixture
def bring(ada, sign_in):
    def upload(text):
        file = SimpleUploadedFile("both.csv", text.encode())
        return sign_in(ada).post(START, {"file": file}, follow=True)

    return upload


def work():
    """Do what waits for the worker; what it raises is kept as the task's failure."""
    for waiting in DBTaskResult.objects.filter(status="READY"):
        waiting.claim("test")
        saving.save_upload.call(*waiting.args_kwargs["args"])


def values(code):
    figures = Figure.objects.filter(organisation=code, year=2026)
    return [float(value) for value in figures.values_list("value", flat=True)]


def test_the_preview_counts_by_organisation(both, bring):
    words = soup(bring(BOTH)).main.get_text(" ", strip=True)
    assert "Organisation Hillside NHS Trust (ZE1) New 2 Changed 0 Unchanged 0" in words
    assert "Organisation Riverside NHS Trust (RKE) New 1" in words


def test_ada_leaves_it_to_the_worker_and_sees_how_far_it_is(both, bring, client):
    waiting = confirm(client, bring(BOTH))
    assert "0 of 3 figures saved" in waiting.content.decode()
    assert waiting.headers["Refresh"] == "5"
    assert "Refresh" not in client.get(address(waiting), {"refresh": "off"}).headers
    work()
    done = client.get(address(waiting))
    assert "All figures saved" in done.content.decode()
    assert "3 of 3 figures saved" in done.content.decode()
    assert "Refresh" not in done.headers
    assert (values("RKE"), values("ZE1")) == ([1.7], [1.2, 1.1])


def test_each_organisation_has_a_change_and_an_import_of_its_own(both, ada, bring, client):
    confirm(client, bring(BOTH))
    work()
    assert set(FigureImport.objects.values_list("organisation", "rows")) == {("RKE", 1), ("ZE1", 2)}
    rows = Figure.history.filter(year=2026)
    assert {(row.history_user, row.through) for row in rows} == {(ada, "manage.py db_worker")}
    assert len({row.history_date for row in rows}) == 2
    assert list(verification.problems()) == []


def test_the_file_itself_is_kept_no_longer_than_needed(both, bring, client):
    page = confirm(client, bring(BOTH))
    work()
    assert bytes(Upload.objects.get().data) == b""
    client.post(address(page) + "discard/")
    assert not Upload.objects.exists()


def test_an_organisation_that_ada_does_not_administer_is_a_problem(
    trust, ada, noor, load, bring, client
):
    load("figures", "ZE1")
    page = bring(BOTH.replace("ZE1,2,2026", "ZE1,2,2025"))
    words = soup(page).main.get_text(" ", strip=True)
    assert "you administer no organisation of this code" in words
    assert "1.79" not in words
    confirm(client, page)
    work()
    assert values("RKE") == []


def test_a_worker_that_dies_leaves_whole_organisations_and_another_carries_on(
    both, bring, client, monkeypatch
):
    page = confirm(client, bring(BOTH))
    real, saved = imports.save, []

    def dies(*args, **kwargs):
        saved.append(real(*args, **kwargs))
        if len(saved) == 2:
            raise OSError("No space left on device")
        return saved[0]

    monkeypatch.setattr(imports, "save", dies)
    with pytest.raises(OSError, match="No space"):
        work()
    assert (values("RKE"), values("ZE1")) == ([1.7], [])
    stopped = client.get(address(page))
    assert "Saving stopped" in stopped.content.decode()
    monkeypatch.setattr(imports, "save", real)
    client.post(address(page), CARRY_ON)
    work()
    assert (values("RKE"), values("ZE1")) == ([1.7], [1.2, 1.1])
    assert FigureImport.objects.count() == 2
    assert "3 of 3 figures saved" in client.get(address(page)).content.decode()


def test_two_workers_save_nothing_twice(both, bring, client):
    page = confirm(client, bring(BOTH))
    Upload.objects.update(moved_at="2026-01-01T00:00Z")
    client.post(address(page), CARRY_ON)
    assert DBTaskResult.objects.count() == 2
    work()
    assert FigureImport.objects.count() == 2
    assert Figure.history.filter(year=2026).count() == 3


def test_carrying_on_leaves_a_worker_alone_that_still_moves(both, bring, client, monkeypatch):
    page, real = confirm(client, bring(BOTH)), imports.save

    def meanwhile(*args, **kwargs):
        client.post(address(page), CARRY_ON)
        return real(*args, **kwargs)

    monkeypatch.setattr(imports, "save", meanwhile)
    work()
    assert DBTaskResult.objects.count() == 1
    assert Upload.objects.get().state == Upload.SAVED


def test_a_worker_that_was_replaced_does_not_fail(both, bring, client, monkeypatch):
    confirm(client, bring(BOTH))
    real = saving._save_one

    def slow(number, *args):
        real(number, *args)
        Upload.objects.update(state=Upload.QUEUED)

    monkeypatch.setattr(saving, "_save_one", slow)
    work()
    assert Upload.objects.get().state == Upload.QUEUED


@pytest.mark.parametrize("step", ["carry_on", "remember"])
def test_what_somebody_discards_meanwhile_is_said_to_be_gone(
    both, bring, client, monkeypatch, step
):
    monkeypatch.setattr(importing, "ASKED_AT_ONCE", 1)
    preview = bring(BOTH.replace("1.70", "*1.70*").replace("1.20", "*1.20*"))
    if step == "carry_on":
        Upload.objects.update(state=Upload.FAILED)
    real = getattr(saving, step)

    def discarded(*args):
        Upload.objects.all().delete()
        real(*args)

    monkeypatch.setattr(saving, step, discarded)
    said = confirm(client, preview, **CARRY_ON).content.decode()
    assert "saved or discarded already" in said


def test_a_worker_that_was_killed_can_be_replaced(both, bring, client):
    page = confirm(client, bring(BOTH))
    DBTaskResult.objects.update(status="RUNNING")
    Upload.objects.update(state=Upload.SAVING, moved_at="2026-01-01T00:00Z")
    assert "Carry on with saving" in client.get(address(page)).content.decode()
    client.post(address(page), CARRY_ON)
    work()
    assert values("ZE1") == [1.2, 1.1]


def test_a_figure_that_changed_meanwhile_is_shown_again(
    both, ada, other_trust, bring, client, changing
):
    page = confirm(client, bring(BOTH))
    with changing(other_trust, ada):
        Figure.objects.create(
            organisation=other_trust, indicator=indicator(2), year=2026, value="1.30"
        )
    work()
    again = client.get(address(page))
    assert "Somebody changed a figure of ZE1 since it was shown" in again.content.decode()
    assert "Value 1.30 → 1.20" in soup(again).main.get_text(" ", strip=True)
    assert (values("RKE"), values("ZE1")) == ([1.7], [1.3])


def indicator(number):
    return imports.Indicator.objects.get(number=number)


def test_somebody_who_administers_no_longer_saves_no_longer(both, bring, client, changing):
    confirm(client, bring(BOTH))
    with changing(both.organisation):
        both.role = Role.EXECUTIVE
        both.save()
    work()
    assert (values("RKE"), values("ZE1")) == ([1.7], [])
    assert "Ada no longer administers ZE1" in Upload.objects.get().message


def test_discarding_stops_what_is_not_saved_yet(both, bring, client):
    page = confirm(client, bring(BOTH))
    client.post(address(page) + "discard/")
    work()
    assert not Figure.objects.filter(year=2026).exists()


def test_a_figure_that_the_worker_saved_came_through_an_import(both, bring, client):
    confirm(client, bring(BOTH))
    work()
    words = soup(client.get("/RKE/figures/2/2026/")).main.get_text(" ", strip=True)
    assert "through an import" in words
    assert "db_worker" not in words


def test_kit_sees_only_what_he_administers(both, trust, bring, client, make_person, sign_in):
    page = confirm(client, bring(BOTH))
    work()
    assert "Hillside" in soup(client.get(address(page))).main.get_text()
    kit = make_person(trust, "Kit", "administrator")
    words = soup(sign_in(kit).get(address(page))).main.get_text()
    assert "Riverside NHS Trust (RKE)" in words
    assert "Hillside" not in words


def test_kit_sees_no_problem_of_rows_that_are_not_his(
    both, trust, bring, client, make_person, sign_in
):
    page = address(bring(BOTH.replace("1.70", "x1x").replace("1.20", "x2x")))
    kit = make_person(trust, "Kit", "administrator")
    pages = (page, f"{page}problems.csv")
    assert all("x2x" in client.get(there).content.decode() for there in pages)
    sign_in(kit)
    for there in pages:
        words = client.get(there).content.decode()
        assert "x1x" in words
        assert "x2x" not in words
    assert "you administer no organisation of this code" in words


def test_a_second_click_queues_nothing_more(both, bring, client):
    preview = bring(BOTH)
    first, second = confirm(client, preview), confirm(client, preview)
    assert address(first) == address(second)
    assert DBTaskResult.objects.count() == 1


def test_the_page_of_progress_needs_few_queries(both, bring, client, queries):
    page = confirm(client, bring(BOTH))
    work()
    with queries() as seen:
        client.get(address(page))
    assert len(seen) <= 12
