"""Boltzmann machines small enough to sum over all their states."""

import torch

from training.metrics.partition import Annealing
from zoo.models.boltzmann import Boltzmann

SHORT = Annealing(chains=100, stages=((0.5, 50), (1.0, 200)), burn_in=300)


def states(units: int) -> torch.Tensor:
    """All binary states, (2^units, units)."""
    return torch.cartesian_prod(*[torch.tensor([0.0, 1.0], dtype=torch.double)] * units).view(-1, units)


def tiny(visible: int = 5, hidden: int = 4, seed: int = 0, **options) -> Boltzmann:
    """A machine in double precision, every parameter normal."""
    torch.manual_seed(seed)
    machine = Boltzmann(visible, hidden, **options).double()
    for parameter in machine.parameters():
        parameter.data.normal_()
    return machine


def log_joint(machine: Boltzmann) -> torch.Tensor:
    """log p(v, h) of all states, (2^visible, 2^hidden): the definition of the energy, normalised."""
    visible, hidden = (states(size) for size in machine.weight.shape)
    minus_energy = (
        torch.einsum("vi,ij,hj->vh", visible, machine.weight, hidden)
        + (visible @ machine.visible_bias)[:, None]
        + hidden @ machine.hidden_bias
    )
    return minus_energy - minus_energy.logsumexp((0, 1))


def log_partition(machine: Boltzmann) -> torch.Tensor:
    """log Z: what normalises the state of zeros, whose energy is 0."""
    return -log_joint(machine)[0, 0]
