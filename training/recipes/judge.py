"""Recipe of the judge, the classifier by which samples are measured."""

import torch

from training.data.images import Data, labelled_mnist
from training.figures import common as figures
from training.metrics import Metric
from training.recipe import Recipe
from zoo import pages
from zoo.models.judge import Judge, JudgeConfig


@torch.no_grad()
def _probabilities(model: Judge, images) -> torch.Tensor:
    return torch.cat([model(x).softmax(1) for x in images.split(1000)])


def measure(model: Judge, data: Data) -> dict:
    """Accuracy and cross-entropy on the test images."""
    labels = data.test.labels
    probabilities = _probabilities(model, data.test.intensities())
    exact = f"exact mean over {len(labels):,} test images"
    right = (probabilities.argmax(1) == labels).double().mean().item()
    surprise = -probabilities.gather(1, labels[:, None]).clamp_min(1e-30).log().double().mean().item()
    return {
        "accuracy": Metric(right, "share of images", exact),
        "cross_entropy": Metric(surprise, "nats per image", exact),
    }


def draw(model: Judge, data: Data) -> dict:
    """The confusion matrix and the digits that it gets wrong."""
    images, labels = data.test.intensities(), data.test.labels
    probabilities = _probabilities(model, images)
    called = probabilities.argmax(1)
    wrong = (called != labels).nonzero()[:, 0][:40]
    return {
        "confusion": figures.confusion(labels, called),
        "mistakes": figures.labelled(
            images[wrong],
            [f"{labels[i]} → {called[i]}" for i in wrong],
            "Test images it gets wrong: true label → its label",
        ),
    }


JUDGE = Recipe(
    name=pages.JUDGE,
    title="Judge, a digit classifier",
    summary="Four 3x3 convolutions and one hidden layer: it labels digits, and its features measure other models.",
    model="Judge",
    config=JudgeConfig(),
    data=labelled_mnist,
    measure=measure,
    draw=draw,
    epochs=25,
    batch_size=128,
    learning_rate=3e-3,
    bfloat16=True,
    half=True,
)
