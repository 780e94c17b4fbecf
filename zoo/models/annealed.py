"""Chains that begin anew and are annealed, which find the modes of a Boltzmann machine that persistent chains never
visit."""

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from zoo.models.boltzmann import Boltzmann

ANNEAL, LIFE = 500, 1_000  # steps until a chain counts, and after that until it begins anew


class Annealed(nn.Module):
    """``n`` chains, ``visible`` (n, visible), each ``age`` (n,) steps after its start.

    A chain starts where the machine would be without its weights, knowing the biases of one layer only: the hidden ones
    for the first half of the chains, the visible ones for the others. Over ``ANNEAL`` steps the weights and the other
    layer's biases come in, as in annealed importance sampling. From then on it is an ordinary chain of the machine; it
    counts as one for ``LIFE`` steps and then starts anew. The ages are spread evenly.
    """

    visible: Tensor
    age: Tensor

    def __init__(self, n: int, visible: int):
        super().__init__()
        self.register_buffer("visible", torch.full((n, visible), 0.5).bernoulli())
        self.register_buffer("age", torch.arange(n) * (ANNEAL + LIFE) // max(1, n))

    @torch.no_grad()
    def advance(self, machine: "Boltzmann", bernoulli) -> None:
        """One Gibbs step of every chain, each at its own inverse temperature."""
        starts = (self.age >= ANNEAL + LIFE)[:, None]
        self.age.copy_(torch.where(starts[:, 0], 0, self.age))
        beta = (self.age / ANNEAL).clamp(max=1)[:, None].to(self.visible.dtype)
        first = (torch.arange(len(beta), device=beta.device) < len(beta) / 2)[:, None]
        up = torch.addcmul(beta * (self.visible @ machine.weight), torch.where(first, 1, beta), machine.hidden_bias)
        down = beta * (bernoulli(up.sigmoid()) @ machine.weight.T)
        down = torch.addcmul(down, torch.where(first, beta, 1), machine.visible_bias)
        self.visible.copy_(bernoulli(down.sigmoid()))
        self.age += 1

    def counting(self) -> Tensor:
        """1 for the chains that are chains of the machine by now, 0 for those on their way, (n,)."""
        return (self.age > ANNEAL).to(self.visible.dtype)
