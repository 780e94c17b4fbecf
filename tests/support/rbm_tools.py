"""The tools of the RBM tab in a browser: opened, given a digit, and read."""

import base64
import re

import again
import pytest
import torch
from rbm_family import family_store
from rbm_page import SIZES, VIEWER, ready
from vae_page import PIXELS
from waiting import all_answered, enter

from tabs.rbm import tab as rbm
from tabs.rbm.tools import digit

COLORS = """canvas => { const d = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                        return Array.from({length: d.length / 4}, (_, i) => [d[4 * i], d[4 * i + 1], d[4 * i + 2]]) }"""


def serving(serve, models, tmp_path_factory):
    """URL of the tab over these machines, by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_STORE", family_store(models, tmp_path_factory.mktemp("family")))
        yield serve(again.in_tab("rbm", rbm.build))


def opening(new_page, site):
    """``opened(title, model, size)`` -> a page with that tool open; fails on any error in the page.

    It is a page that another test of the file has left, but for ``fresh``.
    """
    problems = []

    def start(title: str, model: str = "rbm", size: str = "desktop", fresh: bool = False):
        page = new_page("" if fresh else size, reduced_motion="reduce", **SIZES[size])
        page.on("pageerror", lambda error: problems.append(str(error)))
        if again.is_open(page, ".rbm"):
            again.go(page, ".rbm", model, f"?tab=rbm&model={model}")
        else:
            page.goto(f"{site}?model={model}")
        ready(page)
        page.wait_for_function(f"{VIEWER}.model.name === '{model}'")
        with all_answered(page):
            page.get_by_role("tab", name=title, exact=True).click()
        return page

    yield start
    assert problems == []


def say(page):
    return page.locator(".rbm-status")


def number_in(text: str, pattern: str) -> float:
    return float(re.search(pattern, text)[1].replace("−", "-"))


def take_test_digit(page, box, index: int) -> torch.Tensor:
    """Take this test digit into a tool; what it got, (1, 784)."""
    wanted = digit({"digit": {"test": index}})["pixels"]
    box.get_by_role("combobox", name="the digit").select_option("test")
    field = box.get_by_label("Number of the test digit")
    enter(field, index)
    field.press("Enter")
    field.blur()
    return torch.tensor(list(base64.b64decode(wanted)))[None] / 255


def same_picture(screen, wanted: torch.Tensor) -> bool:
    """Whether a screen shows these probabilities, to one level of grey."""
    found = torch.tensor(screen.evaluate(PIXELS)).float()
    return bool(((found - 255 * wanted.flatten()).abs() <= 1.01).all())


def shown_units(screen, size: int) -> torch.Tensor:
    """The units that a grid shows, (1, size), on or off."""
    levels = torch.tensor(screen.evaluate(PIXELS))[:size]
    assert set(levels.tolist()) <= {0, 255}
    return levels.float()[None] / 255
