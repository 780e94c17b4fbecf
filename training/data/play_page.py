"""Reads the page of a play in the MIT edition: who says what, in which act and scene, in verse or in prose."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import groupby

from zoo.errors import ZooError

ENCODING = "iso-8859-1"
LINE, SPEAKER = re.compile(r"\d+\.\d+\.\d+"), re.compile(r"speech\d+")  # names of the page's anchors
HEADING = re.compile(r"(ACT|SCENE) ([IVX]+)\b", re.IGNORECASE)
DIRECTION = re.compile(r"\[[^\]]*\]")  # within a line
# The edition's own scripts took a name with a hyphen, an apostrophe or an "&" for the beginning of its line, and the
# words before some tabs for a name.
MISSED = re.compile(r"(?=.*['&:-])(?:'?[A-Z][\w'-]*[,:]? *|& *)+")
NO_NAME = re.compile(r"[A-Z]\w* [a-z].* I")
REST_OF_NAME = re.compile(r"of ")  # "Ghost" is then the line before
CAPITALS = 0.7  # share of a speech's lines after the first that begin with a capital from which it is verse
ROMAN = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True)
class Speech:
    """What somebody says at one time. ``genre`` is comedy, history or tragedy; ``scene`` is 0 in prologues, ``act``
    before the first one."""

    play: str
    genre: str
    act: int
    scene: int
    speaker: str
    lines: tuple[str, ...]
    verse: bool = True

    def text(self) -> str:
        """In the form of tinyshakespeare, without the empty line between speeches."""
        return "\n".join((f"{self.speaker}:", *self.lines))


@dataclass
class _Open:
    """A speech while it is read."""

    act: int
    scene: int
    speaker: str
    lines: list[str] = field(default_factory=list)


def read(content: bytes, play: str, genre: str, name: str) -> list[Speech]:
    """The speeches of a play's page. Raises ``ZooError`` with the page's ``name`` if it is cut short, in another
    encoding or in another form."""
    page = _Page(name)
    page.feed(_decoded(content, name))
    page.close()
    spoken = [(each, _lines(each.lines)) for each in page.speeches]
    speeches = [Speech(play, genre, each.act, each.scene, each.speaker, lines) for each, lines in spoken if lines]
    if not speeches:
        raise ZooError(f"{name} has no speeches in the form of the MIT edition; save the page again.")
    return list(_told_apart(speeches))


def is_verse(lines: Iterable[str]) -> bool | None:
    """Whether lines are verse, in which each begins with a capital; None if there is one only."""
    begins = [first for first in (re.search("[A-Za-z]", line) for line in [*lines][1:]) if first]
    return sum(first[0].isupper() for first in begins) >= CAPITALS * len(begins) if begins else None


class _Page(HTMLParser):
    """Collects speeches. Anchors hold names and lines, <i> holds directions, <h3> acts and scenes."""

    def __init__(self, name: str):
        super().__init__()
        self.speeches: list[_Open] = []
        self._name = name
        self._act = self._scene = 0
        self._current: _Open | None = None
        self._place, self._text = "", ""  # what the text is part of, and the text so far
        self._ends = ""  # the tag that ends it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An anchor, a heading or a direction begins."""
        anchor = dict(attrs).get("name") or ""
        if tag == "a" and LINE.fullmatch(anchor):
            self._begin("line", tag)
        elif tag == "a" and SPEAKER.fullmatch(anchor):
            self._begin("speaker", tag)
        elif tag in ("h3", "i", "title", "table"):
            self._begin(tag, tag)

    def handle_data(self, data: str) -> None:
        """Text belongs to what has begun; the edition has none elsewhere."""
        self._text += data
        if not self._place and data.strip():
            raise ZooError(f'{self._name} has "{data.strip():.40}" outside of a line, a name and a direction, and so '
                           "is not in the form of the MIT edition; save the page again.")  # fmt: skip

    def handle_endtag(self, tag: str) -> None:
        """What has begun is complete."""
        if tag != self._ends:
            return
        text = self._text.strip("\n")
        if self._place == "line":
            self._line(text)
        elif self._place == "speaker":
            self._speaker(" ".join(text.split()))
        elif self._place == "h3":
            self._heading(text.strip())
        self._place = self._ends = ""

    def _begin(self, place: str, ends: str) -> None:
        self._place, self._ends, self._text = place, ends, ""

    def _heading(self, text: str) -> None:
        kind = HEADING.match(text)
        self._current = None
        if kind and kind[1].upper() == "ACT":
            self._act, self._scene = _number(kind[2]), 0
        elif kind:
            self._scene = _number(kind[2])
        else:  # a prologue, whose lines may follow without a name
            self._scene = 0
            self._open(text)

    def _speaker(self, text: str) -> None:
        if HEADING.match(text):
            self._heading(text)
        elif NO_NAME.fullmatch(text) and self._current:
            self._current.lines.append(text + " ")
        elif REST_OF_NAME.match(text) and self._current and self._current.lines:
            self._open(f"{self._current.lines.pop()} {text}")
        else:
            self._open(text)

    def _line(self, text: str) -> None:
        name, tab, rest = text.partition("\t")
        if tab and MISSED.fullmatch(name):
            self._open(name)
            text = rest
        lines = self._current.lines if self._current else []  # else it is the rest of a scene's heading
        if lines and lines[-1].endswith(" "):
            lines[-1] += text
        else:
            lines.append(text.rstrip())

    def _open(self, name: str) -> None:
        name = re.sub("& *C$", "&C", " ".join(name.split()).rstrip(":"))
        self._current = _Open(self._act, self._scene, name)
        self.speeches.append(self._current)


def _decoded(content: bytes, name: str) -> str:
    if b"\0" in content or content.startswith(b"\xef\xbb\xbf") or _is_utf8(content):
        raise ZooError(f"{name} is not in the encoding {ENCODING} of the MIT edition; save the page as it is there.")
    if b"</html>" not in content[-200:].lower():
        raise ZooError(f"{name} is cut short: its end is missing; save the page again.")
    return content.decode(ENCODING)


def _is_utf8(content: bytes) -> bool:
    """Whether there are characters beyond ASCII and all are in UTF-8."""
    try:
        return not content.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _lines(lines: list[str]) -> tuple[str, ...]:
    """A speech's lines without directions, indentation and lines that have nothing else."""
    spoken = DIRECTION.sub("", "\n".join(lines)).split("\n")
    return tuple(line for line in (" ".join(each.split()) for each in spoken) if line)


def _told_apart(speeches: list[Speech]) -> Iterable[Speech]:
    """With ``verse``; a speech of one line is as the one before it in its scene, or as the first that has more."""
    for _, scene in groupby(speeches, lambda each: (each.act, each.scene)):
        scene = list(scene)
        known = [is_verse(each.lines) for each in scene]
        last = next((each for each in known if each is not None), True)
        for speech, verse in zip(scene, known, strict=True):
            last = last if verse is None else verse
            yield replace(speech, verse=last)


def _number(roman: str) -> int:
    digits = [ROMAN[each] for each in roman.upper()]
    return sum(-digit if digit < after else digit for digit, after in zip(digits, [*digits[1:], 0], strict=True))
