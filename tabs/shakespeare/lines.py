"""The lines of the training text among which neighbours are searched: their texts and a model's codes of them."""

import functools
import logging
from typing import TYPE_CHECKING, NamedTuple

from zoo import reading
from zoo.errors import ZooError
from zoo.record import record
from zoo.schema import Misfit
from zoo.stores import Checkpoint
from zoo.tensors import LineCodes, array, unpack

if TYPE_CHECKING:  # importing the page does not load numpy for this
    import numpy as np

log = logging.getLogger(__name__)
TEXTS, CODES = "lines.json", "lines.safetensors"


class Lines(NamedTuple):
    """Lines of text and their codes (m, latent_dim), as an array of float32."""

    texts: list[str]
    codes: "np.ndarray"


def lines_notice(checkpoint: Checkpoint) -> tuple[bool, str]:
    """Whether a checkpoint has lines to search, and an error message if they are damaged."""
    if not any((checkpoint.folder / name).is_file() for name in (TEXTS, CODES)):
        return False, ""
    try:
        return bool(lines(checkpoint).texts), ""
    except ZooError as error:
        return False, str(error)


@functools.lru_cache(maxsize=8)
def lines(checkpoint: Checkpoint) -> Lines:
    """The lines of a checkpoint, read once. Raises ``ZooError`` if they are missing or do not fit."""
    own = record(checkpoint)
    try:
        texts = own.file(TEXTS).lines
        codes = read_codes(reading.content(checkpoint.folder / CODES), len(texts), own.config["latent_dim"])
    except (ZooError, Misfit) as error:
        said = error if isinstance(error, ZooError) else own.misfit(CODES, error)
        raise ZooError(f"{said} Until then no neighbours can be shown.") from None
    except (OSError, KeyError, ValueError) as error:
        log.warning("The codes of the lines of %s cannot be read: %s", checkpoint.name, error)
        raise ZooError(f"{CODES} of {checkpoint.name} is missing or damaged, so no neighbours can be shown.") from None
    return Lines(texts, codes)


def read_codes(content: bytes, count: int, width: int):
    """The codes (count, width) of a safetensors file in half precision. Raises ``ValueError`` if it has none."""
    import numpy as np

    found, body = unpack(content, LineCodes)
    found.fit(count, width)
    codes = array(found.codes, body).astype(np.float32)
    if not np.isfinite(codes).all():
        raise ValueError("a code is not finite")
    return codes


def nearest(found: Lines, code, count: int) -> list[dict]:
    """The ``count`` lines whose codes are nearest to a code (latent_dim,), each with ``text`` and Euclidean
    ``distance``."""
    import numpy as np

    distances = np.linalg.norm(found.codes - np.asarray(code, np.float32), axis=1)
    order = np.argsort(distances, kind="stable")[:count]
    return [{"text": found.texts[at], "distance": float(distances[at])} for at in order]
