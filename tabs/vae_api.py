"""The tab's functions for programs, served by ``gr.api``; each error is a sentence."""

import base64
import functools
from collections.abc import Callable

import gradio as gr

from tabs.vae_digits import encoded
from tabs.vae_family import find, model
from tabs.vae_request import is_number, read_codes, read_seed, read_whole
from zoo.errors import ZooError

LARGEST_PICTURE = 512
MOST_SAMPLES = 64
MOST_WRITTEN = 16  # of a code book, whose codes are drawn one after the other: 64 digits keep a core for a second


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


def decoded(name: str, latents: list[float]) -> dict:
    """``decode`` without Gradio: raises ``ZooError``."""
    import torch

    chosen = model(find(name))
    code = read_codes([latents], chosen.config, 1)
    with torch.inference_mode():
        return picture(chosen.decode(code)[0])


@errors_as_gradio
def decode(model: str, latents: list[float]) -> dict:
    """Decode one code to a digit.

    Args:
        model: name of a checkpoint, for example vae-20.
        latents: the code, one finite number per latent, by latent index; for a model with a code book (vq-vae) its
            49 whole numbers row by row, each the number of an entry.

    Returns:
        ``{"pixels": rows of numbers in [0, 1], "png": base64 of an 8-bit grey PNG of the same size}``.
    """
    return decoded(model, latents)


@errors_as_gradio
def encode(model: str, pixels: list[list[float]]) -> dict:
    """Encode a picture of a digit to its code.

    Args:
        model: name of a checkpoint, for example vae-20.
        pixels: rows of a square picture, numbers in [0, 1], bright ink on black. 28 rows of 28 are taken as they are,
            as an MNIST image; any other size up to 512 is cropped, scaled and centred as MNIST's were.

    Returns:
        ``{"code": the latents by index, for a variational model the means of q(z|x); for vq-vae 49 whole numbers,
        "sd": standard deviation of each latent or null, "seen": the rows the network was given}``.
    """
    import torch

    chosen, image = _chosen(model), read_picture(pixels)
    with torch.inference_mode():
        code, sd = encoded(chosen, image)
    listed = None if sd is None else sd[0].tolist()
    return {"code": code[0].flatten().tolist(), "sd": listed, "seen": image[0, 0].tolist()}


@errors_as_gradio
def reconstruct(model: str, pixels: list[list[float]]) -> dict:
    """Encode a picture of a digit and decode its code (a variational model's mean code).

    Args:
        model: name of a checkpoint, for example vae-20.
        pixels: rows of a square picture as for /encode.

    Returns:
        ``{"pixels": rows of numbers in [0, 1], "png": base64 of a PNG, "squared_error": to the picture as the network
        was given it, summed over pixels}``.
    """
    import torch

    chosen, image = _chosen(model), read_picture(pixels)
    with torch.inference_mode():
        rebuilt = chosen.decode(encoded(chosen, image)[0])
    return {**picture(rebuilt[0]), "squared_error": float((rebuilt - image).square().sum())}


@errors_as_gradio
def sample(model: str, count: int = 1, seed: int = 0) -> dict:
    """Draw new digits from a model.

    Args:
        model: name of a checkpoint, for example vae-20.
        count: how many, 1 to 64; of a model with a code book (vq-vae) 1 to 16.
        seed: whole number from 0 to 4294967295; the same seed gives the same digits.

    Returns:
        ``{"images": one picture each as rows of numbers in [0, 1], "png": base64 of a PNG with all, tiled}``.
    """
    import torch

    from zoo.images import png_bytes, tile

    count, seed = read_whole(count, "The count", 1, MOST_SAMPLES), read_seed(seed)
    chosen = _chosen(model)
    if hasattr(chosen.config, "codebook_size") and count > MOST_WRITTEN:
        raise ZooError(
            f"A model with a code book draws at most {MOST_WRITTEN} digits at once; ask again with a new seed."
        )
    with torch.inference_mode():
        images = chosen.sample(count, torch.Generator().manual_seed(seed))
    return {"images": images[:, 0].tolist(), "png": base64.b64encode(png_bytes(tile(images))).decode()}


def _chosen(name: str):
    return model(find(name))


def read_picture(pixels: object):
    """Rows of a square picture in [0, 1] as an image (1, 1, 28, 28)."""
    import torch

    from zoo.images import like_mnist

    side = len(pixels) if isinstance(pixels, list) else 0
    square = 1 <= side <= LARGEST_PICTURE and all(isinstance(row, list) and len(row) == side for row in pixels)
    if not square:
        raise ZooError(f"The picture must be a square of numbers: up to {LARGEST_PICTURE} rows, each as long.")
    if not all(is_number(value) and 0 <= value <= 1 for row in pixels for value in row):
        raise ZooError("Every pixel must be a number from 0 (black) to 1 (ink).")
    grid = torch.tensor(pixels, dtype=torch.float32)
    return grid[None, None] if side == 28 else like_mnist(grid)
