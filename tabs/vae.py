"""The VAE tab: move a code by hand, watch the decoder draw; draw a digit, watch it become a code."""

import base64
import functools
import json
import math

import gradio as gr

import zoo
from tabs import common
from tabs.card import about
from tabs.catalogue import catalogue
from zoo.config import read_config
from zoo.errors import ZooError
from zoo.store import Checkpoint

CLASSES = ("VAE", "Autoencoder")
FIRST = ("vae-20", "vae-2", "ae-32")  # the order in which a newcomer should meet them; others follow by name
LARGEST_DRAWING = 512
LARGEST_LATENT = 1e6
LATENT_KEYS = ("information", "low", "high", "mean", "sd")

LEADS = {
    "VAE": "A variational autoencoder has learned to squeeze any handwritten digit into a few numbers and to redraw it "
    "from them. Each slider is one of these numbers, called latents. Move one and see what it means.",
    "Autoencoder": "An autoencoder squeezes a digit into a short code and redraws it. Each slider is one unit of the "
    "code. Nobody told it what a code should look like, so most random codes are no digit at all.",
}
HINTS = {
    "VAE": "Most telling first. The bar says how much this number tells about a digit: its KL divergence from the "
    "prior, in nats. At 0 it does nothing.",
    "Autoencoder": "Most telling first. The bar says how much this number changes from digit to digit: its variance "
    "over the test digits. At 0 it does nothing.",
}
NOTES = {
    "VAE": "Random: every latent drawn from the prior, a normal around 0 with spread 1, by the seed shown.",
    "Autoencoder": "Random: an autoencoder has no prior, so each unit is drawn on its own from a normal with the mean "
    "and spread it has on the test digits.",
}


def choices() -> list[str]:
    """Checkpoints of this family in the store and the bundle, the ones to meet first in front."""
    mine = [name for name, (kind, _) in catalogue().items() if kind in CLASSES]
    return sorted(mine, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))


def warm_up() -> None:
    """Import torch while the visitor looks at the page, so that the first drawing need not wait for it."""
    import zoo.vae  # noqa: F401


def find(name) -> Checkpoint:
    """The checkpoint called ``name``, if it is one of this family."""
    if not isinstance(name, str) or name not in choices():
        raise ZooError(f"There is no model '{str(name)[:40]}' here; choose one of {', '.join(choices())}.")
    return catalogue()[name][1]


def title(name: str) -> str:
    """The checkpoint's title; its name stands in where that cannot be read."""
    try:
        return common.read_json(find(name), "training.json")["title"]
    except (ZooError, KeyError, TypeError):
        return name


def choose(name: str) -> tuple[dict, str, str]:
    """What the page shows of a model: the explorer's data, the HTML about it, its card as Markdown."""
    try:
        return describe(find(name))
    except ZooError as error:
        return {"error": str(error)}, "", ""


def describe(checkpoint: Checkpoint) -> tuple[dict, str, str]:
    """``choose`` for a checkpoint that was found; where a part of it cannot be read, that part says so."""
    try:
        data = explorer(checkpoint)
    except ZooError as error:
        data = {"error": str(error)}
    try:
        return data, *about(checkpoint)
    except ZooError as error:
        return data, common.error_html(str(error)), ""


def explorer(checkpoint: Checkpoint) -> dict:
    """The explorer's data: the decoder, the latents' ranges and information, the texts."""
    kind, config = read_config(checkpoint.folder)
    return {
        "name": checkpoint.name,
        "revision": checkpoint.revision,
        "decoder": decoder(checkpoint, config),
        **latents(checkpoint, config),
        "lead": LEADS[kind],
        "hint": HINTS[kind],
        "note": NOTES[kind],
        "examples": json.loads((common.ASSETS / "examples.json").read_text(encoding="utf-8")),
    }


