"""Continuing texts: characters drawn one after the other from a model, with the usual dials."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

LUCK = 0x9E3779B9  # a separate stream, so that a seed's draws are independent of its latent code


@dataclass(frozen=True)
class Manner:
    """How a token is drawn: ``temperature`` 0 takes the most probable; ``top_k`` 0 and ``top_p`` 1 leave none out."""

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0


UNCHANGED = Manner()  # as the model has learned


def probabilities(logits: Tensor, manner: Manner) -> Tensor:
    """Probabilities (n, tokens) to draw from, given logits (n, tokens).

    ``top_k`` keeps the k most probable tokens; ``top_p`` keeps the most probable ones whose probabilities just reach
    that sum, at least one (Holtzman et al. 2020, arXiv:1904.09751).
    """
    if manner.temperature == 0:
        return torch.nn.functional.one_hot(logits.argmax(-1), logits.shape[-1]).to(logits.dtype)
    if 0 < manner.top_k < logits.shape[-1]:
        least = logits.topk(manner.top_k, -1).values[..., -1:]
        logits = logits.masked_fill(logits < least, -torch.inf)
    logits = logits.double() - logits.amax(-1, keepdim=True)  # no infinities at low temperatures
    chances = (logits / manner.temperature).softmax(-1)
    if manner.top_p < 1:
        ordered, order = chances.sort(dim=-1, descending=True, stable=True)
        beyond = ordered.cumsum(-1) - ordered >= manner.top_p  # the tokens before already suffice
        beyond[..., 0] = False
        chances = chances.masked_fill(torch.zeros_like(beyond).scatter(-1, order, beyond), 0)
    return chances / chances.sum(-1, keepdim=True)


def pick(logits: Tensor, manner: Manner, draws: Tensor) -> Tensor:
    """A token (n,) for each row of logits (n, tokens), by inversion of ``draws`` (n,), uniform in [0, 1)."""
    chances = probabilities(logits.float().cpu(), manner)
    last = chances.shape[-1] - 1 - chances.flip(-1).gt(0).int().argmax(-1)  # rounding must not go beyond it
    return torch.minimum((chances.cumsum(-1) <= draws[:, None]).sum(-1), last)


def draws(seed: int, first: int, count: int) -> Tensor:
    """Numbers ``first`` to ``first + count - 1`` of a seed's uniform random numbers, (count,), so that a text can be
    written in pieces and with other dials from the same numbers."""
    generator = torch.Generator().manual_seed(seed ^ LUCK)
    return torch.rand(first + count, generator=generator, dtype=torch.float64)[first:]


def context_start(length: int, window: int) -> int:
    """The start of the part that the model sees of a text with this many tokens.

    If the text does not fit, its beginning is dropped in steps of half a window. So a text does not depend on the
    pieces in which it is written, and cached keys and values stay valid for at least half a window.
    """
    half = max(1, window // 2)
    return max(0, -(-(length - window) // half) * half)


@torch.no_grad()
def written(model, ids: Tensor, uniform: Tensor, manner: Manner, latents: Tensor | None = None) -> Iterator[Tensor]:
    """The tokens (n,) that follow texts of ids (n, t), t at least 1, one for each row of ``uniform`` (length, n).

    ``uniform`` has numbers in [0, 1); ``latents`` (n, latent_dim) go to the model. ``ids``, ``uniform`` and the tokens
    are on the CPU, wherever the model is. Texts of different lengths are written by ``together``.
    """
    window, device = model.config.window, model.device
    latents = None if latents is None else latents.to(device)
    past, began, read = model.past(), 0, 0
    for row in uniform:
        start = context_start(ids.shape[1], window)
        if start != began:
            past, began, read = model.past(), start, start
        logits = model.decoder(ids[:, read:].to(device), latents, past)[:, -1]
        token, read = pick(logits, manner, row), ids.shape[1]
        yield token
        ids = torch.cat([ids, token[:, None]], 1)


def compelled(logits: Tensor, vocabulary, rests: list[bytes]) -> Tensor:
    """Logits (n, tokens) without the tokens that a text cannot begin with if its first bytes are those of ``rests``."""
    kept = torch.tensor([vocabulary.agreeing(rest) for rest in rests], device=logits.device)
    return logits.masked_fill(~kept, -torch.inf)
