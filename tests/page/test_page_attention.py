"""The attention calculator in a real browser: typing, choosing, copying, with mouse, keyboard and phone."""

import pytest
from attention_page import cell, choose, heat, paste_into, spill, visit, watched, with_random_heads
from playwright.sync_api import expect
from waiting import until

from tabs.attention import tab as attention


@pytest.fixture(scope="module")
def url(serve):
    return serve(attention.build)


@pytest.fixture
def page(new_page, url):
    """The calculator on a desktop."""
    yield from watched(new_page, url)


def test_typing_into_a_cell_changes_every_step(page):
    """q1 becomes [5, 0, 1, 0]: its scores are 5, 1 and 11, halved 2.5, 0.5 and 5.5.

    e^(-3) = 0.049787, e^(-5) = 0.006738 and e^0 = 1 (less the largest) sum to 1.056525: weights 0.0471, 0.0064, 0.9465;
    the output's first number is 0.0471 * 1 + 0.0064 * 0 + 0.9465 * 3 = 2.8866.
    """
    cell(page, "Q", 1, 1).fill("5")
    expect(heat(page, "scores", 0, 0)).to_have_text("5")
    expect(heat(page, "scaled", 0, 0)).to_have_text("2.5")
    expect(heat(page, "masked", 0, 0)).to_have_text("2.5")
    expect(heat(page, "weights", 0, 0)).to_have_text("0.0471")
    expect(heat(page, "output", 0, 0)).to_have_text("2.8866")
    expect(page.locator("[data-step=scores] .attention-line").first).to_contain_text("5·1")
    expect(page.locator(".attention-result")).to_contain_text("2.8866")


def test_a_wrong_cell_is_named_and_the_last_result_stays(page):
    cell(page, "K", 2, 3).fill("1x")
    status = page.locator("#attention-status")
    expect(status).to_contain_text("K, row 2, column 3 is “1x”, which is not a number.")
    expect(cell(page, "K", 2, 3)).to_have_attribute("aria-invalid", "true")
    expect(heat(page, "weights", 0, 2)).to_have_text("0.5761")
    cell(page, "K", 2, 3).fill("1")
    expect(status).to_be_hidden()
    expect(cell(page, "K", 2, 3)).not_to_have_attribute("aria-invalid", "true")


def test_a_long_number_with_two_typographic_minus_signs(page):
    cell(page, "Q", 1, 1).fill("−1.23456e−10")
    expect(heat(page, "scores", 0, 2)).to_have_text("1.0000")
    assert "NaN" not in page.locator(".attention-steps").inner_text()
    page.locator("[data-copy-step=scores]").click()
    expect(page.locator(".attention-copied p")).to_contain_text("copied")
    assert "NaN" not in page.get_by_label("Copied text").input_value()


def test_a_cell_of_a_stale_mask_does_nothing(page):
    page.get_by_role("radio", name="custom").check()
    expect(page.locator("[data-step=masked] .attention-line")).to_have_count(3)
    cell(page, "V", 1, 1).fill("x")
    expect(page.locator("#attention-status")).to_contain_text("V, row 1, column 1")
    page.get_by_role("button", name="Remove a row from Q").click()
    expect(page.locator("[data-matrix=Q] .attention-shape")).to_have_text("2 × 4")
    heat(page, "masked", 2, 0).click()
    cell(page, "V", 1, 1).fill("1")
    expect(page.locator("#attention-status")).to_be_hidden()
    expect(heat(page, "masked", 2, 0)).to_have_count(0)
    expect(heat(page, "masked", 1, 0)).not_to_have_text("−∞")


def test_the_copied_text_goes_when_it_is_out_of_date(page):
    for leave in (
        lambda: page.keyboard.press("Escape"),
        lambda: cell(page, "Q", 1, 1).fill("3"),
        lambda: page.get_by_role("button", name="With a sentence").click(),
    ):
        page.get_by_role("button", name="Copy as CSV").click()
        expect(page.locator(".attention-copied")).to_be_visible()
        leave()
        expect(page.locator(".attention-copied")).to_be_hidden()


