"""The checkpoints that ship with the app: whole, small enough, and as good as their cards say."""

import json

import pytest
import torch

import zoo
from training.metrics import likelihood
from training.recipes import RECIPES
from zoo.store import BundledStore

BUNDLED = BundledStore().names()
MEGABYTES = 100


def card(name: str) -> dict:
    return json.loads((BundledStore().resolve(name) / "metrics.json").read_text())


def test_the_bundle_is_small_enough():
    files = [path for name in BUNDLED for path in BundledStore().resolve(name).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < MEGABYTES * 1e6


@pytest.mark.parametrize("name", ["ae-32", "vae-2", "vae-20"])
def test_what_the_readme_promises_is_there(name):
    assert name in BUNDLED


@pytest.mark.parametrize("name", BUNDLED)
def test_each_was_trained_in_full_by_its_recipe(name):
    training = json.loads((BundledStore().resolve(name) / "training.json").read_text())
    assert training["recipe"] == json.loads(json.dumps(RECIPES[name].settings()))
    assert training["epochs"] == RECIPES[name].epochs
    assert type(zoo.load_folder(BundledStore().resolve(name))).__name__ == RECIPES[name].model


@pytest.mark.parametrize(
    ("name", "metric", "limit"),
    [("ae-32", "bce_per_pixel", 0.094), ("vae-20", "nll_iw1000", 90.0), ("vae-2", "nll_iw1000", 151.4)],
)
def test_the_bar_is_met(name, metric, limit):
    """The limit of vae-2 is what `train vae-2-plain` reaches: 100 epochs of plain Adam."""
    assert card(name)[metric]["value"] <= limit


@pytest.mark.parametrize("name", [name for name in BUNDLED if RECIPES[name].model == "VAE"])
def test_the_elbo_of_the_card_is_that_of_the_whole_test_set(name, mnist):
    """With fewer samples than the card, so with more noise; both estimate the same."""
    model = zoo.load_folder(BundledStore().resolve(name))
    images = likelihood.binary_test_set(mnist.test.intensities())
    with torch.no_grad():
        fresh = likelihood.bounds(model, images, samples=8, chunk=500)["elbo"]
    stored = card(name)["elbo"]
    assert abs(fresh.value - stored["value"]) <= 5 * (fresh.noise + stored["noise"])
