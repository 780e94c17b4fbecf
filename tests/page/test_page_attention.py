"""The attention calculator in a real browser: typing, choosing, copying, with mouse, keyboard and phone."""

import re

import pytest
from attention_page import cell, choose, heat, paste_into, spill, visit, watched
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


def test_sentence_mode(page):
    page.get_by_role("button", name="With a sentence").click()
    expect(page.locator(".attention-head")).to_have_count(4)
    expect(page.locator(".attention-random")).to_contain_text("These embeddings are random")
    page.get_by_label("Sentence", exact=True).fill("Ein Löwe, <b>ein</b> ${1+1} Wort")
    expect(page.locator(".attention-token-count")).to_contain_text("Löwe")
    expect(page.locator(".attention-token-count")).to_contain_text("$ · { · 1 · +")
    page.get_by_role("slider", name="heads").fill("8")
    expect(page.locator(".attention-head")).to_have_count(8)
    page.get_by_role("button", name="Head 3").click()
    expect(page.locator(".attention-head-name")).to_contain_text("Head 3")
    page.get_by_label("Sentence", exact=True).fill("a " * 65)
    status = page.locator(".attention-sentence-status")
    expect(status).to_contain_text("65 tokens; at most 64")
    expect(status).to_have_class(re.compile("is-error"))
    expect(page.locator(".attention-token-count")).to_be_empty()
    expect(page.locator(".attention-sentence .zoo-card").last).to_have_css("opacity", "0.5")
    expect(page.locator(".attention-head")).to_have_count(8)


def test_a_heads_numbers_open_in_the_calculator(page):
    page.get_by_role("button", name="With a sentence").click()
    page.get_by_role("button", name="See the numbers of head 1").click()
    expect(page.locator("[data-matrix=Q] .attention-shape")).to_have_text("12 × 16")
    expect(page.locator(".attention-about")).to_contain_text("Head 1 of the sentence")
    expect(page.locator("[data-matrix=K] .attention-grid-label").nth(1)).to_have_text("k₂ animal")
    expect(page.locator("[data-step=weights] .attention-grid-column").nth(2)).to_have_text("k₃ didn't")
    expect(page.locator("[data-step=output] .attention-grid-label").first).to_have_text("o₁ The")
    expect(page.locator(".attention-why-title")).to_contain_text("q₁ The on k₅ the")
    page.get_by_role("button", name="Add a row to Q").click()
    expect(page.locator("[data-matrix=Q] .attention-shape")).to_have_text("13 × 16")


def test_twelve_words_fit_and_their_weights_are_percentages(page):
    page.get_by_role("button", name="With a sentence").click()
    expect(page.locator(".attention-head")).to_have_count(4)
    grid = page.locator(".attention-sentence-heat")
    assert grid.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    expect(page.locator(".attention-sentence-heat ~ .attention-grid-more")).to_be_empty()
    for head in ("Head 1", "Head 2", "Head 3", "Head 4"):
        page.get_by_role("button", name=head, exact=True).click()
        shown = page.locator(".attention-sentence .zoo-card").last.inner_text()
        assert "e-" not in shown and "\u00a0%" in shown


@pytest.mark.parametrize("mode", ["With numbers", "With a sentence"])
def test_phone(new_page, url, mode):
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit(page, url)
    page.get_by_role("button", name=mode).click()
    if mode == "With numbers":
        choose(page, "Needle")
        expect(heat(page, "weights", 0, 3)).to_have_text("0.9977")
        cell(page, "Q", 1, 1).fill("0")
        expect(heat(page, "scores", 0, 3)).to_have_text("11")
    else:
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


def test_several_heads_follow_every_number_and_their_link_brings_them_back(page):
    page.get_by_role("button", name="Several heads").click()
    weight = page.get_by_label("weights of head 1, barks, dog", exact=False)
    expect(weight).to_have_text("0.8943")
    page.get_by_label("W_Q of head 1, row 2, column 1").fill("0")
    expect(weight).to_have_text("0.3333")
    page.get_by_label("weights of head 2, barks, loudly", exact=False).click()
    expect(page.locator(".attention-several-why")).to_contain_text("“barks” comes to give “loudly” 0.8943")
    page.get_by_label("W_V of head 2, row 1, column 2").fill("one")
    status = page.locator(".attention-several-status")
    expect(status).to_contain_text("W_V of head 2, row 1, column 2 is “one”")
    expect(page.locator(".attention-several [aria-invalid]")).to_have_count(1)
    expect(weight).to_have_text("0.3333")  # the last good numbers stay
    page.get_by_role("button", name="Less: token", exact=True).click()
    page.get_by_label("W_V of head 2, row 1, column 2").fill("0.25")
    expect(page.get_by_label("V, dog, 2", exact=False)).to_have_text("0.75")
    page.goto(page.locator(".attention-link input").input_value())
    expect(page.get_by_label("W_V of head 2, row 1, column 2")).to_be_hidden()
    page.get_by_role("button", name="head 2", exact=True).click()
    expect(page.get_by_label("W_V of head 2, row 1, column 2")).to_have_value("0.25")
    assert spill(page) <= 0


def test_positions_are_waves_and_turned_pairs(page):
    page.get_by_role("button", name="Positions", exact=True).click()
    page.get_by_label("position 3, number 4:", exact=False).click()
    expect(page.locator(".attention-places-lines")).to_contain_text("0.2955")
    score = page.locator(".attention-turn-lines .attention-line").last
    expect(score).to_contain_text("0.3660")
    for name in ("query", "key"):
        page.get_by_label(f"More: position of the {name}").click()
    expect(page.locator(".attention-turn-lines .attention-line").first).to_contain_text("cos(2)")
    expect(score).to_contain_text("0.3660")
    page.get_by_label("k, number 2").fill("")
    expect(page.locator(".attention-positions-status")).to_contain_text("k, row 1, column 2 is empty")


def test_numbers_and_a_sentence_come_back_by_their_links(page):
    page.get_by_role("radio", name="causal", exact=True).check()
    cell(page, "Q", 1, 1).fill("1.5")
    link = page.locator(".attention-link input")
    expect(link).to_have_value(re.compile(r"mode=numbers&q=1.5,0,1,0%3B.*&mask=causal"))
    page.goto(link.input_value())
    expect(cell(page, "Q", 1, 1)).to_have_value("1.5")
    expect(page.get_by_role("radio", name="causal", exact=True)).to_be_checked()
    expect(heat(page, "masked", 0, 1)).to_have_class(re.compile("is-hidden"))
    page.get_by_role("button", name="With a sentence").click()
    page.locator("[name=attention-text]").fill("to be or not")
    page.locator(".attention-head").nth(2).click()
    expect(link).to_have_value(re.compile(r"mode=sentence&source=random&text=to\+be\+or\+not.*&head=3$"))
    page.goto(link.input_value())
    expect(page.locator("[name=attention-text]")).to_have_value("to be or not")
    expect(page.locator(".attention-head-name")).to_have_text("Head 3: what each token looks at")
