"""Whether a GAN copies its training images, has their background and amount of ink, and draws the requested digit."""

import hashlib
import math
from dataclasses import dataclass, field
from functools import lru_cache

import torch
from torch import Tensor

from training.data.images import Data, Split
from training.metrics import Metric, samples
from zoo.images import reduce
from zoo.models.gan import GAN
from zoo.models.judge import Judge
from zoo.schema import CRITIC, PERCENTILES

EDGE = 0.01  # share of the test images nearer to a training image than the distance that counts as a copy
RARE = 0.001  # largest share of training images that are not black at a pixel of the background
ASKED_SEED = samples.SEED + 1  # of the latents for requested digits
ASKED = 10_000  # such latents, the same number for each digit
SCORED, SCORED_SEED = 1000, samples.SEED + 2  # test images and samples that the critic scores
BATCH = 100  # drawn and judged at once
CHUNK = 500  # images compared with all training images at once
PIXELS = "Euclidean norm over 28×28 pixels in [0, 1]"


def measure(model: GAN, data: Data) -> dict[str, Metric]:
    """``nearest_training`` and ``background``, their ``_floor`` of test images, ``copied`` and ``blank``.

    With classes also ``label_agreement``.

    The samples are those of ``samples.quality``. A sample counts as copied if it is nearer to a training image than all
    but the nearest 1 % of the test images, so new digits would have about 0.01.
    """
    n = min(samples.COUNT, len(data.test))
    drawn = samples.draw(model, n)
    distances, _ = nearest(drawn, data.train)
    real = _of_test(_Known.of(data.test), _Known.of(data.train))
    found = _memory(distances, real, len(data.train)) | background(drawn, data) | blank(drawn, data.train)
    judge = samples.judge_of(data) if model.classes else None
    return found | ({"label_agreement": label_agreement(model, *judge)} if judge else {})


@torch.no_grad()
def describe(model: GAN, data: Data) -> dict[str, dict]:
    """``critic.json`` if there is a critic: the percentiles of its scores of test images and of samples."""
    if model.critic is None:
        return {}
    noise, device, n = torch.Generator().manual_seed(SCORED_SEED), model.device, min(SCORED, len(data.test))
    real = Split(data.test.images[:n].cpu(), data.test.labels[:n].cpu())
    try:
        model.cpu()  # so that every machine draws the same
        batches = [(real.batch(index), real.labels[index]) for index in torch.arange(n).split(BATCH)]
        scores = {
            "real": torch.cat([model.score(images, labels if model.classes else None) for images, labels in batches]),
            "generated": torch.cat([_score_drawn(model, labels, noise) for _, labels in batches]),
        }
    finally:
        model.to(device)
    steps = torch.linspace(0, 1, PERCENTILES)
    return {CRITIC: {kind: found.quantile(steps).tolist() for kind, found in scores.items()}}


def _score_drawn(model: GAN, labels: Tensor, noise: torch.Generator) -> Tensor:
    """The critic's scores of n samples, drawn for the labels (n,) if the model has classes."""
    latents, asked = model.latents(len(labels), noise), labels if model.classes else None
    return model.score(model.generate(latents, asked), asked)


@torch.no_grad()
def nearest(images: Tensor, train: Split) -> tuple[Tensor, Tensor]:
    """Distance (n,) of images (n, 1, 28, 28) in [0, 1] to the nearest image of ``train``, and that one's index (n,)."""
    known = train.intensities().flatten(1)  # (m, pixels)
    squares = known.square().sum(1)
    distances, indices = [], []
    for part in images.flatten(1).to(known.device).split(CHUNK):
        index = (squares - 2 * part @ known.T).argmin(1)  # |a - b|² without |a|², over (n, m)
        indices.append(index)
        distances.append((part - known[index]).norm(dim=1))  # exact, where the squares above cancel
    return torch.cat(distances).cpu(), torch.cat(indices).cpu()


