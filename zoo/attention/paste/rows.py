"""Numbers in lines: spreadsheets, CSV, Markdown's tables, and what pandas, R, Julia, MATLAB and polars print.

text    := {section}
section := [heading] {block}                  heading: "Q =", "Keys:", "## V", "> Q", or a comment with a name
block   := [header] {row}                     ends at an empty line, at "Columns 4 through 6", or at the next header
row     := [label] {cell separator}           label: "the:", "the ->", or a first cell that is no number
"""

import re
from dataclasses import dataclass, field

from zoo.attention.paste.cells import SPACED, cells_of, separator_of
from zoo.attention.paste.grids import COLUMN, Grid, grid_of, is_text
from zoo.attention.paste.naming import ASSIGNS, Part, names_before, role_of
from zoo.attention.paste.nested import shortened
from zoo.attention.paste.nodes import scaled
from zoo.attention.paste.numbers import number_in
from zoo.attention.paste.separators import with_points
from zoo.attention.paste.tokens import Token, place
from zoo.errors import ZooError

RULE = re.compile(r"[-=+|:_~ \t]*[-=_~]{2}[-=+|:_~ \t]*|`{3}\w*")
COLUMNS = re.compile(r"Columns? \d+(?: (?:through|to|and) \d+)?:?", re.IGNORECASE)
SIZE = re.compile(r"\d+(?:[×x]\d+)+ [^\W\d][^\n]*:?|\d+-element [^\n]*:?")
SLICE = re.compile(r", , .*")  # R's arrays
SERIES = re.compile(r"(?:Name: [^,]*, )?(?:Length: \d+, )?dtype: \w+")
ACCOUNTING = re.compile(r"\([\d.,' ]+\)")
FACTOR = re.compile(r"([-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?) *\*")
VECTOR = re.compile(r"\[\d+\]")
R_LABEL = re.compile(r"(?<!\S)\[(?:\d+,|,\d+)\](?!\S)")
BULLETS = {"-", "*", "•"}


@dataclass
class Line:
    text: str
    label: str | None = None


@dataclass
class Section:
    """Lines of one matrix, in blocks; ``is_matrix``: a printout whose single row is a row, not a plain list."""

    name: str = ""
    blocks: list[list[Line]] = field(default_factory=lambda: [[]])
    factor: str = ""
    is_matrix: bool = False
    has_rule: bool = False
    has_columns: bool = False
    has_index: bool = False


