"""A file of several organisations is saved by the worker, an organisation after the other."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from indicators import jobs
from indicators.forms import imports
from indicators.imports import figure_load, large, save, uploads, worker
from indicators.models import Figure, FigureImport, LeftOut
from tests.test_figure_import_pages import START, address, confirm, soup
from wres.accounts.access import Role
from wres.accounts.models import Membership
from wres.audit import verification
from wres.files.models import Upload

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
def send(ada, sign_in):
    """`send("organisation,…")`: Ada's answer after she has uploaded a file of this text."""

    def upload(text, name="both.csv"):
        file = SimpleUploadedFile(name, text.encode())
        return sign_in(ada).post(START, {"file": file}, follow=True)

    return upload


@pytest.fixture
def bring(send, client):
    """The same, and what the page shows once the worker has read and compared the file."""

    def upload(text):
        page = send(text)
        work()
        return client.get(address(page))

    return upload


def work():
    """Do all that waits for a worker."""
    while worker.work():
        pass


def long_ago():
    """The worker says nothing any more."""
    Upload.objects.update(moved_at="2026-01-01T00:00Z")


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
    assert {(row.history_user, row.through) for row in rows} == {(ada, "manage.py work")}
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


@pytest.fixture
def dying(monkeypatch):
    """`dying(OSError("…"))`: saving the second organisation fails with this error, once."""
    real, saved = figure_load.save, []

    def arrange(error):
        def dies(*args, **kwargs):
            saved.append(real(*args, **kwargs))
            if len(saved) == 2:
                raise error
            return saved[-1]

        monkeypatch.setattr(figure_load, "save", dies)

    return arrange


def test_what_fails_leaves_whole_organisations_and_is_carried_on_by_a_person(
    both, bring, client, dying
):
    page = confirm(client, bring(BOTH))
    dying(OSError("No space left on device"))
    with pytest.raises(OSError, match="No space"):
        work()
    assert (values("RKE"), values("ZE1")) == ([1.7], [])
    work()
    assert "The work stopped" in client.get(address(page)).content.decode()
    client.post(address(page), CARRY_ON)
    work()
    assert (values("RKE"), values("ZE1")) == ([1.7], [1.2, 1.1])
    assert FigureImport.objects.count() == 2
    assert "3 of 3 figures saved" in client.get(address(page)).content.decode()


