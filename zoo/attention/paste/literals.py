"""Finds the lists, calls and LaTeX matrices in a text, the names before them, and the numbers in none of them."""

from collections.abc import Iterator
from itertools import pairwise

from zoo.attention.paste.calls import is_call
from zoo.attention.paste.naming import ASSIGNS, Part, chained, is_joined, is_transposed, names_before, role_of
from zoo.attention.paste.nested import MATRIX, Nested, shortened
from zoo.attention.paste.nodes import Label, Mapping, Node, is_flat, scaled, transposed
from zoo.attention.paste.numbers import TIMES, number
from zoo.attention.paste.tokens import Token, place
from zoo.errors import ZooError

THROUGH = {
    "print",
    "display",
    "show",
    "disp",
    "repr",
    "str",
    "pprint",
    "assert",
}  # calls of which only the inside counts
ARITHMETIC = {"@", "*", "/", "×", "\\times", "\\cdot"}
IN_TUPLE = {"number", "line", "comment", "vulgar", "imaginary", "string", "dots"}
SIGNS_IN_TUPLE = {",", ";", "+", "-", "/", "%"}
LONGEST_FACTOR = 16  # tokens


class Literals:
    """``parts``: what was found; ``left``: quoted pieces with numbers that were not read; ``calls``: unknown ones."""

    def __init__(self, text: str, tokens: list[Token], notes: dict[str, str]):
        self.nested = Nested(text, tokens, notes)
        self.text, self.tokens, self.notes = text, tokens, notes
        self.parts: list[Part] = []
        self.left: list[str] = []
        self.calls: list[str] = []
        self._scan()

    # ---- scanning
    def _scan(self) -> None:
        heading: list[Token] = []
        at, pairs = 0, self.nested.pairs
        while at < len(self.tokens):
            token, behind = self.tokens[at], at + 1
            if self._begins(at):
                at, heading = self._literal(at, heading), []
                continue
            if self._is_unknown_call(at):
                self.calls.append(token.text)
                behind = pairs[at + 1] + 1
            elif at in pairs and token.text in ("[", "{") and not self.nested.has_number(at, pairs[at]):
                behind = pairs[at] + 1
            if behind == at + 1 or token.text not in ("[", "{") or (heading and not token.gap):  # data["Q"] stays
                heading.extend(self.tokens[at:behind])
            at = behind
        self._leave(heading, [])

    def _literal(self, at: int, heading: list[Token]) -> int:
        """Reads what begins at a token; the index of the token behind it."""
        factor, heading = self._factor(heading, self.tokens[at])
        node, behind = self.nested.value(at, len(self.tokens), is_inner=False)
        if self._is_operator(behind):
            raise self._is_calculation(self.tokens[behind])
        names = names_before(heading)
        if is_transposed(heading):
            node = transposed(node)
            self.notes["transposed"] = "The text gives it transposed; it was turned back."
        source = self.nested.source(at, behind)
        shared = chained(heading)
        unpacked = self._unpacked(node, names, heading, behind)
        if shared or unpacked:
            self._leave(heading, names)
            self.parts.extend(unpacked or [Part(node, [name], source=source) for name in shared])
            return behind
        for part in parts_of(node, [], source):
            part.tree = part.tree if factor == 1 else scaled(part.tree, factor)
            part.names = [*names, *part.names] if len(names) == 1 else part.names
            part.choices = names if len(names) > 1 else []
            part.is_joined = is_joined(heading)
            self.parts.append(part)
        self._leave(heading, names)
        return behind

    def _is_operator(self, at: int) -> bool:
        """Whether a sign joins what stands before it to a number or a list."""
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if following is None or self.tokens[at].text not in (*ARITHMETIC, "+", "-"):
            return False
        is_operand = following.kind in ("number", "begin") or following.text in ("[", "(", "{")
        return is_operand or self.tokens[at].text not in ("+", "-")

    def _unpacked(self, node: Node, names: list[str], heading: list[Token], behind: int) -> list[Part]:
        """One part for each name, if the node is a tuple for all of them: "(Q, K, V) = ([...], [...], [...])"."""
        following = self.nested.skip_lines(behind, len(self.tokens))
        is_last = following == len(self.tokens) or not (self.tokens[following].text == "," or self._begins(following))
        is_tuple = isinstance(node, list) and len(node) == len(names) > 1 and heading[-1].text in ASSIGNS
        if not is_tuple or not is_last or not all(isinstance(value, list) for value in node):
            return []
        return [Part(value, [name]) for name, value in zip(names, node, strict=True)]

    # ---- where a literal begins
    def _begins(self, at: int) -> bool:
        token, before, pairs = self.tokens[at], self.tokens[at - 1] if at else None, self.nested.pairs
        if token.kind == "begin":
            inside = self.tokens[at + 1 : pairs[at]]
            return bool(MATRIX.match(token.text)) and not any(each.kind == "begin" for each in inside)
        if is_call(self.nested, at):
            return self.nested.has_number(at + 1, pairs[at + 1])
        if at not in pairs or not self.nested.has_number(at + 1, pairs[at]):
            return False
        tight = before if before is not None and not token.gap else None
        if tight and (tight.kind == "word" or tight.text in ("]", ")", "}", "^", "_")):  # an index or a call
            return token.text == "(" and role_of(tight.text) is not None and self._is_tuple(at)
        if tight and tight.kind == "command":  # \pmatrix{1 & 2 \cr 3 & 4}, not \frac{1}{2}
            return any(each.text == "&" for each in self.tokens[at : pairs[at]])
        return token.text != "(" or self._is_tuple(at)

    def _is_tuple(self, at: int) -> bool:
        """Whether a round bracket holds several numbers, or lists, and no words as one in prose would."""
        tokens = self.tokens[at + 1 : self.nested.pairs[at]]
        if any(token.text in ("[", "(", "{") or token.kind == "begin" for token in tokens):
            return True
        if not all(token.kind in IN_TUPLE or token.text in SIGNS_IN_TUPLE for token in tokens):
            return False
        if self.tokens[at - 1].text in ASSIGNS and at:  # v1 = (5)
            return True
        return any(token.text in (",", ";") for token in tokens) or sum(token.kind == "number" for token in tokens) > 1

    def _is_unknown_call(self, at: int) -> bool:
        token, pairs = self.tokens[at], self.nested.pairs
        if token.kind != "word" or token.text.lower() in THROUGH or role_of(token.text) or at + 1 not in pairs:
            return False
        opening, end = self.tokens[at + 1], pairs[at + 1]
        inside = self.tokens[at + 2 : end]
        if any(one.kind == "word" and role_of(one.text) and two.text == "=" for one, two in pairwise(inside)):
            return False  # attention(query=[[1, 0]], ...)
        has_arguments = self.nested.has_number(at + 1, end) or any(
            each.kind == "size" for each in self.tokens[at + 1 : end]
        )
        return opening.text == "(" and not opening.gap and has_arguments

    # ---- what stands before a literal
    def _factor(self, heading: list[Token], opening: Token) -> tuple[float, list[Token]]:
        """A number that multiplies what follows, as in "0.5 * [...]", and the heading without it."""
        has_sign = bool(heading) and heading[-1].text in TIMES
        rest = heading[:-1] if has_sign else heading
        first, longest = len(rest), max(0, len(rest) - LONGEST_FACTOR)
        while first > longest and rest[first - 1].kind != "line" and rest[first - 1].text not in (*ASSIGNS, "&", ","):
            first -= 1
        is_fraction = any(token.text == "/" or token.kind == "vulgar" for token in rest[first:])  # 1/2 [[1, 2]]
        starts = range(first, len(rest)) if has_sign or opening.kind == "begin" else [first] * is_fraction
        for start in starts:
            value = _value(rest[start:])
            if value is not None:
                written = "".join(token.text for token in rest[start:])
                self.notes.setdefault("factor", f"Every number was multiplied by {written}.")
                return value, rest[:start]
        if has_sign and rest:
            raise self._is_calculation(heading[-1])
        if rest and rest[-1].text == "-" and not opening.gap:
            self.notes.setdefault("factor", "The minus sign before the bracket was applied to every number.")
            return -1.0, rest[:-1]
        return 1.0, heading

    def _is_calculation(self, sign: Token) -> ZooError:
        return ZooError(f"“{sign.text}” at {place(self.text, sign.start)} makes this a calculation; paste its result")

    def _leave(self, heading: list[Token], names: list[str]) -> None:
        """Keeps the pieces of a heading that have a number which is no name."""
        lines: list[list[Token]] = [[]]
        for token in heading:
            lines.append([]) if token.kind == "line" else lines[-1].append(token)
        for line in lines:
            if len(line) == 1 and line[0].kind == "dots":
                raise shortened(self.text, line[0])
            if any(_is_number_left(line, index, names) for index in range(len(line))):
                self.left.append(" ".join(self.text[line[0].start : line[-1].end].split()))


