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
RESULT = "a result"  # the name of what a call gives, which is none of its arguments
NAMES = ("word", "string", "styled")  # kinds of tokens that may be names
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
        words = [token for token in tokens if token.kind in NAMES and token.text not in JOINING]
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
    elif token.kind not in NAMES or (before is not None and before.text in ("^", "_")):
        return ""
    else:
        name = token.text
    return name if role_of(name) else ""


def chained(tokens: list[Token]) -> list[str]:
    """The names in "Q = K = V =", which all get what follows; nothing if there are fewer than two."""
    names: list[str] = []
    while len(tokens) > 1 and tokens[-1].text == "=" and tokens[-2].kind in NAMES:
        names.insert(0, _bare(tokens[-2]))
        tokens = tokens[:-2]
    return names if len(names) > 1 and all(map(role_of, names)) else []


def _assigned(tokens: list[Token]) -> list[str]:
    """The names on the left of an assignment: "Q", "Q, K, V", "(Q, K, V)", 'data["Q"]', "Q: list[float]"."""
    names: list[str] = []
    at = len(tokens)
    while at:
        at -= 1
        token = tokens[at]
        if token.text in (")", "]", "}"):
            at = _opening(tokens, at)
            inside = _in_brackets(tokens, at)
            if inside is not None and not names:
                return inside
        elif token.kind in NAMES or token.kind == "number":
            before = tokens[at - 1].text if at else ""
            if before in ("^", "_") and at > 1:
                at -= 2
                names.insert(0, f"{tokens[at].text}_{token.text}")
                before = tokens[at - 1].text if at else ""
            else:
                names.insert(0, _bare(token))
            if before == ":" and not role_of(names[0]):  # what stands behind the colon is a type
                names.pop(0)
            elif before not in (",", "and"):
                break
        elif token.text not in (",", ":", "and", "&"):
            break
    return names


def _bare(token: Token) -> str:
    return token.text.strip("\"'“”")


def _opening(tokens: list[Token], at: int) -> int:
    """The index of the bracket that the one at ``at`` closes; 0 if there is none."""
    depth = 0
    for index in range(at, -1, -1):
        depth += (tokens[index].text in (")", "]", "}")) - (tokens[index].text in ("(", "[", "{"))
        if not depth:
            return index
    return 0


def _in_brackets(tokens: list[Token], at: int) -> list[str] | None:
    """The names that a bracket before an assignment gives: 'data["Q"]', "(Q, K, V)", or none of a call's result."""
    inside = tokens[at + 1 : _closing(tokens, at)]
    if tokens[at].text == "[":
        is_key = len(inside) == 1 and inside[0].kind == "string" and role_of(inside[0].text)
        return [_bare(inside[0])] if is_key else None
    if tokens[at].text != "(":
        return None
    if at and tokens[at - 1].kind in NAMES and not tokens[at].gap:
        return [RESULT] if not role_of(tokens[at - 1].text) or inside else None  # M = mask(S) is no mask
    names = [_bare(token) for token in inside if token.kind in NAMES]
    is_list = names and all(token.kind in NAMES or token.text == "," for token in inside)
    return names if is_list else None


def _closing(tokens: list[Token], at: int) -> int:
    return next((index for index in range(at, len(tokens)) if tokens[index].text in (")", "]", "}")), len(tokens))
