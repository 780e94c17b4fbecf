"""What the GAN viewer and its tools ask the server for: right answers, and a sentence for everything else."""

import base64
import io
import math
import shutil

import numpy as np
import pytest
import torch
from gan_models import CRITIC, RECORD, SIZE
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from safetensors.torch import load_file, save_file

import zoo
from tabs.gan import draw as gan_draw
from tabs.gan import tab as gan
from tabs.gan.family import FAMILY
from tabs.gan.tools import generate, gif, look, rank, samples
from tabs.shared.family import model as load
from zoo.errors import ZooError
from zoo.mnist import training_digits
from zoo.models import noise
from zoo.models.noise import latents, truncated
from zoo.stores import Checkpoint

pytestmark = pytest.mark.usefixtures("gan_store")

DRAWABLE = ["gan", "dcgan", "dcgan-32", "wgan-gp", "cgan"]
HANDLERS = (samples, generate, look, gif, gan.compare)
ASKED = {"model": "dcgan-32", "seed": 7, "first": 0, "count": 3, "truncation": None, "digit": None}
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def images(answer: dict) -> torch.Tensor:
    size = answer["size"]
    return torch.tensor(list(base64.b64decode(answer["images"]))).reshape(-1, 1, size, size) / 255


def codes(answer: dict, length: int = 100) -> torch.Tensor:
    return torch.tensor(np.frombuffer(base64.b64decode(answer["latents"]), "<f4").reshape(-1, length).copy())


def text(values: torch.Tensor) -> str:
    return base64.b64encode(values.numpy().astype("<f4").tobytes()).decode()


def drawn(name: str, values: torch.Tensor, labels=None) -> torch.Tensor:
    with torch.no_grad():
        return zoo.load(name).generate(values, labels)


def close(left: torch.Tensor, right: torch.Tensor) -> bool:
    return left.shape == right.shape and bool((left - right).abs().max() <= 0.5001 / 255)


# ---- samples
def test_a_seed_has_as_many_samples_as_there_are_draws():
    assert gan_draw.MOST == noise.MOST


@pytest.mark.parametrize("name", DRAWABLE)
def test_samples_are_the_models_images_of_the_seeds_latents(name):
    answer = samples(ASKED | {"model": name, "first": 5, "count": 12})
    values = latents(7, 100, 5, 12)
    labels = torch.arange(5, 17) % 10 if name == "cgan" else None
    assert torch.equal(codes(answer), values) and close(images(answer), drawn(name, values, labels))
    assert answer["labels"] == (labels.tolist() if name == "cgan" else None)
    assert answer["size"] == (28 if name == "gan" else SIZE)


@pytest.mark.parametrize("name", DRAWABLE)
def test_a_sample_is_the_same_however_many_are_asked_for(name):
    whole = samples(ASKED | {"model": name, "count": 100})
    for count in (20, 7):
        parts = [samples(ASKED | {"model": name, "first": at, "count": min(count, 100 - at)})
                 for at in range(0, 100, count)]  # fmt: skip
        contents = b"".join(base64.b64decode(part["images"]) for part in parts), base64.b64decode(whole["images"])
        joined, at_once = (np.frombuffer(content, np.uint8).astype(int) for content in contents)
        assert np.abs(joined - at_once).max() <= 1  # with several threads sums may round otherwise
    assert samples(ASKED | {"model": name, "count": 100}) == whole
    assert samples(ASKED | {"model": name, "count": 100, "seed": 8})["images"] != whole["images"]


def test_truncation_keeps_the_latents_within_its_bound():
    answer = samples(ASKED | {"truncation": 0.5, "count": 20})
    values = truncated(latents(7, 100, 0, 20), 0.5)
    assert torch.equal(codes(answer), values) and values.abs().max() <= 0.5
    assert close(images(answer), drawn("dcgan-32", values))


def test_a_digit_is_asked_of_the_model_that_knows_them():
    answer = samples(ASKED | {"model": "cgan", "digit": 3})
    assert answer["labels"] == [3, 3, 3]
    assert close(images(answer), drawn("cgan", latents(7, 100, 0, 3), torch.full((3,), 3)))
    for name in ("dcgan-32", "vae-20"):  # the others are told no digit
        assert "never told which digit" in samples(ASKED | {"model": name, "digit": 3})["error"]


@pytest.mark.parametrize("name", ["vae-20", "vae-2"])
def test_a_vae_decodes_draws_from_its_prior(name):
    answer = samples(ASKED | {"model": name, "revision": "of a GAN", "truncation": 0.5})  # which is for GANs
    values = latents(7, int(name.split("-")[1]), 0, 3)
    assert torch.equal(codes(answer, values.shape[1]), values) and answer["labels"] is None
    with torch.no_grad():
        assert close(images(answer), zoo.load(name).decode(values))


