"""Nats of single words under the lab sheet's model, and properties of its texts."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from training.data.images import Data
from training.data.texts import WINDOW, Words
from training.metrics import Metric, judged, text_samples
from training.metrics.text_latents import ACTIVE, SPLIT
from zoo.errors import ZooError
from zoo.models.characters import SHAKESPEARE
from zoo.models.tokens import gaps, tokens
from zoo.models.vae import importance_bound, importance_variance, log_weights
from zoo.models.words import WordVAE
from zoo.models.writing import UNCHANGED, Manner, probabilities

SEED = 16_234
SAMPLES = 100
CHUNK = 50  # different words at once
SPREAD = (
    "and what it takes to spell unknown words, ln 65 for each letter and the end, and to tell the white space that is "
    "not as between joined words, spread over all characters of the text"
)
ODD = 0.005  # share of the gaps between words that differ from ``joined`` in the training text
LENGTH = 70  # words of a sample: with its spaces longer than a passage, to which it is cut


@torch.no_grad()
def bounds(model: WordVAE, held_out: Words, samples: int = SAMPLES) -> dict[str, Metric]:
    """Both bounds in nats per word, the terms of the first, and the information in the latents.

    The nats of a word depend only on the word, so each different one is measured once, with ``samples`` draws, and
    weighted by its frequency in the text. ``nats_per_character`` spreads the words' nats over all characters of the
    text and adds ``spelled`` and ``spaced``: a model of characters has to spell the words that are unknown to this one,
    and to write the white space.
    """
    different, counts = held_out.ids.unique(return_counts=True)
    generator, share = torch.Generator().manual_seed(SEED), counts.cpu().double() / counts.sum().item()
    parts = [_bounds_of(model, each, samples, generator) for each in different.split(CHUNK)]
    rows, posterior = torch.cat(parts).cpu().double(), model.encode(different)
    (told, tight), variances = (share @ rows[:, :2]).tolist(), share.square() @ rows[:, 2:]
    noise, tight_noise = variances.sqrt().tolist()
    kl = share @ posterior.kl().cpu().double()  # (latent_dim,)
    nats, rate, unit = told + kl.sum().item(), len(held_out) / len(held_out.text()), "nats per word"
    per_character = nats * rate + (spelled(held_out) + spaced(held_out.text())) / len(held_out.text())
    n = f"{len(held_out):,} validation words"
    how = f"{samples} samples of q(z|x) for each different one of {n}"
    return {
        "nats_per_word": _metric(nats, unit, f"reconstruction + KL, {how}", "<=", noise),
        "nats_per_word_iw": _metric(tight, unit, f"importance-weighted bound, {how}", "<=", tight_noise),
        "nats_per_character": _metric(
            per_character, "nats per character", f"reconstruction + KL, {how}, {SPREAD}", "<=", noise * rate
        ),
        "reconstruction_per_word": _metric(told, unit, f"mean of {how}", None, noise),
        "kl_per_word": _metric(kl.sum().item(), unit, f"closed form, {n}"),
        "kl_per_latent": _metric(kl.tolist(), unit, f"closed form, mean over {n}"),
        "active_units": _active(posterior.mean.cpu().double(), share, n),
    }


def spelled(held_out: Words) -> float:
    """Nats for spelling all words of the text that are not in the vocabulary, with all characters equally probable."""
    known = set(held_out.vocabulary)
    unknown = [word for word in tokens(held_out.text()) if word not in known]
    return sum(len(word) + 1 for word in unknown) * math.log(len(SHAKESPEARE))


def spaced(text: str) -> float:
    """Nats of the white space of a text: for each gap, whether it is as in ``joined``; if not, its length, with ln 2
    for each space and the end."""
    odd = [stands for stands, put in gaps(text) if stands != put]
    as_joined = len(tokens(text)) + 1 - len(odd)
    return -as_joined * math.log(1 - ODD) + sum((1 + len(each)) * math.log(2) - math.log(ODD) for each in odd)


def _active(means: Tensor, share: Tensor, n: str) -> Metric:
    """The number of units of means (m, latent_dim) that vary, with words weighted by their shares (m,)."""
    variance = share @ (means - share @ means).square()
    return _metric(int((variance > ACTIVE).sum()), "units", f"variance of the posterior mean over {n} > {ACTIVE}")


def _bounds_of(model: WordVAE, numbers: Tensor, samples: int, generator: torch.Generator) -> Tensor:
    """For words (n,), (n, 4): nats of the reconstruction, importance-weighted nats, and the variances of both."""
    mean, log_var = model.encode(numbers)
    noise = torch.randn(samples, *mean.shape, generator=generator).to(mean.device)  # (k, n, d)
    latents = mean + noise * (0.5 * log_var).exp()
    log_likelihood = model.log_likelihood(numbers.repeat(samples), latents.flatten(0, 1)).view(samples, -1)  # (k, n)
    log_weight = log_weights(log_likelihood, latents, noise, log_var)
    tight, variance = -importance_bound(log_weight), importance_variance(log_weight)
    return torch.stack([-log_likelihood.mean(0), tight, log_likelihood.var(0) / samples, variance], 1)


def unigram(train: Words, held_out: Words) -> dict[str, Metric]:
    """``nats_per_word_counted``: nats under the frequencies of the words in the training text alone, each counted once
    more than it occurs. A model that knows nothing of the order cannot be much better."""
    counts = train.ids.bincount(minlength=len(train.vocabulary)).cpu().double() + 1
    nats = -(counts / counts.sum()).log()[held_out.ids.cpu()].mean().item()
    how = "by how often the training text has each word and nothing else, no model: what the order tells is beyond it"
    return {"nats_per_word_counted": _metric(nats, "nats per word", how)}


@torch.no_grad()
def draw(model: WordVAE, count: int, manner: Manner = UNCHANGED) -> list[str]:
    """``count`` texts as long as a passage, from words drawn independently, each from its own code."""
    generator, texts = torch.Generator().manual_seed(SEED), []
    for _ in range(count):
        codes = torch.randn(LENGTH, model.config.latent_dim, generator=generator)
        chances = probabilities(model.decode_logits(codes.to(model.device)).cpu(), manner)
        words = torch.multinomial(chances.float(), 1, generator=generator)[:, 0]
        texts.append(model.text(words)[:WINDOW])
    return texts


def measure(model: WordVAE, data: Data, heard: Callable[[], judged.Heard] = judged.heard) -> dict[str, Metric]:
    """Bounds, the information in the latents, the figure of word frequencies alone, and the quality of samples.

    Raises ``ZooError`` if the model's vocabulary is not that of the data.
    """
    train, held_out = data.train, data.validation
    if model.vocabulary != train.vocabulary:
        raise ZooError("The model's vocabulary is not that of this text; train it again.")
    samples, cool = (draw(model, text_samples.COUNT, manner) for manner in text_samples.manners(model))
    measured = bounds(model, held_out) | unigram(train, held_out)
    measured |= text_samples.measure(samples, train.text(), held_out.text(), cool)
    return measured | judged.measure(samples, cool, heard())


def _metric(value, unit: str, how: str, bound: str | None = None, noise: float = 0.0) -> Metric:
    return Metric(value, unit, how, bound, SPLIT, noise)
