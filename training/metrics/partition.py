"""log Z of a Boltzmann machine: exact if possible, else by annealed importance sampling (AIS).

The mean weight of forward AIS (Salakhutdinov & Murray 2008) is Z on average, so its logarithm is too small on average.
Reverse AIS (Grosse et al. 2015, arXiv:1511.02543) is too large on average if it starts from samples of the machine.
Neither bounds log Z in a single run, and both may miss the same region: agreement is a good sign but no proof.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from zoo.errors import ZooError
from zoo.models.boltzmann import Boltzmann, bernoulli
from zoo.models.softplus import softplus_sum

LARGEST = 25  # units whose states can be enumerated: 33,554,432 states
BLOCK = 9  # units enumerated at once: 512 x 784 numbers fit in a processor's cache
ROWS = 4096
FACTORS = 100  # factors of one product, at most 2^100, well within single precision


@dataclass(frozen=True)
class Estimate:
    """log Z in nats and the standard error from the draws."""

    value: float
    noise: float = 0.0


@dataclass(frozen=True)
class Annealing:
    """Settings of AIS: the number of chains and the temperatures.

    ``stages`` are pairs (inverse temperature reached, number of evenly spaced steps to it), by default those of
    Salakhutdinov & Murray 2008. The reverse chains start ``burn_in`` Gibbs steps away from training images.
    """

    chains: int = 100
    stages: tuple = ((0.5, 500), (0.9, 4_000), (1.0, 10_000))
    burn_in: int = 1_000

    def betas(self) -> list[float]:
        """Inverse temperatures from 0, the base-rate model, to 1, the machine."""
        found = [0.0]
        for reached, steps in self.stages:
            start = found[-1]
            found += [start + (reached - start) * step / steps for step in range(1, steps + 1)]
        return found

    def text(self, reverse: bool = False) -> str:
        """The settings of ``both_ways`` in words, for an estimator."""
        start, stages = 0.0, []
        for reached, steps in self.stages:
            stages.append(f"{steps:,} from {start:g} to {reached:g}")
            start = reached
        counts = f"{self.chains:,} chains, {len(self.betas()) - 1:,} inverse temperatures ({', '.join(stages)})"
        if not reverse:
            return (
                f"AIS, the largest of three runs, from the training data's base rates and each layer's biases: {counts}"
            )
        starts = f"training images and draws from the machine's biases, after {self.burn_in:,} Gibbs steps"
        return f"reverse AIS, the larger of two runs, from {starts}: {counts}"


@torch.no_grad()
def exact_log_partition(machine: Boltzmann) -> float:
    """log Z in nats by enumerating all states of the smaller side. Raises ``ZooError`` if it has more than 25 units."""
    weight, biases = machine.weight, (machine.visible_bias, machine.hidden_bias)
    if weight.shape[0] < weight.shape[1]:
        weight, biases = weight.T, biases[::-1]
    (summed, listed), count = biases, weight.shape[1]
    if count > LARGEST:
        raise ZooError(
            f"log Z can be exact for up to {LARGEST} units on the smaller side, but there are {count}; use AIS."
        )
    low = _states(0, 2 ** min(BLOCK, count), min(BLOCK, count), weight)  # (512, 9)
    split = low.shape[1]
    low_input, low_bias = low @ weight[:, :split].T, low @ listed[:split]  # (512, larger side), (512,)
    parts = []
    for start in range(0, 2 ** (count - split), ROWS):
        high = _states(start, min(ROWS, 2 ** (count - split) - start), count - split, weight)
        high_input, high_bias = summed + high @ weight[:, split:].T, high @ listed[split:]
        rows = torch.stack([softplus_sum(low_input + row) for row in high_input])  # (rows, 512)
        parts.append((rows + high_bias[:, None] + low_bias).cpu().double().logsumexp((0, 1)))
    return torch.stack(parts).logsumexp(0).item()


def _states(start: int, count: int, units: int, like: Tensor) -> Tensor:
    """``count`` binary states from number ``start`` onwards, (count, units)."""
    numbers = torch.arange(start, start + count, device=like.device)
    return (numbers[:, None] >> torch.arange(units, device=like.device) & 1).to(like.dtype)


def _products(exponents: Tensor) -> list[Tensor]:
    """prod (1 + exp(a_j)) over groups of columns of non-positive numbers, each (n,)."""
    return [group.prod(1) for group in exponents.exp_().add_(1).split(FACTORS, 1)]


def base_logits(means: Tensor, count: int) -> Tensor:
    """Biases (visible,) of the base-rate model from the means of ``count`` examples, none quite 0 or 1 (Laplace)."""
    return ((means * count + 1) / (count + 2)).logit()


@torch.no_grad()
def forward(machine: Boltzmann, base: Tensor, annealing: Annealing, generator: torch.Generator) -> Estimate:
    """log Z by AIS from the base-rate model with biases ``base`` (visible,): on average too small.

    The weights estimate Z without bias, so the mean of their log is below log Z; a single estimate may be above it.
    The ``generator`` is on the machine's device.
    """
    visible = bernoulli(base.sigmoid().expand(annealing.chains, -1), generator)
    mean = _log_mean(_anneal(machine, base, visible, annealing.betas(), generator))
    return Estimate(_log_base(machine, base) + mean.value, mean.noise)


@torch.no_grad()
def reverse(
    machine: Boltzmann, base: Tensor, examples: Tensor, annealing: Annealing, generator: torch.Generator
) -> Estimate:
    """log Z by AIS from the machine down to the base-rate model: on average too large.

    Its chains start from binary ``examples`` (chains, visible) after ``burn_in`` Gibbs steps. It is too large on
    average to the extent that these are samples of the machine by then.
    """
    if len(examples) != annealing.chains:
        raise ZooError(
            f"Reverse AIS needs {annealing.chains} examples, one per chain, but got {len(examples)}; give more."
        )
    visible = machine.gibbs(examples, annealing.burn_in, generator)
    mean = _log_mean(_anneal(machine, base, visible, annealing.betas()[::-1], generator))
    return Estimate(_log_base(machine, base) - mean.value, mean.noise)


@torch.no_grad()
def both_ways(
    machine: Boltzmann, base: Tensor, examples: Tensor, annealing: Annealing, generator: torch.Generator
) -> tuple[Estimate, Estimate]:
    """log Z by forward AIS, the largest of three runs, and by reverse AIS, the larger of two: a run may miss a region.

    One run uses the base rates ``base`` of the data and starts, in reverse, from ``examples``. The others use the
    machine's own biases in both places, as if it had no weights: one those of the visible layer, and forwards one those
    of the hidden layer, with the machine upside down, whose Z is the same. Training by chains that begin at the data,
    or never begin anew, does not visit what lies that way, and a machine may have most of its probability there, tens
    of nats of log Z.

    There is no reverse run from the hidden biases: in several machines chains are still where these put them after the
    burn-in, though that is not probable, and then reverse AIS says nothing of Z (15 nats too large for ``rbm-25``).
    """
    ends = [(machine, base, examples)]
    for each in (machine, turned(machine)):
        biases = each.visible_bias.detach()
        ends.append((each, biases, bernoulli(biases.sigmoid().expand(annealing.chains, -1), generator)))
    up = [forward(each, end, annealing, generator) for each, end, _ in ends]
    down = [reverse(each, end, start, annealing, generator) for each, end, start in ends[:2]]
    return max(up, key=lambda found: found.value), max(down, key=lambda found: found.value)


@torch.no_grad()
def turned(machine: Boltzmann) -> Boltzmann:
    """The machine upside down: its hidden units are the visible ones."""
    found = Boltzmann(*reversed(machine.weight.shape)).to(machine.weight)
    found.weight.copy_(machine.weight.T)
    found.visible_bias.copy_(machine.hidden_bias)
    found.hidden_bias.copy_(machine.visible_bias)
    return found


def _anneal(
    machine: Boltzmann, base: Tensor, visible: Tensor, betas: list[float], generator: torch.Generator
) -> Tensor:
    """Log weights (chains,), in double precision, of chains annealed through p_beta, with ``visible`` from the first.

    p_beta(v) is proportional to exp(v.((1 - beta) base + beta b)) prod_j (1 + exp(beta (c_j + v.W_j))): eq. 16 of
    Salakhutdinov & Murray without hidden units of the base model, which would only multiply both sides.
    """
    difference = machine.visible_bias - base
    log_weights = torch.zeros(len(visible), dtype=torch.double)
    for before, after in pairwise(betas):
        logits = machine.hidden_logits(visible)
        rise = (after - before) * (visible @ difference + logits.clamp_min(0).sum(1))
        magnitude = logits.abs()
        warm, cold = _products(-before * magnitude), _products(-after * magnitude)
        rise += sum((new / old).log() for new, old in zip(cold, warm, strict=True))
        log_weights += rise.cpu().double()  # summed there: not every accelerator has doubles
        hidden = bernoulli(logits.mul_(after).sigmoid_(), generator)
        bias = (1 - after) * base + after * machine.visible_bias
        visible = bernoulli(torch.addmm(bias, hidden, machine.weight.T, alpha=after).sigmoid_(), generator)
    return log_weights


def _log_base(machine: Boltzmann, base: Tensor) -> float:
    """log Z at inverse temperature 0: that of the base rates, plus log 2 for each hidden unit."""
    return softplus_sum(base.cpu().double()[None]).item() + machine.weight.shape[1] * math.log(2)


def _log_mean(log_weights: Tensor) -> Estimate:
    """log of the mean of exp(log_weights), with its noise by the delta method."""
    n = len(log_weights)
    relative = log_weights.softmax(0) * n  # weights over their mean
    noise = relative.std().item() / math.sqrt(n) if n > 1 else math.inf
    return Estimate((log_weights.logsumexp(0) - math.log(n)).item(), noise)
