"""The loop of this project beside the usual one, with the same model, batch size and optimiser."""

import time
from collections.abc import Callable

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Subset

from training import loop, pipeline
from training.data import VALIDATION, data_root
from training.recipe import Recipe
from zoo.base import ZooModel
from zoo.errors import ZooError
from zoo.rbm import RBM


def compare(recipe: Recipe, epochs: int = 2) -> tuple[float, float]:
    """Seconds of one epoch of training in this project's loop and in the usual one, each the best of ``epochs``.

    They run by turns, so that both meet the same machine; validation and saving are in neither. ``ZooError`` where the
    usual loop would not make the same update.
    """
    check(recipe)
    rounds = [(ours(recipe), usual(recipe)) for _ in range(epochs)]
    return tuple(map(min, zip(*rounds, strict=True)))


def check(recipe: Recipe) -> None:
    """``ZooError`` for a recipe whose update is none of those that the usual loop has here."""
    if recipe.model == "DBN" or getattr(recipe.config, "chains", 0):
        raise ZooError(
            f"{recipe.name} cannot be timed beside the usual loop, which trains no deep belief network and no "
            "persistent chains; choose another recipe, such as rbm."
        )


def ours(recipe: Recipe) -> float:
    """Seconds of one epoch of ``loop.train_epoch``: the data one tensor on the device, batches sliced by index."""
    device = pipeline.choose_device()
    train = recipe.data(device).train
    model = recipe.build(device)
    step = recipe.step(model, recipe, -(-len(train) // recipe.batch_size))
    started = time.perf_counter()
    loop.train_epoch(model, step, train, recipe.batch_size)
    return time.perf_counter() - started


def usual(recipe: Recipe) -> float:
    """Seconds of one epoch of a ``DataLoader`` over ``ToTensor`` images, as course sheets and tutorials have it."""
    from torchvision.datasets import MNIST
    from torchvision.transforms import ToTensor

    device = pipeline.choose_device()
    binarise = recipe.data(device).train.binarise
    images = MNIST(data_root(), train=True, download=True, transform=ToTensor())
    loader = DataLoader(Subset(images, range(len(images) - VALIDATION)), recipe.batch_size, shuffle=True)
    model = recipe.build(device).train()
    update = contrastive_divergence if isinstance(model, RBM) else adam
    step = update(model, recipe.learning_rate)
    started = time.perf_counter()
    for batch, _labels in loader:
        batch = batch.to(device)
        step(torch.bernoulli(batch) if binarise else batch)
    return time.perf_counter() - started


def adam(model: ZooModel, rate: float) -> Callable[[Tensor], None]:
    """The usual step on a batch."""
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)

    def step(batch: Tensor) -> None:
        loss = model.losses(batch)["loss"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def contrastive_divergence(model: RBM, rate: float) -> Callable[[Tensor], None]:
    """CD-k written out, as lab sheets on RBMs have it."""
    machine = model.machine
    weight, b, c = (tensor.detach() for tensor in (machine.weight, machine.visible_bias, machine.hidden_bias))

    def step(batch: Tensor) -> None:
        visible = start = batch.view(len(batch), -1)
        probs = first = torch.sigmoid(start @ weight + c)
        for _ in range(machine.steps):
            visible = torch.bernoulli(torch.sigmoid(torch.bernoulli(probs) @ weight.t() + b))
            probs = torch.sigmoid(visible @ weight + c)
        weight.add_(rate * (start.t() @ first - visible.t() @ probs) / len(batch))
        b.add_(rate * (start - visible).mean(0))
        c.add_(rate * (first - probs).mean(0))

    return step
