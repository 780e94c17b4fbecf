"""Moving the random numbers of one sample in a real browser: with the pointer, by touch, with keys and by typing."""

import re

import pytest
import torch
from gan_page import SIZES, VIEWER, view, whole
from gan_tools import drawn, tool, wait_for_picture
from playwright.sync_api import expect
from waiting import asks, held_back

from zoo.models import noise

BARS, NAME = ".gan-bars", ".gan-one-name"
LATENTS = f"Array.from({VIEWER}.large.latents)"


def z_of(page) -> torch.Tensor:
    """The numbers of the sample shown large."""
    return torch.tensor(page.evaluate(LATENTS))


def start(index: int = 0) -> torch.Tensor:
    return noise.latents(1, 100, index, 1)[0]


def wait_for_moves(page, moves: dict[int, float], index: int = 0) -> torch.Tensor:
    """Wait until sample ``index`` is shown with these numbers moved, and with the model's picture of them."""
    wanted = start(index)
    for at, value in moves.items():
        wanted[at] = value
    page.wait_for_function(
        f"wanted => {LATENTS}.every((value, at) => Math.abs(value - wanted[at]) < 1e-6)", arg=wanted.tolist()
    )
    wait_for_picture(page, ".gan-big", drawn("dcgan", wanted[None])[0])
    return wanted


def place(page, at: float, share: float) -> tuple[float, float]:
    """Where bar ``at`` is at this share of the way from the axis to the top, in pixels of the window."""
    page.locator(BARS).scroll_into_view_if_needed()
    box = page.locator(BARS).bounding_box()
    return box["x"] + (at + 0.5) / 100 * box["width"], box["y"] + box["height"] * (0.5 - share / 2)


def drag(page, *stops: tuple[float, float]) -> None:
    """Press the mouse at the first of these places, see ``place``, and move it over the others."""
    page.mouse.move(*place(page, *stops[0]))
    page.mouse.down()
    for stop in stops[1:]:
        page.mouse.move(*place(page, *stop))


def bars(page, kind: str) -> dict[int, float]:
    """The heights of the bars of a kind by index, as they are painted: "ink" as drawn, "moved", or their "ghost"."""
    found = page.locator(f".gan-bars-{kind}").evaluate(
        "it => [...it.getAttribute('d').matchAll(/M([\\d.]+) 0h.76v([-\\d.e]+)h/g)]"
        ".map(([, ...all]) => all.map(Number))"
    )
    return {int(x): -height for x, height in found}


def test_a_bar_is_dragged_and_the_digit_is_drawn_before_it_is_let_go(open_gan):
    page = open_gan()
    high = -float(page.locator(BARS).get_attribute("viewBox").split()[1])
    drag(page, (40, 0.1), (40, 0.3), (40, 0.5))
    page.wait_for_function(f"{VIEWER}.large.moved")
    page.wait_for_function(f"Math.abs({VIEWER}.large.latents[40] - {high / 2}) < 0.1")
    wait_for_moves(page, {40: float(z_of(page)[40])})
    expect(page.locator(NAME)).to_have_text("Sample 0 of seed 1, moved")
    page.mouse.up()
    assert bars(page, "moved") == pytest.approx({40: float(z_of(page)[40])}, abs=1e-5)
    assert bars(page, "ghost") == pytest.approx({40: float(start()[40])}, abs=1e-5)
    others = {at: float(value) for at, value in enumerate(start()) if at != 40}
    assert bars(page, "ink") == pytest.approx(others, abs=1e-5)
    page.get_by_role("button", name="Back to the drawn numbers").click()
    wait_for_moves(page, {})
    expect(page.locator(NAME)).to_have_text("Sample 0 of seed 1")
    expect(page.get_by_role("button", name="Back to the drawn numbers")).to_be_disabled()
    assert list(bars(page, "moved")) == []


