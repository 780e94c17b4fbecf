"""What the tests of the GAN viewer share: the tab over untrained models, opening it, and reading what it shows."""

import base64
from urllib.parse import urlencode

import again
import pytest
import torch
from waiting import asks, enter, settle

from tabs.gan import tab as gan
from tabs.gan.family import FAMILY
from tabs.shared.family import model as load_model
from zoo.models import noise

VIEWER = "document.querySelector('.gan').viewer"
SIZES = {"desktop": {"viewport": {"width": 1280, "height": 900}},
         "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}}  # fmt: skip
WHOLE = f"{VIEWER}.sampled().length === {VIEWER}.count && !document.querySelector('.gan-cell.is-stale')"
START = {"seed": 1, "pin": 0, "tool": "timeline"}  # what a page shows that has just been loaded
UNPIN = "() => { for (let pin; (pin = document.querySelector('.gan-pin-remove')); ) pin.click(); }"
PIXELS = """canvas => { const d = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                        return Uint8Array.from({length: d.length / 4}, (_, i) => d[4 * i]) }"""


def tab_of_untrained(serve, untrained):
    """URL of the tab over a store of untrained models."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_STORE", untrained("gan"))
        yield serve(again.in_tab("gan", gan.build)).rstrip("/")


def opening(new_page, url):
    """``opened(name, size, **query)`` -> the tab with a whole grid of this model; fails on any error in it.

    It is a page that another test of the file has left, but for ``fresh`` and ``setup(page)``, which is called before
    the page is opened. ``ready=False`` returns at once.
    """
    problems = []

    def start(name="dcgan", size="desktop", ready=True, setup=None, fresh=False, **query):
        keep = "" if fresh or setup else size
        page = new_page(keep, reduced_motion="reduce", **SIZES[size])
        page.on("pageerror", lambda error: problems.append(str(error)))
        if setup:
            setup(page)
        if keep and again.is_open(page, ".gan"):
            page.evaluate(UNPIN)
            again.go(page, ".gan", name, f"?{urlencode({'tab': 'gan', 'model': name} | START | query)}")
        else:
            page.goto(f"{url}/?{urlencode({'tab': 'gan', 'model': name} | query)}")
            page.wait_for_function(f"document.querySelector('.gan')?.viewer?.model?.name === '{name}'")
        if ready:
            whole(page)
        return page

    yield start
    assert problems == []


def whole(page) -> None:
    """Wait until every sample of the grid is there."""
    page.wait_for_function(WHOLE)
    settle(page)


def view(page, expression: str):
    """The value of ``viewer`` followed by this expression."""
    return page.evaluate(f"{VIEWER}.{expression}")


def shown(page) -> list[list[int]]:
    """The levels of each sample in the grid, read from its canvas."""
    return page.locator(".gan-cell canvas").evaluate_all(f"them => them.map({PIXELS})")


def codes(page) -> list[list[float]]:
    return page.evaluate(f"{VIEWER}.sampled().map(({{ latents }}) => Float64Array.from(latents))")


def big(page) -> list[int]:
    return page.locator(".gan-big").evaluate(PIXELS)


def expected(name: str, seed: int, count: int, truncation: float | None = None, labels=None) -> list[list[int]]:
    """What the model draws for the first samples of a seed."""
    model = load_model(FAMILY.find(name))
    latents = noise.latents(seed, model.config.latent_dim, 0, count)
    latents = latents if truncation is None else noise.truncated(latents, truncation)
    with torch.inference_mode():
        images = model.generate(latents, None if labels is None else torch.tensor(labels))
    return (images * 255).round().int().flatten(1).tolist()


def alike(left: list[list[int]], right: list[list[int]]) -> bool:
    """Whether pictures are the same to one level of grey, as far as they may differ from machine to machine."""
    pairs = [(a, b) for one, two in zip(left, right, strict=True) for a, b in zip(one, two, strict=True)]
    return max((abs(a - b) for a, b in pairs), default=0) <= 1


def set_seed(page, seed: int) -> None:
    enter(page.get_by_label("seed", exact=True), seed)
    page.wait_for_function(f"{VIEWER}.seed === {seed}")
    whole(page)


def set_truncation(page, value: float, wait: bool = True) -> None:
    """Move the slider there, as a drag that is let go does; ``wait`` until the digits are there."""
    page.get_by_label("truncation").evaluate(
        """(it, value) => { it.value = value;
        for (const name of ['input', 'change']) it.dispatchEvent(new Event(name, { bubbles: true })); }""",
        value,
    )
    if not wait:
        return
    page.wait_for_function(f"Math.abs({VIEWER}.truncation - {value}) < 1e-6")
    whole(page)


def asked_samples(page) -> list[tuple[int, int]]:
    """A list that fills with first and count of the chunks that are asked for from now on."""
    chunks = []

    def note(request):
        if asks(request, "samples"):
            data = request.post_data_json["data"]
            chunks.append((data["first"], data["count"]))

    page.on("request", note)
    return chunks


def bytes_of(text: str) -> bytes:
    return base64.b64decode(text)


def text_of(latents: torch.Tensor) -> str:
    """Latents as the page sends them."""
    return base64.b64encode(latents.contiguous().numpy().tobytes()).decode()
