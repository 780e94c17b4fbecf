"""Fetching files from other hosts: one switch for all, and limits to what a host may send."""

import os
import time
import urllib.request

from zoo.errors import ZooError

SWITCH = "ZOO_DOWNLOAD"  # 0 keeps everything from being fetched
PATIENCE = 5  # seconds without a byte
LONGEST = 120  # seconds for one file


def allowed() -> bool:
    """Whether anything may be fetched: ``ZOO_DOWNLOAD`` is not 0."""
    return os.environ.get(SWITCH, "").strip().lower() not in ("0", "no", "off", "false")


def read(url: str, largest: int, patience: float = PATIENCE) -> bytes:
    """The content at an address. Gives up if the host is silent or slow, or sends more than ``largest`` bytes.

    Raises ``OSError``, ``HTTPException`` or ``ZooError``.
    """
    end, content = time.monotonic() + LONGEST, bytearray()
    with urllib.request.urlopen(url, timeout=patience) as answer:
        while part := answer.read1(1 << 16):
            content += part
            if len(content) > largest or time.monotonic() > end:
                raise ZooError("too large or too slow")
    return bytes(content)
