"""Pages in the form of the MIT edition, and a small edition of them with a text in the form of tinyshakespeare."""

import hashlib
from pathlib import Path

from training.data import corpus, plays
from training.data.play_list import COMEDY, TRAGEDY, Play

ROMAN = ("I", "II", "III", "IV", "V")
NAMES = ("ROMEO", "First Citizen", "QUEEN MAB")
FOUL, WIFE, BOAT = "foul", "wife", "boat"  # the plays of the small edition; the last two are held out


def page(*body: str, end: str = "</body>\n</html>\n") -> bytes:
    """A page with what is between its frame's parts."""
    head = (
        '<html>\n<head>\n<title>A Play: Entire Play\n </title>\n</head>\n<body>\n<table><tr><td class="play">A Play\n'
    )
    return (head + "</table>\n\n" + "\n".join(body) + end).encode("iso-8859-1")


def heading(text: str) -> str:
    """An act, a scene or a prologue."""
    return f"<h3>{text}</h3>\n<p><blockquote>\n<i>Enter ROMEO</i>\n</blockquote>\n"


def speech(name: str, *lines: str, scene: str = "1.1") -> str:
    """A name and its lines."""
    return f"<A NAME=speech1><b>{name}</b></a>\n<blockquote>\n{said(*lines, scene=scene)}</blockquote>\n"


def said(*lines: str, scene: str = "1.1") -> str:
    """Lines without a name."""
    return "".join(f"<A NAME={scene}.{number}>{line}</A><br>\n" for number, line in enumerate(lines, 1))


def play(words: str, count: int) -> bytes:
    """A play of five acts with ``count`` speeches in each, whose lines have these words."""
    body = []
    for act, roman in enumerate(ROMAN, 1):
        body += [heading(f"ACT {roman}"), heading("SCENE I. A street.")]
        for number in range(count):
            lines = f"The {words} of act {act} is {number},", f"And {number} is not a {words} of mine."
            body.append(speech(NAMES[number % 3], *lines[: 1 + number % 2], scene=f"{act}.1"))
    return page(*body)


def write(folder: Path, monkeypatch) -> Path:
    """A data folder with an edition of three plays and its "tinyshakespeare": all of the second and half of the third
    play. In it the second play begins as *The Taming of the Shrew* does in ours."""
    monkeypatch.setenv("ZOO_DATA", str(folder))
    pages = {FOUL: play("fair is foul", 40), WIFE: play("wife", 40), BOAT: play("boat", 40)}
    known = {
        name: Play(name.title(), TRAGEDY if name == FOUL else COMEDY, digest(each)) for name, each in pages.items()
    }
    for name, each in pages.items():
        place(folder, name, each)
    for setting, value in {"PLAYS": known, "TINY": tuple(pages), "HELD_OUT": (WIFE, BOAT),
                           "SHREW": "ROMEO:\nThe wife of act 1 is 0,"}.items():  # fmt: skip
        monkeypatch.setattr(plays, setting, value)
    text = plays.written(each for name in pages for each in plays.play(name)).text[:-2000].encode()
    (folder / corpus.FILE).write_bytes(text)
    monkeypatch.setattr(corpus, "SHA256", digest(text))
    monkeypatch.setattr(corpus, "TRAINING", 0.5)
    return folder


def place(folder: Path, name: str, content: bytes) -> Path:
    """A page in a data folder."""
    path = folder / plays.FOLDER / name / plays.PAGE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def digest(content: bytes) -> str:
    """Its SHA-256."""
    return hashlib.sha256(content).hexdigest()
