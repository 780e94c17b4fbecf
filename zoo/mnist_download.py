"""MNIST fetched in the background by a server that has none: the page can then show the nearest training image."""

import hashlib
import logging
import threading
from http.client import HTTPException

from zoo.download import allowed, read
from zoo.errors import ZooError
from zoo.folders import data_root
from zoo.mnist import RAW, TEST, TRAINING
from zoo.stores.files import atomic_write

log = logging.getLogger(__name__)
# as in torchvision.datasets.MNIST, whose import would take seconds and half a gigabyte
MIRRORS = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/")
MD5 = {
    "train-images-idx3-ubyte": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte": "ec29112dd5afa0611ce80d1b7f02629c",
}
PATIENCE = 5  # seconds without a byte
LARGEST = 20_000_000  # bytes of one; the training images have 9.9 million


def start() -> threading.Thread | None:
    """Fetch once what is absent, in a thread that neither start nor visitors wait for.

    Returns None if there is nothing to do: all files are there, ``ZOO_DOWNLOAD`` is 0, or no data folder is known.
    """
    try:
        if not allowed() or not absent():
            return None
    except ZooError as error:
        log.info("MNIST is not fetched: %s", error)
        return None
    thread = threading.Thread(target=fetch, name="mnist-download", daemon=True)
    thread.start()
    return thread


def absent() -> list[str]:
    """Names of MNIST's files that exist neither packed nor unpacked, the small ones with the labels first."""
    raw = data_root() / RAW
    stems = sorted((*TRAINING, *TEST), key=lambda stem: "images" in stem)
    return [stem for stem in stems if not any((raw / name).is_file() for name in (stem, f"{stem}.gz"))]


def fetch() -> bool:
    """Fetch what is absent. Returns whether all files exist then; a failure is logged, not raised."""
    raw = data_root() / RAW
    for stem in absent():
        try:
            content = _from_mirrors(f"{stem}.gz", MD5[stem])
            raw.mkdir(parents=True, exist_ok=True)
            atomic_write(raw / f"{stem}.gz", content)
        except (OSError, ZooError) as error:
            log.info("MNIST was not fetched (%s); the page does without its training images.", error)
            return False
    log.info("MNIST is in %s.", raw)
    return True


def _from_mirrors(name: str, md5: str) -> bytes:
    """The file of the first mirror that has it with the right checksum. Raises ``ZooError`` if none has."""
    for mirror in MIRRORS:
        try:
            content = read(mirror + name, LARGEST, PATIENCE)
        except (OSError, HTTPException, ZooError) as error:
            log.debug("%s: %s", mirror, error)
            continue
        if hashlib.md5(content, usedforsecurity=False).hexdigest() == md5:
            return content
        log.debug("%s has another %s", mirror, name)
    raise ZooError(f"no mirror gave {name}")