def test_a_stroke_to_the_side_paints_every_bar_on_its_way_and_drifting_none(open_gan):
    page = open_gan()
    drag(page, (20, 0.2), (20.9, 0.4), (30, 0.4))
    page.mouse.up()
    page.wait_for_function(f"{VIEWER}.large.latents[30] === {VIEWER}.large.latents[29]")
    assert list(bars(page, "moved")) == list(range(20, 31))
    page.get_by_role("button", name="Back to the drawn numbers").click()
    drag(page, (70, 0.2), (71.2, 0.6))
    page.mouse.up()
    page.wait_for_function(f"{VIEWER}.large.moved && {VIEWER}.large.latents[70] > 1")
    assert list(bars(page, "moved")) == [70]


def test_what_is_sent_during_a_drag_is_one_image_at_a_time_and_judge_and_critic_are_asked_once(open_gan):
    page = open_gan()
    looks = []
    page.on("request", lambda request: looks.append(request) if asks(request, "look") else None)
    with held_back(page, "generate") as waiting:
        drag(page, (10, 0.1), *[(10, share / 20) for share in range(2, 19)])
        page.mouse.up()
        page.wait_for_timeout(400)  # nothing more is asked while one is under way
        assert len(waiting) == 1 and looks == []
    page.wait_for_function(f"{VIEWER}.large.moved && {VIEWER}.large.latents[10] > 2")
    expect(page.locator(".gan-one-side .gan-said")).to_be_visible()
    assert len(looks) == 1


def test_keys_choose_a_bar_and_move_it(open_gan):
    page = open_gan(fresh=True)
    slider = page.get_by_role("slider", name="100 numbers from")
    slider.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowUp", "Shift+ArrowDown"):
        slider.press(key)
    wanted = round(float(start()[1]), 4) - 0.8
    page.wait_for_function(f"Math.abs({VIEWER}.large.latents[1] - {wanted}) < 0.02")
    value = float(z_of(page)[1])
    assert slider.get_attribute("aria-valuetext").startswith(f"z1 is {value:.2f}, drawn as ".replace("-", "−"))
    wait_for_moves(page, {1: value})
    for _ in range(9):
        slider.press("Shift+ArrowUp")
    page.wait_for_function(f"{VIEWER}.large.latents[1] === 6")  # the limit
    slider.press("Home")
    wait_for_moves(page, {})


def test_a_number_is_typed_and_out_of_range_it_is_kept_within_and_said(open_gan):
    page = open_gan(fresh=True)
    page.locator(BARS).press("ArrowRight")
    field, problem = page.get_by_label("z1, a number"), page.locator(".gan-bars-controls .gan-problem")
    field.fill("-1.25")
    wait_for_moves(page, {1: -1.25})
    expect(problem).to_have_text("")
    field.fill("1e9")
    field.press("Enter")
    expect(problem).to_have_text("The numbers go from −6 to 6, so this one is now 6.")
    expect(field).to_have_value("6.00")
    wait_for_moves(page, {1: 6.0})
    field.fill("")
    field.press("Enter")
    expect(problem).to_have_text("Type a number from −6 to 6.")
    expect(field).to_have_value("6.00")


def test_nudges_wander_and_keep_the_length(open_gan):
    page = open_gan()
    before, nudge = z_of(page), page.get_by_role("button", name="Nudge all a little")
    places = [before]
    for _ in range(3):
        was = page.evaluate(f"{VIEWER}.large.latents.join()")
        nudge.click()
        page.wait_for_function(f"{VIEWER}.large.latents.join() !== '{was}'")
        places.append(z_of(page))
    assert all(float(z.norm()) == pytest.approx(float(before.norm()), abs=0.1) for z in places)
    distances = [float((z - before).norm()) for z in places]
    assert distances[1] == pytest.approx(0.25 * 10, abs=0.6) and distances == sorted(distances)
    assert len(bars(page, "moved")) > 95


