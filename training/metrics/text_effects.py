"""``effects.json`` of a VAE of texts: what each latent does to what is written, and what it goes with in real texts."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple, get_args

import torch
from torch import Tensor

from training.data.images import Data
from training.data.speech_texts import Passages
from training.metrics import effects, speech_codes, text_latents
from training.metrics.text_properties import PROPERTIES, properties
from training.metrics.text_samples import cool
from zoo.models.given import texts
from zoo.models.shakespeare import TextVAE
from zoo.models.subword_vae import SubwordVAE
from zoo.models.vae import Posterior
from zoo.schema import EFFECTS, Genre

LUCK = effects.SEED + 1  # with which all texts are written
READ = 2000  # training speeches, at most, of which the kind of play counts: the validation text is of comedies alone
GENRES: tuple[str, ...] = get_args(Genre)
TOLD = 4  # correlations recorded for each latent


class Heard(NamedTuple):
    """The correlations ``r`` (k, q) of k latents with what real texts are, each from a ``count`` (q,) of texts."""

    r: Tensor
    count: Tensor

    def sure(self) -> Tensor:
        """Which differ from 0 when the band is widened for the number of correlations (Bonferroni), (k, q)."""
        return self.r.abs() > self.band((1 - effects.CONFIDENCE) / self.r.numel())

    def band(self, alpha: float = 1 - effects.CONFIDENCE) -> Tensor:
        """Half the widths of the bands, (k, q)."""
        return effects.correlation_band(self.r, self.count, alpha)


def describe(model: TextVAE, data: Data, posterior: Posterior) -> dict[str, dict]:
    """``effects.json`` of a model of passages, given the ``posterior`` of the validation passages."""
    latents = effects.leading(posterior.kl().mean(0).cpu())
    if not latents:
        return {}

    def write(codes: Tensor) -> list[str]:
        start = torch.tensor([model.characters.ids("\n")] * len(codes))
        ids = text_latents.write(model, codes, start, LUCK, cool(model))
        return [model.characters.text(row) for row in ids.tolist()]

    real = properties([model.characters.text(row) for row in data.validation.blocks()[:, 1:].tolist()])
    heard = Heard(*effects.correlations(posterior.mean[:, latents].cpu(), real))
    return {EFFECTS: _content(model, latents, write, real, heard)}


def describe_speeches(model: SubwordVAE, data: Data[Passages], posterior: Posterior) -> dict[str, dict]:
    """The same of a model of speeches, with the correlations with the kinds of plays, of some training speeches."""
    latents = effects.leading(posterior.kl().mean(0).cpu())
    if not latents:
        return {}

    def write(codes: Tensor) -> list[str]:
        return [model.vocabulary.text(ids) for ids in speech_codes.write(model, codes, LUCK, cool(model))]

    real = _real(model, data.validation)
    means, kinds = _kinds(model, data.train)
    parts = effects.correlations(posterior.mean[:, latents].cpu(), real), effects.correlations(means[:, latents], kinds)
    heard = Heard(torch.cat([r for r, _ in parts], 1), torch.cat([count for _, count in parts]))
    return {EFFECTS: _content(model, latents, write, real, heard) | {"read": len(kinds)}}


def _real(model: SubwordVAE, held_out: Passages) -> Tensor:
    """``PROPERTIES`` (n, p) of real speeches; whether one is in verse is known of each."""
    ids, lengths = texts(held_out.blocks())
    each = zip(ids.tolist(), lengths.tolist(), strict=True)
    real = properties([model.vocabulary.text(row[:length]) for row, length in each])
    verse = held_out.tokens.speeches.verse
    real[:, PROPERTIES.index("verse")] = torch.tensor([float(verse[speech]) for speech, _ in held_out.places]).double()
    return real


def _kinds(model: SubwordVAE, train: Passages) -> tuple[Tensor, Tensor]:
    """The posterior means (n, latent_dim) of evenly picked training speeches, and which of ``GENRES`` each is of."""
    places = train.places[:: max(1, len(train) // READ)]
    genres = train.tokens.speeches.genre
    kinds = torch.tensor([[genres[speech] == genre for genre in GENRES] for speech, _ in places]).double()
    return speech_codes.posterior_of(model, replace(train, places=places).blocks()).mean.cpu(), kinds


def _content(model: TextVAE | SubwordVAE, latents: list[int], write: Callable[[Tensor], list[str]], real: Tensor,
             heard: Heard) -> dict:  # fmt: skip
    """The file, from what is written with ``latents`` moved; ``real`` (n, p) are the properties of real texts.

    A name needs that real texts with a higher value of the latent surely have more of the property, too.
    """
    device = model.device
    try:
        model.cpu()  # so that every machine writes the same
        found = effects.moved(latents, model.latent_dim, lambda codes: properties(write(codes)), _spread(real))
    finally:
        model.to(device)
    count = len(PROPERTIES)
    names = effects.named(found, heard.sure()[:, :count] & (heard.r[:, :count].sign() == found.size.sign()))
    told = [
        {
            "index": index,
            "names": [PROPERTIES[which] for which in names[at]],
            "effects": effects.told(found, PROPERTIES, at, range(count)),
            "correlations": _correlations(heard, at),
        }
        for at, index in enumerate(latents)
    ]
    return {"values": list(effects.VALUES), "samples": effects.SAMPLES, "comparisons": found.clear.numel(),
            "held_out": len(real), "latents": told}  # fmt: skip


def _spread(real: Tensor) -> Tensor:
    """The standard deviation (p,) of each property over the texts of which it is known."""
    known = real.isfinite()
    columns = [column[some] for column, some in zip(real.T, known.T, strict=True)]
    return torch.stack([each.std() if len(each) > 1 else torch.ones(()).double() for each in columns]).clamp_min(1e-6)


def _correlations(heard: Heard, at: int) -> list[dict]:
    """The largest correlations of latent number ``at`` that are sure, in the form of ``zoo.schema.Correlation``."""
    order = heard.r[at].abs().argsort(descending=True).tolist()
    names, sure, band = (*PROPERTIES, *GENRES), heard.sure()[at], heard.band()[at]
    return [
        {"property": names[which], "r": effects.rounded(heard.r[at, which]), "band": effects.rounded(band[which])}
        for which in [each for each in order if sure[each]][:TOLD]
    ]
