"""The floor of a training step: its matrix products and convolutions alone, on numbers that are already there."""

from collections.abc import Callable
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map_only

aten = torch.ops.aten
PRODUCTS = {
    aten.mm, aten.addmm, aten.bmm, aten.baddbmm, aten.convolution, aten.convolution_backward,
    aten._scaled_dot_product_flash_attention_for_cpu, aten._scaled_dot_product_flash_attention_for_cpu_backward,
    aten._scaled_dot_product_flash_attention, aten._scaled_dot_product_flash_attention_backward,
    aten._scaled_dot_product_efficient_attention, aten._scaled_dot_product_efficient_attention_backward,
    aten._scaled_dot_product_cudnn_attention, aten._scaled_dot_product_cudnn_attention_backward,
}  # fmt: skip


class Products(TorchDispatchMode):
    """Context manager: keeps every product that is computed, forwards and backwards, with its arguments. A bias that
    is added in the same call is part of it."""

    def __init__(self):
        super().__init__()
        self.calls: list[tuple[Callable, tuple, dict]] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        if func.overloadpacket in PRODUCTS:
            kept = tree_map_only(torch.Tensor, torch.Tensor.detach, (args, kwargs or {}))
            self.calls.append((func, *kept))
        return func(*args, **(kwargs or {}))

    @torch.no_grad()
    def again(self) -> None:
        """Compute all of them again, from the same arguments, and keep nothing."""
        for func, args, kwargs in self.calls:
            func(*args, **kwargs)


def of(call: Callable[[], Any]) -> Products:
    """The products that ``call()`` computes."""
    with Products() as products:
        call()
    return products
