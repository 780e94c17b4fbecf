"""Fool the discriminator in a real browser: the game and its score, a digit of one's own, the map, at both widths."""

import base64

import pytest
import torch
from gan_page import PIXELS, SIZES, VIEWER, big
from gan_tools import levels, tool, wait_for_others, wait_for_picture
from playwright.sync_api import expect
from waiting import asks, held_back, let_go, pause, settle, until

from tabs.gan.fool import ROUNDS, fool_answer, fool_map, fool_question

CHOICES = ".gan-choice"
READY = f"""number => document.querySelector('.gan-contest-parts h4')?.textContent === `Round ${{number}} of {ROUNDS}`
            && !document.querySelector('{CHOICES}:disabled') && !document.querySelector('.gan-choice-card.is-real')"""
RIGHTMOST = "it => Math.max(...[...it.querySelectorAll('*')].map(e => e.getBoundingClientRect().right))"


@pytest.fixture
def game(open_gan):
    """``game(model, size, seed)`` -> a page with the first round of this game, and the tool's panel."""

    def start(name="dcgan", size="desktop", seed=12, fresh=False):
        page = open_gan(name, size, tool="fool", fool=seed, count=4, fresh=fresh)
        page.wait_for_function(READY, arg=1)
        return page, page.locator(".gan-tool-fool")

    return start


def truth(number: int, name="dcgan", seed=12) -> dict:
    """What the server says of a round."""
    return fool_answer({"model": name, "seed": seed, "round": number})


def choose(page, number: int, place: int) -> None:
    """Take the one at ``place`` for real in round ``number``, counted from 0, and wait for the truth."""
    page.wait_for_function(READY, arg=number + 1)
    page.locator(CHOICES).nth(place).click()
    page.wait_for_selector(".gan-choice-card.is-real")


def marks(box, row: int) -> str:
    return "".join(box.locator(".gan-score").nth(row).locator("i").all_inner_texts())


# ---- the game
def test_a_whole_game_is_counted_for_both(game):
    page, box = game(size="phone")
    rounds = [truth(at) for at in range(ROUNDS)]
    places = [answer["real"] if at % 3 else 1 - answer["real"] for at, answer in enumerate(rounds)]  # six are right
    for at, (answer, place) in enumerate(zip(rounds, places, strict=True)):
        shown = base64.b64decode(fool_question({"model": "dcgan", "seed": 12, "round": at})["pictures"])
        page.wait_for_function(READY, arg=at + 1)
        assert [level for canvas in levels(box.locator(f"{CHOICES} canvas")) for level in canvas] == list(shown)
        choose(page, at, place)
        expect(box.locator(".gan-choice-card").nth(answer["real"]).locator("span")).to_contain_text("real")
        said = "Right: the real one" if place == answer["real"] else "Fooled: the real one"
        expect(box.locator(".gan-outcome .gan-said").first).to_contain_text(said)
        guess, side = box.locator(".gan-outcome .gan-said").nth(1), ("left", "right")[answer["guess"]]
        expect(guess).to_contain_text(f"takes the {side} one for real")
        expect(guess).to_contain_text("It is right" if answer["guess"] == answer["real"] else "It was fooled")
        if at < ROUNDS - 1:
            box.get_by_role("button", name="Next", exact=True).click()
    its = sum(answer["guess"] == answer["real"] for answer in rounds)
    assert marks(box, 0) == "".join("✓" if at % 3 else "✗" for at in range(ROUNDS))
    assert marks(box, 1) == "".join("✓" if each["guess"] == each["real"] else "✗" for each in rounds)
    expect(box.locator(".gan-meaning")).to_contain_text(f"You found 6 of the 10 real digits, the discriminator {its}.")
    expect(box.get_by_role("button", name="Next", exact=True)).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["viewport"]["width"]
    box.get_by_role("button", name="Again").click()
    page.wait_for_function(READY, arg=1)
    assert marks(box, 0) == "" and box.get_by_label("game number").input_value() != "12"


