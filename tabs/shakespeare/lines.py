"""The lines of the training text that neighbours are sought among: their texts, and the codes a model read in them."""

import functools
import json
import logging
from typing import TYPE_CHECKING, NamedTuple

from tabs.shared import page
from tabs.shared.request import is_number
from zoo.errors import ZooError
from zoo.models.config import read_config
from zoo.stores import Checkpoint

if TYPE_CHECKING:  # importing the page does not load numpy for this
    import numpy as np

log = logging.getLogger(__name__)
TEXTS, CODES = "lines.json", "lines.safetensors"
MOST_LINES, LONGEST_LINE = 20_000, 400


class Lines(NamedTuple):
    """Lines of text and their codes (m, latent_dim), as an array of float32."""

    texts: list[str]
    codes: "np.ndarray"


def lines_notice(checkpoint: Checkpoint) -> tuple[bool, str]:
    """Whether a checkpoint has lines to seek among, and what to say if what it has is damaged."""
    if not any((checkpoint.folder / name).is_file() for name in (TEXTS, CODES)):
        return False, ""
    try:
        return bool(lines(checkpoint).texts), ""
    except ZooError as error:
        return False, str(error)


@functools.lru_cache(maxsize=8)
def lines(checkpoint: Checkpoint) -> Lines:
    """The lines of a checkpoint, read once; ``ZooError`` where they are missing or do not fit."""
    try:
        texts = page.read_json(checkpoint, TEXTS)["lines"]
        codes = read_codes((checkpoint.folder / CODES).read_bytes(), read_config(checkpoint.folder)[1]["latent_dim"])
        fits = isinstance(texts, list) and 0 < len(texts) == len(codes) <= MOST_LINES
        fits = fits and all(isinstance(text, str) and len(text) <= LONGEST_LINE for text in texts)
    except (ZooError, OSError, KeyError, TypeError, ValueError) as error:
        log.warning("The lines of %s cannot be read: %r", checkpoint.name, error)
        fits = False
    if not fits:
        raise ZooError(f"{TEXTS} or {CODES} of {checkpoint.name} is missing or damaged, so no neighbours can be shown.")
    return Lines(texts, codes)


def read_codes(content: bytes, width: int):
    """The codes (m, width) of a safetensors file of half precision, without torch; ``ValueError`` if there are none."""
    import numpy as np

    length = int.from_bytes(content[:8], "little")
    entry = json.loads(content[8 : 8 + length])["codes"]
    start, end = entry["data_offsets"]
    count, columns = entry["shape"]
    body = content[8 + length :][start:end]
    sizes = all(is_number(each) for each in (start, end, count, columns))
    if not sizes or entry["dtype"] != "F16" or columns != width or len(body) != 2 * count * width:
        raise ValueError("these are not the codes of lines")
    codes = np.frombuffer(body, "<f2").astype(np.float32).reshape(count, width)
    if not np.isfinite(codes).all():
        raise ValueError("a code is not finite")
    return codes


def nearest(found: Lines, code, count: int) -> list[dict]:
    """The ``count`` lines whose codes are nearest to one (latent_dim,), each ``text`` and ``distance`` (Euclidean)."""
    import numpy as np

    distances = np.linalg.norm(found.codes - np.asarray(code, np.float32), axis=1)
    order = np.argsort(distances, kind="stable")[:count]
    return [{"text": found.texts[at], "distance": float(distances[at])} for at in order]
