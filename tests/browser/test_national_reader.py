"""A national reader looks at several trusts, on a wide screen and on a narrow one."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDE, new_page

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery staple"
NADIA = f"""
from wres.audit import changes
from wres.accounts.access import Role
from wres.accounts.models import Membership, Organisation, User
nadia = User.objects.create_user("nadia@nhs.example", "Nadia Example", password="{PASSWORD}")
with changes.origin("test"):
    for trust in Organisation.objects.all():
        with changes.change(trust.pk, by=User.objects.system()):
            Membership.objects.create(organisation=trust, user=nadia, role=Role.NATIONAL)
"""


@pytest.mark.parametrize("scripts", [True], indirect=True, ids=["scripts"])
def test_nadia_compares_trusts_and_reads_one(browser, server, scripts, inspect):
    server.manage("shell", "--no-imports", "-c", NADIA)
    page = new_page(browser, server.url)
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill("nadia@nhs.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your organisations")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]
    inspect(page)
    page.get_by_role("link", name="Whittington Health NHS Trust").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Executive summary")
    inspect(page)
    page.context.close()
