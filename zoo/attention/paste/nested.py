"""Numbers in brackets, as nested lists: Python, NumPy, MATLAB, Julia, Mathematica, JSON, and LaTeX's matrices.

value   := list | mapping | environment | call | cell        each perhaps with .T, ', .reshape(...) behind it
list    := "[" {value separator} "]"                          also ( ) and { }
mapping := "{" {key ":" value separator} "}"
separator := "," | ";" | end of a line | space                ";" ends a row, and so may the end of a line
environment := "\\begin{bmatrix}" {cell "&" | "\\\\"} "\\end{bmatrix}"
"""

import re
from itertools import accumulate, pairwise

from zoo.attention.paste import calls
from zoo.attention.paste.grids import grid_of
from zoo.attention.paste.nodes import Label, Mapping, Matrix, Node
from zoo.attention.paste.numbers import INFINITY, TRUTH, number
from zoo.attention.paste.tokens import Token, match_brackets, place
from zoo.errors import ZooError

OPERATORS = {"/", "*", "×", "·", "⋅", "^", "**", "//", "\\times", "\\cdot"}
WRAPPED = 10  # numbers in a line after which a shorter one is its continuation
SPECIAL = {*TRUTH, *INFINITY, "nan", "na", "none", "null"}  # words that stand where a number does
MATRIX = re.compile(r"\\begin\{(?:\w*matrix\*?|array|tabular)\}")


def shortened(text: str, dots: Token) -> ZooError:
    """The error for a printout that leaves numbers out."""
    return ZooError(
        f"the text is shortened: it has “{dots.text}” at {place(text, dots.start)} where numbers are missing. Print it "
        "in full, in NumPy with np.set_printoptions(threshold=10**6), in PyTorch with "
        "torch.set_printoptions(threshold=10**6), in pandas with df.to_string()"
    )


