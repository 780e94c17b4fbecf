"""Recipe of the classifier with which the judge can say that a picture is like no digit."""

from dataclasses import replace

import torch

from training.data.images import Data
from training.data.no_digits import NONE, labelled_mnist_and_others
from training.figures import common as figures
from training.metrics import refusal
from training.recipes.judge import JUDGE
from zoo import pages
from zoo.models.judge import Judge, JudgeConfig

SHOWN = 40  # mistakes of each kind in the figure


@torch.no_grad()
def draw(model: Judge, data: Data) -> dict:
    """The test digits that it refuses, and the pictures without a digit that it takes for one."""
    images, labels = data.test.intensities(), data.test.labels
    called = torch.cat([model(some).argmax(1) for some in images.split(1000)])
    refused, taken = (called == NONE) & (labels != NONE), (called != NONE) & (labels == NONE)
    drawn = {}
    for name, wrong, shown, title in (
        ("refused", refused, labels, "Test digits that it refuses"),
        ("taken", taken, called, "Pictures without a digit, and the digit that it sees"),
    ):
        index = wrong.nonzero()[:SHOWN, 0]
        drawn[name] = figures.labelled(images[index], [str(int(shown[i])) for i in index], title)
    return drawn


OPEN_JUDGE = replace(
    JUDGE,
    name=pages.REFUSER,
    title="Judge that can refuse",
    summary="A smaller classifier with an eleventh answer, like no digit; it learned that from letters, scribbles, "
    "noise and jumbled digits.",
    config=JudgeConfig(channels=(16, 32), feature_dim=64, classes=NONE + 1),
    data=labelled_mnist_and_others,
    measure=refusal.measure,
    draw=draw,
    epochs=6,
    selected_on="",
)
