"""An administrator imports a file of figures in the browser: upload, preview, confirm."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.forms import imports
from indicators.imports import figure_load, save, uploads
from indicators.models import Figure, FigureImport, FigureQuestion
from indicators.views import imports as views
from tests.conftest import FIGURES_FILE
from wres.audit import verification
from wres.files.models import Upload

START = "/RKE/figures/import/"
PUBLISHED = FIGURES_FILE.read_text(encoding="utf-8")
NEXT_YEAR = "indicator,year,white,bme,value\n2,2026,,,1.70\n5,2026,22.5,27.9,\n"
ONE_QUESTION = NEXT_YEAR + "9,2026,,*28.0*,\n"
CORRECTED = PUBLISHED.replace("5,2024,27.2,30.0,", "5,2024,27.2,31.0,")
REASON = "The survey was weighted again"


@pytest.fixture
def bring(ada, sign_in):
    """`bring("indicator,year…")`: Ada's answer after she has uploaded a file of this text."""

    def upload(text, name="figures-2026.csv", person=ada):
        data = text if isinstance(text, bytes) else text.encode()
        return sign_in(person).post(START, {"file": SimpleUploadedFile(name, data)}, follow=True)

    return upload


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def answer(response, *, ticks=True, **typed):
    """What the form of a preview sends when everything in it is ticked."""
    page = soup(response)
    sent = {field["name"]: field["value"] for field in page.select("main input[type=hidden]")}
    boxes = page.select("main input[type=checkbox]") if ticks else []
    return sent | {box["name"]: "on" for box in boxes} | typed


def address(response):
    return response.request["PATH_INFO"]


def confirm(client, response, **typed):
    return client.post(address(response), answer(response, **typed), follow=True)


def figure(number, year):
    return Figure.objects.get(indicator__number=number, year=year)


def test_ada_imports_the_figures_of_a_new_year(published, bring, client):
    preview = bring(NEXT_YEAR)
    words = soup(preview).main.get_text(" ", strip=True)
    assert "2 new, 0 changed, 0 unchanged" in words
    assert "Indicator 2 in 2026 Row 2 New or changed New What it would be Value 1.70" in words
    assert not Figure.objects.filter(year=2026).exists()
    done = confirm(client, preview)
    assert "Figures from figures-2026.csv saved" in done.content.decode()
    assert float(figure(5, 2026).bme) == 27.9
    assert not Upload.objects.exists()
    assert list(verification.problems()) == []


def test_an_import_leads_to_each_figure_that_it_wrote(published, bring, client):
    page = soup(confirm(client, bring(NEXT_YEAR)))
    links = [link["href"] for link in page.select("main table a")]
    assert [link.partition("?")[0] for link in links] == [
        "/RKE/figures/2/2026/",
        "/RKE/figures/5/2026/",
    ]
    assert [client.get(link).status_code for link in links] == [200, 200]


def test_the_import_names_its_file_its_person_and_what_it_wrote(published, ada, bring, client):
    done = confirm(client, bring(NEXT_YEAR))
    words = soup(done).main.get_text(" ", strip=True)
    origin = FigureImport.objects.first()
    assert address(done) == f"/RKE/figures/imports/{origin.pk}/"
    assert origin.sha256 in words
    assert "Imported by Ada" in words
    assert (
        "Indicator 5 in 2026 Row 3 New or changed New What it wrote White 22.5% BME 27.9%" in words
    )
    row = figure(5, 2026).history.get()
    assert (row.history_user, row.history_change_reason) == (ada, "Imported from figures-2026.csv")


def test_a_figure_is_shown_as_it_was_and_as_it_would_be(published, bring):
    page = soup(bring(CORRECTED)).main.get_text(" ", strip=True)
    assert "0 new, 1 changed, 23 unchanged" in page
    assert "BME 30.0% → 31.0%" in page


def test_a_figure_of_an_earlier_year_needs_a_reason(published, bring, client):
    preview = bring(CORRECTED)
    refused = confirm(client, preview)
    assert "Say why figures of earlier years change" in refused.content.decode()
    assert soup(refused).title.get_text().startswith("Error: ")
    assert float(figure(5, 2024).bme) == 30.0
    confirm(client, refused, reason=REASON)
    last = figure(5, 2024).history.first()
    assert (float(last.bme), last.history_change_reason) == (
        31.0,
        f"Imported from figures-2026.csv: {REASON}",
    )


def test_every_question_must_be_ticked(published, bring, client):
    preview = bring(ONE_QUESTION)
    assert "carries a mark" in preview.content.decode()
    refused = confirm(client, preview, ticks=False)
    link = soup(refused).select_one(".nhsuk-error-summary a")
    assert "Tick that you have checked row 4, BME" in link.get_text()
    assert soup(refused).select_one(link["href"])["type"] == "checkbox"
    assert not Figure.objects.filter(year=2026).exists()


