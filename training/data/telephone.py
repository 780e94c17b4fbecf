"""Modern English as it is spoken: the turns of NLTK's sample of the Switchboard corpus, 36 telephone calls."""

import re
from functools import cache
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from training.data.fetched import fetched
from zoo.errors import ZooError
from zoo.folders import data_root

FILE = Path("nltk_data") / "corpora" / "switchboard.zip"
URL = "https://raw.githubusercontent.com/nltk/nltk_data/gh-pages/packages/corpora/switchboard.zip"
SHA256 = "6a1a22b659e2fe616129addab0e7967335e67c7dae6a6e63be10778dd0455d06"
LARGEST = 2_000_000  # bytes
TRANSCRIPT = "switchboard/transcript"
_TURN = re.compile(r"[AB]\.(\d+): (.*)")
_NOISE = re.compile(r"<[^>]*>|\[[^\]]*\]|\S+-(?=[\s,.])|\b(?:uh-huh|um-hum|uh|um|huh|hum)\b[,.]?", re.IGNORECASE)


def calls() -> tuple[tuple[str, ...], ...]:
    """For each call what is said in its turns, without noises, broken words and "uh". Downloaded if it is missing."""
    path = data_root() / FILE
    if not path.exists():
        fetched("sample of telephone calls", FILE, URL, SHA256, LARGEST)
    return _calls(path)


@cache
def _calls(path: Path) -> tuple[tuple[str, ...], ...]:
    try:
        with ZipFile(path) as archive:
            text = archive.read(TRANSCRIPT).decode()
    except (OSError, BadZipFile, KeyError, UnicodeDecodeError) as error:
        raise ZooError(f"{path} cannot be read ({error}); delete it, so that it is downloaded again.") from None
    found: list[list[str]] = []
    for number, said in _TURN.findall(text):
        if number == "1" or not found:
            found.append([])
        found[-1].append(_NOISE.sub("", said))
    return tuple(map(tuple, found))
