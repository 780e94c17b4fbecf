"""What the tests of the Shakespeare tools share: the tab with one model more, opening a tool, what the server says."""

import json
import os
from functools import cache

import pytest
import remembered
import text_models
import text_page
from playwright.sync_api import expect
from text_page import natural
from waiting import settle

from tabs.shakespeare.passage import read
from tabs.shakespeare.write import texts
from zoo.models.shakespeare import TextVAE, TextVAEConfig

NAME, LARGE, LATENTS = "shakespeare-vae", "shakespeare-vae-large", 12
SPEECHES = "shakespeare-vae-subwords"
TOOLS = {"sliders": "Latent sliders", "passage": "Your passage", "morph": "Morph", "use": "Does it use its latent?"}
PASSAGE = "What news abroad, my lord?\nThe King is sickly, weak and melancholy."
CAREFUL = {"temperature": 0.3}


def tab_with_tools(serve, tmp_path_factory):
    """URL of the tab over untrained models, one of them with more latents than are shown at first."""
    config = TextVAEConfig(**text_models.SMALL, latent_dim=LATENTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(text_models.MODELS, LARGE, lambda: TextVAE(config))
        uri = text_models.untrained_store(tmp_path_factory.mktemp("text") / "store")
        yield from text_page.tab_over(serve, uri)


def tool(page, name: str):
    """Open a tool of the strip; its panel."""
    page.get_by_role("tab", name=TOOLS[name], exact=True).click()
    settle(page)
    return page.locator(f".shakespeare-tool-{name}")


def sheets(box):
    return box.locator(".shakespeare-sheet-text")


def shows(where, text: str) -> None:
    """Wait until a sheet holds this text, to the character; sheets may be made anew meanwhile."""
    expect(where).to_have_js_property("textContent", text)


def told(codes, seed: int, count: int, luck: str = "same", name: str = NAME, **dials) -> list[str]:
    """The texts of codes."""
    asked = {"model": name, "latents": codes, "luck": luck, "seed": seed, "count": count}
    return _told(json.dumps(asked | natural(name) | dials), os.environ["ZOO_STORE"])


@cache
def _told(asked: str, store: str) -> list[str]:
    """Texts that several tests expect, written once."""
    return remembered.asked(texts, json.loads(asked))["texts"]


def what_is_read(text: str, name: str = NAME) -> dict:
    return remembered.asked(read, {"model": name, "text": text})
