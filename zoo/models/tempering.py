"""Replica exchange (parallel tempering): Gibbs chains that jump between the regions of a machine and stay exact.

Beside each chain run warmer replicas of it, which move more freely. Before each step, neighbours in temperature swap
what they hold with the probability that leaves each one's distribution as it is, so the chain still visits pictures as
often as its machine finds them probable (Swendsen & Wang 1986; for RBMs, Desjardins et al. 2010). Pairs take turns,
even and odd ones (Okabe et al. 2001). A step costs as many Gibbs steps as there are replicas.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from zoo.models.boltzmann import FREE, Boltzmann, Conditions, Draw, Step
from zoo.models.chain import Chain
from zoo.models.dbn import DBN
from zoo.models.rbm import RBM
from zoo.models.softplus import softplus
from zoo.models.threefry import SWAP, Draws

LADDER = (
    1.0,
    1.05,
    1.1,
    1.15,
    1.2,
)  # temperatures of the replicas, times the chain's; assets/rbm/tempering.js has them


class Replicas:
    """K replicas, one for each temperature of ``ladder``, of each of n chains; all begin with ``visible`` (n, visible).

    The first replica is the chain itself. ``under`` has what is held and forced in all of them, for all chains alike.
    ``tried`` and ``swapped`` count the swaps of all pairs.
    """

    def __init__(self, machine: Boltzmann, visible: Tensor, under: Conditions = FREE, ladder: tuple = LADDER):
        self.machine = machine
        self.temperatures = visible.new_tensor(ladder)[:, None, None] * under.temperature  # (K, 1, 1)
        each = self.temperatures.expand(-1, len(visible), -1).flatten(0, 1)
        self.under = under._replace(temperature=each)
        self.visible = visible.expand(len(ladder), -1, -1)  # (K, n, visible)
        self.logits = machine.hidden_logits(visible).expand(len(ladder), -1, -1)  # of p(h|v), at temperature 1
        self.steps = self.tried = self.swapped = 0

    @torch.no_grad()
    def step(self, draw: Draw, swap: Callable[[Tensor], Tensor]) -> Step:
        """Swap, then take a Gibbs step of all replicas; returns that of the chains, each (n, units).

        ``draw`` gets the probabilities of the replicas one after the other, (K n, units); ``swap`` gets those of the
        swaps of each chain, (n, K - 1), 0 for a pair whose turn it is not, and draws 0 or 1 with them.
        """
        self.steps += 1
        self._swap(swap)
        count, n, _ = self.visible.shape
        found = self.machine.step(self.visible.flatten(0, 1), draw, self.under, self.logits.flatten(0, 1))
        self.visible = found.visible.unflatten(0, (count, n))
        self.logits = self.machine.hidden_logits(found.visible).unflatten(0, (count, n))
        return Step(*(layer[:n] for layer in found))

    def _swap(self, swap: Callable[[Tensor], Tensor]) -> None:
        count, n, _ = self.visible.shape
        pairs = torch.arange(count - 1)[(self.steps + 1) % 2 :: 2]
        probs = self.visible.new_zeros(n, count - 1)
        probs[:, pairs] = (self._gain(pairs, pairs) - self._gain(pairs, pairs + 1)).clamp_max(0).exp().T
        done = swap(probs).T.long()  # (K - 1, n)
        self.tried, self.swapped = self.tried + n * len(pairs), self.swapped + int(done.sum())
        source = torch.arange(count, device=done.device)[:, None].repeat(1, n)
        source[:-1] += done
        source[1:] -= done
        self.visible, self.logits = (
            torch.take_along_dim(layer, source[:, :, None], 0) for layer in (self.visible, self.logits)
        )

    def _gain(self, pairs: Tensor, held: Tensor) -> Tensor:
        """By how much log p*(v), of what the replicas ``held`` hold, is higher at each pair's warmer temperature.

        Of ``pairs`` (p,), each named by its cooler replica; returns (p, n).
        """
        cold, warm = self.temperatures[pairs], self.temperatures[pairs + 1]
        logits = self.logits[held]
        rise = (self._hidden(logits / warm) - self._hidden(logits / cold)).sum(2)
        return (self.visible[held] @ self.machine.visible_bias) * (1 / warm - 1 / cold)[:, :, 0] + rise

    def _hidden(self, logits: Tensor) -> Tensor:
        """log sum_h exp(h logits) of each hidden unit; a forced unit has one state only."""
        free, forced = softplus(logits), self.under.forced
        return free if forced is None else torch.where(forced.isnan(), free, logits * forced.nan_to_num())


class Tempered(Chain):
    """A chain with warmer replicas; from the first step on it is another run than the plain chain of its seed."""

    def __init__(self, model: RBM | DBN, seed: int, number: int = 0, under: Conditions = FREE):
        super().__init__(model, seed, number, under)
        warmer = (Draws(seed, number, replica=replica) for replica in range(1, len(LADDER)))
        self._own, self._swaps = [self._draws, *warmer], Draws(seed, number, SWAP)
        self._replicas: Replicas | None = None

    def step(self) -> None:
        """Swap with the replicas, then take a step, as they do."""
        replicas = self._replicas = self._replicas or Replicas(self.machine, self.visible, self.under)
        for draws in (*self._own, self._swaps):
            draws.step += 1
        _, self.hidden, self.probs, self.visible = replicas.step(self._draw_each, lambda probs: self._swaps(probs, 0))
        self._logits = replicas.logits[0]

    def _draw_each(self, probs: Tensor, part: int) -> Tensor:
        layer = len(self.model.lower) + part
        return torch.cat([draws(row[None], layer) for draws, row in zip(self._own, probs, strict=True)])