class Nested:
    """Reads nodes from tokens."""

    def __init__(self, text: str, tokens: list[Token], notes: dict[str, str]):
        self.text, self.tokens, self.notes = text, tokens, notes
        self.pairs = match_brackets(text, tokens)

    def source(self, first: int, end: int) -> str:
        """The text of some tokens, on one line."""
        return " ".join(self.text[self.tokens[first].start : self.tokens[end - 1].end].split()) if first < end else ""

    def has_number(self, first: int, end: int) -> bool:
        """Whether there is a number, or what stands for one, among these tokens."""
        return any(
            token.kind in ("number", "imaginary", "vulgar", "dots")
            or (token.kind in ("word", "sign") and token.text.lower() in SPECIAL)
            or (token.kind == "string" and number([token], {}) is not None)
            for token in self.tokens[first:end]
        )

    def skip_lines(self, at: int, end: int) -> int:
        """The index of the next token that is no end of a line and no comment."""
        while at < end and self.tokens[at].kind in ("line", "comment"):
            at += 1
        return at

    # ---- values
    def value(self, at: int, end: int, is_inner: bool = True) -> tuple[Node, int]:
        """The node that begins at a token and ends before ``end``, and the index of the token behind it."""
        token = self.tokens[at]
        last = self._cell_end(at, end)
        cell = number(self.tokens[at:last], self.notes) if token.text not in ("[", "{") else None
        if cell is not None:
            return cell, last
        if token.kind == "dots":
            raise shortened(self.text, token)
        if token.kind == "begin" and MATRIX.match(token.text):
            node, behind = self.environment(at), self.pairs[at] + 1
        elif at in self.pairs:
            node, behind = self.bracket(at, is_inner), self.pairs[at] + 1
        elif calls.is_call(self, at):
            node, behind = calls.call(self, at)
        elif token.kind == "string":
            return Label(token.text[1:-1]), at + 1
        else:
            return self.source(at, last), last
        return calls.behind(self, node, behind, end)

    def _cell_end(self, at: int, end: int) -> int:
        """Where the cell that begins at a token ends: before a separator or a space that separates."""
        last = at
        while last < end:
            token = self.tokens[last]
            if token.kind in ("line", "comment", "newrow", "dots") or token.text in (",", ";", "&"):
                break
            if last > at and token.gap and not self._is_glued(last, end):
                break
            last = self.pairs.get(last, last) + 1
        return max(last, at + 1)

    def _is_glued(self, at: int, end: int) -> bool:
        """Whether the space before a token is inside a number, as in "1 / 2" or "1 - 2", not in "1 -2"."""
        token, before = self.tokens[at], self.tokens[at - 1]
        if token.text in ("+", "-"):
            behind = self.tokens[at + 1] if at + 1 < end else None
            return behind is not None and behind.gap and behind.kind != "line"
        return token.text in OPERATORS or token.text == "%" or before.text in OPERATORS or before.text in ("+", "-")

    # ---- brackets
    def bracket(self, at: int, is_inner: bool) -> Node:
        """The list or mapping between a bracket and its partner. ``is_inner``: there is a bracket around it."""
        end = self.pairs[at]
        if self.tokens[at].text == "{" and self._key(at + 1, end):
            return self.mapping(at)
        self._refuse_two_meanings(at + 1, end)
        rows, line_starts, commas = self._items(at + 1, end)
        if self.tokens[at].text == "(" and not commas and len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]  # as in Python, (1) is 1
        return self._rows(rows, [] if is_inner else line_starts)

    def _items(self, at: int, end: int) -> tuple[list[list[Node]], list[int], int]:
        """The nodes in each row, up to a semicolon; how many stand before each line of text; the number of commas."""
        rows: list[list[Node]] = [[]]
        line_starts: list[int] = []
        commas, is_new_line = 0, False
        while at < end:
            token = self.tokens[at]
            if token.kind == "line":
                is_new_line = True
            elif token.text in (",", ";", "&") or token.kind == "newrow":
                commas += token.text == ","
                if token.text == ";" or token.kind == "newrow":
                    rows.append([])
                at, is_new_line = self.skip_lines(at + 1, end), False
                if token.text == "," and at < end and self.tokens[at].text == ",":
                    rows[-1].append("")  # nothing between two commas is a missing number
                continue
            elif token.kind != "comment":
                if is_new_line and any(rows):
                    line_starts.append(sum(map(len, rows)))
                node, at = self.value(at, end)
                rows[-1].append(node)
                is_new_line = False
                continue
            at += 1
        return rows, line_starts, commas

    def _rows(self, rows: list[list[Node]], line_starts: list[int]) -> Node:
        """One list, or one for each row where semicolons or line ends make rows of cells."""
        values = [value for row in rows for value in row]
        if len(values) == 1 and isinstance(values[0], Matrix):
            return values[0]
        if any(isinstance(value, list | Mapping) for value in values):
            return values
        kept = [row for row in rows if row]
        if not line_starts:
            return kept if len(kept) > 1 or len(rows) > 2 else values
        ends = sorted({0, *line_starts, *accumulate(map(len, kept))})
        lines = [values[first:last] for first, last in pairwise(ends)]
        lengths = [len(line) for line in lines]
        is_long = len(lines) > 2 or lengths[0] >= WRAPPED
        if len(kept) == 1 and len(set(lengths[:-1])) == 1 and lengths[-1] < lengths[0] and is_long:
            return values  # a list that was wrapped
        self.notes.setdefault("lines", "Each line in the brackets was read as a row.")
        return lines

    def _refuse_two_meanings(self, first: int, end: int) -> None:
        """Refuses "[0,5 1,5]": each comma may be a decimal one, because spaces separate as well."""
        tight = spaced = None
        for one, two, three in zip(*(self.tokens[at:end] for at in range(first, first + 3)), strict=False):
            if one.text in ("[", "{", ";") or one.kind == "line":
                tight = spaced = None
            if one.kind == three.kind == "number" and two.text == "," and not (two.gap or three.gap):
                tight = one
            elif two.text == ",":
                return
            if one.kind == two.kind == "number" and two.gap:
                spaced = one
            if tight and spaced:
                where = place(self.text, min(tight.start, spaced.start))
                raise ZooError(f"at {where} both commas and spaces separate; write decimals with a point")

    # ---- mappings
    def _key(self, at: int, end: int) -> int | None:
        """The index behind the colon, if a key and a colon stand here."""
        at = self.skip_lines(at, end)
        if at + 1 < end and self.tokens[at].kind in ("string", "word", "number"):
            return at + 2 if self.tokens[at + 1].text in (":", "=>", "->") else None
        return None

    def mapping(self, at: int) -> Mapping:
        """The entries of "{"Q": [[1, 0]], ...}"."""
        end, at, items = self.pairs[at], at + 1, []
        while (behind := self._key(at, end)) is not None:
            key = self.tokens[self.skip_lines(at, end)]
            behind = self.skip_lines(behind, end)
            node, at = self.value(behind, end) if behind < end else ("", end)
            items.append((key.text.strip("\"'“”"), node))
            at = self.skip_lines(at, end)
            if at < end and self.tokens[at].text in (",", ";"):
                at = self.skip_lines(at + 1, end)
        if at < end:
            raise ZooError(f"at {place(self.text, self.tokens[at].start)} a name and a colon were expected")
        return Mapping(items)

    # ---- LaTeX
    def environment(self, at: int) -> Matrix:
        """The rows between \\begin and \\end; in a table without its header and the names of its rows."""
        rows = self.aligned(at + 1, self.pairs[at])
        if "matrix" in self.tokens[at].text:
            return rows
        grid = grid_of([list(row) for row in rows], by_space=False, has_rule=False, notes=self.notes)
        return Matrix(grid.rows, grid.labels)

    def aligned(self, at: int, end: int) -> Matrix:
        """Rows of LaTeX cells; a row without anything in it is left out."""
        rows, first = [[""]], at
        for index in range(at, end + 1):
            token = self.tokens[index] if index < end else None
            if token is not None and token.kind == "dots":
                raise shortened(self.text, token)
            if token is not None and token.text != "&" and token.kind != "newrow":
                continue
            rows[-1][-1] = self._aligned_cell(first, index)
            first = index + 1
            if token is not None:
                rows[-1].append("") if token.text == "&" else rows.append([""])
        return Matrix(row for row in rows if any(row))

    def _aligned_cell(self, first: int, end: int) -> str:
        tokens = [token for token in self.tokens[first:end] if token.kind not in ("line", "comment")]
        if len(tokens) > 2 and tokens[0].text == "{" and tokens[-1].text == "}":
            tokens = tokens[1:-1]
        found = number(tokens, self.notes)
        return found if found is not None else " ".join(token.text for token in tokens)
