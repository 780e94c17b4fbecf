"""The Shakespeare text (char-rnn's tinyshakespeare): its location and its two parts."""

import functools
import hashlib
from pathlib import Path

from training.data.fetched import fetched
from zoo.errors import ZooError
from zoo.folders import data_root
from zoo.stores.files import plain_errors

FILE = Path("shakespeare") / "tinyshakespeare.txt"
SIZE = 1_115_394  # bytes, and characters: it is ASCII throughout
SHA256 = "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"
TRAINING = 0.9  # of the characters; the rest is for validation
SOURCE = "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"


def corpus() -> str:
    """The whole text, downloaded if it is missing. Raises ``ZooError`` with instructions if that fails, or if the file
    has other content."""
    path = data_root() / FILE
    if not path.exists():
        fetched("Shakespeare text", FILE, SOURCE, SHA256, SIZE)
    return _read(path)


def parts() -> tuple[str, str]:
    """The first 90 % of the characters, to train on, and the last 10 %, for validation."""
    text = corpus()
    return text[: cut(text)], text[cut(text) :]


def cut(text: str) -> int:
    """The place at which the second part of the text begins."""
    return int(TRAINING * len(text))


@functools.lru_cache(maxsize=2)
def _read(path: Path) -> str:
    with plain_errors(str(path)):
        content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ZooError(f"{path} is not the tinyshakespeare text of {SIZE:,} bytes; download it again from {SOURCE}.")
    return content.decode("ascii")
