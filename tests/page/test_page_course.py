"""The course in a real browser: what a student writes stays, becomes a report, and a card's link opens its tool."""

import io
import zipfile
from urllib.parse import urlencode

import browsing
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tabs.course.schema import course

# Cards, and what they lead to. What the links of all cards say is in tests/tabs/test_course.py, and that each tab opens
# the tool of its link in the tests of the tabs.
TOOLS = {
    "up-and-down": "#tab-rbm [role=tab][aria-selected=true]:text-is('Deep network')",
    "attention-of-lists": "#tab-attention .attention-presets [aria-pressed=true]:text-is('The exercise')",
}
STORED = "JSON.parse(localStorage.getItem('zoo-course'))"


@pytest.fixture
def opened(new_page, site):
    """``opened(width, dark)`` -> the course; fails on any error in it."""
    problems = []

    def start(width=1280, dark=False):
        page = new_page(viewport={"width": width, "height": 844}, color_scheme="dark" if dark else "light")
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(site.rstrip("/") + "/course")
        return page

    yield start
    assert not problems


def test_what_a_student_writes_stays_and_becomes_a_report(opened):
    page = opened()
    page.evaluate('localStorage.setItem(\'zoo-course\', \'{"version": 0, "cards": {"deep": {"done": true}}}\')')
    page.reload()
    expect(page.locator("[data-part=done]")).to_have_text("0")
    page.get_by_role("button", name="Save my lab report").click()
    expect(page.locator("[data-part=status]")).to_contain_text("nothing to report yet")
    card = page.locator("#more-units")
    card.get_by_label("Predict first").fill("<b>Better</b> *and* worse")
    card.get_by_text("The measured answer").click()
    expect(card.locator("img").first).to_be_visible()
    card.get_by_label("done").check()
    page.reload()
    expect(page.locator("[data-part=done]")).to_have_text("1")
    expect(card.get_by_label("Predict first")).to_have_value("<b>Better</b> *and* worse")
    expect(card.locator(".course-chart").first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save my lab report").click()
    with zipfile.ZipFile(io.BytesIO(saved.value.path().read_bytes())) as report:
        text = report.read("report.md").decode()
        assert report.read("figures/ae-64-samples.png").startswith(b"\x89PNG") and report.testzip() is None
    assert r"> \<b\>Better\</b\> \*and\* worse" in text and "(figures/ae-64-samples.png)" in text
    for figure in card.locator(".course-chart b").all_inner_texts():
        assert figure in text
    page.emulate_media(media="print")
    assert (
        card.locator(".course-chart").first.is_visible() and not page.get_by_role("button", name="Print").is_visible()
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Start over").click()
    assert page.evaluate(f"{STORED}.cards") == {} and card.get_by_label("Predict first").input_value() == ""


def test_on_a_phone_in_the_dark_all_fits_with_every_answer_open(opened):
    page = opened(width=390, dark=True)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    browsing.opaque(page)
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    page.evaluate("document.querySelector('.zoo-pad-test').hidden = true")  # as without MNIST
    assert not page.locator(".zoo-pad-test").is_visible()
    dark = page.evaluate("getComputedStyle(document.querySelector('.course-card')).backgroundColor")
    assert max(map(int, dark.removeprefix("rgb(").removesuffix(")").split(","))) < 60
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # on paper it is light
    assert page.evaluate("getComputedStyle(document.querySelector('.course-card')).color") == "rgb(31, 36, 48)"
    assert page.locator("img[loading=lazy]").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.className") == "dark"


def test_a_card_opens_its_tool(open_page, site):
    cards, page = course().cards(), open_page(shown="document.querySelector('[role=tabpanel]')")
    for name, shown in TOOLS.items():
        page.goto(f"{site.rstrip('/')}/?{urlencode(cards[name].link)}")
        expect(page.locator(shown)).to_be_visible()
        assert not page.locator(".zoo-notice:visible", has_text="link").count(), name
