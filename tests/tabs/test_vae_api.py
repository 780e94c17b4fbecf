"""The VAE tab's functions for programs, number by number: what an argument says reaches the model, and its answer the
caller. And what a server function says of one code or one link, where the value is known."""

import base64
import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from loops import run
from vae_models import BOOK

import zoo
from tabs.programs.sample import sample
from tabs.shared import measures, parts
from tabs.shared.family import variation
from tabs.vae import api, compare
from tabs.vae import tab as vae
from tabs.vae.family import find
from zoo.stores import BundledStore, Checkpoint

pytestmark = pytest.mark.usefixtures("vae_store")

# no picture that a turn or a mirror leaves as it is
STROKE = [[1.0 if row in (5, 6) and 4 <= column < 20 else 0.25 if row > 22 else 0.0 for column in range(28)]
          for row in range(28)]  # fmt: skip
IMAGE = torch.tensor(STROKE)[None, None]


def test_a_draw_is_the_models_own_by_its_seed_and_number():
    for count, seed in ((3, 5), (1, 6)):
        with torch.no_grad():
            expected = zoo.load("vae-2").sample(count, torch.Generator().manual_seed(seed))[:, 0]
        drawn = run(sample("vae-2", count, seed))
        torch.testing.assert_close(torch.tensor(drawn["images"]), expected)
    assert drawn == run(sample("vae-2", seed=6))


@pytest.mark.parametrize("name", ["vae-2", "ae-32"])
def test_a_picture_is_encoded_as_the_model_does(name):
    model, answer = zoo.load(name), api.encode(name, STROKE)
    with torch.no_grad():
        code = model.encode(IMAGE)
    mean = code if name == "ae-32" else code.mean
    assert answer["code"] == pytest.approx(mean[0].tolist(), abs=1e-5) and answer["seen"] == STROKE
    assert answer["sd"] == (None if name == "ae-32" else pytest.approx((code.log_var / 2).exp()[0].tolist(), abs=1e-5))


def test_a_redrawn_picture_comes_with_its_squared_error():
    model, answer = zoo.load("vae-2"), api.reconstruct("vae-2", STROKE)
    with torch.no_grad():
        rebuilt = model.decode(model.encode(IMAGE).mean)
    torch.testing.assert_close(torch.tensor(answer["pixels"]), rebuilt[0, 0])
    assert answer["squared_error"] == pytest.approx(float(((rebuilt - IMAGE) ** 2).sum()), rel=1e-4)


def test_the_page_gets_the_same_code_and_its_sd():
    levels = (np.array(STROKE) * 255).round().astype(np.uint8)
    ink = {"size": 28, "ink": base64.b64encode(levels.tobytes()).decode()}
    answer = vae.encode({"model": "vae-2", "digit": ink})
    seen = torch.tensor(list(base64.b64decode(answer["seen"]))).reshape(1, 1, 28, 28) / 255
    with torch.no_grad():
        code = zoo.load("vae-2").encode(seen)
    assert answer["code"] == pytest.approx(code.mean[0].tolist(), abs=0.02)
    assert answer["sd"] == pytest.approx((code.log_var / 2).exp()[0].tolist(), rel=0.02)


# ---- links
@pytest.mark.parametrize(("parameters", "restore"), [
    ({"model": "vae-2", "code": "1,2,3", "digit": "test-7"}, {"digit": "test-7"}),
    ({"model": "vq-vae", "code": ",".join(["99"] * 49), "tool": "morph"}, {"tool": "morph"}),
    ({"model": "vq-vae", "code": ",".join(["3", "0"] * 24 + ["11"]), "tool": "morph"},
     {"tool": "morph", "code": [3, 0] * 24 + [11]}),
])  # fmt: skip
def test_what_else_a_link_says_stays_beside_its_code(parameters, restore):
    assert vae.follow(parameters)[1]["restore"] == restore


