"""Pasting into the attention calculator in a real browser: what is read, what is refused, and how it is taken back."""

import pytest
from attention_page import cell, heat, paste_into, watched
from playwright.sync_api import expect

from tabs.attention import tab as attention

MATRIX = r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \\ 1 & 1 \end{pmatrix}"


@pytest.fixture(scope="module")
def url(serve):
    return serve(attention.build)


@pytest.fixture
def page(new_page, url):
    """The calculator on a desktop."""
    yield from watched(new_page, url)


def test_pasting_a_matrix_and_taking_it_back(page):
    paste_into(page, "V", MATRIX)
    expect(page.locator("#attention-status")).to_contain_text("Pasted V (3 × 2).")
    expect(heat(page, "output", 0, 1)).to_have_text("0.7881")
    expect(heat(page, "output", 0, 2)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(heat(page, "output", 0, 2)).to_have_text("0.3179")


def test_pasting_from_a_spreadsheet_into_a_cell(page):
    cell(page, "V", 2, 1).focus()
    page.evaluate("navigator.clipboard.writeText('1\\t2\\n3\\t4\\n5\\t6')")
    page.keyboard.press("Control+V")
    expect(cell(page, "V", 3, 2)).to_have_value("6")
    expect(page.locator("[data-matrix=V] .attention-shape")).to_have_text("3 × 2")


def test_a_decimal_comma_goes_into_its_one_cell(page):
    cell(page, "Q", 1, 1).focus()
    page.evaluate("navigator.clipboard.writeText('0,5')")
    page.keyboard.press("Control+V")
    expect(cell(page, "Q", 1, 1)).to_have_value("0.5")
    expect(page.locator("#attention-status")).to_contain_text("0,5 as 0.5")
    expect(page.locator("[data-matrix=Q] .attention-shape")).to_have_text("3 × 4")


def test_pasting_what_cannot_be_read_changes_nothing(page):
    paste_into(page, "K", "1, 2\n3")
    error = page.locator("[data-matrix=K] .attention-paste-error")
    expect(error).to_contain_text("K, row 2 has 1 number, but row 1 has 2: all rows must be equally long. Nothing was")
    expect(error).to_contain_text("NumPy")
    expect(cell(page, "K", 3, 4)).to_have_value("-1")
    text = page.get_by_label("Text to read as K")
    expect(text).to_be_focused()
    cell(page, "Q", 1, 1).fill("5")
    expect(heat(page, "scores", 0, 0)).to_have_text("5")
    expect(error).to_be_visible()  # as long as the text is there
    expect(text).to_have_attribute("aria-invalid", "true")
    text.fill("1, 2\n3, 4")
    expect(error).to_be_hidden()
    page.get_by_role("button", name="Read into K").click()
    expect(text).to_be_hidden()
    page.locator("[data-matrix=K]").get_by_role("button", name="Paste text").click()
    expect(text).to_have_value("")


def test_what_cannot_be_computed_can_be_taken_back(page):
    status = page.locator("#attention-status")
    for typed in (cell(page, "K", 2, 3), page.get_by_label("Temperature as a number")):
        before = typed.input_value()
        typed.fill("hot")
        expect(status).to_contain_text("“hot”")
        expect(typed).to_have_attribute("aria-invalid", "true")
        status.get_by_role("button", name="Undo").click()
        expect(status).to_be_hidden()
        expect(typed).to_have_value(before)
        expect(typed).not_to_have_attribute("aria-invalid", "true")


EVERYTHING = """Q = {'the': [1, 0], 'cat': [0, 1]}
K = [[1, 2],  # keys
     [3, 4]]
V = [[1/4, 0], [0, 1]]
mask = [[1, 0], [1, 1]]
d_k = 2"""


def test_a_text_with_everything_fills_everything(page):
    paste_into(page, "V", EVERYTHING)
    expect(page.locator("#attention-status")).to_contain_text("Pasted Q (2 × 2), K (2 × 2), V (2 × 2), a mask.")
    expect(page.locator("#attention-status")).to_contain_text("Left out: “d_k = 2”")
    expect(cell(page, "V", 1, 1)).to_have_value("0.25")
    expect(page.locator("[data-matrix=Q] .attention-grid-label").nth(1)).to_have_text("q₂ cat")
    expect(heat(page, "masked", 0, 1)).to_have_text("−∞")
    expect(page.get_by_role("radio", name="custom")).to_be_checked()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("radio", name="none")).to_be_checked()
    expect(page.locator("[data-matrix=Q] .attention-grid-label").nth(1)).to_have_text("q₂")


def test_a_pasted_mask_must_fit(page):
    page.get_by_role("button", name="Paste a mask").click()
    page.get_by_label("Text to read as mask").fill("[[1, 0], [1, 1]]")
    page.get_by_role("button", name="Read into mask").click()
    error = page.locator(".attention-mask-paste .attention-paste-error")
    expect(error).to_contain_text("The mask is 2 × 2, but these Q and K need 3 × 3. Nothing was pasted.")
    expect(page.get_by_role("radio", name="none")).to_be_checked()
    page.get_by_label("Text to read as mask").fill("0 -inf -inf\n0 0 -inf\n0 0 0")
    page.get_by_role("button", name="Read into mask").click()
    expect(heat(page, "masked", 0, 1)).to_have_text("−∞")
    expect(heat(page, "masked", 2, 2)).not_to_have_text("−∞")


def test_what_a_grid_does_not_show_is_said(page):
    more = page.locator("[data-matrix=V] .attention-grid-more")
    expect(more).to_be_empty()
    paste_into(page, "V", "\n".join(["\t".join(["1"] * 40)] * 3))
    expect(more).to_contain_text("columns 1 to")
    expect(more).to_contain_text("of 40. Scroll for the others.")
    page.locator("[data-matrix=V] .attention-grid").evaluate("box => box.scrollTo(10_000, 0)")
    expect(more).to_contain_text("to 40 of 40")
