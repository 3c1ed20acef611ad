"""Files to fill in: what is held loads back as no change, and the year to come can be filled in."""

import csv
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from indicators.imports import figure_load
from indicators.imports.reading import read_figures
from indicators.models import Figure, Indicator, PayBandCell
from tests.conftest import LOGGED, TODAY

SHAPES = ["long", "counts", "bands", "board"]
COUNTS = {"white_count": 9, "white_total": 725, "bme_count": 17, "bme_total": 2505}
SUPPRESSED = {"bands": "Band 9", "board": "executive"}


@pytest.fixture
def held(published, changing):
    """The published figures of 2025, and every shape's own kind of figure beside them."""
    indicators = {each.number: each for each in Indicator.objects.all()}

    def make(number, **facts):
        Figure.objects.create(
            organisation=published, indicator=indicators[number], year=2025, **facts
        )

    with changing(published):
        Figure.objects.get(indicator=indicators[3], year=2025).delete()
        make(3, unknown_count=1, unknown_total=40, **COUNTS)
        Figure.objects.get(indicator=indicators[8], year=2025).delete()
        make(8, state="suppressed", source_period="=1+1")
        for part, white, bme in (("voting", 9, 3), ("non_voting", 2, 1)):
            total = {f"{group}_total": white + bme for group in ("white", "bme", "unknown")}
            make(
                9,
                part=part,
                **{"white_count": white, "bme_count": bme, "unknown_count": 0},
                **total,
            )
        board = Figure.objects.get(indicator=indicators[9], year=2025, part="overall")
        board.white_count, board.bme_count, board.unknown_count = 11, 4, 0
        board.white_total = board.bme_total = board.unknown_total = 15
        board.save()
        make(9, part="executive", state="suppressed")
        make(9, part="non_executive", state="suppressed")
        for position, band in enumerate(("Band 5", "Band 9"), start=6):
            PayBandCell.objects.create(
                organisation=published,
                indicator=indicators[1],
                year=2025,
                staff_group="clinical",
                band=band,
                position=13 if band == "Band 9" else position,
                is_suppressed=band == "Band 9",
                **({} if band == "Band 9" else {"white": 1_200, "bme": 900, "unknown": 30}),
            )
    return published


@pytest.fixture
def fetch(held, ada, sign_in):
    client = sign_in(ada)
    return lambda shape, kind: client.get(f"/RKE/figures/templates/{shape}.{kind}")


def rows_of(data, kind):
    if kind == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(data))["Figures"]
    return [["" if c is None else str(c) for c in row] for row in sheet.values]


def compared(trust, data, name):
    known = figure_load.known_indicators()
    read = read_figures(data, indicators=known, last_year=TODAY.year, file_name=name)
    return figure_load.compare(trust, read)


def only_held(data, kind):
    """The file without the rows of the year to come, as an administrator would shorten it."""
    if kind == "csv":
        lines = data.decode("utf-8-sig").splitlines()
        return "\n".join(line for line in lines if "2026" not in line).encode()
    book = load_workbook(io.BytesIO(data))
    sheet = book["Figures"]
    for number in range(sheet.max_row, 1, -1):
        if 2026 in [cell.value for cell in sheet[number]]:
            sheet.delete_rows(number)
    shortened = io.BytesIO()
    book.save(shortened)
    return shortened.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("shape", "count"), [("long", 12), ("counts", 1), ("bands", 2), ("board", 5)]
)
def test_what_is_held_loads_back_as_no_change(fetch, held, shape, count, kind):
    response = fetch(shape, kind)
    assert f"RKE-figures-{shape}.{kind}" in response.headers["Content-Disposition"]
    load = compared(held, only_held(response.content, kind), f"{shape}.{kind}")
    assert load.problems == ()
    assert [each.words for each in (*load.new, *load.changed)] == []
    assert len(load.unchanged) == count