def test_who_ticked_is_kept_with_the_question(published, ada, bring, client):
    done = confirm(client, bring(ONE_QUESTION))
    kept = FigureQuestion.objects.get(column="bme")
    assert (kept.confirmed_by, kept.row, kept.indicator.number, kept.year) == (ada, 4, 9, 2026)
    assert "Confirmed by Ada on 16 March 2026" in soup(done).main.get_text(" ", strip=True)


def test_a_problem_is_named_by_row_and_column_and_stops_everything(published, bring, client):
    page = bring(NEXT_YEAR + "6,2026,120,20,\n3,1999,,,1.1\n")
    rows = [row.get_text(" ", strip=True) for row in soup(page).select("main tbody tr")]
    assert len(rows) == 2
    assert rows[0].startswith("Row 4 Column white")
    assert "“120” was given. Enter White as a number between 0 and 100" in rows[0]
    client.post(address(page), {"digest": "0"}, follow=True)
    assert not Figure.objects.filter(year=2026).exists()


def test_50_problems_are_listed_and_all_can_be_downloaded(published, bring, client):
    lines = "".join(f"5,2026,{n + 200},=1+{n},\n" for n in range(60))
    page = bring("indicator,year,white,bme,value\n" + lines)
    assert "The first 50 of 120 problems" in page.content.decode()
    assert len(soup(page).select("main tbody tr")) == 50
    listed = client.get(address(page) + "problems.csv").content.decode("utf-8-sig").splitlines()
    assert len(listed) == 121
    assert listed[0] == "row,column,problem"
    assert not any(re.search(r"(^|,)\"?[=+@-]", line) for line in listed)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "empty.csv", "The selected file is empty"),
        (b"%PDF-1.7", "figures.csv", "The selected file is a PDF"),
        (b"indicator,year,white,bme\n", "header.csv", "a header and no figures"),
        (b"a,b\n1,2\n", "other.csv", "No header was found"),
        (b"indicator,year\n\0", "nul.csv", "NUL"),
        (NEXT_YEAR.encode(), "figures.csv.exe", "Select a CSV or Excel file"),
    ],
)
def test_a_file_that_is_none_is_refused_and_not_kept(published, bring, data, name, words):
    page = bring(data, name)
    assert words in soup(page).select_one(".nhsuk-error-summary").get_text()
    assert not Upload.objects.exists()


def test_no_file_at_all(published, ada, sign_in):
    page = sign_in(ada).post(START, {})
    assert "Select a CSV or Excel file" in page.content.decode()


def test_the_same_file_again_changes_nothing(published, bring, client):
    confirm(client, bring(NEXT_YEAR))
    again = bring(NEXT_YEAR)
    assert "No changes" in soup(again).h1.get_text()
    assert not soup(again).find("button", string="Save figures")
    confirm(client, again)
    assert FigureImport.objects.filter(file_name="figures-2026.csv").count() == 1


def test_a_second_click_lands_on_the_import_of_the_first(published, bring, client):
    preview = bring(NEXT_YEAR)
    first, second = confirm(client, preview), confirm(client, preview)
    assert address(first) == address(second)
    assert FigureImport.objects.filter(file_name="figures-2026.csv").count() == 1
    assert figure(5, 2026).history.count() == 1


@pytest.mark.parametrize("sent", ["\0", "A" * 64, "0" * 64, "x" * 9999])
def test_a_forged_checksum_finds_no_import(published, bring, client, sent):
    preview = bring(NEXT_YEAR)
    Upload.objects.all().delete()
    said = client.post(address(preview), {"file": sent}, follow=True)
    assert "saved or discarded already" in said.content.decode()


def test_a_forged_checksum_reaches_no_query(published, bring, client, queries):
    preview = bring(NEXT_YEAR)
    Upload.objects.all().delete()
    with queries() as seen:
        client.post(address(preview), {"file": "\0"})
    assert not any("sha256" in query["sql"] and "figureimport" in query["sql"] for query in seen)


def test_a_figure_that_changed_meanwhile_shows_the_preview_again(
    published, ada, bring, client, changing
):
    preview = bring(CORRECTED + "9,2026,,*28.0*,\n")
    with changing(published, ada):
        held = figure(5, 2024)
        held.bme = 29
        held.save()
    again = confirm(client, preview, reason=REASON)
    page = soup(again)
    assert again.status_code == 409
    assert "Somebody changed a figure meanwhile" in page.main.get_text()
    assert "BME 29.0% → 31.0%" in page.main.get_text(" ", strip=True)
    assert page.select_one("textarea").get_text(strip=True) == REASON
    assert all(box.has_attr("checked") for box in page.select("main input[type=checkbox]"))
    assert float(figure(5, 2024).bme) == 29.0
    assert "saved" in confirm(client, again, reason=REASON).content.decode()