def test_the_keys_choose_and_the_question_does_not_give_the_answer(game):
    page, box = game()
    heard = []
    page.on("response", lambda it: heard.append(it.json()) if asks(it.request, "fool_question") else None)
    box.locator(CHOICES).first.scroll_into_view_if_needed()
    page.keyboard.press("2")  # from anywhere, as long as the pictures are in sight
    page.wait_for_selector(".gan-choice-card.is-real")
    assert box.locator(CHOICES).nth(1).get_attribute("aria-pressed") == "true"
    page.keyboard.press("1")  # the round is over: nothing is counted twice
    box.get_by_role("button", name="Next", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_function(READY, arg=2)
    expect(box.locator(CHOICES).first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".gan-choice-card.is-real")
    assert box.locator(CHOICES).nth(1).get_attribute("aria-pressed") == "true"
    assert len(marks(box, 0)) == 2
    assert heard and all(set(each) == {"pictures", "size", "source"} for each in heard)


def test_keys_that_are_typed_elsewhere_are_no_choice(game):
    page, box = game()
    box.get_by_label("game number").press("1")
    page.locator(".gan-cell").first.focus()
    page.mouse.wheel(0, -100_000)
    page.wait_for_function("scrollY === 0")
    page.keyboard.press("1")  # the pictures are out of sight
    pause(page)
    assert marks(box, 0) == "" and not box.locator(".gan-choice-card.is-real").count()


def test_a_game_left_in_the_middle_waits_and_another_model_ends_it(game):
    page, box = game()
    for at in range(3):
        choose(page, at, 0)
        box.get_by_role("button", name="Next", exact=True).click()
    tool(page, "walk")
    tool(page, "fool")
    page.wait_for_function(READY, arg=4)
    assert len(marks(box, 0)) == 3
    page.get_by_role("radio", name="Untrained gan", exact=True).check()
    page.wait_for_function(f"{VIEWER}.model.name === 'gan'")
    page.wait_for_function(READY, arg=1)
    expect(box.locator(".gan-left")).to_contain_text("You changed the model after round 3")
    expect(box.get_by_label("game number")).to_have_value("12")
    assert marks(box, 0) == ""
    choose(page, 0, 0)
    expect(box.locator(".gan-left")).to_be_empty()


def test_an_answer_that_comes_after_the_model_was_changed_is_dropped(game):
    page, box = game()
    with held_back(page, "fool_answer") as waiting:
        page.locator(CHOICES).first.click()
        until(page, lambda: waiting)
        page.locator(CHOICES).nth(1).click()  # the first choice counts
        page.get_by_role("radio", name="Untrained gan", exact=True).check()
        page.wait_for_function(f"{VIEWER}.model.name === 'gan'")
        page.wait_for_function(READY, arg=1)
        assert len(waiting) == 1
        let_go(page, waiting.pop())
    settle(page)
    assert marks(box, 0) == ""


def test_without_an_answer_the_choice_can_be_made_again(game):
    page, box = game()
    page.route("**/component_server/", lambda it: it.abort() if asks(it.request, "fool_answer") else it.fallback())
    page.locator(CHOICES).first.click()
    expect(page.locator(".gan-status")).to_contain_text("try again")
    page.unroute("**/component_server/")
    choose(page, 0, 0)
    page.route("**/component_server/", lambda it: it.abort() if asks(it.request, "fool_question") else it.fallback())
    box.get_by_role("button", name="Next", exact=True).click()
    expect(box.get_by_role("button", name="Try again")).to_be_visible()
    page.unroute("**/component_server/")
    box.get_by_role("button", name="Try again").click()
    page.wait_for_function(READY, arg=2)
    assert len(marks(box, 0)) == 1


def test_without_a_discriminator_the_visitor_plays_alone_and_is_told_who_has_one(game):
    page, box = game("dcgan-32")
    expect(box.locator(".gan-alone")).to_contain_text("was not kept. Untrained")
    expect(box.locator(".gan-alone")).to_contain_text("you play alone")
    expect(box.locator(".gan-score").nth(1)).to_be_hidden()
    expect(box.locator(".gan-contest")).to_contain_text("in the same size and sharpness.")
    choose(page, 0, truth(0, "dcgan-32")["real"])
    assert marks(box, 0) == "✓"
    expect(box.locator(".gan-outcome .gan-said").nth(1)).to_be_hidden()
    expect(box.locator(".gan-gaze-card")).to_contain_text("Without it there is no map")
    expect(box.locator(".gan-gaze")).to_be_hidden()


def test_the_number_of_a_game_is_its_link(game):
    page, box = game(seed=0)
    assert box.get_by_label("game number").input_value() == "0"
    box.get_by_label("game number").fill("4294967296")
    box.get_by_label("game number").press("Enter")
    expect(page.locator(".gan-status")).to_have_text("The game number is a whole number from 0 to 4294967295.")
    box.get_by_label("game number").fill("77")
    box.get_by_label("game number").press("Enter")
    page.wait_for_function(f"{VIEWER}.fool === 77")
    page.get_by_role("button", name="Copy link", exact=True).click()
    assert "tool=fool&fool=77" in page.locator(".gan-save .zoo-link").input_value()


# ---- a digit of one's own, and the map
def test_a_digit_of_ones_own_is_judged_and_stays_for_the_next_model(game):
    page, box = game(size="phone")
    own = box.locator(".gan-own-said")
    expect(own).to_contain_text("Draw a digit")
    box.get_by_role("button", name="Example drawing: 3").click()
    expect(own).to_contain_text("To the discriminator your digit looks ")
    expect(own).to_contain_text("The judge, another network that reads digits")
    assert sum(box.locator(".zoo-pad-seen canvas").evaluate(PIXELS)) > 0
    page.get_by_role("radio", name="Untrained dcgan-32", exact=True).check()
    expect(own).to_contain_text("was not kept")
    expect(own).to_contain_text("The judge")
    box.get_by_role("button", name="Clear").click()
    expect(own).to_contain_text("Draw a digit")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["viewport"]["width"]
    assert box.evaluate(RIGHTMOST) <= SIZES["phone"]["viewport"]["width"]


def test_strokes_by_pen_are_a_digit_too(game):
    page, box = game()
    pad = box.locator(".zoo-pad")
    pad.scroll_into_view_if_needed()
    place = pad.bounding_box()
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + 30)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] - 30, steps=4)
    page.mouse.up()
    expect(box.locator(".gan-own-said")).to_contain_text("your digit looks more real")


