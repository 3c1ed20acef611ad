"""Files of many organisations and of many figures: their pages stay small, their undoing too."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.imports import contents, undo, uploads
from indicators.models import Figure, FigureImport
from tests.test_figure_import_pages import START, address, confirm, figure
from tests.test_import_of_several import bring, long_ago, send, work
from wres.accounts.access import Role
from wres.accounts.models import Membership, Organisation
from wres.audit import verification
from wres.files.models import Upload

pytestmark = pytest.mark.heavy

__all__ = ["bring", "send"]

CODES = [f"N{number:03}" for number in range(249)]
SERIES = [f"s{number}" for number in range(50)]
REASON = {"reason": "It was the file of last year"}


def words(response):
    return BeautifulSoup(response.content, "html.parser").main.get_text(" ", strip=True)


def seen(client, queries, page):
    """The words of a page that needs few queries; how long it takes is the benchmark's."""
    with queries() as needed:
        response = client.get(page)
    assert response.status_code == 200
    assert len(needed) <= 12, page
    return words(response)


@pytest.fixture
def national(trust, ada, changing):
    """Ada administers 250 organisations."""
    Organisation.objects.bulk_create(Organisation(code=c, name=f"Trust {c}") for c in CODES)
    for organisation in Organisation.objects.filter(code__in=CODES):
        with changing(organisation):
            Membership.objects.create(organisation=organisation, user=ada, role=Role.ADMINISTRATOR)
    rows = [f"{code},{number},2025,1.20" for code in ("RKE", *CODES) for number in (2, 3, 4)]
    return "\n".join(["organisation,indicator,year,value", *rows])


def test_the_preview_of_250_organisations_is_paged_and_quick(national, bring, client, queries):
    page = address(bring(national))
    shown = seen(client, queries, page)
    assert "750 new, 0 changed, 0 unchanged, of 250 organisations" in shown
    assert "What would change, by organisation: 1 to 25 of 250" in shown
    assert "The first 50 changes of the organisations on this page, 25 more are not listed" in shown
    last = seen(client, queries, f"{page}?page=10")
    assert "226 to 250 of 250" in last
    assert "Trust N248 (N248)" in last
    one = seen(client, queries, f"{page}?organisation=N248")
    assert "What would change of Trust N248 (N248)" in one
    assert "Save figures" not in one
    assert "Save figures" in seen(client, queries, f"{page}?organisation=RRR")


def test_problems_and_questions_of_250_organisations_are_capped(national, bring, client, queries):
    asked = seen(client, queries, address(bring(national.replace("1.20", "*1.20*"))))
    assert "550 more questions follow" in asked
    page = address(bring(national.replace("1.20", "wrong")))
    assert "The first 50 of 750 problems" in seen(client, queries, page)
    assert len(client.get(f"{page}problems.csv").content.splitlines()) == 751


def test_saving_250_organisations_shows_its_progress_and_stays_small(
    national, bring, client, queries
):
    page = address(confirm(client, bring(national)))
    work()
    assert "750 of 750 figures saved" in seen(client, queries, page)
    assert FigureImport.objects.count() == 250
    assert "figures.csv" not in seen(client, queries, "/RKE/figures/")


def test_what_is_only_strange_codes_is_told_in_a_bounded_page(trust, bring, ada, client, queries):
    rows = "".join(f"Q{number:05},2,2025,1.20\n" for number in range(2_000))
    page = address(bring("organisation,indicator,year,value\n" + rows))
    assert "The first 50 of 2000 problems" in seen(client, queries, page)


def test_a_long_file_of_one_organisation_is_the_workers_too(trust, send, client, monkeypatch):
    monkeypatch.setattr(uploads, "ROWS_AT_ONCE", 1)
    page = send("indicator,year,value\n2,2025,1.20\n3,2025,1.10\n")
    assert "being read" in words(page)
    assert page.headers["Refresh"] == "5"
    work()
    preview = client.get(address(page))
    assert "2 new, 0 changed, 0 unchanged." in words(preview)
    confirm(client, preview)
    work()
    assert float(figure(3, 2025).value) == 1.1


@pytest.fixture
def large_text():
    return "indicator,year,value,note\n" + "2,2025,1.20," + "x" * 60_000 + "\n"


def test_a_large_file_is_not_read_in_the_request(trust, send, client, large_text, monkeypatch):
    reading = []
    monkeypatch.setattr(uploads, "read_figures", lambda *_, **__: reading.append(1))
    send(large_text)
    assert not reading
    assert Upload.objects.get().state == Upload.READING


