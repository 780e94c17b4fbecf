"""What the parsers of brackets and dashes give: cells, labels, lists and mappings of them."""

from typing import Any, NamedTuple

from zoo.errors import ZooError

Node = Any  # a cell, which is the text of a number or of what should be one; a Label; a list of nodes; a Mapping


class Label(str):
    """A quoted text that is no number."""


class Mapping(NamedTuple):
    """Named nodes, in order."""

    items: list[tuple[str, Node]]


class Matrix(list):
    """The rows of a LaTeX matrix. Brackets drawn around it are not one more list; ``labels`` are names of its rows."""

    def __init__(self, rows=(), labels: list[str] | None = None):
        super().__init__(rows)
        self.labels = labels or []


def cells_in(node: Node) -> list[str]:
    """All cells of nested lists, in order."""
    return [cell for value in node for cell in cells_in(value)] if isinstance(node, list) else [node]


def is_flat(node: Node) -> bool:
    """Whether a node is a list of cells."""
    return isinstance(node, list) and all(isinstance(value, str) for value in node)


def depth_of(node: Node) -> int:
    """How deep the lists are nested. Raises ``ZooError`` where they are not equally deep."""
    if not isinstance(node, list):
        return 0
    depths = {depth_of(value) for value in node}
    if len(depths) > 1:
        raise ZooError("the brackets are not one list of equally deep rows; a matrix looks like [[1, 2], [3, 4]]")
    return 1 + next(iter(depths), 0)


def shape_of(node: Node) -> list[int]:
    """The lengths of nested lists, taken from the first at each depth."""
    return [len(node), *shape_of(node[0])] if isinstance(node, list) and node else []


def scaled(node: Node, factor: float) -> Node:
    """Every cell that is a number, multiplied."""
    if isinstance(node, list):
        return [scaled(value, factor) for value in node]
    try:
        return repr(factor * float(node))
    except (TypeError, ValueError):
        return node


def transposed(node: Node) -> Node:
    """Rows as columns; a plain list stays as it is, as in NumPy. Raises ``ZooError`` for rows of different lengths."""
    rows = [value for _, value in node.items] if isinstance(node, Mapping) else node
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        return node
    if len({len(row) for row in rows}) > 1:
        raise ZooError("rows of different lengths cannot be transposed")
    return [list(column) for column in zip(*rows, strict=True)]


def reshaped(node: Node, sizes: list[int]) -> Node:
    """The cells of nested lists in another shape; one size may be -1. Raises ``ZooError`` if they do not fit."""
    cells: list = cells_in(node)
    sizes = sizes or [len(cells)]
    known = _product(size for size in sizes if size > 0)
    sizes = [size if size > 0 else len(cells) // known for size in sizes]
    if _product(sizes) != len(cells):
        raise ZooError(f"{len(cells)} numbers do not fill a matrix of {' × '.join(map(str, sizes))}")
    for size in reversed(sizes[1:]):
        cells = [cells[first : first + size] for first in range(0, len(cells), size)]
    return cells


def _product(sizes) -> int:
    product = 1
    for size in sizes:
        product *= size
    return product
