"""One step of an LSTM cell, with every number between input and output (Hochreiter & Schmidhuber 1997; Gers et al. 2000
for the forget gate)."""

from typing import NamedTuple

import torch
from torch import Tensor

GATES = "forget", "input", "output", "candidate"
IN_TORCH = "input", "forget", "candidate", "output"  # the order in which torch.nn.LSTM stacks them


class Gate(NamedTuple):
    """The weights of a gate of ``units``: of the input (units, inputs), of the last output (units, units), the bias."""

    of_input: Tensor
    of_hidden: Tensor
    bias: Tensor


class Step(NamedTuple):
    """A step: by gate the sums (units,) and what becomes of them, the new memory and the new output."""

    sums: dict[str, Tensor]
    gates: dict[str, Tensor]
    cell: Tensor
    hidden: Tensor


def step(inputs: Tensor, hidden: Tensor, cell: Tensor, weights: dict[str, Gate]) -> Step:
    """The next memory and output from an input (inputs,), the last output (units,) and the last memory (units,).

    f, i, o = sigmoid(W x + U h + b) and g = tanh(W x + U h + b), each with weights of its own; c' = f c + i g and
    h' = o tanh(c').
    """
    sums = {name: gate.of_input @ inputs + gate.of_hidden @ hidden + gate.bias for name, gate in weights.items()}
    gates = {name: total.tanh() if name == "candidate" else total.sigmoid() for name, total in sums.items()}
    memory = gates["forget"] * cell + gates["input"] * gates["candidate"]
    return Step(sums, gates, memory, gates["output"] * memory.tanh())


def weights_of(lstm: torch.nn.LSTM) -> dict[str, Gate]:
    """The gates of the first layer of an LSTM of torch, which has two biases; here they are one."""
    parts = {name: getattr(lstm, f"{name}_l0") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
    bias = parts["bias_ih"] + parts["bias_hh"]
    blocks = zip(parts["weight_ih"].chunk(4), parts["weight_hh"].chunk(4), bias.chunk(4), strict=True)
    found = {name: Gate(*block) for name, block in zip(IN_TORCH, blocks, strict=True)}
    return {name: found[name] for name in GATES}


def run(inputs: Tensor, weights: dict[str, Gate]) -> list[Step]:
    """The steps over inputs (t, inputs), from an empty memory."""
    hidden = cell = torch.zeros_like(weights["forget"].bias)
    steps = []
    for each in inputs:
        steps.append(step(each, hidden, cell, weights))
        hidden, cell = steps[-1].hidden, steps[-1].cell
    return steps