def test_typing_leaves_the_example(page):
    expect(page.get_by_role("button", name="Three tokens", exact=True)).to_have_attribute("aria-pressed", "true")
    cell(page, "Q", 1, 1).fill("1E1")
    expect(page.get_by_role("button", name="Three tokens", exact=True)).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".attention-about")).to_be_empty()


def test_reading_cards_claim_nothing_about_other_matrices(page):
    choose(page, "The exercise")
    expect(page.locator(".attention-reading").first).to_contain_text("There is one key only")
    paste_into(page, "K", "[[1, 2, 3], [4, 5, 6]]")
    expect(page.locator(".attention-reading").first).not_to_contain_text("There is one key only")
    expect(page.locator("#attention-status")).not_to_contain_text("last result")


def test_sizes_that_do_not_fit_are_named(page):
    paste_into(page, "K", "[[1, 2], [3, 4], [5, 6]]")
    expect(page.locator("#attention-status")).to_contain_text("Q has width 4 and K has width 2")
    expect(heat(page, "weights", 0, 2)).to_have_text("0.5761")


def test_choosing_a_reading(page):
    choose(page, "The exercise")
    readings = page.locator(".attention-reading")
    expect(readings.nth(0)).to_contain_text("One token with 3 dimensions")
    expect(readings.nth(0)).to_contain_text("[0.6, 0.2, 0.9]")
    expect(readings.nth(1)).to_contain_text("3 tokens with 1 dimension each")
    expect(page.locator(".attention-steps")).to_be_hidden()
    readings.nth(1).click()
    expect(heat(page, "weights", 0, 0)).to_have_text("0.2397")
    expect(heat(page, "output", 2, 0)).to_have_text("0.5682")
    readings.nth(0).click()
    expect(heat(page, "weights", 0, 0)).to_have_text("1")
    expect(heat(page, "output", 0, 2)).to_have_text("0.9")


def test_rows_and_columns_grow_together_where_they_must(page):
    page.get_by_role("button", name="Add a row to K").click()
    page.get_by_role("button", name="Remove a column from Q").click()
    shapes = page.locator(".attention-shape")
    expect(shapes).to_have_text(["3 × 3", "4 × 3", "4 × 3"])
    expect(heat(page, "weights", 2, 3)).to_be_attached()


def test_masks_and_temperature(page):
    choose(page, "Causal")
    expect(heat(page, "masked", 0, 1)).to_have_text("−∞")
    expect(heat(page, "weights", 0, 0)).to_have_text("1")
    page.get_by_label("custom").check()
    heat(page, "masked", 0, 0).click()
    expect(page.locator(".attention-empty")).to_contain_text("q₁ may see no key at all")
    expect(heat(page, "output", 0, 0)).to_have_text("0")
    page.locator(".attention-masks").get_by_label("none").check()
    page.get_by_label("Temperature as a number").fill("0.01")
    expect(heat(page, "weights", 3, 3)).to_have_text("1")
    page.get_by_label("Temperature as a number").fill("0")
    expect(page.locator("#attention-status")).to_contain_text("The temperature must be a number above 0")


def test_padding_hides_a_whole_key(page):
    page.get_by_label("padding").check()
    expect(heat(page, "weights", 1, 2)).to_have_text("0")
    heat(page, "masked", 0, 0).click()
    expect(heat(page, "weights", 1, 0)).to_have_text("0")
    expect(heat(page, "weights", 1, 1)).to_have_text("1")


