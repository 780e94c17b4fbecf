"""The Shakespeare viewer in a real browser: a text of a seed, written piece by piece, stopped, written on, dials."""

from functools import partial

import pytest
import text_page
from playwright.sync_api import expect
from text_models import RECORD
from text_page import VIEWER, drawn, expected, seed_field, set_seed, text, turn, view, whole
from waiting import asks, held_back, let_go, settle, until

PROGRESS, FROM = ".shakespeare-progress", ".shakespeare-told .shakespeare-from"
OPENING = "textarea[name=opening]"
SUBWORDS, SPEECHES = "shakespeare-lm-subwords", "shakespeare-vae-subwords"


@pytest.fixture(scope="module")
def url(serve, untrained):
    yield from text_page.tab_of_untrained(serve, untrained)


@pytest.fixture
def opened(new_page, url):
    """``opened`` as in ``text_page``, with the tool open that writes nothing when the text changes."""
    for start in text_page.opening(new_page, url):
        yield partial(start, tool="passage")


def button(page, name: str):
    return page.locator(".shakespeare-layout").get_by_role("button", name=name, exact=True)


def stop(page):
    return page.locator("[data-do=stop]")


def choose(page, name: str) -> None:
    """Another model, by the radio."""
    page.get_by_role("radio", name=f"Untrained {name}", exact=True).check()
    page.wait_for_function(f"{VIEWER}.model.name === '{name}'")


@pytest.mark.parametrize(
    ("name", "size"), [("shakespeare-vae", "phone"), ("shakespeare-lm", "desktop"), (SUBWORDS, "phone")]
)
def test_a_first_text_is_there_and_a_seed_gives_what_the_model_writes(opened, name, size):
    page = opened(name, size)
    assert view(page, "seed") == 1 and text(page) == view(page, "text()") == expected(name, 1)
    set_seed(page, 4294967295)
    assert text(page) == expected(name, 4294967295)
    expect(page.locator(FROM)).to_have_text("Seed 4294967295")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_a_length_in_the_link_500_characters_are_written(opened):
    page = opened(length=None, fresh=True)
    assert view(page, "length") == 500 and text(page) == expected("shakespeare-vae", 1, 500)
    expect(page.locator(PROGRESS)).to_have_text("500 characters")


def test_the_dice_give_another_text_the_same_seed_the_old_one_and_stop_leaves_the_text_before(opened):
    page = opened()
    first = text(page)
    button(page, "New random seed").click()
    page.wait_for_function(f"{VIEWER}.seed !== 1")
    whole(page)
    seed = view(page, "seed")
    assert seed_field(page).input_value() == str(seed) and text(page) == expected("shakespeare-vae", seed) != first
    set_seed(page, 1)
    assert text(page) == first
    button(page, "Write").click()
    expect(page.locator(text_page.STATUS)).to_contain_text("same text: that is what a seed is for")
    whole(page)
    assert text(page) == first
    with held_back(page, "write") as waiting:
        seed_field(page).fill("8")
        page.wait_for_function(f"{VIEWER}.writing")
        until(page, lambda: waiting)
        stop(page).click()
        assert view(page, "seed") == 1 and seed_field(page).input_value() == "1" and text(page) == first
    whole(page)
    assert text(page) == first


def test_text_streams_in_a_piece_of_forty_and_then_of_eighty(opened):
    page, waiting = opened(length=140), []
    wanted = expected("shakespeare-vae", 5, 140)
    page.route("**/component_server/", lambda it: waiting.append(it) if asks(it.request, "write") else it.fallback())
    seed_field(page).fill("5")
    for done in (0, 40, 120):
        expect(page.locator(PROGRESS)).to_have_text(f"{done} of 140")
        assert view(page, "writing") and (done == 0 or text(page) == wanted[:done])
        until(page, lambda: waiting)
        assert len(waiting) == 1  # the next is asked for once this one is there
        waiting.pop().continue_()
    whole(page)
    assert text(page) == wanted and not view(page, "writing")


