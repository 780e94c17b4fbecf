"""How many different digits a Gibbs chain shows, plain and tempered: whether it wanders or stays at what it began
with."""

import math

import torch
from torch import Tensor

from training.data.images import Data, Split
from training.metrics import Metric, samples
from zoo.images import reduce
from zoo.models.boltzmann import FREE, bernoulli, drawing
from zoo.models.dbn import DBN
from zoo.models.judge import Judge
from zoo.models.rbm import RBM
from zoo.models.tempering import LADDER, Replicas

EACH = 2  # chains for each digit
LOOKS = (200, 1_000)  # steps after which the digits are counted
SEED = 20_261
WAYS = {"": LADDER[:1], "_tempered": LADDER}  # temperatures of the replicas, by the ending of the figure's name


@torch.no_grad()
def wandering(model: RBM | DBN, data: Data, judge: Judge | None = None) -> dict[str, Metric]:
    """``digits_in_200`` and ``digits_in_1000``: the different digits that a chain has shown after so many steps, the
    median over chains that begin at the first two test images of each digit; with ``..._tempered`` of chains with
    warmer replicas (``zoo.models.tempering``).

    A digit is shown where the judge is more than ``samples.SURE`` certain of it on the probabilities of the pixels, of
    any step. ``noise`` is the standard error of a median of that many normal figures with their spread. There are no
    figures for images that no judge knows.
    """
    if not (found := (judge, f"judge {type(judge).__name__}") if judge else samples.judge_of(data)):
        return {}
    judge, name = found
    starts, metrics = first_of_each(data.test), {}
    for suffix, ladder in WAYS.items():
        seen, rate = visited(model, judge, starts, ladder)
        for steps, counts in seen.items():
            how = (
                f"median over {len(counts)} chains of {steps:,} Gibbs steps, from {counts.min():g} to {counts.max():g} "
                f"with mean {counts.mean():.1f}, begun at the first test images of each digit"
                f"{_replicas(ladder, rate)}; a digit counts where {name} is over {samples.SURE:.0%} sure of it on the "
                "pixels' probabilities"
            )
            noise = math.sqrt(math.pi / 2) * counts.std().item() / math.sqrt(len(counts))
            metrics[f"digits_in_{steps}{suffix}"] = Metric(counts.quantile(0.5).item(), "digits", how, noise=noise)
    return metrics


def _replicas(ladder: tuple[float, ...], rate: float) -> str:
    """What stands beside each chain, as a clause."""
    if len(ladder) == 1:
        return ""
    return (
        f", each with {len(ladder) - 1} replicas at up to {max(ladder):g} times its temperature beside it, so "
        f"{len(ladder)} times the work; neighbours swapped in {rate:.0%} of their tries"
    )


def first_of_each(test: Split) -> Tensor:
    """The first ``EACH`` images of each class, (n, 1, H, W) in [0, 1]."""
    index = torch.cat([(test.labels == label).nonzero()[:EACH, 0] for label in test.labels.unique()])
    return test.images[index].float().div(255)


def visited(
    model: RBM | DBN, judge: Judge, starts: Tensor, ladder: tuple[float, ...]
) -> tuple[dict[int, Tensor], float]:
    """How many different digits chains from these images (n, 1, H, W) have shown after the numbers of steps of
    ``LOOKS``, (n,) each, and the share of swaps that were accepted.

    Drawn on the CPU, so that every machine draws the same.
    """
    device, generator = model.device, torch.Generator().manual_seed(SEED)
    draw, model = drawing(generator), model.cpu()
    try:
        replicas = Replicas(model.top, model.upward(starts.flatten(1).cpu(), draw)[-1], FREE, ladder)
        shown, found = torch.zeros(1, dtype=torch.bool), {}
        for step in range(1, max(LOOKS) + 1):
            state = replicas.step(draw, lambda probs: bernoulli(probs, generator))
            sure = (
                judge(reduce(_pixels(model, state.visible_probs, state.visible, generator))).softmax(1) > samples.SURE
            )
            shown = shown | sure
            if step in LOOKS:
                found[step] = shown.sum(1).double()
        return found, replicas.swapped / max(1, replicas.tried)
    finally:
        model.to(device)


def _pixels(model: RBM | DBN, probs: Tensor, units: Tensor, generator: torch.Generator) -> Tensor:
    """Probabilities of the pixels (n, 1, H, W) of the top machine's visible ``units`` and their ``probs``, by draws of
    all layers between."""
    for layer in reversed(model.lower):
        probs = layer.visible_logits(units).sigmoid()
        units = bernoulli(probs, generator)
    side = model.config.image_size
    return probs.unflatten(1, (1, side, side))