def test_what_fails_while_it_is_read_is_read_again(both, send, client, monkeypatch):
    page = send(BOTH)
    with monkeypatch.context() as broken:
        broken.setattr(large, "london_today", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            work()
    client.post(address(page), CARRY_ON)
    work()
    assert "Save figures" in client.get(address(page)).content.decode()


def test_a_worker_without_a_database_goes_on_by_itself(both, bring, client, dying):
    confirm(client, bring(BOTH))
    dying(OperationalError("database is locked"))
    with pytest.raises(OperationalError):
        work()
    assert (values("RKE"), values("ZE1")) == ([1.7], [])
    long_ago()
    work()
    assert (values("RKE"), values("ZE1")) == ([1.7], [1.2, 1.1])
    assert FigureImport.objects.count() == 2


def test_a_worker_that_is_stopped_ends_its_step_and_leaves_the_rest_to_the_next_at_once(
    both, bring, client
):
    confirm(client, bring(BOTH))
    worker.work(lambda: values("RKE") == [])
    assert (values("RKE"), values("ZE1")) == ([1.7], [])
    work()
    assert (values("RKE"), values("ZE1")) == ([1.7], [1.2, 1.1])
    assert Upload.objects.get().state == Upload.SAVED


class Killed(BaseException):
    """The worker is gone in the middle of its work and notes nothing."""


@pytest.fixture
def kill(monkeypatch):
    """`kill(compare=True)`: a worker that compares, or saves the second organisation, is killed.

    It takes the file up two minutes after the one before; whether it found one.
    """

    def once(module, name):
        def killed(*args, **kwargs):
            raise Killed

        with monkeypatch.context() as killing:
            killing.setattr(module, name, killed)
            long_ago()
            try:
                return worker.work()
            except Killed:
                return True

    return once


def test_a_file_that_ends_every_worker_is_given_up_after_three(both, send, client, kill):
    page = address(send(BOTH))
    assert [kill(uploads, "by_code") for _ in range(4)] == [True, True, True, False]
    words = soup(client.get(page)).main.get_text(" ", strip=True)
    assert "3 times a worker stopped without a word while it had this file" in words
    long_ago()
    assert not worker.work()
    client.post(page, CARRY_ON)
    work()
    assert "Save figures" in client.get(page).content.decode()


def test_a_file_that_is_given_up_keeps_no_other_waiting(both, send, client, kill):
    hopeless = address(send(BOTH))
    for _ in range(3):
        kill(uploads, "by_code")
    other = address(send(BOTH.replace("1.70", "1.60")))
    long_ago()
    assert worker.work()
    assert "left alone" in client.get(hopeless).content.decode()
    assert "Save figures" in client.get(other).content.decode()


def test_tries_are_counted_from_the_last_step_forward(both, bring, client, kill):
    confirm(client, bring(BOTH))
    for _ in range(2):
        kill(figure_load, "save")
    real, saved = figure_load.save, []

    def one_then_killed(*args, **kwargs):
        if saved:
            raise Killed
        saved.append(1)
        return real(*args, **kwargs)

    with pytest.MonkeyPatch.context() as killing:
        killing.setattr(figure_load, "save", one_then_killed)
        long_ago()
        with pytest.raises(Killed):
            worker.work()
    assert values("RKE") == [1.7]
    assert [kill(figure_load, "save") for _ in range(4)] == [True, True, True, False]
    assert Upload.objects.get().state == Upload.FAILED


def test_a_database_that_does_not_answer_is_no_fault_of_the_file(both, send, client, monkeypatch):
    page = address(send(BOTH))

    def locked(*args):
        raise OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(uploads, "by_code", locked)
        for _ in range(5):
            long_ago()
            with pytest.raises(OperationalError):
                worker.work()
    long_ago()
    work()
    assert "Save figures" in client.get(page).content.decode()


def test_a_worker_leaves_a_file_alone_that_another_still_moves(both, bring, client, monkeypatch):
    confirm(client, bring(BOTH))
    real, others = figure_load.save, []

    def meanwhile(*args, **kwargs):
        others.append(jobs.take(lambda: True))
        return real(*args, **kwargs)

    monkeypatch.setattr(figure_load, "save", meanwhile)
    work()
    assert others == [None, None]
    assert Upload.objects.get().state == Upload.SAVED


def test_a_worker_that_was_replaced_lets_go_and_nothing_is_saved_twice(
    both, bring, client, monkeypatch
):
    confirm(client, bring(BOTH))
    real = save._save_one

    def slow(*args, **kwargs):
        monkeypatch.setattr(save, "_save_one", real)
        long_ago()
        work()
        real(*args, **kwargs)

    monkeypatch.setattr(save, "_save_one", slow)
    work()
    assert Upload.objects.get().state == Upload.SAVED
    assert FigureImport.objects.count() == 2
    assert Figure.history.filter(year=2026).count() == 3


@pytest.mark.parametrize("step", ["carry_on", "remember"])
def test_what_somebody_discards_meanwhile_is_said_to_be_gone(
    both, bring, client, monkeypatch, step
):
    monkeypatch.setattr(imports, "ASKED_AT_ONCE", 1)
    preview = bring(BOTH.replace("1.70", "*1.70*").replace("1.20", "*1.20*"))
    module = jobs if step == "carry_on" else save
    if step == "carry_on":
        Upload.objects.update(state=Upload.FAILED)
    real = getattr(module, step)

    def discarded(*args):
        Upload.objects.all().delete()
        real(*args)

    monkeypatch.setattr(module, step, discarded)
    said = confirm(client, preview, **CARRY_ON).content.decode()
    assert "saved or discarded already" in said


@pytest.mark.parametrize("state", [Upload.READING, Upload.QUEUED, Upload.SAVING])
def test_a_page_on_which_nothing_moves_says_what_happens_next(both, send, client, state):
    page = send(BOTH)
    Upload.objects.update(state=state)
    words = "Nothing has moved for over 2 minutes"
    assert words not in client.get(address(page)).content.decode()
    long_ago()
    assert words in client.get(address(page)).content.decode()


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
    return figure_load.Indicator.objects.get(number=number)


@pytest.mark.parametrize("step", ["figure", "membership"])
def test_what_changes_between_comparing_and_saving_is_seen(
    both, ada, other_trust, bring, client, changing, monkeypatch, step
):
    """The rows are compared before the organisation is locked."""
    confirm(client, bring(BOTH))
    real = save._save_one

    def first_changed(work, shown, *args, **kwargs):
        if shown.code == "ZE1":
            with changing(other_trust, ada):
                if step == "figure":
                    facts = {"indicator": indicator(2), "year": 2026, "value": "1.30"}
                    Figure.objects.create(organisation=other_trust, **facts)
                else:
                    both.role = Role.EXECUTIVE
                    both.save()
        return real(work, shown, *args, **kwargs)

    monkeypatch.setattr(save, "_save_one", first_changed)
    worker.work()
    assert values("RKE") == [1.7]
    assert values("ZE1") == ([1.3] if step == "figure" else [])
    said = {"figure": "Somebody changed a figure of ZE1", "membership": "no longer administers ZE1"}
    assert said[step] in Upload.objects.get().message


def test_comparing_another_organisation_needs_no_more_queries(both, send, queries):
    def asked(text):
        send(text)
        with queries() as seen:
            worker.work()
        return len(seen)

    one = asked(BOTH.replace("RKE,2,2026,1.70\n", ""))
    assert asked(BOTH) == one


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
    assert "manage.py" not in words


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
    work()
    assert FigureImport.objects.count() == 2


def test_the_page_of_progress_needs_few_queries(both, bring, client, queries):
    page = confirm(client, bring(BOTH))
    work()
    with queries() as seen:
        client.get(address(page))
    assert len(seen) <= 12


def test_rows_that_were_not_read_are_told_to_those_whose_they_are(
    both, trust, bring, client, make_person, sign_in
):
    totals = "RKE,Total,2026,11.11\nZE1,Total,2026,22.22\n"
    page = address(bring(BOTH + totals))
    words = client.get(page).content.decode()
    assert "11.11" in words
    assert "22.22" in words
    kit = make_person(trust, "Kit", "administrator")
    words = sign_in(kit).get(page).content.decode()
    assert "11.11" in words
    assert "22.22" not in words


def test_rows_that_were_not_read_are_a_csv_before_and_after_saving(
    both, trust, bring, client, make_person, sign_in
):
    totals = "RKE,Total,2026,11.11\nZE1,Total,2026,22.22\n" + "ZE1,Total,2026,33.33\n" * 60
    page = bring(BOTH + totals)
    link = soup(page).find("a", string="Download what was not read: 62 rows (CSV)")
    lines = client.get(link["href"]).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "row,not read"
    assert [line.split(",")[0] for line in lines[1:]] == [str(row) for row in range(5, 67)]
    confirm(client, page)
    work()
    kept = f"/ZE1/figures/imports/{FigureImport.objects.get(organisation='ZE1').pk}/"
    assert f"{kept}not-read.csv" in client.get(kept).content.decode()
    assert len(client.get(f"{kept}not-read.csv").content.splitlines()) == 62
    kit = make_person(trust, "Kit", "administrator")
    assert sign_in(kit).get(f"{kept}not-read.csv").status_code == 404


def test_kit_downloads_only_his_own_rows_that_were_not_read(
    both, trust, bring, client, make_person, sign_in
):
    page = address(bring(BOTH + "RKE,Total,2026,11.11\nZE1,Total,2026,22.22\n"))
    kit = make_person(trust, "Kit", "administrator")
    words = sign_in(kit).get(f"{page}not-read.csv").content.decode()
    assert "11.11" in words
    assert "22.22" not in words


def test_ada_sees_how_many_rows_were_read_while_they_are_compared(both, send, client, monkeypatch):
    page, seen = address(send(BOTH)), []
    real = uploads.compared_of

    def looked_at(*args):
        seen.append(soup(client.get(page)).main.get_text(" ", strip=True))
        return real(*args)

    monkeypatch.setattr(uploads, "compared_of", looked_at)
    work()
    assert "3 rows read. 0 of 2 organisations compared" in seen[0]


def test_each_import_keeps_its_own_rows_that_were_not_read(both, bring, client):
    totals = "RKE,Total,2026,11.11\nZE1,Total,2026,22.22\n"
    confirm(client, bring(BOTH + totals))
    work()
    kept = {each.organisation_id: each.lines for each in LeftOut.objects.all()}
    assert [number for number, _ in kept["RKE"] + kept["ZE1"]] == [5, 6]


def test_an_organisation_that_was_not_compared_is_a_problem_for_who_administers_it(
    trust, ada, noor, send, client, changing, sign_in
):
    page = address(send(BOTH))
    work()
    with changing(trust):
        Membership.objects.create(organisation=trust, user=noor, role=Role.ADMINISTRATOR)
    words = soup(sign_in(noor).get(page)).main.get_text(" ", strip=True)
    assert "Ada, who uploaded the file, administers no organisation of this code" in words


def test_a_page_that_was_sent_before_figures_were_compared_anew_is_shown_again(
    both, bring, client, changing, other_trust, ada
):
    preview = bring(BOTH)
    with changing(other_trust, ada):
        Figure.objects.create(
            organisation=other_trust, indicator=indicator(2), year=2026, value="1.30"
        )
    Upload.objects.update(state=Upload.READING, moved_at=None)
    work()
    again = confirm(client, preview)
    assert again.status_code == 409
    assert "Value 1.30 → 1.20" in soup(again).main.get_text(" ", strip=True)
