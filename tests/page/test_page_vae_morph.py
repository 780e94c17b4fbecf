"""The VAE tab in a real browser: morphing, sums of codes, what is saved, links, and decoders of convolutions."""

import csv
import io
import json
import math
from contextlib import nullcontext

import pytest
import torch
import vae_page
from PIL import Image
from playwright.sync_api import expect
from vae_page import (
    PIXELS,
    SIZES,
    VAE_2,
    VIEWER,
    choose,
    code,
    expected,
    open_tool,
    same,
    shown,
    shows_its_code,
    tab_with_every_kind,
    wait_for_other_code,
    wait_for_picture,
)
from waiting import asks, enter, pause, settle

from tabs.vae import api as vae_api


@pytest.fixture(scope="module")
def site(serve, drawn, tmp_path_factory):
    """URL of the tab over trained models with plane and points, and untrained ones of the other kinds."""
    yield from tab_with_every_kind(serve, drawn, tmp_path_factory)


@pytest.fixture
def open_page(new_page, site):
    yield from vae_page.opening(new_page, site)


# ---- morph and sums
def picked(page, label: str) -> list[float]:
    """The code of a picker: its digit is pressed and the code read."""
    page.get_by_role("img", name=f"Code {label}", exact=True).click()
    settle(page)
    return code(page)


def open_morph(page) -> tuple[list[float], list[float]]:
    open_tool(page, "Morph")
    page.wait_for_function("""() => [...document.querySelectorAll('.vae-film canvas')].every(canvas =>
        canvas.getContext('2d').getImageData(0, 0, 28, 28).data.some((v, i) => i % 4 === 0 && v > 100))""")
    return picked(page, "A"), picked(page, "B")


def move_along(page, share: float) -> list[float]:
    page.get_by_label("From A to B").evaluate(
        "(input, at) => { input.value = at; input.dispatchEvent(new Event('input', { bubbles: true })) }", share
    )
    settle(page)
    return code(page)


