"""The VAE tab in a real browser: answers that come late, after the visitor went on to something else."""

import pytest
import vae_page
from playwright.sync_api import expect
from vae_page import (
    AE_32,
    PIXELS,
    VAE_2,
    VIEWER,
    choose,
    code,
    open_tool,
    shows_its_code,
    tab_with_every_kind,
    wait_for_other_code,
    wait_until_encoded,
)
from waiting import SERVER, asks, enter, held_back, pause, settle, until


@pytest.fixture(scope="module")
def site(serve, drawn, tmp_path_factory):
    """URL of the tab over trained models with plane and points, and untrained ones of the other kinds."""
    yield from tab_with_every_kind(serve, drawn, tmp_path_factory)


@pytest.fixture
def open_page(new_page, site):
    yield from vae_page.opening(new_page, site)


def put(page, values: list[float]) -> None:
    page.evaluate(f"code => {VIEWER}.set(code, {{ glide: false }})", values)
    settle(page)


def test_no_code_of_one_model_is_decoded_by_the_next(open_page):
    page = open_page(query="model=vae-20", fresh=True)
    page.evaluate("delete window.WebAssembly")  # so that the server decodes
    for name, length in (("conv-vae", 3), ("vq-vae", 49)):
        choose(page, f"Untrained {name}", name)
        page.wait_for_function(f"{VIEWER}.digit()?.answer.code.length === {length}")
        with held_back(page, "decode_many") as waiting:
            put(page, [1.0] * length)
            until(page, lambda: waiting)
            put(page, [2.0] * length)  # waits for the answer to the first
            choose(page, *VAE_2)
            page.wait_for_function(f"{VIEWER}.digit()?.answer.code.length === 2")
            settle(page)
        assert shows_its_code(page)
        expect(page.locator(".vae-status")).to_be_empty()
        assert page.evaluate(f"{VIEWER}.decode([{[1.0] * length}])") is None  # too long a code: no picture of it


def test_a_hand_on_a_slider_does_not_undo_the_digit_that_is_being_encoded(open_page, drawn):
    page = open_page(query="model=vae-20")
    page.wait_for_function(f"{VIEWER}.digit()")
    with held_back(page, "encode") as waiting:
        page.get_by_label("test digit", exact=False).fill("7")
        until(page, lambda: waiting)
        page.locator(".vae-slider input").first.focus()
        page.keyboard.press("ArrowRight")
        moved = code(page)
    page.wait_for_function(f"{VIEWER}.digit().request.test === 7")
    settle(page)
    assert code(page) == moved
    assert shows_its_code(page)
    assert max(page.locator(".zoo-pad").evaluate(PIXELS)) > 200
    assert page.locator(".zoo-pad-label").inner_text() == f"labelled {drawn.test.labels[7]}"
    band = page.locator(".vae-band").first.get_attribute("title")
    index = int(page.locator(".vae-slider .vae-name").first.inner_text()[1:])
    assert f"{page.evaluate(f'{VIEWER}.digit().answer.code[{index}]'):.2f}" in band


def picker(page, label: str):
    return page.get_by_role("combobox", name=f"Take code {label} from")


def end(page, label: str) -> list[int]:
    return page.get_by_role("img", name=f"Code {label}", exact=True).evaluate(PIXELS)


def wait_for_end(page, label: str, before: list[int] | None = None) -> list[int]:
    """What is drawn at this end of the way, once it is a digit, and another one than ``before``."""
    until(page, lambda: max(drawn := end(page, label)) > 100 and drawn != before)
    return end(page, label)


def test_a_tool_that_is_left_keeps_what_was_picked_in_it(open_page):
    page = open_page(query="model=vae-20")
    page.wait_for_function(f"{VIEWER}.digit()")
    open_tool(page, "Morph")
    began = [wait_for_end(page, label) for label in "AB"]
    picker(page, "A").select_option("example 1")
    picked = wait_for_end(page, "A", began[0])
    open_tool(page, "Map")
    open_tool(page, "Morph")
    pause(page, 500)  # nothing is asked for anew
    assert [end(page, label) for label in "AB"] == [picked, began[1]]
    choose(page, *VAE_2)  # its codes are others
    assert wait_for_end(page, "A", picked) != began[0]


