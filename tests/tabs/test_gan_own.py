"""A dense GAN that a visitor trained and saved is a checkpoint: it loads, it can be pushed, and the tab shows it.

What the page answers for it is what the server would."""

import base64
import io
import sys
import zipfile

import numpy as np
import pytest
import torch
from learners import assert_told
from node import answers
from PIL import Image

import zoo
from tabs.gan import fool, tools
from tabs.gan.data import page_data
from tabs.gan.draw import latents_text
from tabs.gan.link import read_link
from tabs.gan.tally import tally_of
from training import __main__ as command_line
from zoo import pages
from zoo.drawings import drawings
from zoo.models import noise
from zoo.record import record
from zoo.stores import open_store

COUNT, LATENTS = 40, 6
GAMES = {
    "logistic": {},
    "wasserstein": {"objective": "wasserstein", "penalty": 10, "turns": "2:1", "dropout": 0},
}


def levels(text):
    """Pictures (n, 784) in [0, 1] of an answer."""
    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.uint8).view(-1, 784) / 255


@pytest.fixture(scope="module", params=list(GAMES.values()), ids=list(GAMES))
def saved(request, tmp_path_factory):
    """The settings, the folder that the zip has, and what the page answers."""
    images, labels = drawings(COUNT, 5)
    settings = {"hidden": 9, "latents": LATENTS, "digits": COUNT, "batch": 10, "seed": 4} | request.param
    codes = latents_text(noise.latents(3, LATENTS, 2, 1))
    asked = {"settings": settings, "images": images.ravel().tolist(), "labels": labels.tolist(), "latents": codes}
    answer = answers("gan.checkpoint.answers.mjs", asked)
    folder = tmp_path_factory.mktemp("saved")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(answer["zip"]))) as content:
        content.extractall(folder)
    return settings, folder / "my-gan", answer["answers"], images[:1].float() / 255


def test_the_saved_model_loads_and_draws_a_seed_as_the_page_does(saved):
    _, folder, told, _ = saved
    model = zoo.load_folder(folder)
    drawn = model.generate(noise.latents(3, LATENTS, 2, 2)).detach().flatten(1)
    assert levels(told["samples"]["images"]).sub(drawn).abs().max() < 0.51 / 255 + 1e-4
    assert model.score(drawn[:1].view(1, 1, 28, 28)).item() == pytest.approx(told["look"]["score"], abs=0.02)
    sure = told["look"]["probability"]
    assert (sure is None) == (model.config.objective == "wasserstein")


def test_what_its_critic_says_in_the_page_is_what_the_server_would_say(saved):
    _, folder, told, digit = saved
    model = zoo.load_folder(folder)
    seen = levels(told["fool_digit"]["seen"]).view(1, 1, 28, 28)
    assert seen.sub(digit).abs().max() < 1e-6
    assert model.score(digit).item() == pytest.approx(told["fool_digit"]["score"], abs=1e-4)
    assert set(told["fool_digit"]["rank"]) == {"real", "generated"}
    image = levels(told["fool_map"]["image"]).view(1, 1, 28, 28)
    from zoo.images import blurred, within_reach

    expected = blurred(within_reach(model.saliency(image), image), fool.SOFT).flatten()
    theirs = torch.from_numpy(np.frombuffer(base64.b64decode(told["fool_map"]["map"]), "<f4").copy())
    assert theirs.sub(expected).abs().max() < 1e-3 * expected.abs().max() + 1e-7
    assert told["fool_map"]["step"] == fool.uphill(model, image, None, model.saliency(image))[1]
    assert told["fool_map"]["after"]["score"] > told["fool_map"]["before"]["score"]
    question, answer = told["fool_question"], told["fool_answer"]
    pair = levels(question["pictures"]).view(2, 1, 28, 28)
    assert model.score(pair).tolist() == pytest.approx(answer["scores"], abs=1e-4)
    assert answer["guess"] == int(answer["scores"][1] > answer["scores"][0]) and answer["real"] in (0, 1)


def test_what_it_says_of_its_training_is_what_its_settings_were(saved):
    settings, folder, _, _ = saved
    critics, generators = map(int, settings.get("turns", "1:1").split(":"))
    turns = {"critic_updates": critics, "generator_updates": generators, "critic_rate": 0.5, "betas": [0.5, 0.999]}
    usual = {"learning_rate": 0.002, "seed": 4, "step": "adversarial", "game": turns}
    assert_told(folder, COUNT, "mnist", batch_size=10, **usual)


def test_its_folder_is_pushed_and_shown_as_any_model_of_its_class(saved, monkeypatch, tmp_path):
    settings, folder, told, _ = saved
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(sys, "argv", ["training", "push", str(folder), "--to", str(tmp_path / "store")])
    with pytest.raises(SystemExit) as done:
        command_line.main()
    assert done.value.code == 0
    checkpoint = open_store().checkpoint("my-gan")
    own, model = record(checkpoint), zoo.load_folder(folder)
    page = own.page
    words = {"title": page.title, "summary": page.summary, "order": page.order}
    assert page == pages.make(type(model), model.config, **words)
    assert own.whole("training.json").epochs == 1 and not own.whole("metrics.json")
    assert own.problems == {"metrics.json": [], "training.json": []}
    data = page_data(checkpoint)
    assert data["decoder"]["kind"] == "layered" and data["critic"] and data["trace"][-1]["epoch"] == 1
    places = data["timeline"]["places"]
    assert places == [point["epoch"] for point in data["trace"]] and not data["notice"]
    with Image.open(folder / "timeline.png") as frames:
        assert frames.size == own.training.timeline.sheet()
        last = torch.from_numpy(np.array(frames))[-88:-60, :28]  # the first of the last frame
    drawn = 255 * model.generate(torch.tensor([told["fixed"]])).detach()[0, 0]
    assert (last - drawn).abs().max() < 0.6
    assert data["game"]["critic_updates"] == int(settings.get("turns", "1:1")[0])


def test_pictures_of_a_model_of_ones_own_are_read_and_counted():
    black = base64.b64encode(bytes(784)).decode()
    assert set(tools.look_at({"pixels": black})) == {"judged", "nearest"}
    assert "784 bytes" in tools.look_at({"pixels": "AAAA"})["error"]
    found = tally_of({"pixels": base64.b64encode(bytes(78400)).decode()})
    assert "error" in found or sum(found["digits"]) == found["samples"] == 100


def test_a_link_brings_an_experiment_on_digits_to_the_page():
    link = read_link({"tab": "gan", "train": "objective:1,turns:2,seed:3", "model": "gan"})
    assert link.restore and link.restore["train"] == "objective:1,turns:2,seed:3" and not link.problems
    assert "objective:1,turns:2,seed:1" in read_link({"train": "x", "model": "gan", "tab": "gan"}).notice
