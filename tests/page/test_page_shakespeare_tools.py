"""Sliders and a passage of one's own in a real browser: what they show is what the server says of the same codes."""

import pytest
import text_models
import text_page
import text_tools
from playwright.sync_api import expect
from text_page import VIEWER, drawn, turn, view, whole
from text_tools import CAREFUL, LARGE, LATENTS, NAME, PASSAGE, SPEECHES, sheets, shows, told, tool, what_is_read
from waiting import settle

from tabs.shakespeare.passage import neighbours
from tabs.shakespeare.texts import EXAMPLES


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory):
    yield from text_tools.tab_with_tools(serve, tmp_path_factory)


@pytest.fixture
def opened(new_page, url):
    """``opened(model, size)`` -> a page; fails on any error in it."""
    yield from text_page.opening(new_page, url)


# ---- sliders
def move(page, box, at: int, value: float) -> None:
    """Move the slider at this place, the most telling first."""
    box.locator(".shakespeare-slider input").nth(at).evaluate(
        "(it, value) => { it.value = value; it.dispatchEvent(new Event('input', { bubbles: true })); }", value
    )


def with_latent(code: list[float], index: int, value: float) -> list[float]:
    return [value if at == index else each for at, each in enumerate(code)]


@pytest.mark.parametrize("name", [NAME, SPEECHES])
def test_a_slider_writes_the_same_luck_with_another_latent(opened, name):
    page = opened(name, size="phone", seed=4)
    box = tool(page, "sliders")
    code = drawn(name, 4)
    before = told([code], 4, 160, name=name)[0]
    shows(sheets(box).nth(1), before)
    expect(box.locator(".shakespeare-reading")).to_contain_text("Move a slider to see what changes")
    expect(box.locator(".shakespeare-latent")).to_have_text([f"z{index}" for index in reversed(range(8))])
    expect(box.locator(".shakespeare-slider input").first).to_have_attribute("aria-label", "Latent 7, 2.10 nats")
    move(page, box, 0, 2.4)
    after = told([with_latent(code, 7, 2.4)], 4, 160, name=name)[0]
    assert after != before
    shows(sheets(box).nth(1), after)
    shows(sheets(box).nth(0), before)
    expect(box.locator(".shakespeare-reading")).to_contain_text("The random numbers were the same")
    assert box.locator(".shakespeare-sheet.is-main .is-new").count() > 0
    page.wait_for_function(f"{VIEWER}.moved && Math.abs({VIEWER}.latents()[7] - 2.4) < 1e-6")
    whole(page)
    expect(page.locator(".shakespeare-told .shakespeare-from")).to_contain_text("moved by hand")
    shows(sheets(box).nth(0), before)  # the code that was sent from here is no new beginning
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_moved_latent_goes_back(opened):
    page = opened()
    box = tool(page, "sliders")
    row = box.locator(".shakespeare-slider").nth(1)
    before = told([drawn(NAME, 1)], 1, 160)[0]
    shows(sheets(box).nth(1), before)
    value = row.locator("output").text_content()
    for go_back in (
        lambda: row.get_by_role("button", name="Latent 6 back to where it was").click(),
        lambda: row.locator("input").dispatch_event("dblclick"),
        lambda: box.get_by_role("button", name="All back").click(),
    ):
        move(page, box, 1, 1.9)
        expect(row.locator("output")).to_have_text("1.90")
        expect(row.locator(".shakespeare-back")).to_be_enabled()
        go_back()
        expect(row.locator("output")).to_have_text(value)
        expect(row.locator(".shakespeare-back")).to_be_disabled()
        shows(sheets(box).nth(1), before)
        expect(box.locator(".is-new")).to_have_count(0)


def test_random_zero_and_other_luck(opened):
    page = opened(seed=3)
    box = tool(page, "sliders")
    code = drawn(NAME, 3)
    shows(sheets(box).nth(1), told([code], 3, 160)[0])
    box.get_by_role("button", name="All to 0").click()
    expect(box.locator(".shakespeare-slider output")).to_have_text(["0.00"] * 8)
    shows(sheets(box).nth(1), told([[0.0] * 8], 3, 160)[0])
    shows(sheets(box).nth(0), told([code], 3, 160)[0])
    box.get_by_role("button", name="Random z").click()
    page.wait_for_function(f"{VIEWER}.moved && {VIEWER}.latents().every(value => value !== 0)")
    random = view(page, "latents()")
    found = [random[str(at)] for at in range(8)] if isinstance(random, dict) else list(random)
    shows(sheets(box).nth(1), told([found], 3, 160)[0])
    box.get_by_role("button", name="Other luck").click()
    page.wait_for_function(
        "before => document.querySelector('.shakespeare-sheet-text').textContent !== before",
        arg=told([found], 3, 160)[0],
    )
    assert box.locator(".is-new").count() == 0


