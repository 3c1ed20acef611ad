"""Pages that answer a question in ten seconds: how high they may be, and no word under a line.

Heights are those of the whole page, its header and footer included, as the demonstration has it.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.only_reads]

SUMMARY, OUTCOMES = "/RKE/plan/2025/summary/", "/RKE/outcomes/2025/"
PUBLIC, INDICATOR = "/published/RKE/2025-q3/", "/RKE/indicators/5/"
HIGHEST = [
    (SUMMARY, WIDE, 3_000),
    (SUMMARY, NARROW, 7_000),
    (OUTCOMES, WIDE, 2_000),
    (PUBLIC, WIDE, 4_500),
    (PUBLIC, NARROW, 12_000),
]
HEIGHT = "document.documentElement.scrollHeight"
# The least size of a letter in a chart, and each label that lies across a mark of its chart.
CHARTS = """() => {
  const across = [], sizes = []
  const box = node => node.getBoundingClientRect()
  const meet = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  const inside = (a, b) =>
    b.left <= a.left && a.right <= b.right && b.top <= a.top && a.bottom <= b.bottom
  const ground = ['range', 'gap-area', 'guide'].map(name => 'app-chart__' + name)
  for (const svg of document.querySelectorAll('svg.app-chart')) {
    if (!svg.checkVisibility({contentVisibilityAuto: true})) continue
    const marks = [...svg.querySelectorAll('rect, circle, line, text')].filter(
      mark => !mark.closest('defs') && !ground.includes(mark.getAttribute('class')))
    for (const text of svg.querySelectorAll('text')) {
      const own = box(text)
      const size = parseFloat(getComputedStyle(text).fontSize)
      const drawn = svg.viewBox.baseVal?.width
      sizes.push(drawn ? size * box(svg).width / drawn : size)
      const letters = {left: own.left, right: own.right,
                       top: own.top + own.height * 0.15, bottom: own.bottom - own.height * 0.15}
      for (const mark of marks) {
        if (mark === text || mark.tagName === 'line' && isSlanted(mark)) continue
        const filled = mark.tagName === 'rect'
        if (meet(letters, box(mark)) && !(filled && inside(letters, box(mark))))
          across.push(`${text.textContent} across ${mark.getAttribute('class')}`)
      }
    }
  }
  function isSlanted(line) {
    return line.getAttribute('x1') !== line.getAttribute('x2')
        && line.getAttribute('y1') !== line.getAttribute('y2')
  }
  return {across, least: Math.min(...sizes)}
}"""


def test_the_pages_are_no_higher_than_their_question_needs(open_browser, inspect, scripts):
    page = open_browser("the executive member")
    for address, size, most in HIGHEST:
        page.set_viewport_size(size)
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert (height := page.evaluate(HEIGHT)) <= most, f"{address}: {height} px"
    page.set_viewport_size(WIDE)
    for address in (SUMMARY, OUTCOMES, PUBLIC, INDICATOR):
        page.goto(address)
        inspect(page)


def test_the_first_screen_of_the_summary_holds_all_that_an_executive_needs(open_browser, scripts):
    page = open_browser("the executive member")
    page.goto(SUMMARY)
    for name in ("Actions by delivery", "Needs your attention", "This quarter"):
        box = page.get_by_role("region", name=name).bounding_box()
        assert box["y"] + box["height"] <= WIDE["height"], name
    assert page.get_by_role("list", name="The nine indicators").get_by_role("listitem").count() == 9


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_label_lies_across_a_mark_and_none_is_too_small(open_browser, scripts, size):
    page = open_browser("the executive member")
    page.set_viewport_size(size)
    for address in (SUMMARY, OUTCOMES, INDICATOR, "/RKE/indicators/2/", PUBLIC):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = page.evaluate(CHARTS)
        assert found["across"] == [], address
        assert found["least"] >= 11.9, address
