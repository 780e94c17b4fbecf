"""The Shakespeare viewer in a real browser: parts of a checkpoint that are damaged are said, and the rest works."""

import json

import pytest
import text_page
from playwright.sync_api import expect
from text_models import untrained_store
from text_page import NOTICE, TWISTED, VIEWER, expected, text, whole

from tabs.shakespeare import tab as shakespeare
from zoo.stores import open_store


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory):
    """URL of the tab over a store in which the language model's config and the VAE's latents are nonsense."""
    folder = tmp_path_factory.mktemp("text-damaged") / "store"
    uri = untrained_store(folder)
    for name, part in [("shakespeare-lm", "config.json"), ("shakespeare-vae", "latents.json")]:
        files = folder.parent / f"{folder.name}-files" / name
        told = json.loads((files / part).read_text())
        (files / part).write_text(json.dumps({"model": told.get("model"), "vocabulary": "aa"}))
        open_store(uri).push(files, name, "Damaged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_STORE", uri)
        yield serve(shakespeare.build).rstrip("/")


@pytest.fixture
def opened(new_page, url):
    yield from text_page.opening(new_page, url)


def test_damaged_parts_are_said_in_a_sentence_and_the_rest_works(opened):
    page = opened()
    expect(page.locator(NOTICE)).to_contain_text("latents.json of shakespeare-vae does not fit: latents is missing")
    assert text(page) == expected("shakespeare-vae", 1)
    page.get_by_role("radio", name="Untrained shakespeare-lm", exact=True).check()
    expect(page.locator(".zoo-failure")).to_contain_text("config.json of shakespeare-lm")
    expect(page.locator(".shakespeare-make")).to_be_hidden()
    expect(page.locator(TWISTED)).to_contain_text("Good morrow, how dost thou?")  # the twist needs no model
    page.get_by_role("radio").first.check()
    page.wait_for_function(f"{VIEWER}.model?.name === 'shakespeare-vae'")
    whole(page)
    assert text(page) == expected("shakespeare-vae", 1)
