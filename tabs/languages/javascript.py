"""String and template literals of a JavaScript module, without parsing it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

ESCAPES = {"n": "\n", "t": "\t", "\n": ""}
BEFORE_REGEX = set("(,=:[!&|?{};+-*%<>~^")  # after any other character, a slash divides
WORDS_BEFORE_REGEX = re.compile(r"\b(?:return|typeof|case|of|in)\s*$")
NEXT = re.compile(r"[/\"'`{}]")  # where something begins or ends
PLAIN = {quote: re.compile(rf"[^\\{quote}]*") for quote in "\"'"} | {"`": re.compile(r"(?:[^\\`$]|\$(?!\{))*")}
PLUS = re.compile(r"\s*\+\s*(?=[\"'`])")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")


@dataclass(frozen=True)
class Literal:
    """A literal: its ``text``, with {0}, {1} … for what a template puts in, and the code ``before`` it."""

    text: str
    before: str


def literals(source: str) -> Iterator[Literal]:
    """All literals of a module; those inside a template's expressions come before the template."""
    yield from _Scan(source).run(0, "")[0]


class _Scan:
    def __init__(self, source: str):
        self.source = source

    def run(self, at: int, end: str) -> tuple[list[Literal], int]:
        """Reads from ``at`` to the unmatched ``end``; gives the literals and the place after it."""
        found, depth = [], 0
        while step := NEXT.search(self.source, at):
            at, sign = step.start(), step[0]
            if sign == "/":
                at = self._after_slash(at)
            elif sign in "\"'`":
                literal, at = self._sum(at, found)
                found.append(literal)
            elif sign == end and depth == 0:
                return found, at + 1
            else:
                depth += (sign == "{") - (sign == "}")
                at += 1
        return found, len(self.source)

    def _after_slash(self, at: int) -> int:
        """The end of the comment or regular expression that begins at a slash, or of the slash if it divides."""
        if comment := COMMENT.match(self.source, at):
            return comment.end()
        before = self.source[max(0, at - 40) : at].rstrip()
        if not before or before[-1] in BEFORE_REGEX or WORDS_BEFORE_REGEX.search(before):
            regex = REGEX.match(self.source, at)
            return regex.end() if regex else at + 1
        return at + 1

    def _sum(self, begin: int, found: list[Literal]) -> tuple[Literal, int]:
        """The literal that begins here with those that are added to it by +; what is within it goes to ``found``."""
        text, at, holes = self._until(begin, 0, found)
        while plus := PLUS.match(self.source, at):
            more, at, holes = self._until(plus.end(), holes, found)
            text += more
        return Literal(text, self.source[max(0, begin - 60) : begin]), at

    def _until(self, begin: int, holes: int, found: list[Literal]) -> tuple[str, int, int]:
        """The text of the literal that begins here, the place after it, and how many holes there are by then."""
        quote, at, text = self.source[begin], begin + 1, ""
        while True:
            if plain := PLAIN[quote].match(self.source, at):
                text, at = text + plain[0], plain.end()
            if self.source[at] == quote:
                return text, at + 1, holes
            if self.source[at] == "\\":
                text, at = self._escape(text, at)
            else:
                inner, at = self.run(at + 2, "}")
                found += inner
                text += f"{{{holes}}}"
                holes += 1

    def _escape(self, text: str, at: int) -> tuple[str, int]:
        sign = self.source[at + 1]
        if sign in "ux":
            digits = 4 if sign == "u" else 2
            return text + chr(int(self.source[at + 2 : at + 2 + digits], 16)), at + 2 + digits
        return text + ESCAPES.get(sign, sign), at + 2
