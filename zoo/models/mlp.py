"""Dense networks. The page runs them too: ``assets/shared/network.js`` reads their saved weights."""

from itertools import pairwise

from torch import nn

from zoo.errors import ZooError
from zoo.models.softplus import Softplus

ACTIVATIONS = {"relu": nn.ReLU, "softplus": Softplus, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid,
               "identity": nn.Identity}  # fmt: skip


def mlp(sizes: tuple[int, ...], activation: str) -> nn.Sequential:
    """Linear layers of these sizes, ``activation`` after each but the last; (n, sizes[0]) -> (n, sizes[-1])."""
    if activation not in ACTIVATIONS:
        raise ZooError(f"Unknown activation '{activation}'; choose one of {', '.join(ACTIVATIONS)}.")
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), ACTIVATIONS[activation]()]
    return nn.Sequential(*layers[:-1])


def dense_decoder(activation: str) -> dict:
    """How the page runs a ``decoder`` made by ``mlp``, as fields of ``zoo.schema.Decoder``."""
    return {"kind": "dense", "layers": "decoder.", "activation": activation}
