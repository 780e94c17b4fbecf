"""Common parts of the functions for programs: errors as sentences, and pictures as answers."""

import base64
import functools
import inspect
import re
from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.context import get_blocks_context
from gradio.events import api

from zoo.errors import ZooError

Endpoint = tuple[Callable, dict[str, Any]]  # a function and how Gradio queues it


def serve(function: Callable, settings: dict[str, Any]) -> None:
    """Serve a function for programs under its name. “Use via API” then names its arguments, which Gradio numbers."""
    made = api(function, api_name=function.__name__, **settings)
    event: Any = get_blocks_context().fns[made["id"]]  # type: ignore[union-attr]
    for component, name in zip(event.inputs, inspect.signature(function).parameters, strict=True):
        component.label = name
    for component in event.outputs:
        component.label = "answer"


def meanings(function: Callable) -> dict[str, str]:
    """What a function's docstring says of each argument under "Args:", as one line. Gradio reads only the first line of
    several."""
    section = re.search(r"\nArgs:\n(.*)", inspect.getdoc(function) or "", re.DOTALL)
    told = dict(re.findall(r"^    (\w+): (.*(?:\n {5,}.*)*)", section[1], re.MULTILINE)) if section else {}
    return {name: " ".join(told.get(name, "").split()) for name in inspect.signature(function).parameters}


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
