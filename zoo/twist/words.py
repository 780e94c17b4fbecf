"""A text as words with the gaps between them, and the edits that a twist makes from changed words."""

import math
from collections.abc import Callable
from typing import NamedTuple

from zoo.errors import ZooError
from zoo.twist.tokens import MARKUP, spans

LONGEST = 1_000_000
FOREIGN = "@"  # stands for an address, to which no rule applies


class Edit(NamedTuple):
    """A rule changed ``before``, which is ``text[start:end]`` of the input in code points, into ``after``."""

    start: int
    end: int
    before: str
    after: str
    rule: str


class Twisted(NamedTuple):
    """A text after a twist, and the edits, in order and without overlaps, that turn the input into it."""

    text: str
    edits: tuple[Edit, ...]


class Word:
    """One word of a text: its position, the text before it, and its replacement by a rule.

    ``new`` is the replacement in lower case, or None; words changed together have the same ``group``. ``gap`` is the
    text since the previous word; ``joined`` means that it is only space within one verse or across a line break, the
    marks of _italics_ aside. An elided word is joined to the one that it touches ("th'earth"). ``low`` is the word in
    lower case, or ``FOREIGN``. ``speech`` counts the paragraphs and speakers.
    """

    __slots__ = (
        "clause", "drop", "end", "gap", "group", "joined", "low", "new", "rank", "rule", "speech", "start", "text"
    )  # fmt: skip

    def __init__(self, text: str, start: int, end: int, gap: str, low: str | None = None, speech: int = 0):
        self.text, self.start, self.end, self.gap, self.speech = text, start, end, gap, speech
        self.low = text.lower().replace("’", "'") if low is None else low
        bare = MARKUP.sub("", gap) if gap not in (" ", "") else gap
        self.joined = bare.isspace() and bare.count("\n") < 2
        self.new: str | None = None
        self.group: list[Word] | None = None
        self.rule, self.rank, self.clause, self.drop = "", 0.0, 0, False

    @property
    def now(self) -> str:
        """The word after the rules so far."""
        return self.low if self.new is None else self.new


NOTHING = Word("", 0, 0, "")


class Words(list[Word]):
    """The words and clauses of ``text``: ``clauses[n]`` is (first word, end, the mark that ends it)."""

    def __init__(self, text: str):
        self.text = text
        super().__init__(_split(text))
        self.clauses: list[tuple[int, int, str]] = []
        self.memory: dict[tuple[str, int], bool] = {}
        self.tags: dict[int, list[str]] = {}  # of each clause, once asked for
        first = 0
        for index in range(1, len(self) + 1):
            gap = self[index].gap if index < len(self) else text[self[-1].end :] or "\n\n"
            mark = _mark(gap)
            if mark or index == len(self):
                self.clauses.append((first, index, mark))
                first = index
        for number, (first, end, _) in enumerate(self.clauses):
            for index in range(first, end):
                self[index].clause = number

    def at(self, index: int) -> Word:
        """The word at ``index``, or an empty one that is not joined to anything."""
        return self[index] if 0 <= index < len(self) else NOTHING

    def opens(self, index: int) -> bool:
        """Whether this word starts a clause, or a part of one after a comma or quotation mark."""
        word = self[index]
        return not word.joined and word.gap != "-"

    def closes(self, index: int) -> bool:
        """Whether a punctuation mark or the end follows, and not a word."""
        return not self.at(index + 1).joined

    def starts(self, index: int) -> bool:
        """Whether a capital may be due only to the place: the start of a sentence or line."""
        gap = self[index].gap
        return index == 0 or (gap != " " and any(mark in ".!?:\n" or mark.isdigit() for mark in gap))

    def clause_has(self, number: int, name: str, test: Callable[[list[Word]], bool]) -> bool:
        """Whether a clause passes the test of that name; the result is cached for all of its words."""
        if (name, number) not in self.memory:
            first, end, _ = self.clauses[number]
            self.memory[name, number] = test(self[first:end])
        return self.memory[name, number]

    def set(self, indices: list[int], news: list[str | None], rule: str, rank: float) -> None:
        """Change words together; None drops a word with the space before it. Words changed before join the group."""
        group = [self[index] for index in indices]
        for other in {id(word.group): word.group for word in group if word.group}.values():
            group += [word for word in other if word not in group]
        rank = min([rank, *(word.rank for word in group if word.rule)])
        for index, new in zip(indices, news, strict=True):
            self[index].new, self[index].drop = new or "", new is None
        for word in group:
            word.rule, word.rank, word.group = rule, rank, group

    def ranked(self) -> list[tuple[float, Edit]]:
        """The edits with their ranks; neighbours that changed together are one edit."""
        found: list[tuple[float, Edit]] = []
        for index, word in enumerate(self):
            if not word.rule:
                continue
            source = word.text
            if source in ("I", "O") and not self.starts(index):
                source = source.lower()  # these are always capital, which says nothing about the replacement
            after = "" if word.drop else like(source, word.now)
            if index + 1 < len(self) and not self[index + 1].gap and after[-1:] not in ("'", "’"):
                after += " "  # "th'earth" was one word
            start = word.start - len(word.gap) if word.drop else word.start
            last = found[-1][1] if found else None
            before = self[index - 1] if index else NOTHING
            if last and last.end == before.end and word.group is before.group and len(word.group or ()) > 1:
                middle = self.text[last.end : start]
                edit = Edit(
                    last.start, word.end, self.text[last.start : word.end], last.after + middle + after, last.rule
                )
                found[-1] = (word.rank, edit)
            else:
                found.append((word.rank, Edit(start, word.end, self.text[start : word.end], after, word.rule)))
        return [(rank, edit) for rank, edit in found if edit.before != edit.after]


