"""The VAE tab in a real browser: encoding with its spread, the map and the traversal."""

import json
import re

import pytest
import torch
import vae_page
from playwright.sync_api import expect
from vae_page import (
    AE_32,
    PIXELS,
    SIZES,
    VAE_2,
    VIEWER,
    asked_of_the_server,
    choose,
    code,
    expected,
    open_tool,
    press_on_map,
    same,
    shows_its_code,
    tab_with_every_kind,
    wait_for_other_code,
    wait_for_picture,
)
from waiting import enter, settle

import zoo
from tabs.vae import api as vae_api
from zoo.stores import BundledStore

NORMAL = torch.distributions.Normal(0.0, 1.0)


@pytest.fixture(scope="module")
def site(serve, drawn, tmp_path_factory):
    """URL of the tab over trained models with plane and points, and untrained ones of the other kinds."""
    yield from tab_with_every_kind(serve, drawn, tmp_path_factory)


@pytest.fixture
def open_page(new_page, site):
    yield from vae_page.opening(new_page, site)


def posterior(name: str, digit: torch.Tensor):
    """Mean and sd of q(z|x) of a digit (28, 28) by PyTorch."""
    with torch.no_grad():
        found = zoo.load(name).encode(digit[None, None])
    return found.mean[0], (0.5 * found.log_var[0]).exp()


# ---- the timeline
def test_the_training_timeline_shows_the_map_and_the_digits_of_each_moment(open_page):
    page = open_page(query="model=vae-20")
    expect(page.get_by_role("tab", name="Training timeline")).to_have_count(0)  # it has none
    choose(page, *VAE_2)
    open_tool(page, "Training timeline")
    box = page.locator(".vae-tool-timeline")
    slider, screens = box.get_by_label("Moment of the training"), box.locator("canvas.zoo-screen")
    expect(box.locator(".zoo-epoch")).to_have_text("epoch 2, kept")
    expect(box).to_contain_text("Loss: 140.5")
    page.wait_for_function("canvas => canvas.width === 7 * 30 - 2", arg=screens.nth(0).element_handle())
    first = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, at) => at % 4 === 0)"
    middle = torch.zeros(1, 2)  # of the map's 49 places
    with torch.no_grad():
        drawn = zoo.load("vae-2").decode(middle)[0, 0]
    level = "canvas => canvas.getContext('2d').getImageData(3 * 30 + 14, 3 * 30 + 14, 1, 1).data[0]"
    assert abs(screens.nth(0).evaluate(level) - 255 * drawn[14, 14].item()) < 9
    after = screens.nth(2).evaluate(first)
    box.locator(".zoo-course-curve").click(position={"x": 58, "y": 60})  # where the curve begins
    settle(page)
    expect(box.locator(".zoo-epoch")).to_have_text("before training")
    expect(slider).to_have_value("0")
    assert screens.nth(2).evaluate(first) == [255 - level for level in after]
    expect(box).to_contain_text("not measured before the end of the first epoch")


# ---- encoding
def test_the_posterior_of_a_drawing_is_drawn_on_the_sliders(open_page):
    page = open_page(query="model=vae-20")
    page.wait_for_function(f"{VIEWER}.digit()")
    seen = torch.tensor(page.locator(".zoo-pad-seen canvas").evaluate(PIXELS)).reshape(28, 28) / 255
    mean, sd = posterior("vae-20", seen)
    assert code(page) == pytest.approx(mean.tolist(), abs=5e-3)  # of the picture in whole bytes
    for row in page.locator(".vae-slider").all()[:5]:
        index = int(row.locator(".vae-name").inner_text()[1:])
        low, high = (float(row.locator("input").get_attribute(name)) for name in ("min", "max"))
        ends = [float(row.locator(".vae-band").evaluate(f"band => band.style.getPropertyValue('{name}')"))
                for name in ("--from", "--to")]  # fmt: skip
        values = [low + share * (high - low) for share in ends]
        assert values == pytest.approx([float(mean[index] + side * sd[index]) for side in (-2, 2)], abs=0.01)
        assert row.locator(".vae-band").bounding_box()["width"] > 2
    rebuilt = page.locator(".zoo-pad-rebuilt canvas").evaluate(PIXELS)
    assert same(rebuilt, expected(page))


