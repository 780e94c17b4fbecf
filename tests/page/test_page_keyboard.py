"""The page without a mouse and without eyes: one stop for all models, a way past them, the order of headings, few
voices at once, a focus that is never hidden; and for weak eyes enough contrast."""

from itertools import pairwise

import pytest

PANEL = "document.querySelector('#tab-vae')"
LEVELS = f"""[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter((each) => !each.closest('[role=tabpanel]') || {PANEL}.contains(each))
  .filter((each) => each.getClientRects().length).map((each) => Number(each.tagName[1]))"""
VOICES = f"""[...{PANEL}.querySelectorAll('[role=status], [role=alert], [aria-live]:not([aria-live=off])')]
  .map((each) => each.className)"""


@pytest.fixture
def page(open_page):
    """The whole app on the VAE tab."""
    return open_page(query="model=vae-20")


def test_the_models_are_one_stop_and_the_arrow_keys_lead_from_one_to_the_next(page):
    models = page.locator("#tab-vae .zoo-models input")
    first = models.first.input_value()
    models.first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("value => document.querySelector('.vae').viewer.name() !== value", arg=first)
    assert page.evaluate("document.activeElement.value") == models.nth(1).input_value()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.zoo-models-more')")  # behind the first models
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.zoo-models')")
    page.get_by_role("tab", name="RBM", exact=True).click()
    page.wait_for_function("document.querySelector('.rbm')?.viewer")
    names = (
        "tab => [...new Set([...document.querySelectorAll(`#tab-${tab} .zoo-models input`)].map(each => each.name))]"
    )
    vae, rbm = page.evaluate(names, "vae"), page.evaluate(names, "rbm")
    assert len(vae) == len(rbm) == 1 and vae != rbm  # a choice in one tab is none in the other
    assert page.locator("#tab-vae .zoo-models input:checked").count() == 1


def test_a_few_stops_from_the_top_a_button_leads_to_the_tools(page):
    stops = []
    for _ in range(20):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.textContent.trim()"))
        if stops[-1] == "Skip to the tools":
            break
    assert stops[-1] == "Skip to the tools" and len(stops) <= 13
    assert (
        page.get_by_role("button", name="Skip to the tools").bounding_box()["height"] > 20
    )  # seen while it has the focus
    page.keyboard.press("Enter")
    assert (
        page.evaluate("document.activeElement.getAttribute('role') + document.activeElement.ariaSelected") == "tabtrue"
    )


def test_the_headings_leave_out_no_level_and_few_parts_speak(page):
    levels = page.evaluate(LEVELS)
    assert levels.count(1) == 1 and levels[0] == 1 and len(levels) > 5
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert len(page.evaluate(VOICES)) <= 3  # what is missing, what is done, and that a model did not come


def test_at_twice_the_size_no_focused_slider_lies_under_the_digit(open_page):
    page = open_page(width=640, height=450, query="model=vae-20")  # 1280 by 900 at 200 %
    page.locator(".vae-slider input").last.focus()
    hidden = """() => { const [mine, over] = [document.activeElement, document.querySelector('.vae-digit')]
      .map((each) => each.getBoundingClientRect());
      return mine.top < over.bottom && mine.bottom > over.top; }"""
    for _ in range(19):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.type") == "range"
        page.wait_for_function(f"() => !({hidden})()", timeout=5000)


CONTRAST = """element => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const linear = (v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const weights = [0.2126, 0.7152, 0.0722];
  const light = (text) => weights.reduce((sum, weight, i) => sum + weight * linear(parse(text)[i] / 255), 0);
  let behind = element;
  const clear = () => (parse(getComputedStyle(behind).backgroundColor)[3] ?? 1) < 1;
  while (clear() && behind.parentElement) behind = behind.parentElement;
  const [a, b] = [light(getComputedStyle(element).color), light(getComputedStyle(behind).backgroundColor)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""
TEXTS = (".zoo-header h1", ".zoo-header p", ".vae-lead", ".vae-hint", ".vae-name", ".zoo-origin",
         ".zoo-metrics td", ".zoo-metrics small", ".vae-digit .zoo-button", ".zoo-primary",
         ".zoo-footer span")  # fmt: skip


@pytest.mark.parametrize("dark", [False, True])
def test_text_can_be_read_in_light_and_dark(open_page, dark):
    page = open_page(dark=dark, query="model=vae-20")
    for selector in TEXTS:
        assert page.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector  # WCAG 2.2 AA
