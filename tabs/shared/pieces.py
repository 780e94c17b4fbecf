"""Work of a handler in pieces, between which others have their turn, and what requests of several visitors share."""

import functools
from collections.abc import Callable, Generator, Hashable, Sequence
from typing import Any, NamedTuple


class Shared(NamedTuple):
    """Work on an ``item`` that is quicker for several at once, such as a model's pictures of several visitors' codes.

    ``run`` gets the items of those that wait with the same ``key``, together of at most ``most`` in ``size``, and
    returns a result for each. Up to a size of ``free`` it takes no longer than for one item: then who comes later waits
    for the turn that is under way, to share the next, instead of taking another core.
    """

    key: Hashable
    item: Any
    run: Callable[[list[Any]], Sequence[Any]]
    size: int = 1
    most: int = 1
    free: int = 0


# Each piece waits for a turn of its own, but for the first one of a handler that is a generator function: it checks the
# request and takes no time. A handler yields None to let others go first, or what is to be shared, and gets its result;
# it returns its answer.
Pieces = Generator[Shared | None, Any, Any]


def rows(make: Callable, chosen: Any, codes: Any, labels: Any = None, most: int = 100) -> Shared:
    """What ``make(chosen, codes, labels)`` gives, a row for each of the codes and labels, made with those of others."""
    return Shared((make, chosen), (codes, labels), functools.partial(_made, make, chosen), len(codes), most)


def _made(make: Callable, chosen: Any, items: list) -> Sequence[Any]:
    import torch

    codes, labels = zip(*items, strict=True)
    together = None if labels[0] is None else torch.cat(labels)
    return make(chosen, torch.cat(codes), together).split([len(each) for each in codes])


def whole(pieces: Pieces) -> Any:
    """Runs all pieces at once, with nobody to share anything with."""
    result = None
    while True:
        try:
            wanted = pieces.send(result)
        except StopIteration as end:
            return end.value
        result = wanted and wanted.run([wanted.item])[0]
