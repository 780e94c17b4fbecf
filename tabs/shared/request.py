"""Checks of what the page and programs send: Gradio does not validate the requests of server functions."""

import base64
import functools
import inspect
import math
from collections.abc import Callable
from typing import Any, TypeGuard

from tabs.shared.pieces import Pieces, whole
from zoo.errors import ZooError

LARGEST_DRAWING = 512
LARGEST_SEED = 2**32 - 1
LARGEST_PICTURE = 512


def answering(*keys: str) -> Callable:
    """Decorator of a handler of one JSON object with these keys; a ``ZooError`` is answered as ``{"error": sentence}``.

    ``model`` and ``revision`` may be in every request: the page adds them to all. A handler with ``Pieces`` is answered
    at once when it is called here, and has them as its attribute ``pieces`` for ``in_turn``.
    """
    allowed = {*keys, "model", "revision"}

    def checked(request: object) -> dict:
        if not isinstance(request, dict):
            raise ZooError("The request must be a JSON object.")
        for key in request.keys() - allowed:
            raise ZooError(f"The request has an unknown key '{str(key)[:40]}'; leave it out.")
        return request

    def decorate(handler: Callable[[dict], Any]) -> Callable[[object], dict]:
        def pieces(request: object) -> Pieces:
            return (yield from handler(checked(request)))

        in_pieces = inspect.isgeneratorfunction(handler)

        @functools.wraps(handler)
        def answer(request: object) -> dict:
            try:
                return whole(pieces(request)) if in_pieces else handler(checked(request))
            except ZooError as error:
                where = getattr(error, "cell", None)  # of a matrix, as its name, row and column
                return {"error": str(error)} | ({"cell": where} if where else {})

        del answer.__wrapped__  # Gradio reads the signature: one argument, of any type
        if in_pieces:
            vars(answer)["pieces"] = pieces
        return answer

    return decorate


def is_number(value: object) -> TypeGuard[float]:
    """Whether ``value`` is a finite number and not a bool."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf  # false for NaN


def read_number(value: object, name: str, low: float, high: float) -> float:
    """A number from ``low`` to ``high``."""
    if not is_number(value) or not low <= value <= high:
        raise ZooError(f"{name} must be a number from {low:g} to {high:g}.")
    return float(value)


def read_whole(value: object, name: str, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``."""
    if not is_number(value) or not low <= value <= high or value != int(value):
        raise ZooError(f"{name} must be a whole number from {low} to {high}.")
    return int(value)


def read_seed(value: object) -> int:
    """The seed of a draw."""
    return read_whole(value, "The seed", 0, LARGEST_SEED)


def read_bytes(text: object, count: int, name: str):
    """``count`` bytes sent as base64 text, as a tensor (count,) in [0, 1]."""
    import numpy as np
    import torch

    if not isinstance(text, str) or len(text) > 4 * (count // 3 + 1):
        raise ZooError(f"{name} must be {count} bytes as base64 text.")
    try:
        levels = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
    except ValueError:
        raise ZooError(f"{name} is not base64 text.") from None
    if len(levels) != count:
        raise ZooError(f"{name} must be {count} bytes, not {len(levels)}.")
    return torch.from_numpy(levels.copy()) / 255


def to_base64(images) -> str:
    """Pictures of any shape in [0, 1] as base64 of one byte per pixel."""
    import torch

    levels = (images.clamp(0, 1) * 255).round().to(torch.uint8)
    return base64.b64encode(levels.contiguous().numpy().tobytes()).decode()


def read_picture(pixels: object, any_background: bool = False):
    """Rows of a square picture in [0, 1] as an image (1, 1, 28, 28); one without ink is black, whatever its size.

    A digit on a white or grey background, which a model would misread, is refused, unless ``any_background`` is taken.
    """
    import torch

    from zoo.images import INK, background, like_mnist

    rows = pixels if isinstance(pixels, list) else []
    side = len(rows)
    if not 1 <= side <= LARGEST_PICTURE or not all(isinstance(row, list) and len(row) == side for row in rows):
        raise ZooError(f"The picture must be a square of numbers: up to {LARGEST_PICTURE} rows of the same length.")
    if not all(is_number(value) and 0 <= value <= 1 for row in rows for value in row):
        raise ZooError("Every pixel must be a number from 0 (black) to 1 (ink).")
    grid = torch.tensor(rows, dtype=torch.float32)
    if not any_background and (level := background(grid)) > INK:
        raise ZooError(
            f"The picture's background is {level:.2g}, but digits here are bright ink (1) on black (0); "
            + ("send 1 minus each pixel." if level > 0.5 else "subtract the background from each pixel.")
        )
    if side == 28:
        return grid[None, None]
    return like_mnist(grid) if (grid > INK).any() else torch.zeros(1, 1, 28, 28)