def test_draws_from_the_posterior_spread_as_it_says(open_page):
    page = open_page(query="model=vae-20")
    answer = page.wait_for_function(f"{VIEWER}.digit()?.answer").json_value()
    noise = []
    for _ in range(30):
        before = code(page)
        page.get_by_role("button", name="Draw again from q(z|x)").click()
        wait_for_other_code(page, before)
        noise += [(z - m) / s for z, m, s in zip(code(page), answer["code"], answer["sd"], strict=True)]
    assert shows_its_code(page)
    spread, middle = torch.std_mean(torch.tensor(noise))
    assert abs(middle) < 0.21 and abs(spread - 1) < 0.15  # 600 normal draws: five standard errors
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".vae-posterior")).to_be_hidden()
    expect(page.locator(".vae-band").first).to_be_hidden()


def test_a_code_without_spread_has_no_band_and_no_draw(open_page):
    page = open_page(query="model=vae-20")
    choose(page, *AE_32)
    page.wait_for_function(f"{VIEWER}.digit()?.answer.code.length === 32")
    expect(page.locator(".vae-posterior")).to_be_hidden()
    assert page.locator(".vae-band:visible").count() == 0


def test_a_test_digit_is_encoded_by_its_number(open_page, drawn):
    page = open_page(query="model=vae-20", fresh=True)
    field = page.get_by_label("test digit", exact=False)
    enter(field, "7")
    page.wait_for_function(f"{VIEWER}.digit()?.request.test === 7")
    settle(page)
    assert page.locator(".zoo-pad-label").inner_text() == f"labelled {drawn.test.labels[7]}"
    seen = torch.tensor(page.locator(".zoo-pad-seen canvas").evaluate(PIXELS)).reshape(28, 28)
    assert torch.equal(seen, (drawn.test.intensities()[7, 0] * 255).round().long())
    assert code(page) == pytest.approx(posterior("vae-20", seen / 255)[0].tolist(), abs=1e-4)
    enter(field, "10000")
    expect(page.locator(".vae-status")).to_contain_text("whole number from 0 to 1999")
    page.get_by_role("button", name="Shuffle").click()
    page.wait_for_function(f"{VIEWER}.digit().request.test !== 7")
    choose(page, *VAE_2)
    page.wait_for_function(f"{VIEWER}.digit()?.answer.code.length === 2")
    assert int(field.input_value()) == page.evaluate(f"{VIEWER}.digit().request.test")


def test_the_judge_says_what_it_reads(open_page):
    page = open_page(query="model=vae-20")
    line = page.locator(".vae-judged")
    expect(line).to_have_text(re.compile(r"^The judge reads: \d \(\d+\s%\)$"))
    expect(line).not_to_have_class("vae-judged is-stale")
    pixels = page.evaluate(f"{VIEWER}.pixels()")
    with torch.no_grad():
        shares = zoo.load("judge")(torch.tensor(pixels).reshape(1, 1, 28, 28)).softmax(1)[0]
    assert f"reads: {shares.argmax()} ({100 * shares.max():.0f}\u00a0%)" in line.inner_text()