def _split(text: str) -> list[Word]:
    words: list[Word] = []
    end = speech = 0
    for start, stop, foreign in spans(text):
        gap = text[end:start]
        speech += gap.count("\n") > 1 or any(map(str.isalpha, MARKUP.sub("", gap)))
        words.append(Word(text[start:stop], start, stop, gap, FOREIGN if foreign else None, speech))
        if not gap and len(words) > 1:
            words[-1].joined = words[-2].text.endswith(("'", "’"))
        end = stop
    return words


def _mark(gap: str) -> str:
    """The first mark in ``gap`` that ends a clause, "." for a blank line, otherwise ""."""
    if len(gap) < 2 and gap not in (*".!?;:…—",):
        return ""
    gap = MARKUP.sub("", gap)
    for character in gap:
        if character in ".!?;:…":
            return character
    return "." if gap.count("\n") > 1 or "--" in gap or "—" in gap or any(map(str.isalnum, gap)) else ""


# ---- letters
def like(source: str, new: str) -> str:
    """``new`` with the capitals and the kind of apostrophe that ``source`` has."""
    letters = [character for character in source if character.isalpha()]
    if len(letters) > 1 and source.isupper():
        new = new.upper()
    elif letters and letters[0].isupper():
        first = next((at for at, character in enumerate(new) if character.isalpha()), 0)
        new = new[:first] + new[first : first + 1].upper() + new[first + 1 :]
    return new.replace("'", "’") if "’" in source else new


def vowel_sound(word: str) -> bool:
    """Whether a word takes "an"."""
    silent = ("hour", "honest", "honour", "honor", "heir")
    glides = ("one", "once", "uni", "use", "usu", "eu", "ewe", "uti", "ubi")
    return word.startswith(silent) or (word[:1] in tuple("aeiou") and not word.startswith(glides)) or word == "unironic"


# ---- edits
def apply(text: str, edits: list[Edit] | tuple[Edit, ...]) -> str:
    """``text`` with its edits made."""
    parts, end = [], 0
    for edit in edits:
        parts += [text[end : edit.start], edit.after]
        end = edit.end
    return "".join([*parts, text[end:]])


def compose(text: str, first: list[tuple[float, Edit]], second: list[tuple[float, Edit]]) -> list[tuple[float, Edit]]:
    """Ranked edits of ``text`` equivalent to ``first`` followed by ``second``, which applies to its result."""
    if not second:
        return first
    pieces, shift = [], 0  # (start and end in the text between, ranked edit), for both lists
    for rank, edit in first:
        pieces.append((edit.start + shift, edit.start + shift + len(edit.after), 0, rank, edit))
        shift += len(edit.after) - (edit.end - edit.start)
    pieces += [(edit.start, edit.end, 1, rank, edit) for rank, edit in second]
    pieces.sort(key=lambda piece: piece[:3])
    between = apply(text, [edit for _, edit in first])
    found, shift, at = [], 0, 0
    while at < len(pieces):
        start, end, upto = pieces[at][0], pieces[at][1], at + 1
        while upto < len(pieces) and (pieces[upto][0] < end or pieces[upto][0] == start):
            end, upto = max(end, pieces[upto][1]), upto + 1
        cluster = pieces[at:upto]
        grown = sum(len(edit.after) - (edit.end - edit.start) for *_, which, _, edit in cluster if not which)
        later = [
            Edit(edit.start - start, edit.end - start, "", edit.after, "") for *_, which, _, edit in cluster if which
        ]
        after, source = apply(between[start:end], later), (start - shift, end - shift - grown)
        shift += grown
        best = min(cluster, key=lambda piece: piece[3])
        if text[slice(*source)] != after:
            found.append((best[3], Edit(*source, text[slice(*source)], after, best[4].rule)))
        at = upto
    return found


# ---- input
def check(text: object, dial: object, name: str) -> float:
    """``dial`` as a number in [0, 1]. Raises ``ZooError`` if the text or the dial is invalid."""
    if not isinstance(text, str):
        raise ZooError("The text to twist must be text; pass a string.")
    if len(text) > LONGEST:
        raise ZooError(f"The text has {len(text):,} characters; at most {LONGEST:,} are twisted at once.")
    if isinstance(dial, bool) or not isinstance(dial, int | float) or not math.isfinite(dial) or not 0 <= dial <= 1:
        raise ZooError(f"The {name} must be a number from 0 to 1.")
    return float(dial)


def check_seed(seed: object) -> int:
    """A seed. Raises ``ZooError`` if it is not a whole number."""
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise ZooError("The seed must be a whole number.")
    return seed
