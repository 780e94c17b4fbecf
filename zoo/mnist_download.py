"""MNIST fetched in the background by a server that has none, once a visitor opens a page that would show it."""

import hashlib
import logging
import os
import threading
import time
from http.client import HTTPException
from pathlib import Path
from typing import Literal, NamedTuple

from zoo.download import allowed, read
from zoo.errors import ZooError
from zoo.folders import data_root
from zoo.mnist import RAW, is_whole
from zoo.stores.files import atomic_write, need_writable

log = logging.getLogger(__name__)
MIRROR = "ZOO_MNIST"  # an address under which the four .gz files are, asked in place of the usual mirrors
# as in torchvision.datasets.MNIST, whose import would take seconds and half a gigabyte
MIRRORS = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/")
MD5 = {
    "train-images-idx3-ubyte": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte": "ec29112dd5afa0611ce80d1b7f02629c",
}
STEMS = sorted(MD5, key=lambda stem: "images" in stem)  # the small ones with the labels first
PATIENCE = 5  # seconds without a byte
LARGEST = 20_000_000  # bytes of one; the training images have 9.9 million
AGAIN = 600  # seconds after which a visitor who would see MNIST makes the server try once more
State = Literal["here", "coming", "absent"]


class Attempt(NamedTuple):
    """A thread that fetches, and when it began."""

    thread: threading.Thread
    begun: float


_attempts: dict[Path, Attempt] = {}  # the last one for each folder
_lock = threading.Lock()


def wanted() -> State:
    """Where MNIST is: here, coming, or absent, so that the page does without. Waits for nothing.

    If it is absent and may be fetched (``ZOO_DOWNLOAD``), a thread begins to fetch it.
    """
    try:
        raw = data_root() / RAW
    except ZooError:
        return "absent"
    if not wanting(raw):
        return "here"
    with _lock:
        last = _attempts.get(raw)
        if last and last.thread.is_alive():
            return "coming"
        if not allowed() or (last and time.monotonic() - last.begun < AGAIN):
            return "absent"
        level = logging.DEBUG if last else logging.WARNING  # a failure is said once
        thread = threading.Thread(target=fetch, args=(raw, level), name="mnist-download", daemon=True)
        _attempts[raw] = Attempt(thread, time.monotonic())
        thread.start()
        return "coming"


def wanting(raw: Path) -> list[str]:
    """Names of MNIST's files that are in the folder neither packed nor unpacked in full."""
    return [stem for stem in STEMS if not any(is_whole(raw / name) for name in (stem, f"{stem}.gz"))]


def absent() -> list[str]:
    """Names of MNIST's files of which there is nothing, neither packed nor unpacked."""
    raw = data_root() / RAW
    return [stem for stem in STEMS if not any((raw / name).is_file() for name in (stem, f"{stem}.gz"))]


def fetch(raw: Path, level: int = logging.WARNING) -> bool:
    """Fetch what the folder lacks. Returns whether all files are there then; a failure is logged, not raised."""
    try:
        need_writable(raw)
        raw.mkdir(parents=True, exist_ok=True)
        for stem in wanting(raw):
            atomic_write(raw / f"{stem}.gz", _from_mirrors(f"{stem}.gz", MD5[stem]))
    except (OSError, ZooError) as error:
        log.log(level, "MNIST was not fetched (%s); the page does without its test digits and training images.", error)
        return False
    log.info("MNIST is in %s.", raw)
    return True


def mirrors() -> tuple[str, ...]:
    """The addresses under which the files are sought, in this order."""
    given = os.environ.get(MIRROR, "").strip()
    return (f"{given.rstrip('/')}/",) if given else MIRRORS


def _from_mirrors(name: str, md5: str) -> bytes:
    """The file of the first mirror that has it with the right checksum. Raises ``ZooError`` if none has."""
    for mirror in mirrors():
        try:
            content = read(mirror + name, LARGEST, PATIENCE)
        except (OSError, HTTPException, ValueError, ZooError) as error:  # ValueError: no address
            log.debug("%s: %s", mirror, error)
            continue
        if hashlib.md5(content, usedforsecurity=False).hexdigest() == md5:
            return content
        log.debug("%s has another %s", mirror, name)
    raise ZooError(f"no mirror gave {name}")
