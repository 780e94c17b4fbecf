"""What the tests of the GAN tools share: opening one, pinning, reading pictures and files, and what PyTorch draws."""

import torch
from gan_page import PIXELS, codes, view
from waiting import settle

from tabs.gan.family import FAMILY
from tabs.shared.family import model as load_model

TOOLS = {"timeline": "Training timeline", "plane": "Train one", "directions": "Directions",
         "fool": "Fool the discriminator", "walk": "Walk", "arithmetic": "Arithmetic", "numbers": "Write a number",
         "tally": "Count many", "compare": "Compare", "game": "The two-player game"}  # fmt: skip


def tool(page, name: str):
    """Open a tool of the strip; its panel."""
    page.get_by_role("tab", name=TOOLS[name], exact=True).click()
    settle(page)
    return page.locator(f".gan-tool-{name}")


def drawn(name: str, latents: torch.Tensor, labels=None) -> list[list[int]]:
    """What a model draws of latents (n, latent_dim), as levels."""
    model = load_model(FAMILY.find(name))
    with torch.inference_mode():
        images = model.generate(latents.float(), None if labels is None else torch.tensor(labels))
    return (images * 255).round().int().flatten(1).tolist()


def levels(canvases) -> list[list[int]]:
    return canvases.evaluate_all(f"them => them.map({PIXELS})")


def saved(page, button) -> bytes:
    """What the browser gets when a button is pressed."""
    with page.expect_download() as download:
        button.click()
    with open(download.value.path(), "rb") as file:
        return file.read()


def pin(page, *indices: int) -> torch.Tensor:
    """Pin these samples of the grid; their latents."""
    for index in indices:
        page.locator(".gan-cell").nth(index).press("p")
    assert view(page, "pins().map(({ index }) => index)") == list(indices)
    return torch.tensor(codes(page))[list(indices)]


def wait_for_others(page, selector: str, before: list[list[int]]) -> None:
    """Wait until the canvases there show other pictures than these."""
    page.wait_for_function(
        f"([selector, before]) => String([...document.querySelectorAll(selector)].map({PIXELS})) !== before",
        arg=[selector, ",".join(str(level) for levels in before for level in levels)],
    )


def wait_for_picture(page, selector: str, wanted: list[int]) -> None:
    """Wait until the first canvas there shows this picture, to one level of grey."""
    page.wait_for_function(
        f"([selector, wanted]) => ({PIXELS})(document.querySelector(selector))"
        ".every((level, i) => Math.abs(level - wanted[i]) <= 1)",
        arg=[selector, wanted],
    )