class Rows:
    """``parts``: what was found; ``left``: quoted lines with numbers that were not read."""

    def __init__(self, text: str, tokens: list[Token], notes: dict[str, str]):
        self.text, self.notes = text, notes
        self.left: list[str] = []
        self.sections = [Section()]
        self.slices = 0
        lines: list[list[Token]] = [[]]
        for at, token in enumerate(tokens):
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if following and lines[-1] and following.text in ASSIGNS and token.kind == "word" and role_of(token.text):
                lines[-1] = without_end(lines[-1])
                lines.append([])  # "Q = 1 0, K = 0 1"
            lines.append([]) if token.kind == "line" else lines[-1].append(token)
        for line in lines:
            self._line(line)
        if self.slices > 1:
            raise ZooError(f"The text has three dimensions, in {self.slices} slices; paste one of them")
        self.parts = [part for section in self.sections for part in self._parts(section)]

    @property
    def section(self) -> Section:
        return self.sections[-1]

    # ---- lines
    def _line(self, tokens: list[Token]) -> None:
        end = None
        if tokens and tokens[-1].kind == "comment":
            comment, tokens = tokens[-1], tokens[:-1]
            end = comment.start
            if not tokens and role_of(comment.text.strip("#%/* :")):
                self._open(comment.text.strip("#%/* :"))
                return
        has_prompt = False
        while tokens and tokens[0].kind == "prompt":
            has_prompt, tokens = True, tokens[1:]
        if not tokens:
            self.section.blocks.append([])
            return
        raw = self._raw(tokens, end)
        if RULE.fullmatch(raw):
            self.section.has_rule = True
        elif all(token.kind == "size" for token in tokens) or SIZE.fullmatch(raw.strip()):
            self.section.is_matrix = True
        elif SLICE.fullmatch(raw.strip()):
            self.slices += 1
        elif SERIES.fullmatch(raw.strip()):
            self.section.has_index = True
        elif COLUMNS.fullmatch(raw.strip()):
            self.section.has_columns = True
            self.section.blocks.append([])
        elif FACTOR.fullmatch(raw.strip()):
            self.section.factor = raw.strip("* ")
        elif has_prompt and not any(token.kind in ("number", "label") for token in tokens):  # > print(K)
            self._open((names_before(tokens) or [""])[-1])
        elif not self._heading(tokens, raw):
            self._content(tokens, R_LABEL.sub(lambda match: match[0].replace(",", ":"), raw))

    def _raw(self, tokens: list[Token], end: int | None) -> str:
        """The line without prompt and comment, but with the tabs around it: they separate empty cells."""
        first, last = tokens[0].start, tokens[-1].end
        while first and self.text[first - 1] in " \t":
            first -= 1
        while last < len(self.text) and self.text[last] in " \t" and (end is None or last < end):
            last += 1
        return self.text[first:last].strip(" ")

    def _open(self, name: str, is_matrix: bool = False) -> None:
        self.sections.append(Section(name, is_matrix=is_matrix))

    def _heading(self, tokens: list[Token], raw: str) -> bool:
        """Whether a line only names what follows."""
        words = [token for token in tokens if token.kind in ("word", "string", "styled")]
        alone = len(words) == 1 and all(
            token in words or token.text in ("*", "**", "#", ":", "&", ",", ";") for token in tokens
        )
        if tokens[-1].text in ASSIGNS or (alone and role_of(words[0].text)) or tokens[0].text == "$":
            names = names_before(tokens)
            self._open(names[-1] if names else raw, is_matrix=tokens[-1].text == "=")
            if len(words) > 1 and any(token.kind == "number" for token in tokens):
                self.left.append(raw)
            return True
        return False

    def _content(self, tokens: list[Token], raw: str) -> None:
        dots = next((token for token in tokens if token.kind == "dots"), None)
        if dots:
            raise shortened(self.text, dots)
        imaginary = next((token for token in tokens if token.kind == "imaginary"), None)
        if imaginary and len(tokens) > 1:
            raise ZooError(
                f"“{imaginary.text}” at {place(self.text, imaginary.start)} is a complex number; "
                "attention needs real ones"
            )
        label, rest = self._label(tokens, raw)
        role = role_of(label) if label else None
        if label and role and role.index is None:
            self._open(label)
            label = None
        self._end_block(rest)
        for piece in self._pieces(rest):
            self.section.blocks[-1].append(Line(piece, label))

    def _label(self, tokens: list[Token], raw: str) -> tuple[str | None, str]:
        """The name before a row, and the rest of the line."""
        index = next((index for index, token in enumerate(tokens[:-1]) if token.text in ASSIGNS), 0)
        before = tokens[:index]
        if not index or (tokens[index].text == ":" and not tokens[index + 1].gap):
            return None, raw
        names = all(each.kind in ("word", "string", "styled") or each.text in BULLETS for each in before)
        if not names and not (index == 1 and before[0].kind == "number"):
            return None, raw
        bare = [each.text.strip("\"'“”") for each in before if each.text not in BULLETS]
        return " ".join(bare), self.text[tokens[index + 1].start : tokens[-1].end]

    def _pieces(self, line: str) -> list[str]:
        """The rows in a line: "1 2; 3 4" has two, "1;2" has one."""
        if ";" not in line:
            return [line]
        pieces = [piece.strip() for piece in line.split(";") if piece.strip()]
        several = [piece for piece in pieces if re.search(r"[^\s,][ \t]+[^\s,]|, ", piece)]
        return pieces if several or len(pieces) == 1 else [line]

    def _end_block(self, line: str) -> None:
        """Begins another block where a line without a number follows lines with numbers: a header."""
        block = self.section.blocks[-1]
        cells = SPACED.findall(re.sub(r"[,;|\t]", " ", line))
        is_header = all(is_text(cell) or COLUMN.fullmatch(cell) for cell in cells) and len(cells) > 0
        if block and is_header and any(number_in(cell, {}) for cell in re.split(r"[\s,;|]+", block[-1].text)):
            self.section.blocks.append([])

    # ---- parts
    def _parts(self, section: Section):
        blocks = [block for block in section.blocks if block]
        if not blocks:
            return
        separator = separator_of([line.text for block in blocks for line in block], bool(section.name))
        labels = [line.label for block in blocks for line in block]
        if separator == "," and all(re.fullmatch(r"-?\d+,\d+", line.text) for block in blocks for line in block):
            self.notes["commas"] = f"Each comma was read as a separator (“{blocks[0][0].text}” as two numbers)."
        cells = [[cells_of(line.text, separator) for line in block] for block in blocks]
        cells = [[row for row in block if any(row)] for block in cells]
        zeros = separator is None and next((row for block in cells for row in block if "000" in row[1:]), None)
        if zeros:
            raise ZooError(f"“{' '.join(zeros)}” may have spaces between thousands; write each number without spaces")
        if self._is_vector(cells):
            yield Part(
                [cell for block in cells for row in block for cell in row[1:]], [section.name] if section.name else []
            )
            return
        flat = iter(with_points([row for block in cells for row in block], self.notes))
        cells = [[next(flat) for _ in block] for block in cells]
        grids = [grid_of(block, separator in (None, "\t"), section.has_rule, self.notes) for block in cells]
        for grid in joined(grids, section.has_columns, self.notes):
            yield from self._part(section, grid, labels, separator, len(blocks))

    def _is_vector(self, blocks: list[list[list[str]]]) -> bool:
        """R's vectors: each line begins with the number of its first element."""
        return all(row and VECTOR.fullmatch(row[0]) for block in blocks for row in block)

    def _number(self, cell: str) -> str:
        found = None if ACCOUNTING.fullmatch(cell) else number_in(cell, self.notes)  # "(1)" is -1 in a spreadsheet
        return found if found is not None else cell

    def _part(self, section: Section, grid: Grid, labels: list[str | None], separator: str | None, blocks: int):
        named = [cell for cell in grid.header if cell]
        if named and not all(map(COLUMN.fullmatch, named)):
            self.notes["header"] = f"The names of the columns were left out: {listed(named)}."
        if section.has_index and not grid.labels and grid.rows and len(grid.rows[0]) == 2:
            grid.rows = [row[1:] for row in grid.rows]
        rows = [[self._number(cell) for cell in row] for row in grid.rows]
        if section.factor:
            self.notes["factor"] = f"Every number was multiplied by {section.factor}."
            rows = scaled(rows, float(section.factor))
        names = [label for label in labels if label] if all(labels) and len(labels) == len(rows) else grid.labels
        corner = grid.corner if grid.corner and role_of(grid.corner) else ""
        name = section.name or corner or (grid.corner if blocks > 1 and grid.labels else "")
        roles = [role_of(label) for label in names]
        is_split = len(set(roles)) > 1 or any(role and role.index for role in roles)
        if not name and all(roles) and is_split and len(names) == len(rows):
            for label, row in zip(names, rows, strict=True):  # q1, q2, k1, ...
                yield Part(row, [label])
            return
        is_list = len(rows) == 1 and len(rows[0]) > 1 and not (names or named or section.is_matrix)
        is_list = is_list and separator not in ("\t", "|")
        yield Part(rows[0] if is_list else rows, [name] if name else [], labels=names)


def listed(names: list[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


def joined(grids: list[Grid], has_columns: bool, notes: dict[str, str]) -> list[Grid]:
    """One grid of blocks that belong together: side by side where a wide matrix was wrapped, else in a column."""
    if len(grids) < 2:
        return grids
    same = len({(len(grid.rows), tuple(grid.labels)) for grid in grids}) == 1
    if same and (has_columns or (all(grid.header for grid in grids) and not any(grid.corner for grid in grids))):
        rows = [[cell for row in pieces for cell in row] for pieces in zip(*(grid.rows for grid in grids), strict=True)]
        return [Grid(rows, grids[0].labels, [name for grid in grids for name in grid.header if name])]
    if any(grid.header for grid in grids[1:]):
        return grids
    notes["blank"] = "Empty lines between the rows were ignored."
    first = grids[0]
    labels = [label for grid in grids for label in grid.labels]
    return [Grid([row for grid in grids for row in grid.rows], labels, first.header, first.corner)]


def without_end(tokens: list[Token]) -> list[Token]:
    """A line without the comma, semicolon or "and" at its end."""
    end = len(tokens)
    while end and tokens[end - 1].text in (",", ";", "and"):
        end -= 1
    return tokens[:end]
