"""Models of one's own pictures in the three tabs of images: their test pictures, their labels, their judge."""

import base64
import itertools
import json
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

import zoo
from tabs.gan import data as gan_data
from tabs.gan import fool, tools
from tabs.gan.family import FAMILY as GANS
from tabs.rbm import data as rbm_data
from tabs.rbm import tools as rbm_tools
from tabs.rbm.api import gibbs
from tabs.rbm.family import FAMILY as MACHINES
from tabs.shared import digits as shared
from tabs.vae import data, family
from tabs.vae.compare import compare
from tabs.vae.digits import encode
from tabs.vae.tools import denoise, judge_codes
from zoo import held_out
from zoo.stores import BundledStore, LocalStore

KNOWN = {"name": "runes", "noun": "rune", "classes": ["fehu", "uruz", "thurs"], "licence": "CC0"}
IMAGES = torch.randint(256, (30, 28, 28), generator=torch.Generator().manual_seed(1), dtype=torch.uint8)
LABELS = (torch.arange(30) % 3).byte()


@pytest.fixture
def store(tmp_path, monkeypatch):
    """``store(name, ...)``: the store in use is a new one, with copies of bundled models that know runes."""
    count = itertools.count()

    def add(*names: str, tests: dict | None = None, known: dict = KNOWN) -> None:
        made = LocalStore(tmp_path / f"store-{next(count)}")
        for name in names:
            folder = shutil.copytree(BundledStore().resolve(name), tmp_path / name, dirs_exist_ok=True)
            page = json.loads((folder / "page.json").read_text())
            (folder / "page.json").write_text(json.dumps(page | {"data": known}))
            save_file(tests or {"images": IMAGES, "labels": LABELS}, folder / held_out.FILE)
            made.push(folder, f"{name}-runes", "for a test")
        monkeypatch.setenv("ZOO_STORE", made.uri)

    return add


def seen(answer: dict, key: str = "seen") -> np.ndarray:
    return np.frombuffer(base64.b64decode(answer[key]), np.uint8).reshape(28, 28)


def test_the_page_gets_the_models_own_test_pictures_one_of_each_class(store, digits):
    store("vae-20", "dcgan-32", "rbm")
    pages = (data.page_data(family.find("vae-20-runes")), gan_data.page_data(GANS.find("dcgan-32-runes")),
             rbm_data.page_data(MACHINES.find("rbm-runes")))  # fmt: skip
    for shown in pages:
        assert shown["test_digits"] == 30 and list(shown["examples"]) == ["0", "1", "2"]
        assert [each["test"] for each in shown["examples"].values()] == [0, 1, 2]
        assert base64.b64decode(shown["examples"]["1"]["pixels"]) == IMAGES[1].numpy().tobytes()
        assert shown["data"] == {key: KNOWN[key] for key in ("name", "noun", "classes")}
    assert not pages[1]["nearest"] and "data" not in data.page_data(family.find("vae-20"))


def test_without_labels_the_first_ten_are_shown_and_without_a_file_none(store, digits, tmp_path):
    store("vae-20", tests={"images": IMAGES}, known=KNOWN | {"classes": []})
    checkpoint = family.find("vae-20-runes")
    assert list(data.page_data(checkpoint)["examples"]) == [*"0123456789"]
    assert encode({"model": "vae-20-runes", "digit": {"test": 4}})["label"] is None
    store("ae-32", tests={"images": IMAGES[:, :14].contiguous()})
    found = data.page_data(family.find("ae-32-runes"))
    assert (found["test_digits"], found["examples"]) == (0, {})  # and no digits of MNIST
    answer = encode({"model": "ae-32-runes", "digit": {"test": 4}})
    assert "There are no test pictures with ae-32-runes" in answer["error"]


def test_a_test_picture_is_encoded_and_named_and_read_by_the_judge_of_its_data(store, digits):
    store("vae-20", "denoising-ae", "judge")
    answer = encode({"model": "vae-20-runes", "digit": {"test": 4}})
    assert (seen(answer) == IMAGES[4].numpy()).all() and (answer["label"], answer["label_name"]) == (1, "uruz")
    with torch.no_grad():
        read = zoo.load("judge")(IMAGES[4:5, None] / 255)[0].softmax(0)
    assert answer["judged"]["digit"] == int(read.argmax()) and answer["judged"]["no_digit"] is None
    pixels = base64.b64encode(IMAGES[4].numpy().tobytes()).decode()
    assert shared.judge({"pixels": pixels, "model": "vae-20-runes"})["no_digit"] is None
    assert shared.judge({"pixels": pixels, "model": "vae-20"})["no_digit"] is not None
    noisy = {"digit": {"test": 7}, "noise": "masking", "strength": 0.2, "seed": 1}
    assert (seen(denoise({"model": "denoising-ae-runes", **noisy})) == IMAGES[7].numpy()).all()
    pair = {"left": "vae-20-runes", "right": "vae-20", "digit": {"test": 7}, "seed": 1}
    assert (seen(compare(pair)) == IMAGES[7].numpy()).all()


def test_without_a_judge_of_its_data_nothing_is_read(store, digits):
    store("vae-20")
    assert encode({"model": "vae-20-runes", "digit": {"test": 0}})["judged"] is None
    assert judge_codes({"model": "vae-20-runes", "codes": [[0.0] * 20]}) == {"digits": [None], "judged": False}


def test_of_a_drawing_the_whole_sheet_is_taken_unless_it_is_a_digit(store, digits):
    store("vae-20")
    ink = np.zeros((56, 56), np.uint8)
    ink[:8, :8] = 255
    drawing = {"size": 56, "ink": base64.b64encode(ink.tobytes()).decode()}
    corner = seen(encode({"model": "vae-20-runes", "digit": drawing}))
    assert corner[:3, :3].min() > 200 and not corner[8:, 8:].any()
    store("vae-2", known=KNOWN | {"noun": "digit"})
    assert seen(encode({"model": "vae-2-runes", "digit": drawing}))[14, 14] > 200  # centred


def test_the_game_and_the_machines_take_test_pictures_of_the_data(store, digits):
    store("dcgan-32", "rbm")
    question = fool.fool_question({"model": "dcgan-32-runes", "seed": 3, "round": 0})
    answer = fool.fool_answer({"model": "dcgan-32-runes", "seed": 3, "round": 0})
    real = np.frombuffer(base64.b64decode(question["pictures"]), np.uint8).reshape(2, 28, 28)[answer["real"]]
    assert question["source"] == "own" and any((real == image).all() for image in IMAGES.numpy())
    latents = fool.latents_text(torch.zeros(1, 100))
    assert tools.look({"model": "dcgan-32-runes", "latents": latents, "label": None})["nearest"] is None
    found = rbm_tools.digit({"model": "rbm-runes", "digit": {"test": 5}})
    assert (seen(found, "pixels") == IMAGES[5].numpy()).all() and found["label_name"] == "thurs"
    assert gibbs("rbm-runes", start="test-5") != gibbs("rbm", start="test-5")
    assert len(held_out.tests_of(BundledStore().checkpoint("rbm"))[0]) > 30