def latents(checkpoint: Checkpoint, config: dict) -> dict:
    """What ``latents.json`` says of each latent; an error where it does not fit the model."""
    described = common.read_json(checkpoint, "latents.json")
    try:
        rows = [{key: float(row[key]) for key in LATENT_KEYS} | {"index": row["index"]} for row in described["latents"]]
        fits = [row["index"] for row in rows] == list(range(config["latent_dim"])) and all(
            math.isfinite(row[key]) for row in rows for key in LATENT_KEYS
        )
    except (KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        raise ZooError(f"latents.json of {checkpoint.name} does not fit its model; train or fetch it again.")
    return {"information": str(described.get("information")), "latents": rows}


def decoder(checkpoint: Checkpoint, config: dict) -> dict:
    """What the page needs to run the decoder itself: where its weights are, and its activations.

    The page reads ``model.safetensors`` as it is, so that showing a model does not wait for torch.
    """
    try:
        weights = (checkpoint.folder / "model.safetensors").read_bytes()
    except OSError:
        raise ZooError(f"The weights of {checkpoint.name} are missing; train or fetch it again.") from None
    url = common.publish(weights, ".safetensors")
    return {"weights": url, "layers": "decoder.", "activation": config.get("activation"), "output": "sigmoid"}


@functools.lru_cache(maxsize=8)
def model(checkpoint: Checkpoint):
    """The checkpoint's model, loaded once."""
    return zoo.load_folder(checkpoint.folder)


def encode(request: dict) -> dict:
    """The code of a drawing, for the page.

    ``request`` is ``{"model": name, "revision": its revision, "size": n, "ink": base64 of n * n bytes, bright ink on
    black}``. Returns ``{"code": [...], "seen": base64 of the 784 bytes the network was given}``, or ``{"error":
    sentence}``, also when the page shows another revision than the store has now: their codes mean different things.
    """
    import torch

    from zoo.images import like_mnist

    try:
        request = request if isinstance(request, dict) else {}
        checkpoint = find(request.get("model"))
        if request.get("revision", checkpoint.revision) != checkpoint.revision:
            raise ZooError(f"There is a newer {checkpoint.name} now; choose it again, or reload the page.")
        chosen = model(checkpoint)
        seen = like_mnist(read_drawing(request))
        with torch.inference_mode():
            code = chosen.encode(seen)
        code = code if isinstance(code, torch.Tensor) else code.mean
        levels = (seen * 255).round().to(torch.uint8).numpy()
        return {"code": code[0].tolist(), "seen": base64.b64encode(levels.tobytes()).decode()}
    except ZooError as error:
        return {"error": str(error)}


def read_drawing(request: dict):
    """The drawing in a request, (n, n) in [0, 1]."""
    import numpy as np
    import torch

    size, ink = request.get("size"), request.get("ink")
    if (
        not isinstance(size, int)
        or isinstance(size, bool)
        or not 1 <= size <= LARGEST_DRAWING
        or not isinstance(ink, str)
    ):
        raise ZooError(f"A drawing needs a size from 1 to {LARGEST_DRAWING} and its ink as base64 text.")
    try:
        levels = np.frombuffer(base64.b64decode(ink, validate=True), np.uint8)
    except ValueError:
        raise ZooError("The drawing's ink is not base64 text.") from None
    if len(levels) != size * size:
        raise ZooError(f"A drawing of size {size} needs {size * size} bytes of ink, not {len(levels)}.")
    return torch.from_numpy(levels.reshape(size, size).copy()) / 255


def decode(model: str, latents: list[float]) -> dict:
    """Decode one code to a digit.

    Args:
        model: name of a checkpoint, for example vae-20.
        latents: the code, one finite number per latent, by latent index.

    Returns:
        ``{"pixels": rows of numbers in [0, 1], "png": base64 of an 8-bit grey PNG of the same size}``.
    """
    try:
        return decoded(model, latents)
    except ZooError as error:
        raise gr.Error(str(error), print_exception=False) from None


def decoded(name: str, latents: list[float]) -> dict:
    """``decode`` without Gradio: raises ``ZooError``."""
    import torch

    from zoo.images import png_bytes

    chosen = model(find(name))
    code = check_code(latents, chosen.config.latent_dim)
    with torch.inference_mode():
        picture = chosen.decode(torch.tensor([code]))[0, 0]
    return {"pixels": picture.tolist(), "png": base64.b64encode(png_bytes(picture)).decode()}


def check_code(latents: list[float], latent_dim: int) -> list[float]:
    """``latents`` if they are as many sensible numbers as the model has; else an error that says what is wrong."""
    if not isinstance(latents, list) or len(latents) != latent_dim:
        given = f"{len(latents)} of them" if isinstance(latents, list) else "something else"
        raise ZooError(f"This model takes a list of {latent_dim} latents, not {given}.")
    for index, value in enumerate(latents):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not abs(value) <= LARGEST_LATENT:  # also false for NaN
            raise ZooError(f"Latent {index} must be a finite number between -1e6 and 1e6.")
    return [float(value) for value in latents]


def build() -> None:
    """Lay out the tab."""
    names = choices()
    if not names:
        gr.Markdown("There is no checkpoint of this family yet. Train one: `python -m training train vae-20`.")
        return
    picked = gr.Radio(
        [(title(name), name) for name in names], value=names[0], label="Model", elem_classes=["zoo-models"]
    )
    explore = common.component("latents", server_functions=[encode])
    details = gr.HTML(apply_default_css=False)
    with gr.Accordion("Model card", open=False):
        card = gr.Markdown()
    shown = [explore, details, card]
    chosen = gr.on(None, choose, [picked], shown, queue=False, show_progress="hidden", api_visibility="private")
    chosen.then(warm_up, queue=False, show_progress="hidden", api_visibility="private")
    gr.api(decode, api_name="decode", queue=False)