# ---- the map
@pytest.mark.parametrize("size", SIZES)
def test_the_map_of_two_latents_is_open_and_a_drag_moves_the_code(open_page, size):
    page = open_page(**SIZES[size], query="model=vae-20")
    choose(page, *VAE_2)
    page.wait_for_function(f"{VIEWER}.digit()?.answer.code.length === 2")
    expect(page.locator(".vae-dock .vae-plot")).to_be_visible()
    assert page.get_by_role("tab", name="Map").count() == 0
    asked = asked_of_the_server(page)
    press_on_map(page, 0.5, 0.5)
    page.mouse.down()
    values = []
    for step in range(1, 14):
        press_on_map(page, 0.5 + 0.03 * step, 0.5 - 0.015 * step)
        values.append(code(page))
    page.mouse.up()
    settle(page)
    assert asked == []
    assert [a for a, _ in values] == sorted(a for a, _ in values) and values[-1][1] < values[0][1]
    assert shows_its_code(page)
    lens = page.locator(".vae-lens:visible").evaluate(PIXELS)
    assert same(lens, expected(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_the_maps_arrow_keys_move_and_shift_moves_finely(open_page):
    page = open_page(query="model=vae-20")
    choose(page, *VAE_2)
    page.wait_for_function(f"{VIEWER}.digit()?.answer.code.length === 2")
    plot = page.locator(".vae-plot:visible")
    plot.focus()
    start = code(page)
    page.keyboard.press("ArrowRight")
    coarse = code(page)
    page.keyboard.press("Shift+ArrowRight")
    fine = code(page)
    page.keyboard.press("ArrowDown")
    down = code(page)
    assert coarse[0] - start[0] == pytest.approx(10 * (fine[0] - coarse[0]), rel=0.02) and coarse[0] > start[0]
    assert down[1] < fine[1] and down[0] == pytest.approx(fine[0], abs=1e-5)
    assert shows_its_code(page)


def test_the_map_of_many_latents_moves_in_its_plane_only(open_page):
    page = open_page(query="model=vae-20", fresh=True)
    page.wait_for_function(f"{VIEWER}.digit()")
    page.wait_for_function("document.querySelector('.vae-map-note').textContent.includes('2,000 points')")
    directions = torch.tensor(page.evaluate(f"{VIEWER}.model.plane.directions"))
    before = torch.tensor(code(page))
    press_on_map(page, 0.7, 0.3)
    page.mouse.down()
    page.mouse.up()
    settle(page)
    moved = torch.tensor(code(page)) - before
    assert moved.norm() > 0.1
    torch.testing.assert_close(directions.T @ (directions @ moved), moved, atol=1e-4, rtol=1e-4)
    assert shows_its_code(page)
    page.get_by_label("Map over").select_option("pair")
    page.get_by_label("across").select_option("4")
    page.locator(".vae-map-side select").nth(2).select_option("11")
    before = code(page)
    press_on_map(page, 0.2, 0.8)
    page.mouse.down()
    page.mouse.up()
    settle(page)
    assert [i for i, (a, b) in enumerate(zip(before, code(page), strict=True)) if abs(a - b) > 1e-5] == [4, 11]
    page.get_by_label("across").select_option("11")  # the same twice: they change places
    assert page.locator(".vae-map-side select").nth(2).input_value() == "4"


def test_the_grid_is_spaced_by_the_priors_quantiles_and_shows_what_pytorch_draws(open_page):
    page = open_page(query="model=vae-20")
    choose(page, *VAE_2)
    page.wait_for_function(f"{VIEWER}.digit()?.answer.code.length === 2")
    page.get_by_role("button", name="What each place decodes to").last.click()
    page.locator(".vae-plot:visible").evaluate("plot => plot.scrollIntoView({ block: 'end' })")
    column, row = 3, 12  # of 17, from the left and from below
    at = ((column + 0.5) / 17, (row + 0.5) / 17)
    press_on_map(page, *at)
    page.mouse.down()
    page.mouse.up()
    settle(page)
    wanted = NORMAL.icdf(torch.tensor(at)).tolist()
    assert code(page) == pytest.approx(wanted, abs=0.03)  # to a pixel of the screen
    exact = torch.tensor(vae_api.decoded("vae-2", wanted)["pixels"]) * 255
    page.wait_for_function("() => { const c = document.querySelector('.vae-dock .vae-map-back');"
                           "return c.getContext('2d').getImageData(0, 0, c.width, c.height).data"
                           ".some((v, i) => i % 4 === 0 && v > 200) }")  # fmt: skip
    tile = page.locator(".vae-dock .vae-map-back").evaluate(
        """(canvas, [column, row]) => {
          const small = Object.assign(document.createElement('canvas'), { width: 28, height: 28 });
          const side = canvas.width / 17;
          small.getContext('2d').drawImage(canvas, column * side, (16 - row) * side, side, side, 0, 0, 28, 28);
          return Array.from(small.getContext('2d').getImageData(0, 0, 28, 28).data.filter((_, i) => i % 4 === 0));
        }""", [column, row])  # fmt: skip
    found = torch.tensor(tile, dtype=torch.float)
    assert torch.corrcoef(torch.stack([found, exact.flatten()]))[0, 1] > 0.97  # it was scaled to the screen and back


def test_a_checkpoint_without_plane_and_points_has_a_map_of_its_latents(open_page):
    page = open_page(query="model=vae-20", fresh=True)
    choose(page, "Untrained beta-vae", "beta-vae")
    page.wait_for_function(f"{VIEWER}.digit()?.answer.code.length === 20")
    expect(page.get_by_label("across")).to_be_visible()
    expect(page.get_by_role("button", name="Test digits")).to_be_hidden()
    before = code(page)
    press_on_map(page, 0.9, 0.9)
    page.mouse.down()
    page.mouse.up()
    wait_for_other_code(page, before)
    assert shows_its_code(page)


def test_a_digit_of_the_legend_alone_is_shown(open_page):
    page = open_page(query="model=vae-20", fresh=True)
    page.wait_for_function("document.querySelector('.vae-map-note').textContent.includes('2,000 points')")
    paint = """canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
                               .reduce((sum, level) => sum + level)"""
    back = page.locator(".vae-map-back:visible")
    note = page.locator(".vae-map-note:visible")
    expect(note).to_contain_text("A grey name (now")  # the judge has read what is drawn at the names
    button = page.get_by_title("Only the 3s")
    shown = [1, 1, 0]
    for _ in range(20):  # the judge reads once more when the digit's code has come, and may see other names as grey
        if shown[0] == shown[2]:
            break
        shown = [back.evaluate(paint)]
        for _ in range(2):
            button.click()
            shown.append(back.evaluate(paint))
    assert shown[1] < shown[0] == shown[2]


# ---- what each number does
def test_a_latent_that_is_chosen_has_its_bars_and_moves_this_digit(open_page):
    page = open_page(**SIZES["phone"], query="model=vae-20")
    page.wait_for_function(f"{VIEWER}.digit()")
    open_tool(page, "What each number does")
    found = json.loads((BundledStore().resolve("vae-20") / "effects.json").read_text())
    box = page.locator(".vae-tool-effects")
    choices = box.locator(".vae-segments button")
    expect(choices).to_have_count(len(found["latents"]))
    choices.nth(1).click()
    chosen = found["latents"][1]
    expect(box.locator("h4")).to_contain_text(f"z{chosen['index']}: ")
    expect(box.locator(".zoo-effect")).to_have_count(len(chosen["effects"]))
    assert box.locator(".zoo-effect.is-clear").count() == sum(each["clear"] for each in chosen["effects"])
    before = code(page)
    box.get_by_role("button", name=f"z{chosen['index']} at 2").click()
    wait_for_other_code(page, before)
    page.wait_for_function(f"{VIEWER}.code()[{chosen['index']}] === 2")
    wait_for_picture(page, box.locator("canvas").nth(2), PIXELS, expected(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


# ---- traversal
def test_a_row_of_the_traversal_changes_one_latent(open_page):
    page = open_page(**SIZES["phone"], query="model=vae-20")
    page.wait_for_function(f"{VIEWER}.digit()")
    open_tool(page, "Traverse")
    assert page.locator(".vae-sweep-row").count() == 12
    page.get_by_role("button", name="All 20 latents").click()
    rows = page.locator(".vae-sweep-row")
    assert rows.count() == 20
    before = code(page)
    row = rows.nth(2)
    index = int(row.locator(".vae-name").inner_text()[1:])
    sweep = row.locator(".vae-sweep")
    sweep.evaluate("row => row.scrollIntoView({ block: 'center' })")
    box = sweep.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 9.5 / 11, box["y"] + box["height"] / 2)
    wait_for_other_code(page, before)
    low, high = (float(sweep.get_attribute(f"aria-valuem{end}")) for end in ("in", "ax"))
    wanted = low + 0.9 * (high - low)
    assert code(page)[index] == pytest.approx(wanted, abs=1e-4)
    assert [i for i, (a, b) in enumerate(zip(before, code(page), strict=True)) if a != b] == [index]
    cell = """canvas => Array.from(canvas.getContext('2d').getImageData(9 * 28, 0, 28, 28).data
                               .filter((_, i) => i % 4 === 0))"""
    wait_for_picture(page, sweep.locator("canvas"), cell, expected(page))
    sweep.focus()
    page.keyboard.press("Home")
    assert code(page)[index] == pytest.approx(low, abs=1e-4)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
