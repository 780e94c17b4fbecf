"""Digits of the GAN sampler taken along, in a real browser: link, picture, numbers, recipe, and the links' way back."""

import csv
import io
import json
from urllib.parse import parse_qs, urlparse

import gan_page
import pytest
from gan_page import VIEWER, alike, big, codes, expected, set_seed, set_truncation, shown, view, whole
from PIL import Image
from playwright.sync_api import expect
from waiting import held_back

from tabs.gan import api as gan_api
from tabs.gan.family import FAMILY


@pytest.fixture(scope="module")
def url(serve, untrained):
    yield from gan_page.tab_of_untrained(serve, untrained)


@pytest.fixture
def opened(new_page, url):
    yield from gan_page.opening(new_page, url)


def saved(page, button: str) -> bytes:
    """What a button of the page saves, its name checked."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    name = f"{view(page, 'model.name')}-seed-{view(page, 'seed')}.{button.lower()}"
    assert download.value.suggested_filename == name
    return download.value.path().read_bytes()


def link_of(page) -> dict:
    return {
        key: value[0]
        for key, value in parse_qs(urlparse(page.get_by_label("Link to these digits").input_value()).query).items()
    }


def test_a_link_shows_the_same_digits_and_the_same_one_large(opened):
    page = opened("cgan")
    set_seed(page, 11)
    set_truncation(page, 0.8)
    page.get_by_role("group", name="Which digit").get_by_role("button", name="3", exact=True).click()
    whole(page)
    page.get_by_role("button", name="36", exact=True).click()
    page.wait_for_function(f"{VIEWER}.columns() === 6")
    whole(page)
    assert "pin" not in link_of(page)  # nothing was chosen
    page.locator(".gan-cell").nth(12).click()
    page.get_by_role("button", name="Copy link", exact=True).click()
    link = link_of(page)
    said = {"tab": "gan", "model": "cgan", "seed": "11", "truncation": "0.8", "digit": "3", "count": "36", "pin": "12"}
    assert said.items() <= link.items()
    other = opened("cgan", **{key: value for key, value in link.items() if key not in ("tab", "model")}, fresh=True)
    assert shown(other) == shown(page) and codes(other) == codes(page) and len(shown(other)) == 36
    assert big(other) == big(page) == shown(page)[12] and link_of(other) == link
    expect(other.get_by_role("button", name="3", exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_link_may_say_a_part_only(opened):
    page = opened("dcgan", pin=70, fresh=True)
    assert len(shown(page)) == 100 and view(page, "selected().index") == 70 and view(page, "seed") == 1
    assert big(page) == shown(page)[70] and alike(shown(page), expected("dcgan", 1, 100))


def test_a_link_opens_its_tool(opened):
    page = opened("dcgan", seed=3, tool="walk")
    expect(page.locator(".gan-tabs [aria-selected=true]")).to_have_text("Walk")
    assert link_of(page)["tool"] == "walk"
    page.get_by_role("tab", name="Compare").click()
    assert link_of(page)["tool"] == "compare"
    page.keyboard.press("ArrowRight")
    link = link_of(page)
    assert link["tool"] == "game"
    other = opened("dcgan", **{key: value for key, value in link.items() if key not in ("tab", "model")}, fresh=True)
    expect(other.locator(".gan-tabs [aria-selected=true]")).to_have_text("The two-player game")
    assert link_of(other) == link
    other.get_by_role("tab", name="Training timeline").click()
    assert "tool" not in link_of(other)  # the first is open anyway


def test_a_link_with_nonsense_shows_the_rest_and_says_so(opened):  # all of it: tests/tabs/test_gan_link.py
    page = opened("cgan", seed="9" * 40, fresh=True)
    expect(page.locator(".gan-notice")).to_contain_text("The link's seed")
    assert alike(shown(page), expected("cgan", 1, 100, labels=[at % 10 for at in range(100)]))


def test_numbers_are_saved_as_shown(opened):
    page = opened("cgan", seed=5, truncation=0.9, count=25)
    rows = list(csv.DictReader(io.StringIO(saved(page, "CSV").decode())))
    assert [(row["seed"], row["index"], row["label"]) for row in rows] == [
        ("5", str(at), str(at % 10)) for at in range(25)
    ]
    assert [[float(row[f"z{at}"]) for at in range(100)] for row in rows] == [
        pytest.approx(code, rel=1e-6) for code in codes(page)
    ]
    plain = opened("gan", count=1)
    (row,) = csv.DictReader(io.StringIO(saved(plain, "CSV").decode()))
    assert row["label"] == "" and len(row) == 103


def test_the_picture_has_every_sample_pixel_for_pixel(opened):
    page = opened("dcgan", count=7)
    picture = Image.open(io.BytesIO(saved(page, "PNG"))).convert("L")
    size, gap, columns = 16, 2, 3
    scale = picture.width // (columns * (size + gap) - gap)
    assert scale > 4 and picture.height == (3 * (size + gap) - gap) * scale
    for at, wanted in enumerate(shown(page)):
        left, top = at % columns * (size + gap), at // columns * (size + gap)
        read = [
            picture.getpixel((int((left + x + 0.5) * scale), int((top + y + 0.5) * scale)))
            for y in range(size)
            for x in range(size)
        ]
        assert read == wanted


def test_the_recipe_makes_the_same_digits_by_the_function_for_programs(opened):
    query = {"truncation": 0.7, "digit": 4, "count": 25}
    page = opened("cgan", seed=6, **query)
    recipe = json.loads(saved(page, "JSON"))
    named = recipe["api"]["arguments"]
    assert {key: recipe[key] for key in ("model", "seed", "truncation", "digit")} == {
        "model": "cgan", "seed": 6, "truncation": 0.7, "digit": 4}  # fmt: skip
    assert (
        recipe["revision"] == FAMILY.find("cgan").revision
        and recipe["link"] == page.get_by_label("Link to these digits").input_value()
    )
    assert (
        all(f"{key}=" in recipe["api"]["python"] for key in named) and 'api_name="/sample"' in recipe["api"]["python"]
    )
    made = gan_api.sampled(
        FAMILY.find(named["model"]), named["count"], named["seed"], named.get("truncation"), named.get("digits")
    )
    levels = [[round(255 * value) for row in image for value in row] for image in made["images"]]
    assert alike(levels, shown(page))


def test_nothing_half_made_is_saved(opened):
    page = opened("dcgan")
    with held_back(page, "samples"):
        page.get_by_label("seed", exact=True).fill("2")
        page.wait_for_function(f"{VIEWER}.seed === 2")
        page.get_by_role("button", name="PNG", exact=True).click()
        expect(page.locator(".gan-status")).to_contain_text("not all here yet")
    whole(page)
    assert saved(page, "PNG").startswith(b"\x89PNG")
