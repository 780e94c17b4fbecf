"""Cuts a pasted text into tokens: numbers, words, quoted texts, brackets, marks and ends of lines.

What a program prints around its numbers is a token of its own, so that no later step takes it for numbers: sizes
("shape=(2, 2)"), prompts ("Out[3]:"), R's row and column labels ("[1,]", "[,1]"), comments.
"""

import re
from typing import NamedTuple

from zoo.errors import ZooError


class Token(NamedTuple):
    """A piece of the text from ``start`` to ``end``; ``gap``: a space or the end of a line stands before it."""

    kind: str
    text: str
    start: int
    end: int
    gap: bool


# The first kind that matches wins. No pattern can match the same characters in two ways, so cutting takes linear time.
KINDS = {
    "line": r"\n",
    "size": r"\[\d+ rows x \d+ columns\]|torch\.Size\(\[[\d, ]*\]\)|(?:shape|size)\s?[:=]?\s?[(\[][\d, ]*[)\]]",
    "prompt": r"(?:In|Out)[ ]?\[\d*\](?://\w+)?[ ]?:?=?",
    "bad": r"\#(?:DIV/0!|N/A|NUM!|VALUE!|REF!|NAME\?|NULL!)",
    "comment": r"\#[^\n]*|%%?[^\n]*|(?<!\d)//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|\(\*(?:[^*]|\*(?!\)))*\*\)",
    "dots": r"\.\.\.|[…⋯⋮⋱]|\\[cvld]?dots[cbmio]?\b",
    "imaginary": r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s?\*?\s?(?:[ij]|im|I)\b",
    "number": r"(?:\d{1,3}(?:'\d{3})+(?!\d)|\d+(?:_\d+)*)(?:\.(?:\d+|(?![\w.])|(?=[eEf]\d)))?"
    r"(?:(?:[eEdD]|\*\^)[-+]?\d+|\.\d+)*(?:f0|[fFlLuU]\b|`[\d.]*)?|\.\d+(?:[eE][-+]?\d+)?",
    "vulgar": r"[¼½¾⅐-⅞]",
    "power": r"[⁺⁻]?[⁰¹²³⁴-⁹]+",
    "begin": r"\\begin\{[a-zA-Z*]+\}(?:\{[clr|@. ]*\}|\[[clr]\])?",
    "end": r"\\end\{[a-zA-Z*]+\}",
    "styled": r"\\(?:mathbf|mathrm|mathit|mathsf|mathcal|boldsymbol|bm|vec|text|textbf|hat|operatorname)\{[^{}\n]*\}"
    r"(?:_(?:\{\w+\}|\w))?",
    "newrow": r"\\\\(?:\[[-\w. ]{0,40}\])?|\\cr\b|\\tabularnewline\b",
    "space": r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|hline|toprule|midrule|bottomrule|quad|qquad|nonumber|[,;:! ])"
    r"(?![a-zA-Z])|[~$]+|\\[\[\]()]",
    "command": r"\\[a-zA-Z]+",
    "word": r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?:_\{\w+\})?",
    "method": r"\.'|\.[^\W\d]\w*",
    "string": r'"[^"\n]*"|“[^”\n]*”|(?<![\w\])}])\'[^\'\n]*\'',
    "sign": r"<-|->|=>|:=|←|→|↦|≔|//|\*\*|==|[-+*/^_=:,;|&@'%×·⋅√∞()\[\]{}<>]",
    "other": r".",
}
PATTERN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS.items()))
SPACES = re.compile(r"[ \t\f\v]+")
LABEL = re.compile(r"\[\d+,\](?=[ \t]+[^\s,\]])|\[,\d+\]|\[\d+\](?=[ \t]+[-+.\dTFN\"])")
PROMPT = re.compile(r"(?:julia|sage|octave:\d+)?>{1,3}(?=[ \n]|$)|\.\.\.(?= )")
PERCENT = re.compile(r"%(?=[ ]*(?:[\t,;|\])}\n\d]|$))")
NUMBER_BEGINS = re.compile(r"[-+]?\.?\d")
OPENING = {"(": ")", "[": "]", "{": "}"}
DEEPEST = 40  # brackets in brackets
MOST = 90_000  # 64 × 128 fractions in LaTeX have fewer


