"""The viewer's comparing, denoising, loss and code-book tools in a real browser, on a desktop and on a phone."""

import base64
import json
import math
from urllib.parse import parse_qs, urlencode

import again
import pytest
from playwright.sync_api import expect
from vae_page import PIXELS, START
from waiting import enter

from tabs.vae import api as vae_api
from tabs.vae import tab as vae
from tabs.vae import tools as vae_tools
from zoo.stores import BundledStore

VIEWER = "document.querySelector('.vae').viewer"
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def site(serve, untrained):
    """URL of the tab alone, with the untrained models beside the bundled ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_STORE", untrained("vae"))
        yield serve(again.in_tab("vae", vae.build))


@pytest.fixture
def open_page(new_page, site):
    """``open_page(link, size)`` -> a page whose digit was encoded; fails on any error in the page.

    It is a page that another test of the file has left, but for ``fresh``.
    """
    problems = []

    def start(link="", size="desktop", fresh=False):
        page = new_page("" if fresh else size, viewport=SIZES[size], reduced_motion="reduce")
        page.on("pageerror", lambda error: problems.append(str(error)))
        if again.is_open(page, ".vae"):
            again.go(page, ".vae", parse_qs(link)["model"][0], f"?tab=vae&{urlencode(START)}&{link}")
        else:
            page.goto(f"{site}?{link}")
            page.wait_for_function("document.querySelector('.vae')?.viewer?.model")
        if "code=" not in link and "seed=" not in link:  # else no digit is drawn
            page.wait_for_function(f"{VIEWER}.digit()")
        return page

    yield start
    assert problems == []


def open_tool(page, title: str) -> None:
    page.get_by_role("tab", name=title).click()


def wide(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


def grey(text: str) -> list[int]:
    return list(base64.b64decode(text))


# ---- compare
def test_two_models_stand_side_by_side(open_page):
    page = open_page("model=beta-vae", "phone")
    open_tool(page, "Compare")
    page.get_by_role("button", name="Autoencoder, 32 units").click()
    expect(page.locator(".zoo-guide").first).to_contain_text("That is what the prior is for")
    digit = page.evaluate(f"{VIEWER}.digit().request")
    answer = vae.compare({"left": "vae-20", "right": "ae-32", "digit": digit, "seed": 1})
    heads = page.locator(".zoo-compare-table thead th")
    expect(heads).to_have_text(["", answer["left"]["title"], answer["right"]["title"]])
    samples = page.locator(".vae-compare-samples canvas")
    expect(samples).to_have_count(32)
    assert samples.nth(0).evaluate(PIXELS) == grey(answer["left"]["samples"][0])
    assert samples.nth(31).evaluate(PIXELS) == grey(answer["right"]["samples"][15])
    rebuilt = page.locator(".vae-compare-digit")
    assert [each.evaluate(PIXELS) for each in rebuilt.all()] == [
        grey(answer[side]["rebuilt"]) for side in ("left", "right")
    ]
    assert wide(page) <= SIZES["phone"]["width"]


def test_the_better_figure_is_marked_and_the_seed_changes_the_draws(open_page):
    page = open_page("model=beta-vae")
    open_tool(page, "Compare")
    expect(page.locator(".zoo-presets button[aria-pressed=true]")).to_have_count(1)  # the model beside its base
    row = page.locator(".zoo-compare-table tr", has_text="Evidence lower bound")
    expect(row.locator("td").nth(0)).to_contain_text("✓")
    expect(row.locator("td").nth(1)).not_to_contain_text("✓")
    first = page.locator(".vae-compare-samples canvas").first
    before = first.evaluate(PIXELS)
    enter(page.get_by_label("seed of both"), "8")
    page.wait_for_function(f"([canvas, before]) => ({PIXELS})(canvas).some((v, i) => v !== before[i])",
                           arg=[first.element_handle(), before])  # fmt: skip
    enter(page.get_by_label("seed of both"), "-8")
    expect(page.locator(".vae-status")).to_contain_text("whole number from 0 to 4294967295")


def test_the_same_model_on_both_sides_is_said(open_page):
    page = open_page("model=vae-20")
    open_tool(page, "Compare")
    page.locator(".zoo-compare-side select").first.select_option("vae-20")
    expect(page.locator(".zoo-guide").first).to_contain_text("same model twice")


# ---- denoise
def test_a_digit_is_spoilt_and_cleaned_beside_the_denoising_model(open_page):
    page = open_page("model=vae-20", "phone")
    open_tool(page, "Denoise")
    page.get_by_role("button", name="Masking").click()
    page.get_by_label("strength").fill("0.3")
    request = {"model": "vae-20", "digit": page.evaluate(f"{VIEWER}.digit().request"), "noise": "masking", "seed": 1}
    answer = vae_tools.denoise(request | {"strength": 0.3})
    screens = page.locator(".vae-denoise canvas")
    wanted = [answer["seen"], answer["noisy"], answer["clean"], answer["others"][0]["clean"]]
    for screen, picture in zip(screens.all(), wanted, strict=True):
        page.wait_for_function(f"([canvas, wanted]) => String(({PIXELS})(canvas)) === String(wanted)",
                               arg=[screen.element_handle(), grey(picture)])  # fmt: skip
    expect(page.locator(".vae-denoise")).to_contain_text(f"squared error {answer['error_before']:.1f}")
    expect(page.locator(".vae-tool-denoise")).to_contain_text("never shown noisy digits in training")
    assert wide(page) <= SIZES["phone"]["width"]


def test_the_denoising_model_says_that_it_was_trained_for_it(open_page):
    page = open_page("model=denoising-ae")
    open_tool(page, "Denoise")
    expect(page.locator(".vae-tool-denoise")).to_contain_text("It was trained on this: noisy digits in")
    page.get_by_label("strength").fill("0.9")
    expect(page.locator(".vae-tool-denoise")).to_contain_text("up to a strength of 80 %; this is more")
    expect(page.locator(".vae-denoise-panel:visible")).to_have_count(3)


def test_without_a_drawing_the_tool_asks_for_one(open_page):
    page = open_page("model=vae-2")
    open_tool(page, "Denoise")
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Gaussian").click()
    expect(page.locator(".vae-tool-denoise")).to_contain_text("Draw a digit above")
    page.get_by_role("button", name="Example drawing: 5").click()
    expect(page.locator(".vae-denoise")).to_be_visible()


# ---- what it optimises
MEASURED = {"elbo": -100.0, "elbo_reconstruction": 80.0, "elbo_kl": 20.0, "nll_iw1000": 95.0, "code_cost": 15.0,
            "bce_per_pixel": 0.1}  # fmt: skip
MEANS = {"elbo": -100.0, "reconstruction": 80.0, "kl": 20.0, "iw": -95.0, "codes": 15.0, "cross_entropy": 78.4}
SUMMED = {  # the terms of each loss, from values by their keys; a sum follows, if there is one
    "vae-20": lambda t: [t["reconstruction"], t["kl"], t["reconstruction"] + t["kl"]],
    "beta-vae": lambda t: [t["reconstruction"], 4 * t["kl"], t["reconstruction"] + 4 * t["kl"]],
    "iwae-20": lambda t: [-t["elbo"], -t["iw"], math.nan],  # what is wanted is not known
    "vq-vae": lambda t: [t["reconstruction"], t["codes"], t["reconstruction"] + t["codes"]],
    "ae-32": lambda t: [t["cross_entropy"]],
}
SUMMED |= {"conv-vae": SUMMED["iwae-20"], "denoising-ae": SUMMED["ae-32"]}
NUMBERS = """terms => terms.map((term) => [...term.querySelectorAll('b')].map(
    ({ textContent }) => parseFloat(textContent.replace('−', '-'))))"""


LOSSES = [  # model, a heading, words
    ("vae-20", "KL divergence", "Two forces"), ("beta-vae", "KL divergence", "another balance"),
    ("iwae-20", "The best of many", "several times"), ("conv-vae", "The best of many", "convolutions"),
    ("vq-vae", "Cost of the codes", "no random code"), ("ae-32", "Cross-entropy", "only one force"),
    ("denoising-ae", "Cross-entropy", "Denoise shows them with it"),
]  # fmt: skip


def test_the_loss_of_each_kind_with_this_digits_numbers(open_page):
    page = open_page("model=vae-2")
    told = {metric: {"value": value} for metric, value in MEASURED.items()}
    for name, title, words in LOSSES:
        open_tool(page, "Compare")
        page.locator(f".zoo-models input[value={name}]").check()
        page.wait_for_function(f"{VIEWER}.model.name === '{name}' && {VIEWER}.digit()")
        page.evaluate(f"told => Object.assign({VIEWER}.model.metrics, told)", told)  # whatever was measured
        open_tool(page, "What it optimises")
        panel = page.locator(".vae-tool-loss")
        expect(panel).to_contain_text(words)
        expect(panel.get_by_role("heading", name=title)).to_be_visible()
        terms = {term["key"]: term["value"] for term in page.evaluate(f"{VIEWER}.digit().answer.terms")}
        numbers = panel.locator(".vae-term").evaluate_all(NUMBERS)
        for column, values in zip(zip(*numbers, strict=True), (MEANS, terms), strict=True):
            assert list(column) == pytest.approx(SUMMED[name](values), abs=0.0051, nan_ok=True), name
        assert panel.locator("math").count() >= 1
        expect(panel.get_by_text("by a threshold")).to_be_visible(visible=not name.endswith(("ae-32", "ing-ae")))


def test_the_loss_adds_up_and_names_each_latent(open_page):
    page = open_page("model=vae-20", "phone")
    open_tool(page, "What it optimises")
    numbers = page.locator(".vae-term").evaluate_all(
        "terms => terms.map(term => [...term.querySelectorAll('b')].map(each => parseFloat(each.textContent)))"
    )
    for column in (0, 1):
        assert numbers[0][column] + numbers[1][column] == pytest.approx(numbers[2][column], abs=0.02)
    elbo = json.loads((BundledStore().resolve("vae-20") / "metrics.json").read_text())["elbo"]["value"]
    assert numbers[2][0] == pytest.approx(-elbo, abs=0.006)
    expect(page.locator(".vae-kl li")).to_have_count(20)
    assert wide(page) <= SIZES["phone"]["width"]


# ---- the code book
def test_a_cell_of_the_code_gets_another_entry_and_the_picture_follows(open_page):
    page = open_page("model=vq-vae", "phone")
    expect(page.locator(".vae-cells button")).to_have_count(49)
    page.locator(".vae-cells button").nth(10).click()
    before = page.evaluate(f"{VIEWER}.code()")
    numbers = [int(each) for each in page.locator(".vae-palette span").all_inner_texts()]
    assert int(before[10]) in numbers
    entry = next(each for each in numbers if each != before[10])
    page.get_by_role("button", name=f"Entry {entry}", exact=True).click()
    page.wait_for_function(f"entry => {VIEWER}.code()[10] === entry", arg=entry)
    assert page.evaluate(f"{VIEWER}.code()") == [*before[:10], entry, *before[11:]]
    expect(page.locator(".vae-palette-title")).to_contain_text(f"Row 2, column 4 holds entry {entry}")
    shown_is_decoded(page)
    assert wide(page) <= SIZES["phone"]["width"]


def shown_is_decoded(page) -> None:
    """Wait until the digit and the picture under the grid are what PyTorch makes of the code."""
    code = [int(entry) for entry in page.evaluate(f"{VIEWER}.code()")]
    wanted = [round(255 * value) for row in vae_api.decoded("vq-vae", code)["pixels"] for value in row]
    for selector in (".vae-output", ".vae-code-picture canvas"):
        page.wait_for_function(
            f"([canvas, wanted]) => ({PIXELS})(canvas).every((v, i) => Math.abs(v - wanted[i]) <= 1)",
            arg=[page.locator(selector).element_handle(), wanted],
        )


def test_the_code_with_the_keyboard_alone(open_page):
    page = open_page("model=vq-vae")
    page.locator(".vae-cells button").nth(24).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    cell = 24 - 1 - 7
    expect(page.locator(".vae-cells button").nth(cell)).to_be_focused()
    old = int(page.evaluate(f"{VIEWER}.code()")[cell])
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Entry {old}", exact=True)).to_be_focused()
    new = old - 1 if old else 1
    page.keyboard.press("ArrowLeft" if old else "ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function(f"([cell, entry]) => {VIEWER}.code()[cell] === entry", arg=[cell, new])
    page.keyboard.press("Escape")
    expect(page.locator(".vae-cells button").nth(cell)).to_be_focused()
    shown_is_decoded(page)


def test_a_draw_from_the_learned_prior(open_page):
    page = open_page("model=vq-vae&seed=5", fresh=True)
    wanted = vae_tools.draw({"model": "vq-vae", "seed": 5})["code"]
    page.wait_for_function(f"wanted => String({VIEWER}.code()) === String(wanted)", arg=wanted)
    shown_is_decoded(page)


# ---- links
def test_a_link_opens_its_model_with_its_code(open_page):
    page = open_page("model=vae-2&code=0.5,-1", "phone", fresh=True)
    expect(page.get_by_role("radio", name="VAE, 2 latents")).to_be_checked()
    page.wait_for_function(f"String({VIEWER}.code()) === '0.5,-1'")
    expect(page.locator(".vae-output")).to_be_in_viewport()  # not the sheet to draw on, which is above it


def test_what_a_link_cannot_restore_is_shown(open_page):
    page = open_page("model=no-such", fresh=True)
    expect(page.locator(".vae-notice")).to_contain_text("There is no model 'no-such' here")
    expect(page.get_by_role("radio", name="VAE, 2 latents")).to_be_checked()


# ---- for programs
def test_programs_encode_reconstruct_and_decode(site, drawn):
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    client = Client(site, verbose=False)
    rows = drawn.test.intensities()[7, 0].tolist()
    code = client.predict("vae-2", rows, api_name="/encode")
    assert len(code["code"]) == len(code["sd"]) == 2 and code == vae_api.encode("vae-2", rows)
    rebuilt = client.predict("vae-2", rows, api_name="/reconstruct")
    assert rebuilt["pixels"] == vae_api.decoded("vae-2", code["code"])["pixels"] and rebuilt["squared_error"] > 0
    assert len(client.predict("vq-vae", [1] * 49, api_name="/decode")["pixels"]) == 28
    for name, arguments, message in [
        ("/encode", ("vae-2", [[2.0]]), "from 0 .black. to 1"),
        ("/reconstruct", ("vae-2", [[0.5, 1]]), "must be a square"),
        ("/decode", ("vq-vae", [0.5] * 49), "whole number"),
    ]:  # fmt: skip
        with pytest.raises(AppError, match=message):
            client.predict(*arguments, api_name=name)
