"""Figures of the text models' checkpoints."""

from contextlib import suppress
from typing import Any

import torch
from matplotlib.figure import Figure
from torch import Tensor

from training.data.images import Data
from training.figures import common as figures
from training.metrics import speech_codes, text_context
from training.metrics.text_latents import chunks, posterior_of
from zoo.errors import ZooError
from zoo.models.language import LanguageModel
from zoo.models.shakespeare import TextVAE
from zoo.models.subword_vae import SubwordVAE
from zoo.models.vae import Posterior
from zoo.models.words import WordVAE
from zoo.record import record
from zoo.stores import locate


@torch.no_grad()
def draw(model: LanguageModel, data: Data) -> dict[str, Figure]:
    """The figures of a model without a code by file name."""
    return {"nats-by-place": by_place({"": places(model, data.validation.blocks())})}


@torch.no_grad()
def draw_beside(model: LanguageModel, data: Data, against: str) -> dict[str, Figure]:
    """``draw``, and what far characters still tell this model and the checkpoint ``against``, if that is measured."""
    own = text_context.measured(*text_context.by_context(model, data.validation.ids))["nats_by_context"].value
    lines = {type(model).capabilities(model.config)["kind"]: own}
    with suppress(ZooError):
        if found := (record(locate(against)).metrics or {}).get("nats_by_context"):
            lines[against] = found["value"]
    return draw(model, data) | {"nats-by-context": by_known(lines)}


def by_known(lines: dict[str, Any]) -> Figure:
    """Mean nats by the known characters, one line per label: over all of them, and those far back by themselves."""
    figure = Figure(figsize=(7.2, 3.2), dpi=figures.DOTS, layout=figures.LAYOUT)
    whole, far = figure.subplots(1, 2)
    figures.dress(whole, "How hard a character is to guess")
    figures.dress(far, "The same, with more known")
    for (label, nats), color in zip(lines.items(), (figures.ACCENT, "#4263eb"), strict=False):
        known = text_context.places(nats)
        whole.plot(known, nats, color=color, linewidth=1.3, marker=".", markersize=4, label=label)
        first = len(text_context.NEAR)
        far.plot(known[first:], nats[first:], color=color, linewidth=1.3, marker=".", markersize=4)
    whole.set_xscale("log", base=2)
    whole.set_xticks(ticks := [1, 4, 16, 64, 256], [str(tick) for tick in ticks])
    for axes in (whole, far):
        axes.set_xlabel("characters known before it", fontsize=9)
    whole.set_ylabel("nats per character", fontsize=9)
    whole.legend(fontsize=8, frameon=False)
    return figure


@torch.no_grad()
def draw_coded(model: TextVAE, data: Data) -> dict[str, Figure]:
    """The figures of a model with a code by file name."""
    passages = data.validation.blocks()
    posterior = posterior_of(model, passages)
    own, other = posterior.mean, posterior.mean.roll(len(passages) // 2, 0)
    lines = {"own latents": places(model, passages, own), "another passage's": places(model, passages, other)}
    return {"nats-by-place": by_place(lines), **of_latents(posterior, "passage")}


@torch.no_grad()
def draw_speeches(model: SubwordVAE, data: Data) -> dict[str, Figure]:
    """The figures of a model of speeches with latents by file name."""
    return of_latents(speech_codes.posterior_of(model, data.validation.blocks()), "speech")


def of_latents(posterior: Posterior, text: str) -> dict[str, Figure]:
    """The information in each latent, and the means and standard deviations of its posteriors; ``text`` is what they
    are of."""
    sds, many = (0.5 * posterior.log_var).exp(), {"speech": "speeches"}.get(text, f"{text}s")
    return {
        "kl-per-latent": bars(posterior.kl().mean(0), f"How much each latent tells of a {text}", f"nats per {text}"),
        "posterior-means": figures.boxes(posterior.mean, f"Posterior means of the {many}", "latent", "mean"),
        "posterior-sds": figures.boxes(sds, "Posterior standard deviations", "latent", "standard deviation"),
    }


@torch.no_grad()
def draw_subwords(model: LanguageModel, data: Data) -> dict[str, Figure]:
    """The figures of a language model of subwords by file name."""
    return {"nats-by-token": by_place({"": places(model, data.validation.blocks())}, "token")}


@torch.no_grad()
def draw_words(model: WordVAE, data: Data) -> dict[str, Figure]:
    """The figures of a model of words by file name."""
    kl = model.encode(data.validation.ids).kl().mean(0)
    return {"kl-per-latent": bars(kl, "How much each latent tells of a word", "nats per word")}


def places(model: LanguageModel, passages: Tensor, latents: Tensor | None = None) -> Tensor:
    """Mean nats of the tokens at each place (t,) of passages (n, 1 + t), given latents (n, latent_dim) or None."""
    nats = [-model.log_likelihood(some, told) for some, told in chunks(passages, latents)]
    return torch.cat(nats).mean(0)


def by_place(lines: dict[str, Tensor], token: str = "character") -> Figure:
    """Mean nats by place (t,), one line per label, smoothed over 8 places."""
    figure, axes = figures.plot(7.2, 3.0, f"How hard a {token} is to guess, by its place in the passage")
    for (label, nats), color in zip(lines.items(), ("#4263eb", figures.ACCENT), strict=False):
        smooth = nats.cpu()[: len(nats) // 8 * 8].view(-1, 8).mean(1)
        axes.plot(torch.arange(len(smooth)) * 8 + 4.5, smooth, color=color, linewidth=1.3, label=label or None)
    axes.set_xlabel("place in the passage, in groups of 8", fontsize=9)
    axes.set_ylabel(f"nats per {token}", fontsize=9)
    if len(lines) > 1:
        axes.legend(fontsize=8, frameon=False)
    return figure


def bars(nats: Tensor, title: str, ylabel: str) -> Figure:
    """Nats of the latents (d,) as bars, largest first, each with its index below."""
    figure, axes = figures.plot(7.2, 2.8, title)
    values, order = nats.cpu().sort(descending=True)
    axes.bar(range(len(values)), values, color="#4263eb", width=0.8)
    axes.set_xticks(range(len(values)), [str(index) for index in order.tolist()], fontsize=6)
    axes.set_xlabel("latent", fontsize=9)
    axes.set_ylabel(ylabel, fontsize=9)
    return figure
