"""Nats of text under the models of characters, exact or as bounds, and how often they guess right."""

from collections.abc import Callable

import torch
from torch import Tensor

from training.data.images import Data
from training.metrics import Metric, judged, text_latents, text_samples
from training.metrics.text_context import context
from training.metrics.text_latents import CHUNK, SPLIT, chunks, posterior_of
from zoo.models.language import LanguageModel
from zoo.models.shakespeare import TextVAE
from zoo.models.vae import importance_bound, importance_variance, log_weights

SEED = 16_231  # of the draws from q(z|x)
SAMPLES = 100
LATIN = 0.5  # share of the letters that are a to z, from which on words are counted


@torch.no_grad()
def measure(model: LanguageModel, data: Data, heard: Callable[[], judged.Heard] = judged.heard) -> dict[str, Metric]:
    """Nats per character, characters guessed, and the quality of samples, on the validation text."""
    passages = data.validation.blocks()
    measured = exact(model, passages) | accuracy(model, passages) | context(model, data)
    return measured | _of_samples(model, data, heard)


@torch.no_grad()
def measure_own(model: LanguageModel, data: Data) -> dict[str, Metric]:
    """``measure`` on a text of one's own, whose words no judge has read; without figures of words for a text in another
    script, of whose words nothing is known here."""
    passages, train = data.validation.blocks(), data.train.text()
    measured = exact(model, passages) | accuracy(model, passages)
    letters = sum(character.isalpha() for character in train)
    if sum(character.isascii() and character.isalpha() for character in train) < LATIN * max(1, letters):
        return measured
    samples, cool = (text_samples.draw(model, text_samples.COUNT, manner) for manner in text_samples.manners(model))
    return measured | text_samples.measure(samples, train, data.validation.text(), cool)


@torch.no_grad()
def measure_coded(model: TextVAE, data: Data, heard: Callable[[], judged.Heard] = judged.heard) -> dict[str, Metric]:
    """The same for a model with a code, whose nats are bounds, and the information in the code."""
    passages = data.validation.blocks()
    measured = bounds(model, passages) | accuracy_coded(model, passages) | text_latents.measure(model, data)
    return measured | _of_samples(model, data, heard)


def _of_samples(model: LanguageModel, data: Data, heard: Callable[[], judged.Heard]) -> dict[str, Metric]:
    samples, cool = (text_samples.draw(model, text_samples.COUNT, manner) for manner in text_samples.manners(model))
    found = text_samples.measure(samples, data.train.text(), data.validation.text(), cool)
    return found | judged.measure(samples, cool, heard())


def exact(model: LanguageModel, passages: Tensor) -> dict[str, Metric]:
    """``nats_per_character`` of passages (n, 1 + t) under a model without a latent."""
    nats = -torch.cat([model.log_likelihood(each).sum(1).cpu().double() for each in passages.split(CHUNK)])
    return {"nats_per_character": _per_character(nats.mean().item(), passages, "exact")}


def bounds(model: TextVAE, passages: Tensor, samples: int = SAMPLES) -> dict[str, Metric]:
    """Both bounds on nats per character, and the two terms of the first, of passages (n, 1 + t).

    Both come from the same ``samples`` draws of q(z|x) per passage. The importance-weighted bound is eq. 8 of Burda et
    al. 2016 (arXiv:1509.00519). ``noise`` is the standard error of these draws: of the mean for the first, by the delta
    method for the logarithm of the mean weight.
    """
    posterior, generator = posterior_of(model, passages), torch.Generator().manual_seed(SEED)
    noise = (torch.randn(samples, model.latent_dim, generator=generator) for _ in passages)
    rows = zip(passages, *posterior, noise, strict=True)
    parts = [terms(model, x, mean, log_var, draws.to(x.device)) for x, mean, log_var, draws in rows]
    reconstruction, reconstruction_variance, tight, tight_variance = torch.stack(parts).cpu().double().T
    kl, n = posterior.kl().sum(1).cpu().double().mean().item(), len(passages)
    told = reconstruction.mean().item()
    spread, tight_spread = reconstruction_variance.sum().sqrt().item() / n, tight_variance.sum().sqrt().item() / n
    how = f"{samples:,} samples of q(z|x) per passage"
    return {
        "nats_per_character": _per_character(told + kl, passages, f"reconstruction + KL, {how}", "<=", spread),
        f"nats_per_character_iw{'' if samples == SAMPLES else samples}": _per_character(
            tight.mean().item(), passages, f"importance-weighted bound, {how}", "<=", tight_spread
        ),
        "reconstruction_per_character": _per_character(told, passages, f"mean of {how}", None, spread),
        "kl_per_passage": Metric(kl, "nats per passage", f"closed form, {_passages(passages)}", split=SPLIT),
        "kl_per_latent": Metric(
            posterior.kl().mean(0).tolist(), "nats per passage", f"closed form, mean over {_passages(passages)}",
            split=SPLIT,
        ),
    }  # fmt: skip


def terms(model: LanguageModel, passage: Tensor, mean: Tensor, log_var: Tensor, noise: Tensor) -> Tensor:
    """For one passage (1 + t,) and draws (k, latent_dim) from N(0, I), (4,): the nats of the reconstruction, the
    variance of their mean, the importance-weighted nats, their variance."""
    k, latents = len(noise), mean + noise * (0.5 * log_var).exp()
    parts = [model.log_likelihood(passage.expand(len(some), -1), some).sum(1) for some in latents.split(CHUNK)]
    log_likelihood = torch.cat(parts)  # (k,)
    log_weight = log_weights(log_likelihood, latents, noise, log_var)
    spread = log_likelihood.var() / k if k > 1 else log_weight.new_zeros(())
    return torch.stack([-log_likelihood.mean(), spread, -importance_bound(log_weight), importance_variance(log_weight)])


def accuracy(model: LanguageModel, passages: Tensor) -> dict[str, Metric]:
    """How often the most probable character is right, given the true ones before it, in passages (n, 1 + t)."""
    return {"character_accuracy": _accuracy(model, passages, None, "")}


def accuracy_coded(model: TextVAE, passages: Tensor) -> dict[str, Metric]:
    """``accuracy`` given the posterior mean of each passage, and given that of another one, half the text away."""
    own = posterior_of(model, passages).mean
    return {
        "character_accuracy": _accuracy(model, passages, own, ", latents at the passage's posterior mean"),
        "character_accuracy_other": _accuracy(
            model, passages, own.roll(len(own) // 2, 0), ", latents at another passage's posterior mean"
        ),
    }


def _accuracy(model: LanguageModel, passages: Tensor, latents: Tensor | None, how: str) -> Metric:
    right = sum(
        (model.decoder(some[:, :-1], told).argmax(-1) == some[:, 1:]).sum().item()
        for some, told in chunks(passages, latents)
    )
    share = right / passages[:, 1:].numel()
    return Metric(share, "share of characters", f"likeliest character, given the true ones before it{how}, "
                  f"{_passages(passages)}", split=SPLIT)  # fmt: skip


def _per_character(nats: float, passages: Tensor, how: str, bound: str | None = None, noise: float = 0.0) -> Metric:
    """Nats per passage as a metric in nats per character."""
    length = passages.shape[1] - 1
    return Metric(
        nats / length, "nats per character", f"{how}, all positions of {_passages(passages)}", bound, SPLIT,
        noise / length,
    )  # fmt: skip


def _passages(passages: Tensor) -> str:
    return f"{len(passages):,} validation passages of {passages.shape[1] - 1} characters"