def test_a_change_between_the_preview_and_the_lock_is_seen_too(
    published, ada, bring, client, changing, monkeypatch
):
    preview, really_save = bring(NEXT_YEAR), save.save

    def somebody_is_quicker(*args, **kwargs):
        with changing(published, ada):
            Figure.objects.create(
                organisation=published,
                indicator=figure(2, 2025).indicator,
                year=2026,
                value="1.80",
            )
        return really_save(*args, **kwargs)

    monkeypatch.setattr(save, "save", somebody_is_quicker)
    again = confirm(client, preview)
    assert again.status_code == 409
    assert "Value 1.80 → 1.70" in soup(again).main.get_text(" ", strip=True)
    assert list(Figure.objects.filter(year=2026).values_list("indicator__number")) == [(2,)]
    assert not FigureImport.objects.filter(file_name="figures-2026.csv").exists()


def test_discarding_leaves_nothing(published, bring, client):
    preview = bring(NEXT_YEAR)
    done = client.post(address(preview) + "discard/", follow=True)
    assert "The file was discarded" in done.content.decode()
    assert not Upload.objects.exists()
    assert client.get(address(preview)).status_code == 404
    assert "saved or discarded already" in confirm(client, preview).content.decode()


def test_another_administrator_carries_on(published, ada, bring, make_person, sign_in):
    preview = bring(ONE_QUESTION)
    kit = make_person(published, "Kit", "administrator")
    listed = sign_in(kit).get("/RKE/figures/").content.decode()
    assert "uploaded by <bdi>Ada</bdi>" in listed
    done = confirm(sign_in(kit), preview)
    assert "Confirmed by Kit" in soup(done).main.get_text(" ", strip=True)


@pytest.mark.parametrize("person", ["esi", "amara", "ife"])
def test_nobody_else_imports(person, request, published, bring, sign_in):
    preview = bring(NEXT_YEAR)
    client = sign_in(request.getfixturevalue(person))
    for page in (START, address(preview), address(preview) + "problems.csv"):
        assert client.get(page).status_code == 403
    assert client.post(START, {}).status_code == 403
    assert client.post(address(preview), answer(preview)).status_code == 403
    assert client.post(address(preview) + "discard/").status_code == 403
    assert Upload.objects.exists()


def test_noor_reaches_no_upload_of_riverside(published, bring, noor, sign_in):
    preview = bring(NEXT_YEAR)
    client = sign_in(noor)
    assert client.get(address(preview)).status_code == 404
    elsewhere = address(preview).replace("RKE", "ZE1")
    assert client.get(elsewhere).status_code == 404
    client.post(elsewhere + "discard/")
    assert Upload.objects.exists()


def test_somebody_signed_out_is_asked_to_sign_in(trust, client):
    assert client.get(START).url.startswith("/accounts/login/")
    assert client.post(START).url.startswith("/accounts/login/")


def test_administrators_find_the_figures_in_the_navigation(published, ada, esi, sign_in):
    def has_figures(person):
        menu = soup(sign_in(person).get("/RKE/outcomes/2025/")).select_one("nav[aria-label=Menu]")
        return bool(menu.find("a", href="/RKE/figures/"))

    assert has_figures(ada)
    assert not has_figures(esi)


def test_the_list_says_what_is_held_and_who_imported_it(published, bring, client):
    confirm(client, bring(NEXT_YEAR))
    words = soup(client.get("/RKE/figures/")).main.get_text(" ", strip=True)
    assert "figures-2026.csv Imported by Ada When" in words
    assert re.search(r"5 Harassment\D+2018\D+, indicator 5\s?, 2024", words)
    assert "Years No figure held" in words


def test_the_upload_page_offers_a_template_of_each_shape(published, ada, sign_in):
    page = soup(sign_in(ada).get(START))
    links = [link["href"] for link in page.select("main a[href*=templates]")]
    assert len(links) == 8
    assert {sign_in(ada).get(link).status_code for link in links} == {200}


def test_more_questions_than_a_page_holds_are_asked_one_page_after_the_other(
    published, bring, client, monkeypatch
):
    monkeypatch.setattr(imports, "ASKED_AT_ONCE", 1)
    preview = bring(ONE_QUESTION.replace("1.70", "*1.70*"))
    assert "1 more question follows" in preview.content.decode()
    second = confirm(client, preview)
    assert not Figure.objects.filter(year=2026).exists()
    confirm(client, second)
    assert FigureQuestion.objects.filter(year=2026).count() == 2
    assert float(figure(2, 2026).value) == 1.7