def test_a_large_file_that_cannot_be_read_says_so_on_its_page(trust, send, client, large_text):
    page = send(large_text.replace("year,", "month,"))
    work()
    after = client.get(address(page))
    assert "The file cannot be read" in words(after)
    assert "upload it again" in words(after)
    assert "Refresh" not in after.headers
    client.post(address(page) + "discard/")
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"%PDF" + b"x" * 60_000, "figures.csv", "The selected file is a PDF"),
        (b"PK\x03\x04" + b"x" * 60_000, "figures.xlsx", "The selected file is damaged"),
        (b"a,b\n" * 60_000, "figures.xlsx", "text and no Excel workbook"),
        (b"a,b\n" * 60_000, "figures.exe", "Select a CSV or Excel file"),
    ],
)
def test_a_large_file_that_is_none_is_refused_at_once(trust, ada, sign_in, data, name, said):
    page = sign_in(ada).post(START, {"file": SimpleUploadedFile(name, data)})
    assert said in words(page)
    assert not Upload.objects.exists()


def test_a_file_that_is_discarded_while_it_is_read_is_gone(trust, send, monkeypatch, large_text):
    send(large_text)
    real = uploads.by_code

    def discarded_first(*args):
        Upload.objects.all().delete()
        return real(*args)

    monkeypatch.setattr(uploads, "by_code", discarded_first)
    work()
    assert not Upload.objects.exists()


@pytest.fixture
def large(trust, ada, load, tmp_path):
    """An import of 1,500 figures, of which 500 were another number before."""
    path = tmp_path / "large.csv"
    header = "indicator,year,value,series\n"
    lines = [f"{n},{y},{{}},{s}\n" for s in SERIES for y in range(2016, 2026) for n in (2, 3, 4)]
    path.write_text(header + "".join(line.format("1.10") for line in lines[:500]))
    load("figures", "RKE", ada.email, "--confirm", file=path)
    path.write_text(header + "".join(line.format("1.20") for line in lines))
    load("figures", "RKE", ada.email, "--confirm", "--reason", "Counted again", file=path)
    return FigureImport.objects.first()


def undo_page(origin):
    return f"/RKE/figures/imports/{origin.pk}/undo/"


def test_the_pages_of_a_large_import_are_small(large, ada, sign_in, queries):
    client = sign_in(ada)
    page = f"/RKE/figures/imports/{large.pk}/"
    count = large.rows
    assert f"Figures 1 to 50 of {count}" in seen(client, queries, page)
    assert f"of {count}" in seen(client, queries, f"{page}?page=25")
    assert "in the background" in seen(client, queries, undo_page(large))
    seen(client, queries, "/RKE/figures/")


def test_a_large_import_is_undone_by_the_worker(large, ada, sign_in):
    client = sign_in(ada)
    asked = client.post(undo_page(large), REASON, follow=True)
    assert "waits for its turn" in words(asked)
    assert asked.headers["Refresh"] == "5"
    assert Figure.objects.count() == large.rows
    work()
    assert Figure.objects.count() == 500
    assert set(Figure.objects.values_list("value", flat=True)) == {Decimal("1.1")}
    after = client.get(undo_page(large), follow=True)
    assert "Ada undid it on" in words(after)
    assert not Upload.objects.exists()
    assert list(verification.problems()) == []


def test_asking_twice_undoes_once(large, ada, sign_in):
    client = sign_in(ada)
    for _ in range(2):
        client.post(undo_page(large), REASON)
    undo.leave(large, by=ada, reason="", today=large.history.first().history_date)
    assert Upload.objects.count() == 1


def test_the_undoing_of_a_worker_that_was_killed_goes_on(large, ada, sign_in):
    sign_in(ada).post(undo_page(large), REASON)
    Upload.objects.update(state=Upload.SAVING, run=1)
    long_ago()
    work()
    large.refresh_from_db()
    assert large.undone_on


def test_a_large_import_with_a_figure_changed_since_stays(large, ada, sign_in, changing):
    held = Figure.objects.get(indicator__number=2, year=2016, series="s0")
    with changing(held.organisation, ada):
        held.value = 2
        held.save()
    client = sign_in(ada)
    client.post(undo_page(large), REASON)
    work()
    said = words(client.get(undo_page(large)))
    assert "1 of its figures has been changed since" in said
    assert "Indicator 2 in 2016, series s0: changed by Ada on" in said
    assert Figure.objects.count() == large.rows
    client.post(undo_page(large), {"again": "yes"})
    assert "in the background" in words(client.get(undo_page(large)))


def test_who_administers_no_longer_undoes_no_longer(large, ada, sign_in, changing):
    sign_in(ada).post(undo_page(large), REASON)
    membership = ada.memberships.get()
    with changing(membership.organisation):
        membership.role = Role.EXECUTIVE
        membership.save()
    work()
    assert Figure.objects.count() == large.rows
    assert "Ada no longer administers RKE" in Upload.objects.get().message


def test_what_was_before_is_asked_for_in_parts(large, monkeypatch, queries):
    monkeypatch.setattr(contents, "BATCH", 100)
    rows = list(contents.rows_of(Figure, large, contents.made(large).history_date))
    with queries() as needed:
        written = contents.beside_before(rows)
    assert len(needed) == large.rows / 100
    assert sum(each.is_new for each in written) == large.rows - 500
    assert {str(w.before.value) for w in written if not w.is_new} == {"1.1000"}
