"""The loop of this project beside the usual one, with the same model, batch size and optimiser."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Subset

from training import loop, pipeline
from training.adversarial import Game
from training.data import Split
from training.recipe import Recipe
from training.texts import Passages, Words
from zoo.base import ZooModel
from zoo.errors import ZooError
from zoo.gan import GAN
from zoo.rbm import RBM
from zoo.shakespeare import TextLMConfig
from zoo.store import data_root
from zoo.words import WordVAEConfig

GAME_BATCHES = 20  # of a GAN that are timed
TEXT_BATCHES = 20  # of a text
EVEN = Game(betas=(), average=0.0)  # both players alike; betas and an average are nothing that a loop lacks


def compare(recipe: Recipe, epochs: int = 2) -> tuple[float, float]:
    """Seconds of one epoch of training in this project's loop and in the usual one, each the best of ``epochs``.

    They run by turns, so that both meet the same machine; validation and saving are in neither. An epoch of a GAN or of
    a text takes minutes: it is reckoned from some batches. ``ZooError`` where the usual loop would not make the same
    update.
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
    game = recipe.game
    if game and (replace(game, betas=(), average=0.0) != EVEN or recipe.config != _plain(recipe.config)):
        raise ZooError(
            f"{recipe.name} cannot be timed beside the usual loop, which gives each player one update at the same rate "
            "and knows no labels and no gradient penalty; choose another recipe, such as dcgan-32."
        )


def _plain(config):
    """The config of players as the lab sheet has them; what a dense GAN's has not is left."""
    return replace(config, **{name: 0 for name in ("classes", "penalty") if hasattr(config, name)})


def ours(recipe: Recipe) -> float:
    """Seconds of one epoch of ``loop.train_epoch``: the data one tensor on the device, batches sliced by index."""
    device = pipeline.choose_device()
    train = recipe.data(device).train
    model = recipe.build(device)
    step = recipe.step(model, recipe, -(-len(train) // recipe.batch_size))
    timed = _timed(recipe, len(train))
    part = _first(train, timed)
    started = time.perf_counter()
    loop.train_epoch(model, step, part, recipe.batch_size)
    return _whole(started, device, len(train) / timed)


def _first(train: Split | Passages | Words, count: int) -> Split | Passages | Words:
    """The first so many examples."""
    if isinstance(train, Split):
        return replace(train, images=train.images[:count], labels=train.labels[:count])
    return train.head(count)


def _timed(recipe: Recipe, examples: int) -> int:
    """How many of the training examples are run through: all, but of a GAN or a text only some batches."""
    of_text = isinstance(recipe.config, TextLMConfig | WordVAEConfig)
    batches = GAME_BATCHES if recipe.game else TEXT_BATCHES if of_text else None
    return min(examples, batches * recipe.batch_size) if batches else examples


def _whole(started: float, device: str, times: float) -> float:
    """Seconds since ``started`` once the device has done what it was given, times so much."""
    if device.startswith("cuda"):
        torch.cuda.synchronize()
    return times * (time.perf_counter() - started)


def usual(recipe: Recipe) -> float:
    """Seconds of one epoch of a ``DataLoader``, as course sheets and tutorials have it."""
    device = pipeline.choose_device()
    train = recipe.data(device).train
    timed = _timed(recipe, len(train))
    examples = _images(recipe) if isinstance(train, Split) else _texts(train)
    loader = DataLoader(Subset(examples, range(timed)), recipe.batch_size, shuffle=True)
    model = recipe.build(device).train()
    update = two_players if recipe.game else contrastive_divergence if isinstance(model, RBM) else adam
    step = update(model, recipe.learning_rate, **({"betas": recipe.game.betas} if recipe.game else {}))
    started = time.perf_counter()
    for batch, _labels in loader:
        batch = batch.to(device)
        step(torch.bernoulli(batch) if getattr(train, "binarise", False) else batch)
    return _whole(started, device, len(train) / timed)


def _images(recipe: Recipe) -> Dataset:
    """The images as ``ToTensor`` makes them, with their labels."""
    from torchvision.datasets import MNIST

    return MNIST(data_root(), train=True, download=True, transform=_transform(recipe))


def _texts(train: Passages | Words) -> Sequence[tuple[Tensor, int]]:
    """Pieces of the text, one by one on the CPU, with a label for the loop's sake."""
    pieces = train.ids.cpu() if isinstance(train, Words) else train.blocks().cpu()
    return [(piece, 0) for piece in pieces]


def _transform(recipe: Recipe):
    """``ToTensor``; for a GAN as its lab sheet has it: enlarged first, and afterwards in [-1, 1]."""
    from torchvision import transforms

    if not recipe.game:
        return transforms.ToTensor()
    size = transforms.Resize(recipe.config.image_size)
    return transforms.Compose([size, transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])


def adam(model: ZooModel, rate: float) -> Callable[[Tensor], None]:
    """The usual step on a batch."""
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)

    def step(batch: Tensor) -> None:
        loss = model.losses(batch)["loss"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def two_players(model: GAN, rate: float, betas: tuple[float, float]) -> Callable[[Tensor], None]:
    """The step of the lab sheet on a batch in [-1, 1]: the generator runs anew for each player, all in float32."""
    model.to(memory_format=torch.contiguous_format)
    critic = torch.optim.Adam(model.critic.parameters(), lr=rate, betas=betas)
    generator = torch.optim.Adam(model.generator.parameters(), lr=rate, betas=betas)

    def step(batch: Tensor) -> None:
        fake = model.generator(model.latents(len(batch)))
        loss = model.critic_losses(batch, fake.detach())["loss"]
        critic.zero_grad()
        loss.backward()
        critic.step()
        loss = model.generator_losses(model.generator(model.latents(len(batch))))["loss"]
        generator.zero_grad()
        loss.backward()
        generator.step()

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
