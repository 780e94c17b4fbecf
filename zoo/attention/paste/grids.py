"""A block of rows of cells: which row is a header, which column has the names of the rows, and what is left."""

import re
from dataclasses import dataclass

from zoo.attention.paste.numbers import number_in

INDEX_NAMES = {
    "index",
    "id",
    "token",
    "tokens",
    "word",
    "words",
    "row",
    "rows",
    "name",
    "#",
    "unnamed: 0",
    "rownames",
    "no",
}
COLUMN = re.compile(r"\[:\d+\]")  # R's [,1] and [1,], whose commas separate nothing
ROW = re.compile(r"\[\d+:\]")
TYPE = re.compile(r"---|str|cat|bool|[fiu](?:8|16|32|64)|<\w+>")  # what polars and tibbles write below the header
NO_NUMBER = re.compile(r"[-+]?(nan|inf(inity)?|∞|n/a|na|<na>|null|none|missing|#.*)", re.IGNORECASE)


@dataclass
class Grid:
    """``rows`` without header and names, ``labels`` of the rows, ``header`` of the columns, ``corner`` above labels."""

    rows: list[list[str]]
    labels: list[str]
    header: list[str]
    corner: str = ""


def is_text(cell: str) -> bool:
    """Whether a cell is a name: neither empty nor a number nor what stands for one."""
    return bool(cell) and number_in(cell, {}) is None and not NO_NUMBER.fullmatch(cell)


def is_label(cell: str) -> bool:
    """Whether a cell may be the name of a row: "the" or "2nd", not "0x1F" or "3kg"."""
    return is_text(cell) and (not re.match(r"[-+.]?\d", cell) or bool(re.fullmatch(r"\d+(?:[.):]|st|nd|rd|th)", cell)))


def is_counted(cells: list[str]) -> bool:
    """Whether cells count on by one, as numbered rows and columns do."""
    if not cells or not all(cell.isascii() and cell.isdigit() and len(cell) < 9 for cell in cells):
        return False
    return [int(cell) for cell in cells] == list(range(int(cells[0]), int(cells[0]) + len(cells)))


def grid_of(rows: list[list[str]], by_space: bool, has_rule: bool, notes: dict[str, str]) -> Grid:
    """Splits header and labels from a block. What is left out is noted."""
    rows = [row for row in rows if not all(TYPE.fullmatch(cell) for cell in row)]
    rows = without_empty_ends(rows)
    if all(is_text(cell) or not cell for row in rows for cell in row):
        return Grid(rows, [], [])  # names of nothing: the first of them is what cannot be read
    header, body = _header(rows, by_space, has_rule, notes)
    if header and len(body) > 1 and len(body[0]) == 1 and is_text(body[0][0]) and len(body[1]) > 1:
        body = body[1:]  # pandas writes the index's name on a line of its own
    grid = _labels(header, body)
    if not grid.labels and any(ROW.fullmatch(row[0]) for row in body if row):
        grid = Grid([row[1:] for row in body], [], [cell for cell in header if cell])
    return grid


def without_empty_ends(rows: list[list[str]]) -> list[list[str]]:
    """The rows without a last column that is empty in all of them."""
    while rows and all(len(row) > 1 and row[-1] in ("", "\\") for row in rows):
        rows = [row[:-1] for row in rows]
    return [row[:-1] if row and row[-1] == "\\" else row for row in rows]


def _header(rows: list[list[str]], by_space: bool, has_rule: bool, notes: dict[str, str]):
    if len(rows) < 2:
        return [], rows
    first, body = rows[0], rows[1:]
    width = max(len(row) for row in body)
    texts = [is_text(cell) for cell in first]
    numbered = is_counted(first) or all(COLUMN.fullmatch(cell) for cell in first)
    column = [row[0] for row in body if row]
    if len(first) == width - 1 and (any(texts) or numbered):
        named = all(map(is_text, column)) or is_counted(column) or all(map(ROW.fullmatch, column))
        if by_space and (named or any(texts)) and all(len(row) in (1, width) for row in body):
            return ["", *first], body
    if first and not first[0] and len(first) == width > 1 and (all(texts[1:]) or is_counted(first[1:]) or has_rule):
        return first, body
    if all(texts) and len(first) == width:
        return first, body
    if len(first) == width > 1 and first[0].lower() in INDEX_NAMES and is_counted(first[1:]):
        return first, body
    if has_rule and len(first) == width:
        if numbered and len(first) > 1 and first[0] == "0":
            return first, body
        notes["head"] = "The head of the table has numbers and was read as a row."
    return [], rows


def _labels(header: list[str], body: list[list[str]]) -> Grid:
    column = [row[0] if row else "" for row in body]
    wide = min((len(row) for row in body), default=0) > 1
    corner = header[0] if header else ""
    is_named = wide and all(map(is_label, column)) and not all(map(ROW.fullmatch, column))
    is_numbered = wide and bool(header) and is_counted(column) and (not corner or corner.lower() in INDEX_NAMES)
    if is_named or is_numbered or (header and wide and not corner and len(header) == len(body[0])):
        names = column if is_named else []
        return Grid([row[1:] for row in body], names, header[1:], corner)
    return Grid(body, [], header)
