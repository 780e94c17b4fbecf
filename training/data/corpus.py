"""The Shakespeare text (char-rnn's tinyshakespeare): its location and its two parts."""

import functools
import hashlib
from pathlib import Path

from zoo.errors import ZooError
from zoo.folders import data_root

FILE = Path("shakespeare") / "tinyshakespeare.txt"
SIZE = 1_115_394  # bytes, and characters: it is ASCII throughout
SHA256 = "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"
TRAINING = 0.9  # of the characters; the rest is for validation
SOURCE = "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"


def corpus() -> str:
    """The whole text. Raises ``ZooError`` with instructions if the file is missing or has other content."""
    return _read(data_root() / FILE)


def parts() -> tuple[str, str]:
    """The first 90 % of the characters, to train on, and the last 10 %, for validation."""
    text = corpus()
    return text[: cut(text)], text[cut(text) :]


def cut(text: str) -> int:
    """The place at which the second part of the text begins."""
    return int(TRAINING * len(text))


def genuine(content: bytes) -> bool:
    """Whether these bytes are the text."""
    return hashlib.sha256(content).hexdigest() == SHA256


def present() -> bool:
    """Whether the file exists; it is not read."""
    return (data_root() / FILE).is_file()


@functools.lru_cache(maxsize=2)
def _read(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError:
        raise ZooError(
            f"There is no Shakespeare text at {path}; download {SOURCE} to this path, or set ZOO_DATA to a folder "
            f"that has "
            f"{FILE}."
        ) from None
    if not genuine(content):
        raise ZooError(f"{path} is not the tinyshakespeare text of {SIZE:,} bytes; download it again from {SOURCE}.")
    return content.decode("ascii")