def test_the_sliders_follow_the_seed_and_the_dials_above(opened):
    page = opened()
    box = tool(page, "sliders")
    shows(sheets(box).nth(1), told([drawn(NAME, 1)], 1, 160)[0])
    text_page.set_seed(page, 12)
    shows(sheets(box).nth(1), told([drawn(NAME, 12)], 12, 160)[0])
    turn(page, "temperature", 0)
    shows(sheets(box).nth(1), told([drawn(NAME, 12)], 12, 160, temperature=0)[0])


def test_all_back_is_the_seeds_own_z_again_above_too(opened):
    page = opened(LARGE, seed=3)
    box, code = tool(page, "sliders"), drawn(LARGE, 3)
    box.get_by_role("button", name=f"All {LATENTS} latents").click()
    first = text_page.text(page)
    shows(sheets(box).nth(1), told([code], 3, 160, name=LARGE)[0])
    for at in (0, LATENTS - 1):
        move(page, box, at, 2.2)
    page.wait_for_function(f"{VIEWER}.moved")
    whole(page)
    box.get_by_role("button", name="All back").click()
    page.wait_for_function(f"!{VIEWER}.moved")
    whole(page)
    assert text_page.text(page) == first
    assert page.evaluate(f"Array.from({VIEWER}.latents())") == pytest.approx(code)
    expect(page.locator(".shakespeare-told .shakespeare-from")).to_have_text("Seed 3")
    expect(box.get_by_role("button", name="All back")).to_be_disabled()
    expect(box.locator(".is-moved")).to_have_count(0)


def test_more_latents_than_eight_are_shown_on_demand(opened):
    page = opened(LARGE, fresh=True)
    box = tool(page, "sliders")
    expect(box.locator(".shakespeare-slider:visible")).to_have_count(8)
    box.get_by_role("button", name=f"All {LATENTS} latents").click()
    expect(box.locator(".shakespeare-slider:visible")).to_have_count(LATENTS)
    box.get_by_role("button", name="Only the first 8").click()
    expect(box.locator(".shakespeare-slider:visible")).to_have_count(8)


# ---- a passage of one's own
DRAWS = "[...document.querySelectorAll('.shakespeare-three .shakespeare-sheet-text')]"


def type_passage(page, box, text: str) -> None:
    box.get_by_label("A passage").fill(text)


@pytest.mark.parametrize("name", [NAME, SPEECHES])
def test_a_passage_is_read_coded_and_written_again(opened, name):
    page = opened(name)
    box = tool(page, "passage")
    type_passage(page, box, PASSAGE)
    answer = what_is_read(PASSAGE, name)
    mean = answer["latents"]["mean"]
    main = box.locator(".shakespeare-pair .shakespeare-sheet-text")
    shows(main.nth(0), PASSAGE)
    shows(main.nth(1), told([mean], 1, len(PASSAGE), name=name, **CAREFUL)[0])
    expect(box.locator(".shakespeare-small").first).to_have_text(f"{len(PASSAGE)} characters, of at most 256.")
    far = sorted(range(8), key=lambda at: -abs(mean[at]))[:5]
    expect(box.locator(".shakespeare-code span")).to_have_count(len(mean))
    expect(box.locator(".shakespeare-code .is-far")).to_have_count(5)
    named = ", ".join(f"z{at} = {mean[at]:.2f}" for at in far).replace("-", "−")
    expect(box.locator(".shakespeare-code").locator("+ p")).to_contain_text(named)
    expect(box.locator(".shakespeare-code").locator("+ p")).to_contain_text(f"{sum(answer['latents']['kl']):.1f} nats")
    expect(box.locator(".shakespeare-nats b")).to_have_text([f"{answer['nats'][key]:.2f}" for key in ("own", "prior")])
    lines = neighbours({"model": name, "latents": mean, "count": 8})["lines"]
    expect(box.locator(".shakespeare-near")).to_have_text([line["text"] for line in lines])


