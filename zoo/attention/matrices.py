"""What a matrix of the calculator may be: its size and its cells. ``paste`` reads whole texts."""

import math
import re
from dataclasses import dataclass

from zoo.errors import ZooError

MAX_TOKENS = 64
MAX_WIDTH = 128
LARGEST = 1e100  # so that no sum of 128 products overflows float64
LONGEST_TEXT = 200_000  # enough for the largest matrix, 64 × 128, with all 17 digits of every number
LONGEST_CELL = 64  # a number in full precision has 24 characters

# Each expression can match a character in only one way; otherwise a long text that fails takes quadratic time.
NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
NOT_FINITE = re.compile(r"[-+]?(nan|inf|infinity|∞|\\infty|#?n/a|#num!)", re.IGNORECASE)
DECIMAL_COMMA = re.compile(r"[-+−]?\d+,\d+([eE][-+−]?\d+)?", re.ASCII)
COMPLEX = re.compile(r"[^ij]*[\d.]\s?\*?\s?(?:[ij]|im|I)\)?", re.ASCII)
MATRICES = ("Q", "K", "V")


class CellError(ZooError):
    """A cell that cannot be used; ``cell`` is (matrix, row, column), counted from 0."""

    def __init__(self, matrix: str, row: int, column: int, problem: str):
        super().__init__(f"{matrix}, row {row + 1}, column {column + 1} {problem}")
        self.cell = (matrix, row, column)


@dataclass(frozen=True)
class Table:
    """The cells of a pasted text. ``is_list`` marks a plain list: one row, which may mean one token or many.

    ``labels`` are the names of its rows, such as words, or nothing.
    """

    cells: list[list[str]]
    is_list: bool = False
    labels: tuple[str, ...] = ()


# ---- numbers
def read_matrix(name: str, rows: object) -> list[list[float]] | list[float]:
    """``rows`` as finite numbers: a list of equally long lists, or one plain list.

    Cells may be numbers or text. Raises ``CellError`` for an invalid cell and ``ZooError`` for an invalid shape; both
    name the matrix.
    """
    if not isinstance(rows, list | tuple):
        raise ZooError(f"{name} must be a table of numbers, given as a list of rows.")
    if rows and not any(isinstance(row, list | tuple) for row in rows):
        check_size(name, 1, len(rows), is_list=True)
        return [read_cell(cell, name, 0, column) for column, cell in enumerate(rows)]
    for index, row in enumerate(rows):
        if not isinstance(row, list | tuple):
            raise ZooError(f"{name}, row {index + 1} is a single value, but other rows are lists; make all rows lists.")
    check_ragged(name, list(rows))
    check_size(name, len(rows), len(rows[0]) if rows else 0)
    return [[read_cell(cell, name, r, c) for c, cell in enumerate(row)] for r, row in enumerate(rows)]


def check_ragged(name: str, rows: list) -> None:
    """Raise ``ZooError`` for the first row whose length differs from that of row 1."""
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise ZooError(
                f"{name}, row {index + 1} has {_count(len(row), 'number')}, but row 1 has {len(rows[0])}: "
                "all rows must be equally long."
            )


def check_size(name: str, rows: int, columns: int, is_list: bool = False) -> None:
    """Raise ``ZooError`` if a matrix is empty or too large for this calculator."""
    if not rows or not columns:
        raise ZooError(f"{name} is empty; give it at least one row and one column.")
    if is_list and columns > MAX_TOKENS:
        raise ZooError(f"{name} is a list of {columns} numbers; a list may have at most {MAX_TOKENS}.")
    if rows > MAX_TOKENS:
        raise ZooError(f"{name} has {rows} rows; this calculator takes at most {MAX_TOKENS} tokens.")
    if columns > MAX_WIDTH:
        raise ZooError(f"{name} has {columns} columns; this calculator takes at most {MAX_WIDTH} dimensions.")


def read_cell(cell: object, name: str, row: int, column: int) -> float:
    """One finite number of at most ``LARGEST``. Raises ``CellError`` that says where and why otherwise."""
    if isinstance(cell, str):
        value = _read_text(cell, name, row, column)
    elif isinstance(cell, bool) or not isinstance(cell, int | float):
        raise CellError(name, row, column, f"is “{quote(cell)}”, which is not a number.")
    else:
        value = cell
    if value != value or value in (math.inf, -math.inf):
        mask = "; minus infinity belongs in a mask (“mask = …”)" if value < 0 else ""
        raise CellError(name, row, column, f"is not finite; attention needs finite numbers, not NaN or infinity{mask}.")
    if abs(value) > LARGEST:
        raise CellError(name, row, column, "is too large; keep every number between −1e100 and 1e100.")
    return float(value)


def _read_text(cell: str, name: str, row: int, column: int) -> float:
    text = cell.strip().replace("−", "-")
    if len(text) > LONGEST_CELL:
        raise CellError(name, row, column, f"has {len(text):,} characters; a number may have at most {LONGEST_CELL}.")
    if NUMBER.fullmatch(text):
        return float(text)
    if NOT_FINITE.fullmatch(text):
        return -math.inf if text.startswith("-") and "nan" not in text.lower() else math.nan
    if not text:
        raise CellError(name, row, column, "is empty; type a number.")
    if COMPLEX.fullmatch(text):
        raise CellError(name, row, column, f"is “{quote(cell)}”, a complex number; attention needs real ones.")
    hint = "; write the decimal sign as a point." if DECIMAL_COMMA.fullmatch(text) else "."
    raise CellError(name, row, column, f"is “{quote(cell)}”, which is not a number{hint}")


def quote(value: object) -> str:
    """The beginning of ``value`` as text that can be encoded."""
    text = str(value).strip()
    text = text if len(text) <= 24 else f"{text[:24]}…"
    return text.encode("utf-8", "replace").decode("utf-8")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
