"""The GAN tab's functions for programs: the walk against its equation, and a sentence for every bad input."""

import base64
import io
import math

import gradio as gr
import pytest
import torch
from gan_models import RECORD, SIZE
from hypothesis import given, settings
from hypothesis import strategies as st
from loops import run
from PIL import Image

import zoo
from tabs.gan import api as gan_api
from tabs.programs import endpoints
from tabs.programs import sample as sampling
from tabs.vae import tab as vae
from zoo.models.noise import latents, slerp, truncated

pytestmark = pytest.mark.usefixtures("gan_store")

NAN, INF = math.nan, math.inf
SEVEN, EIGHT = {"seed": 7, "index": 12}, {"seed": 8}
GIVEN = {"latents": [0.5] * 100}
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def drawn(name: str, values: torch.Tensor, labels=None) -> torch.Tensor:
    with torch.no_grad():
        return zoo.load(name).generate(values, labels)[:, 0]


def sample(*arguments, **named) -> dict:
    return run(sampling.sample(*arguments, **named))


def near(answer: dict, expected: torch.Tensor) -> bool:
    found = torch.tensor(answer["images"])
    return found.shape == expected.shape and bool((found - expected).abs().max() <= 0.0001)


# ---- samples
@pytest.mark.parametrize("name", ["gan", "dcgan", "cgan"])
def test_samples_are_those_of_the_page(name):
    answer = sample(name, 100, 7)
    labels = torch.arange(100) % 10 if name == "cgan" else None
    assert near(answer, drawn(name, latents(7, 100, 0, 100), labels))
    side = 28 if name == "gan" else SIZE
    assert Image.open(io.BytesIO(base64.b64decode(answer["png"]))).size == (10 * side + 18, 10 * side + 18)
    assert sample(name, 3, 7)["images"] == answer["images"][:3] and len(sample(name)["images"]) == 1


def test_samples_may_be_truncated_and_asked_for_digits():
    answer = sample("cgan", seed=7, truncation=0.5, digits=[1, 6, 1, 6])
    values = truncated(latents(7, 100, 0, 4), 0.5)
    assert near(answer, drawn("cgan", values, torch.tensor([1, 6, 1, 6])))
    assert answer == sample("cgan", 4, 7, 0.5, [1, 6, 1, 6])


@pytest.mark.parametrize("bound", [0.01, 0.09, 3.5, 10])
def test_programs_may_truncate_further_than_the_pages_slider(bound):
    answer = sample("dcgan-32", 2, seed=7, truncation=bound)
    assert near(answer, drawn("dcgan-32", truncated(latents(7, 100, 0, 2), bound), None))


@pytest.mark.parametrize(("name", "options", "sentence"), [
    *[("dcgan", {"count": count}, "from 1 to 100") for count in (0, -1, 1.5, NAN, INF, "5", True)],
    *[("dcgan", {"count": count}, "At most 100 images are drawn at once") for count in (101, 10_000, 10**400)],
    *[("dcgan", {"seed": seed}, "The seed must be") for seed in (-1, 2**32, 2**64, NAN, None, "1")],
    *[("dcgan", {"truncation": bound}, "truncation must be a number") for bound in (0, -1, NAN, INF, "1", 11)],
    ("dcgan", {"digits": [1]}, "cannot be asked for digits"), ("cgan", {"count": 2, "digits": [1]}, "each of the 2"),
    *[("cgan", {"digits": [digit]}, "Digit 0 must be") for digit in (10, -1, NAN, "1", None, int("7" * 40))],
    *[("cgan", {"digits": digits}, "each of the 1 images, not something else") for digits in ("1616", 1616, {})],
    ("cgan", {"digits": []}, "count must be"), ("cgan", {"digits": [1] * 101}, "At most 100"),
    (RECORD, {}, "weights of dcgan-32-no-bn are not in this app"),
    ("vae-2", {"truncation": 1}, "Only GANs take a truncation"), ("vae-2", {"digits": [1]}, "Only GANs"),
    ("vae-2", {"count": 65}, "from 1 to 64"), ("judge", {}, "no model 'judge'"), (None, {}, "no model 'None'"),
])  # fmt: skip
def test_samples_that_cannot_be_had_are_a_sentence(name, options, sentence):
    with pytest.raises(gr.Error, match=sentence) as error:
        sample(name, **options)
    assert error.value.message.endswith(".") and len(error.value.message) < 800


