"""The loop of this project beside the usual one, with the same model, batch size and optimiser."""

import tempfile
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import torch
from torch.utils.data import DataLoader, Subset

from training import pipeline
from training.data import VALIDATION, data_root
from training.recipe import Recipe


def compare(recipe: Recipe, epochs: int = 2) -> tuple[float, float]:
    """Seconds per epoch of this project's loop and of the usual one, each the best of ``epochs``; training only."""
    return ours(recipe, epochs), usual(recipe, epochs)


def ours(recipe: Recipe, epochs: int) -> float:
    """Seconds of training in the best epoch of ``fit``, the saving of its state and its validation included."""
    with tempfile.TemporaryDirectory() as folder:
        device = pipeline.choose_device()
        data = recipe.data(device)
        seconds = [time.perf_counter()]
        pipeline.fit(
            replace(recipe, epochs=epochs), data, Path(folder) / "state.pt", device, resume=False,
            on_epoch=lambda _: seconds.append(time.perf_counter()),
        )  # fmt: skip
    return min(later - earlier for earlier, later in pairwise(seconds))


def usual(recipe: Recipe, epochs: int) -> float:
    """Seconds per epoch of a ``DataLoader`` over ``ToTensor`` images, as course sheets and tutorials have it."""
    from torchvision.datasets import MNIST
    from torchvision.transforms import ToTensor

    device = pipeline.choose_device()
    images = MNIST(data_root(), train=True, download=True, transform=ToTensor())
    loader = DataLoader(Subset(images, range(len(images) - VALIDATION)), recipe.batch_size, shuffle=True)
    model = recipe.build(device).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate)
    binarise = recipe.data(device).train.binarise
    seconds = []
    for _ in range(epochs):
        started = time.perf_counter()
        for batch, _labels in loader:
            batch = batch.to(device)
            loss = model.losses(torch.bernoulli(batch) if binarise else batch)["loss"]
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        seconds.append(time.perf_counter() - started)
    return min(seconds)