def test_what_is_picked_is_not_overwritten_by_an_earlier_answer(open_page):
    page = open_page(query="model=vae-20", fresh=True)
    page.wait_for_function(f"{VIEWER}.digit()")
    with held_back(page, "encode") as waiting:
        open_tool(page, "Morph")
        until(page, lambda: len(waiting) == 2)  # the examples that it begins with
        picker(page, "B").select_option("current")
        settle(page)
        picked = end(page, "B")
        assert max(picked) > 100
    settle(page)
    assert end(page, "B") == picked


def test_a_random_code_of_rectified_units_is_not_negative(open_page):
    page = open_page(query="model=vae-20")
    choose(page, *AE_32)
    drawn = page.evaluate(f"{VIEWER}.randomCode(3)")
    assert min(drawn) == 0 < max(drawn)


def test_the_notice_of_a_link_goes_with_its_model(open_page):
    page = open_page(query="model=vae-20&tool=no-such")
    expect(page.locator(".vae-notice")).not_to_be_empty()
    choose(page, *VAE_2)
    expect(page.locator(".vae-notice")).to_be_empty()


def test_the_note_beside_the_random_draw_is_about_the_model_in_view(open_page):
    page = open_page(query="model=vae-20")
    choose(page, *VAE_2)  # brings the plane, which has a note of its own
    choose(page, "Untrained vq-vae", "vq-vae")
    expect(page.locator(".vae-note")).to_contain_text("cell by cell")


def test_a_digit_that_was_not_read_says_so_and_is_tried_again(open_page):
    page = open_page(query="model=vae-20")
    message = page.locator(".zoo-pad-failed")
    before = code(page)
    broken = [True]  # the route stays: to take one off while a request is on its way is a race
    page.route(SERVER, lambda it: it.abort() if broken and asks(it.request, "encode") else it.fallback())
    page.get_by_role("button", name="Example drawing: 0").click()
    expect(message).to_contain_text("This digit was not read; everything else still shows what came before it.")
    assert code(page) == before
    broken.clear()
    message.get_by_role("button", name="Try again").click()
    wait_for_other_code(page, before)
    expect(message).to_be_hidden()
    assert shows_its_code(page)


def test_clear_leaves_no_number_of_a_test_digit(open_page):
    page = open_page(query="model=vae-20")
    field = page.get_by_label("test digit", exact=False)
    enter(field, "7")
    page.wait_for_function(f"{VIEWER}.digit()?.request.test === 7")
    page.get_by_role("button", name="Clear").click()
    expect(field).to_have_value("")
    expect(page.locator(".zoo-pad-label")).to_be_empty()
    page.get_by_role("button", name="Shuffle").click()
    page.wait_for_function(f"{VIEWER}.digit()?.request.test >= 0")
    assert int(field.input_value()) == page.evaluate(f"{VIEWER}.digit().request.test")


def test_a_link_brings_back_the_drawing_and_the_tool(open_page):
    page = open_page(query="model=vae-20")
    page.get_by_role("button", name="Clear").click()
    before = code(page)
    pad = page.locator(".zoo-pad")
    for x, y in ((90, 60), (150, 190)):
        pad.click(position={"x": x, "y": y})
    wait_for_other_code(page, before)
    wait_until_encoded(page)
    open_tool(page, "What it optimises")
    open_tool(page, "Save & share")
    field = page.get_by_label("Link to this digit")
    unmoved = field.input_value()
    page.locator(".vae-slider input").first.focus()
    page.keyboard.press("ArrowRight")
    field.scroll_into_view_if_needed()  # out of sight it is not kept up to date
    expect(field).not_to_have_value(unmoved)
    moved, seen, link = code(page), pad.evaluate(PIXELS), field.input_value()
    assert "drawing=" in link and "tool=loss" in link
    other = open_page(query=link.split("?")[1], fresh=True)
    other.wait_for_function(f"{VIEWER}.digit()")
    settle(other)
    assert code(other) == pytest.approx(moved, rel=1e-4, abs=1e-5)
    again = other.locator(".zoo-pad").evaluate(PIXELS)
    assert sum(abs(a - b) > 128 for a, b in zip(again, seen, strict=True)) < 60  # of 78,400 points: whole pixels
    expect(other.get_by_role("tab", name="What it optimises")).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="Example drawing: 4").click()
    page.wait_for_function("document.querySelector('.zoo-link').value.includes('digit=example-4')")
