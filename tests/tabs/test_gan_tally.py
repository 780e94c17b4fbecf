"""Counting what a GAN draws: against the judge asked one by one, what is refused, and where a GPU is borrowed."""

import pytest

from tabs.gan import tally as tallying
from tabs.gan.draw import loaded
from tabs.gan.family import FAMILY
from tabs.gan.tally import tally
from tabs.gan.tools import at_mnist
from tabs.shared.digits import Readings, judged
from zoo.models.noise import latents, truncated


@pytest.fixture(autouse=True)
def store(untrained, monkeypatch):
    monkeypatch.setenv("ZOO_STORE", untrained("gan"))


def one_by_one(name: str, seeds: list[int], bound: float | None) -> list[dict]:
    """What the judge reads in each sample of these seeds."""
    import torch

    model, found = loaded(FAMILY.find(name)), []
    labels = torch.arange(100) % 10 if model.classes else None
    for seed in seeds:
        codes = latents(seed, model.config.latent_dim, 0, 100)
        with torch.inference_mode():
            images = model.generate(codes if bound is None else truncated(codes, bound), labels)
        found += [judged(image[None]) for image in at_mnist(images)]
    return found


@pytest.mark.parametrize(("name", "seed", "seeds", "bound"), [
    ("dcgan", 7, [7], 0.6), ("cgan", 2**32 - 1, [2**32 - 1, 0], None),
])  # fmt: skip
def test_counts_are_those_of_the_judge_asked_about_each(monkeypatch, name, seed, seeds, bound):
    monkeypatch.setattr(tallying, "SHEETS", 2)
    answer = tally({"model": name, "seed": seed, "sheets": len(seeds), "truncation": bound})
    read = one_by_one(name, seeds, bound)
    digits = [each["digit"] for each in read]
    assert answer == {
        "samples": 100 * len(seeds),
        "digits": [digits.count(digit) for digit in range(10)],
        "sure": sum(each["confidence"] > 0.9 for each in read),
        "none": sum(each["no_digit"] > 0.5 for each in read),
        "asked": sum(digit == at % 10 for at, digit in enumerate(digits)) if name == "cgan" else None,
    }


def test_digits_that_are_all_read_as_asked_for_are_counted_as_such_over_all_sheets(monkeypatch):
    import torch

    asked = torch.arange(100) % 10
    right = Readings(asked, torch.tensor([0.9, 0.91]).repeat(50), None)  # exactly 0.9 is not above it
    monkeypatch.setattr(tallying, "SHEETS", 3)
    monkeypatch.setattr(tallying, "readings", lambda *_: right)
    monkeypatch.setattr(tallying, "pictures", lambda *_: torch.zeros(100, 1, 28, 28))
    answer = tally({"model": "cgan", "seed": 1, "sheets": 3})
    assert answer == {"samples": 300, "digits": [30] * 10, "sure": 150, "none": None, "asked": 300}


@pytest.mark.parametrize(("request_", "said"), [
    ({"seed": -1}, "The seed must be"), ({"seed": 1, "sheets": 2}, "The number of sheets must be a whole number"),
    ({"seed": 1, "truncation": 0}, "The truncation must be"), ({"seed": 1, "digit": 3}, "unknown key 'digit'"),
    ({"seed": 1, "model": "dcgan-32-no-bn"}, "The weights of dcgan-32-no-bn are not in this app"),
])  # fmt: skip
def test_what_cannot_be_counted_is_a_sentence(request_, said):
    assert said in tally({"model": "dcgan", **request_})["error"]


def test_without_a_judge_nothing_is_counted_and_without_a_gpu_the_reason_is_said(monkeypatch):
    import gradio as gr

    monkeypatch.setattr(tallying, "readings", lambda *_: None)
    said = "Nothing here reads what dcgan draws, so it cannot be counted."
    assert tally({"model": "dcgan", "seed": 1}) == {"error": said}

    def refused(*_):
        raise gr.Error("Your quota is used up.")

    monkeypatch.setattr(tallying, "counted", refused)
    said = "These digits were not counted: Your quota is used up."
    assert tally({"model": "dcgan", "seed": 1}) == {"error": said}
