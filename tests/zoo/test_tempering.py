"""Tempered chains: what they hold is as probable as the machine says, whatever is held or forced, and they jump."""

import math

import pytest
import torch
from tiny_machines import log_joint, states, tiny

from zoo.models.boltzmann import Conditions, bernoulli, drawing
from zoo.models.tempering import Replicas

NAN = math.nan
VISIBLE, HIDDEN = 3, 2


def given(*values: float) -> torch.Tensor:
    """Values of units in double precision."""
    return torch.tensor(values, dtype=torch.double)


def exact(machine, under: Conditions, temperature: float) -> torch.Tensor:
    """The probability of each state of the visible units, (8,), at this temperature, given what is held and forced."""
    log_p = log_joint(machine) / temperature
    log_p[~allowed(VISIBLE, under.held), :] = -math.inf
    log_p[:, ~allowed(HIDDEN, under.forced)] = -math.inf
    return log_p.logsumexp(1).softmax(0)


def allowed(units: int, fixed: torch.Tensor | None) -> torch.Tensor:
    """Which of the states of these units agree with the fixed values."""
    return torch.ones(2**units).bool() if fixed is None else (fixed.isnan() | (fixed == states(units))).all(1)


@pytest.mark.parametrize("under", [
    Conditions(), Conditions(0.7), Conditions(held=given(NAN, 1, NAN)),
    Conditions(1.5, forced=given(NAN, 1)),
], ids=["free", "cool", "held", "forced"])  # fmt: skip
@torch.no_grad()
def test_each_replica_visits_states_as_often_as_its_temperature_says(under):
    machine = tiny(VISIBLE, HIDDEN)
    for parameter in machine.parameters():
        parameter.mul_(4)
    draws, n, ladder = torch.Generator().manual_seed(4), 4000, (1.0, 1.6, 3.0)
    start = (given(0, 0, 0) if under.held is None else under.held.nan_to_num()).expand(n, -1)
    replicas, counts, steps = Replicas(machine, start, under, ladder), torch.zeros(len(ladder), 8), 40
    for step in range(2 * steps):
        replicas.step(drawing(draws), lambda probs: bernoulli(probs, draws))
        if step >= steps:
            number = (replicas.visible * torch.tensor([4, 2, 1])).sum(2).long()  # (K, n)
            counts += torch.stack([row.bincount(minlength=8) for row in number])
    for found, times in zip(counts / n / steps, ladder, strict=True):
        assert found.tolist() == pytest.approx(exact(machine, under, under.temperature * times).tolist(), abs=0.01)
    assert 0.2 < replicas.swapped / replicas.tried < 0.99
