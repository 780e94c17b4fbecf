"""Animations to save: endless GIFs of digits."""

import base64
import io

from tabs.shared.request import read_whole

MOST_FRAMES = 120
LEAST_SIDE = 512  # pixels of a frame, large enough for a slide


def read_milliseconds(value: object) -> int:
    """How long a frame is shown, from a request."""
    return read_whole(value, "The milliseconds of a frame", 20, 2000)


def film(levels, milliseconds: int) -> str:
    """An endless GIF, in base64, of frames (n, H, W) of bytes, ``milliseconds`` each, enlarged by a whole number."""
    import numpy as np
    from PIL import Image

    scale = -(-LEAST_SIDE // levels.shape[-1])
    large = np.ones((scale, scale), np.uint8)
    first, *others = [Image.fromarray(np.kron(frame, large)) for frame in levels]
    buffer = io.BytesIO()
    first.save(buffer, "GIF", save_all=True, append_images=others, duration=milliseconds, loop=0)
    return base64.b64encode(buffer.getvalue()).decode()