@dataclass(frozen=True)
class _Known:
    """A split of the data that equals another one with the same content, since every reading makes new tensors."""

    sha256: str
    split: Split = field(compare=False)

    @staticmethod
    def of(split: Split) -> "_Known":
        return _Known(hashlib.sha256(split.images.cpu().numpy().tobytes()).hexdigest(), split)


@lru_cache(maxsize=2)
def _of_test(test: _Known, train: _Known) -> Tensor:
    """Distance (n,) of each test image to its nearest training image: the same for every model."""
    return nearest(test.split.intensities(), train.split)[0]


def _memory(drawn: Tensor, real: Tensor, known: int) -> dict[str, Metric]:
    """The metrics of distances to the nearest training image, (n,) of samples and (m,) of test images."""
    n, of = len(drawn), f"the nearest of {known:,} training images"
    edge = real.kthvalue(max(1, math.ceil(EDGE * len(real)))).values
    share, mean = (drawn < edge).double().mean().item(), drawn.double().mean().item()
    error = drawn.double().std().item() / math.sqrt(n)
    samples_, test = f"{n:,} samples", f"all {len(real):,} test images"
    return {
        "nearest_training": Metric(mean, PIXELS, f"mean distance of {samples_} to {of}", noise=error),
        "nearest_training_floor": Metric(real.double().mean().item(), PIXELS, f"mean distance of {test} to {of}"),
        "copied": Metric(
            share, "share of samples",
            f"share of {samples_} nearer to {of} than {1 - EDGE:.0%} of {test} are ({edge:.3f})",
            noise=samples.binomial(share, n),
        ),
    }  # fmt: skip


@torch.no_grad()
def background(drawn: Tensor, data: Data) -> dict[str, Metric]:
    """``background``: brightness of images (n, 1, 28, 28) in [0, 1] where training images are black; and its
    ``_floor``.

    Empty if the data has no pixels that are always black.
    """
    black = data.train.images.count_nonzero(0) <= RARE * len(data.train)  # (1, 28, 28)
    if not black.any():
        return {}
    where = f"the pixels that are black in at least {1 - RARE:.1%} of {len(data.train):,} training images"
    found, images = {}, {"background": drawn, "background_floor": data.test.intensities()}
    for name, kind in (("background", "samples"), ("background_floor", "test images")):
        means = images[name].to(black.device)[:, black].double().mean(1)  # (n,)
        error, how = means.std().item() / math.sqrt(len(means)), f"mean of {len(means):,} {kind} over {where}"
        found[name] = Metric(means.mean().item(), "intensity, 0 to 1", how, noise=error)
    return found


@torch.no_grad()
def blank(drawn: Tensor, train: Split) -> dict[str, Metric]:
    """``blank``: the share of images (n, 1, 28, 28) in [0, 1] with less ink than any of ``train``.

    A generator that lost the game may draw nothing at all, and the judge would still read some digit.
    """
    least = train.intensities().mean((1, 2, 3)).min().item()
    share, n = (drawn.mean((1, 2, 3)) < least).double().mean().item(), len(drawn)
    how = f"share of {n:,} samples with less ink than any of {len(train):,} training images"
    return {"blank": Metric(share, "share of samples", how, noise=samples.binomial(share, n))}


@torch.no_grad()
def label_agreement(model: GAN, judge: Judge, name: str = "judge") -> Metric:
    """The share of ``ASKED`` samples, equally many for each digit, in which the judge reads the requested digit."""
    noise, device = torch.Generator().manual_seed(ASKED_SEED), model.device
    labels, right, n = torch.arange(ASKED) % model.classes, 0, ASKED
    try:
        model.cpu()  # so that every machine draws the same
        for asked in labels.split(BATCH):
            images = reduce(model.generate(model.latents(len(asked), noise), asked))
            right += (judge.head(judge.features(images)).argmax(1) == asked).sum().item()
    finally:
        model.to(device)
    how = f"share of {n:,} samples, as many for each digit, in which the {name} reads the digit asked for"
    return Metric(right / n, "share of samples", how, noise=samples.binomial(right / n, n))
