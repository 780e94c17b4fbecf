"""The page without a mouse and without eyes: one stop for all models, a way past them, the order of headings, few
voices at once, a focus that is never hidden. Contrast is in ``test_page_axe``."""

from itertools import pairwise

PANEL = "document.querySelector('#tab-vae')"
LEVELS = f"""[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter((each) => !each.closest('[role=tabpanel]') || {PANEL}.contains(each))
  .filter((each) => each.getClientRects().length).map((each) => Number(each.tagName[1]))"""
VOICES = f"""[...{PANEL}.querySelectorAll('[role=status], [role=alert], [aria-live]:not([aria-live=off])')]
  .map((each) => each.className)"""


def test_without_a_mouse_or_without_eyes_the_page_is_walked_through_in_few_steps(open_page):
    page = open_page(query="model=vae-20")
    check_the_way_to_the_tools(page)
    check_headings_and_voices(page)
    check_the_list_of_models(page)


def check_the_way_to_the_tools(page) -> None:
    """A few stops from the top a button leads there, which is seen while it has the focus."""
    stops = []
    for _ in range(20):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.textContent.trim()"))
        if stops[-1] == "Skip to the tools":
            break
    assert stops[-1] == "Skip to the tools" and len(stops) <= 13
    assert page.get_by_role("button", name="Skip to the tools").bounding_box()["height"] > 20
    page.keyboard.press("Enter")
    focused = "document.activeElement.getAttribute('role') + document.activeElement.ariaSelected"
    assert page.evaluate(focused) == "tabtrue"


def check_headings_and_voices(page) -> None:
    levels = page.evaluate(LEVELS)
    assert levels.count(1) == 1 and levels[0] == 1 and len(levels) > 5
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels  # no level is left out
    assert len(page.evaluate(VOICES)) <= 3  # what is missing, what is done, and that a model did not come


def check_the_list_of_models(page) -> None:
    """It is one stop, the arrow keys lead from one to the next, and a choice in one tab is none in the other."""
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
    assert len(vae) == len(rbm) == 1 and vae != rbm
    assert page.locator("#tab-vae .zoo-models input:checked").count() == 1


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
