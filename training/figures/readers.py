"""Figures of readers."""

import torch
from matplotlib.figure import Figure

from training.data.images import Data
from training.figures.common import DIGITS, QUIET, plot
from training.metrics.readers import probabilities
from zoo.models.reader import Reader

BINS = 10
FEWEST = 20  # speeches of a point


def draw(model: Reader, data: Data) -> dict[str, Figure]:
    """Calibration: the share of right answers by how sure the reader is of them, for each task."""
    figure, axes = plot(5.0, 3.6, "How sure it is, and how often it is right")
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=0.8, linestyle="--")
    for task, colour in zip(model.config.tasks, DIGITS, strict=False):
        examples = data.test.examples[task]
        sure, answer = probabilities(model, task, examples).max(1)
        right = (answer == torch.tensor(examples.labels)).double()
        bins = (sure * BINS).long().clamp_max(BINS - 1)
        some = [bins == number for number in range(BINS) if (bins == number).sum() >= FEWEST]
        points = [(sure[each].mean().item(), right[each].mean().item()) for each in some]
        axes.plot(*zip(*points, strict=True), color=colour, marker="o", markersize=3, linewidth=1.2, label=task)
    axes.set_xlabel("probability of its answer", fontsize=9)
    axes.set_ylabel("share of right answers", fontsize=9)
    axes.legend(fontsize=8, frameon=False)
    return {"calibration": figure}
