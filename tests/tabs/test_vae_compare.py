"""Two models side by side: the same digit and noise, their figures, and the sentence on what to look at."""

import base64
import json
import shutil

import pytest
import torch

import zoo
from tabs.vae import compare as vae_compare
from tabs.vae import tab as vae
from tabs.vae.family import find
from zoo.stores import BundledStore, Checkpoint

pytestmark = pytest.mark.usefixtures("vae_store")


def picture(text: str) -> torch.Tensor:
    return torch.tensor(list(base64.b64decode(text))).reshape(-1, 1, 28, 28) / 255


def close(text: str, expected: torch.Tensor) -> bool:
    return (picture(text) - expected).abs().max() <= 0.5001 / 255


def test_two_models_get_the_same_digit_and_the_same_noise(drawn):
    answer = vae.compare({"left": "vae-20", "right": "ae-32", "digit": {"test": 7}, "seed": 3})
    with torch.no_grad():
        expected = zoo.load("vae-20").sample(16, torch.Generator().manual_seed(3))
    samples = torch.cat([picture(sample) for sample in answer["left"]["samples"]])
    assert (samples - expected).abs().max() <= 0.5001 / 255 and len(answer["right"]["samples"]) == 16
    assert close(answer["seen"], drawn.test.intensities()[7:8])
    assert {"name": "a code", "left": "20 numbers", "right": "32 numbers"} in answer["differences"]
    assert "prior" in answer["guide"]
    twice = vae.compare({"left": "vae-20", "right": "vae-20", "digit": None, "seed": 3})
    assert twice["left"] == twice["right"] and twice["seen"] is None and "twice" in twice["guide"]


def test_the_better_figure_is_marked_whichever_way_is_better():
    rows = {row["name"]: row for row in vae.compare({"left": "beta-vae", "right": "vae-20", "seed": 1})["rows"]}
    assert rows["elbo"]["better"] == "right"  # −90.35 is more than −100
    assert rows["nll_iw"]["better"] == "right" and rows["nll_iw"]["left"] == "≤ 95.00"
    assert rows["frechet"]["real"] == "0.5000" and rows["active_units"]["better"] is None
    assert not any(name.endswith("_floor") or name.startswith("digit_share") for name in rows)


@pytest.mark.parametrize(("left", "right", "word"), [
    ("vae-20", "beta-vae", "larger β"), ("iwae-20", "vae-20", "guesses"),
    ("vae-20", "vq-vae", "edges"), ("beta-vae", "vq-vae", "edges"), ("vq-vae", "iwae-20", "edges"),
    ("flow-vae", "vae-20", "a flow bends"), ("conv-vae", "vq-vae", "edges"),
    ("ae-32", "denoising-ae", "Denoise"), ("vae-2", "vae-20", "20 numbers holds more"),
    ("vq-vae", "denoising-ae", "prior over the entries"), ("ae-32", "vq-vae", "prior over the entries"),
    ("ae-32", "conv-vae", "learned only to redraw"), ("denoising-ae", "vae-2", "learned to clean noisy digits"),
    ("beta-vae", "denoising-ae", "learned to clean noisy digits"), ("vae-2", "beta-vae", "the length of the code"),
    ("conv-vae", "beta-vae", "conv-vae and beta-vae differ in the length of the code, the network"),
    ("vq-vae", "vae-2", "its prior learns which texts"),
    ("beta-vae", "iwae-20", "the weight β and the guesses"),
])  # fmt: skip
def test_the_lesson_is_that_of_the_pair(left, right, word):
    assert word in vae_compare.lesson(find(left), find(right))


def test_a_flow_is_compared_with_the_network_that_it_began_with():
    assert "have any shape" in vae_compare.lesson(BundledStore().checkpoint("conv-vae"), find("flow-vae"))


VAE_20 = {"hidden": [200, 200], "latent_dim": 20, "activation": "softplus", "beta": 1.0, "samples": 1}
AE_32 = {"hidden": [], "latent_dim": 32, "activation": "relu", "code_activation": "relu", "objective": "cross_entropy"}
AE_30 = AE_32 | {"hidden": [1000, 500, 250], "latent_dim": 30, "objective": "squared_error"}


def changed(name: str, folder, **config) -> Checkpoint:
    """A checkpoint under the name "other", its config changed."""
    copy = shutil.copytree(find(name).folder, folder / "other")
    described = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(described | config))
    (copy / "page.json").unlink()  # so its class says how it is shown, by the changed config
    return Checkpoint("other", copy, "local", "0" * 40, "store")


@pytest.mark.parametrize(("name", "config", "word"), [
    ("ae-32", AE_30, "differ in the length of the code, the network and what they were trained on, so"),
    ("ae-32", AE_32 | {"latent_dim": 64}, "32 numbers and 64. A longer code can hold more, but a model need not"),
    ("vae-20", VAE_20 | {"latent_dim": 64}, "need not use all"),
    ("vae-20", VAE_20 | {"hidden": [128], "latent_dim": 64}, "differ in the length of the code and the network, so"),
    ("vae-20", VAE_20 | {"latent_dim": 4}, "20 numbers holds more than one of 4"),
    ("vae-20", VAE_20 | {"latent_dim": 6}, "need not use all"),
    ("vae-2", VAE_20 | {"latent_dim": 2, "hidden": [256]}, "equally long; the networks"),
    ("vae-20", {"latent_dim": None}, "redrawn digit first"), ("vae-20", VAE_20, "redrawn digit first"),
])  # fmt: skip
def test_the_lesson_of_two_of_a_sort_names_what_differs(tmp_path, name, config, word):
    other = changed(name, tmp_path, **config)
    said = vae_compare.lesson(find(name), other)
    assert word in said and ("holds more" in said) == ("holds more" in word)
    assert ("equally long" in said) == ("equally long" in word)


@pytest.mark.parametrize("samples", [1, 50])
def test_a_convolutional_vae_of_the_tighter_bound_is_said_to_be_one(tmp_path, samples):
    said = vae_compare.lesson(changed("conv-vae", tmp_path, samples=samples, latent_dim=32), find("vae-20"))
    assert "strokes" in said and ("tighter bound, the importance-weighted" in said) == (samples > 1)


def test_models_of_other_data_are_not_ranked(tmp_path):
    folder = shutil.copytree(BundledStore().resolve("vae-2"), tmp_path / "copy")
    other = Checkpoint("vae-2", folder, "local", "0" * 40, "store")
    training = json.loads((other.folder / "training.json").read_text())
    (other.folder / "training.json").write_text(json.dumps(training | {"recipe": {"data": "letters"}}))
    assert "trained on letters" in vae_compare.lesson(other, find("vae-20"))
    assert not any(row["better"] for row in vae_compare.table(other, find("vae-20")))


def test_a_code_far_longer_is_named_before_the_convolutions(tmp_path):
    other = changed("conv-vae", tmp_path, latent_dim=32, samples=1)
    assert "differ in the length of the code and the network" in vae_compare.lesson(find("vae-2"), other)
    assert "strokes" in vae_compare.lesson(find("vae-20"), other)
