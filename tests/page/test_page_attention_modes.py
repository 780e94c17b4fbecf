"""The attention calculator's other modes in a real browser: a sentence, several heads, positions, and their links."""

import re

import pytest
from attention_page import cell, heat, spill, visit, watched, with_random_heads
from playwright.sync_api import expect

from tabs.attention import tab as attention


@pytest.fixture(scope="module")
def url(serve):
    return serve(attention.build)


@pytest.fixture
def page(new_page, url):
    """The calculator on a desktop."""
    yield from watched(new_page, url)


def test_sentence_mode(page):
    with_random_heads(page)
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


def test_twelve_words_fit_their_weights_are_percentages_and_a_heads_numbers_open_in_the_calculator(page, url):
    visit(page, url)
    with_random_heads(page)
    expect(page.locator(".attention-head")).to_have_count(4)
    grid = page.locator(".attention-sentence-heat")
    assert grid.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    expect(page.locator(".attention-sentence-heat ~ .attention-grid-more")).to_be_empty()
    for head in ("Head 2", "Head 3", "Head 4", "Head 1"):
        page.get_by_role("button", name=head, exact=True).click()
        shown = page.locator(".attention-sentence .zoo-card").last.inner_text()
        assert "e-" not in shown and "\u00a0%" in shown
    page.get_by_role("button", name="See the numbers of head 1").click()
    expect(page.locator("[data-matrix=Q] .attention-shape")).to_have_text("12 × 16")
    expect(page.locator(".attention-about")).to_contain_text("Head 1 of the sentence")
    expect(page.locator("[data-matrix=K] .attention-grid-label").nth(1)).to_have_text("k₂ animal")
    expect(page.locator("[data-step=weights] .attention-grid-column").nth(2)).to_have_text("k₃ didn't")
    expect(page.locator("[data-step=output] .attention-grid-label").first).to_have_text("o₁ The")
    expect(page.locator(".attention-why-title")).to_contain_text("q₁ The on k₅ the")
    page.get_by_role("button", name="Add a row to Q").click()
    expect(page.locator("[data-matrix=Q] .attention-shape")).to_have_text("13 × 16")


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
    with_random_heads(page)
    page.locator("[name=attention-text]").fill("to be or not")
    page.locator(".attention-head").nth(2).click()
    expect(link).to_have_value(re.compile(r"mode=sentence&source=random&text=to\+be\+or\+not.*&head=3$"))
    page.goto(link.input_value())
    expect(page.locator("[name=attention-text]")).to_have_value("to be or not")
    expect(page.locator(".attention-head-name")).to_have_text("Head 3: what each token looks at")