def test_a_notice_of_the_link_stands_before_that_of_the_model():
    told = {"notice": "The model's."}
    viewer = replace(vae.VIEWER, data_of=lambda checkpoint: dict(told), restored=lambda link, data: None)
    assert viewer.follow({"model": "vae-2"})[1]["notice"] == "The model's."
    notice = viewer.follow({"model": "vae-2", "seed": "x"})[1]["notice"]
    assert notice == "The link's seed is not a whole number from 0 to 4294967295. The model's."


# ---- what the page is told
def copied(name: str, folder) -> Checkpoint:
    return Checkpoint(name, shutil.copytree(find(name).folder, folder / name), "local", "0" * 40, "store")


def test_how_often_each_entry_of_a_code_book_occurs_is_told(tmp_path):
    found = copied("vq-vae", tmp_path)
    shares = [(entry + 1) / 78 for entry in range(BOOK)]
    described = json.loads((found.folder / "latents.json").read_text())
    (found.folder / "latents.json").write_text(json.dumps(described | {"codebook": shares}))
    assert vae.describe(found)[0]["codebook"] == {"size": BOOK, "rows": 7, "columns": 7, "shares": shares}


def test_a_figure_has_its_width_and_height(tmp_path):
    from PIL import Image

    found = copied("vae-2", tmp_path)
    (found.folder / "figures").mkdir(exist_ok=True)
    Image.new("L", (30, 20)).save(found.folder / "figures" / "wide.png")
    (found.folder / "README.md").write_text("# A\n\n## Figures\n\n![Wide & low](figures/wide.png)\n")
    about = vae.describe(found)[1]
    assert "width='30' height='20'" in about and "<figcaption>Wide &amp; low</figcaption>" in about


def test_a_figure_comes_with_its_noise():
    elbo = {"value": -100.0, "unit": "nats per image", "bound": ">=", "noise": 0.0}
    assert parts.metrics(find("beta-vae"))["elbo"] == elbo


def test_how_a_model_differs_is_cut_at_four_hundred_characters():
    page = SimpleNamespace(base="vae-20", changes="x" * 500)
    assert variation(page) == {"base": "vae-20", "changes": "x" * 400}


# ---- comparing
def test_the_model_with_the_longer_code_is_named_on_either_side():
    short, long = find("vae-2"), BundledStore().checkpoint("vae-20")
    for left, right in ((short, long), (long, short)):
        assert "how much of the digit vae-20 brings back and what vae-2 has to leave out" in compare.lesson(left, right)


@pytest.mark.parametrize(("lengths", "is_more"), [
    ((4, 16), True), ((16, 4), True), ((4, 15), False), ((5, 64), False), ((2, 8), True), ((None, 8), False),
])  # fmt: skip
def test_a_code_surely_holds_more_where_it_is_four_times_a_short_one(lengths, is_more):
    assert compare._holds_more(*lengths) == is_more


@pytest.mark.parametrize(("values", "noise", "better"), [
    ((10.0, 10.9), 0.3, "left"), ((10.0, 10.8), 0.3, None), ((10.9, 10.0), 0.3, "right"), ((10.0, 10.0), None, None),
    ((10.0, 10.1), None, "left"),
])  # fmt: skip
def test_a_figure_is_better_beyond_twice_the_noise_of_both(values, noise, better):
    one, two = ({"value": value, "noise": noise} for value in values)
    assert measures.winner("frechet", one, two) == better
    opposite = {"left": "right", "right": "left", None: None}
    assert measures.winner("elbo", one, two) == opposite[better]


@pytest.mark.parametrize(("value", "text"), [
    (1234, "1,234"), (1234.5, "1,234.50"), (0.12345, "0.1235"), (-0.5, "−0.5000"), (-1.0, "−1.00"), (-90.351, "−90.35"),
])  # fmt: skip
def test_a_figure_has_two_decimals_or_four_below_one(value, text):
    assert measures.number(value) == text
