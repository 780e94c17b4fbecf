"""What recipes measure and tell the page of models whose codes and answers are known."""

import math
from types import SimpleNamespace

import pytest
import torch
from small import spoken

from training.data.images import Data, LabelledSplit, Split
from training.data.no_digits import NONE
from training.data.subword_texts import Speeches
from training.metrics import codes_text, likelihood
from training.recipes import autoencoder, judge, open_judge, vae, vqvae
from zoo.models.vae import VAE, Posterior, VAEConfig

N = 1001
RISING = torch.linspace(0, 1, N)


def of_images(images: torch.Tensor, labels: torch.Tensor, kind: type = Split) -> Data:
    split = kind(images, labels)
    return Data(split, split, split)


def grey(n: int = N) -> Data:
    """Images of two pixels by two, of which the first shows the image's place and the others a middle grey."""
    images = torch.full((n, 1, 2, 2), 128, dtype=torch.uint8)
    images[:, 0, 0, 0] = torch.arange(n) * 255 // (n - 1)
    return of_images(images, torch.arange(n) % 10)


def test_a_plain_code_is_told_by_its_variance_its_reach_and_how_it_is_drawn():
    codes = torch.stack([RISING, 10 * RISING.square() - 3], 1)
    model = SimpleNamespace(encode=lambda images: codes)
    found = autoencoder.describe(model, grey())["latents.json"]
    assert found["information"] == "variance" and found["prior"] is None
    for row, code in zip(found["latents"], codes.T, strict=True):
        expected = {"information": code.var(), "mean": code.mean(), "sd": code.std(),
                    "low": code.sort().values[1], "high": code.sort().values[N - 2]}  # fmt: skip
        assert {name: row[name] for name in expected} == pytest.approx({key: v.item() for key, v in expected.items()})


@pytest.mark.parametrize("describe", [
    lambda posterior: vae.describe(SimpleNamespace(encode=lambda images: posterior), grey()),
    codes_text.latents,
])  # fmt: skip
def test_sliders_of_a_posterior_reach_as_far_as_its_means_or_at_least_the_prior(describe, monkeypatch):
    monkeypatch.setattr(vae.image_effects, "describe", lambda *_: {})  # of a decoder; this model has none
    posterior = Posterior(torch.stack([RISING, 8 * RISING - 3], 1), torch.tensor([[0.0, -1.0]]).expand(N, -1))
    found = describe(posterior)["latents.json"]
    assert (found["information"], found["prior"]) == ("kl", "standard normal")
    one, two = found["latents"]
    far = posterior.mean[:, 1].abs().sort().values[N - 2].item()
    assert (one["low"], one["high"], one["mean"], one["sd"]) == (-3, 3, 0, 1)
    assert (two["low"], two["high"]) == pytest.approx((-far, far)) and 4.9 < far < 5
    assert [row["information"] for row in (one, two)] == pytest.approx(posterior.kl().mean(0).tolist())
    if "variance" in one:
        assert [row["variance"] for row in (one, two)] == pytest.approx(posterior.mean.var(0).tolist())


def test_the_shares_of_a_code_book_are_of_binary_test_images():
    def encode(images):  # a code for an image with greys, another for one without
        return (1 + ((images > 0) & (images < 1)).any((1, 2, 3)).long())[:, None, None]

    model = SimpleNamespace(encode=encode, config=SimpleNamespace(codebook_size=4))
    assert vqvae.describe(model, grey())["latents.json"]["codebook"] == [0, 1, 0, 0]


def test_denoising_is_measured_under_half_of_the_noise(monkeypatch):
    """By a model that leaves all as it is: white images lose half of their pixels, of 4."""
    monkeypatch.setattr(autoencoder, "measure", lambda model, data: {})
    model = SimpleNamespace(encode=lambda images: images, decode=lambda codes: codes)
    white = of_images(torch.full((4000, 1, 2, 2), 255, dtype=torch.uint8), torch.zeros(4000))
    found = autoencoder.measure_denoising(model, white)
    assert found["noisy_error_masking"].value == pytest.approx(2, rel=0.05) == found["denoised_error_masking"].value
    assert "strength 0.5" in found["noisy_error_gaussian"].estimator


class Says(torch.nn.Module):
    """A judge that reads what an image's first pixel says: bytes are classes."""

    def __init__(self, classes: int):
        super().__init__()
        self.classes = classes

    def forward(self, images):
        said = (images[:, 0, 0, 0] * 255).round().long()
        return 2.0 * torch.nn.functional.one_hot(said, self.classes)


