"""The plan as a CSV file: one row an action, a column an indicator."""

import csv
import io
from datetime import date

import pytest

from actions.imports.reading import read_plan
from actions.models import ActionIndicator
from tests.conftest import LOGGED, TODAY
from wres.files.refused import RefusedError

PLAN = "/RKE/plan/2025.csv"
QUERIES = 8  # of the file, whatever the size of the plan


@pytest.fixture
def table(sign_in, ife, trust):
    """`table("?status=ongoing")`: the rows of the file as dictionaries."""
    client = sign_in(ife)

    def read(query=""):
        response = client.get(PLAN + query)
        assert response.status_code == 200
        return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))

    return read


def test_it_is_a_file_for_who_is_signed_in(client, sign_in, noor, plan, esi):
    assert client.get(PLAN).status_code == 302
    assert sign_in(noor).get(PLAN).status_code == 404
    response = sign_in(esi).get(PLAN)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == ('attachment; filename="RKE-action-plan-2025-26.csv"')
    assert response.content.startswith(b"\xef\xbb\xbf")


def test_each_action_is_one_row_in_printed_order(published, table):
    rows = table()
    assert len(rows) == 40
    first = rows[1]
    assert (first["Section"], first["Number"]) == ("Debiasing Recruitment", "2")
    assert first["Leads"] == "Recruitment Services manager; EDI Lead"
    assert (first["Status"], first["Delivery"]) == ("Ongoing", "Off track")
    assert (first["Target date"], first["Target date is"]) == ("2026-01-31", "the day")


def test_an_action_in_two_sections_names_both(published, table):
    row = next(row for row in table() if "diversity guide" in row["Action"])
    assert row["All placements"] == ("Career Development & Progression 3; Workforce Engagement 3")


def test_each_indicator_is_a_column(published, table):
    rows = table()
    counts = [sum(bool(row[f"Indicator {n}"]) for row in rows) for n in range(1, 10)]
    assert counts == [30, 23, 14, 15, 17, 15, 17, 21, 5]
    assert {row["Indicator 1"] for row in rows} == {"linked", ""}


def test_all_is_linked_to_each_unless_a_person_said_more(make_action, plan, changing, table):
    action = make_action(all_indicators=True)
    with changing(plan.organisation):
        ActionIndicator.objects.create(
            action=action,
            indicator=plan.standard.indicators.get(number=2),
            position=1,
            role="primary",
        )
    row = table()[0]
    assert [row[f"Indicator {n}"] for n in (1, 2, 9)] == ["linked", "primary", "linked"]
    assert row["All indicators"] == "yes"
    make_action("About some")
    assert table()[1]["All indicators"] == "no"


def test_it_says_how_often_a_target_moved_later(make_action, table, changing, plan):
    action = make_action(target_date=date(2026, 3, 31), first_target_date=date(2026, 3, 31))
    with changing(plan.organisation):
        action.set_target(date(2026, 6, 30), False, TODAY)
        action.save()
    row = table()[0]
    dates = row["First target date"], row["Target date"], row["Times moved later"]
    assert dates == ("2026-03-31", "2026-06-30", "1")


def test_a_month_says_that_it_is_one(published, table):
    reviewed = [row for row in table() if row["Review date"]]
    assert {row["Review date is"] for row in reviewed} <= {"the day", "the month"}
    assert all(len(row["Review date"]) == len("2026-03-31") for row in reviewed)


def test_the_same_filters_choose_its_rows(published, table):
    assert {row["Status"] for row in table("?status=completed")} == {"Completed"}
    assert len(table("?indicator=9")) == 5
    assert len(table("?page=2&sort=-title")) == 40


def test_a_formula_arrives_as_text(make_action, table):
    make_action("=HYPERLINK(1)", objective=" +1", success_measure="＝1")
    row = table()[0]
    assert (row["Action"], row["Objective"], row["Success measure"]) == (
        "'=HYPERLINK(1)",
        "' +1",
        "'＝1",
    )


@pytest.mark.parametrize("count", [40, 400])
def test_any_number_of_actions_costs_the_same_queries(crowded_plan, table, queries, count):
    crowded_plan(count)
    with queries() as seen:
        assert len(table()) == count
    assert len(seen) == QUERIES + LOGGED


def test_the_file_is_refused_as_a_plan_and_says_which_one_to_take(published, sign_in, ife):
    data = sign_in(ife).get(PLAN).content
    with pytest.raises(RefusedError, match=r"plan as published \(XLSX or DOCX\)"):
        read_plan(data, "RKE-action-plan-2025-26.csv")
