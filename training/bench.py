"""Times this project's training loop against the usual one, with the same model, batch size and optimiser, and against
its own products alone."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Subset

import zoo
from training import floor, pipeline
from training.data.images import Split
from training.data.texts import WINDOW, Passages, Words
from training.engine import loop
from training.engine.compiled import hindrance
from training.engine.game import Game
from training.recipe import Recipe, adamw_code, muon
from zoo.errors import ZooError
from zoo.folders import data_root
from zoo.models.base import ZooModel
from zoo.models.dbn import DBN
from zoo.models.gan import GAN
from zoo.models.rbm import RBM

WARM = 2  # batches before timing starts
GAME_BATCHES = 10  # timed for a GAN
TEXT_BATCHES = 10  # timed for a text model
NO_CHAINS = "which trains no deep belief network and no persistent chains; choose another recipe, such as rbm."
COLUMNS = "", "seconds an epoch", "all epochs", "speed", "times the floor"
EVEN = Game(betas=())  # both players alike; any loop can set the betas


def compare(recipe: Recipe, epochs: int = 2) -> dict[str, float]:
    """Seconds of one training epoch in each way, by its name in ``WAYS``, each the best of ``epochs``.

    They run in turns, so that all see the same load. Validation and saving are left out, and the first batches, in
    which compiling happens, are not timed. An epoch of a GAN or a text model takes minutes, so it is extrapolated from
    some batches; those of text all have the same length and the recipe's precision. What ``left_out`` names is not
    there.
    """
    absent = left_out(recipe)
    ways = {name: way for name, way in WAYS.items() if name not in absent}
    rounds = [{name: way(recipe) for name, way in ways.items()} for _ in range(epochs)]
    return {name: min(each[name] for each in rounds) for name in ways}


def left_out(recipe: Recipe) -> dict[str, str]:
    """The ways in which the recipe cannot be timed here, and why, as sentences."""
    try:
        check(recipe)
        reasons = {}
    except ZooError as error:
        reasons = {USUAL: str(error)}
    why = uncompiled(recipe)
    return reasons | ({COMPILED: why} if why else {})


def uncompiled(recipe: Recipe) -> str:
    """Why the recipe's step is not compiled here, as a sentence; "" if it is."""
    if issubclass(zoo.model_class(recipe.model), GAN):
        return "The steps of two players are not compiled."
    return hindrance(pipeline.choose_device())


def rows(recipe: Recipe, times: dict[str, float]) -> list[list[str]]:
    """The cells of ``compare``'s figures under ``COLUMNS``."""
    return [
        [name, f"{seconds:.2f}", f"{recipe.epochs * seconds:,.0f}", speed(recipe, seconds),
         f"{seconds / times[FLOOR]:.2f}"]
        for name, seconds in times.items()
    ]  # fmt: skip


def check(recipe: Recipe) -> None:
    """Raise ``ZooError`` for a recipe whose update the usual loop cannot make."""
    why = _loop(zoo.model_class(recipe.model)).refuses(recipe)
    if recipe.step is adamw_code:
        why = "which trains all of a model; choose shakespeare-vae."
    if recipe.step is muon:
        why = "which trains all weights with Adam; choose shakespeare-lm."
    if why:
        raise ZooError(f"{recipe.name} cannot be timed beside the usual loop, {why}")


