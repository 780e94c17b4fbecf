"""Shakespeare's 37 plays in the public-domain edition of the MIT, and the text to train on that they make."""

import functools
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from training.data import corpus
from training.data.fetched import fetched
from training.data.play_list import PLAYS
from training.data.play_page import Speech, read
from zoo.errors import ZooError
from zoo.folders import data_root
from zoo.stores.files import plain_errors

FOLDER = Path("shakespeare") / "mit"
PAGE = "full.html"
SOURCE = "https://raw.githubusercontent.com/TheMITTech/shakespeare/master/"
LARGEST = 1_000_000  # bytes of a page; they have up to 340,000
ACTS = 5
TINY = ("coriolanus", "richardiii", "richardii", "romeo_juliet", "3henryvi", "winters_tale", "measure", "taming_shrew",
        "tempest")  # the plays of tinyshakespeare, in its order  # fmt: skip
HELD_OUT = ("taming_shrew", "tempest")  # those of its last 10 %
SHREW = "SLY:\nI'll pheeze you, in faith."  # how tinyshakespeare's part of The Taming of the Shrew begins
NEAR = 60  # speeches within which the next one of tinyshakespeare is found in the edition: it has left some out


@dataclass(frozen=True)
class Marked:
    """A text and its speeches, each with the place of its first character."""

    text: str
    speeches: tuple[Speech, ...]
    starts: tuple[int, ...]


def play(name: str) -> tuple[Speech, ...]:
    """The speeches of a play, its page downloaded if it is missing. Raises ``ZooError`` if there is no such play, or if
    its page cannot be had or is another."""
    if name not in PLAYS:
        raise ZooError(f"There is no play '{name}'; choose one of {', '.join(PLAYS)}.")
    file, known = FOLDER / name / PAGE, PLAYS[name]
    if not (data_root() / file).exists():
        fetched(f"page of the play {known.title}", file, f"{SOURCE}{name}/{PAGE}", known.sha256, LARGEST)
    return _play(name, data_root() / file)


def training() -> Marked:
    """35 plays, and of *The Taming of the Shrew* what tinyshakespeare's first 90 % has of it, as it has it.

    The other plays of tinyshakespeare are among the 35, so all of its first 90 % is in the text, once.
    """
    most = written(speech for name in PLAYS if name not in HELD_OUT for speech in play(name))
    text = corpus.corpus()
    opening = _cut(_tinyshakespeare(), text.index(SHREW), corpus.cut(text))
    before = most.text + "\n\n"
    starts = tuple(len(before) + start for start in opening.starts)
    return Marked(before + opening.text, most.speeches + opening.speeches, most.starts + starts)


def apart() -> str:
    """Of the two plays that are held out what is in no training text: *The Taming of the Shrew* from where
    tinyshakespeare's last 10 % begins, and *The Tempest*."""
    shrew, tempest = (written(play(name)).text for name in HELD_OUT)
    first = corpus.parts()[1].split("\n\n")[1]  # the first whole speech
    return f"{shrew[shrew.index(first) :]}\n\n{tempest}"


def tiny() -> tuple[Marked, Marked]:
    """tinyshakespeare's first 90 % and last 10 %, as they are, with what the edition says of their speeches."""
    whole = _tinyshakespeare()
    cut = corpus.cut(whole.text)
    return _cut(whole, 0, cut), _cut(whole, cut, len(whole.text))


def written(speeches: Iterable[Speech]) -> Marked:
    """Speeches in the form of tinyshakespeare: the name and a colon, the lines, and an empty line between two."""
    speeches = tuple(speeches)
    texts = [speech.text() for speech in speeches]
    starts, place = [], 0
    for text in texts:
        starts.append(place)
        place += len(text) + len("\n\n")
    return Marked("\n\n".join(texts), speeches, tuple(starts))


def _tinyshakespeare() -> Marked:
    """tinyshakespeare with its speeches, each with what the edition says of the same one."""
    reference = [speech for name in TINY for speech in play(name)]
    text, speeches, starts, place, at = corpus.corpus(), [], [], 0, 0
    for part in text.split("\n\n"):
        speaker, _, said = part.lstrip("\n").partition("\n")
        if speaker.endswith(":") and said:
            lines = tuple(said.split("\n"))
            at = _found(speaker[:-1], lines, reference, at)
            speeches.append(replace(reference[at], speaker=speaker[:-1], lines=lines))
            starts.append(place + len(part) - len(part.lstrip("\n")))
        place += len(part) + len("\n\n")
    return Marked(text, tuple(speeches), tuple(starts))


def _cut(whole: Marked, begin: int, end: int) -> Marked:
    """The part of a text with the speeches that begin in it; the last one may be cut short."""
    text = whole.text[begin:end]
    marked = zip(whole.speeches, whole.starts, strict=True)
    inside = [(each, start - begin) for each, start in marked if begin <= start < end]
    speeches = [replace(each, lines=tuple(text[at : at + len(each.text())].split("\n")[1:])) for each, at in inside]
    return Marked(text, tuple(speeches), tuple(at for _, at in inside))


def _found(speaker: str, lines: Sequence[str], reference: Sequence[Speech], at: int) -> int:
    """The place in the ``reference``, from ``at`` on, of the speech with these lines; ``at`` if it is not near."""
    for place in range(at, min(at + NEAR, len(reference))):
        known = reference[place]
        if known.speaker == speaker and (set(lines) & set(known.lines) or known.lines[0].startswith(lines[0])):
            return place
    return at


@functools.lru_cache(maxsize=2 * len(PLAYS))
def _play(name: str, path: Path) -> tuple[Speech, ...]:
    known = PLAYS[name]
    with plain_errors(str(path)):
        content = path.read_bytes()
    speeches = read(content, name, known.genre, str(path))
    if max(speech.act for speech in speeches) != ACTS:
        raise ZooError(f"{path} has not the {ACTS} acts of the play {known.title}; save the page again.")
    if hashlib.sha256(content).hexdigest() != known.sha256:
        raise ZooError(f"{path} is not the page of {known.title} that this project knows; save the page again.")
    return tuple(speeches)
