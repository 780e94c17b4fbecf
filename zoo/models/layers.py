"""A typed list of networks of one class."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from torch import nn

Layer = TypeVar("Layer", bound=nn.Module)


class Layers(nn.ModuleList, Generic[Layer]):
    """``nn.ModuleList`` with the type of its members, which torch only declares as modules."""

    if TYPE_CHECKING:

        def __iter__(self) -> Iterator[Layer]: ...

        def __getitem__(self, index: int) -> Layer: ...