@pytest.mark.parametrize(("change", "sentence"), [
    *[({"seed": seed}, "The seed must be") for seed in (2**64, 10**40, -1, 0.5, math.nan, "7", None, True)],
    *[({"count": count}, "count must be a whole number from 1 to 100")
      for count in (0, -1, 1.5, math.nan, math.inf, "9", None)],
    *[({"count": count}, "At most 100 images") for count in (101, 10_000, 10**400)],
    ({"first": 99, "count": 2}, "those from 99 to 100 are not all"), ({"first": 100, "count": 1}, "first sample's"),
    *[({"first": first}, "first sample's number") for first in (-1, 0.5, math.nan, "x", [])],
    *[({"truncation": bound}, "truncation must be") for bound in (0, -1, math.nan, math.inf, "1", True, 10**400)],
    *[({"model": "cgan", "digit": digit}, "digit must be a whole number from 0 to 9")
      for digit in (10, -1, 0.5, math.nan, "3", True, int("1" * 40))],
    ({"model": RECORD}, "weights of dcgan-32-no-bn are not in this app"), ({"model": "judge"}, "no model 'judge'"),
    ({"revision": "0" * 40}, "newer dcgan-32"), ({"more": 1}, "unknown key 'more'"),
])  # fmt: skip
def test_samples_that_cannot_be_had_are_a_sentence(change, sentence):
    error = samples(ASKED | change)["error"]
    assert sentence in error and error.endswith(".") and len(error) < 400


# ---- images of latents
@pytest.mark.parametrize("name", DRAWABLE)
def test_latents_of_any_kind_become_images(name):
    values = torch.cat([latents(1, 100, 0, 70), torch.zeros(1, 100), torch.full((1, 100), 1e6)])
    labels = [9] * 72 if name == "cgan" else None
    answer = generate({"model": name, "latents": text(values), "labels": labels})
    assert close(images(answer), drawn(name, values, None if labels is None else torch.tensor(labels)))


ONE, FIVE = text(torch.zeros(1, 100)), text(torch.zeros(5, 100))


@pytest.mark.parametrize(("request_", "sentence"), [
    *[({"latents": text(torch.full((1, 100), value))}, "finite number between") for value in (math.nan, math.inf, 2e6)],
    ({"latents": text(torch.zeros(1, 99))}, "1 to 120 times 100 numbers"), ({"latents": ""}, "not 0 bytes"),
    ({"latents": text(torch.zeros(121, 100))}, "1 to 120 times 100"), ({"latents": "é"}, "not base64"),
    ({"latents": "A" * 10_000_000}, "1 to 120 times 100"), ({"latents": None}, "1 to 120"), ({"latents": [0]}, "1 to"),
    ({"latents": ONE[:-3]}, "not base64"), ({"latents": ONE, "labels": [1]}, "takes no labels"),
    ({"latents": ONE, "model": "vae-20"}, "no model 'vae-20' here"), ({"latents": ONE, "model": RECORD}, "not in this"),
    ({"model": "cgan", "latents": FIVE}, "takes 5 labels here, not none"),
    ({"model": "cgan", "latents": FIVE, "labels": [1] * 4}, "5 labels here, not 4 of them"),
    *[({"model": "cgan", "latents": ONE, "labels": [label]}, "Label 0 must be a whole number from 0 to 9")
      for label in (10, -1, "1", None, math.nan, True, int("9" * 40))],
])  # fmt: skip
def test_latents_that_are_none_are_a_sentence(request_, sentence):
    error = generate({"model": "dcgan-32"} | request_)["error"]
    assert sentence in error and error.endswith(".") and len(error) < 400


# ---- one image
@pytest.mark.parametrize("name", DRAWABLE)
def test_a_look_says_what_there_is_to_say(name):
    values, label = latents(7, 100, 3), 4 if name == "cgan" else None
    answer = look({"model": name, "latents": text(values), "label": label})
    image = drawn(name, values, None if label is None else torch.tensor([label]))
    kept = name in ("gan", "dcgan")
    assert (answer["score"] is not None) == (answer["probability"] is not None) == kept
    if kept:
        with torch.no_grad():
            score = zoo.load(name).score(image)
        assert answer["score"] == pytest.approx(float(score), rel=1e-4, abs=1e-6)
        assert answer["probability"] == pytest.approx(float(score.sigmoid()), rel=1e-5)
    assert (answer["rank"] is not None) == (name == "dcgan")  # the only one that knows the scores of others
    assert 0 <= answer["judged"]["digit"] <= 9 and 0 <= answer["judged"]["confidence"] <= 1


def test_a_score_is_ranked_among_those_of_real_and_of_generated_digits():
    checkpoint = FAMILY.find("dcgan")
    assert rank(checkpoint, -100.0) == {"real": 0.0, "generated": 0.0}
    assert rank(checkpoint, 100.0) == {"real": 1.0, "generated": 1.0}
    middle = rank(checkpoint, CRITIC["real"][50])
    assert middle["real"] == pytest.approx(50 / 101) and middle["generated"] > 0.5
    assert rank(FAMILY.find("gan"), 0.0) is None


