"""A VAE that a visitor trained and saved is a checkpoint: it loads, it can be pushed, and the tab shows it."""

import base64
import io
import sys
import zipfile

import pytest
import torch
from learners import assert_told
from node import answers

import zoo
from tabs.vae.data import page_data
from tabs.vae.link import read_link
from training import __main__ as command_line
from zoo import pages
from zoo.drawings import drawings
from zoo.record import record
from zoo.stores import open_store

COUNT = 40
MODELS = {"two latents": {"hidden": 9}, "five, dear": {"hidden": 12, "latents": 5, "beta": 4, "activation": "tanh"}}


@pytest.fixture(scope="module", params=list(MODELS.values()), ids=list(MODELS))
def saved(request, tmp_path_factory):
    """The folder that the zip has, what the page makes of the first digit, and that digit."""
    images, labels = drawings(COUNT, 5)
    asked = {"settings": request.param | {"digits": COUNT, "batch": 10}}
    answer = answers(
        "vae.checkpoint.answers.mjs", asked | {"images": images.ravel().tolist(), "labels": labels.tolist()}
    )
    folder = tmp_path_factory.mktemp("saved")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(answer["zip"]))) as content:
        content.extractall(folder)
    return folder / "my-vae", answer, images[:1].float() / 255


def test_the_saved_model_loads_and_the_page_encodes_and_redraws_as_it_does(saved):
    folder, answer, digit = saved
    model = zoo.load_folder(folder)
    with torch.no_grad():
        posterior = model.encode(digit)
        rebuilt = model.decode(posterior.mean).ravel()
    assert answer["code"] == pytest.approx(posterior.mean[0].tolist(), abs=1e-4)
    assert answer["sd"] == pytest.approx((0.5 * posterior.log_var).exp()[0].tolist(), abs=1e-4)
    levels = torch.frombuffer(bytearray(base64.b64decode(answer["rebuilt"])), dtype=torch.uint8) / 255
    assert levels.sub(rebuilt).abs().max() < 0.51 / 255


def test_what_it_says_of_its_training_is_what_its_settings_were(saved):
    folder, _, _ = saved
    assert_told(folder, COUNT, "binary_mnist", batch_size=10, learning_rate=0.002, seed=1, step="adam")


def test_its_folder_is_pushed_and_shown_as_any_model_of_its_class(saved, monkeypatch, tmp_path):
    folder, _, _ = saved
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(sys, "argv", ["training", "push", str(folder), "--to", str(tmp_path / "store")])
    with pytest.raises(SystemExit) as done:
        command_line.main()
    assert done.value.code == 0
    checkpoint = open_store().checkpoint("my-vae")
    own, model = record(checkpoint), zoo.load_folder(folder)
    page = own.page
    words = {"title": page.title, "summary": page.summary, "order": page.order}
    assert page == pages.make(type(model), model.config, **words)
    assert own.whole("metrics.json")["elbo"]["bound"] == ">=" and own.whole("training.json").epochs == 1
    assert own.problems == {"metrics.json": [], "training.json": []}
    data = page_data(checkpoint)
    assert data["points"]["count"] == COUNT and len(data["latents"]) == model.config.latent_dim
    assert all(latent["information"] >= 0 for latent in data["latents"]) and data["decoder"]["kind"] == "dense"


def test_a_link_brings_an_experiment_to_the_page():
    link = read_link({"train": "latents:5,activation:2,seed:3", "model": "vae-2"})
    assert link.restore == {"train": "latents:5,activation:2,seed:3"} and not link.problems
    assert "latents:2,beta:1,seed:1" in read_link({"train": "latents", "model": "vae-2"}).notice
