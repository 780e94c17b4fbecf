"""Dense networks: how they are built, and how they are handed to a page that runs them itself."""

from itertools import pairwise

from torch import Tensor, nn

from zoo.errors import ZooError

ACTIVATIONS = {"relu": nn.ReLU, "softplus": nn.Softplus, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


def mlp(sizes: tuple[int, ...], activation: str) -> nn.Sequential:
    """Linear layers of these sizes, ``activation`` after each but the last; (n, sizes[0]) -> (n, sizes[-1])."""
    if activation not in ACTIVATIONS:
        raise ZooError(f"Unknown activation '{activation}'; choose one of {', '.join(ACTIVATIONS)}.")
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), ACTIVATIONS[activation]()]
    return nn.Sequential(*layers[:-1])


def dense_layers(network: nn.Sequential, output: str) -> tuple[dict[str, Tensor], list[str]]:
    """What another runtime needs to run ``network``.

    Returns the tensors ``{"0.weight": (out, in), "0.bias": (out,), ...}`` in float32, numbered by layer, and the name
    of the activation after each layer; ``output`` is the one after the last.
    """
    names = {kind: name for name, kind in ACTIVATIONS.items()}
    linear = [module for module in network if isinstance(module, nn.Linear)]
    activations = [names[type(module)] for module in network if not isinstance(module, nn.Linear)]
    tensors = {}
    for index, layer in enumerate(linear):
        tensors[f"{index}.weight"] = layer.weight.detach().float().contiguous()
        tensors[f"{index}.bias"] = layer.bias.detach().float().contiguous()
    return tensors, [*activations, output]
