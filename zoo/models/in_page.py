"""How the page runs a network: as a list of steps, read off its modules.

``assets/shared/steps.js`` has the steps under the same names. A network with a layer that is not listed here runs on
the server. A module with a ``forward`` of its own says by ``page_steps(name)`` which steps that takes, with ``name`` as
the beginning of its tensors' names. If a subclass replaces ``forward``, it has to say that anew. So has a model for
what it decodes with.
"""

from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache
from typing import Any

import torch
from torch import nn
from torch.nn.utils.parametrize import type_before_parametrizations

from zoo.models.mlp import ACTIVATIONS

Steps = list[dict[str, Any]]
EPSILON = nn.BatchNorm2d(1).eps  # that of the page, too


class NotInPageError(Exception):
    """The page has no step for a layer."""


def decoder(model_class: type[nn.Module], config: Any, inputs: int, *methods: str) -> dict:
    """How the page decodes ``inputs`` numbers to intensities, as fields of ``zoo.schema.Decoder``.

    ``methods`` of the model do that, and its ``page_steps()`` says how. None, which stands for the server, if it does
    not or if the page lacks a layer.
    """
    if not all(is_current(model_class, "page_steps", method) for method in methods):
        return {}
    try:
        return {"kind": "layered", "inputs": inputs, "steps": deepcopy(_steps(model_class, config))}
    except NotInPageError:
        return {}


@lru_cache(maxsize=128)
def _steps(model_class: type[nn.Module], config: Any) -> Steps:
    """``page_steps`` of such a model; to build one takes a quarter of a second."""
    with torch.device("meta"):
        model: Any = model_class(config)
    return model.page_steps()


def steps_of(module: Any, name: str) -> Steps:
    """The steps of a module whose tensors' names begin with ``name``. Raises ``NotInPageError``."""
    kind = type_before_parametrizations(module)
    if kind in LAYERS:
        return LAYERS[kind](module, name)
    if is_current(kind, "page_steps", "forward"):
        return module.page_steps(name)
    raise NotInPageError(kind.__name__)


def is_current(kind: type, said: str, done: str) -> bool:
    """Whether a class has a method ``said`` that no subclass has outdated by another method ``done``."""
    described, ran = (next((each for each in kind.__mro__ if method in vars(each)), None) for method in (said, done))
    return described is not None and ran is not None and issubclass(described, ran)


def _sequence(module: nn.Sequential, name: str) -> Steps:
    return [step for key, layer in module.named_children() for step in steps_of(layer, f"{name}.{key}")]


def _conv(layer: nn.Conv2d, name: str) -> Steps:
    _check(layer, layer.stride == (1, 1) and layer.padding_mode == "zeros" and isinstance(layer.padding, tuple))
    return [{"do": "conv", "name": name, "kernel": layer.kernel_size[0], "padding": layer.padding[0]}]


def _transposed(layer: nn.ConvTranspose2d, name: str) -> Steps:
    _check(layer, layer.output_padding == (0, 0))
    sizes = {"kernel": layer.kernel_size[0], "stride": layer.stride[0], "padding": layer.padding[0]}
    return [{"do": "transposed", "name": name, **sizes}]


def _check(layer: nn.Conv2d | nn.ConvTranspose2d, plain: bool) -> None:
    square = all(len({*sides}) == 1 for sides in (layer.kernel_size, layer.stride, layer.padding))
    if not (plain and square and layer.groups == 1 and layer.dilation == (1, 1)):
        raise NotInPageError(repr(layer))


def _norm(layer: nn.BatchNorm2d, name: str) -> Steps:
    if layer.eps != EPSILON or not layer.track_running_stats:
        raise NotInPageError(repr(layer))
    return [{"do": "norm", "name": name}]


def _unflatten(layer: nn.Unflatten, name: str) -> Steps:
    if layer.dim != 1 or len(layer.unflattened_size) != 3:
        raise NotInPageError(repr(layer))
    return [{"do": "unflatten", **dict(zip(("channels", "height", "width"), layer.unflattened_size, strict=True))}]


LAYERS: dict[type[nn.Module], Callable[[Any, str], Steps]] = {
    nn.Sequential: _sequence,
    nn.Linear: lambda layer, name: [{"do": "linear", "name": name}],
    nn.Conv2d: _conv,
    nn.ConvTranspose2d: _transposed,
    nn.BatchNorm2d: _norm,
    nn.Unflatten: _unflatten,
    nn.PixelShuffle: lambda layer, name: [{"do": "shuffle", "factor": layer.upscale_factor}],
    nn.Identity: lambda layer, name: [],
    **{kind: lambda layer, name, do=do: [{"do": do}] for do, kind in ACTIVATIONS.items() if do != "identity"},
    nn.Softplus: lambda layer, name: [{"do": "softplus"}],
}