def test_resampling_draws_other_codes_of_the_same_posterior(opened):
    page = opened()
    box = tool(page, "passage")
    type_passage(page, box, PASSAGE)
    shows(box.locator(".shakespeare-pair .shakespeare-sheet-text").nth(0), PASSAGE)
    draws = box.locator(".shakespeare-three .shakespeare-sheet-text")
    page.wait_for_function(f"{DRAWS}.every(it => it.textContent)")
    settle(page)
    first = draws.all_text_contents()
    assert len({*first}) == 3
    box.get_by_role("button", name="Resample").click()
    page.wait_for_function(
        f"first => {DRAWS}.every((it, at) => it.textContent !== first[at])",
        arg=first,
    )


def test_a_neighbour_is_read_in_turn_and_hostile_text_stays_text(opened):
    page = opened()
    box = tool(page, "passage")
    type_passage(page, box, text_models.HOSTILE)
    expect(box.locator(".shakespeare-small").first).to_contain_text(
        "Left out, because this model does not know them: <"
    )
    expect(box.locator(".shakespeare-near").first).to_be_visible()
    hostile = box.locator(".shakespeare-near", has_text="onerror")
    expect(hostile).to_have_text(text_models.HOSTILE)
    hostile.click()
    expect(box.get_by_label("A passage")).to_have_value(text_models.HOSTILE)
    other = box.locator(".shakespeare-near").filter(has_not_text="onerror").first
    line = other.text_content()
    other.click()
    expect(box.get_by_label("A passage")).to_have_value(line)
    shows(box.locator(".shakespeare-pair .shakespeare-sheet-text").nth(0), line)
    assert page.locator(".shakespeare-tools img").count() == 0


def test_how_a_passage_is_read_is_said(opened):
    page = opened(fresh=True)
    box = tool(page, "passage")
    shows(box.locator(".shakespeare-pair .shakespeare-sheet-text").nth(0), EXAMPLES[4])
    for typed, said in (
        ("", "Type a line or two, or choose an example."),
        ("Cæsar’s “crown” — ☃", "Read as plain letters and signs: æ ’ “ ” — · Left out, because this model does not"),
        ("  \n ", "Type a line or two, or choose an example."),
        ("x" * 300, "The first 256 of 300 characters are read."),
        ("שלום 🙂", "It could not be read; the message at the bottom of the page says why."),
    ):
        type_passage(page, box, typed)
        expect(box.locator(".shakespeare-small").first).to_contain_text(said)
        expect(box.locator(".shakespeare-found")).to_be_visible(visible=bool(typed.strip()))
    expect(page.locator(text_page.STATUS)).to_contain_text("no character that this model knows")


def test_examples_and_what_is_written_can_be_taken(opened):
    page = opened()
    box = tool(page, "passage")
    examples = box.get_by_role("group", name="Example passages")
    examples.get_by_role("button", name="Now is the winter of our discontent").click()
    expect(box.get_by_label("A passage")).to_have_value(EXAMPLES[5])
    box.get_by_role("button", name="Take what is written above").click()
    expect(box.get_by_label("A passage")).to_have_value(view(page, "text()").strip())
    shows(box.locator(".shakespeare-pair .shakespeare-sheet-text").nth(0), view(page, "text()").strip())
    box.get_by_role("button", name="Write above from this code").click()
    page.wait_for_function(f"{VIEWER}.moved")
    mean = what_is_read(view(page, "text()").strip())["latents"]["mean"]
    whole(page)
    assert view(page, "moved")
    expect(page.locator(".shakespeare-told .shakespeare-from")).to_contain_text("the code of your passage")
    assert len(mean) == 8


def test_a_silent_server_is_said_and_the_next_passage_is_read(opened):
    page = opened()
    box = tool(page, "passage")
    type_passage(page, box, EXAMPLES[4])
    shows(box.locator(".shakespeare-pair .shakespeare-sheet-text").nth(0), EXAMPLES[4])
    with text_page.answered(page, "read", [{"error": "Out of breath."}]):
        type_passage(page, box, "My lord")
        expect(page.locator(text_page.STATUS)).to_have_text("Out of breath.")
    type_passage(page, box, "My lord!")
    shows(box.locator(".shakespeare-pair .shakespeare-sheet-text").nth(0), "My lord!")
