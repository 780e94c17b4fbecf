"""Answers to sliders and passages that come late, in a real browser: what is shown is what was wanted last."""

import pytest
import text_page
import text_tools
from playwright.sync_api import expect
from test_page_shakespeare_tools import DRAWS, move, type_passage, with_latent
from text_page import drawn, turn
from text_tools import NAME, PASSAGE, sheets, shows, told, tool
from waiting import asks, let_go, settle, until


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory):
    yield from text_tools.tab_with_tools(serve, tmp_path_factory)


@pytest.fixture
def opened(new_page, url):
    """``opened(model, size)`` -> a page; fails on any error in it."""
    yield from text_page.opening(new_page, url)


def answer_next(page, waiting: list) -> None:
    """Answer a request that was held back."""
    until(page, lambda: waiting)
    let_go(page, waiting.pop(0))
    settle(page)


def holding(page, name: str) -> list:
    """The requests of a server function from now on, each to be answered by ``answer_next``."""
    waiting = []
    page.route("**/component_server/", lambda it: waiting.append(it) if asks(it.request, name) else it.fallback())
    return waiting


def test_an_answer_to_dials_of_before_is_dropped(opened):
    page = opened(seed=3)
    box, code = tool(page, "sliders"), drawn(NAME, 3)
    shows(sheets(box).nth(1), told([code], 3, 160)[0])
    waiting = holding(page, "texts")
    move(page, box, 0, 2.4)
    until(page, lambda: waiting)
    turn(page, "temperature", 0.2)  # while the text of the slider is under way
    answer_next(page, waiting)
    assert box.locator(".shakespeare-sheet.is-stale").count() == 2
    answer_next(page, waiting)
    moved = with_latent(code, 7, 2.4)
    shows(sheets(box).nth(0), told([code], 3, 160, temperature=0.2)[0])
    shows(sheets(box).nth(1), told([moved], 3, 160, temperature=0.2)[0])
    expect(box.locator(".shakespeare-sheet.is-stale")).to_have_count(0)


def test_a_text_of_where_the_slider_was_is_pale_and_not_explained(opened):
    page = opened(seed=3)
    box, code = tool(page, "sliders"), drawn(NAME, 3)
    shows(sheets(box).nth(1), told([code], 3, 160)[0])
    waiting = holding(page, "texts")
    move(page, box, 0, 2.4)
    until(page, lambda: waiting)
    move(page, box, 0, -2.4)
    answer_next(page, waiting)
    expect(box.locator(".shakespeare-sheet.is-main.is-stale")).to_have_count(1)
    expect(box.locator(".shakespeare-reading")).to_contain_text("Move a slider to see what changes")
    answer_next(page, waiting)
    shows(sheets(box).nth(1), told([with_latent(code, 7, -2.4)], 3, 160)[0])
    expect(box.locator(".shakespeare-sheet.is-stale")).to_have_count(0)
    expect(box.locator(".shakespeare-reading")).to_contain_text("The random numbers were the same")


def test_of_several_resamples_the_last_is_shown_and_the_others_are_not_asked_for(opened):
    page = opened()
    box = tool(page, "passage")
    type_passage(page, box, PASSAGE)
    shows(box.locator(".shakespeare-pair .shakespeare-sheet-text").nth(0), PASSAGE)
    page.wait_for_function(f"{DRAWS}.every(it => it.textContent)")
    settle(page)
    expect(box.locator(".shakespeare-sheet.is-stale")).to_have_count(0)
    before = box.locator(".shakespeare-three .shakespeare-sheet-text").all_text_contents()
    waiting, asked = holding(page, "texts"), []
    page.on("request", lambda it: asked.append(it.post_data_json["data"]["seed"]) if asks(it, "texts") else None)
    for _ in range(4):
        box.get_by_role("button", name="Resample").click()
    answer_next(page, waiting)
    assert box.locator(".shakespeare-three .shakespeare-sheet-text").all_text_contents() == before
    answer_next(page, waiting)
    expect(box.locator(".shakespeare-sheet.is-stale")).to_have_count(0)
    assert asked == [4, 13]  # three draws each: the first, which was under way, and the last
