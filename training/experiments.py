"""Short experiments behind the answers of the RBM lab: why one trained machine is ahead of another, in a minute or two.

Nothing is trained but copies that are thrown away. ``experiments.json`` of a checkpoint keeps the figures, from which
``zoo.why`` makes the page's sentences.
"""

import copy
import math
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

import zoo
from training.amend import amend
from training.metrics import samples
from training.metrics.boltzmann import pseudo_likelihood
from training.metrics.likelihood import binary_test_set
from zoo import beside
from zoo.errors import ZooError
from zoo.mnist import digits, training_digits
from zoo.models.boltzmann import bernoulli, drawing
from zoo.models.dbn import DBN
from zoo.models.rbm import RBM
from zoo.models.vae import importance_bound
from zoo.pages import REFUSER
from zoo.schema import EXPERIMENTS as EXPERIMENTS_FILE
from zoo.stores import Checkpoint

SEED = 1
IMAGES = 100  # test digits, and chains
STEPS = 1000  # of a long chain
LOOKS = (0, 10, 100, STEPS)
PICTURES = 10_000  # training digits
BATCH, EPOCH = 100, 500  # pictures and updates of one more epoch
WEIGHTED = 500  # draws of the hidden layer in the importance-weighted bound


def figure(values: Tensor) -> dict:
    """The mean of values, one for each image or chain, and its standard error."""
    values = values.double()
    return {"value": values.mean().item(), "noise": (values.std() / math.sqrt(len(values))).item()}


def generator(offset: int = 0) -> torch.Generator:
    """Random numbers, the same on every run."""
    return torch.Generator().manual_seed(SEED + offset)


def images() -> Tensor:
    """The first test digits, binarised, (n, 784)."""
    found = torch.tensor(digits()[0][:IMAGES]).float().div(255)
    if not len(found):
        raise ZooError("The experiments need MNIST; see `python -m training doctor`.")
    return binary_test_set(found).flatten(1)


def pictures(model: RBM | DBN, units: Tensor) -> Tensor:
    """Pixels (n, 1, 28, 28) in [0, 1] that these units draw; those of a chain of pixels are redrawn once."""
    if isinstance(model, RBM):
        hidden = bernoulli(model.machine.hidden_logits(units).sigmoid(), generator(2))
        return model.machine.visible_logits(hidden).sigmoid().unflatten(1, (1, 28, 28))
    return model.downward(units)


@torch.no_grad()
def dreams(model: RBM | DBN) -> dict[str, dict]:
    """Chains from four starts, looked at after each number of ``LOOKS`` steps.

    ``rise_START_STEPS``: how far the mean free energy is above that of the digits (below it, and so more probable than
    they, if negative), in nats. ``no_digit_...``: the share of pictures without a digit. ``on_...``: the share of units
    under the top layer that are on. The starts: ``digits``; ``units``, random units of the layer under the top one,
    with which a sample begins; ``top``, random units of the top layer, with which the page begins; ``usage``, units of
    the top layer drawn one by one, each as often on as over the digits. ``top_digits`` is the share that these turn on.
    """
    machine, below = model.top, model.upward(images(), drawing(generator(1)))[-1]
    energy, above = machine.free_energy(below).mean(), machine.hidden_logits(below).sigmoid()
    draw = generator(3)
    starts = {
        "digits": below,
        "units": bernoulli(torch.full_like(below, 0.5), draw),
        "top": machine.draw_visible(bernoulli(torch.full_like(above, 0.5), draw), draw),
        "usage": machine.draw_visible(bernoulli(above.mean(0).expand_as(above), draw), draw),
    }
    found = {"top_digits": figure(above.mean(1))}
    for name, units in starts.items():
        done, chain = 0, generator(4)
        for steps in LOOKS:
            units, done = machine.gibbs(units, steps - done, chain), steps
            found[f"rise_{name}_{steps}"] = figure(machine.free_energy(units) - energy)
            found[f"no_digit_{name}_{steps}"] = no_digit(pictures(model, units))
            found[f"on_{name}_{steps}"] = figure(units.mean(1))
    return found


def no_digit(shown: Tensor) -> dict:
    """The share of pictures (n, 1, 28, 28) in which the bundled judge sees no digit."""
    judge, _ = samples.bundled_refuser() or (None, "")
    if judge is None:
        raise ZooError(f"The experiments need the bundled {REFUSER}; fetch it again.")
    return figure(samples.refused(judge, shown))


@torch.no_grad()
def travelled(model: RBM) -> dict[str, dict]:
    """How many of the 784 pixels differ from the digit after the steps that its training takes, and after ``STEPS``."""
    start = images()
    ends = {"trained": model.machine.gibbs(start, model.machine.steps, generator(4)),
            "long": model.machine.gibbs(start, STEPS, generator(4))}  # fmt: skip
    return {f"pixels_{name}": figure((end != start).sum(1)) for name, end in ends.items()}


