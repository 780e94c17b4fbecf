"""One step of an LSTM cell is that of torch."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from zoo.attention.lstm import GATES, Gate, run, step, weights_of


@settings(deadline=None, max_examples=60)
@given(units=st.integers(1, 4), inputs=st.integers(1, 4), words=st.integers(1, 6), seed=st.integers(0, 2**32 - 1),
       size=st.floats(0.1, 20))  # fmt: skip
def test_the_equations_are_those_of_torch(units, inputs, words, seed, size):
    torch.manual_seed(seed)
    lstm = torch.nn.LSTM(inputs, units, dtype=torch.double)
    for parameter in lstm.parameters():
        torch.nn.init.normal_(parameter, std=size)
    said = torch.randn(words, inputs, dtype=torch.double) * size
    with torch.no_grad():
        theirs, (hidden, cell) = lstm(said)
        ours = run(said, weights_of(lstm))
    assert torch.stack([each.hidden for each in ours]).sub(theirs).abs().max() < 1e-6
    assert ours[-1].cell.sub(cell[0]).abs().max() < 1e-6 and ours[-1].hidden.sub(hidden[0]).abs().max() < 1e-6


def test_each_gate_does_what_it_is_for():
    """With sums of +-100 a gate is open or shut."""

    def cell(**sums):
        one = torch.ones(1, dtype=torch.double)
        weights = {name: Gate(0 * one[None], 0 * one[None], sums.get(name, 0.0) * one) for name in GATES}
        return step(one, one, 0.8 * one, weights)

    kept = cell(forget=100, input=-100, candidate=1, output=100)
    assert kept.cell.item() == pytest.approx(0.8) and kept.hidden.item() == pytest.approx(0.6640367703)
    new = cell(forget=-100, input=100, candidate=1, output=100)
    assert new.cell.item() == pytest.approx(0.7615941560)
    assert cell(forget=100, input=-100, output=-100).hidden.item() == pytest.approx(0)
    assert new.sums["candidate"].item() == 1
