"""Common parts of the functions for programs: errors as sentences, and pictures as answers."""

import base64
import functools
from collections.abc import Callable

import gradio as gr

from zoo.errors import ZooError


def errors_as_gradio(handler: Callable) -> Callable:
    """``handler`` with a ``ZooError`` raised as ``gr.Error``, which reaches the program as its sentence."""

    @functools.wraps(handler)
    def answer(*args, **options):
        try:
            return handler(*args, **options)
        except ZooError as error:
            raise gr.Error(str(error), print_exception=False) from None

    return answer


def picture(image) -> dict:
    """An image (1, H, W) as rows of numbers and as a PNG in base64."""
    from zoo.images import png_bytes

    return {"pixels": image[0].tolist(), "png": base64.b64encode(png_bytes(image[0])).decode()}


def gallery(images, decimals: int | None = None) -> dict:
    """Images (n, 1, H, W) as rows of numbers each, rounded to ``decimals`` if given, and all in one PNG, tiled."""
    from zoo.images import png_bytes, tile

    grids = images[:, 0] if decimals is None else images[:, 0].double().round(decimals=decimals)
    return {"images": grids.tolist(), "png": base64.b64encode(png_bytes(tile(images))).decode()}