def test_a_morph_meets_both_ends_exactly_and_keeps_to_its_way(open_page):
    page = open_page(**SIZES["phone"], query="model=vae-20")
    a, b = open_morph(page)
    assert move_along(page, 0) == a and move_along(page, 1) == b
    third = move_along(page, 1 / 3)
    assert math.hypot(*third) == pytest.approx(2 / 3 * math.hypot(*a) + math.hypot(*b) / 3, rel=1e-4)
    assert shows_its_code(page)
    page.locator(".vae-morph-middle select").select_option("straight")
    third = move_along(page, 1 / 3)
    assert third == pytest.approx([2 / 3 * x + y / 3 for x, y in zip(a, b, strict=True)], abs=1e-5)
    page.get_by_label("Go to 50 % of the way").click()
    settle(page)
    middle = page.locator(".vae-film canvas").nth(5).evaluate(PIXELS)
    assert same(middle, expected(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_the_film_is_saved_as_a_gif_with_every_frame(open_page):
    page = open_page(query="model=vae-20")
    a, b = open_morph(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as GIF").click()
    expect(page.locator(".vae-status")).to_contain_text("48 frames")
    film = Image.open(download.value.path())
    assert film.n_frames == 48
    for frame, end in ((0, a), (24, b)):
        film.seek(frame)
        drawn = film.convert("L").resize((28, 28), Image.Resampling.NEAREST).tobytes()
        wanted = [round(255 * value) for row in vae_api.decoded("vae-20", end)["pixels"] for value in row]
        assert same(list(drawn), wanted)


def test_a_morph_plays_and_pauses(open_page):
    page = open_page(motion="no-preference", query="model=vae-20")
    open_morph(page)
    before = code(page)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(f"([a]) => {VIEWER}.code().some((v, i) => Math.abs(v - a[i]) > 0.3)", arg=[before])
    page.get_by_role("button", name="Pause").click()
    settle(page)
    rested = code(page)
    pause(page)  # nothing moves
    assert code(page) == rested
    assert shows_its_code(page)


def test_codes_are_added_and_subtracted(open_page):
    page = open_page(query="model=vae-20")
    open_tool(page, "Arithmetic")
    result = page.get_by_role("img", name="The digit of the sum")
    page.wait_for_function("""() => [...document.querySelectorAll('.vae-sum canvas')].every(canvas =>
        canvas.getContext('2d').getImageData(0, 0, 28, 28).data.some((v, i) => i % 4 === 0 && v > 100))""")
    a, b, c = (picked(page, label) for label in "abc")
    page.get_by_role("button", name="Move there").click()
    settle(page)
    assert code(page) == pytest.approx([x - y + z for x, y, z in zip(a, b, c, strict=True)], abs=1e-5)
    assert same(result.evaluate(PIXELS), expected(page))


# ---- exports and links
def saved(page, button: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    expect(page.locator(".vae-status")).to_contain_text("Saved vae-20-digit")
    with open(download.value.path(), "rb") as file:
        return file.read()


def test_what_is_saved_gives_the_digit_again(open_page):
    from gradio_client import Client

    page = open_page(query="model=vae-20")
    page.wait_for_function(f"{VIEWER}.digit()")
    enter(page.get_by_label("seed"), "5")
    page.wait_for_function(f"{VIEWER}.seed() === 5")
    settle(page)
    open_tool(page, "Save & share")
    picture = Image.open(io.BytesIO(saved(page, "Save PNG"))).convert("L")
    assert picture.size == (560, 560)
    small = picture.resize((28, 28), Image.Resampling.NEAREST)
    assert same(list(small.tobytes()), expected(page))
    assert small.resize((560, 560), Image.Resampling.NEAREST).tobytes() == picture.tobytes()  # crisp
    lines = saved(page, "Save CSV").decode().splitlines()
    assert "# seed: 5" in lines
    rows = {row["code"]: row for row in csv.DictReader(line for line in lines if line[0] != "#")}
    assert set(rows) == {"shown", "encoded_mean", "encoded_sd"}
    assert [torch.tensor(float(rows["shown"][f"z{i}"])).item() for i in range(20)] == code(page)
    recipe = json.loads(saved(page, "Save JSON"))
    assert recipe["model"] == "vae-20" and len(recipe["revision"]) == 40 and recipe["seed"] == 5
    api = recipe["api"]
    answer = Client(api["url"], verbose=False).predict(*api["arguments"], api_name=api["endpoint"])
    assert same([round(255 * value) for row in answer["pixels"] for value in row], shown(page))
    assert same(recipe["pixels"], shown(page))
    compile(recipe["api"]["python"], "recipe", "exec")


def test_a_link_is_copied_and_restores_model_code_and_digit(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"], query="model=vae-20")
    choose(page, *VAE_2)
    enter(page.get_by_label("seed"), "9")
    page.wait_for_function(f"{VIEWER}.seed() === 9")
    settle(page)
    open_tool(page, "Save & share")
    page.get_by_role("button", name="Copy link", exact=True).click()
    expect(page.locator(".vae-status")).to_have_text("Link copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    wanted, drawn = code(page), shown(page)
    other = open_page(query=link.split("?")[1], fresh=True)
    other.wait_for_function(f"{VIEWER}.name() === 'vae-2'")
    other.wait_for_function(f"wanted => JSON.stringify({VIEWER}.code()) === JSON.stringify(wanted)", arg=wanted)
    assert shown(other) == drawn
    expect(other.get_by_role("radio", name="VAE, 2 latents", exact=True)).to_be_checked()
    expect(other.locator(".vae-notice")).to_be_empty()


def test_a_link_with_a_seed_draws_it(open_page):
    page = open_page(query="model=vae-20&seed=7")
    page.wait_for_function(f"{VIEWER}.seed() === 7")
    settle(page)
    restored = code(page)
    other = open_page(query="model=vae-20")
    before = code(other)
    enter(other.get_by_label("seed"), "7")
    wait_for_other_code(other, before)
    assert code(other) == restored and page.get_by_label("seed").input_value() == "7"


def test_what_a_link_asks_in_vain_is_said_and_the_page_goes_on(open_page):  # all of it: tests/tabs/test_vae_link.py
    page = open_page(query="model=vae-20&code=1,2")
    expect(page.locator(".vae-notice")).not_to_be_empty()
    page.wait_for_function(f"{VIEWER}.digit()")
    assert page.evaluate(f"{VIEWER}.name()") == "vae-20"
    assert shows_its_code(page)


# ---- decoders of convolutions, in the page and on the server
@pytest.mark.parametrize("runs", ["in the page", "on the server"])
def test_a_decoder_of_convolutions_ends_a_drag_on_its_last_value(open_page, runs):
    page, asked = open_page(query="model=vae-20", fresh=True), []
    if runs == "on the server":
        page.evaluate("delete window.WebAssembly")
    with page.expect_response("**/*.safetensors") if runs == "in the page" else nullcontext():
        choose(page, "Untrained conv-vae", "conv-vae")
    page.wait_for_function(f"{VIEWER}.digit()?.answer.code.length === 3")
    page.on("request", lambda request: asked.append(request) if asks(request, "decode_many") else None)
    slider = page.locator(".vae-slider input").first
    slider.evaluate("""async input => {
      for (let event = 0; event <= 100; event++) {
        input.value = Number(input.min) + (event / 100) * (input.max - input.min);
        input.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise(requestAnimationFrame);
      }
    }""")
    wanted = expected(page)
    wait_for_picture(page, page.locator(".vae-output"), PIXELS, wanted)
    assert code(page)[0] == pytest.approx(3.0)
    answers = page.evaluate(f"{VIEWER}.decode([{VIEWER}.code(), {VIEWER}.home()])")
    assert len(answers) == 2
    assert bool(asked) == (runs == "on the server")


def test_a_code_book_is_shown_drawn_and_morphed(open_page):
    page = open_page(query="model=vae-20")
    choose(page, "Untrained vq-vae", "vq-vae")
    page.wait_for_function(f"{VIEWER}.digit()?.answer.code.length === 49")
    titles = page.get_by_role("tab").all_inner_texts()
    assert "Morph" in titles and not {"Map", "Traverse", "Arithmetic"} & set(titles)
    enter(page.get_by_label("seed"), "3")
    page.wait_for_function(f"{VIEWER}.seed() === 3")
    assert all(value == int(value) for value in code(page))
    wanted = expected(page)
    wait_for_picture(page, page.locator(".vae-output"), PIXELS, wanted)


# ---- the strip
def test_the_tools_are_tabs_for_the_keyboard(open_page):
    page = open_page(query="model=vae-20")
    tabs = page.locator(".vae-tabs [role=tab]")
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(tabs.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(tabs.last).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tabs.first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(tabs.last).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(tabs.nth(tabs.count() - 2)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Home")
    expect(tabs.first).to_have_attribute("aria-selected", "true")
    assert page.locator(".vae-tool:visible").count() == 1


@pytest.mark.parametrize("size", SIZES)
def test_all_tools_are_in_sight_and_none_makes_the_page_scroll_sideways(open_page, size):
    page = open_page(**SIZES[size], query="model=vae-20")
    assert page.locator(".vae-tabs").evaluate("strip => strip.scrollWidth <= strip.clientWidth")
    for tab in page.locator(".vae-tabs [role=tab]").all():
        tab.click()
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
