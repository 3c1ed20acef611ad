"""An administrator types one figure in, or changes it, and confirms what looks unlikely."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from indicators.models import Figure, FigureImport, FigureQuestion, Indicator, PayBandCell
from tests.conftest import TODAY

NEW = "/RKE/figures/2/2026/edit/"
CHANGE = "/RKE/figures/2/2025/edit/"


def see(response):
    return BeautifulSoup(response.content, "html.parser")


def errors(response):
    summary = see(response).find(class_="nhsuk-error-summary")
    return [item.text.strip() for item in summary.find_all("li")] if summary else []


def sent_by(page):
    """What a browser would send of a form that nobody has touched."""
    form, data = page.main.form, {}
    for field in form.find_all("input"):
        if field["type"] in ("radio", "checkbox"):
            if field.has_attr("checked"):
                data[field["name"]] = field.get("value", "on")
        elif field.get("name"):
            data[field["name"]] = field.get("value", "")
    return data | {area["name"]: area.text.removeprefix("\n") for area in form.find_all("textarea")}


def ticks(page):
    return {box["name"]: "on" for box in page.main.form.find_all("input", type="checkbox")}


@pytest.fixture
def ada_sends(published, ada, sign_in):
    """`ada_sends(NEW, value="1.70")`: the form with these fields changed, sent."""

    def send(address=NEW, **typed):
        client = sign_in(ada)
        return client.post(address, sent_by(see(client.get(address))) | typed)

    return send


@pytest.fixture
def figure(published):
    """`figure(2, 2025)`: what is held now, or None."""
    return lambda number=2, year=2026, part="overall": Figure.objects.filter(
        indicator__number=number, year=year, part=part
    ).first()


@pytest.mark.parametrize("page", [NEW, "/RKE/figures/add/"])
def test_a_stranger_is_asked_to_sign_in(client, trust, page):
    assert client.get(page).url.startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["ife", "amara", "esi"])
@pytest.mark.parametrize("page", [NEW, "/RKE/figures/add/"])
def test_only_an_administrator_types_figures_in(trust, who, page, request, sign_in):
    assert sign_in(request.getfixturevalue(who)).get(page).status_code == 403


@pytest.mark.parametrize(
    "page",
    [
        "/RKE/figures/1/2025/edit/",
        "/RKE/figures/10/2025/edit/",
        "/RKE/figures/2/2027/edit/",
        "/RKE/figures/2/2014/edit/",
        "/RKE/figures/2/2025/edit/?part=voting",
    ],
)
def test_a_figure_that_cannot_be_is_not_found(published, ada, sign_in, page):
    assert sign_in(ada).get(page).status_code == 404


def test_ada_chooses_indicator_and_year(published, ada, sign_in):
    client = sign_in(ada)
    page = "/RKE/figures/add/"
    assert client.get(page).status_code == 200
    assert client.get(f"{page}?indicator=2&year=2026&part=overall").url == NEW
    board = client.get(f"{page}?indicator=9&year=2026&part=voting").url
    assert board == "/RKE/figures/9/2026/edit/?part=voting"
    assert "Select indicator" in errors(client.get(f"{page}?year=2026&part=overall"))


def test_the_direction_stands_beside_the_ratio(published, ada, sign_in):
    client = sign_in(ada)
    page = client.get(CHANGE).content.decode()
    assert "White rate ÷ BME rate: above 1.00 is worse for ethnic minority staff" in page
    page = client.get("/RKE/figures/3/2025/edit/").content.decode()
    assert "BME rate ÷ White rate: above 1.00 is worse for ethnic minority staff" in page
    assert "Lower is better" in client.get("/RKE/figures/5/2025/edit/").content.decode()


def test_ada_types_a_figure_in(ada_sends, figure, ada):
    response = ada_sends(value=" 1.70 ", source_period="Year to 31 March 2026")
    assert response.url == "/RKE/figures/2/2026/"
    held = figure()
    assert (held.value, held.origin, held.source_period) == (
        Decimal("1.70"),
        None,
        "Year to 31 March 2026",
    )
    assert held.history.get().history_user == ada


@pytest.mark.parametrize(
    ("number", "typed", "said"),
    [
        (2, {}, "Enter the ratio, or all the counts that it is computed from"),
        (5, {}, "Enter the White or the BME figure, or their counts"),
        (9, {}, "Enter the BME share of the board, its members by group, or its difference"),
        (2, {"value": "17.16%"}, "Enter value as a ratio from 0.1 to 10"),
        (2, {"value": "1,79"}, "Write decimals with a full stop: 1.79"),
        (2, {"value": "suppressed"}, "Leave Ratio blank, and choose what is held"),
        (5, {"white": "100.1"}, "Enter White as a number between 0 and 100"),
        (5, {"bme": "NaN"}, "Enter BME as a number between 0 and 100"),
        (2, {"value": "1.79", "state": "suppressed"}, "Leave this blank, or choose “A number”"),
        (2, {"white_count": "3", "state": "not_held"}, "Leave this blank, or choose “A number”"),
        (2, {"state": "gone"}, "Select a valid choice"),
        (2, {"white_count": "9.5"}, "Enter White: how many as a whole number"),
        (2, {"white_count": "-1"}, "Enter White: how many as a whole number"),
        (2, {"white_count": "99999999999"}, "Enter White: how many as a whole number"),
        (2, {"value": "1.7", "white_count": "9"}, "Enter of how many White the 9 are"),
        (2, {"value": "1.7", "bme_total": "9"}, "Enter how many BME of the 9"),
        (
            2,
            {"value": "1.7", "bme_count": "10", "bme_total": "9"},
            "Enter a count that is not above its total of 9",
        ),
        (2, {"value": "1.7", "bme_count": "0", "bme_total": "0"}, "Enter a total of 1 or more"),
        (
            2,
            {
                "value": "1.7",
                **{"white_count": "0", "white_total": "9", "bme_count": "1", "bme_total": "9"},
            },
            "One of the groups has no events, so there is no ratio",
        ),
        (9, {"bme_count": "4"}, "Enter White members of the board; 0 where there are none"),
        (
            9,
            {"white_count": "0", "bme_count": "0", "unknown_count": "0"},
            "Enter a total of 1 or more, or leave both blank",
        ),
        (2, {"value": "1.7", "source_period": "x" * 61}, "must be 60 characters or fewer"),
        (2, {"value": "1.7", "reason": "x" * 501}, "must be 500 characters or fewer"),
        (2, {"value": "1.7", "opened": "soon"}, "This page was not complete"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(ada_sends, figure, number, typed, said):
    response = ada_sends(f"/RKE/figures/{number}/2026/edit/", **typed)
    assert response.status_code == 200
    assert any(said in error for error in errors(response)), errors(response)
    assert figure(number) is None


@pytest.mark.parametrize("page", [NEW, CHANGE])
@pytest.mark.parametrize("version", [2**62, 2**63 - 1])
def test_a_version_that_never_was_is_to_be_opened_again(ada_sends, figure, page, version):
    refused = ada_sends(page, value="1.70", reason="Right", opened=str(version))
    assert errors(refused) == ["This page was not complete. Open it again from the figure"]
    assert figure() is None


def test_a_figure_is_held_by_its_counts_alone(ada_sends, figure):
    counts = {"white_count": "9", "white_total": "725", "bme_count": "17", "bme_total": "2,505"}
    ada_sends(**counts)
    held = figure()
    assert (held.value, held.bme_total) == (None, 2505)
    assert round(held.held().value, 2) == Decimal("1.83")


def test_members_of_the_board_are_of_all_its_members(ada_sends, figure):
    address = "/RKE/figures/9/2026/edit/?part=voting"
    members = {"white_count": "9", "bme_count": "3", "unknown_count": "0"}
    assert ada_sends(address, **members).url == "/RKE/figures/9/2026/?part=voting"
    held = figure(9, part="voting")
    assert (held.bme_count, held.bme_total, held.white_total) == (3, 12, 12)
    assert held.held().bme == Decimal(25)


@pytest.mark.parametrize("state", ["suppressed", "not_collected", "not_held", "not_calculable"])
def test_a_figure_may_say_why_it_has_no_number(ada_sends, figure, state):
    ada_sends(state=state)
    assert (figure().state, figure().value) == (state, None)


def test_a_change_needs_a_reason_and_is_then_typed_in_by_hand(ada_sends, figure):
    assert errors(ada_sends(CHANGE, value="1.81")) == ["Say why the figure changes"]
    assert figure(year=2025).value == Decimal("1.79")
    ada_sends(CHANGE, value="1.81", reason="The return was corrected")
    held = figure(year=2025)
    assert (held.value, held.origin, held.origin_row) == (Decimal("1.81"), None, None)
    assert held.history.first().history_change_reason == "The return was corrected"


def test_who_typed_a_figure_in_stays_so_after_an_import_is_undone(
    ada_sends, published, ada, make_person, sign_in, load, tmp_path
):
    ada_sends(value="1.70")
    path = tmp_path / "next.csv"
    path.write_text("indicator,year,value\n2,2026,1.75\n")
    load("figures", file=path)
    origin = FigureImport.objects.get(file_name="next.csv")
    kit = make_person(published, "Kit", "administrator")
    undo = f"/RKE/figures/imports/{origin.pk}/undo/"
    assert sign_in(kit).post(undo, {"reason": "Wrong file"}).status_code == 302
    words = " ".join(see(sign_in(ada).get("/RKE/figures/2/2026/")).main.get_text(" ").split())
    assert "Typed in by Ada" in words


def test_nothing_changed_leaves_no_trace(ada_sends, figure):
    assert ada_sends(CHANGE).url == "/RKE/figures/2/2025/"
    held = figure(year=2025)
    assert held.origin is not None
    assert held.history.count() == 1


def test_a_file_loaded_again_leaves_what_was_typed_in(ada_sends, figure, load):
    ada_sends(CHANGE, value="1.81", reason="The return was corrected")
    assert "No changes" in load("figures")
    assert figure(year=2025).value == Decimal("1.81")


@pytest.mark.parametrize(
    ("address", "typed", "asked"),
    [
        (NEW, {"value": "0.56"}, "Is one of them upside down?"),
        (NEW, {"value": "*1.70*"}, "carries a mark"),
        ("/RKE/figures/5/2026/edit/", {"white": "23", "bme": "0.283"}, "Did you mean 28.3%?"),
        ("/RKE/figures/5/2026/edit/", {"white": "28.3", "bme": "23"}, "swapped?"),
        ("/RKE/figures/5/2026/edit/", {"white": "23", "bme": "48.3"}, "a jump of more than 10"),
        (
            NEW,
            {
                "value": "1.70",
                **{"white_count": "9", "white_total": "725", "bme_count": "17"},
                "bme_total": "2505",
            },
            "the counts give 1.83",
        ),
    ],
)
def test_what_is_unlikely_is_asked_in_a_second_step(
    ada_sends, figure, ada, sign_in, address, typed, asked
):
    number = int(address.split("/")[3])
    response = ada_sends(address, **typed)
    page = see(response)
    assert "Nothing is saved yet" in page.main.text
    assert asked in page.find(id="questions").text
    assert errors(response) == []
    assert figure(number) is None
    response = sign_in(ada).post(address, sent_by(page))
    assert "Tick question 1 if the figure is right, or change the figure" in errors(response)
    response = sign_in(ada).post(address, sent_by(see(response)) | ticks(see(response)))
    assert response.status_code == 302
    assert figure(number) is not None
    confirmed = FigureQuestion.objects.filter(indicator__number=number, year=2026)
    assert any(asked in question.message for question in confirmed)
    for question in confirmed:
        assert (question.confirmed_by, question.confirmed_on) == (ada, TODAY)
        assert question.origin is None


def test_a_tick_counts_for_the_number_that_was_shown_only(ada_sends, figure, ada, sign_in):
    page = see(ada_sends(value="0.56"))
    response = sign_in(ada).post(NEW, sent_by(page) | ticks(page) | {"value": "0.58"})
    assert "0.58" in see(response).find(id="questions").text
    assert errors(response) == []
    assert figure() is None


def test_two_administrators_meet_and_nothing_typed_is_lost(
    published, ada, ife, changing, sign_in, figure
):
    client = sign_in(ada)
    typed = sent_by(see(client.get(CHANGE))) | {"value": "1.81", "reason": "From the return"}
    with changing(published, ife):
        held = figure(year=2025)
        held.value, held.source_period = Decimal("1.90"), "Year to March"
        held.save()
    response = client.post(CHANGE, typed)
    assert response.status_code == 409
    page = see(response)
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in page.main.table.tbody.find_all("tr")
    ]
    assert [row[0].split(" ", 1)[1] for row in rows] == ["Ratio", "Source period"]
    for value in ("1.79", "1.90", "1.81"):
        assert value in " ".join(rows[0])
    again = sent_by(page)
    assert (again["value"], again["reason"]) == ("1.81", "From the return")
    assert again["source_period"] == "Year to March"
    assert client.post(CHANGE, again).status_code == 302
    assert figure(year=2025).value == Decimal("1.81")


def test_a_new_figure_that_another_typed_in_first_is_a_conflict(
    published, ada, ife, changing, sign_in, figure
):
    client = sign_in(ada)
    typed = sent_by(see(client.get(NEW))) | {"value": "1.70"}
    with changing(published, ife):
        old = figure(year=2025)
        Figure.objects.create(
            organisation=published, indicator=old.indicator, year=2026, value=Decimal("1.60")
        )
    response = client.post(NEW, typed)
    assert response.status_code == 409
    assert "1.60" in see(response).main.text
    assert sent_by(see(response))["value"] == "1.70"
    assert figure().value == Decimal("1.60")


def test_a_figure_that_was_deleted_meanwhile_is_a_conflict(
    published, ada, ife, changing, sign_in, figure
):
    client = sign_in(ada)
    typed = sent_by(see(client.get(CHANGE))) | {"value": "1.81", "reason": "From the return"}
    with changing(published, ife):
        figure(year=2025).delete()
    response = client.post(CHANGE, typed)
    assert response.status_code == 409
    assert client.post(CHANGE, sent_by(see(response))).status_code == 302
    assert figure(year=2025).value == Decimal("1.81")


def test_sending_twice_leaves_one_figure(published, ada, sign_in, figure):
    client = sign_in(ada)
    typed = sent_by(see(client.get(NEW))) | {"value": "1.70"}
    assert [client.post(NEW, typed).status_code for _ in range(2)] == [302, 302]
    assert figure().history.count() == 1


def test_a_series_that_is_taken_is_refused(ada_sends, published, changing, figure):
    with changing(published):
        held = figure(year=2025)
        Figure.objects.create(
            organisation=published,
            indicator=held.indicator,
            year=2025,
            series="old basis",
            value=Decimal("1.70"),
        )
    address = f"{CHANGE}?figure={held.pk}"
    response = ada_sends(address, series="old basis", reason="It is of the old basis")
    assert errors(response) == [
        "There is another figure of this indicator, year and series. Name another series"
    ]


def test_the_form_keeps_to_its_queries(published, ada, sign_in, queries):
    client = sign_in(ada)
    client.get(CHANGE)
    with queries() as seen:
        client.get(CHANGE)
    assert len(seen) <= 12


def test_a_suppressed_figure_is_asked_about_before_it_is_shown_again(ada_sends, figure, changing):
    held = figure(2, 2025)
    with changing(held.organisation):
        held.state, held.value = "suppressed", None
        held.save()
    page = see(ada_sends(CHANGE, state="held", value="1.79", reason="Enough people"))
    assert "The figure was suppressed until now. May “1.79” be shown?" in page.main.text
    assert figure(2, 2025).state == "suppressed"


def test_a_workforce_share_that_the_pay_bands_do_not_give_is_asked_about(
    published, ada_sends, figure, changing
):
    indicator = Indicator.objects.get(number=1)
    with changing(published):
        for group in ("clinical", "non_clinical"):
            PayBandCell.objects.create(
                organisation=published, indicator=indicator, year=2025, staff_group=group,
                band="Band 5", position=1, white=60, bme=40, unknown=0,
            )  # fmt: skip
    there, why = "/RKE/figures/9/2025/edit/", {"reason": "It was missing"}
    page = see(ada_sends(there, workforce="50", **why))
    assert "50.0% was given, and the pay bands of 2025 give 40.0%" in page.main.text
    assert ada_sends(there, workforce="40", **why).status_code == 302
