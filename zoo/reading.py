"""Reads what others wrote: files up to a size, and JSON up to a size and a depth. Standard library alone."""

import json
from pathlib import Path
from typing import Any

LARGEST = 32_000_000  # bytes of a file beside the weights; the largest here has 700,000
DEEPEST = 32  # lists and objects inside each other; the files here have nine at most


def content(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file. Raises ``OSError``, or ``ValueError`` if there are more than ``largest``."""
    with open(path, "rb") as file:
        found = file.read(largest + 1)
    if len(found) > largest:
        raise ValueError(f"it has more than {largest:,} bytes")
    return found


def parse(text: bytes | str) -> Any:
    """The value of a JSON text. Raises ``ValueError`` if it is none, too long or nested too deeply."""
    if len(text) > LARGEST:
        raise ValueError(f"it has more than {LARGEST:,} characters")
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [part for each in level for part in _parts(each) if isinstance(part, dict | list)]
        if not level:
            return value
    raise ValueError(TOO_DEEP)


def json_file(path: Path) -> Any:
    """The value of a JSON file. Raises ``OSError``, or ``ValueError`` if it is none, too long or nested too deeply."""
    return parse(content(path))


TOO_DEEP = f"it has more than {DEEPEST} lists or objects inside each other"


def _parts(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
