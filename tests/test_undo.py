"""An import is undone as a whole, by a change of its own, unless a figure was changed since."""

import pytest

from indicators.models import Figure, FigureImport, Indicator, PayBandCell
from tests.conftest import FIGURES_FILE
from tests.test_figure_import_pages import soup
from wres.audit import verification

REASON = {"reason": "It was the file of last year"}
PUBLISHED = FIGURES_FILE.read_text(encoding="utf-8")


@pytest.fixture
def corrected(published, ada, load, tmp_path):
    """The import of a file in which one published figure is another and one year is new."""
    path = tmp_path / "corrected.csv"
    text = PUBLISHED.replace("5,2025,23.0,28.3,", "5,2025,22.0,28.3,") + "9,2026,,28.0,\n"
    path.write_text(text, encoding="utf-8")
    load("figures", "RKE", ada.email, "--reason", "It was counted again", file=path)
    return FigureImport.objects.first()


def figure(number, year):
    return Figure.objects.get(indicator__number=number, year=year)


def undo_page(origin):
    return f"/RKE/figures/imports/{origin.pk}/undo/"


def white_of(history):
    return [str(row.white) for row in history.order_by("history_id")]


def test_ada_undoes_an_import_and_each_figure_is_as_before(corrected, ada, sign_in):
    first = FigureImport.objects.last()
    response = sign_in(ada).post(undo_page(corrected), REASON, follow=True)
    assert "The import of corrected.csv was undone" in response.content.decode()
    held = figure(5, 2025)
    assert (float(held.white), held.origin, held.loaded_cells["white"]) == (23.0, first, "23.0")
    assert not Figure.objects.filter(year=2026).exists()
    assert list(verification.problems()) == []


def test_what_the_import_did_stays_on_record(corrected, ada, sign_in):
    sign_in(ada).post(undo_page(corrected), REASON)
    last = figure(5, 2025).history.first()
    assert white_of(figure(5, 2025).history.all()) == ["23.0000", "22.0000", "23.0000"]
    assert (last.history_user, last.history_date) == (ada, corrected.history.first().history_date)
    assert last.history_change_reason == f"Undid the import of corrected.csv: {REASON['reason']}"
    assert set(Figure.history.filter(year=2026).values_list("history_type", flat=True)) == {
        "+",
        "-",
    }
    page = sign_in(ada).get(f"/RKE/figures/imports/{corrected.pk}/").content.decode()
    assert "<bdi>Ada</bdi> undid it on" in page
    assert "White 23.0% → 22.0%" in page


def test_an_import_is_not_undone_twice(corrected, ada, sign_in):
    for _ in range(2):
        response = sign_in(ada).post(undo_page(corrected), REASON)
        assert response.url == f"/RKE/figures/imports/{corrected.pk}/"
    assert Figure.history.filter(year=2026).count() == 2


def test_a_figure_that_was_changed_since_is_named_and_nothing_is_undone(
    corrected, ada, sign_in, changing
):
    held = figure(9, 2026)
    with changing(held.organisation, ada):
        held.bme = 29
        held.save()
    response = sign_in(ada).post(undo_page(corrected), REASON)
    assert response.status_code == 409
    assert "Indicator 9 in 2026: changed by Ada on" in response.content.decode()
    assert float(figure(5, 2025).white) == 22.0
    assert float(figure(9, 2026).bme) == 29.0
    assert FigureImport.objects.first().undone_on is None


def test_a_figure_that_was_taken_away_since_stands_in_the_way(corrected, ada, sign_in, changing):
    held = figure(9, 2026)
    with changing(held.organisation, ada):
        held.delete()
    page = sign_in(ada).get(undo_page(corrected)).content.decode()
    assert "1 of its figures has been changed since" in page


def test_imports_are_undone_one_after_the_other(corrected, ada, sign_in):
    first = FigureImport.objects.last()
    assert "24 of" not in sign_in(ada).get(undo_page(first)).content.decode()
    sign_in(ada).post(undo_page(corrected), REASON)
    sign_in(ada).post(undo_page(first), REASON)
    assert not Figure.objects.exists()
    assert not FigureImport.objects.filter(undone_on=None).exists()


def test_undoing_asks_why(corrected, ada, sign_in):
    response = sign_in(ada).post(undo_page(corrected), {"reason": " "})
    assert "Say why this import is undone" in response.content.decode()
    assert Figure.objects.filter(year=2026).exists()


def test_before_it_is_undone_the_page_says_what_will_happen(corrected, ada, sign_in):
    page = sign_in(ada).get(undo_page(corrected)).content.decode()
    assert "1 figure that the import added will be taken away" in page
    assert "1 figure that it changed will be as before" in page


@pytest.mark.parametrize("person", ["esi", "amara", "ife"])
def test_nobody_else_undoes(person, request, corrected, sign_in):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(undo_page(corrected)).status_code == 403
    assert client.post(undo_page(corrected), REASON).status_code == 403


