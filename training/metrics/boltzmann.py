"""The log-likelihood of Boltzmann machines and of networks with one on top, and their files for the page."""

import math
from dataclasses import replace

import torch
from torch import Tensor

from training.data.images import Data
from training.metrics import Metric, partition, samples
from training.metrics.likelihood import SEED, binary_test_set
from training.metrics.partition import Annealing, Estimate
from training.metrics.reconstruction import errors
from zoo.models.boltzmann import Boltzmann, bernoulli
from zoo.models.dbn import DBN
from zoo.models.rbm import RBM
from zoo.models.softplus import log_likelihood, softplus, softplus_sum

ANNEALING = Annealing()
DRAWS = 20  # of the hidden layers per image, for the bound of a network
SHOWN = 20  # test images with reconstructions, for the page
SAMPLES = 60
CHUNK = 250
JUDGED = 1_000  # chains whose ends are judged; a share needs fewer than a distance between distributions
NATS = "nats per image"
ROUNDING = 2**-24  # probabilities stay this far from 0 and 1, so that no pixel has an infinite cost
BRIGHT = "tends to be too high, as forward AIS makes log Z too small on average"
DARK = (
    "tends to be too low as far as the chains begin at samples of the machine, as reverse AIS then makes log Z too "
    "large on average"
)


@torch.no_grad()
def likelihood(model: RBM, data: Data, annealing: Annealing | None = None) -> dict[str, Metric]:
    """log p(v) = -F(v) - log Z of the binarised test set in nats, with log Z by AIS both ways, and exact if possible.

    Also ``log_partition`` (exact if possible, else by forward AIS) and ``pseudo_likelihood``.
    """
    annealing = annealing or ANNEALING
    machine, images = model.machine, binary_test_set(data.test.intensities()).flatten(1)
    upper = -machine.free_energy(images).double().mean().item()  # log p(v) without log Z
    how = f"exact free energies of {len(images):,} binarised test images"
    constants = _log_partitions(machine, *_training_layer(model, data, annealing.chains), annealing)
    found = _both_sides("log_likelihood_ais", upper, how, constants, annealing)
    if min(machine.weight.shape) <= partition.LARGEST:
        constants["exact"] = Estimate(partition.exact_log_partition(machine))
        exact = f"{how}, log Z by enumerating the smaller layer"
        found["log_likelihood"] = Metric(upper - constants["exact"].value, NATS, exact)
    return found | {"log_partition": _constant(constants, annealing), "pseudo_likelihood": _pseudo(machine, images)}


@torch.no_grad()
def bound(model: DBN, data: Data, annealing: Annealing | None = None, draws: int = DRAWS) -> dict[str, Metric]:
    """The variational lower bound on log p(v) of the binarised test set in nats, the top machine's log Z by AIS.

    With q(h1|v) from the recognition weights: E_q[log p(v|h1) + log p*(h1)] + H(q) - log Z, eq. 29 of Salakhutdinov &
    Murray 2008; each further layer adds a term p(h1|h2) and an entropy. Also ``log_partition`` of the top machine. Both
    figures are marked as bounds although log Z is not exact: each estimates a lower bound and may be above or below it.
    """
    annealing = annealing or ANNEALING
    images = binary_test_set(data.test.intensities()).flatten(1)
    upper = _unnormalised_bound(model, images, draws)
    how = f"{draws} draws of q(h|v) per image, exact entropies, {len(images):,} binarised test images"
    how = f"estimate of a lower bound: {how}"
    constants = _log_partitions(model.top, *_training_layer(model, data, annealing.chains), annealing)
    found = _both_sides("log_likelihood_bound", upper.value, how, constants, annealing, ">=", upper.noise)
    return found | {"log_partition": _constant(constants, annealing)}


def _generator(device: torch.device, offset: int) -> torch.Generator:
    return torch.Generator(device).manual_seed(SEED + offset)


def _training_layer(model: RBM | DBN, data: Data, chains: int) -> tuple[Tensor, Tensor]:
    """For the top machine's visible units: base-rate biases (units,) of the training set and starts (chains, units).

    For a network the data are binary draws of the images, passed up through the layers below.
    """
    generator, total, starts = _generator(model.device, 1), torch.zeros((), device=model.device), []
    for start in range(0, len(data.train), 1000):
        layer = data.train.images[start : start + 1000].float().div(255).flatten(1)
        for upward in _upward(model):
            layer = upward.hidden_logits(bernoulli(layer, generator)).sigmoid()
        total = total + layer.sum(0)
        if start < chains:
            starts.append(bernoulli(layer, generator))
    n = len(data.train)
    return partition.base_logits(total / n, n), torch.cat(starts)[:chains]


def _upward(model: RBM | DBN):
    """The part that infers each layer below the top machine, the lowest first."""
    if isinstance(model, RBM):
        return ()
    return model.lower if model.recognition is None else model.recognition


def _log_partitions(machine: Boltzmann, base: Tensor, starts: Tensor, annealing: Annealing) -> dict[str, Estimate]:
    found = partition.both_ways(machine, base, starts, annealing, _generator(machine.weight.device, 2))
    return dict(zip(("forward", "reverse"), found, strict=True))


