"""Several processes that train one model together, started by ``torchrun``: each computes its part of every batch.

Gradients are averaged here by hand, not by ``DistributedDataParallel``. That wraps one forward and one backward pass of
one module, while a step here may have several of each (two players, a gradient penalty, contrastive divergence), and it
weighs all processes the same, even if a batch does not divide evenly. Here a loss is weighted with the part's share of
the batch before its backward pass, so gradients only have to be added up, in one message for each update.

All processes have the same weights, draw the same random numbers (``zoo.batches``) and take the same decisions. Only
the first one writes and prints.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from zoo import batches
from zoo.batches import Part
from zoo.errors import ZooError


def expected() -> bool:
    """Whether ``torchrun`` started this process, beside others."""
    return dist.is_available() and dist.is_torchelastic_launched()


def local() -> int:
    """The number of this process on its machine."""
    if not expected():
        return 0
    from torch.distributed.distributed_c10d import get_node_local_rank

    return get_node_local_rank(fallback_rank=0)


def size() -> int:
    """The number of processes that train together."""
    return dist.get_world_size() if dist.is_available() and dist.is_initialized() else 1


def first() -> bool:
    """Whether this is the process that writes and prints."""
    return size() == 1 or dist.get_rank() == 0


def need_divisible(name: str, kind: Any) -> None:
    """Raise ``ZooError`` if several processes are to train a model of a class that has to see whole batches."""
    if size() > 1 and kind.undivided:
        raise ZooError(f"{name} cannot be trained by several processes: {kind.undivided}. Start it without torchrun.")


@contextmanager
def together(device: str) -> Iterator[str]:
    """Context manager: join the other processes, if ``torchrun`` started several. Gives the device of this one."""
    if not expected():
        yield device
        return
    device = _own_device(device)
    dist.init_process_group("nccl" if device.startswith("cuda") else "gloo")
    try:
        yield device
    except (dist.DistError, RuntimeError) as error:
        if not isinstance(error, dist.DistError) and "gloo" not in str(error):
            raise
        raise ZooError(
            "Another process of this run was lost; run the command again with --resume, with any number of processes."
        ) from None
    finally:
        leave()


def leave() -> bool:
    """What follows is not computed together. Returns whether this is the process that goes on."""
    goes_on = first()
    if dist.is_available() and dist.is_initialized():
        dist.destroy_process_group()
    return goes_on


def _own_device(device: str) -> str:
    """The device of this process: each has a GPU of its own."""
    if device == "mps":
        raise ZooError("Several processes cannot train on Apple's GPU; give --device cpu, or do without torchrun.")
    if device != "cuda":
        return device
    there = torch.cuda.device_count()
    if local() >= there:
        raise ZooError(f"Each process needs a GPU, and this machine has {there}; start {there} with --nproc-per-node.")
    torch.cuda.set_device(local())
    return f"cuda:{local()}"


def told(make: Callable[[], Any]) -> Any:
    """What ``make`` returns in the first process; the others do not call it."""
    if size() == 1:
        return make()
    box = [make() if first() else None]
    dist.broadcast_object_list(box)
    return box[0]


def clock() -> float:
    """The first process's clock, in seconds, so that all of them see a budget end at the same time."""
    return told(time.monotonic)


@torch.no_grad()
def agree(model: nn.Module) -> None:
    """Give the model the first process's weights and buffers."""
    for tensor in model.state_dict().values() if size() > 1 else ():
        dist.broadcast(tensor, 0)


def averaged(call: Callable[[Any], dict[str, Tensor]], batch, count: int) -> dict[str, Tensor]:
    """``call(batch)``, means over a batch of ``count`` examples, of which each process computes a part."""
    if size() == 1:
        return call(batch)
    mine = _part(count)
    with batches.only(mine), _Whole():
        values = call(mine.rows(batch))
        means = mean(torch.stack([value.detach().float() for value in values.values()]))
    return dict(zip(values, means, strict=True))


def mean(values: Tensor) -> Tensor:
    """Means over this process's part of the batch -> over the batch."""
    mine = batches.part()
    return values if mine is None else mine.total(values * mine.share)


def backward(loss: Tensor, parameters: Iterable[nn.Parameter]) -> None:
    """Compute the gradients of the batch's mean loss, of which ``loss`` is that over this process's part."""
    mine = batches.part()
    if mine is None:
        loss.backward()
        return
    (loss * mine.share).backward()
    gradients = [each.grad for each in parameters if each.grad is not None]
    whole = mine.total(torch.cat([each.flatten() for each in gradients]))
    for each, summed in zip(gradients, whole.split([each.numel() for each in gradients]), strict=True):
        each.copy_(summed.view_as(each))


def _part(count: int) -> Part:
    """This process's part of a batch. Of one with fewer examples than processes, each computes all."""
    number, of = dist.get_rank(), dist.get_world_size()
    if count < of:
        return Part(0, count, count, 1 / of, _total)
    begin, end = count * number // of, count * (number + 1) // of
    return Part(begin, end - begin, count, (end - begin) / count, _total)


def _total(values: Tensor) -> Tensor:
    return _Total.apply(values)  # pyright: ignore[reportReturnType]


class _Total(torch.autograd.Function):
    """The sum over all processes. Each of them has a part of the loss, so gradients are summed, too."""

    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        total = values.detach().clone(memory_format=torch.contiguous_format)
        dist.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        return _total(gradient)


class _Whole(TorchFunctionMode):
    """Computes dropout and batch normalisation as in the whole batch, of which there is only a part here."""

    def __torch_function__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        call: Any = _AS_WHOLE.get(func, func)
        return call(*args, **(kwargs or {}))


def _dropout(values: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    if not (training and p):
        return values

    def kept(shape: list[int], generator: None) -> Tensor:
        return F.dropout(torch.ones(shape, device=values.device, dtype=values.dtype), p)

    return values * batches.drawn(kept, values.shape)


def _batch_norm(values: Tensor, running_mean: Tensor | None, running_var: Tensor | None, weight: Tensor | None = None,
                bias: Tensor | None = None, training: bool = False, momentum: float = 0.1,
                eps: float = 1e-5) -> Tensor:  # fmt: skip
    if not training or (mine := batches.part()) is None:
        return F.batch_norm(values, running_mean, running_var, weight, bias, training, momentum, eps)
    dims = [0, *range(2, values.dim())]
    centred = values.float()
    average = mine.total(mine.share * centred.mean(dims, keepdim=True))
    centred = centred - average
    variance = mine.total(mine.share * centred.square().mean(dims, keepdim=True))
    if running_mean is not None and running_var is not None:
        numbers = mine.of * values[0, 0].numel()
        running_mean.lerp_(average.detach().flatten(), momentum)
        running_var.lerp_(variance.detach().flatten() * (numbers / (numbers - 1)), momentum)
    scaled = centred * (variance + eps).rsqrt()
    if weight is not None and bias is not None:
        scaled = scaled * weight.view_as(average) + bias.view_as(average)
    return scaled.to(values.dtype)


_AS_WHOLE: dict[Callable, Callable] = {F.dropout: _dropout, F.batch_norm: _batch_norm}