def test_stop_keeps_what_is_there_and_writing_goes_on_where_it_stopped(opened):
    page, held = opened(length=150), []

    def third_is_held(route):
        is_third = asks(route.request, "write") and len(route.request.post_data_json["data"]["so_far"]) == 120
        return held.append(route) if is_third and not held else route.fallback()

    page.route("**/component_server/", third_is_held)
    seed_field(page).fill("4")
    until(page, lambda: held)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(1)
    stop(page).focus()
    page.keyboard.press("Enter")
    wanted = expected("shakespeare-vae", 4, 150)
    assert not view(page, "writing") and text(page) == wanted[:120]
    expect(page.locator(FROM)).to_have_text("Seed 4 · stopped after 120 of 150")
    let_go(page, held[0])
    settle(page)  # the answer that was under way is not added
    assert text(page) == wanted[:120]
    assert page.evaluate("document.activeElement.textContent") == "Write on"
    button(page, "Write on").click()
    whole(page)
    assert text(page) == wanted


def test_a_dial_writes_the_text_anew_with_the_same_luck(opened):
    page = opened(top_k=10, temperature=1.1)
    manner = {"temperature": 1.1, "top_k": 10, "top_p": 1}
    assert text(page) == expected("shakespeare-vae", 1, **manner)
    for name, value in [("temperature", 1.5), ("top_k", 3), ("top_p", 0.4), ("top_k", 65), ("temperature", 0)]:
        turn(page, name, value)
        whole(page)
        manner |= {name: 0 if value == 65 else value}  # at its end top-k leaves nothing out
        assert view(page, "manner()") == pytest.approx(manner)
        assert text(page) == expected("shakespeare-vae", 1, **manner)


@pytest.mark.parametrize("name", ["shakespeare-vae", SUBWORDS])
def test_the_length_cuts_or_goes_on_without_writing_anew(opened, name):
    page, asked = opened(name, length=200), []
    page.on("request", lambda it: asked.append(it.post_data_json["data"]) if asks(it, "write") else None)
    wanted = expected(name, 1, 270)
    for length in (90, 150):  # of what is there
        turn(page, "length", length)
        expect(page.locator(PROGRESS)).to_have_text(f"{length} characters")
        whole(page)
        assert asked == [] and text(page) == wanted[:length]
    turn(page, "length", 270)
    expect(page.locator(PROGRESS)).to_have_text("270 characters")
    whole(page)
    assert text(page) == wanted and all(request["so_far"] for request in asked)
    assert sum(request["count"] for request in asked) <= 70


def test_any_character_may_stand_in_the_opening_of_a_model_of_subwords(opened):
    page = opened(SUBWORDS)
    page.locator(OPENING).fill("ROMEO:\nWhat’s 😀 שלום ki")
    page.locator(OPENING).press("Control+Enter")
    page.wait_for_function(f"{VIEWER}.opening !== ''")
    whole(page)
    wanted = expected(SUBWORDS, 1, opening="ROMEO:\nWhat’s 😀 שלום ki")
    assert text(page) == wanted and wanted.startswith("ROMEO:\nWhat's 😀 שלום ki")
    expect(page.locator("#shakespeare-opening-said")).to_have_text("Read as plain letters and signs: ’")


def test_an_opening_that_is_too_long_is_refused_and_another_is_gone_on_from(opened):
    page = opened()
    before = text(page)
    page.locator(OPENING).fill("x" * 501)
    expect(page.locator("#shakespeare-opening-said")).to_have_text("501 of 500 characters")
    button(page, "Write").click()
    expect(page.locator(text_page.STATUS)).to_contain_text("The opening has 501 characters; shorten it to at most 500.")
    assert page.locator(OPENING).get_attribute("aria-invalid") == "true"
    assert text(page) == before and view(page, "opening") == ""
    page.locator(OPENING).evaluate("it => { it.value = 'y'.repeat(1000000); }")
    button(page, "Write").click()
    expect(page.locator(text_page.STATUS)).to_contain_text("The opening has 1,000,000 characters")
    said = page.locator("#shakespeare-opening-said")
    page.locator(OPENING).fill("ROMEO:\nWhat’s hé 😀 שלום")
    page.locator(OPENING).press("Control+Enter")
    page.wait_for_function(f"{VIEWER}.opening !== ''")
    whole(page)
    wanted = expected("shakespeare-vae", 1, opening="ROMEO:\nWhat’s hé 😀 שלום")
    assert text(page) == wanted and wanted.startswith("ROMEO:\nWhat's he  ")
    typed = page.locator(f"{text_page.WRITTEN} .is-typed").evaluate_all(
        "them => them.map(it => it.textContent).join('')"
    )
    assert typed == "ROMEO:What's he  "  # line ends stand between the spans
    expect(said).to_have_text(
        "Read as plain letters and signs: ’ é · Left out, because this model does not know them: 😀 ש ל ו ם"
    )
    page.get_by_role("group", name="Openings to try").get_by_role("button", name="O, what a").click()
    page.wait_for_function(f"{VIEWER}.opening === 'O, what a '")
    whole(page)
    assert text(page) == expected("shakespeare-vae", 1, opening="O, what a ")
    expect(said).to_be_empty()


