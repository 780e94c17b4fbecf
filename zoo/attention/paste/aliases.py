"""Statements: "K = Q" and "V = K.T" give a matrix another name. Others are left
out, or refused if the two other matrices are read: one of before would stay between new ones."""

from collections.abc import Iterator
from typing import NamedTuple

from zoo.attention.matrices import MATRICES, Table, quote
from zoo.attention.paste.naming import NAMES, role_of
from zoo.attention.paste.tokens import Token
from zoo.errors import ZooError

GIVES = ("=", ":=", "<-", "←", "≔")
COPIES = ("copy", "clone", "detach", "contiguous")
TURNS = ("T", "t", "mT", "transpose", "'", ".'")
LEAST = 3  # tokens of a statement


class Alias(NamedTuple):
    """``name`` is the matrix called ``source``, turned if ``is_turned``; ``text`` is the statement.

    ``source`` is "" if what stands there is no name of a matrix; ``has_number``: another parser reads or quotes it.
    """

    name: str
    source: str
    is_turned: bool
    text: str
    has_number: bool = False


def statements(text: str, tokens: list[Token]) -> list[Alias]:
    """What the statements of a text say of whole matrices."""
    found: list[Alias] = []
    for statement in _split(tokens):
        quoted = " ".join(text[statement[0].start : statement[-1].end].split())
        for *names, last in _single(_sides(statement)):
            source, is_turned = _source(last)
            targets = [_matrix(side) for side in names]
            if all(targets) and last:
                has_number = any(token.kind == "number" for token in last)
                source = "" if has_number else source
                made = [Alias(name, source, is_turned, quoted, has_number) for name in targets]
                found.extend(alias for alias in made if alias.name != source or is_turned)
    return found


def shared(tables: dict[str, Table], aliases: list[Alias], left: list[str]) -> None:
    """Add the matrices that are other names of those that are there; an alias of what is not there goes to ``left``.

    Raises ``ZooError`` if the text gives two matrices and the third cannot be read.
    """
    waiting = aliases
    while ready := [alias for alias in waiting if alias.source in tables]:
        for alias in ready:
            source = tables[alias.source]
            tables.setdefault(alias.name, _turned(source) if alias.is_turned else source)
        waiting = [alias for alias in waiting if alias not in ready]
    for alias in waiting:
        if alias.name not in tables and sum(name in tables for name in MATRICES) > 1:
            raise ZooError(f"{alias.name} cannot be read: “{quote(alias.text)}” is no matrix of numbers")
    left.extend(dict.fromkeys(alias.text for alias in waiting if not alias.has_number))


def has_comments(tokens: list[Token]) -> bool:
    """Whether there are comments that say something and are not the name of a matrix."""
    texts = [token.text.strip("#%/* :()") for token in tokens if token.kind == "comment"]
    return any(any(map(str.isalnum, text)) and (len(text.split()) > 2 or not role_of(text)) for text in texts)


def _split(tokens: list[Token]) -> Iterator[list[Token]]:
    """The pieces between ends of lines, semicolons and comments that are in no bracket and no environment."""
    piece: list[Token] = []
    depth = 0
    for token in tokens:
        depth += token.kind == "begin" or token.text in ("(", "[", "{")
        depth -= token.kind == "end" or token.text in (")", "]", "}")
        if token.kind in ("comment", "prompt"):
            continue
        if depth <= 0 and (token.kind == "line" or token.text == ";"):
            if len(piece) >= LEAST:
                yield piece
            piece, depth = [], 0
        else:
            piece.append(token)
    if len(piece) >= LEAST:
        yield piece


def _sides(statement: list[Token]) -> list[list[Token]]:
    """What stands between the signs of assignment: "K = V = Q" has three sides."""
    sides: list[list[Token]] = [[]]
    for token in statement:
        if token.text in GIVES:
            sides.append([])
        else:
            sides[-1].append(token)
    return sides


def _single(sides: list[list[Token]]) -> list[list[list[Token]]]:
    """The assignments of single names in "K, V = Q, Q", or else all sides as one."""
    split = [_at_commas(side) for side in sides]
    if len(sides) != 2 or len(split[0]) < 2 or len(split[0]) != len(split[1]):
        return [sides]
    return [list(pair) for pair in zip(*split, strict=True)]


def _at_commas(side: list[Token]) -> list[list[Token]]:
    pieces: list[list[Token]] = [[]]
    for token in side:
        if token.text == ",":
            pieces.append([])
        else:
            pieces[-1].append(token)
    return pieces


def _matrix(side: list[Token]) -> str:
    """The matrix that one name means; "" for anything else, such as the vector of a token."""
    role = role_of(side[0].text) if len(side) == 1 and side[0].kind in NAMES else None
    return role.matrix if role and role.index is None and role.matrix != "mask" else ""


def _source(side: list[Token]) -> tuple[str, bool]:
    """The matrix that stands alone on the right, and whether it is turned: "Q", "Q.T", "Q'", "Q.copy()", "t(Q)"."""
    kept = [token for token in side if token.text not in ("(", ")")]
    words = [word for token in kept for word in (token.text.split(".") if token.kind == "word" else [token.text])]
    words = [word.strip(".") or word for word in words]
    matrices = [role.matrix for word in words if (role := role_of(word)) and role.index is None]
    others = [word for word in words if not role_of(word)]
    turned = [word for word in others if word in TURNS]
    plain = [word for word in others if word in COPIES or word in ("np", "torch")]
    known = len(matrices) == 1 and len(turned) + len(plain) == len(others)
    return (matrices[0], len(turned) % 2 == 1) if known else ("", False)


def _turned(table: Table) -> Table:
    return table if table.is_list else Table([list(row) for row in zip(*table.cells, strict=True)])
