"""What the tests of the Shakespeare viewer share: the tab over untrained models, opening it, reading what it shows."""

import contextlib
import json
import os
from functools import cache
from urllib.parse import parse_qs, urlencode, urlparse

import again
import pytest
import remembered
from gan_page import SIZES
from text_writing import in_pieces
from waiting import asks, enter, settle

from tabs.shakespeare import tab as shakespeare
from tabs.shakespeare.family import FAMILY
from tabs.shakespeare.twist import twist
from tabs.shakespeare.write import code, write

VIEWER = "document.querySelector('.shakespeare').viewer"
WRITTEN, TWISTED = ".shakespeare-text.is-written", ".shakespeare-text.is-twisted"
STATUS, NOTICE = ".shakespeare-status", ".shakespeare-notice"
NATURAL = {"temperature": 0.8, "top_k": 0, "top_p": 1}  # of models of characters and of words
ABORTED = "net::ERR_FAILED"  # what the browser logs of a request that a test does not let through
START = {"seed": 1, "modern": 1, "slang": 0.5}  # what a page shows that has just been loaded
MODELS_TEXT = """[...document.querySelectorAll('.shakespeare button')]
  .find((button) => button.textContent.startsWith('What the model wrote')).click()"""
PIECE = 40  # characters that the page asks for at first
BRIEF = 90  # characters, for tests that need no more: two pieces


def natural(name: str) -> dict:
    """The dials of a model as they stand at first."""
    return NATURAL | ({"top_p": 0.95} if "subwords" in name else {})


def tab_of_untrained(serve, untrained):
    """URL of the tab over a store of untrained models."""
    yield from tab_over(serve, untrained("shallow_text"))


def tab_over(serve, uri: str):
    """URL of the tab over this store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_STORE", uri)
        patch.setattr(shakespeare, "SERVER", remembered.server(shakespeare.SERVER))
        yield serve(again.in_tab("shakespeare", shakespeare.build)).rstrip("/")


def watch(page, problems: list[str], expected: str = ABORTED) -> None:
    """Note what goes wrong in a page: errors, also those that are only logged (but ``expected`` ones), and dialogs."""

    def logged(message):
        if message.type == "error" and expected not in message.text:
            problems.append(f"{message.text} {message.location.get('url', '')}")

    page.on("console", logged)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: problems.append(dialog.message) or dialog.dismiss())


def opening(new_page, url):
    """``opened(name, size, **query)`` -> the tab with the first text of this model; fails on any error in it.

    It is a page that another test of the file has left, but for ``fresh`` and ``setup(page)``, which is called before
    the page is opened. ``ready=False`` returns at once; errors in the console that have ``expected`` in them are no
    problem.
    """
    problems = []

    def start(name="shakespeare-vae", size="desktop", ready=True, setup=None, expected=ABORTED, fresh=False, **query):
        keep = "" if fresh or setup else size
        page = new_page(keep, reduced_motion="reduce", **SIZES[size])
        watch(page, problems, expected)
        if setup:
            setup(page)
        query = {"tab": "shakespeare", "model": name, "length": BRIEF} | query
        is_open = keep and again.is_open(page, ".shakespeare")
        query = START | query if is_open else query
        address = urlencode({key: value for key, value in query.items() if value is not None})
        if is_open:
            page.evaluate(MODELS_TEXT)
            again.go(page, ".shakespeare", name, f"?{address}")
        else:
            page.goto(f"{url}/?{address}")
            page.wait_for_function(f"document.querySelector('.shakespeare')?.viewer?.model?.name === '{name}'")
        if ready:
            whole(page)
        return page

    yield start
    assert problems == []


def whole(page) -> None:
    """Wait until the text is written to its end and twisted."""
    page.wait_for_function(f"{VIEWER}.whole() && {VIEWER}.twisted() !== null")
    settle(page)


def view(page, expression: str):
    """The value of ``viewer`` followed by this expression."""
    return page.evaluate(f"{VIEWER}.{expression}")


def text(page, column: str = WRITTEN) -> str:
    """What a column holds, to the character."""
    return page.locator(column).evaluate("it => it.textContent")


def expected(name: str, seed: int, length: int = BRIEF, **given) -> str:
    """What the server writes, ``length`` characters or words, opening and all."""
    asked = {"model": name, "seed": seed, "latents": None, "opening": ""} | natural(name) | given
    return _written(json.dumps(asked), length, os.environ["ZOO_STORE"])


@cache
def _written(asked: str, length: int, store: str) -> str:
    """A text that several tests expect, written once."""
    written, read = in_pieces(json.loads(asked), length, PIECE, lambda request: remembered.asked(write, request))
    return read["text"] + written


def drawn(name: str, seed: int) -> list[float]:
    """The prior's draw of a seed."""
    return code({"model": name, "seed": seed})["latents"]


def twisted(original: str, seed: int = 1, **dials) -> str:
    """What the server makes of a text."""
    answer = remembered.asked(twist, {"text": original, "seed": seed} | dials)
    return "".join(piece["text"] for piece in answer["pieces"])


def seed_field(page):
    return page.locator(".shakespeare-controls [name=seed]")


def set_seed(page, seed: int) -> None:
    enter(seed_field(page), seed)
    page.wait_for_function(f"{VIEWER}.seed === {seed}")
    whole(page)


def turn(page, name: str, value: float) -> None:
    """Move a dial there, as a drag that is let go does."""
    page.locator(f".shakespeare input[type=range][name={name}]").evaluate(
        """(it, value) => { it.value = value;
        for (const name of ['input', 'change']) it.dispatchEvent(new Event(name, { bubbles: true })); }""",
        value,
    )


@contextlib.contextmanager
def answered(page, name: str, answers: list):
    """Within, requests of this server function are answered by ``answers`` in turn, and by the last from then on."""
    left = list(answers)

    def answer(route):
        if not asks(route.request, name):
            return route.fallback()
        return route.fulfill(json=left.pop(0) if len(left) > 1 else left[0])

    page.route("**/component_server/", answer)
    yield
    page.unroute("**/component_server/", answer)


def revision(name: str) -> str:
    return FAMILY.find(name).revision


def link_of(page) -> dict:
    """What the link to the text says."""
    query = urlparse(page.get_by_label("Link to this text").input_value()).query
    return {key: value[0] for key, value in parse_qs(query).items()}
