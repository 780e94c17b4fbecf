"""The cells of a line: what separates them, and what stands in each."""

import csv
import re

from zoo.attention.paste.numbers import number_in

SIGN_LABEL = re.compile(r"^\s*[^\s\d]?[,;|][^\s\d]?(?=\s)")  # a token that is a sign names its row
SPACED = re.compile(r'"[^"]*"|(?<![\w.])\'[^\']*\'|\S+')


def separator_of(lines: list[str], is_named: bool = False) -> str | None:
    """What separates the cells of these lines; None for spaces."""
    if any("\t" in line.strip(" ") for line in lines):
        return "\t"
    lines = [SIGN_LABEL.sub("", line) for line in lines]
    if any("|" in line for line in lines):
        return "|"
    if any(";" in line.rstrip("; ") for line in lines):
        return ";"
    commas = [line for line in lines if "," in line.rstrip(", ")]
    if not commas or _has_decimal_commas(lines, is_named):
        return None
    return ","


def _has_decimal_commas(lines: list[str], is_named: bool) -> bool:
    """Whether every comma stands between digits while spaces separate, as in "0,5 1,5", or there is one number only."""
    glued = all(re.search(r"\d,\d", line) or "," not in line for line in lines) and not any(
        re.search(r",(?!\d)|(?<!\d),", line) for line in lines
    )
    numbers = [line.strip() for line in lines if re.match(r"[-+.\d]", line.strip())]
    if numbers and all(re.fullmatch(r"[-+]?\d+(,\d+)?(?:[eE][-+]?\d+)?", line) for line in numbers):
        is_single = len(lines) == 1 and (not is_named or re.match(r"[-+]?0,", numbers[0]))  # "Q: 1,2" is a list of two
        return bool(is_single) or not all("," in line for line in lines)
    return glued and any(re.search(r"\d\s+[-+]?\d", line) for line in lines)


def cells_of(line: str, separator: str | None) -> list[str]:
    """The cells of a line, without quotes."""
    line = line.strip(" ")
    if separator is None:
        line = re.sub(r"(?<=\d) %", "%", line)
        return [cell.strip("\"'").rstrip(",") or cell for cell in SPACED.findall(line.rstrip(";, "))]
    if separator == "|":
        cells = [cell.strip().strip("\"'*`") for cell in line.strip().strip("|").split("|")]
        several = any(len(cell.split()) > 1 and number_in(cell.split()[0], {}) for cell in cells)
        return [piece for cell in cells for piece in SPACED.findall(cell)] if several else cells
    if separator != "\t" and line.endswith(separator):
        line = line[:-1]
    line = " ".join(line.splitlines())  # a sign may stand for more than one line
    cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [""])
    return [cell.strip().strip("\"'") for cell in cells]