def test_noor_cannot_undo_an_import_of_riverside(corrected, noor, sign_in):
    client = sign_in(noor)
    assert client.post(undo_page(corrected), REASON).status_code == 404
    assert client.post(f"/ZE1/figures/imports/{corrected.pk}/undo/", REASON).status_code == 404


@pytest.fixture
def bands(trust, ada, changing):
    """The second of two imports: band 5 had 10 White staff and has 12, and band 6 is new."""
    facts = {"organisation": trust, "indicator": Indicator.objects.get(number=1), "year": 2025}
    facts |= {"staff_group": "clinical", "bme": 4, "unknown": 1, "origin_row": 2}
    for white in (10, 12):
        with changing(trust, ada):
            origin = FigureImport.objects.create(
                organisation=trust, file_name=f"bands-{white}.csv", sha256="0" * 64, rows=1
            )
            cell = PayBandCell.objects.filter(band="Band 5").first()
            cell = cell or PayBandCell(band="Band 5", position=5, **facts)
            cell.white, cell.origin = white, origin
            cell.save()
            if white == 12:
                PayBandCell.objects.create(
                    band="Band 6", position=6, white=7, origin=origin, **facts
                )
    return origin


def test_headcounts_of_pay_bands_are_put_back_too(bands, ada, sign_in):
    page = sign_in(ada).get(f"/RKE/figures/imports/{bands.pk}/").content.decode()
    assert "Indicator 1 in 2025, clinical, not medical, Band 5" in page
    assert "White headcount 10 → 12" in page
    sign_in(ada).post(undo_page(bands), REASON)
    assert list(PayBandCell.objects.values_list("band", "white")) == [("Band 5", 10)]
    assert list(verification.problems()) == []


@pytest.fixture
def bring(trust, ada, load, tmp_path):
    """`bring("indicator,year…")`: the import of a file of this text by Ada."""

    def run(text):
        path = tmp_path / "brought.csv"
        path.write_text(text, encoding="utf-8")
        load("figures", "RKE", ada.email, "--confirm", file=path)
        return FigureImport.objects.first()

    return run


LONG = "indicator,year,white,bme,unit,series\n"
BANDS = "year,staff group,band,white,bme,unknown\n"
FIGURE = (LONG + "6,2020,13.7,44.9,,\n", "44.9%")
CELL = (BANDS + "2020,clinical,Band 5,137,449,3\n", "449")
SUPPRESSED = "Suppressed now, so its numbers are not shown"


def seen_by(client, origin):
    """What people read there: the random token of a form can hold any three digits."""
    return soup(client.get(f"/RKE/figures/imports/{origin.pk}/")).main.get_text(" ", strip=True)


@pytest.mark.parametrize(
    ("given", "hidden"),
    [
        (FIGURE, LONG + "6,2020,*,*,,\n"),
        ((LONG + "6,2020,13.7,44.9,Surgery,\n", "44.9%"), LONG + "6,2020,*,*,Surgery,\n"),
        (CELL, BANDS + "2020,clinical,Band 5,*,*,*\n"),
    ],
)
@pytest.mark.parametrize("is_undone_again", [False, True])
def test_an_undone_import_tells_nothing_that_a_later_one_suppressed(
    bring, trust, ada, ife, sign_in, queries, given, hidden, is_undone_again
):
    trust.units.create(name="Surgery")
    text, number = given
    first = bring(text)
    sign_in(ada).post(undo_page(first), REASON)
    assert number in seen_by(sign_in(ife), first)
    later = bring(hidden)
    if is_undone_again:
        sign_in(ada).post(undo_page(later), REASON)
    client = sign_in(ife)
    with queries() as needed:
        page = seen_by(client, first)
    assert number not in page
    assert SUPPRESSED in page
    assert len(needed) <= 12


@pytest.mark.parametrize(
    ("given", "other"),
    [
        (FIGURE, LONG + "6,2021,*,*,,\n"),
        (FIGURE, LONG + "7,2020,*,*,,\n"),
        (FIGURE, LONG + "6,2020,*,*,Surgery,\n"),
        (FIGURE, LONG + "6,2020,*,*,,2021 question\n"),
        (CELL, BANDS + "2020,clinical,Band 6,*,*,*\n"),
        (CELL, BANDS + "2020,non-clinical,Band 5,*,*,*\n"),
    ],
)
def test_an_undone_import_tells_its_figures_when_others_are_suppressed(
    bring, trust, ada, ife, sign_in, given, other
):
    trust.units.create(name="Surgery")
    text, number = given
    first = bring(text)
    sign_in(ada).post(undo_page(first), REASON)
    bring(other)
    page = seen_by(sign_in(ife), first)
    assert number in page
    assert SUPPRESSED not in page


def test_a_figure_that_was_suppressed_by_an_undone_import_and_is_given_again_is_told(
    bring, ada, ife, sign_in
):
    sign_in(ada).post(undo_page(bring(LONG + "6,2020,*,*,,\n")), REASON)
    given_again = bring(FIGURE[0])
    assert FIGURE[1] in seen_by(sign_in(ife), given_again)