def test_the_map_is_of_the_large_sample_a_real_digit_or_the_drawing(game):
    page, box = game(fresh=True)
    pictures = box.locator(".gan-gaze canvas")
    expect(box.locator(".gan-gaze-card .gan-said")).to_contain_text("Sample 0 of seed 1.")
    wait_for_picture(page, ".gan-gaze canvas", big(page))
    heat = pictures.nth(1).evaluate("it => [...it.getContext('2d').getImageData(0, 0, it.width, it.height).data]")
    colours = torch.tensor(heat).reshape(-1, 4)
    assert (colours[:, 0] > colours[:, 2]).any() and (colours[:, 2] > colours[:, 0]).any()  # both colours
    page.locator(".gan-cell").nth(2).click()
    expect(box.locator(".gan-gaze-card .gan-said")).to_contain_text("Sample 2 of seed 1.")
    box.get_by_role("button", name="your drawing").click()
    expect(box.locator(".gan-gaze-card .gan-said")).to_contain_text("There is no drawing yet")
    box.get_by_role("button", name="Example drawing: 7").click()
    expect(box.locator(".gan-gaze-card .gan-said")).to_contain_text("the way the map says")
    before = pictures.nth(0).evaluate(PIXELS)
    box.get_by_role("button", name="a real digit").click()
    wait_for_others(page, ".gan-gaze figure:first-child canvas", [before])
    expect(box.get_by_role("button", name="Another one")).to_be_visible()


def test_the_changed_picture_is_the_servers(game):
    page, _ = game()
    text = page.evaluate(f"""() => {{ const z = {VIEWER}.selected().latents;
        return btoa(String.fromCharCode(...new Uint8Array(z.buffer, z.byteOffset, z.byteLength))) }}""")
    answer = fool_map({"model": "dcgan", "latents": text})
    wait_for_picture(page, ".gan-gaze figure:nth-child(3) canvas", list(base64.b64decode(answer["changed"])))
