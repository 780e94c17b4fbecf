"""What the GAN tab keeps in a real browser: pins over models, a link with all that is shown, and the headings above."""

from urllib.parse import parse_qs, urlparse

import again
import gan_models
import gan_page
import pytest
import torch
from gan_models import RECORD
from gan_page import VIEWER, alike, big, codes, shown, view, whole
from gan_tools import drawn, levels, pin, tool, wait_for_picture
from playwright.sync_api import expect
from waiting import asks, held_back, settle, until

from tabs.gan import tab as gan
from tabs.gan.family import FAMILY
from zoo.models import noise
from zoo.models.gan import GAN, GANConfig
from zoo.pages import START
from zoo.stores import open_store

OTHER = "gan"  # here it takes other numbers than the rest
CARDS, STATUS, NOTICE, TOOLS = ".gan-pin-card", ".gan-status", ".gan-notice", ".gan-tools"
AT_TOOLS = f"() => Math.abs(document.querySelector('{TOOLS}').getBoundingClientRect().top - 12) < 2"
AT_TOP = "() => scrollY === 0"
OPENED = "document.querySelector('.gan')?.viewer?.model?.name === 'cgan'"


@pytest.fixture(scope="module")
def site(serve, tmp_path_factory):
    """URL of the tab over a few untrained models, one of which takes 20 random numbers, and one is a mere record."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(gan_models.MODELS, OTHER, lambda: GAN(GANConfig(hidden=16, latent_dim=20)))
        folder = tmp_path_factory.mktemp("state")
        store = open_store(str(folder / "store"))
        for name in ("dcgan", "cgan", "wgan-gp", OTHER, RECORD):
            store.push(gan_models.write(gan_models.build(name), folder / name, name), name, "Untrained")
        gan_models.drop_weights(folder / "store", RECORD)
        patch.setenv("ZOO_STORE", str(folder / "store"))
        yield serve(again.in_tab("gan", gan.build)).rstrip("/")


@pytest.fixture
def opened(new_page, site):
    yield from gan_page.opening(new_page, site)


def choose(page, name: str) -> None:
    """Another model, by the radio; wait until it has drawn what there is to draw."""
    page.get_by_role("radio", name=f"Untrained {name}", exact=True).check()
    page.wait_for_function(f"{VIEWER}.model.name === '{name}'")
    if name != RECORD:
        whole(page)
    page.evaluate(f"{VIEWER}.pinsDrawn()")


def pictures(page) -> list[list[int]]:
    """The pinned samples as their cards show them."""
    return levels(page.locator(f"{CARDS} canvas"))


def address(page) -> str:
    return page.get_by_label("Link to these digits").input_value()


def query_of(page) -> dict:
    return {key: value[0] for key, value in parse_qs(urlparse(address(page)).query).items()}


# ---- pins over models
def test_pins_stay_over_models_and_each_draws_its_own_of_the_same_numbers(opened):
    page = opened("dcgan", "phone")
    latents = pin(page, 3, 14)
    first = pictures(page)
    assert alike(first, drawn("dcgan", latents))
    choose(page, "cgan")
    assert alike(pictures(page), drawn("cgan", latents, [3, 4]))  # the digits of their places in its grid
    assert page.locator(".gan-cell.is-pinned").count() == 2
    page.get_by_role("button", name="Show Sample 14 of seed 1").click()
    assert big(page) == pictures(page)[1] and page.locator(".gan-pin").inner_text() == "Unpin"
    choose(page, RECORD)
    choose(page, "wgan-gp")
    assert alike(pictures(page), drawn("wgan-gp", latents))
    assert big(page) == pictures(page)[1]  # it is still the large one
    choose(page, "dcgan")
    assert pictures(page) == first and torch.equal(latents, torch.tensor(codes(page))[[3, 14]])
    expect(page.locator(".gan-pin-hint")).to_contain_text("They stay while seed, truncation and model change")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_digit_that_was_asked_for_is_asked_for_again(opened):
    page = opened("cgan", digit=7, truncation=0.8)
    latents = pin(page, 5)
    assert view(page, "pins()[0].label") == 7
    choose(page, "dcgan")
    assert alike(pictures(page), drawn("dcgan", latents)) and view(page, "pins()[0].label") is None
    assert query_of(page)["pins"] == "1.5d7t0.8"
    choose(page, "cgan")
    assert alike(pictures(page), drawn("cgan", latents, [7]))


def test_a_pin_that_does_not_fit_is_marked_and_comes_back_with_its_model(opened):
    page = opened("dcgan")
    pin(page, 3)
    first = pictures(page)
    page.locator(f"{CARDS} .gan-pin-shown").click()
    choose(page, OTHER)
    expect(page.locator(CARDS)).to_contain_text("does not fit this model")
    assert view(page, "pins()") == [] and view(page, "kept().length") == 1
    assert big(page) == shown(page)[0]  # in place of the pin
    page.locator(f"{CARDS} .gan-pin-shown").click()
    expect(page.locator(STATUS)).to_contain_text("made of 100 random numbers, and this model takes 20")
    page.locator(".gan-cell").nth(3).press("p")  # the same seed and place, but other numbers
    assert page.locator(CARDS).count() == 2 and query_of(page)["pins"] == "1.3,1.3"
    choose(page, "dcgan")
    expect(page.locator(CARDS).first).not_to_contain_text("does not fit")
    expect(page.locator(CARDS).last).to_contain_text("does not fit")
    assert pictures(page)[0] == first[0]


def test_a_pin_that_the_server_did_not_draw_is_drawn_when_it_is_pressed(opened):
    page = opened("dcgan")
    latents = pin(page, 3)
    fail = lambda it: it.fulfill(status=500) if asks(it.request, "generate") else it.fallback()  # noqa: E731
    page.route("**/component_server/", fail)
    choose(page, "wgan-gp")
    expect(page.locator(f"{CARDS}.is-waiting")).to_have_count(1)
    assert view(page, "pins()") == []
    page.unroute("**/component_server/", fail)
    page.locator(f"{CARDS} .gan-pin-shown").click()
    expect(page.locator(f"{CARDS}.is-waiting")).to_have_count(0)
    assert alike(pictures(page), drawn("wgan-gp", latents))


def test_a_pin_that_is_taken_off_while_it_is_drawn_stays_off(opened):
    page = opened("dcgan")
    pin(page, 3, 14)
    with held_back(page, "generate") as waiting:
        page.get_by_role("radio", name="Untrained wgan-gp", exact=True).check()
        until(page, lambda: waiting)
        page.get_by_role("button", name="Unpin Sample 3 of seed 1").click()
    page.evaluate(f"{VIEWER}.pinsDrawn()")
    assert view(page, "pins().map(({ index }) => index)") == [14] and page.locator(CARDS).count() == 1


def test_numbers_that_were_moved_by_hand_are_kept_with_the_pin(opened):
    page = opened("dcgan", pin=3, z="0:3,1:-2")
    page.wait_for_function(f"{VIEWER}.large?.moved")
    page.get_by_role("button", name="Pin", exact=True).click()
    moved = torch.tensor(codes(page))[[3]]
    moved[0, :2] = torch.tensor([3.0, -2.0])
    choose(page, "wgan-gp")
    assert alike(pictures(page), drawn("wgan-gp", moved))
    page.locator(f"{CARDS} .gan-pin-shown").click()
    assert query_of(page)["pins"] == "1.3" and query_of(page)["z"] == "0:3,1:-2"
    page.get_by_role("button", name="Back to the drawn numbers").click()
    wait_for_picture(page, ".gan-big", shown(page)[3])  # of this model


# ---- the tools go on
def test_a_walk_through_pins_goes_on_with_the_next_model(opened):
    page = opened("dcgan")
    ends = pin(page, 2, 7, 9)[[0, 2]]
    box = tool(page, "walk")
    frames = page.locator(".gan-strip canvas")
    expect(frames).to_have_count(25)
    box.locator(".gan-thumb").nth(1).click()  # off the way
    expect(frames).to_have_count(13)
    choose(page, "wgan-gp")
    wanted = drawn("wgan-gp", noise.slerp(*ends, torch.linspace(0, 1, 13)))
    expect(box.locator(".gan-thumb b")).to_have_text(["1", "2"])
    wait_for_picture(page, ".gan-strip button:last-child canvas", wanted[-1])
    assert alike(levels(frames), wanted)


def test_a_sum_of_pins_goes_on_with_the_next_model(opened):
    page = opened("dcgan", fresh=True)
    pin(page, 0, 1, 2, 3)
    box = tool(page, "arithmetic")
    expect(box.locator(".gan-judged")).to_contain_text("another network that reads digits")
    box.locator(".gan-term").first.locator(".gan-thumb").nth(3).click()
    pressed = "[...document.querySelectorAll('.gan-thumb[aria-pressed=true]')].map(it => it.dataset.key)"
    chosen = page.evaluate(pressed)
    assert len(chosen) == 4
    choose(page, "wgan-gp")
    mean = drawn("wgan-gp", torch.tensor(codes(page))[[0, 3]].mean(0, keepdim=True))
    wait_for_picture(page, ".gan-term .gan-mean", mean[0])
    assert page.evaluate(pressed) == chosen


# ---- the link
def test_a_link_and_a_reload_restore_all_that_is_shown(opened):
    page = opened("cgan", "phone", seed=7, count=25)
    pin(page, 2, 17)
    page.get_by_label("seed", exact=True).fill("8")
    page.wait_for_function(f"{VIEWER}.seed === 8")
    whole(page)
    page.locator(".gan-cell").nth(4).click()
    tool(page, "walk")
    said = {"seed": "8", "pin": "4", "pins": "7.2d2,7.17d7", "tool": "walk", "at": "tool"}
    assert said.items() <= query_of(page).items()
    link, kept, large = address(page), pictures(page), big(page)
    page.goto(link)
    for _ in range(2):
        page.wait_for_function(OPENED)
        whole(page)
        page.evaluate(f"{VIEWER}.pinsDrawn()")
        assert pictures(page) == kept and big(page) == large and address(page) == link
        expect(page.get_by_role("tab", name="Walk")).to_have_attribute("aria-selected", "true")
        expect(page.locator(".gan-tool-walk .gan-thumb")).to_have_count(2)
        page.wait_for_function(AT_TOOLS)
        page.reload()
    page.wait_for_function(OPENED)


def test_a_pin_that_is_large_is_so_again_with_its_moved_numbers(opened):
    page = opened("dcgan")
    pin(page, 3, 14)
    page.get_by_role("button", name="Show Sample 14 of seed 1").click()
    page.get_by_role("button", name="Nudge all a little").click()
    until(page, lambda: "z" in query_of(page))  # once nothing moves
    query = query_of(page)
    assert query["pinned"] == "2" and "pin" not in query and query["z"].count(":") > 90
    large = big(page)
    page.goto(address(page))
    page.wait_for_function("document.querySelector('.gan')?.viewer?.large?.moved")
    wait_for_picture(page, ".gan-big", large)
    until(page, lambda: query_of(page) == query)  # once nothing moves
    expect(page.locator(".gan-one-name")).to_contain_text("Sample 14 of seed 1, moved")


def test_a_link_leads_to_where_the_visitor_was_busy(opened):
    page = opened("dcgan")
    assert "at" not in query_of(page)
    tool(page, "compare")
    assert query_of(page)["at"] == "tool"
    page.get_by_role("button", name="Copy link").first.click()
    assert query_of(page)["at"] == "tool"  # the link is not a place
    page.locator(".gan-cell").nth(4).click()
    assert "at" not in query_of(page)
    other = opened("dcgan", tool="compare")
    settle(other)
    assert other.evaluate(AT_TOP)


def test_a_link_of_a_walk_opens_at_the_walk(opened):
    page = opened("dcgan", tool="walk", walk="1_2-1_7", at="tool")
    expect(page.locator(".gan-strip canvas")).to_have_count(13)
    page.wait_for_function(AT_TOOLS)
    page.mouse.wheel(0, -4000)  # who moves the page is let go
    page.wait_for_function(AT_TOP)
    link = page.get_by_label("Link to this way").input_value()
    assert "&tool=walk&at=tool&walk=1_2-1_7" in link


def test_of_bad_pins_it_is_said_and_the_rest_works(opened):  # all of it: tests/tabs/test_gan_link.py
    page = opened("dcgan", seed=5, pins="1.2,nonsense,1.7")
    expect(page.locator(NOTICE)).to_contain_text("One of the link's pinned samples cannot be read")
    page.evaluate(f"{VIEWER}.pinsDrawn()")
    assert view(page, "pins().map(({ index }) => index)") == [2, 7] and view(page, "seed") == 5
    page.locator(".gan-cell").nth(9).click()
    assert big(page) == shown(page)[9]


# ---- the list of models
def test_the_tab_opens_on_the_best_and_the_arrow_keys_lead_through_all_headings(opened):
    page = opened("wgan-gp", "phone")
    groups = FAMILY.groups()
    expect(page.locator(".zoo-models-heading")).to_have_text(list(groups))
    assert groups[START][0] == FAMILY.first() == "wgan-gp"
    page.get_by_role("radio", name="Untrained wgan-gp", exact=True).focus()
    for heading, names in groups.items():
        for name in names:
            expect(page.locator(f".zoo-models input[value='{name}']")).to_be_focused()
            page.wait_for_function(f"{VIEWER}.model.name === '{name}'")
            told = page.evaluate("document.activeElement.getAttribute('aria-describedby').split(' ')[0]")
            assert page.locator(f"#{told}:visible").text_content() == heading
            page.keyboard.press("ArrowRight")
    page.wait_for_function(f"{VIEWER}.model.name === 'wgan-gp'")  # round to the first
    expect(page.locator(".zoo-models label.selected")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.zoo-models-more')")  # one stop, not one a model
    page.keyboard.press("Enter")
    expect(page.locator(".zoo-models label:visible")).to_have_count(len(groups[START]))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
