"""Morph, and whether a model uses its latent, in a real browser; and which tools a model has."""

import re

import pytest
import text_models
import text_page
import text_tools
import torch
from playwright.sync_api import expect
from text_page import VIEWER, drawn
from text_tools import CAREFUL, LARGE, LATENTS, NAME, PASSAGE, TOOLS, sheets, shows, told, tool, what_is_read
from waiting import held_back, until

from tabs.shakespeare.following import following
from zoo.models import noise


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory):
    yield from text_tools.tab_with_tools(serve, tmp_path_factory)


@pytest.fixture
def opened(new_page, url):
    """``opened(model, size)`` -> a page; fails on any error in it."""
    yield from text_page.opening(new_page, url)


# ---- morph
FEWEST = 20  # characters before a line's end counts


def first_line(text: str) -> str:
    """What is shown of a text where one line is wanted."""
    end = text.find("\n", len(text) - len(text.lstrip()) + FEWEST)
    return (text[:end] if end >= 0 else re.sub(r"\s\S*$", "", text)).strip()


def steps(box):
    return box.locator(".shakespeare-step")


def test_a_morph_leads_from_one_passage_to_the_other(opened):
    page = opened()
    box = tool(page, "morph")
    box.get_by_label("Passage A").fill("What news abroad?")
    box.get_by_label("Passage B").fill(PASSAGE)
    a, b = (what_is_read(text)["latents"]["mean"] for text in ("What news abroad?", PASSAGE))
    wanted = [first_line(text) for text in told([a, b], 1, 90, **CAREFUL)]
    shows(sheets(box).last, wanted[1])
    shows(sheets(box).first, wanted[0])
    expect(steps(box).locator("b")).to_have_text(["A", "17 %", "33 %", "50 %", "67 %", "83 %", "B"])
    between = noise.slerp(torch.tensor(a), torch.tensor(b), torch.tensor([0.5]))[0].tolist()
    shows(sheets(box).nth(3), first_line(told([between], 1, 90, **CAREFUL)[0]))
    assert steps(box).first.locator(".is-new").count() == 0 and steps(box).locator(".is-new").count() > 0
    box.get_by_role("button", name="5", exact=True).click()
    expect(steps(box)).to_have_count(5)
    box.get_by_role("button", name="a few lines").click()
    shows(sheets(box).first, told([a], 1, 200, **CAREFUL)[0].strip())


def test_ends_may_come_from_seeds(opened):
    page = opened(fresh=True)
    box = tool(page, "morph")
    for at, (name, seed) in enumerate((("A", 5), ("B", 6))):
        box.get_by_role("button", name="from a seed").nth(at).click()
        box.get_by_label(f"seed of {name}").fill(str(seed))
    wanted = [first_line(text) for text in told([drawn(NAME, 5), drawn(NAME, 6)], 1, 90, **CAREFUL)]
    shows(sheets(box).first, wanted[0])
    shows(sheets(box).last, wanted[1])
    box.get_by_label("seed of B").fill("-3")
    expect(box.get_by_text("The seed is a whole number from 0 to 4294967295.")).to_be_visible()


def test_a_morph_plays_and_is_taken_along(opened):
    page = opened(fresh=True)
    box = tool(page, "morph")
    expect(steps(box)).to_have_count(7)
    slider = box.get_by_label("Step on the way from A to B")
    slider.fill("3")
    expect(steps(box).nth(3)).to_have_class(re.compile("is-here"))
    box.get_by_role("button", name="Play").click()
    expect(steps(box).nth(6)).to_have_class(re.compile("is-ahead"))
    expect(slider).to_have_value("4", timeout=10_000)
    box.get_by_role("button", name="Pause").click()
    expect(box.locator(".is-ahead")).to_have_count(0)
    with page.expect_download() as download:
        box.get_by_role("button", name="Save as text").click()
    with open(download.value.path(), encoding="utf-8") as file:
        saved = file.read()
    assert download.value.suggested_filename == "shakespeare-vae-morph.txt"
    for place, text in zip(steps(box).locator("b").all_text_contents(), sheets(box).all_text_contents(), strict=True):
        assert f"{place}\n{text}\n" in saved
    box.get_by_role("button", name="Copy").click()
    expect(page.locator(text_page.STATUS)).to_have_text("Copied.")


