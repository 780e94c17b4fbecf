"""Reads matrices as people write them: pasted from a spreadsheet, CSV, NumPy, MATLAB or LaTeX, or as nested lists."""

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
NAMED = re.compile(
    r"\b(?P<name>quer(?:y|ies)|keys?|values?|[qkv])\b\s*(?:[:=]\s*)?"
    r"(?=(?:(?:np|numpy|torch)\.)?(?:array|tensor)\s*\(|\[|\\begin|\\left)",
    re.IGNORECASE,
)
MATRIX_NAMES = {"q": "Q", "k": "K", "v": "V"}


class CellError(ZooError):
    """A cell that cannot be used; ``cell`` is (matrix, row, column), counted from 0."""

    def __init__(self, matrix: str, row: int, column: int, problem: str):
        super().__init__(f"{matrix}, row {row + 1}, column {column + 1} {problem}")
        self.cell = (matrix, row, column)


@dataclass(frozen=True)
class Table:
    """The cells of a pasted text. ``is_list`` marks a plain list: one row, which may mean one token or many."""

    cells: list[list[str]]
    is_list: bool = False
    note: str = ""


# ---- numbers
def read_matrix(name: str, rows: object) -> list[list[float]] | list[float]:
    """``rows`` as finite numbers: a list of equally long lists, or one plain list.

    Cells may be numbers or text. Raises ``CellError`` for an invalid cell and ``ZooError`` for an invalid shape; both
    name
    the matrix.
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
        raise CellError(name, row, column, "is not finite; attention needs finite numbers, not NaN or infinity.")
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
        return math.nan
    if not text:
        raise CellError(name, row, column, "is empty; type a number.")
    hint = "; write the decimal sign as a point." if DECIMAL_COMMA.fullmatch(text) else "."
    raise CellError(name, row, column, f"is “{quote(cell)}”, which is not a number{hint}")


def quote(value: object) -> str:
    """The beginning of ``value`` as text that can be encoded."""
    text = str(value).strip()
    text = text if len(text) <= 24 else f"{text[:24]}…"
    return text.encode("utf-8", "replace").decode("utf-8")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


# ---- text
def parse_tables(text: str, into: str) -> dict[str, Table]:
    """The matrices in a pasted text, by name.

    A text that names two or three of them ("Query [...], Key [...]" or "Q = ...; K = ...") gives each; any other text
    is one matrix for ``into``. Raises ``ZooError`` that names the cell or says what was expected.
    """
    if len(text) > LONGEST_TEXT:
        raise ZooError(f"The pasted text has {len(text):,} characters; at most {LONGEST_TEXT:,} are read.")
    found = list(NAMED.finditer(text))
    if not found:
        return {into: parse_matrix(text, into)}
    ends = [match.start() for match in found[1:]] + [len(text)]
    parts = {
        MATRIX_NAMES[match["name"][0].lower()]: text[match.end() : end] for match, end in zip(found, ends, strict=True)
    }
    if len(parts) == 1:
        return {into: parse_matrix(next(iter(parts.values())), into)}
    return {name: parse_matrix(part, name) for name, part in parts.items()}


def parse_matrix(text: str, name: str = "The text") -> Table:
    """One pasted matrix, with its cells as text that ``read_matrix`` accepts.

    Reads LaTeX (``&`` and ``\\\\``), brackets (NumPy, Python, JSON, MATLAB), and rows of cells separated by tabs,
    semicolons, commas or spaces. One line without brackets, or one pair of brackets, is a plain list; one line of
    tab-separated or LaTeX cells is a row, because there the place of each cell is clear.
    """
    text = text.strip(" \r\n")
    if not text.strip():
        raise ZooError(f"{name}: there is no number in the pasted text; paste a table of numbers.")
    if "\\begin" in text or "\\\\" in text or "&" in text:
        table = _latex_table(text)
    elif "[" in text:
        table = _bracket_table(text, name)
    else:
        table = _plain_table(text)
    read_matrix(name, table.cells[0] if table.is_list else table.cells)
    return table


def _latex_table(text: str) -> Table:
    text = re.sub(r"(?<!\\)%.*", "", text)
    innermost = r"\\begin\{[^{}]*\}(?:\s*\{[clr|@\s]*\}|\s*\[[clr]\])?((?:(?!\\begin).)*?)\\end\{"
    body = re.search(innermost, text, re.DOTALL)
    body = body[1] if body else text
    rows = re.split(r"\\\\(?:\s*\[[^\]\[]{0,40}\])?|\\cr\b", body)
    cells = [[_latex_cell(cell) for cell in row.split("&")] for row in rows]
    comma = re.search(r"\d\{,\}\d", body)
    note = "Each {,} was read as a decimal point." if comma else ""
    return Table([row for row in cells if any(row)], note=note)


def _latex_cell(cell: str) -> str:
    """The visible text of a LaTeX cell. Spacing becomes a space, so that two numbers in one cell are not joined."""
    spacing = r"\\(?:hline|displaystyle|left|right|quad|,|;|!|:| )|[{}$\s]"
    spaced = re.sub(spacing, " ", re.sub(r"(?<=\d)\{,\}(?=\d)", ".", cell))
    return re.sub(r"^([-+−]) +", r"\1", spaced.strip())


def _bracket_table(text: str, name: str) -> Table:
    """Nested or single brackets; text before the first and after the matching last bracket is ignored."""
    if "..." in text:
        raise ZooError(
            f"{name}: NumPy shortened this text with “...”; print it in full with np.set_printoptions(threshold=10**6)."
        )
    rows, depth, deepest, loose = [], 0, 0, False
    for token in re.findall(r"[\[\];]|[^\[\];,\s]+", text[text.index("[") :]):
        if token == "[":
            depth += 1
            deepest = max(deepest, depth)
            rows.append([])
        elif token == "]":
            depth -= 1
            if depth == 0:
                break
        elif token == ";":
            rows.append([])
        else:
            rows[-1].append(token)
            loose = loose or depth == 1
    if depth or deepest > 2 or (loose and deepest == 2):
        problem = "a bracket is not closed" if depth else "the brackets are not one list of equally deep rows"
        raise ZooError(f"{name}: {problem}; a matrix looks like [[1, 2], [3, 4]].")
    rows = rows[1:] if deepest == 2 else [row for row in rows if row]
    return Table(rows, is_list=deepest == 1 and len(rows) == 1 and len(rows[0]) > 1)


def _plain_table(text: str) -> Table:
    lines = [line for line in text.splitlines() if line.strip()]
    alone = DECIMAL_COMMA.fullmatch(text)  # "0,5" by itself is one number, not a list of two
    separator = None if alone else next((mark for mark in "\t;," if mark in text), None)
    cells = [[cell.strip().strip("\"'") for cell in line.split(separator)] for line in lines]
    note = ""
    commas = [cell for row in cells for cell in row if DECIMAL_COMMA.fullmatch(cell)]
    if commas and separator != "," and "." not in text:
        cells = [[cell.replace(",", ".") for cell in row] for row in cells]
        note = f"Decimal commas were read as points ({commas[0]} as {commas[0].replace(',', '.')})."
    return Table(cells, is_list=len(cells) == 1 and len(cells[0]) > 1 and separator != "\t", note=note)