def said(*classes: int) -> torch.Tensor:
    return torch.tensor(classes, dtype=torch.uint8)[:, None, None, None].repeat(1, 1, 2, 2)


def test_the_judges_surprise_is_at_the_true_digit():
    data = of_images(said(3, 5, 7, 7), torch.tensor([3, 3, 7, 1]), LabelledSplit)
    found = judge.measure(Says(10), data)
    total = math.log(9 + math.exp(2))
    assert found["accuracy"].value == 0.5
    assert found["cross_entropy"].value == pytest.approx((2 * (total - 2) + 2 * total) / 4, rel=1e-5)
    drawn = judge.draw(Says(10), data)
    assert [axes.get_title() for axes in drawn["mistakes"].axes if axes.images] == ["3 → 5", "1 → 7"]
    assert {text.get_position() for text in drawn["confusion"].axes[0].texts} == {(3, 3), (5, 3), (7, 7), (7, 1)}


def test_of_many_mistakes_the_first_forty_are_shown(monkeypatch):
    shown = {}
    monkeypatch.setattr(judge.figures, "labelled", lambda images, texts, title: shown.update({title: (images, texts)}))
    monkeypatch.setattr(judge.figures, "confusion", lambda *_: None)
    judge.draw(Says(10), of_images(said(*range(3), *[5] * 41), torch.arange(44) % 3, LabelledSplit))
    ((images, texts),) = shown.values()
    assert texts == [f"{at % 3} → 5" for at in range(3, 43)] and len(images) == 40
    assert (images * 255).round().unique().tolist() == [5]


def test_what_a_judge_refuses_has_its_digit_and_what_it_takes_the_digit_that_it_sees():
    data = of_images(said(NONE, 4, 6, NONE, NONE), torch.tensor([3, 4, NONE, NONE, 8]), LabelledSplit)
    drawn = open_judge.draw(Says(NONE + 1), data)
    titles = {name: [axes.get_title() for axes in figure.axes if axes.images] for name, figure in drawn.items()}
    assert titles == {"refused": ["3", "8"], "taken": ["6"]}


def test_the_cast_has_who_speaks_three_times_or_more_the_one_with_most_speeches_first():
    who = ["ROMEO"] * 3 + ["NURSE"] * 2 + ["JULIET"] * 4 + ["HAMLET"] * 3
    plays = ("romeo_juliet",) * 9 + ("hamlet",) * 3
    none = (0,) * 12
    speeches = Speeches(none, none, none, plays, ("tragedy",) * 12, tuple(who), none, none, (True,) * 12)
    assert codes_text.cast(speeches)["cast.json"]["plays"] == [
        {"title": "Romeo and Juliet", "genre": "tragedy", "speakers": ["JULIET", "ROMEO"]},
        {"title": "Hamlet", "genre": "tragedy", "speakers": ["HAMLET"]},
    ]


def test_a_line_is_read_as_a_speech_with_the_empty_line_behind_it(monkeypatch):
    asked = []
    monkeypatch.setattr(codes_text, "read", lambda model, lines: asked.extend(lines) or torch.zeros(len(lines), 2))
    monkeypatch.setattr(codes_text.speech_codes, "posterior_of", lambda model, passages: Posterior(
        torch.randn(9, 2), torch.zeros(9, 2)))  # fmt: skip
    monkeypatch.setattr(codes_text.text_effects, "describe_speeches", lambda *_: {})  # of a decoder; there is none
    found = codes_text.describe_speeches(SimpleNamespace(), spoken("cpu"))
    assert asked == [line + "\n\n" for line in found["lines.json"]["lines"]] and len(asked) > 50
    assert found["cast.json"]["plays"] and found["latents.json"]["latents"]


def test_the_figure_of_a_posterior_has_its_standard_deviations(monkeypatch):
    shown, model = {}, VAE(VAEConfig(image_size=2, hidden=(4,), latent_dim=3))
    monkeypatch.setattr(vae.figures, "boxes", lambda values, title, *_: shown.update({title: values}))
    monkeypatch.setattr(vae.figures, "reconstructions", lambda *_: None)
    vae.draw(model, grey())
    log_var = likelihood.posterior_of(model, likelihood.binary_test_set(grey().test.intensities())).log_var
    torch.testing.assert_close(shown["Posterior standard deviations"].square(), log_var.exp())