@pytest.mark.parametrize(
    ("shape", "filled"),
    [
        ("long", {2: ["2", "2026", "", "", "", "1.70", "", ""]}),
        ("counts", {2: ["2", "2026", "{}", "9", "725", ""]}),
        ("bands", {0: ["2026", "clinical", "Band 5", "1,210", "905", "31"]}),
        ("board", {0: ["2026", "{}", "5", "3", "0", "", ""]}),
    ],
)
def test_the_year_to_come_stands_below_to_be_filled_in(fetch, held, shape, filled):
    header, *rows = rows_of(fetch(shape, "csv").content, "csv")
    coming = [row for row in rows if "2026" in row]
    assert coming
    assert all(cell == "" for row in coming for cell in row[3:])
    ((place, cells),) = filled.items()
    chosen = [row for row in coming if place == 0 or row[0] == str(place)]
    if shape == "bands":
        chosen = chosen[:1]
    done = [[c.format(row[2] if shape == "counts" else row[1]) for c in cells] for row in chosen]
    text = io.StringIO()
    csv.writer(text).writerows([header, *[r for r in rows if "2026" not in r], *done])
    load = compared(held, text.getvalue().encode(), f"{shape}.csv")
    assert load.problems == ()
    assert load.changed == ()
    assert {each.figure.year for each in load.new} == {2026}


def test_the_files_say_last_years_numbers_as_people_write_them(fetch):
    rows = rows_of(fetch("long", "csv").content, "csv")
    assert ["2", "2025", "", "", "", "1.79", "", ""] in rows
    assert ["5", "2025", "", "23", "28.3", "", "", ""] in rows
    assert ["8", "2025", "", "suppressed", "suppressed", "", "", "'=1+1"] in rows


def test_a_workbook_has_notes_drop_downs_and_number_formats(fetch):
    book = load_workbook(io.BytesIO(fetch("board", "xlsx").content))
    sheet = book["Figures"]
    (rule,) = sheet.data_validations.dataValidation
    assert "voting,non-voting,executive,non-executive" in rule.formula1
    assert sheet.freeze_panes == "A2"
    assert sheet["F2"].number_format == "0.0###"
    notes = " ".join(row[0] for row in book["Notes"].values)
    assert "both must add up to the same" in notes
    assert "Board representation".lower() in notes


def test_a_source_period_that_looks_like_a_formula_is_text(fetch):
    sheet = load_workbook(io.BytesIO(fetch("long", "xlsx").content))["Figures"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_trust_without_figures_gets_the_rows_of_this_year(trust, ada, sign_in, shape):
    response = sign_in(ada).get(f"/RKE/figures/templates/{shape}.csv")
    header, *rows = rows_of(response.content, "csv")
    place = header.index("year")
    assert {row[place] for row in rows} == {"2026"}


def test_a_ratio_of_four_decimals_comes_back_whole(held, changing, fetch):
    figure = Figure.objects.get(indicator__number=2, year=2025)
    with changing(held):
        figure.value = Decimal("1.7935")
        figure.save()
    data = only_held(fetch("long", "xlsx").content, "xlsx")
    assert compared(held, data, "long.xlsx").changed == ()


def test_a_stranger_and_others_get_no_file(client, trust, esi, ife, sign_in):
    page = "/RKE/figures/templates/long.csv"
    assert client.get(page).url.startswith("/accounts/login/")
    assert sign_in(esi).get(page).status_code == 403
    assert sign_in(ife).get(page).status_code == 403


@pytest.mark.parametrize("name", ["wide.csv", "long.ods", "long.xlsm"])
def test_another_file_is_not_found(trust, ada, sign_in, name):
    assert sign_in(ada).get(f"/RKE/figures/templates/{name}").status_code == 404


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_needs_few_queries(fetch, shape, queries):
    fetch(shape, "xlsx")
    with queries() as seen:
        fetch(shape, "xlsx")
    assert len(seen) <= 12 + LOGGED


@pytest.mark.parametrize("shape", SHAPES)
def test_a_template_is_never_a_header_alone(trust, ada, changing, sign_in, shape):
    with changing(trust):
        Figure.objects.create(
            organisation=trust,
            indicator=Indicator.objects.get(number=2),
            year=TODAY.year,
            value=Decimal("1.70"),
        )
    data = sign_in(ada).get(f"/RKE/figures/templates/{shape}.csv").content
    header, *rows = rows_of(data, "csv")
    assert all(f"{TODAY.year}" in row for row in rows)
    if "indicator" in header:
        known = {str(n) for n, unit in figure_load.known_indicators().items() if unit != "grid"}
        named = [row[0] for row in rows]
        assert set(named) == (known if shape == "long" else known - {"9"})
        assert named.count("2") == (1 if shape == "long" else 3)
    assert compared(trust, data, "filled.csv").changed == ()


def test_an_indicator_is_chosen_from_a_list(fetch):
    sheet = load_workbook(io.BytesIO(fetch("long", "xlsx").content))["Figures"]
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert '"2,3,4,5,6,7,8,9"' in lists
