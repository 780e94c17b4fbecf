"""A model's losses compiled by ``torch.compile``: what is not a product is fused into few passes over memory.

On a GPU the compiled passes are captured as CUDA graphs, so that the launches of small kernels cost nothing. Compiling
takes half a minute, so it is only worth it for a run of many epochs.
"""

import os
import shutil
from collections.abc import Callable

import torch
from torch import Tensor

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


def losses(model: ZooModel, batch_size: int) -> Callable[[Tensor], dict[str, Tensor]]:
    """``model.losses``, compiled for batches of ``batch_size``. On a CPU the random numbers are the same, and the
    sums differ by rounding. The last batch of an epoch may be smaller; it is not compiled, as that would take as long
    again.

    Raises ``ZooError`` if nothing can be compiled here.
    """
    if why := hindrance(model.device.type):
        raise ZooError(why)
    compiled = torch.compile(model.losses, dynamic=False, options=OPTIONS[model.device.type])

    def chosen(batch: Tensor) -> dict[str, Tensor]:
        return compiled(batch) if len(batch) == batch_size else model.losses(batch)

    return chosen