def test_an_end_that_is_empty_or_late_leaves_the_way_as_it_was(opened):
    page = opened(fresh=True)
    box = tool(page, "morph")
    expect(steps(box)).to_have_count(7)
    before = sheets(box).all_text_contents()
    box.get_by_label("Passage A").fill("")
    expect(box.get_by_text("Type a line for A.")).to_be_visible()
    assert sheets(box).all_text_contents() == before
    with held_back(page, "read") as waiting:
        box.get_by_label("Passage A").fill("late")
        until(page, lambda: len(waiting) == 1)
        box.get_by_label("Passage A").fill("O, what a rogue!")
        until(page, lambda: len(waiting) == 2)
    mean = what_is_read("O, what a rogue!")["latents"]["mean"]
    shows(sheets(box).first, first_line(told([mean], 1, 90, **CAREFUL)[0]))


# ---- which tools there are
def test_a_model_without_codes_has_one_tool_in_which_the_next_piece_is_chosen(opened):
    page = opened("shakespeare-words")
    expect(page.locator(".shakespeare-tabs [role=tab]")).to_have_text(["Choose the next piece"])
    box = page.locator(".shakespeare-tool-next")
    box.scroll_into_view_if_needed()
    asked = {"model": "shakespeare-words", "opening": "king", "count": 10}
    found = following(asked)
    names = box.locator("tbody th")
    expect(names).to_have_text([*(each["text"] for each in found["pieces"]), "all others"])
    expect(box.locator("thead th")).to_have_text(["next word", "after the last word", "after no word"])
    shares = [f"{100 * share:.1f} %" for share in found["pieces"][3]["shares"]]
    expect(box.locator("tbody tr").nth(3).locator("td span")).to_have_text(shares)
    names.nth(3).get_by_role("button").click()
    found = following(asked | {"so_far": [found["pieces"][3]["token"]]})
    expect(box.locator(".shakespeare-stands")).to_have_text(found["text"], use_inner_text=True)
    expect(names).to_have_text([*(each["text"] for each in found["pieces"]), "all others"])
    expect(names.first.get_by_role("button")).to_be_focused()
    box.get_by_role("button", name="Take one back").click()
    expect(box.locator(".shakespeare-stands")).to_have_text("king")


def test_a_record_without_weights_shows_its_figures_only(opened):
    page = opened(text_models.RECORD, ready=False)
    expect(page.locator(".shakespeare-tabs [role=tab]")).to_have_text([TOOLS["use"]])
    box = tool(page, "use")
    expect(box.locator(".shakespeare-figures")).to_be_visible()
    expect(box.get_by_role("button", name="Again with other codes")).to_be_hidden()


def test_another_model_takes_the_tools_over(opened):
    page = opened()
    box = tool(page, "sliders")
    shows(sheets(box).nth(1), told([drawn(NAME, 1)], 1, 160)[0])
    page.get_by_role("radio", name=f"Untrained {LARGE}", exact=True).check()
    page.wait_for_function(f"{VIEWER}.model.name === '{LARGE}'")
    shows(sheets(box).nth(1), told([drawn(LARGE, 1)], 1, 160, name=LARGE)[0])
    expect(box.locator(".shakespeare-slider")).to_have_count(LATENTS)


def test_each_tool_fits_a_phone_and_can_be_opened_by_a_link(opened):
    last = list(TOOLS)[-1]
    page = opened(size="phone", tool=last)
    expect(page.locator(f".shakespeare-tool-{last}")).to_be_visible()
    for name in TOOLS:
        box = tool(page, name)
        written = f"document.querySelectorAll('.shakespeare-tool-{name} .shakespeare-sheet-text')"
        page.wait_for_function(f"[...{written}].every(it => it.textContent)")
        for _ in range(2):
            page.evaluate("scrollTo(500, scrollY)")
            assert page.evaluate("[scrollX, document.documentElement.scrollWidth]") == [0, 390], name
        assert box.locator(".zoo-tool-lead").text_content().count(". ") in (1, 2)  # two or three sentences
