"""The restricted Boltzmann machine as a building block: energies, conditionals, Gibbs sampling, and its loss.

Smolensky 1986; Hinton 2002 (contrastive divergence); Tieleman 2008 (persistent chains). ``visible`` is (n, visible)
and ``hidden`` (n, hidden), both binary or, as data, intensities in [0, 1].
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn

from zoo.batches import drawn, only
from zoo.models.annealed import Annealed
from zoo.models.softplus import softplus, softplus_sum

Draw = Callable[[Tensor, int], Tensor]  # binary draws with these probabilities for the units of this layer
VISIBLE, HIDDEN = 0, 1  # the layers of a single machine
HALF = 0.5 + 0.5 / 65536  # maps -32768 ... 32767, divided by 65536, to the midpoints of 65536 intervals in (0, 1)


def bernoulli(probs: Tensor, generator: torch.Generator | None = None) -> Tensor:
    """Binary draws with these probabilities, to a precision of 1/65536, in the same shape and type.

    Each uses 16 random bits, four draws per 64-bit number. On a CPU this takes a fifth of the time of torch.bernoulli,
    which would be a large part of training. A probability of 0 never gives 1, and one of 1 always does.
    """
    bits = drawn(_bits, probs.shape, generator=generator, device=probs.device)
    return torch.add(probs, bits, alpha=-1 / 65536).sub_(HALF).ceil_()  # 1 where p exceeds a uniform number in (0, 1)


def _bits(shape: Sequence[int], generator: torch.Generator | None, device: torch.device) -> Tensor:
    """16 random bits for each place."""
    if torch.compiler.is_compiling():
        return _bits_as_floats(shape, device)
    count = math.prod(shape)
    words = torch.empty(-(-count // 4), dtype=torch.int64, device=device)
    return words.random_(-(2**63), None, generator=generator).view(torch.int16)[:count].view(shape)


@torch.library.custom_op("zoo::bits", mutates_args=())
def _bits_as_floats(shape: Sequence[int], device: torch.device) -> Tensor:
    """A compiled model's bits: the compiler cannot look into ``random_``, and what reads 16-bit numbers it computes
    one by one."""
    return _bits(shape, None, device).float()


@_bits_as_floats.register_fake
def _(shape: Sequence[int], device: torch.device) -> Tensor:
    return torch.empty(shape, device=device)


def drawing(generator: torch.Generator | None) -> Draw:
    """Draws for any layer from one generator."""
    return lambda probs, layer: bernoulli(probs, generator)


class Conditions(NamedTuple):
    """Conditions of a chain: ``temperature`` divides the logits; some units are held at fixed values, NaN for free
    ones.

    A ``temperature`` (n, 1) has one for each of n chains. ``held``, (visible,) or (n, visible), fixes visible units;
    ``forced``, (hidden,) or (n, hidden), fixes hidden ones.
    """

    temperature: float | Tensor = 1.0
    held: Tensor | None = None
    forced: Tensor | None = None

    def probs(self, logits: Tensor) -> Tensor:
        """Probabilities at the temperature."""
        own = not isinstance(self.temperature, Tensor) and self.temperature == 1
        return (logits if own else logits / self.temperature).sigmoid()


FREE = Conditions()


class Step(NamedTuple):
    """A Gibbs step, v -> h -> v: both layers and the probabilities they were drawn with; each (n, units)."""

    hidden_probs: Tensor
    hidden: Tensor
    visible_probs: Tensor
    visible: Tensor


def fixed(units: Tensor, values: Tensor | None) -> Tensor:
    """``units``, replaced by ``values`` where these are not NaN."""
    return units if values is None else torch.where(values.isnan(), units, values)


class Boltzmann(nn.Module):
    """E(v, h) = -v.b - h.c - v W h, with W (visible, hidden): a column of ``weight`` is the filter of a hidden unit.

    The negative phase consists of ``steps`` of Gibbs sampling: from the data (CD-k) or, if there are ``chains``, from
    where they stopped at the last batch (PCD-k). The chains are stored with the weights. ``annealed`` is the number
    of further chains that begin anew from time to time (``Annealed``); all chains count alike.
    """

    chains: Tensor | None

    def __init__(
        self, visible: int, hidden: int, weight_sd: float = 0.01, steps: int = 1, chains: int = 0, annealed: int = 0
    ):
        super().__init__()
        self.steps = steps
        self.weight = nn.Parameter(torch.randn(visible, hidden).mul_(weight_sd))
        self.visible_bias = nn.Parameter(torch.zeros(visible))
        self.hidden_bias = nn.Parameter(torch.zeros(hidden))
        self.register_buffer("chains", torch.bernoulli(torch.full((chains, visible), 0.5)) if chains else None)
        self.annealed = Annealed(annealed, visible) if annealed else None

    def hidden_logits(self, visible: Tensor) -> Tensor:
        """Logits of p(h|v), (n, hidden)."""
        return torch.addmm(self.hidden_bias, visible, self.weight)

    def visible_logits(self, hidden: Tensor) -> Tensor:
        """Logits of p(v|h), (n, visible)."""
        return torch.addmm(self.visible_bias, hidden, self.weight.T)

    def energy(self, visible: Tensor, hidden: Tensor) -> Tensor:
        """E(v, h) in nats, (n,)."""
        return -(visible @ self.visible_bias) - (hidden * self.hidden_logits(visible)).sum(1)

    def free_energy(self, visible: Tensor, logits: Tensor | None = None) -> Tensor:
        """F(v) = -log sum_h exp(-E(v, h)) in nats, (n,): -log p(v) up to the partition function.

        ``logits`` are those of p(h|v), if already known.
        """
        logits = self.hidden_logits(visible) if logits is None else logits
        return -(visible @ self.visible_bias) - softplus_sum(logits)

    def draw_hidden(self, visible: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Binary draws of h given v, (n, hidden)."""
        return bernoulli(self.hidden_logits(visible).sigmoid(), generator)

    def draw_visible(self, hidden: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Binary draws of v given h, (n, visible)."""
        return bernoulli(self.visible_logits(hidden).sigmoid(), generator)

    @torch.no_grad()
    def step(self, visible: Tensor, draw: Draw, under: Conditions = FREE, logits: Tensor | None = None) -> Step:
        """One step of block Gibbs sampling from ``visible`` (n, visible); ``logits`` are those of p(h|v), if already
        known."""
        hidden_probs = under.probs(self.hidden_logits(visible) if logits is None else logits)
        hidden = fixed(draw(hidden_probs, HIDDEN), under.forced)
        return Step(hidden_probs, hidden, *self.step_down(hidden, draw, under))

    @torch.no_grad()
    def step_down(self, hidden: Tensor, draw: Draw, under: Conditions = FREE) -> tuple[Tensor, Tensor]:
        """The second half of a step: p(v|h) and a draw from it. Held visible units keep their values."""
        probs = under.probs(self.visible_logits(hidden))
        return fixed(probs, under.held), fixed(draw(probs, VISIBLE), under.held)

    def gibbs(self, visible: Tensor, steps: int, generator: torch.Generator | None = None) -> Tensor:
        """``visible`` after ``steps`` of Gibbs sampling; binary, (n, visible)."""
        draw = drawing(generator)
        for _ in range(steps):
            visible = self.step(visible, draw).visible
        return visible

    def begin(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Starts of ``n`` sampling chains, (n, visible): randomly chosen stored chains if there are any, otherwise
        noise.

        From noise, even a good machine may fall into a minimum of its energy that has little probability but is hardly
        ever left.
        """
        if self.chains is None:
            return bernoulli(torch.full((n, len(self.visible_bias)), 0.5, device=self.weight.device), generator)
        return self.chains[torch.randint(len(self.chains), (n,), generator=generator, device=self.chains.device)]

    def losses(self, visible: Tensor) -> dict[str, Tensor]:
        """F(data) - F(chain) with the chain held fixed; its gradient is the CD or PCD update (Hinton 2002, eq. 7).

        In evaluation also the error of the mean-field reconstruction and minus the log pseudo-likelihood.
        """
        logits = self.hidden_logits(visible)
        probs = logits.detach().sigmoid()
        negative, share = self._negative(probs)
        free_energy = self.free_energy(visible, logits).mean()
        terms = {"loss": free_energy - share @ self.free_energy(negative), "free_energy": free_energy}
        if not self.training:
            rebuilt = self.visible_logits(probs).sigmoid()
            terms["squared_error"] = (rebuilt - visible).square().sum(1).mean()
            terms["pseudo_nll"] = self._pseudo_nll(visible, logits)
        return terms

    @torch.no_grad()
    def _negative(self, hidden_probs: Tensor) -> tuple[Tensor, Tensor]:
        """The ends of the chains, (chains or n, visible), and the share of each in their mean. Only in training do
        chains that are kept advance."""
        if self.chains is None:
            visible = self.gibbs(self.draw_visible(bernoulli(hidden_probs)), self.steps - 1)
            return visible, torch.full_like(visible[:, 0], 1 / len(visible))
        if self.training:
            with only(None):  # chains are not of the batch
                self.chains.copy_(self.gibbs(self.chains, self.steps))
                if self.annealed is not None:
                    for _ in range(self.steps):
                        self.annealed.advance(self, bernoulli)
        counting = torch.ones_like(self.chains[:, 0])
        if self.annealed is None:
            return self.chains, counting / len(counting)
        counting = torch.cat([counting, self.annealed.counting()])
        return torch.cat([self.chains, self.annealed.visible]), counting / counting.sum()

    def _pseudo_nll(self, visible: Tensor, hidden_logits: Tensor) -> Tensor:
        """Minus the log pseudo-likelihood, estimated from one unit per example (Besag 1975): a scalar in nats.

        It is defined for binary units; intensities are replaced by one draw from them.
        """
        if not torch.all((visible == 0) | (visible == 1)):
            visible = bernoulli(visible)
            hidden_logits = self.hidden_logits(visible)
        rows = torch.arange(len(visible), device=visible.device)
        unit = drawn(partial(torch.randint, visible.shape[1]), rows.shape, device=visible.device)
        change = 1 - 2 * visible[rows, unit]  # from v_i to 1 - v_i
        flipped = hidden_logits + change[:, None] * self.weight[unit]  # (n, hidden)
        rise = softplus_sum(hidden_logits) - softplus_sum(flipped) - change * self.visible_bias[unit]
        return visible.shape[1] * softplus(-rise).mean()
