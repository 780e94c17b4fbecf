"""Whose speech a text is to be, in a real browser: who speaks, in which play, and where a speech ends."""

import pytest
import text_page
from playwright.sync_api import expect
from text_page import VIEWER, answered, expected, link_of, seed_field, text, view, whole

SUBWORDS, SPEECHES = "shakespeare-lm-subwords", "shakespeare-vae-subwords"
WHOSE, SPEAKER = ".shakespeare-whose", ".shakespeare-whose [name=speaker]"


@pytest.fixture(scope="module")
def url(serve, untrained):
    yield from text_page.tab_of_untrained(serve, untrained)


@pytest.fixture
def opened(new_page, url):
    yield from text_page.opening(new_page, url)


def speaks(page, name: str) -> None:
    """Choose who speaks, in the case in which it was typed."""
    page.locator(SPEAKER).fill(name)
    page.locator(SPEAKER).press("Tab")


def told(page, **whose) -> None:
    """Wait until a text of these settings is whole."""
    page.wait_for_function(
        "whose => Object.entries(whose).every(([name, value]) => "
        f"{VIEWER}.whose[name] === value)", arg=whose,
    )  # fmt: skip
    whole(page)


def test_a_speech_is_of_whom_and_of_what_was_chosen(opened):
    page = opened(SPEECHES, "phone")
    expect(page.locator(f"{WHOSE} datalist option")).to_have_count(3)
    speaks(page, "hamlet")
    told(page, speaker="HAMLET")
    assert text(page) == expected(SPEECHES, 1, speaker="HAMLET") and text(page).startswith("HAMLET:\n")
    page.locator(f"{WHOSE} [name=play]").select_option("As You Like It")
    page.locator(f"{WHOSE} [name=genre]").select_option("tragedy")
    whose = {"speaker": "HAMLET", "play": "As You Like It", "genre": "tragedy"}
    told(page, **whose)
    assert text(page) == expected(SPEECHES, 1, **whose)
    link = link_of(page)
    assert {key: link[key] for key in whose} == whose
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    other = opened(SPEECHES, **whose, fresh=True)
    assert text(other) == text(page) and other.locator(SPEAKER).input_value() == "HAMLET"


def test_a_speaker_whom_the_model_does_not_know_is_refused(opened):
    page = opened(SPEECHES)
    before = text(page)
    speaks(page, "Batman")
    expect(page.locator(text_page.STATUS)).to_contain_text("knows no speaker of this name")
    expect(page.locator(SPEAKER)).to_have_attribute("aria-invalid", "true")
    assert text(page) == before and view(page, "whose.speaker") == ""
    speaks(page, "")
    expect(page.locator(text_page.STATUS)).to_be_empty()


def test_what_another_model_cannot_be_told_is_forgotten(opened):
    page = opened(SPEECHES, speaker="ROSALIND", genre="comedy")
    assert view(page, "whose") == {"speaker": "ROSALIND", "play": "", "genre": "comedy"}
    page.get_by_role("radio", name=f"Untrained {SUBWORDS}", exact=True).check()
    page.wait_for_function(f"{VIEWER}.model.name === '{SUBWORDS}'")
    whole(page)
    assert text(page) == expected(SUBWORDS, 1, speaker="ROSALIND")
    expect(page.locator(f"{WHOSE} [name=genre]")).to_be_hidden()
    page.get_by_role("radio", name="Untrained shakespeare-lm", exact=True).check()
    page.wait_for_function(f"{VIEWER}.model.name === 'shakespeare-lm'")
    whole(page)
    assert text(page) == expected("shakespeare-lm", 1)  # at its own top-p
    expect(page.locator(WHOSE)).to_be_hidden()


def test_a_speech_that_has_ended_is_whole_and_not_gone_on_with(opened):
    page = opened(SPEECHES)
    read = {"read": {"text": "", "replaced": [], "dropped": []}}
    pieces = [{"text": "To be, ", "tokens": [1, 2]} | read, {"text": "or not.", "tokens": [3], "ended": True}]
    with answered(page, "write", pieces):
        seed_field(page).fill("5")
        page.wait_for_function(f"{VIEWER}.seed === 5")
        whole(page)
        assert text(page) == "To be, or not."
        expect(page.locator(".shakespeare-progress")).to_have_text("14 characters")
        expect(page.locator("[data-do=on]")).to_be_hidden()
        text_page.turn(page, "length", 10)
        expect(page.locator(".shakespeare-progress")).to_have_text("10 characters")
        text_page.turn(page, "length", 200)
        expect(page.locator(".shakespeare-progress")).to_have_text("14 characters")
        assert text(page) == "To be, or not."
