"""Files of a plan: the published one row by row, and plans that are printed worse."""

import csv
import io
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.imports.proposals import as_json, understand
from actions.imports.reading import read_known_leads, read_plan
from tests.patience import times_as_long
from wres.files.tables import RefusedError

SAMPLES = Path(__file__).parent.parent / "actions" / "samples"
PLAN = (SAMPLES / "plan.csv").read_bytes()
LEADS = read_known_leads((SAMPLES / "leads.csv").read_bytes())
PRINTED = list(csv.DictReader(io.StringIO(PLAN.decode(), newline="")))
PLAN_DATE = date(2025, 8, 31)
COLUMNS = ["section", "number", "indicators", "action", "leads", "completion"]
GUIDE = "Produce a diversity guide for managers"


def understood(data):
    rows = read_plan(data).rows
    return understand(rows, leads=LEADS, indicator_numbers=range(1, 10), plan_date=PLAN_DATE)


def plan_of(*rows):
    """A plan file whose rows are given as section, number, title and perhaps completion."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for section, number, title, *completion in rows:
        writer.writerow([section, number, "1", title, "EDI Lead", *(completion or ["Ongoing"])])
    return file.getvalue().encode()


def questions(*rows):
    return [(q.row, q.column, q.message) for q in understood(plan_of(*rows)).questions]


SAMPLE = understood(PLAN)


@pytest.mark.parametrize(("place", "printed"), list(enumerate(PRINTED)))
def test_every_row_of_the_published_plan_keeps_its_cells_as_printed(place, printed):
    row = read_plan(PLAN).rows[place]
    assert (row.row, row.section, row.number) == (place + 2, printed["section"], printed["number"])
    assert row.raw == printed


def test_the_published_plan_is_41_rows_and_40_actions():
    assert (SAMPLE.row_count, len(SAMPLE.actions)) == (41, 40)
    assert sum(len(action.placements) for action in SAMPLE.actions) == 41


def test_placements_by_section_are_as_published():
    counts = Counter(row.section for action in SAMPLE.actions for row in action.placements)
    assert counts == {
        "Debiasing Recruitment": 7,
        "Anti-Racist Culture": 13,
        "Equal Representation in Leadership": 4,
        "Career Development & Progression": 8,
        "Workforce Engagement": 9,
    }


def test_placements_and_actions_per_indicator_are_as_published():
    actions, placements = Counter(), Counter()
    for action in SAMPLE.actions:
        for number in action.indicators.expanded(SAMPLE.indicator_numbers):
            actions[number] += 1
            placements[number] += len(action.placements)
    assert [placements[number] for number in range(1, 10)] == [31, 23, 14, 16, 17, 15, 18, 21, 5]
    assert [actions[number] for number in range(1, 10)] == [30, 23, 14, 15, 17, 15, 17, 21, 5]


def test_the_managers_guide_is_one_action_in_two_sections_with_its_conflict_questioned():
    (guide,) = [action for action in SAMPLE.actions if action.title == GUIDE]
    assert [(row.section, row.number, row.row) for row in guide.placements] == [
        ("Career Development & Progression", "3", 23),
        ("Workforce Engagement", "3", 36),
    ]
    assert guide.completion.raw == "Ongoing 30.06.2026"
    (question,) = guide.questions
    assert (question.row, question.column) == (36, "completion")
    assert "“Ongoing 30.06.2026”, and this row with “30.06.2026”" in question.message


def test_every_doubt_of_the_published_plan_is_asked_once_with_its_row():
    assert [(question.row, question.column) for question in SAMPLE.questions] == [
        (11, "completion"),
        (12, "completion"),
        (13, "completion"),
        (14, "completion"),
        (21, "indicators"),
        (29, "number"),
        (33, "completion"),
        (36, "completion"),
    ]
    order = SAMPLE.questions[5].message
    assert order == "Anti-Racist Culture: number 5 is printed after 13. Is the order right?"


def test_the_json_of_the_published_plan_has_the_agreed_shape():
    printed = as_json(SAMPLE)
    assert list(printed) == ["rows", "actions", "questions"]
    assert (printed["rows"], len(printed["actions"]), len(printed["questions"])) == (41, 40, 8)
    assert printed["questions"][0] == asdict(SAMPLE.questions[0])
    appraisals = next(a for a in printed["actions"] if a["title"].startswith("Improve appraisals"))
    assert appraisals == {
        "title": "Improve appraisals so that line managers support meaningful personal "
        "development plans",
        "placements": [
            {
                "section": "Career Development & Progression",
                "number": 2,
                "row": 22,
                "raw": PRINTED[20],
            }
        ],
        "indicators": [1, 2, 3, 5, 6, 8],
        "all_indicators": False,
        "leads": ["AD Human Resources", "Organisational Development"],
        "status": "not_stated",
        "target_date": None,
        "review_date": "2026-03-31",
        "reviewed_on": "2025-08",
        "completed_on": None,
        "review_cadence": None,
        "questions": [],
    }


def test_the_json_expands_all_and_keeps_the_flag():
    everything = [action for action in as_json(SAMPLE)["actions"] if action["all_indicators"]]
    assert len(everything) == 3
    assert all(action["indicators"] == list(range(1, 10)) for action in everything)


@pytest.mark.parametrize(
    "data",
    [
        PLAN.decode().encode("utf-8-sig"),
        PLAN.decode().encode("utf-16"),
        PLAN.decode().encode("cp1252"),
        PLAN.replace(b"\r\n", b"\n").replace(b"\n", b"\r"),
    ],
    ids=["UTF-8 with BOM", "UTF-16", "Windows-1252", "carriage returns only"],
)
def test_the_published_plan_reads_the_same_however_it_was_saved(data):
    assert read_plan(data).rows == read_plan(PLAN).rows


@pytest.mark.parametrize("separator", [";", "\t"])
def test_the_published_plan_reads_the_same_with_other_separators(separator):
    file = io.StringIO()
    writer = csv.DictWriter(file, PRINTED[0], delimiter=separator)
    writer.writeheader()
    writer.writerows(PRINTED)
    assert [row.raw for row in read_plan(file.getvalue().encode()).rows] == PRINTED


def test_an_unknown_column_is_kept_with_its_row_and_listed_as_ignored():
    plan = read_plan(
        b"Theme,No.,Cost,Indicators,Action,Lead,Completion date\nA,1,a fifth,1,Do it,HR,Ongoing\n"
    )
    assert plan.ignored == ("Cost",)
    assert plan.rows[0].raw["Cost"] == "a fifth"


def test_a_heading_is_carried_forward_over_blank_cells_and_from_a_row_of_its_own():
    data = (
        b"section,number,indicators,action,leads,completion\nCulture,1,1,One,HR,Ongoing\n"
        b",2,1,Two,HR,Ongoing\nLeadership,,,,,\n,1,1,Three,HR,Ongoing\n"
    )
    plan = read_plan(data)
    assert [(row.row, row.section) for row in plan.rows] == [
        (2, "Culture"),
        (3, "Culture"),
        (5, "Leadership"),
    ]
    assert (plan.rows[1].raw["section"], plan.problems) == ("", ())


def test_quoted_new_lines_stay_in_the_raw_cell_and_leave_the_title_on_one_line():
    plan = understood(plan_of(("Culture", "1", "Renew\n  the cafe\u0301 ")))
    assert plan.actions[0].title == "Renew the café"
    assert plan.actions[0].placements[0].raw["action"] == "Renew\n  the cafe\u0301 "


def test_the_guard_before_a_formula_is_taken_off_the_title():
    assert understood(plan_of(("Culture", "1", "'=Equal pay"))).actions[0].title == "=Equal pay"


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (("", "1", "Do it"), "section", "No section is given"),
        (("Culture", "1", "x" * 5_001), "action", "has 5,001 characters. Shorten it to 5,000"),
        (("C" * 201, "1", "Do it"), "section", "has 201 characters. Shorten it to 200"),
        (("Culture", "1" * 21, "Do it"), "number", "has 21 characters. Shorten it to 20"),
        (("Culture", "1", "Do it", "x" * 1_001), "completion", "has 1,001 characters. Shorten it"),
        (("C" * 401, "1", "Do it"), "section", "has 401 characters. Shorten it to 200"),
    ],
)
def test_a_row_that_is_no_action_is_a_problem_with_row_and_column(row, column, words):
    plan = read_plan(plan_of(row))
    (problem,) = plan.problems
    assert (problem.row, problem.column, plan.rows) == (2, column, ())
    assert words in problem.message


def test_a_row_without_its_number_stops_nothing_and_is_asked_about_once_a_section():
    plan = understood(plan_of(("A", "1", "Sing"), ("A", "", "Dance"), ("A", " ", "Act")))
    assert [action.placements[0].number for action in plan.actions] == ["1", "", ""]
    assert [(q.row, q.column, q.message) for q in plan.questions] == [
        (3, "number", "A: rows 3, 4 have no number. Is that meant?")
    ]


def test_a_row_without_an_action_is_told_and_stops_nothing():
    plan = read_plan(plan_of(("A", "1", "Sing"), ("A", "2", " ")))
    assert (len(plan.rows), plan.problems) == (1, ())
    assert [(line.row, line.why) for line in plan.not_understood] == [
        (3, "No action is given in this row")
    ]


LONG = "Publish the pay gap. " + "More words. " * 60


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (LONG, "Publish the pay gap."),
        ("Publish the pay gap by grade\n" + "more words " * 60, "Publish the pay gap by grade"),
        ("word " * 120, ("word " * 100)[:-6] + "…"),
        ("x" * 600, "x" * 499 + "…"),
        ("word " * 90, ("word " * 90).strip()),
    ],
)
def test_a_long_action_has_its_first_sentence_for_a_title_and_is_kept_whole(text, title):
    plan = understood(plan_of(("A", "1", text)))
    assert plan.actions[0].title == title
    assert plan.actions[0].placements[0].raw["action"] == text
    asked = ["so its title is the beginning" in q.message for q in plan.questions]
    assert asked == [True] * (len(text) > 500)


def test_two_long_actions_that_begin_alike_are_two():
    rows = [("A", "1", f"{LONG} First"), ("A", "2", f"{LONG} Second")]
    assert len(understood(plan_of(*rows)).actions) == 2


SLOW = "".join(
    "\u0301\u0323"[n % 2] for n in range(100_000)
)  # composing it takes 10 seconds and more


COLUMNS = ("section", "number", "indicators", "action", "leads", "completion")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_text_that_is_slow_to_compose_is_refused_for_its_length_first(column):
    def read(text):
        cells = dict.fromkeys(COLUMNS, "1") | {column: text}
        return read_plan("\n".join(map(",".join, (cells, cells.values()))).encode())

    (problem,) = read(SLOW).problems
    assert (problem.column, problem.row) == (column, 2)
    assert "has 100,000 characters. Shorten it" in problem.message
    assert times_as_long(lambda: read(SLOW), lambda: read("x" * len(SLOW))) < 20


def test_a_lead_that_is_slow_to_compose_is_refused_for_its_length_first():
    with pytest.raises(RefusedError, match="Row 2 has a name of 100,000 characters"):
        read_known_leads(f"name,kind\n{SLOW},role\n".encode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (plan_of(), "a header and no actions"),
        (plan_of(("Culture", "1", "Do\0it")), "NUL bytes"),
        (
            plan_of(("Culture", "1", "Women’s network")) + b"Culture,2,,Men\x92s network,,\n",
            "is in UTF-8, but for line 3 ",
        ),
        (b"a,b\n", "No header was found"),
        (b"Wherefore,By whom else\nSing,HR\n", "Row 1 says “Wherefore” and “By whom else”"),
        (
            b"section,number,Cost,leads\n",
            "Row 1 has columns for section, number, leads, and none for action. Name the column "
            "of the actions “Action”; “Cost” is not known",
        ),
        (plan_of(*[("Culture", str(n), "Do it") for n in range(10_001)]), "more than 10,000 rows"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_words(data, words):
    with pytest.raises(RefusedError, match=words):
        read_plan(data)


def test_sections_in_other_cases_and_spaces_count_their_numbers_together():
    assert questions(("Culture", "1", "Sing"), ("culture ", "2", "Dance")) == []


def test_gaps_and_repeats_and_disorder_are_asked_about_once_a_section():
    rows = [
        ("A", n, f"{n}{w}") for n, w in zip("14474", ["so", "do", "go", "no", "lo"], strict=True)
    ]
    assert questions(*rows) == [
        (3, "number", "A: there is no number 2, 3, 5, 6. Is an action left out?"),
        (6, "number", "A: number 4 is used more than once. Which is right?"),
        (6, "number", "A: number 4 is printed after 7. Is the order right?"),
    ]


def test_a_number_that_is_no_number_is_kept_and_not_counted():
    plan = understood(plan_of(("A", "1a", "Sing"), ("A", "1.", "Dance")))
    numbers = [action["placements"][0]["number"] for action in as_json(plan)["actions"]]
    assert (numbers, plan.questions) == (["1a", 1], ())


def test_titles_that_differ_in_case_spaces_and_apostrophes_are_one_action():
    plan = understood(
        plan_of(("A", "1", "Ask  the staff's view."), ("B", "1", "ask the staff’s view"))
    )
    assert [action.title for action in plan.actions] == ["Ask the staff's view."]


def test_the_same_title_with_other_leads_is_only_suggested_as_the_same_action():
    data = plan_of(("A", "1", "Do it"), ("B", "1", "Do it")).replace(b"EDI Lead", b"HR", 1)
    plan = understood(data)
    assert len(plan.actions) == 2
    (question,) = plan.actions[1].questions
    assert (question.row, question.column) == (3, "action")
    assert "much like the one in row 2, “Do it”" in question.message


def test_almost_the_same_words_are_suggested_and_different_ones_are_not():
    title = "Review how the trust awards secondments to its staff"
    found = questions(("A", "1", title), ("B", "1", f"{title} fairly"), ("B", "2", "Review staff"))
    assert [(row, column) for row, column, _ in found] == [(3, "action")]


@pytest.mark.parametrize(
    "other",
    [
        "Co produce anti racist training",
        "Co-produce (anti-racist) training",
        "co‑produce anti/racist training…",
    ],
)
def test_a_hyphen_or_another_sign_hides_no_likeness(other):
    found = questions(("A", "1", "Co-produce anti-racist training"), ("B", "1", other))
    assert [(row, column) for row, column, _ in found] == [(3, "action")]


@given(st.lists(st.lists(st.sampled_from("abcdefghij"), min_size=1), min_size=2, max_size=8))
def test_no_likeness_is_overlooked_for_the_sake_of_speed(titles):
    sets = [frozenset(words) for words in titles]
    data = plan_of(*[("A", n, " ".join(words)) for n, words in enumerate(titles, start=1)])
    rows = {action.placements[0].row - 2 for action in understood(data).actions}
    asked = {q.row - 2 for q in understood(data).questions if q.column == "action"}
    for place in rows:
        earlier = [sets[other] for other in rows if other < place]
        alike = [5 * len(sets[place] & its) >= 4 * len(sets[place] | its) for its in earlier]
        assert (place in asked) == any(alike)


def test_an_unknown_lead_is_asked_about_in_its_row():
    data = plan_of(("A", "1", "Do it")).replace(b"EDI Lead", b"EDI Lead / Estates & Facilities")
    plan = understood(data)
    assert plan.actions[0].leads.names == ("EDI Lead",)
    assert plan.questions[0].message == "“Estates & Facilities” is no known lead. Who is it?"


def test_one_spelling_for_two_leads_is_refused():
    with pytest.raises(RefusedError, match="Rows 2 and 3 both spell a lead “od”"):
        read_known_leads(b"name,kind,aliases\nOrganisation,team,OD\nOffice,team,X|od\n")


def test_leads_come_with_their_kind_and_aliases():
    assert len(LEADS) == 23
    od = next(lead for lead in LEADS if lead.name == "Organisational Development")
    assert (od.kind, od.aliases) == ("team", ("OD", "Organisation Development"))


@given(st.binary() | st.text().map(lambda text: plan_of() + text.encode("utf-8", "replace")))
def test_no_file_breaks_the_reader_but_by_its_own_refusal(data):
    try:
        plan = read_plan(data)
    except RefusedError:
        return
    assert plan.rows or plan.problems


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), min_size=1, max_size=8))
def test_no_cell_breaks_the_understanding_and_each_is_kept(rows):
    try:
        plan = read_plan(plan_of(*rows))
    except RefusedError:
        return
    cells = [list(row.raw.values()) for row in plan.rows]
    result = understand(plan.rows, leads=LEADS, indicator_numbers=[1], plan_date=PLAN_DATE)
    kept = [list(row.raw.values()) for action in result.actions for row in action.placements]
    assert sorted(kept) == sorted(cells)
    assert len(as_json(result)["actions"]) == len(result.actions)


# Other plans than the published one: their columns, what they leave out, and how they stand.

FOUR = "Action,Lead,Deadline"


def plan_from(text):
    return read_plan(text.encode())


def said_by(text):
    rows = plan_from(text).rows
    return understand(rows, leads=LEADS, indicator_numbers=range(1, 10), plan_date=PLAN_DATE)


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("leads", "Lead|Leads|Owner|ACTION OWNER|Accountable|Responsible|Responsible lead|Lead(s)"),
        ("leads", "Lead / Owner|Exec lead|SRO|Responsible person|Lead(s) (role)|Named lead"),
        (
            "completion",
            "Completion|Target completion|Delivery date|Timescale|Timescales|Date|Completion date|"
            "Deadline|Target  Date:|By when",
        ),
        (
            "indicators",
            "Indicator|Indicators|WRES indicator(s)|WRES Indicators|Metric|Metric(s)|WRES metric",
        ),
        ("status", "Status|Current status"),
        ("rating", "RAG|RAG rating|RAG status|BRAG|RAG (red, amber, green)|RAG / BRAG"),
        ("progress", "Progress|Progress update|Progress to date|Update|Progress / update|Updates"),
        ("success measure", "KPI|KPIs|Success measure|Success measures|Measure of success"),
        ("success measure", "Success measure / KPI|Success measures/KPIs|Outcome measure"),
        ("objective", "Objective|Objectives|Aim"),
        ("section", "Section|Theme|Priority|Priority area"),
        ("number", "No.|No|Number|Ref|Ref.|Action No.|#"),
    ],
)
def test_each_column_is_known_by_the_words_that_plans_use(column, words):
    beside = "BRAG" if column != "rating" else "Lead"
    for word in words.split("|"):
        plan = plan_from(f"Action,{word},Cost,{beside}\nSing,x1,2,\n")
        assert plan.rows[0].raw[column] == "x1", word


ACTIONS = ["Action", "Actions", "ACTION(S)", " action ", "Action required", "Action / Objective"]


@pytest.mark.parametrize("word", [*ACTIONS, "Objective/Action", "What we will do", "Key actions"])
def test_the_action_is_known_by_the_words_that_plans_use(word):
    assert plan_from(f"{word},Lead\nSing,HR\n").rows[0].raw["action"] == "Sing"


def test_of_two_columns_for_the_same_the_likelier_is_taken_and_the_other_kept():
    plan = plan_from("Action,Accountable,Lead\nSing,Chief Nurse,HR\n")
    assert plan.rows[0].raw["leads"] == "HR"
    assert (plan.rows[0].raw["Accountable"], plan.ignored) == ("Chief Nurse", ("Accountable",))


def test_a_priority_that_is_a_grade_is_no_section():
    plan = plan_from("Priority,Action,Lead\nHigh,Sing,HR\nLow,Dance,HR\n")
    assert [(row.section, row.raw["Priority"]) for row in plan.rows] == [
        ("Actions", "High"),
        ("Actions", "Low"),
    ]


def test_a_plan_without_sections_and_numbers_is_counted_in_one_section():
    plan = plan_from(f"{FOUR}\nSing,HR,Ongoing\nDance,HR,Ongoing\n")
    assert [(row.section, row.number) for row in plan.rows] == [("Actions", "1"), ("Actions", "2")]
    assert plan.problems == ()


def test_a_column_that_is_not_there_is_asked_about_once():
    said = said_by("Action,Section,KPI\nSing,A,\nDance,A,\n")
    assert [(question.row, question.column) for question in said.questions] == [
        (2, "indicators"),
        (2, "leads"),
        (2, "completion"),
    ]
    assert said.questions[1].message.startswith("2 rows stand in a table that has no column")


BY_INDICATOR = (
    "WRES Indicator,Action,Lead,Deadline\n"
    "Indicator 2: recruitment,Sing,HR,Ongoing\n,Dance,HR,Ongoing\n"
    "3,Act,HR,Ongoing\n,Rest,HR,Ongoing\n"
)


def test_a_plan_by_indicator_carries_its_indicators_down_and_keeps_the_blank_cell():
    said = said_by(BY_INDICATOR)
    assert [action.indicators.numbers for action in said.actions] == [(2,), (2,), (3,), (3,)]
    assert [row.raw["indicators"] for row in plan_from(BY_INDICATOR).rows][1] == ""
    assert [(row.section, row.number) for row in plan_from(BY_INDICATOR).rows] == [
        ("Indicator 2: recruitment", "1"),
        ("Indicator 2: recruitment", "2"),
        ("Indicator 3", "1"),
        ("Indicator 3", "2"),
    ]


def test_a_plan_by_indicator_says_once_what_it_was_taken_for():
    (question,) = said_by(BY_INDICATOR).questions
    assert (question.row, question.column) == (3, "indicators")
    assert "taken for one by indicator: 2 blank cells" in question.message


def test_an_overlooked_indicator_of_a_plan_by_section_is_not_made_up():
    text = "Section,Indicators,Action,Lead,Deadline\nA,2,Sing,HR,Ongoing\n,,Dance,HR,Ongoing\n"
    said = said_by(text)
    assert [action.indicators.numbers for action in said.actions] == [(2,), ()]
    assert [row.section for row in plan_from(text).rows] == ["A", "A"]
    assert said.questions[0].message.startswith("No indicator is named")


def test_one_blank_among_many_indicators_under_titles_is_taken_for_overlooked():
    rows = "".join(f"{n % 9 + 1},Do {n},HR,Ongoing\n" for n in range(8))
    said = said_by(f"Indicator,{FOUR}\nCulture,,,\n{rows},Dance,HR,Ongoing\n")
    assert said.actions[-1].indicators.numbers == ()


@pytest.mark.parametrize(
    "title", ["Indicators 5 and 6: harassment", "WRES Indicator 5, 6", "Metric 5-6"]
)
def test_a_title_that_names_indicators_gives_them_to_its_actions(title):
    said = said_by(f'{FOUR}\n"{title}",,\nSing,HR,Ongoing\n')
    assert said.actions[0].indicators.numbers == (5, 6)
    assert said.questions == ()


@pytest.mark.parametrize(
    ("cells", "status", "delivery"),
    [
        ({"status": "Complete"}, "completed", None),
        ({"status": "In progress"}, "in_progress", None),
        ({"status": "Not yet started"}, "not_started", None),
        ({"status": "ON HOLD"}, "paused", None),
        ({"rating": "Green"}, "not_stated", "on_track"),
        ({"rating": "AMBER"}, "not_stated", "at_risk"),
        ({"rating": "Red"}, "not_stated", "off_track"),
        ({"status": "Complete", "rating": "Blue"}, "completed", None),
        ({"status": "Underway (Amber)"}, "in_progress", "at_risk"),
        ({"progress": "Green – on track"}, "not_stated", "on_track"),
        ({"status": "Completed. Ran twice in May"}, "completed", None),
        ({"progress": "Panels were trained twice in May"}, "not_stated", None),
        ({"status": "-", "rating": "N/A"}, "not_stated", None),
        ({"status": "Not stated"}, "not_stated", None),
    ],
)
def test_words_for_how_an_action_stands_go_each_to_its_own_scale(cells, status, delivery):
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([["Section", "Action", "Deadline", *cells], ["A", "Sing", "May 2026"]])
    text = file.getvalue().rstrip() + "," + ",".join(cells.values()) + "\n"
    said = said_by(text)
    assert said.actions[0].completion.status == status
    assert said.actions[0].more.get("stated_delivery") == delivery
    assert [q.column for q in said.questions] == ["indicators", "leads"]


@pytest.mark.parametrize(
    ("status", "rating", "column", "words"),
    [
        ("Nearly there", "", "status", "“Nearly there” is no status that is known"),
        ("not completed", "", "status", "is no status that is known"),
        ("", "Purple", "rating", "“Purple” is no status that is known"),
        ("", "Red/Amber", "rating", "say different things"),
        ("In progress", "Blue", "rating", "The rating says complete, and the status does not"),
    ],
)
def test_words_that_are_not_known_or_disagree_are_asked_about(status, rating, column, words):
    said = said_by(f"Action,Deadline,Status,RAG\nSing,May 2026,{status},{rating}\n")
    (question,) = [q for q in said.questions if q.column in ("status", "rating")]
    assert question.column == column
    assert words in question.message


def test_a_status_that_differs_from_the_completion_is_kept_and_asked_about():
    said = said_by("Action,Completion,Status\nSing,Completed,In progress\n")
    assert said.actions[0].completion.status == "in_progress"
    (question,) = [q for q in said.questions if q.column == "status"]
    assert "“Completed”, and the status is “In progress”" in question.message


def test_objective_and_success_measure_come_with_the_action():
    text = 'Action,Lead,Objective,KPI\nSing,HR,"To be heard\nand seen",Ten songs\n'
    assert said_by(text).actions[0].more == {
        "objective": "To be heard\nand seen",
        "success_measure": "Ten songs",
    }


@pytest.mark.parametrize("column", ["objective", "success measure"])
def test_the_blank_lines_of_a_text_count_as_they_are_kept(column):
    text = "\n\n".join(["x"] * 1_700)  # 3,399 characters when its lines are one, else 5,098
    (problem,) = plan_from(f'Action,{column},Lead\nSing,"{text}",HR\n').problems
    assert (problem.column, problem.row) == (column, 2)
    assert "has 5,098 characters. Shorten it to 5,000" in problem.message


def test_a_row_without_an_action_and_number_is_told_and_not_dropped():
    plan = plan_from("Section,Number,Action,Lead,Deadline\nA,1,Sing,HR,Ongoing\n,,,HR,In May\n")
    (line,) = plan.not_understood
    assert (line.row, line.text) == (3, "HR | In May")
    assert line.why == "No action is given in this row"
    assert len(plan.rows) == 1


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("Indicator 5 – Percentage of staff in the last 12 months", (5,)),
        ("2. Relative likelihood of being appointed", (2,)),
        ("WRES indicators 5, 6 & 7: survey", (5, 6, 7)),
        ("Metric 9", (9,)),
    ],
)
def test_the_words_after_an_indicators_number_describe_it(cell, numbers):
    file = io.StringIO()
    csv.writer(file).writerows([["Section", "Indicator", "Action"], ["A", cell, "Sing"]])
    said = said_by(file.getvalue())
    assert said.actions[0].indicators.numbers == numbers
    assert [q for q in said.questions if q.column == "indicators"] == []


def test_an_indicator_in_many_unknown_words_is_asked_about_once():
    said = said_by("Section,Indicator,Action\nA,The relative likelihood of being appointed,Sing\n")
    (question,) = [q for q in said.questions if q.column == "indicators"]
    assert "Which indicators are meant?" in question.message


def test_composing_a_very_long_cell_takes_no_time():
    text = "Section,Lead,Action\nA,HR," + "\u0315\u0300" * 45_000 + "\n"
    (problem,) = plan_from(text).problems
    assert "90,000 characters" in problem.message
