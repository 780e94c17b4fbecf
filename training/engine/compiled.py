"""A model's losses, or its whole step, compiled by ``torch.compile``: what is not a product is fused into few passes
over memory.

On a GPU the compiled passes of the losses are captured as CUDA graphs, so that the launches of small kernels cost
nothing. On a CPU one graph has the whole step: losses, gradients and update. Compiling takes half a minute, so it is
only worth it for a run of many epochs.
"""

import math
import os
import shutil
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from training.engine import world
from zoo.errors import ZooError
from zoo.models.base import ZooModel

OPTIONS: dict[str, dict] = {"cpu": {"fallback_random": True}, "cuda": {"triton.cudagraphs": True}}
COMPILERS = ("g++", "clang++", "cl")  # of which torch uses the first on a CPU; CXX names another


def hindrance(device: str) -> str:
    """Why nothing can be compiled for this device, as a sentence; "" if it can be."""
    kind = device.split(":")[0]
    if kind == "cpu":
        names = [named] if (named := os.environ.get("CXX")) else COMPILERS
        if not any(map(shutil.which, names)):
            return f"There is no C++ compiler here; install one, such as {names[0]}."
    elif kind == "cuda":
        from torch.utils._triton import has_triton

        if not has_triton():
            return "Triton, which torch.compile needs on this GPU, is not there; install it: pip install triton."
    else:
        return f"torch.compile is not used on the device {kind}; choose cpu or cuda."
    return ""


def check(model: ZooModel) -> None:
    """Raise ``ZooError`` if nothing can be compiled where the model is."""
    if why := hindrance(model.device.type):
        raise ZooError(why)


def losses(model: ZooModel, batch_size: int) -> Callable[[Tensor], dict[str, Tensor]]:
    """``model.losses``, compiled for batches of ``batch_size``. On a CPU the random numbers are the same, and the
    sums differ by rounding. The last batch of an epoch may be smaller; it is not compiled, as that would take as long
    again.

    Raises ``ZooError`` if nothing can be compiled here.
    """
    check(model)
    compiled = torch.compile(model.losses, dynamic=False, options=OPTIONS[model.device.type])

    def chosen(batch: Tensor) -> dict[str, Tensor]:
        return compiled(batch) if len(batch) == batch_size else model.losses(batch)

    return chosen


Update = Callable[[nn.Parameter, Tensor, dict, dict, Tensor], None]  # by a gradient


class WholeStep:
    """Losses, gradients and the optimiser's update as one compiled graph, for batches of one size on a CPU.

    A small model would spend a fifth of a step between the graphs of losses and gradients and in the optimiser's own
    code. The update is of the optimiser's state, so that either can go on from the other; both differ by rounding.
    ``longest`` is the length to which gradients are clipped.
    """

    def __init__(self, model: ZooModel, optimizer: Optimizer, longest: float = math.inf):
        check(model)
        self.model, self.longest = model, longest
        self._rates = [(torch.zeros(()), group) for group in optimizer.param_groups]
        self._update, begin = UPDATES[type(optimizer)]
        self._trained = []  # parameter, the optimiser's state of it, the group that it is in, and its rate
        for rate, group in self._rates:
            for parameter in filter(lambda each: each.requires_grad, group["params"]):
                state = optimizer.state[parameter] = optimizer.state[parameter] or begin(parameter)
                self._trained.append((parameter, state, group, rate))
        optimizer.zero_grad()
        optimizer.step()  # without gradients it does nothing, but a schedule warns of an optimiser that is never used
        self._compiled: Callable | None = None

    def __call__(self, batch: Tensor) -> dict[str, Tensor] | None:
        """Train on a batch; the loss and its terms, as scalars. None, before anything is computed, if the model's code
        does not fit in one graph."""
        self.set_rates()
        if self._compiled:
            return self._compiled(batch)
        from torch._dynamo import config
        from torch._dynamo.exc import TorchDynamoException

        options: dict[str, Any] = OPTIONS["cpu"] | {"guard_filter_fn": _unguarded}
        self._compiled = torch.compile(self.plain, dynamic=False, fullgraph=True, options=options)
        try:
            with config.patch({"trace_autograd_ops": True}):
                return self._compiled(batch)
        except TorchDynamoException:
            return None

    def set_rates(self) -> None:
        """Take the learning rates over from the optimiser."""
        for rate, group in self._rates:
            rate.fill_(group["lr"])

    def plain(self, batch: Tensor) -> dict[str, Tensor]:
        """The step itself, at the rates that are set."""
        losses = self.model.losses(batch)
        found = torch.autograd.grad(losses["loss"], [each for each, *_ in self._trained], allow_unused=True)
        with torch.no_grad():
            scale = self._scale([gradient for gradient in found if gradient is not None])
            for (parameter, *known), gradient in zip(self._trained, found, strict=True):
                if gradient is not None:
                    self._update(parameter, gradient * scale, *known)
        return {name: value.detach() for name, value in losses.items()}

    def _scale(self, gradients: list[Tensor]) -> float | Tensor:
        if self.longest == math.inf:
            return 1.0
        length = torch.stack([each.square().sum() for each in gradients]).sum().sqrt()
        return (self.longest / (length + 1e-6)).clamp(max=1)


def whole_step(model: ZooModel, optimizer: Any, longest: float = math.inf) -> WholeStep | None:
    """The whole step, where it may be one graph: on a CPU, in a single process, with an optimiser that it knows, and a
    torch that takes gradients within a graph."""
    if model.device.type != "cpu" or world.size() > 1 or type(optimizer) not in UPDATES:
        return None
    from torch._dynamo import config

    unknown = UNKNOWN + (() if type(optimizer) is torch.optim.AdamW else ("weight_decay",))
    known = not any(group.get(name) for group in optimizer.param_groups for name in unknown)
    return WholeStep(model, optimizer, longest) if known and hasattr(config, "trace_autograd_ops") else None


def _unguarded(guards: list) -> list[bool]:
    """None: the model in training, its weights and the size of the batch stay what they were."""
    return [False] * len(guards)


def _adam(parameter: nn.Parameter, gradient: Tensor, state: dict, group: dict, rate: Tensor) -> None:
    first, second = group["betas"]
    state["step"] += 1
    parameter.mul_(1 - rate * group["weight_decay"])  # AdamW's; Adam has none here
    mean, square = state["exp_avg"].lerp_(gradient, 1 - first), state["exp_avg_sq"]
    square.mul_(second).addcmul_(gradient, gradient, value=1 - second)
    root = square.sqrt() / (1 - second ** state["step"]).sqrt() + group["eps"]
    parameter.sub_(rate / (1 - first ** state["step"]) * mean / root)


def _sgd(parameter: nn.Parameter, gradient: Tensor, state: dict, group: dict, rate: Tensor) -> None:
    parameter.sub_(rate * gradient)


def _moments(parameter: nn.Parameter) -> dict[str, Tensor]:
    return {"step": torch.zeros(())} | {name: torch.zeros_like(parameter) for name in ("exp_avg", "exp_avg_sq")}


UPDATES: dict[type, tuple[Update, Callable[[nn.Parameter], dict]]] = {
    torch.optim.Adam: (_adam, _moments),
    torch.optim.AdamW: (_adam, _moments),
    torch.optim.SGD: (_sgd, lambda parameter: {}),
}
UNKNOWN = "amsgrad", "maximize", "momentum", "nesterov"  # options that the updates do not have
