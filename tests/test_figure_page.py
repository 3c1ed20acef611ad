"""The page of one figure: its numbers, where they come from, who confirmed what, what changed."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from indicators.models import Figure, FigureImport, FigureQuestion, Indicator
from tests.conftest import TODAY
from wres.accounts.models import Unit

PAGE = "/RKE/figures/2/2025/"


def words(response):
    page = BeautifulSoup(response.content, "html.parser").main
    return " ".join(page.get_text(" ").split())


@pytest.fixture
def make_figure(trust, changing):
    """`make_figure(2, 2025, value=Decimal("1.79"))`: a figure, typed in by the system user."""

    def make(number, year=2025, by=None, **facts):
        with changing(trust, by):
            indicator = Indicator.objects.get(number=number)
            return Figure.objects.create(
                organisation=trust, indicator=indicator, year=year, **facts
            )

    return make


@pytest.fixture
def ife_reads(trust, ife, sign_in):
    return lambda page=PAGE: words(sign_in(ife).get(page))


def test_a_stranger_is_asked_to_sign_in(client, trust):
    assert client.get(PAGE).url.startswith("/accounts/login/")


def test_another_trust_is_not_found(published, noor, sign_in):
    assert sign_in(noor).get(PAGE).status_code == 404


@pytest.mark.parametrize(
    "page",
    [
        "/RKE/figures/2/2020/",
        "/RKE/figures/10/2025/",
        "/RKE/figures/2/99999999999999999999/",
        f"{PAGE}?figure=99999999999999999999",
        f"{PAGE}?figure=1x",
        f"{PAGE}?part=voting",
        "/RKE/figures/9/2025/?part=nobody",
    ],
)
def test_a_figure_that_there_is_not_is_not_found(published, esi, sign_in, page):
    assert sign_in(esi).get(page).status_code == 404


def test_ife_reads_the_sentence_and_the_file_it_came_from(published, ife_reads):
    page, origin = ife_reads(), FigureImport.objects.get()
    assert "White applicants were 1.79 times as likely to be appointed" in page
    assert "results.csv, row" in page
    assert origin.sha256 in page
    assert "above 1.00 is worse for ethnic minority staff" in page
    assert "No counts held, so chance cannot be assessed." in page
    assert "(the whole import)" in page.replace("( ", "(").replace(" )", ")")
    assert "Change this figure" not in page


def test_ada_may_change_it_and_open_the_import(published, ada, sign_in):
    page = sign_in(ada).get(PAGE).content.decode()
    origin = FigureImport.objects.get()
    assert "/RKE/figures/2/2025/edit/" in page
    assert f"/RKE/figures/imports/{origin.pk}/" in page


def test_the_table_of_years_leads_to_each_figure(published, esi, sign_in):
    page = sign_in(esi).get("/RKE/indicators/2/").content.decode()
    assert 'href="/RKE/figures/2/2019/' in page
    assert sign_in(esi).get("/RKE/figures/2/2019/").status_code == 200


def test_counts_are_shown_with_the_interval_and_preferred(make_figure, ife_reads):
    counted = {"white_count": 9, "white_total": 725, "bme_count": 17, "bme_total": 2505}
    make_figure(2, value=Decimal("1.70"), unknown_count=1, unknown_total=40, **counted)
    page = ife_reads()
    assert "White applicants were 1.83 times" in page
    assert "1.83 (0.82 to 4.09), could be chance" in page
    assert "As published it is 1.70: counts are preferred." in page
    assert "Unknown or not stated Of how many 40" not in page
    for part in ("White How many 9 Of how many 725", "BME How many 17 Of how many 2,505"):
        assert part in page


def test_a_percentage_has_its_interval_and_last_years_chance(make_figure, ife_reads):
    make_figure(5, 2024, bme_count=270, bme_total=900)
    make_figure(5, 2025, bme_count=255, bme_total=900, white=Decimal("23.0"))
    page = ife_reads("/RKE/figures/5/2025/")
    assert "28.3% (25.5 to 31.4), indicative" in page
    assert "30.0% to 28.3% (z 0.78), could be chance, indicative" in page


def test_the_gap_of_a_year_is_tested_for_chance(make_figure, ife_reads):
    make_figure(5, 2025, white_count=3, white_total=20, bme_count=5, bme_total=18)
    said = "White and BME are 12.8 percentage points apart, too few people to tell (exact test)"
    assert said in ife_reads("/RKE/figures/5/2025/")


def test_without_counts_of_last_year_chance_is_said_to_be_open(make_figure, ife_reads):
    make_figure(5, bme_count=255, bme_total=900)
    assert "No counts are held for 2024, so chance cannot be assessed." in ife_reads(
        "/RKE/figures/5/2025/"
    )


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("suppressed", "The figure for 2025 is suppressed."),
        ("not_collected", "The figure for 2025 was not collected."),
        ("not_held", "No figure held for 2025."),
        ("not_calculable", "The figure for 2025 is not calculable."),
    ],
)
def test_a_figure_without_a_number_says_why(make_figure, ife_reads, state, said):
    make_figure(2, state=state)
    assert said in ife_reads()


def test_a_suppressed_figure_tells_no_number_of_its_past(make_figure, changing, trust, ife_reads):
    figure = make_figure(5, bme=Decimal("33.7"), bme_count=3, bme_total=9, source_period="2024")
    with changing(trust):
        figure.state, figure.bme = "suppressed", None
        figure.bme_count = 4
        figure.save()
    page = ife_reads("/RKE/figures/5/2025/")
    assert "a number, now suppressed" in page
    assert "33.7" not in page
    assert "44.4" not in page
    assert "Of how many" not in page


def test_the_history_tells_who_changed_what_and_why(published, ada, changing, ife_reads):
    figure = Figure.objects.get(indicator__number=2, year=2025)
    with changing(published, ada, "The return was corrected"):
        figure.value, figure.origin = Decimal("1.81"), None
        figure.save()
    page = ife_reads()
    assert "Typed in by Ada" in page
    assert "Value: from 1.79 to 1.81" in page
    assert "Reason: The return was corrected" in page


def test_a_figure_that_was_deleted_keeps_its_history(make_figure, changing, trust, ife_reads):
    figure = make_figure(2, value=Decimal("1.79"))
    with changing(trust):
        figure.delete()
    page = ife_reads()
    assert "No figure is held." in page
    assert "Deleted" in page
    assert "1.79" in page


def test_a_question_stands_with_the_name_of_who_confirmed_it(
    make_figure, ada, changing, trust, ife_reads
):
    figure = make_figure(2, value=Decimal("1.79"))
    with changing(trust):
        FigureQuestion.objects.create(
            organisation=trust,
            indicator=figure.indicator,
            year=2025,
            message="Is it the right way up?",
            confirmed_by=ada,
            confirmed_on=TODAY,
        )
    said = "Is it the right way up? Confirmed as right by Ada on 16 March 2026."
    assert said in ife_reads()


@pytest.fixture
def asked(trust, ada, changing):
    """`asked(figure, "White went from…")`: Ada has confirmed this question of the figure."""

    def ask(figure, message):
        with changing(trust):
            FigureQuestion.objects.create(
                organisation=trust,
                indicator=figure.indicator,
                year=figure.year,
                message=message,
                confirmed_by=ada,
                confirmed_on=TODAY,
            )

    return ask


@pytest.mark.parametrize("year", [2024, 2025])
def test_a_question_tells_no_number_that_is_suppressed_now(
    make_figure, changing, trust, asked, ife_reads, year
):
    figures = {y: make_figure(5, y, bme=Decimal("20.5") + y - 2024) for y in (2024, 2025)}
    asked(figures[2025], "BME went from 20.5% in 2024 to 33.7%")
    page = "/RKE/figures/5/2025/"
    assert "BME went from 20.5% in 2024 to 33.7%" in ife_reads(page)
    with changing(trust):
        figures[year].state, figures[year].bme = "suppressed", None
        figures[year].save()
    said = ife_reads(page)
    assert "33.7" not in said
    assert "Suppressed now, so its numbers are not shown. Confirmed as right by Ada" in said


def test_a_question_tells_no_number_of_an_earlier_year_that_is_suppressed_now(
    make_figure, changing, trust, asked, ife_reads
):
    baseline, now = make_figure(5, 2019, bme=Decimal("20.5")), make_figure(5, 2025)
    asked(now, "BME went from 20.5% in 2019 to 33.7%")
    page = "/RKE/figures/5/2025/"
    assert "BME went from 20.5% in 2019 to 33.7%" in ife_reads(page)
    with changing(trust):
        baseline.state, baseline.bme = "suppressed", None
        baseline.save()
    assert "20.5%" not in ife_reads(page)


def test_a_figure_that_was_suppressed_and_deleted_stays_untold(
    make_figure, changing, trust, asked, ife_reads
):
    figure = make_figure(5, bme=Decimal("33.7"))
    asked(figure, "BME went to 33.7%")
    with changing(trust):
        figure.state, figure.bme = "suppressed", None
        figure.save()
    with changing(trust):
        figure.delete()
    assert "33.7" not in ife_reads("/RKE/figures/5/2025/")
    make_figure(5, bme=Decimal("28.3"))
    assert "BME went to 33.7%" in ife_reads("/RKE/figures/5/2025/")


def test_the_board_is_split_into_its_parts(make_figure, ife_reads):
    make_figure(9, bme=Decimal("26.7"), workforce=Decimal("41.5"))
    voting = make_figure(9, part="voting", bme=Decimal("20.0"), workforce=Decimal("41.5"))
    page = ife_reads("/RKE/figures/9/2025/")
    assert "Difference −14.8 percentage points" in page
    assert "Voting members BME share of the board 20.0%" in page
    for query in ("?part=voting", f"?figure={voting.pk}"):
        part = ife_reads(f"/RKE/figures/9/2025/{query}")
        assert "Figure of 2025, Voting members" in part
        assert "Difference −21.5 percentage points" in part


def test_a_unit_has_a_page_of_its_own(make_figure, trust, ife_reads):
    unit = Unit.objects.create(organisation=trust, name="Surgery")
    figure = make_figure(5, unit=unit, bme=Decimal("31.0"), white=Decimal("20.0"))
    make_figure(5, bme=Decimal("28.3"), white=Decimal("23.0"))
    page = ife_reads("/RKE/figures/5/2025/")
    assert "28.3% of BME staff" in page
    assert "Surgery White 20.0% BME 31.0%" in page
    assert "Surgery: 31.0% of BME staff" in ife_reads(f"/RKE/figures/5/2025/?figure={figure.pk}")


def test_indicator_1_has_a_grid_instead(trust, esi, sign_in):
    assert sign_in(esi).get("/RKE/figures/1/2025/").url == "/RKE/indicators/1/?year=2025"


def test_script_in_a_source_period_is_shown_as_text(make_figure, esi, sign_in):
    make_figure(2, value=Decimal("1.79"), source_period="<script>alert(1)</script>")
    assert "<script>alert(1)" not in sign_in(esi).get(PAGE).content.decode()


def test_the_page_keeps_to_its_queries_after_many_changes(
    published, ada, changing, sign_in, queries
):
    figure = Figure.objects.get(indicator__number=2, year=2025)
    client, counts = sign_in(ada), []
    for _ in range(2):
        client.get(PAGE)
        with queries() as seen:
            client.get(PAGE)
        counts.append(len(seen))
        for value in range(20):
            with changing(published):
                figure.value = Decimal(value + 100) / 100
                figure.save()
    assert counts[0] == counts[1]
    assert counts[0] <= 12
