"""A whole year of a plan: four quarters opened, answered, challenged and closed, and their papers.

The inclusion lead is Ife, Amara leads actions, Esi is an executive, Nia is of the staff network,
Ada administers. Forms are sent without JavaScript.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.test_asking_and_many import press
from tests.browser.test_figures import bring
from tests.papers import as_csv_has, grids, in_excel, text_of_pdf, without_spaces

pytestmark = pytest.mark.browser

PLAN = "/RKE/plan/2026/"
KINDS = ("docx", "pdf", "xlsx", "csv")
TURN_OF_YEAR, A_YEAR_LATER = date(2026, 4, 7), date(2027, 6, 1)
LATER_FIGURES = "indicator,year,white,bme,value\n3,2026,,,2.40\n5,2026,22.5,27.9,\n"
RENAME = (
    "from wres.accounts.models import User; "
    "ife = User.objects.get(email='ife@wres.example'); ife.name = 'Ife Renamed'; ife.save()"
)


@dataclass(frozen=True)
class Turn:
    """A quarter of the year: its day, by when updates are due, who asks and about what."""

    slug: str
    words: str
    today: date
    due: date
    asker: str
    question: str

    @property
    def at(self):
        return f"{PLAN}quarters/{self.slug}/"


NETWORK, EXECUTIVE = "the staff network member", "the executive member"
YEAR = [
    Turn(
        "2026-Q1",
        "Q1 2026/27",
        date(2026, 6, 22),
        date(2026, 6, 26),
        EXECUTIVE,
        "Who is on panels?",
    ),
    Turn("2026-Q2", "Q2 2026/27", date(2026, 9, 21), date(2026, 9, 25), NETWORK, "What was spent?"),
    Turn(
        "2026-Q3", "Q3 2026/27", date(2026, 12, 14), date(2026, 12, 18), EXECUTIVE, "Why so late?"
    ),
    Turn(
        "2026-Q4", "Q4 2026/27", date(2027, 3, 22), date(2027, 3, 26), NETWORK, "Did it help staff?"
    ),
]


def fill_day(page, day):
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).fill(str(number))


def carry_forward(day):
    page = day.page("the inclusion lead")
    page.goto("/RKE/plan/2025/carry-forward/")
    fill_day(page, TURN_OF_YEAR)
    press(page, "Carry forward to 2026-27")
    expect(page.get_by_role("main")).to_contain_text("actions carried forward")


def open_quarter(day, turn):
    page = day.page("the inclusion lead")
    page.goto(f"{turn.at}open/")
    fill_day(page, turn.due)
    press(page, f"Open {turn.words}")
    expect(page.get_by_role("main")).to_contain_text(f"{turn.words} is open. Updates are due by")


def answer_several(day, turn):
    """Amara updates one action, says "No change" of another, and keeps a draft of a third."""
    page = day.page("the action lead")
    page.goto("/RKE/my-actions/update/")
    first, second, third = (page.locator("section.app-update").nth(n) for n in range(3))
    said = f"What was done in {turn.words}."
    first.get_by_label("In progress", exact=True).check()
    first.get_by_label("On track", exact=True).check()
    first.get_by_label("What happened").fill(said)
    unchanged = second.get_by_label("No change", exact=True)
    if unchanged.count():
        unchanged.check()
    else:
        second.get_by_label("Ongoing", exact=True).check()
        second.get_by_label("At risk", exact=True).check()
        second.get_by_label("What happened").fill(said)
    press(page, "Save updates")
    page.goto("/RKE/my-actions/update/")
    third = page.locator("section.app-update").first
    third.get_by_label("What happened").fill(f"Not finished in {turn.words}")
    press(page, "Save as drafts")
    page.goto("/RKE/my-actions/update/")
    expect(page.get_by_role("main")).to_contain_text("This is your draft")


def see_who_answered(day, turn):
    page = day.page("the inclusion lead")
    page.goto(f"{turn.at}answers/")
    expect(page.get_by_role("main")).to_contain_text(f"What was done in {turn.words}.")
    expect(page.get_by_role("main")).not_to_contain_text(f"Not finished in {turn.words}")


def remind(day, turn):
    """Those who have not answered get one email from the board, and none from the scheduler."""
    page = day.page("the inclusion lead")
    page.goto(f"{turn.at}answers/")
    press(page, "Remind those who have not answered")
    expect(page.get_by_role("main")).to_contain_text(
        re.compile("[1-9][0-9]* reminders? (is|are) on")
    )
    day.server.manage("work", "--once")
    assert not re.search("[1-9][0-9]* reminders? sent", day.server.manage("send_reminders"))


def challenge(day, turn):
    page = day.page(turn.asker)
    page.goto(f"{PLAN}indicators/2/challenge/")
    page.get_by_label("Your question").fill(turn.question)
    press(page, "Send the challenge")
    expect(page.get_by_role("main")).to_contain_text(turn.question)


def close_after_the_answer(day, turn):
    """Closing is refused while the challenge is open, so Ife answers it first."""
    page = day.page("the inclusion lead")
    page.goto(f"{turn.at}close/")
    press(page, f"Close {turn.words}")
    expect(page.get_by_role("alert")).to_contain_text("Say why you close over open challenges")
    page.goto("/RKE/challenges/?open=yes")
    expect(page.get_by_role("main")).to_contain_text(turn.question)
    words = " ".join(turn.question.split()[:2])
    page.get_by_role("link", name=re.compile(f"^See this challenge.*{words}")).click()
    page.get_by_label("Your answer").fill("The panel reports on 1 May.")
    press(page, "Send the answer")
    page.goto(f"{turn.at}close/")
    press(page, f"Close {turn.words}")
    expect(page.get_by_role("main")).to_contain_text(f"{turn.words} is closed.")


def papers_of(day, turn):
    """The four papers as Esi downloads them, by kind; each has the checksum that is shown."""
    page = day.page("the executive member")
    page.goto(f"{turn.at}report/")
    papers = {}
    for kind in KINDS:
        link = page.locator(f'main a[href$=".{kind}"]')
        papers[kind] = page.request.get(link.get_attribute("href")).body()
        checksum = hashlib.sha256(papers[kind]).hexdigest()
        assert page.locator("dd", has_text=checksum).count() == 1
    return papers


def delivery(page):
    return next(g for g in grids("html", page.content().encode()) if g[0][0] == "Section")


def compare_with_the_page(day, turn, before, papers):
    """`before` is the delivery that the summary showed at the closing."""
    page = day.page("the executive member")
    page.goto(f"{turn.at}report/")
    shown = grids("html", page.content().encode())
    assert delivery(page) == before
    titles = [row[0] for row in shown[-1][1:]]
    assert len(titles) == int(before[-1][-1]) > 20
    assert grids("docx", papers["docx"]) == grids("xlsx", papers["xlsx"]) == shown
    assert grids("csv", papers["csv"]) == as_csv_has(shown)
    assert in_excel(papers["xlsx"]).properties.title.endswith(turn.words)
    said = text_of_pdf(papers["pdf"])
    for text in (*titles, *("".join(row) for row in before[1:])):
        assert letters(text) in letters(said)


def letters(text):
    """Letters and digits alone: a hyphen at the end of a line may be one of the word."""
    return "".join(c for c in without_spaces(text) if c.isalnum())


def live_delivery(day):
    page = day.page("the executive member")
    page.goto(f"{PLAN}summary/")
    return delivery(page)


def live_a_quarter(on_day, turn):
    """All that people do in a quarter; the papers at its end."""
    with on_day(turn.today) as day:
        open_quarter(day, turn)
        answer_several(day, turn)
        see_who_answered(day, turn)
        remind(day, turn)
        challenge(day, turn)
        close_after_the_answer(day, turn)
        before = live_delivery(day)
        papers = papers_of(day, turn)
        compare_with_the_page(day, turn, before, papers)
        return papers


def change_what_papers_were_made_of(day):
    """An action is edited, figures are imported, and a person gets another name."""
    page = day.page("the inclusion lead")
    page.goto(PLAN)
    page.locator("table.app-actions tbody th a").first.click()
    press(page, "Edit action")
    page.get_by_label("Title").fill("Something else altogether")
    press(page, "Save changes")
    expect(page.get_by_role("main")).to_contain_text("Something else altogether")
    page = day.page("the administrator")
    bring(page, LATER_FIGURES)
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Save figures")
    expect(page.get_by_role("heading", level=1)).to_contain_text("figures-2026.csv")
    day.server.manage("shell", "-c", RENAME)


@pytest.mark.on_both
def test_four_quarters_are_lived_and_their_papers_stay_as_they_were(on_day):
    with on_day(TURN_OF_YEAR) as day:
        carry_forward(day)
    kept = {turn: live_a_quarter(on_day, turn) for turn in YEAR}
    with on_day(A_YEAR_LATER) as day:
        change_what_papers_were_made_of(day)
        for turn, papers in kept.items():
            assert papers_of(day, turn) == papers
        page = day.page("the executive member")
        expect(page.get_by_role("main")).to_contain_text("by Ife Renamed")
        expect(page.get_by_role("main")).not_to_contain_text("Something else altogether")
        page.goto(f"{PLAN}compare/?from=2026-Q1&to=2026-Q4")
        expect(page.get_by_role("heading", level=1)).to_contain_text(
            "Q4 2026/27 against Q1 2026/27"
        )