def ours(recipe: Recipe, compiled: bool = False) -> float:
    """Seconds of one epoch of ``loop.train_epoch``: the data is one tensor on the device, sliced by index."""
    device = pipeline.choose_device()
    train = plain(recipe.data(device).train)
    model = recipe.build(device)
    step = recipe.step(model, recipe, WARM + -(-len(train) // recipe.batch_size))
    if compiled:
        step.quicken(recipe.batch_size)
    loop.train_epoch(model, step, train.head(WARM * recipe.batch_size), recipe.batch_size)
    part = train.head(timed(recipe, train))
    started = _now(device)
    loop.train_epoch(model, step, part, recipe.batch_size)
    return (_now(device) - started) * len(train) / len(part)


def lowest(recipe: Recipe) -> float:
    """Seconds of one epoch of the products of a step alone, of which the first rounds are not timed."""
    device = pipeline.choose_device()
    train = plain(recipe.data(device).train)
    model = recipe.build(device).train()
    model.begin(train)
    step = recipe.step(model, recipe, WARM)
    batch = train.batch(torch.arange(min(recipe.batch_size, len(train)), device=device))
    products = floor.of(lambda: step(batch))
    count = timed(recipe, train) // len(batch)
    for _ in range(WARM):
        products.again()
    started = _now(device)
    for _ in range(count):
        products.again()
    return (_now(device) - started) * len(train) / (count * len(batch))


def plain(train: Split | Passages | Words) -> Split | Passages | Words:
    """The training split in the form that the usual loop uses too: passages of one length, in blocks."""
    return replace(train, shifted=False) if isinstance(train, Passages) else train


def timed(recipe: Recipe, train: Split | Passages | Words) -> int:
    """The number of training examples that are timed: all, or some batches for a GAN or a text model."""
    batches = _loop(zoo.model_class(recipe.model)).batches() or (TEXT_BATCHES if train.unit != "images" else None)
    return min(len(train), batches * recipe.batch_size) if batches else len(train)


def speed(recipe: Recipe, seconds: float) -> str:
    """The speed of an epoch that takes this many seconds, in images, characters or words per second."""
    train = recipe.data("cpu").train
    size, unit = (WINDOW, "characters") if train.unit == "passages" else (1, train.unit)
    return f"{len(train) * size / seconds:,.0f} {unit}/s"


def _now(device: str) -> float:
    """The time in seconds, after the device has finished its work."""
    if device.startswith("cuda"):
        torch.cuda.synchronize()
    return time.perf_counter()


def usual(recipe: Recipe) -> float:
    """Seconds of one epoch with a ``DataLoader``, as in course sheets and tutorials."""
    device = pipeline.choose_device()
    train = plain(recipe.data(device).train)
    count = timed(recipe, train)
    examples: Any = _images(recipe) if isinstance(train, Split) else _texts(train)
    model = recipe.build(device).train()
    step = _loop(type(model)).update(model, recipe)

    def run(number: int) -> None:
        for batch, _labels in DataLoader(Subset(examples, range(number)), recipe.batch_size, shuffle=True):
            batch = batch.to(device)
            step(torch.bernoulli(batch) if getattr(train, "binarise", False) else batch)

    run(min(len(train), WARM * recipe.batch_size))
    started = _now(device)
    run(count)
    return (_now(device) - started) * len(train) / count


def _images(recipe: Recipe) -> Dataset:
    """The images as ``ToTensor`` makes them, with their labels."""
    from torchvision.datasets import MNIST

    return MNIST(data_root(), train=True, download=True, transform=_transform(recipe))


def _texts(train: Passages | Words) -> Sequence[tuple[Tensor, int]]:
    """Pieces of the text, one by one on the CPU, with a label because the loop expects one."""
    pieces = train.ids.cpu() if isinstance(train, Words) else train.blocks().cpu()
    return [(piece, 0) for piece in pieces]


def _transform(recipe: Recipe):
    """``ToTensor``; for a GAN as in its lab sheet: enlarged first, then scaled to [-1, 1]."""
    from torchvision import transforms

    if not _loop(zoo.model_class(recipe.model)).enlarges:
        return transforms.ToTensor()
    size = transforms.Resize(recipe.config.image_size)
    return transforms.Compose([size, transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])


def adam(model: ZooModel, rate: float, bfloat16: bool = False) -> Callable[[Tensor], None]:
    """The usual step on a batch, with the products of the forward pass in ``bfloat16`` if asked."""
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)

    def step(batch: Tensor) -> None:
        with torch.autocast(model.device.type, torch.bfloat16, enabled=bfloat16):
            loss = model.losses(batch)["loss"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def two_players(model: Any, rate: float, betas: tuple[float, float]) -> Callable[[Tensor], None]:
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
    """CD-k written out, as in lab sheets on RBMs."""
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


def _refuses_average(recipe: Recipe) -> str:
    return "which keeps no average of the weights; choose another recipe, such as vae-20." if recipe.average else ""


def _refuses_chains(recipe: Recipe) -> str:
    if getattr(recipe.config, "chains", 0):
        return NO_CHAINS
    return _refuses_average(recipe)


def _refuses_game(recipe: Recipe) -> str:
    if replace(recipe.game, betas=()) != EVEN or recipe.config != _plain(recipe.config):
        return (
            "which gives each player one update at the same rate and knows no labels and no gradient penalty; choose "
            "another recipe, such as dcgan-32."
        )
    return ""


def _plain(config):
    """The config of players as in the lab sheet; fields that a dense GAN lacks are left out."""
    return replace(config, **{name: 0 for name in ("classes", "penalty") if hasattr(config, name)})


@dataclass(frozen=True)
class Loop:
    """The usual loop for a class of models: its update, why it cannot train a recipe, and how much is timed."""

    update: Callable = lambda model, recipe: adam(model, recipe.learning_rate, recipe.bfloat16)
    refuses: Callable[[Recipe], str] = _refuses_average
    batches: Callable[[], int | None] = lambda: None
    enlarges: bool = False


LOOPS = {  # a subclass uses its base's
    ZooModel: Loop(),
    RBM: Loop(lambda model, recipe: contrastive_divergence(model, recipe.learning_rate), _refuses_chains),
    DBN: Loop(refuses=lambda recipe: NO_CHAINS),
    GAN: Loop(lambda model, recipe: two_players(model, recipe.learning_rate, recipe.game.betas), _refuses_game,
              lambda: GAME_BATCHES, enlarges=True),
}  # fmt: skip


def _loop(kind: type) -> Loop:
    return next(LOOPS[base] for base in kind.__mro__ if base in LOOPS)


USUAL, COMPILED, FLOOR = "DataLoader", "compiled", "floor"
WAYS: dict[str, Callable[[Recipe], float]] = {
    USUAL: usual, "this loop": ours, COMPILED: partial(ours, compiled=True), FLOOR: lowest,
}  # fmt: skip