# ---- walks
def test_a_walk_goes_along_the_great_circle_between_its_ends():
    answer = gan_api.interpolate("dcgan", SEVEN, EIGHT, 5)
    ends = latents(7, 100, 12)[0], latents(8, 100, 0)[0]
    path = slerp(*ends, torch.linspace(0, 1, 5))
    assert near(answer, drawn("dcgan", path)) and torch.equal(torch.tensor(answer["latents"]), path)
    torch.testing.assert_close(torch.stack([path[0], path[-1]]), torch.stack(ends))
    given = gan_api.interpolate("dcgan", {"latents": ends[0].tolist()}, {"latents": ends[1].tolist()}, 5)
    assert given == answer


def test_a_walk_is_truncated_and_shows_one_digit():
    answer = gan_api.interpolate("cgan", SEVEN, EIGHT, 3, digit=4, truncation=0.5)
    ends = truncated(latents(7, 100, 12), 0.5)[0], truncated(latents(8, 100, 0), 0.5)[0]
    assert near(answer, drawn("cgan", slerp(*ends, torch.linspace(0, 1, 3)), torch.full((3,), 4)))
    given = gan_api.interpolate("cgan", SEVEN, {"latents": ends[1].tolist()}, 3, digit=4, truncation=0.5)
    assert given == answer  # latents that are given are within no bound but their own


def test_a_walk_between_opposite_latents_is_straight():
    end = latents(7, 100, 12)[0]
    path = gan_api.interpolate("dcgan", {"latents": end.tolist()}, {"latents": (-end).tolist()}, 5)["latents"]
    expected = torch.tensor([1.0, 0.5, 0.0, -0.5, -1.0])[:, None] * end
    torch.testing.assert_close(torch.tensor(path), expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(("name", "options", "sentence"), [
    *[("dcgan", {"steps": steps}, "steps must be a whole number from 2 to 60")
      for steps in (1, 0, 61, 10**400, NAN, "9")],
    *[("dcgan", {"start": end}, "The start must be")
      for end in (None, 7, {}, [], {"index": 1}, SEVEN | {"latents": []})],
    ("dcgan", {"end": {"seed": 1, "other": 1}}, "The end must be"), ("dcgan", {"start": {"seed": 2**64}}, "The seed"),
    ("dcgan", {"start": {"seed": 1, "index": 100}}, "first sample's number"),
    ("dcgan", {"end": {"latents": [0.0] * 99}}, "list of 100 numbers, not 99 of them"),
    ("dcgan", {"end": {"latents": "x"}}, "not something else"),
    *[("dcgan", {"end": {"latents": [0.0] * 99 + [value]}}, "Latent 99 of the end must be a finite number")
      for value in (NAN, INF, 1e7, None, "1", True, 10**400)],
    ("dcgan", {"start": GIVEN, "end": GIVEN, "truncation": 1}, "for latents of a seed; these ends are given"),
    ("dcgan", {"truncation": 0}, "truncation"), ("dcgan", {"digit": 1}, "cannot be asked for one"),
    ("cgan", {}, "give the digit from 0 to 9"),
    *[("cgan", {"digit": digit}, "digit must be") for digit in (10, -1, NAN, "1", True, int("1" * 40))],
    (RECORD, {}, "not in this app"), ("vae-20", {}, "vae-20 is not a GAN; choose one of"),
    ("nothing", {}, "no model 'nothing' here"), (None, {}, "no model 'None'"),
])  # fmt: skip
def test_a_walk_that_cannot_be_gone_is_a_sentence(name, options, sentence):
    with pytest.raises(gr.Error, match=sentence) as error:
        gan_api.interpolate(name, **({"start": SEVEN, "end": EIGHT} | options))
    assert error.value.message.endswith(".") and len(error.value.message) < 400


@given(JSON, JSON, JSON, JSON)
@settings(max_examples=100, deadline=None)
def test_no_input_breaks_a_walk_or_a_sample(one, two, three, four):
    for call in (lambda: gan_api.interpolate("dcgan", one, two, three, four), lambda: sample("cgan", one, two),
                 lambda: gan_api.interpolate("cgan", SEVEN, EIGHT, 2, one, two),
                 lambda: sample("cgan", 1, 1, three, four), lambda: sample(one, two)):  # fmt: skip
        try:
            call()
        except gr.Error as error:
            assert error.message.endswith(".")


def test_many_images_wait_their_turn_and_one_picture_does_not():
    with gr.Blocks() as page:
        vae.build()
        endpoints.build()
    named = {each.api_name: (each.queue, each.concurrency_limit, each.concurrency_id) for each in page.fns.values()}
    assert named["sample"] == (True, 2, "cpu") and not named["decode"][0]
