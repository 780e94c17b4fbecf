"""A text model's latents for the page: ranges of the sliders, and verse lines among which to find neighbours."""

from collections import Counter

import torch
from torch import Tensor

from training.data.images import Data
from training.data.speech_texts import title_of
from training.data.subword_texts import Speeches
from training.data.texts import SHORTEST
from training.metrics import codes, speech_codes, text_effects
from training.metrics.text_latents import CHUNK, posterior_of
from zoo.models.language import LanguageModel
from zoo.models.shakespeare import TextVAE
from zoo.models.subword_vae import SubwordVAE
from zoo.models.vae import Posterior

PRIOR_REACH = 3.0  # sliders reach at least this far on either side: 99.7 % of the prior
LINES = 3000
FEWEST = 3  # speeches of somebody whom a model can be asked to write like
LONGEST = 60  # characters of a verse line; the shortest is as long as the shortest training passage


@torch.no_grad()
def describe(model: TextVAE, data: Data) -> dict:
    """``latents.json``: for each latent its KL in nats, the range of its slider and the variance of its posterior mean,
    which decides whether it is active; ``lines.json`` and ``lines.safetensors``: verse lines and their posterior means;
    ``effects.json``."""
    posterior = posterior_of(model, data.validation.blocks())
    return latents(posterior) | neighbours(model, data) | text_effects.describe(model, data, posterior)


@torch.no_grad()
def describe_speeches(model: SubwordVAE, data: Data) -> dict:
    """The same for a model of speeches; a verse line is read as a speech of one line."""
    posterior = speech_codes.posterior_of(model, data.validation.blocks())
    found = latents(posterior) | neighbours(model, data, "\n\n") | cast(data.train.tokens.speeches)
    return found | text_effects.describe_speeches(model, data, posterior)


def describe_plays(model: LanguageModel, data: Data) -> dict:
    """``cast.json`` for a model without latents."""
    return cast(data.train.speeches)


def cast(speeches: Speeches) -> dict:
    """``cast.json``: the plays of a text, and who has ``FEWEST`` speeches or more in them; nothing without speeches."""
    genres = dict(zip(speeches.play, speeches.genre, strict=True))
    counts = {play: Counter() for play in genres}
    for play, speaker in zip(speeches.play, speeches.speaker, strict=True):
        counts[play][speaker] += 1
    plays = [
        {"title": title_of(play), "genre": genre,
         "speakers": [name for name, count in counts[play].most_common() if count >= FEWEST]}
        for play, genre in genres.items()
    ]  # fmt: skip
    return {"cast.json": {"plays": plays}} if plays else {}


def latents(posterior: Posterior) -> dict:
    """``latents.json`` from the posteriors of validation texts."""
    reach = posterior.mean.abs().quantile(0.999, dim=0).clamp_min(PRIOR_REACH)
    prior = torch.zeros_like(reach), torch.ones_like(reach)
    rows = codes.rows(posterior.kl().mean(0), -reach, reach, *prior)
    variances = posterior.mean.var(0).tolist()
    return {
        "latents.json": {
            "information": "kl",
            "prior": "standard normal",
            "latents": [row | {"variance": each} for row, each in zip(rows, variances, strict=True)],
            "plane": codes.plane(posterior.mean),
        }
    }


def neighbours(model: TextVAE | SubwordVAE, data: Data, end: str = "") -> dict:
    """``lines.json`` and ``lines.safetensors``: verse lines of the training text, and their codes, each with ``end``
    behind it."""
    lines = verses(data.train.text())
    return {"lines.json": {"lines": lines},
            "lines.safetensors": {"codes": read(model, [line + end for line in lines]).half()}}  # fmt: skip


def verses(text: str, count: int = LINES) -> list[str]:
    """At most ``count`` different lines of a text, evenly picked: spoken lines, about as long as a verse."""
    found = dict.fromkeys(line for line in text.split("\n") if SHORTEST <= len(line) <= LONGEST and line[-1] != ":")
    lines = list(found)
    step = max(1.0, len(lines) / count)
    return [lines[int(number * step)] for number in range(min(count, len(lines)))]


@torch.no_grad()
def read(model: TextVAE | SubwordVAE, lines: list[str]) -> Tensor:
    """Posterior means (n, latent_dim) of texts."""
    means = []
    for first in range(0, len(lines), CHUNK):
        some = [torch.tensor(model.vocabulary.ids(line)) for line in lines[first : first + CHUNK]]
        lengths = torch.tensor([len(ids) for ids in some], device=model.device)
        ids = torch.nn.utils.rnn.pad_sequence(some, batch_first=True).to(model.device)
        means.append(model.encode(ids, lengths).mean)
    return torch.cat(means)