def test_the_nearest_training_image_is_the_nearest():
    values = latents(7, 100, 3)
    found = look({"model": "gan", "latents": text(values), "label": None})["nearest"]
    known, labels = training_digits()
    known = torch.tensor(known[:55_000]).flatten(1) / 255
    distances = (known - drawn("gan", values).flatten()).norm(dim=1)
    assert found["index"] == int(distances.argmin()) and found["distance"] == pytest.approx(float(distances.min()))
    assert (found["label"], found["typical"]) == (int(labels[found["index"]]), 6.2)
    assert base64.b64decode(found["image"]) == training_digits()[0][found["index"]].tobytes()


def test_without_mnist_there_is_no_nearest_image(monkeypatch, tmp_path):
    monkeypatch.setenv("ZOO_DATA", str(tmp_path))
    assert look({"model": "gan", "latents": ONE, "label": None})["nearest"] is None


@pytest.mark.parametrize(("request_", "sentence"), [
    ({"latents": FIVE}, "1 to 1 times 100"), ({"latents": text(torch.full((1, 100), math.nan))}, "finite"),
    ({}, "1 to 1 times 100"), ({"latents": ONE, "label": 3}, "takes no labels"),
    ({"latents": ONE, "model": "cgan"}, "takes 1 labels here"),
    ({"latents": ONE, "model": "cgan", "label": 10}, "Label 0 must be"),
])  # fmt: skip
def test_a_look_at_what_is_not_one_image_is_a_sentence(request_, sentence):
    error = look({"model": "dcgan"} | request_)["error"]
    assert sentence in error and error.endswith(".")


# ---- a damaged checkpoint
@pytest.fixture
def broken(tmp_path):
    shutil.copytree(FAMILY.find("dcgan").folder, tmp_path / "dcgan")
    return Checkpoint("dcgan", tmp_path / "dcgan", "local", "0" * 40, "here")


def test_a_critic_that_is_missing_is_said(broken):
    path = broken.folder / "model.safetensors"
    kept = {key: value for key, value in load_file(path).items() if not key.startswith("critic.")}
    path.unlink()
    save_file(kept, path)
    with pytest.raises(ZooError, match=r"lacks the critic that its config mentions; .*\.$"):
        load(broken)


@pytest.mark.parametrize("content", [b"", b"nonsense", None])
def test_weights_that_cannot_be_read_are_said(broken, content):
    path = broken.folder / "model.safetensors"
    raw = path.read_bytes()
    path.unlink()
    path.write_bytes(raw[: len(raw) // 2] if content is None else content)
    with pytest.raises(ZooError, match=r"is damaged .*\.$"):
        load(broken)


# ---- films
@pytest.mark.parametrize(("size", "side"), [(64, 512), (32, 512), (28, 532)])
def test_a_film_is_about_as_large_whatever_the_model_draws(size, side):
    frames = np.random.default_rng(1).integers(0, 256, 3 * size * size, dtype=np.uint8)
    asked = {"size": size, "frames": base64.b64encode(frames.tobytes()).decode(), "count": 3, "milliseconds": 60}
    film = Image.open(io.BytesIO(base64.b64decode(gif(asked)["gif"])))
    assert (film.n_frames, film.size, film.info["duration"], film.info["loop"]) == (3, (side, side), 60, 0)
    scale = side // size
    assert np.array_equal(np.asarray(film.convert("L"))[::scale, ::scale], frames[: size * size].reshape(size, size))


@pytest.mark.parametrize("wrong", [
    {"size": 65}, {"size": 0}, {"size": -28}, {"size": None}, {"count": 0}, {"count": 121}, {"count": 2},
    {"milliseconds": 5}, {"milliseconds": None}, {"frames": None}, {"frames": "?"},
])  # fmt: skip
def test_a_film_that_is_none_is_a_sentence(wrong):
    asked = {"size": 28, "frames": base64.b64encode(bytes(784)).decode(), "count": 1, "milliseconds": 60}
    assert "gif" in gif(asked) and gif(asked | wrong)["error"].endswith(".")


# ---- anything at all
@given(JSON, st.sampled_from(HANDLERS))
@settings(max_examples=100, deadline=None)
def test_no_request_breaks_a_handler(request, handler):
    assert handler(request)["error"].endswith(".")


KEYS = [
    "seed",
    "first",
    "count",
    "truncation",
    "digit",
    "latents",
    "labels",
    "label",
    "size",
    "frames",
    "left",
    "right",
]


@given(st.dictionaries(st.sampled_from([*KEYS, "revision"]), JSON), st.sampled_from(["dcgan", "cgan", "vae-2", RECORD]),
       st.sampled_from(HANDLERS))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_no_value_in_a_request_breaks_a_handler(request, name, handler):
    answer = handler(request | {"model": name})
    assert answer.get("error", ".").endswith(".")