def _both_sides(
    name: str, upper: float, how: str, constants: dict[str, Estimate], annealing: Annealing,
    bound: str | None = None, noise: float = 0.0,
) -> dict[str, Metric]:  # fmt: skip
    """``upper`` minus log Z by forward and, as ``..._reverse``, by reverse AIS."""
    found = {}
    for side, suffix, errs in (("forward", "", BRIGHT), ("reverse", "_reverse", DARK)):
        constant, text = constants[side], f"{how}, log Z by {annealing.text(side == 'reverse')}; {errs}"
        total = math.hypot(noise, constant.noise)
        found[name + suffix] = Metric(upper - constant.value, NATS, text, bound, noise=total)
    return found


def _constant(constants: dict[str, Estimate], annealing: Annealing) -> Metric:
    if "exact" in constants:
        return Metric(constants["exact"].value, "nats", "log Z by enumerating the smaller layer")
    estimate = constants["forward"]
    return Metric(estimate.value, "nats", f"log Z by {annealing.text()}", noise=estimate.noise)


def _unnormalised_bound(model: DBN, images: Tensor, draws: int) -> Estimate:
    """The bound without log Z: its mean over images (n, visible) and the standard error of that mean from the draws."""
    generator, total, variance = _generator(model.device, 3), 0.0, 0.0
    for chunk in images.split(CHUNK):
        each = _terms(model, chunk.repeat(draws, 1), generator).double().view(draws, -1)  # (draws, n)
        total += each.mean(0).sum().item()
        variance += each.var(0).sum().item() / draws if draws > 1 else math.inf
    return Estimate(total / len(images), math.sqrt(variance) / len(images))


def _terms(model: DBN, visible: Tensor, generator: torch.Generator) -> Tensor:
    """log p*(v, h) + entropies of q for one draw of all layers per image, (n,).

    The entropy of a layer given the draw below it is exact, which has less noise than -log q of the draw.
    """
    found = torch.zeros(len(visible), device=visible.device)
    for upward, downward in zip(_upward(model), model.lower, strict=True):
        logits = upward.hidden_logits(visible)
        probs = logits.sigmoid()
        hidden = bernoulli(probs, generator)
        found = found + _nats(logits, probs) - _nats(downward.visible_logits(hidden), visible)
        visible = hidden
    return found - model.top.free_energy(visible)


def _nats(logits: Tensor, states: Tensor) -> Tensor:
    """Cross-entropy of states (n, units) under these logits in nats, (n,); for their own probabilities, the entropy."""
    return -log_likelihood(logits, states)


def _pseudo(machine: Boltzmann, images: Tensor) -> Metric:
    total = sum(pseudo_likelihood(machine, chunk).double().sum().item() for chunk in images.split(CHUNK))
    n, pixels = images.shape
    return Metric(total / n, NATS, f"exact sum over all {pixels} pixels of each of {n:,} binarised test images")


def pseudo_likelihood(machine: Boltzmann, visible: Tensor) -> Tensor:
    """The log pseudo-likelihood sum_i log p(v_i | the others) in nats, (n,), of binary visible (n, visible) (Besag
    1975)."""
    logits = machine.hidden_logits(visible)
    kept, found = softplus_sum(logits), torch.zeros(len(visible), device=visible.device)
    for unit in range(visible.shape[1]):
        change = 1 - 2 * visible[:, unit]  # from v_i to 1 - v_i
        flipped = softplus_sum(logits + change[:, None] * machine.weight[unit])
        found -= softplus(flipped - kept + change * machine.visible_bias[unit])
    return found


@torch.no_grad()
def reconstruction(model: RBM | DBN, images: Tensor) -> dict[str, Metric]:
    """``bce_per_pixel`` and ``squared_error`` of intensities (n, 1, H, W), up and down once by mean field."""
    return errors(images, lambda x: model.reconstruct(x).flatten(1).logit(ROUNDING))


def steps_stated(metrics: dict[str, Metric], model: RBM | DBN) -> dict[str, Metric]:
    """The metrics of ``samples.quality`` with the length of the Gibbs chains stated; the floors have none."""
    begun = f"one of the {model.config.chains:,} chains that training kept" if model.config.chains else "noise"
    stated = f", each after {model.config.sample_steps:,} Gibbs steps from {begun}"
    return {
        name: metric if name.endswith("_floor") else replace(metric, estimator=metric.estimator + stated)
        for name, metric in metrics.items()
    }


def quality(model: RBM | DBN, data: Data) -> dict[str, Metric]:
    """``samples.quality`` of the ends of chains."""
    return steps_stated(samples.quality(model, data), model)


def no_digit(model: RBM | DBN, data: Data) -> dict[str, Metric]:
    """``samples.no_digit`` of the ends of ``JUDGED`` chains."""
    return steps_stated(samples.no_digit(model, data, JUDGED), model)


@torch.no_grad()
def describe(model: RBM | DBN, data: Data) -> dict:
    """``units.json``: how often each hidden unit is on over the test set; ``shown.safetensors``: pictures as bytes."""
    images = data.test.intensities()
    binary, shown = binary_test_set(images), images[:SHOWN]
    layers = zip(*map(model.hidden, binary.split(1000)), strict=True)
    frequencies = [torch.cat(layer).mean(0).tolist() for layer in layers]
    return {
        "units.json": {"layers": [{"size": len(each), "frequency": each} for each in frequencies]},
        "shown.safetensors": {
            "images": _bytes(shown),
            "reconstructions": _bytes(model.reconstruct(shown)),
            "samples": _bytes(samples.draw(model, SAMPLES)),
        },
    }


def _bytes(images: Tensor) -> Tensor:
    """Images (n, 1, H, W) in [0, 1] as bytes (n, H, W)."""
    return images[:, 0].mul(255).round().to(torch.uint8).cpu()
