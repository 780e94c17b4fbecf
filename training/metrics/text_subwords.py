"""Nats of text under language models of subwords, per character, so that they compare with models of characters."""

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor

from training.data.images import Data
from training.data.texts import WINDOW
from training.metrics import Metric, judged, text_samples
from training.metrics.text_latents import CHUNK, SPLIT
from zoo.models.language import LanguageModel
from zoo.models.subword_lm import SubwordLM
from zoo.models.writing import UNCHANGED, Manner, written

PLAIN = "each token given those before it in the block and the one before the block"


@torch.no_grad()
def measure(model: SubwordLM, data: Data, heard: Callable[[], judged.Heard] = judged.heard) -> dict[str, Metric]:
    """Nats per character of the validation text with little and with more context, and the quality of samples."""
    samples, cool = (draw(model, text_samples.COUNT, manner) for manner in text_samples.manners(model))
    measured, top_p = nats(model, data.validation), text_samples.cool(model).top_p
    measured |= text_samples.measure(samples, data.train.text(), data.validation.text(), cool, top_p)
    return measured | judged.measure(samples, cool, heard(), top_p)


def nats(model: LanguageModel, held_out) -> dict[str, Metric]:
    """Three figures in nats per character of a split of tokens, over all of its tokens, which differ in their context.

    ``nats_per_character`` is the one to compare with a model that sees 256 characters. All are bounds, because a model
    of subwords can say the same text in other tokens too.
    """
    window, total = model.config.window, int(held_out.characters[held_out.ids[1:]].sum())
    half, tokens = window // 2, len(held_out.ids) - 1
    cuts = {
        "nats_per_character": (by_characters(held_out), f"blocks of {WINDOW} characters", PLAIN),
        "nats_per_character_window": (evenly(tokens, window), f"blocks of {window} tokens", PLAIN),
        "nats_per_character_strided": (
            strided(tokens, window), f"windows of {window} tokens, {half} further each",
            f"each token given the {half} or more before it, but for those of the first window",
        ),
    }  # fmt: skip
    found = {}
    for name, (spans, blocks, given) in cuts.items():
        value = spent(model, held_out.ids, spans) / total
        said = f"tokens of all {total:,} characters in {len(spans):,} {blocks}: {given}"
        found[name] = Metric(value, "nats per character", said, "<=", SPLIT)
    return found


Span = tuple[int, int, int]  # places in a row of ids: what a model reads begins, what is counted begins, both end


def by_characters(held_out) -> list[Span]:
    """Blocks of the tokens that begin in the same ``WINDOW`` characters; the token before is read too."""
    begins = held_out.characters[held_out.ids[1:]].cumsum(0) - held_out.characters[held_out.ids[1:]]
    _, counts = (begins // WINDOW).unique_consecutive(return_counts=True)
    ends = [0, *counts.cumsum(0).tolist()]
    return [(first, first + 1, end + 1) for first, end in pairwise(ends)]


def evenly(tokens: int, window: int) -> list[Span]:
    """Blocks of ``window`` tokens, the last of what is left; the token before is read too."""
    return [(first, first + 1, min(first + window, tokens) + 1) for first in range(0, tokens, window)]


def strided(tokens: int, window: int) -> list[Span]:
    """Windows of which each counts the half that the one before did not; the first counts all of it."""
    half = window // 2
    ends = range(min(window, tokens), tokens + half, half) if tokens > window else [tokens]
    found, counted = [], 0
    for end in (min(end, tokens) for end in ends):
        found.append((max(0, end - window), counted + 1, end + 1))
        counted = end
    return found


def spent(model: LanguageModel, ids: Tensor, spans: list[Span]) -> float:
    """The nats of all counted tokens of spans of ``ids``."""
    total = 0.0
    for length in {end - first for first, _, end in spans}:
        alike = [span for span in spans if span[2] - span[0] == length]
        for at in range(0, len(alike), CHUNK):
            some = alike[at : at + CHUNK]
            rows = model.log_likelihood(torch.stack([ids[first:end] for first, _, end in some])).cpu().double()
            total -= sum(row[span[1] - span[0] - 1 :].sum().item() for span, row in zip(some, rows, strict=True))
    return total


def draw(model: SubwordLM, count: int, manner: Manner = UNCHANGED, length: int = WINDOW) -> list[str]:
    """``count`` samples as texts of ``length`` characters, each from the start of a line."""
    generator = torch.Generator().manual_seed(text_samples.SEED)
    line = torch.tensor([model.vocabulary.ids("\n")] * count)
    uniform = torch.rand(length, count, generator=generator, dtype=torch.float64)  # enough for tokens of one character
    characters, tokens = torch.tensor(model.vocabulary.characters), []
    for token in written(model, line, uniform, manner, model.codes(count, generator)):
        tokens.append(token)
        if characters[torch.stack(tokens)].sum(0).min() >= length:
            break
    return [model.vocabulary.text(row)[:length] for row in torch.stack(tokens, 1).tolist()]