@torch.no_grad()
def input_differs(model: RBM) -> dict[str, dict]:
    """By how much of its length the positive half of an update, the mean of v h(v), differs between grey pictures and
    binary draws from them, over many training digits."""
    grey = torch.tensor(training_digits()[0][:PICTURES]).float().div(255).flatten(1)
    drawn = torch.bernoulli(grey, generator=generator())

    def half(pixels: Tensor) -> Tensor:
        return pixels.T @ model.machine.hidden_logits(pixels).sigmoid() / len(pixels)

    of_grey, of_drawn = half(grey), half(drawn)
    return {"input_difference": {"value": ((of_grey - of_drawn).norm() / of_grey.norm()).item(), "noise": 0.0}}


def one_more_epoch(model: RBM, rate: float) -> Tensor:
    """``pseudo`` after one more epoch of ``EPOCH`` updates at this rate."""
    model, drawn = copy.deepcopy(model).train(), torch.tensor(training_digits()[0][: BATCH * EPOCH]).float().div(255)
    with torch.random.fork_rng():
        torch.manual_seed(SEED)
        for batch in torch.bernoulli(drawn)[torch.randperm(len(drawn))].split(BATCH):
            model.zero_grad()
            model.losses(batch[:, None])["loss"].backward()
            with torch.no_grad():
                for weight in model.parameters():
                    if weight.grad is not None:
                        weight -= rate * weight.grad
    return pseudo(model)


@torch.no_grad()
def pseudo(model: RBM) -> Tensor:
    """Minus the log pseudo-likelihood of each test digit, every pixel in turn, in nats."""
    return -pseudo_likelihood(model.machine, images())


@torch.no_grad()
def looseness(model: DBN) -> dict[str, dict]:
    """By how much the importance-weighted bound of ``WEIGHTED`` draws is above the plain one, in nats per image.

    That is at most the KL divergence of q(h|v) from p(h|v), so the bound is at least so loose. For two hidden layers.
    """
    draw, gains = generator(5), []
    for each in images():
        probs = model.inference(0).hidden_logits(each[None]).sigmoid().expand(WEIGHTED, -1)
        hidden = bernoulli(probs, draw)
        log_q = (hidden * probs.clamp_min(1e-12).log() + (1 - hidden) * (1 - probs).clamp_min(1e-12).log()).sum(1)
        logits = model.lower[0].visible_logits(hidden)
        log_p = -torch.nn.functional.binary_cross_entropy_with_logits(
            logits, each.expand(WEIGHTED, -1), reduction="none"
        ).sum(1)
        weights = (log_p - model.top.free_energy(hidden) - log_q).double()
        gains.append(importance_bound(weights) - weights.mean())
    return {"looseness": figure(torch.stack(gains))}


def rates(model: RBM) -> dict[str, dict]:
    """Minus its log pseudo-likelihood ``now``, and how one more epoch at each of the lab's rates changes it."""
    now = pseudo(model)
    changes = {f"change_{rate}": figure(one_more_epoch(model, rate) - now) for rate in (0.01, 0.1, 1.0)}
    return {"now": figure(now)} | changes


EXPERIMENTS: dict[Callable, tuple[str, ...]] = {
    dreams: ("rbm", "rbm-cd10", "rbm-pcd", "rbm-25", "rbm-400", "dbn", "dbn-tied", "dbn-finetuned"),
    travelled: ("rbm", "rbm-cd10", "rbm-pcd"),
    input_differs: ("rbm",),
    rates: ("rbm", "rbm-lr-001", "rbm-lr-1"),
    looseness: ("dbn", "dbn-finetuned"),
}
NAMES = tuple(dict.fromkeys(name for names in EXPERIMENTS.values() for name in names))


def figures_of(found: Checkpoint) -> dict[str, dict]:
    """What the experiments on this checkpoint show: ``{name: {"value", "noise"}}``."""
    mine = [experiment for experiment, names in EXPERIMENTS.items() if found.name in names]
    if not mine:
        raise ZooError(f"There are no experiments on {found.name}; choose one of {', '.join(NAMES)}.")
    model = zoo.load_folder(found.folder).eval()
    return {name: each for experiment in mine for name, each in experiment(model).items()}


def add(found: Checkpoint, store) -> tuple[dict[str, dict], str]:
    """Run a checkpoint's experiments and write its ``experiments.json``. Returns the figures and the new revision."""
    figures = figures_of(found)

    def change(folder: Path) -> None:
        beside.write(folder / EXPERIMENTS_FILE, {"figures": figures})

    return figures, amend(found, store, change, f"Experiments on {found.name}")