def test_a_weight_shows_where_it_comes_from(page):
    """k1 scores 1 with q1: 1/2 = 0.5, e^0.5 = 1.6487, of 7.7791 in all."""
    why = page.locator(".attention-why")
    expect(why).to_contain_text("q₁ on k₃ comes from: 0.5761")
    heat(page, "weights", 0, 0).hover()
    expect(why).to_contain_text("the weight of q₁ on k₁ comes from: 0.2119")
    expect(why).to_contain_text("1.6487")
    page.mouse.move(0, 0)
    expect(why).to_contain_text("q₁ on k₃")
    heat(page, "weights", 2, 1).focus()
    expect(why).to_contain_text("q₃ on k₂ comes from: 0.0777")


def clipboard(page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def test_copying_the_computation(page):
    for button, parts in (
        ("Copy as LaTeX", [r"\begin{align*}", "O = AV", "0.5761"]),
        ("Copy as NumPy code", ["import numpy as np", "output = weights @ V"]),
        ("Copy as CSV", ["weights,k1,k2,k3"]),
    ):
        page.get_by_role("button", name=button).click()
        expect(page.locator(".attention-copied p:visible")).to_contain_text("copied")
        until(page, lambda parts=parts: all(part in clipboard(page) for part in parts))
        expect(page.get_by_label("Copied text")).to_have_value(clipboard(page))
        page.keyboard.press("Escape")
        expect(page.locator(".attention-copied")).to_be_hidden()


def test_copying_one_step_as_latex(page):
    page.locator("[data-copy-step=scaled]").click()
    expect(page.locator(".attention-copied p")).to_contain_text("copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert r"\frac{ S }{ \sqrt{ d_{k} } }".replace(" ", "") in copied.replace(" ", "")
    assert copied.count("{") == copied.count("}") and "1.5" in copied


def test_keyboard_alone(page):
    """Cells by arrows, Enter and Tab; heat maps by arrows with one stop of the Tab key."""
    cell(page, "Q", 1, 1).focus()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "Q", 1, 2)).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell(page, "Q", 2, 2)).to_be_focused()
    page.keyboard.type("7")
    expect(heat(page, "scores", 1, 0)).to_have_text("7")
    page.keyboard.press("Tab")
    expect(cell(page, "Q", 2, 3)).to_be_focused()
    heat(page, "weights", 0, 0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    expect(heat(page, "weights", 1, 2)).to_be_focused()
    expect(page.locator(".attention-why-title")).to_contain_text("q₂ on k₃")
    expect(page.locator("[data-step=weights] .attention-heat [tabindex='0']")).to_have_count(1)
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_the_largest_size_keeps_few_cells_in_the_page(page):
    row = "\t".join(["0.1"] * 128)
    for matrix in "QKV":
        paste_into(page, matrix, "\n".join([row] * 64))
        expect(page.locator(f"[data-matrix={matrix}] .attention-shape")).to_have_text("64 × 128")
    expect(heat(page, "weights", 0, 0)).to_have_text("0.0156")
    assert page.locator(".attention-cell").count() < 6000
    heat(page, "weights", 0, 0).focus()
    page.keyboard.press("Control+End")
    expect(heat(page, "weights", 63, 63)).to_be_focused()
    assert spill(page) <= 0


def test_phone(new_page, url):
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit(page, url)
    choose(page, "Needle")
    expect(heat(page, "weights", 0, 3)).to_have_text("0.9977")
    cell(page, "Q", 1, 1).fill("0")
    expect(heat(page, "scores", 0, 3)).to_have_text("11")
    assert spill(page) <= 0
    with_random_heads(page)
    expect(page.locator(".attention-head")).to_have_count(4)
    assert spill(page) <= 0


def test_phone_errors_and_readings_are_in_sight(new_page, url):
    page = new_page(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    visit(page, url)
    cell(page, "Q", 1, 1).fill("x")
    expect(page.locator("#attention-status")).to_be_in_viewport(ratio=1)
    choose(page, "The exercise")
    expect(page.locator(".attention-reading code")).to_have_count(4)
    codes = page.locator(".attention-reading code").evaluate_all("all => all.map((x) => x.scrollWidth - x.clientWidth)")
    assert max(codes) <= 0