def _is_number_left(line: list[Token], at: int, names: list[str]) -> bool:
    """Whether a token of a heading is a number, no name and no index as in Q[0]."""
    is_index = at > 1 and line[at - 1].text == "[" and line[at - 2].kind == "word" and not line[at - 1].gap
    return line[at].kind in ("number", "imaginary", "vulgar") and line[at].text not in names and not is_index


# ---- parts
def parts_of(node: Node, names: list[str], source: str) -> Iterator[Part]:
    """The parts in a node: a mapping has one for each of its entries that has numbers."""
    if isinstance(node, Mapping):
        yield from _parts_of_mapping(node, names, source)
    elif isinstance(node, list) and any(isinstance(value, Mapping) or _is_labelled(value) for value in node):
        for value in node:
            yield from parts_of(value, names, source)
    elif _is_labelled(node):
        rest = node[1] if len(node) == 2 and isinstance(node[1], list) else node[1:]
        yield Part(rest, [*names, str(node[0])], source=source)
    elif not (isinstance(node, list) and node and all(isinstance(value, Label) for value in node)):
        yield Part(node, names, source=source, labels=getattr(node, "labels", []))


def _parts_of_mapping(node: Mapping, names: list[str], source: str) -> Iterator[Part]:
    """A mapping's text is the token that its numbers belong to; one of numbers alone is a row."""
    tokens = [str(value) for _, value in node.items if isinstance(value, Label)][:1]
    names = [*names, *tokens]
    cells = [value for _, value in node.items if isinstance(value, str) and not isinstance(value, Label)]
    if len(cells) > 1 and not any(isinstance(value, list | Mapping) for _, value in node.items):
        yield Part(cells, names, source=source)
        return
    for key, value in node.items:
        if not isinstance(value, Label):
            is_row = bool(tokens) and is_flat(value) and not role_of(key)  # {"token": "the", "vector": [1, 0]}
            quoted = f"{key}: {value if isinstance(value, str) else '[…]'}"
            yield from parts_of(value, names if is_row else [*names, key], quoted)


def _is_labelled(node: Node) -> bool:
    """["the", 1, 0] or ("the", [1, 0])."""
    is_named = isinstance(node, list) and len(node) > 1 and isinstance(node[0], Label)
    return is_named and not any(isinstance(value, Label) for value in node[1:])


def _value(tokens: list[Token]) -> float | None:
    """The number that tokens write; None for what only looks like one, such as "1.2.3"."""
    try:
        return float(number(tokens, {}) or "")
    except ValueError:
        return None