def test_a_moved_sample_is_pinned_and_restored_by_its_link(open_gan, gan_site):
    page = open_gan(seed=7, pin=3, fresh=True)
    page.locator(BARS).press("ArrowRight")
    page.get_by_label("z1, a number").fill("2.5")
    page.wait_for_function(f"{VIEWER}.large.latents[1] === 2.5")
    page.locator(".gan-pin").click()
    assert view(page, "pins().map(({ index, moved, latents }) => [index, moved, latents[1]])") == [[3, True, 2.5]]
    expect(page.locator(".gan-cell.is-pinned")).to_have_count(0)  # the one of the grid is another
    expect(page.get_by_label("Link to these digits")).to_have_value(re.compile(r"&pin=3&z=1:2\.5&pins=7\.3$"))
    link = page.get_by_label("Link to these digits").input_value()
    page.goto(link)
    page.wait_for_function("document.querySelector('.gan')?.viewer?.large?.moved")
    whole(page)
    assert z_of(page)[1] == 2.5
    expect(page.locator(NAME)).to_have_text("Sample 3 of seed 7, moved")
    page.locator(".gan-cell").nth(4).click()
    expect(page.locator(NAME)).to_have_text("Sample 4 of seed 7")
    assert "z=" not in page.get_by_label("Link to these digits").input_value()


def test_the_tools_take_moved_latents(open_gan):
    page = open_gan()
    wanted = start().clone()
    wanted[5] = 3.0
    page.evaluate(f"z => {VIEWER}.move(Float32Array.from(z))", wanted.tolist())
    wait_for_moves(page, {5: 3.0})
    assert list(bars(page, "moved")) == [5]
    page.locator(".gan-pin").click()
    page.locator(".gan-cell").nth(9).press("p")
    box = tool(page, "walk")
    expect(box.locator(".gan-strip canvas")).to_have_count(13)
    wait_for_picture(page, ".gan-walk .gan-large", drawn("dcgan", wanted[None])[0])


def test_a_finger_on_the_bars_moves_them_and_not_the_page_which_scrolls_elsewhere(open_gan):
    page = open_gan(size="phone")
    page.locator(BARS).scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 150)")
    touch = page.context.new_cdp_session(page)

    def swipe(x, y, down):
        box = {"x": x, "y": y}
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [box]})
        for step in range(1, 9):
            box = {"x": x, "y": y + down * step / 8}
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [box]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_timeout(200)  # a page that is going to scroll has begun to

    before, box = page.evaluate("scrollY"), page.locator(BARS).bounding_box()
    swipe(box["x"] + 0.505 * box["width"], box["y"] + box["height"] / 2, -40)
    page.wait_for_function(f"{VIEWER}.large.moved")
    assert list(bars(page, "moved")) == [50] and page.evaluate("scrollY") == before
    caption = page.locator(".gan-one .gan-caption").first.bounding_box()
    swipe(caption["x"] + 100, caption["y"] + 20, -200)
    assert page.evaluate("scrollY") > before + 50


def test_what_truncation_does_to_this_model_is_said_and_without_figures_the_general_words_stay(open_gan):
    page = open_gan(size="phone")
    words, table = page.locator("#gan-truncation-text"), page.locator(".gan-truncated")
    expect(table).to_be_hidden()
    page.get_by_text("What truncation does").click()
    expect(words).to_contain_text(
        "the judge is sure of 84 % of this model’s pictures; it is sure of clearly fewer at 0.6 (20 %)"
    )
    expect(table.locator("tr")).to_have_text([re.compile(row) for row in ("off.*0.6", "84.*20", "76.*9", "1.*70")])
    box = table.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= SIZES["phone"]["viewport"]["width"]
    page = open_gan("gan", size="phone")
    expect(page.locator("#gan-truncation-text")).to_contain_text("What it does to this model was not measured")
    expect(page.locator(".gan-truncated")).to_be_hidden()
