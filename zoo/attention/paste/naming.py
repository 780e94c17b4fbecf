"""Which matrix a name means: Q, K, V or the mask; q1 and k₂ are the vectors of single tokens."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from zoo.attention.paste.nodes import Node
from zoo.attention.paste.tokens import Token

ROLE = re.compile(r"(q|query|queries|k|key|keys|v|val|vals|value|values)(\d*)s?")
STYLE = re.compile(r"\\[a-z]+\{([^{}]*)\}")
LONGEST_HEADING = 200  # tokens before a matrix in which its name is looked for
JOINING = {"and", "or", "then", "with", "be", "is", "are", "und"}
PROJECTIONS = {"proj", "projection", "weight", "weights", "w", "bias"}
TRANSPOSED = {"^T", "^\\top", "^{T}", "^{\\top}", "^\\intercal", ".T", "'", "ᵀ"}
ASSIGNS = {"=", ":", "<-", "->", "=>", ":=", "←", "→", "↦", "≔", "=="}


class Role(NamedTuple):
    """``matrix`` is "Q", "K", "V" or "mask"; ``index`` counts tokens from 1 in names such as q1, else it is None."""

    matrix: str
    index: int | None


@dataclass
class Part:
    """Numbers of a text that belong together, as nested lists of cells, and the names that stand before them."""

    tree: Node
    names: list[str] = field(default_factory=list)  # a path, as in a mapping of mappings
    choices: list[str] = field(default_factory=list)  # several names that stand before several parts
    label: str = ""  # of a single row: its token
    labels: list[str] = field(default_factory=list)  # of all rows
    source: str = ""  # how a message quotes it
    is_joined: bool = False  # whether only "and" or a comma stands before it
    is_line: bool = True  # whether one row may as well be a column


@lru_cache(maxsize=1000)
def role_of(name: str) -> Role | None:
    """What a name means: "K", "keys", "query_matrix", "self.V", "q_1", "\\mathbf{Q}", "attn_mask"; None for any other.

    "W_Q" and "W^Q" are projections, not queries.
    """
    plain = unicodedata.normalize("NFKC", STYLE.sub(r"\1", name)).replace("{", "").replace("}", "").strip("\"'“”* ")
    words = [word for word in re.split(r"[_\s-]+", plain.rsplit(".", 1)[-1].lower()) if word]
    if "mask" in words:
        return Role("mask", None)
    match = ROLE.fullmatch(words[0]) if words and not PROJECTIONS & set(words) else None
    if not match:
        return None
    index = match[2] or (words[1] if len(words) == 2 and words[1].isdigit() else "")
    return Role(match[1][0].upper(), int(index[:4]) if index else None)


def names_before(tokens: list[Token]) -> list[str]:
    """The names that a heading gives to what follows: those before its last "=", else the roles that it mentions.

    "Q, K, V =" gives three, and so does "Q, K and V are".
    """
    tokens = tokens[-LONGEST_HEADING:]
    while tokens and tokens[-1].kind == "line":
        tokens = tokens[:-1]
    if tokens and tokens[-1].text in ASSIGNS:
        names = _assigned(tokens[:-1])
        if names:
            return names
    roles = _roles(tokens)
    if not roles:
        words = [token for token in tokens if token.kind in ("word", "string", "styled") and token.text not in JOINING]
        return [words[0].text.strip("\"'“”")] if len(words) == 1 and tokens[-1] is words[0] else []
    distinct = list({role_of(name): name for name in roles}.values())
    return distinct if len(distinct) > 1 else roles[-1:]


def is_joined(tokens: list[Token]) -> bool:
    """Whether a heading only joins what follows to what stands before it."""
    return bool(tokens) and all(token.text in (",", ";", "&") or token.text in JOINING for token in tokens)


def is_transposed(tokens: list[Token]) -> bool:
    """Whether the name before an assignment is that of a transposed matrix: "K^T = "."""
    if not tokens or tokens[-1].text not in ASSIGNS:
        return False
    before = "".join(token.text for token in tokens[-8:-1] if token.text != "&")
    return any(before.endswith(mark) for mark in TRANSPOSED)


def _roles(tokens: list[Token]) -> list[str]:
    return [name for before, token in zip([None, *tokens], tokens, strict=False) if (name := _role_name(before, token))]


def _role_name(before: Token | None, token: Token) -> str:
    """The name that a token gives to what follows, if it means a matrix; a comment may be one too."""
    if token.kind == "comment":
        name = token.text.strip("#%/* :")
    elif token.kind not in ("word", "string", "styled") or (before is not None and before.text in ("^", "_")):
        return ""
    else:
        name = token.text
    return name if role_of(name) else ""


def _assigned(tokens: list[Token]) -> list[str]:
    """The names on the left of an assignment, from its last token backwards."""
    names: list[str] = []
    depth = 0
    while tokens:
        token = tokens[-1]
        tokens = tokens[:-1]
        if token.text == "]" and len(tokens) > 1 and tokens[-1].kind == "string" and role_of(tokens[-1].text):
            return [tokens[-1].text.strip("\"'“”")]  # data["Q"] = ...
        if token.text == ")" and not depth and names == []:
            return ["a result"]  # M = mask(S)
        depth += (token.text in (")", "]", "}")) - (token.text in ("(", "[", "{"))
        if depth or token.text in ("(", "[", "{", "&"):
            continue
        if token.kind in ("word", "string", "styled", "number"):
            if tokens and tokens[-1].text in ("^", "_") and len(tokens) > 1:
                names.insert(0, f"{tokens[-2].text}_{token.text}")
                tokens = tokens[:-2]
            else:
                names.insert(0, token.text.strip("\"'“”"))
            if tokens and tokens[-1].text == ":":  # what stood behind it was a type
                names.pop(0)
            elif not tokens or (tokens[-1].text != "," and tokens[-1].text != "and"):
                break
        elif token.text not in (",", ":") and token.text != "and":
            break
    return names
