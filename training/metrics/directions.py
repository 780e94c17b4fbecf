"""Measures the effects of a GAN's principal directions on its digits, and names the directions by them."""

import math
from typing import NamedTuple, get_args

import torch
from torch import Tensor

from training.data.images import Data
from training.metrics import samples
from training.metrics.shapes import shapes
from zoo.images import reduce
from zoo.models.directions import principal
from zoo.models.gan import GAN
from zoo.models.judge import Judge
from zoo.schema import DIRECTIONS, MOST_DIRECTIONS, Property

PROPERTIES: tuple[str, ...] = get_args(Property)  # those of ``shapes``, then the judge's probability of each digit
COMPONENTS = 15  # from which the shown ones are chosen; beyond the first ten hardly anything visible changes
LATENTS = 10_000  # latents whose first features are analysed
SAMPLES, REACH = 200, 2.0  # samples that are moved, and how many standard deviations either way
REAL = 1000  # test images whose standard deviation is the unit of an effect
LEAST_SIZE, LEAST_SHARE, NOISES = 0.5, 0.75, 4.0  # requirements of an effect that gives a name, see ``clear``
TOLD = 4  # effects recorded for each direction
BATCH = 100
SEED = samples.SEED + 3  # of the principal components; the next two are for the moved samples
DECIMALS = 5


class Effects(NamedTuple):
    """Effects of k directions on p properties, each (k, p), with the fields of ``zoo.schema.Effect``."""

    low: Tensor
    high: Tensor
    size: Tensor
    noise: Tensor
    rose: Tensor

    def clear(self) -> Tensor:
        """Which effects are large, exceed their noise, and go the same way in most samples; (k, p)."""
        size, same = self.size.abs(), torch.where(self.size > 0, self.rose, 1 - self.rose)
        return (size >= LEAST_SIZE) & (size >= NOISES * self.noise) & (same >= LEAST_SHARE)

    def named(self) -> dict[int, int]:
        """For each direction the property that it changes most, the largest effects first.

        A direction is left out if that effect is not clear or another direction changes the same property more.
        """
        size, clear, found = self.size.abs(), self.clear(), {}
        for at in size.amax(1).argsort(descending=True).tolist():
            most = int(size[at].argmax())
            if clear[at, most] and most not in found.values():
                found[at] = most
        return found


@torch.no_grad()
def describe(model: GAN, data: Data, judge: Judge | None = None) -> dict[str, dict]:
    """``directions.json``: the directions with the clearest names, filled up with those of the most variance.

    Names are chosen by the effects on some samples and kept if they hold on others. The figures come from those others,
    so that the choice does not flatter them. No file if the generator does not vary.
    """
    if not (known := (judge, "") if judge else samples.judge_of(data)):
        return {}
    judge, device = known[0], model.device
    try:
        model.cpu()  # so that every machine finds the same
        found = principal(model, COMPONENTS, LATENTS, SEED)
        if not len(found.vectors):
            return {}
        spread = properties(data.test.head(REAL).intensities().cpu(), judge, model.classes).std(0).clamp_min(1e-6)
        first = effects(model, found.vectors, SEED + 1, spread, judge)
        named = first.named()
        chosen = _chosen(named, len(found.vectors))
        turned = torch.stack([first.size[at, first.size[at].abs().argmax()].sign() for at in chosen])
        vectors = found.vectors[chosen] * torch.where(turned < 0, -1, 1)[:, None]  # so the named property rises
        second = effects(model, vectors, SEED + 2, spread, judge)
    finally:
        model.to(device)
    shares = found.shares.tolist()
    told = [_told(at, named.get(at), vectors[place], shares[at], second, place) for place, at in enumerate(chosen)]
    return {DIRECTIONS: {"components": len(found.vectors), "samples": SAMPLES, "reach": REACH, "directions": told}}


def properties(images: Tensor, judge: Judge, classes: int) -> Tensor:
    """The properties (n, p) of images (n, 1, H, W); only shapes for a model with classes, which is told the digit."""
    small = reduce(images)
    if classes:
        return shapes(small)
    return torch.cat([shapes(small), samples.judged(judge, small)[1].softmax(1)], 1)


def effects(model: GAN, vectors: Tensor, seed: int, spread: Tensor, judge: Judge) -> Effects:
    """The effects of directions (k, latent_dim) on ``SAMPLES`` samples of a seed, in units of ``spread`` (p,)."""
    noise = torch.Generator().manual_seed(seed)
    latents, labels = model.latents(SAMPLES, noise), torch.arange(SAMPLES) % model.classes if model.classes else None

    def at(shift: Tensor) -> Tensor:
        parts = [slice(start, start + BATCH) for start in range(0, SAMPLES, BATCH)]
        moved = latents + shift
        drawn = [model.generate(moved[part], None if labels is None else labels[part]) for part in parts]
        return properties(torch.cat(drawn), judge, model.classes)  # (SAMPLES, p)

    ends = [(at(-REACH * vector), at(REACH * vector)) for vector in vectors]
    low, high = (torch.stack(each) for each in zip(*ends, strict=True))  # (k, SAMPLES, p)
    change = high - low
    error = change.std(1) / math.sqrt(SAMPLES)
    rose = (change > 0).double().mean(1)
    return Effects(low.mean(1), high.mean(1), change.mean(1) / spread, error / spread, rose)


def _chosen(named: dict[int, int], count: int) -> list[int]:
    """The directions with the clearest names, filled up with the strongest unnamed ones, in order of variance."""
    unnamed = [at for at in range(count) if at not in named]
    return sorted([*named, *unnamed][:MOST_DIRECTIONS])


def _told(component: int, name: int | None, vector: Tensor, share: float, found: Effects, place: int) -> dict:
    """A direction in the form of ``zoo.schema.Direction``; a name that does not hold on these samples is dropped."""
    holds = name is not None and bool(found.clear()[place, name]) and found.size[place, name] > 0
    largest = found.size[place].abs().argsort(descending=True)[:TOLD].tolist()
    kept = [name, *(each for each in largest if each != name)][:TOLD] if holds else largest
    return {
        "name": PROPERTIES[name] if holds and name is not None else "",
        "component": component + 1,
        "share": round(share, DECIMALS),
        "vector": _rounded(vector),
        "effects": [_effect(found, place, each) for each in kept],
    }


def _effect(found: Effects, place: int, which: int) -> dict:
    figures = {field: round(values[place, which].item(), DECIMALS) for field, values in found._asdict().items()}
    return {"property": PROPERTIES[which], **figures}


def _rounded(vector: Tensor) -> list[float]:
    return [round(value, DECIMALS) for value in vector.tolist()]
