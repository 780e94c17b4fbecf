"""What the VAE tab says belongs to the model that is shown, whichever models were shown before it."""

import itertools
from functools import partial

import pytest
import vae_page
from playwright.sync_api import expect
from vae_page import VIEWER, choose, open_tool, tab_with_every_kind
from waiting import pause, settle, until

TITLES = {"vae-20": "VAE, 20 latents", "vae-2": "VAE, 2 latents", "ae-32": "Autoencoder, 32 units"}
NAMES = ["vae-20", "ae-32", "vq-vae", "denoising-ae"]
TOOLS = ["Denoise", "What it optimises"]
SAID = """() => [...document.querySelectorAll(
  '.vae-lead, .vae-hint, .vae-note, .vae-code-title, .vae-posterior:not([hidden]), .vae-map-note, .zoo-tabs button, '
  + '.zoo-tool:not([hidden]) :is(p, h4, li, option, .vae-formula, figcaption)')]
  .filter((each) => each.offsetParent).map((each) => each.innerText)
  .concat(['.vae-tabs [aria-selected=true]', '.zoo-tool:not([hidden])', '[data-do=reset]:not([hidden])']
    .map((selector) => document.querySelectorAll(selector).length))"""
SHOWN = "document.querySelector('.vae')?.viewer?.digit()"


@pytest.fixture(scope="module")
def site(serve, drawn, tmp_path_factory):
    """URL of the tab over trained models with plane and points, and untrained ones of the other kinds."""
    yield from tab_with_every_kind(serve, drawn, tmp_path_factory)


@pytest.fixture
def open_page(new_page, site):
    yield from vae_page.opening(new_page, site)


def show(page, name: str) -> None:
    choose(page, TITLES.get(name, f"Untrained {name}"), name)
    encoded(page)


def encoded(page) -> None:
    """Wait until the drawing is encoded by the model that is shown, and what follows from it was drawn."""
    page.wait_for_function(f"{VIEWER}.digit()?.answer.code.length === {VIEWER}.code().length")
    page.wait_for_load_state("networkidle")
    settle(page)


def said(page) -> list[str]:
    return page.evaluate(SAID)


def test_every_caption_belongs_to_the_model_shown_in_whatever_order_models_come(open_page, site):
    page = open_page(query=f"model={NAMES[0]}")
    fresh = {name: said_at_first(page, site, name) for name in NAMES}
    for tool in TOOLS:
        assert all(one[tool] != other[tool] for one, other in itertools.combinations(fresh.values(), 2))
    for tool, order in zip(TOOLS, (NAMES[::-1], [*NAMES[::2], *NAMES[1::2]]), strict=True):
        open_tool(page, tool)
        for name in order:
            show(page, name)
            until(page, partial(says, page, fresh[name][tool]))


def says(page, wanted: list[str]) -> bool:
    return said(page) == wanted


def opened(page, site: str, name: str) -> None:
    """Load the page anew: it has shown no other model."""
    page.goto(f"{site.rstrip('/')}/?model={name}")
    page.wait_for_function(f"{SHOWN} && {VIEWER}.name() === '{name}'")


def said_at_first(page, site: str, name: str) -> dict[str, list[str]]:
    """What a page says by each tool that has shown no other model."""
    opened(page, site, name)
    found = {}
    for tool in TOOLS:
        open_tool(page, tool)
        pause(page, 400)  # what comes at rest, such as the judge's reading, comes too
        encoded(page)
        found[tool] = said(page)
        assert found[tool][-3:-1] == [1, 1]  # one tool is chosen, and it is there
    return found


def test_the_random_draws_caption_is_that_of_the_model(open_page):
    page = open_page(query="model=vae-20")
    note = page.locator(".vae-note")
    expect(note).to_contain_text("from the prior, a normal distribution around 0")
    for name, words in (
        ("vae-2", "from the prior"),
        ("ae-32", "has no prior"),
        ("vq-vae", "the prior that the model learned"),
    ):
        show(page, name)
        page.get_by_role("button", name="Random draw").click()
        expect(note).to_contain_text(words)


# ---- the names on the map
def test_names_that_the_decoder_does_not_honour_are_grey_and_said(open_page):
    page = open_page(query="model=vae-20")
    open_tool(page, "Map")
    asked = lambda it: "judge_codes" in (it.request.post_data or "")  # noqa: E731
    with page.expect_response(asked) as answered:
        page.get_by_role("button", name="Random draw").click()
    digits = answered.value.json()["digits"]  # an untrained judge's, which reads nearly the same in all pictures
    strange = [str(digit) for digit in range(10) if digits[digit] != digit]
    assert len(digits) == 10 and len(strange) > 1
    note = page.locator(".vae-map-note:visible")
    expect(note).to_contain_text(f"A grey name (now {', '.join(strange[:-1])} and {strange[-1]})")
    expect(note).to_contain_text("the decoder draws something else, as the judge reads it")
    page.get_by_role("button", name="What each place decodes to").click()
    expect(note).not_to_contain_text("grey")