def tokenize(text: str) -> list[Token]:
    """The tokens of a cleaned text, without its spaces. Raises ``ZooError`` if there are more than ``MOST``."""
    tokens: list[Token] = []
    at, gap, has_prompts = 0, True, ">>>" in text
    while at < len(text):
        if text[at] in " \t\f\v":
            at, gap = SPACES.match(text, at).end(), True  # type: ignore[union-attr]
            continue
        if text[at] == ",":  # the commonest sign
            tokens.append(Token("sign", ",", at, at + 1, gap))
            at, gap = at + 1, False
            continue
        token = _token(text, at, gap, tokens, has_prompts)
        at = token.end
        if token.kind == "space" or (token.text == "..." and token.kind == "prompt"):  # nothing but space
            gap = True
        elif _is_continued(text, token, tokens):
            at = text.index("\n", at) + 1
            gap = True
        else:
            tokens.append(token)
            gap = token.kind == "line"
        if len(tokens) > MOST:
            raise ZooError(
                f"The text has more than {MOST:,} numbers, words and signs, which is more than three matrices have"
            )
    return tokens


def _token(text: str, at: int, gap: bool, before: list[Token], has_prompts: bool) -> Token:
    if not before or before[-1].kind in ("line", "label", "prompt"):  # at the beginning of a line
        label = LABEL.match(text, at)
        if label:
            return Token("label", label[0], at, label.end(), gap)
        prompt = PROMPT.match(text, at)
        if prompt and (has_prompts or prompt[0] != "..."):
            return Token("prompt", prompt[0], at, prompt.end(), gap)
    if text[at] == "%" and before and before[-1].kind == "number" and PERCENT.match(text, at):
        return Token("sign", "%", at, at + 1, gap)
    match = PATTERN.match(text, at)
    kind, end = (match.lastgroup, match.end()) if match else ("other", at + 1)
    return Token(kind or "other", text[at:end], at, end, gap)


def _is_continued(text: str, token: Token, before: list[Token]) -> bool:
    """Whether MATLAB's "..." only continues the line: after a comma or semicolon, with nothing behind it."""
    if token.text != "...":
        return False
    rest = text[token.end : text.find("\n", token.end) + 1]
    return bool(rest) and not rest.strip() and bool(before) and before[-1].text in (",", ";", "[")


def place(text: str, at: int) -> str:
    """Where ``at`` is in the text, for a message."""
    line = text.count("\n", 0, at) + 1
    return f"line {line}, character {at - (text.rfind(chr(10), 0, at) + 1) + 1}"


def match_brackets(text: str, tokens: list[Token]) -> dict[int, int]:
    """The index of the closing token for that of each opening one, LaTeX environments included.

    A round bracket may stay open, as one in prose may, but not behind "=". Raises ``ZooError`` with the
    place of any other that does.
    """
    pairs, open_ones = {}, []
    for index, token in enumerate(tokens):
        if token.kind == "begin" or token.text in OPENING:
            open_ones.append(index)
            if len(open_ones) > DEEPEST:
                raise ZooError(f"At {place(text, token.start)} more than {DEEPEST} brackets are open")
        elif token.kind == "end" or token.text in OPENING.values():
            wanted = token.text
            while open_ones and tokens[open_ones[-1]].text == "(" and wanted != ")":
                open_ones.pop()
            fits = open_ones and _closes(tokens[open_ones[-1]], token)
            if fits:
                pairs[open_ones.pop()] = index
            elif wanted != ")":
                raise ZooError(f"“{wanted}” at {place(text, token.start)} closes nothing that was opened")
    left = [index for index in open_ones if tokens[index].text != "(" or (index and tokens[index - 1].text == "=")]
    if left:
        token = tokens[left[-1]]
        raise ZooError(f"a bracket is not closed: “{token.text}” at {place(text, token.start)}")
    return pairs


def check_round(text: str, tokens: list[Token], pairs: dict[int, int]) -> None:
    """Raise ``ZooError`` for a round bracket beside a number that has no other: "(1, 2; 3, 4", not the label "1)"."""
    closed, numbers = set(pairs.values()), 0  # numbers: of the line so far
    for index, token in enumerate(tokens):
        numbers = 0 if token.kind == "line" else numbers + (token.kind == "number")
        is_first = token.text == "(" and NUMBER_BEGINS.match(text, token.end)
        if is_first and index not in pairs:
            raise ZooError(f"a bracket is not closed: “(” at {place(text, token.start)}")
        if token.text == ")" and index not in closed and numbers > 1 and tokens[index - 1].kind == "number":
            raise ZooError(f"“)” at {place(text, token.start)} closes nothing that was opened")


def _closes(opening: Token, closing: Token) -> bool:
    if opening.kind == "begin" or closing.kind == "end":
        return opening.kind == "begin" and closing.kind == "end"
    return OPENING[opening.text] == closing.text