def test_a_name_that_is_markup_stays_text(published, bring):
    page = bring(NEXT_YEAR, "<script>alert(1)</script>.csv").content.decode()
    assert "<script>alert" not in page


def test_a_figure_that_is_suppressed_by_now_is_not_told_by_its_import(published, bring, client):
    done = confirm(client, bring(NEXT_YEAR))
    confirm(client, bring(NEXT_YEAR.replace("22.5,27.9", "*,*"), "later.csv"))
    words = soup(client.get(address(done))).main.get_text(" ", strip=True)
    assert "27.9" not in words
    assert "Suppressed now, so its numbers are not shown" in words


@pytest.mark.parametrize("is_deleted", [False, True])
def test_an_import_tells_no_question_of_a_figure_that_is_suppressed_by_now(
    published, bring, client, changing, is_deleted
):
    done = confirm(client, bring(ONE_QUESTION))
    assert "28.0" in soup(client.get(address(done))).main.get_text()
    held = figure(9, 2026)
    with changing(published):
        held.state, held.bme, held.workforce = "suppressed", None, None
        held.save()
    if is_deleted:
        with changing(published):
            held.delete()
    words = soup(client.get(address(done))).main.get_text(" ", strip=True)
    assert "28.0" not in words
    assert "Row 4, bme: Suppressed now, so its numbers are not shown. Confirmed by Ada" in words


@pytest.mark.parametrize("years", [2, 20])
def test_the_pages_need_few_queries(published, bring, client, queries, years):
    lines = "".join(f"{n},{2026 - y},20.5,21.5,\n" for n in (5, 6, 7, 8) for y in range(years // 2))
    preview = bring("indicator,year,white,bme\n" + lines)
    done = confirm(client, preview, reason=REASON)
    second = bring(NEXT_YEAR)
    for page in ("/RKE/figures/", address(second), address(done), address(done) + "undo/"):
        with queries() as seen:
            assert client.get(page).status_code == 200
        assert len(seen) <= 12, page


def test_a_figure_of_nought_is_shown_as_one(published, bring):
    page = bring("indicator,year,white,bme,value\n6,2026,0,0,\n").content.decode()
    assert "White 0.0%" in page
    assert "Held without a number" not in page


def test_a_file_with_too_many_rows_of_one_organisation_is_refused(published, bring, monkeypatch):
    monkeypatch.setattr(figure_load, "MAX_ROWS", 1)
    page = bring(NEXT_YEAR).content.decode()
    assert "The file has 2 rows of RKE, and 1 is the limit of one organisation" in page


def test_a_file_that_is_discarded_while_it_is_confirmed_is_gone(
    published, bring, client, monkeypatch
):
    preview = bring(NEXT_YEAR)
    read = uploads.by_code

    def discarded_first(upload, today):
        Upload.objects.all().delete()
        return read(upload, today)

    monkeypatch.setattr(uploads, "by_code", discarded_first)
    after = confirm(client, preview)
    assert "This file was saved or discarded already" in after.content.decode()
    assert not Figure.objects.filter(year=2026).exists()


WITH_NOTE = NEXT_YEAR + "Source: the staff survey,,,,\n"


def test_rows_that_were_not_read_stay_with_the_import(published, esi, bring, client, sign_in):
    preview = bring(WITH_NOTE)
    assert "Source: the staff survey" in preview.content.decode()
    done = confirm(client, preview)
    words = soup(done).main.get_text(" ", strip=True)
    assert "Row 4, “Source: the staff survey”, was not read as a figure" in words
    assert list(verification.problems()) == []
    seen = soup(sign_in(esi).get(address(done))).main.get_text(" ", strip=True)
    assert "1 row of the file, which administrators see" in seen
    assert "staff survey" not in seen


def test_many_notes_of_an_import_are_capped(published, bring, client, monkeypatch, queries):
    monkeypatch.setattr(views, "NOTES_SHOWN", 1)
    more = "Note: weighted,,,,\n" + "9,2026,,*28.0*,\n6,2026,*23.0*,24.0,\n"
    done = confirm(client, bring(WITH_NOTE + more))
    with queries() as needed:
        words = soup(client.get(address(done))).main.get_text(" ", strip=True)
    assert "The first 1 of 2 rows. See all" in words
    assert "The first 1 of 2 questions. See all" in words
    everything = soup(client.get(address(done) + "?all=yes")).main.get_text(" ", strip=True)
    assert "Note: weighted" in everything
    assert len(needed) <= 12
