"""What people come to do, from signing in to the end, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import new_page

pytestmark = pytest.mark.browser

FIRST_ACTION = "Put stronger guidance and policy on inclusive and diverse interview panels in place"
HAPPENED = "The panel met, and the first 12 interviews were observed."


@pytest.mark.on_both
def test_a_lead_updates_an_action_and_is_back_in_the_list(open_browser, look):
    page = open_browser("the action lead")
    expect(page.get_by_role("heading", level=1)).to_have_text("My actions")
    look(page)
    row = page.get_by_role("row").filter(has_text="Work with local schools")
    row.get_by_role("link", name=re.compile("^Update")).click()
    look(page)
    page.get_by_label("At risk").check()
    page.get_by_label("What happened").fill(HAPPENED)
    page.get_by_role("button", name="Save progress").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My actions")
    expect(
        page.get_by_role("row").filter(has_text="Work with local schools").first
    ).to_contain_text("At risk")
    page.get_by_role("link", name="Work with local schools").first.click()
    expect(page.get_by_role("main")).to_contain_text(HAPPENED)
    look(page)


def test_a_lead_who_leaves_something_out_is_told_and_keeps_every_word(open_browser, look):
    page = open_browser("the action lead")
    page.get_by_role("link", name=re.compile("^Update")).first.click()
    page.get_by_label("What comes next").fill("Report to the board")
    page.get_by_label("Year").first.fill("26")
    page.get_by_role("button", name="Save progress").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_contain_text("Say what happened since the last update")
    expect(page.get_by_label("What comes next")).to_have_value("Report to the board")
    look(page)
    page.get_by_role("alert").get_by_role(
        "link", name="Say what happened since the last update"
    ).click()
    expect(page.get_by_label("What happened")).to_be_focused()


@pytest.mark.only_reads
def test_an_executive_reads_what_to_challenge(open_browser, look):
    page = open_browser("the executive member")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Executive summary, Q4 2025/26")
    main = page.get_by_role("main")
    expect(main).to_contain_text("2 indicators improved while the gap widened.")
    expect(main).to_contain_text("Indicators 3 and 8 need improvement and are not focus areas")
    look(page)
    for name in ("Outcomes", "Plan"):
        page.get_by_role("navigation", name="Menu").get_by_role("link", name=name).click()
        look(page)
    expect(page.get_by_role("link", name=re.compile("^Update"))).to_have_count(0)
    page.get_by_role("link", name="2 off track").click()
    expect(page.get_by_role("main")).to_contain_text("Showing 1 to 2 of 2 actions")
    look(page)


@pytest.mark.only_reads
@pytest.mark.parametrize(
    "address",
    [
        "indicators/1/",
        "indicators/3/",
        "indicators/7/",
        "indicators/9/",
        "plan/2025/quarters/2025-Q3/",
        "plan/2025/?q=nothing+like+this",
        "outcomes/2024/",
    ],
)
def test_an_executive_reads_further(open_browser, look, address):
    page = open_browser("the executive member")
    page.goto(f"/RKE/{address}")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    look(page)


@pytest.mark.only_reads
def test_the_summary_prints_on_two_sides(open_browser, scripts):
    """With its trend, its open challenges and every list filled, as in the demonstration."""
    page = open_browser("the executive member")
    expect(page.get_by_role("heading", name="Which indicators the actions cover")).to_be_visible()
    sides = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sides)) == 2


def test_two_inclusion_leads_edit_one_action_and_both_are_kept(open_browser, look):
    first, second = open_browser("the inclusion lead"), open_browser("the inclusion lead")
    for page in (first, second):
        page.get_by_role("link", name=FIRST_ACTION, exact=True).click()
        page.get_by_role("button", name="Edit action").click()
    look(first)
    first.get_by_label("Success measure").fill("Every panel is diverse by March")
    first.get_by_role("button", name="Save changes").click()
    expect(first.get_by_role("main")).to_contain_text("Every panel is diverse by March")
    second.get_by_label("Objective").fill("Fair interviews")
    second.get_by_role("button", name="Save changes").click()
    expect(second.get_by_role("main")).to_contain_text("so nothing was saved yet")
    expect(second.get_by_label("Objective")).to_have_value("Fair interviews")
    look(second)
    second.get_by_role("button", name="Save changes").click()
    expect(second.get_by_role("main")).to_contain_text("Fair interviews")
    expect(second.get_by_role("main")).to_contain_text("Every panel is diverse by March")
    look(second)


def test_an_inclusion_lead_confirms_roles_and_settles_a_question(open_browser, look):
    page = open_browser("the inclusion lead")
    page.get_by_role("link", name="Questions to settle (8)").click()
    look(page)
    page.get_by_role("link", name=re.compile("^Settle")).first.click()
    look(page)
    page.get_by_label("Answer").fill("It is the date of the next review")
    page.get_by_role("button", name="Settle this question").click()
    expect(page.get_by_role("main")).to_contain_text("7 of 8 are open")
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Plan").click()
    page.get_by_role("link", name="Roles to confirm (37)").click()
    look(page)
    page.get_by_role("link", name=re.compile("^Confirm")).first.click()
    look(page)
    page.get_by_role("button", name="Save roles").click()
    expect(page.get_by_role("main")).to_contain_text("1 Representation by pay band: primary")
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Plan").click()
    expect(page.get_by_role("link", name="Roles to confirm (36)")).to_be_visible()


@pytest.mark.only_reads
def test_an_inclusion_lead_says_what_the_plan_says_of_an_indicator(open_browser, look):
    page = open_browser("the inclusion lead")
    page.goto("/RKE/indicators/5/")
    page.get_by_role("link", name="Change baseline, target or focus").click()
    look(page)


def test_an_administrator_adds_a_person(open_browser, look):
    page = open_browser("the administrator")
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="People").click()
    look(page)
    page.get_by_role("button", name="Add a person").click()
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter their full name")
    look(page)
    page.get_by_label("Full name").fill("Kit Example")
    page.get_by_label("Work email address").fill("kit@wres.example")
    page.get_by_label("Action lead").check()
    page.get_by_label("Staff networks").check()
    page.get_by_role("button", name="Send invitation").click()
    row = page.get_by_role("row").filter(has_text="kit@wres.example")
    expect(row).to_contain_text("Action lead")
    row.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("main")).to_contain_text("kit@wres.example is invited")
    row.get_by_role("link", name="Withdraw").click()
    look(page)


@pytest.mark.only_reads
@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/password/reset/",
        "/how-outcomes-are-decided/",
        "/accessibility/",
        "/privacy/",
        "/nothing/here/",
    ],
)
def test_pages_for_everyone(browser, server, look, address):
    page = new_page(browser, server.url)
    page.goto(address)
    look(page)
    page.context.close()


@pytest.mark.only_reads
def test_somebody_signs_out(open_browser, look):
    page = open_browser("the executive member")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")
