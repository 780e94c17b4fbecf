"""Texts of others: downloaded into the data folder when they are missing, and checked."""

import hashlib
import time
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError

from zoo.download import allowed, read
from zoo.errors import ZooError
from zoo.folders import data_root
from zoo.stores.files import atomic_write, plain_errors

ATTEMPTS = 3
PAUSE = 1.0  # seconds before the second attempt, and twice as long before each further one
PATIENCE = 30  # seconds without a byte


def fetched(what: str, file: Path, url: str, sha256: str, largest: int) -> None:
    """Download a file that the data folder lacks. ``ZooError`` if that is switched off, fails or gives other content;
    the sentence says ``what`` is missing, and how to get it."""
    path = data_root() / file
    place = f"to this path, or set ZOO_DATA to a folder that has {file.as_posix()}."
    if not allowed():
        raise ZooError(f"There is no {what} at {path}; download {url} {place}")
    try:
        content = _read(url, largest)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ZooError("the downloaded file is another text")
    except (OSError, HTTPException, ZooError) as error:
        reason = str(error).strip().split("\n")[0]
        raise ZooError(
            f"There is no {what} at {path} and it could not be downloaded ({reason}); save {url} {place}"
        ) from None
    with plain_errors(str(path.parent)):
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, content)


def _read(url: str, largest: int, attempts: int = ATTEMPTS) -> bytes:
    """What is at an address; asked again when the network fails, but not when the host has no such file."""
    try:
        return read(url, largest, PATIENCE)
    except (OSError, HTTPException) as error:
        if attempts == 1 or (isinstance(error, HTTPError) and error.code < 500):
            raise
    time.sleep(PAUSE * 2 ** (ATTEMPTS - attempts))
    return _read(url, largest, attempts - 1)
