"""Every page of the quarterly cycle with axe, on a wide screen and on a narrow one."""

import pytest

from tests.browser.test_asking_and_many import press

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("scripts", [True], indirect=True)]

PLAN = "/RKE/plan/2025/"
QUARTER = f"{PLAN}quarters/2025-Q4/"
MINUTES = "Minutes of the panel"


@pytest.fixture
def send(inspect):
    """`send(page, "Withdraw evidence")`: press the button, and look at what it leads to."""

    def press_and_look(page, button):
        press(page, button)
        inspect(page)

    return press_and_look


def test_the_pages_while_a_quarter_is_open(open_browser, visit, send):
    ife, amara = open_browser("the inclusion lead"), open_browser("the action lead")
    visit(ife, QUARTER, "Progress log of Q4")
    visit(ife, f"{PLAN}quarters/2025-Q1/open/", "Open Q1 2025/26")
    send(ife, "Open Q1 2025/26")
    visit(ife, f"{QUARTER}answers/", "Answers for Q4")
    visit(ife, f"{PLAN}compare/", "Q4 2025/26 against Q3 2025/26")
    visit(amara, "/RKE/calendar/", "Calendar")
    send(amara, "Make an address")
    visit(amara, "/RKE/my-actions/update/", "Update several actions")
    amara.get_by_label("What happened").first.fill("The panel met")
    send(amara, "Save updates")


def test_the_pages_of_evidence_and_of_a_completion(open_browser, visit, send):
    amara = open_browser("the action lead")
    amara.locator("table.app-actions tbody th a").first.click()
    action = amara.url
    visit(amara, f"{action}evidence/", "Add evidence")
    send(amara, "Add evidence")
    amara.get_by_label("What it shows").fill(MINUTES)
    amara.get_by_label("Link", exact=True).fill("https://example.nhs.uk/minutes")
    send(amara, "Add evidence")
    visit(amara, f"{action}update/", "")
    amara.get_by_label("Completed", exact=True).check()
    amara.get_by_label("What happened").fill("Every panel is diverse")
    press(amara, "Save progress")
    ife = open_browser("the inclusion lead")
    visit(ife, f"{PLAN}completions/", "Completions to accept")
    ife.locator("main .app-lines a").first.click()
    send(ife, "Save decision")
    ife.goto(action)
    ife.get_by_role("link", name=f"Withdraw {MINUTES}").click()
    send(ife, "Withdraw evidence")
    ife.get_by_label("Why it is withdrawn").fill("It names a patient")
    send(ife, "Withdraw evidence")


def test_the_pages_of_challenges_filters_and_changes_of_many(open_browser, visit, send):
    ife, nia = open_browser("the inclusion lead"), open_browser("the staff network member")
    visit(nia, f"{PLAN}indicators/2/challenge/", "Recruitment")
    nia.get_by_label("Your question").fill("Why is it 1.79?")
    send(nia, "Send the challenge")
    visit(ife, "/RKE/challenges/?open=yes", "Challenges")
    visit(ife, f"{PLAN}save-filter/?status=ongoing", "Save this filter")
    ife.get_by_label("Name of the filter").fill("Ongoing")
    send(ife, "Save filter")
    visit(ife, f"{PLAN}change-many/?status=ongoing", "Change many actions")
    ife.get_by_label("Target date: move it by months").check()
    ife.get_by_label("All 13 that the filter shows").check()
    send(ife, "Continue")


@pytest.mark.on_both
def test_the_pages_of_a_closed_and_published_quarter(open_browser, visit, send):
    ife = open_browser("the inclusion lead")
    visit(ife, f"{QUARTER}close/", "Check the report before you close")
    send(ife, "Close Q4 2025/26")
    ife.get_by_label("Why are you closing with challenges unanswered?").fill("It waits for May")
    send(ife, "Close Q4 2025/26")
    visit(ife, f"{PLAN}compare/", "against")
    visit(ife, "/RKE/publications/", "Published pages")
    visit(ife, f"{QUARTER}publish/", "Check what will be public")
    for box in ife.get_by_role("checkbox").all():
        box.check()
    send(ife, "Publish this page")
    visit(ife, "/RKE/outcomes/2025/publish/", "Check what will be public")
    ife.goto("/RKE/publications/")
    ife.get_by_role("link", name="Withdraw").first.click()
    send(ife, "Withdraw this page")
    ife.get_by_label("Why the page is withdrawn").fill("A figure is wrong")
    send(ife, "Withdraw this page")
    visit(ife, f"{QUARTER}reopen/", "Open Q4 2025/26 again")
    send(ife, "Open Q4 2025/26 again")
    ife.get_by_label("Why the quarter is opened again").fill("An update was left out")
    send(ife, "Open Q4 2025/26 again")
    visit(ife, f"{QUARTER}report/", "report of Q4 2025/26")