def test_a_seed_that_is_none_is_refused_with_a_sentence_and_of_several_the_last_counts(opened):
    page = opened()
    before = text(page)
    for value in ("-1", "4294967296", "1.5"):
        seed_field(page).fill(value)
        button(page, "Write").click()
        expect(page.locator(text_page.STATUS)).to_have_text("The seed is a whole number from 0 to 4294967295.")
        expect(seed_field(page)).to_have_attribute("aria-invalid", "true")
        expect(seed_field(page)).to_have_css("border-top-color", "rgb(180, 35, 24)")
        assert text(page) == before and view(page, "seed") == 1
        seed_field(page).fill("1")
        expect(page.locator(text_page.STATUS)).to_be_empty()
        whole(page)
    for seed in range(2, 6):
        seed_field(page).fill(str(seed))
    page.wait_for_function(f"{VIEWER}.seed === 5")
    whole(page)
    assert text(page) == expected("shakespeare-vae", 5)


def test_the_text_is_written_from_the_z_that_a_tool_sets(opened):
    page = opened(seed=3, fresh=True)  # what listens to it here stays in the page
    page.wait_for_function(f"{VIEWER}.latents()")
    own = drawn("shakespeare-vae", 3)
    assert page.evaluate(f"Array.from({VIEWER}.latents())") == pytest.approx(own)
    page.evaluate(f"{VIEWER}.onLatents((z, why) => {{ window.told = [Array.from(z), why]; }})")
    moved = [-value for value in own]
    page.evaluate(f"moved => {VIEWER}.setLatents(moved, 'turned about')", moved)
    assert page.evaluate("window.told") == [moved, "turned about"]
    whole(page)
    assert text(page) == expected("shakespeare-vae", 3, latents=moved) != expected("shakespeare-vae", 3)
    expect(page.locator(FROM)).to_have_text("Seed 3 · z turned about")
    expect(page.locator(".shakespeare-save")).to_contain_text("not the z that was set by hand")
    button(page, "Back to the seed’s z").click()
    whole(page)
    assert text(page) == expected("shakespeare-vae", 3)
    assert page.evaluate(f"Array.from({VIEWER}.latents())") == pytest.approx(own)


def test_a_model_of_words_has_no_opening_and_says_what_it_cannot_do(opened):
    page = opened("shakespeare-words", length=None)
    assert view(page, "length") == 120 and view(page, "latents()") is None
    assert text(page) == expected("shakespeare-words", 1, 120)
    expect(page.locator(".shakespeare-opening")).to_be_hidden()
    expect(page.locator(".shakespeare-cannot")).to_contain_text("cannot continue words of yours")
    expect(page.locator(PROGRESS)).to_have_text("120 words")
    choose(page, "shakespeare-lm")
    whole(page)
    expect(page.locator(".shakespeare-cannot")).to_be_hidden()
    assert text(page) == expected("shakespeare-lm", 1, 500)


def test_text_of_a_model_that_was_left_is_dropped(opened):
    page = opened("shakespeare-vae")
    with held_back(page, "write"):
        seed_field(page).fill("5")
        page.wait_for_function(f"{VIEWER}.seed === 5 && {VIEWER}.writing")
        choose(page, "shakespeare-lm")
        assert text(page) == ""
    whole(page)
    assert text(page) == expected("shakespeare-lm", 5)


def test_a_model_without_weights_leaves_the_twist(opened):
    page = opened(RECORD, ready=False)
    expect(page.locator(".shakespeare-record")).to_contain_text(f"python -m training train {RECORD}")
    expect(page.locator(".shakespeare-make")).to_be_hidden()
    expect(page.locator(text_page.TWISTED)).to_contain_text("Good morrow, how dost thou?")
    choose(page, "shakespeare-vae")
    whole(page)
    expect(page.locator(".shakespeare-record")).to_be_hidden()
    assert text(page) == expected("shakespeare-vae", 1)
