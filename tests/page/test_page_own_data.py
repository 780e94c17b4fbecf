"""From the command to the slider: ``vae-20`` on a folder of pictures, and on the .npz file of digits drawn in
the page."""

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PIL import Image
from rough import rough_figures
from vae_page import open_tool

from tabs.vae import tab
from training import __main__ as cli
from training.recipes import RECIPES

OUTPUT = "document.querySelector('.vae-output').toDataURL()"
SHOWN = "document.querySelector('.vae-slider') && document.querySelector('.vae').viewer.code().some(Boolean)"


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A home of its own, quick recipes, and the store in use."""
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    judge, vae = RECIPES["judge"], RECIPES["vae-20"]
    small = replace(judge.config, channels=(4, 8), feature_dim=16)
    monkeypatch.setitem(RECIPES, "judge", replace(judge, config=small, epochs=1))
    monkeypatch.setitem(RECIPES, "vae-20", replace(vae, measure=partial(vae.measure, draws=20)))
    rough_figures(monkeypatch)
    return tmp_path


def train(monkeypatch, source) -> None:
    arguments = "vae-20", "--data", str(source), "--epochs", "1", "--device", "cpu"
    monkeypatch.setattr("sys.argv", ["training", "train", *arguments])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 0


def pictures(count: int) -> np.ndarray:
    """Rings and crosses in turn, each a little elsewhere, (count, 40, 40)."""
    rows, columns = np.mgrid[:40, :40]
    shift = np.arange(count)[:, None, None] % 7 - 3
    away = np.hypot(rows - 20 + shift, columns - 20)
    ring, cross = np.abs(away - 12) < 3, np.abs(np.abs(rows - 20) - np.abs(columns - 20 + shift)) < 3
    return np.where(np.arange(count)[:, None, None] % 2, ring, cross).astype(np.uint8) * 255


def drawn_set(page, target) -> None:
    """Draw all ten digits with the mouse and save the set; each is a line that leans another way."""
    open_tool(page, "Your own data")
    page.locator(".vae .zoo-pad-examples button").first.click()  # what else the tab does goes on
    page.wait_for_function("document.querySelector('.vae').viewer.digit()")
    sheet = page.locator(".vae-tool-own .zoo-pad")
    sheet.scroll_into_view_if_needed()
    for digit in range(10):
        box = sheet.bounding_box()
        at = [(0.2 + 0.06 * digit, 0.2), (0.8 - 0.06 * digit, 0.8)]
        page.mouse.move(*(box[key] + share * box["width"] for key, share in zip("xy", at[0], strict=True)))
        page.mouse.down()
        page.mouse.move(*(box[key] + share * box["width"] for key, share in zip("xy", at[1], strict=True)))
        page.mouse.up()
        page.get_by_role("button", name="Next digit").click()
    page.locator(".vae-tool-own input[type=number]").fill("400")
    page.wait_for_function("document.querySelector('.vae-tool-own [role=status]').textContent.startsWith('10 of ten')")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the set").click()
    saved.value.save_as(target)


def test_from_the_command_to_the_slider(serve, new_page, places, monkeypatch):
    for number, picture in enumerate(pictures(500)):
        place = places / "shapes" / ("ring" if number % 2 else "cross")
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(place / f"{number:03}.png")
    page, problems = new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(serve(tab.build))
    page.wait_for_function(SHOWN)
    drawn_set(page, places / "my-digits.npz")
    with np.load(places / "my-digits.npz") as saved:
        assert saved["images"].shape == (400, 28, 28) and set(saved["labels"]) == set(range(10))
        assert (saved["images"] > 100).any((1, 2)).all() and len(np.unique(saved["images"], axis=0)) == 400
    for source in ("shapes", "my-digits.npz"):
        train(monkeypatch, places / source)
    monkeypatch.setenv("ZOO_STORE", f"{places}/./store")  # the same one, which is looked at anew
    url = serve(tab.build)
    for name, examples, noun in (("shapes", 2, "picture"), ("my-digits", 0, "digit")):
        page.goto(f"{url}?model=vae-20-{name}")
        page.wait_for_function(SHOWN)
        assert page.locator(".vae .zoo-pad-examples canvas").count() == examples or name == "my-digits"
        page.locator(".vae .zoo-pad-examples button").nth(1).click()
        page.wait_for_function("document.querySelector('.vae').viewer.drawn().digit?.startsWith('test-')")
        assert page.locator(".vae-draw h3").inner_text().endswith(f"Draw a {noun}")
        before = page.evaluate(OUTPUT)
        page.locator(".vae-slider input").first.focus()
        page.keyboard.press("End")
        page.wait_for_function(f"{OUTPUT} !== {json.dumps(before)}")
    page.goto(f"{url}?model=vae-20-shapes&tool=map")
    page.wait_for_function(SHOWN)
    page.wait_for_function("document.querySelectorAll('.vae-tool-map .vae-legend button').length === 2")
    assert page.locator(".vae-tool-map .vae-legend").inner_text().split() == ["cross", "ring"]
    assert [line for line in page.locator(".vae").inner_text().split("\n") if "digit" in line.lower()] == []
    assert problems == []
