"""A walk along a path drawn over the plane of samples, in a real browser: by mouse, by touch and with the keyboard."""

import json

import pytest
import torch
from gan_page import SIZES, VIEWER, alike
from gan_tools import drawn, levels, pin, saved, tool, wait_for_picture
from playwright.sync_api import expect
from waiting import held_back, until

LARGE, PLANE, LINE = ".gan-tool-walk .gan-large", ".gan-plane", ".gan-plane polyline"


def plane(page, *indices: int):
    """Pin these samples and lay them on the plane; the tool and their latents."""
    latents = pin(page, *indices)
    box = tool(page, "walk")
    box.get_by_role("button", name="Along a path that I draw").click()
    page.locator(PLANE).scroll_into_view_if_needed()
    expect(page.locator(".gan-plane-point")).to_have_count(len(indices))
    return box, latents


def at(page, x: float, y: float) -> tuple[float, float]:
    """A place of the plane in pixels of the window."""
    box = page.locator(PLANE).bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def mixed(latents: torch.Tensor, places: torch.Tensor, place: list[float]) -> torch.Tensor:
    """Latents (1, d) at a place, of samples (k, d) at places (k, 2): by inverse squared distance, at mean length."""
    weights = 1 / (places - torch.tensor(place)).square().sum(1).clamp_min(1e-12)
    weights = (weights / weights.sum()).double()
    mean = weights @ latents.double()
    return (mean * (weights @ latents.double().norm(dim=1)) / mean.norm())[None]


def test_the_digit_is_drawn_as_the_path_is_and_the_path_is_played_and_saved(open_gan):
    page = open_gan(size="phone")
    box, latents = plane(page, 1, 4, 8)
    page.mouse.move(*at(page, 0.1, 0.9))
    page.mouse.down()
    page.mouse.move(*at(page, 0.5, 0.5), steps=4)
    even = (latents.double().mean(0) * latents.double().norm(dim=1).mean() / latents.double().mean(0).norm())[None]
    wait_for_picture(page, LARGE, drawn("dcgan", even)[0])  # as far from all three; not let go yet
    page.mouse.move(*at(page, 0.9, 0.5), steps=4)
    page.mouse.up()
    expect(box.locator(".gan-reading")).to_contain_text("counts most (")
    page.wait_for_function("document.querySelector('.gan-plane-here').style.left.startsWith('10')")
    told = json.loads(saved(page, box.get_by_role("button", name="Save as JSON")))
    places, frames = torch.tensor(told["places"]), told["frames"]
    assert frames[0]["place"] == pytest.approx([0.1, 0.9], abs=0.01)
    assert frames[-1]["place"] == pytest.approx([0.9, 0.5], abs=0.01)
    middle = frames[len(frames) // 2]
    wanted = mixed(latents, places, middle["place"])
    assert torch.allclose(torch.tensor([middle["latents"]]).double(), wanted, atol=1e-2)
    strip = levels(box.locator(".gan-strip canvas"))
    every = -(-len(frames) // len(strip))
    assert alike(strip, drawn("dcgan", torch.tensor([frame["latents"] for frame in frames[::every]])))
    assert saved(page, box.get_by_role("button", name="Save as GIF"))[:6] == b"GIF89a"
    expect(box.get_by_label("Link to this way")).to_be_hidden()
    expect(box.get_by_text("A link can hold a way in order")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == SIZES["phone"]["viewport"]["width"]


def test_a_path_through_one_sample_and_a_mere_press_are_said(open_gan):
    page = open_gan()
    box, _ = plane(page, 1, 4)
    page.mouse.click(*at(page, 0.5, 0.2))
    expect(page.locator(".gan-status")).to_contain_text("a single press is a place, not a path")
    box.locator(".gan-thumb").first.click()  # off the plane
    expect(box.get_by_text("A path through one sample would show the same digit everywhere.")).to_be_visible()
    expect(page.locator(PLANE)).to_be_hidden()
    box.get_by_role("button", name="In order").click()
    expect(box.get_by_text("Choose at least two samples, in the order of the walk.")).to_be_visible()


def first_place(page) -> list[float]:
    """Where the path begins."""
    return [float(part) for part in page.locator(LINE).get_attribute("points").split()[0].split(",")]


def test_samples_are_moved_with_keys_and_the_path_that_leads_through_them_follows(open_gan):
    page = open_gan(fresh=True)
    box, latents = plane(page, 1, 4)
    wait_for_picture(page, LARGE, drawn("dcgan", latents[:1])[0])  # the path begins at the first, exactly
    before = first_place(page)
    for key in ("ArrowUp", "ArrowUp", "ArrowRight"):
        page.locator(".gan-plane-point").first.press(key)
    assert first_place(page) == pytest.approx([before[0] + 0.05, before[1] - 0.1])
    expect(box.locator(".gan-walk")).not_to_contain_class("is-waiting")  # a new path begins at its beginning
    box.get_by_label("Place on the way").press("End")
    wait_for_picture(page, LARGE, drawn("dcgan", latents[1:])[0])
    expect(box.locator(".gan-reading")).to_have_text("Here it is sample 2.")


def test_a_dragged_sample_moves_and_a_path_that_was_drawn_stays(open_gan):
    page = open_gan("cgan", fresh=True)
    _, _ = plane(page, 1, 4, 8)
    page.mouse.move(*at(page, 0.2, 0.5))
    page.mouse.down()
    page.mouse.move(*at(page, 0.8, 0.5), steps=6)
    page.mouse.up()
    path = page.locator(LINE).get_attribute("points")
    assert len(path.split()) >= 7
    page.mouse.move(*at(page, 0.5, 0.14))
    page.mouse.down()
    page.mouse.move(*at(page, 0.5, 0.4), steps=3)
    page.mouse.up()
    assert page.locator(".gan-plane-point").first.evaluate("it => parseFloat(it.style.top)") == pytest.approx(40, abs=1)
    assert page.locator(LINE).get_attribute("points") == path


def test_while_a_path_is_drawn_one_image_is_asked_for_at_a_time(open_gan):
    page = open_gan()
    plane(page, 1, 4)
    page.wait_for_function(f"{VIEWER}.pins().length === 2")
    with held_back(page, "generate") as waiting:
        page.mouse.move(*at(page, 0.1, 0.2))
        page.mouse.down()
        page.mouse.move(*at(page, 0.9, 0.2), steps=12)
        until(page, lambda: waiting)
        assert len(waiting) == 1
        assert waiting[0].request.post_data_json["data"]["labels"] is None
    page.mouse.up()


def test_a_finger_draws_a_path_and_does_not_scroll_the_page(open_gan):
    page = open_gan(size="phone")
    box, _ = plane(page, 1, 4)
    before, touch = page.evaluate("scrollY"), page.context.new_cdp_session(page)
    places = [at(page, 0.5, 0.8 - 0.06 * step) for step in range(11)]
    steps = [("touchStart", places[0]), *(("touchMove", place) for place in places[1:]), ("touchEnd", None)]
    for kind, place in steps:
        fingers = [{"x": place[0], "y": place[1]}] if place else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    page.wait_for_function("document.querySelector('.gan-plane polyline').getAttribute('points').split(' ').length > 8")
    assert page.evaluate("scrollY") == before
    expect(box.locator(".gan-reading")).to_contain_text("sample")
