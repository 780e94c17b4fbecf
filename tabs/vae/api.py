"""The VAE tab's functions for programs, served by ``gr.api``; each error is one sentence."""

from tabs.shared.family import Family
from tabs.shared.family import model as load_model
from tabs.shared.programs import errors_as_gradio, picture
from tabs.shared.request import read_picture
from tabs.vae.digits import encoded
from tabs.vae.family import find, model
from tabs.vae.request import read_codes

REDRAWING = Family("redrawing", lambda page: page.capabilities.redraws)  # every model that can redraw


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
        latents: the code, one finite number per latent, by latent index; for a model with a code book (vq-vae) 49
            whole numbers row by row, each the index of an entry.

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
    """Redraw a picture of a digit: encode it and decode its code (for a variational model, the mean code).

    A Boltzmann machine or a deep belief network goes up once and down again, passing on probabilities.

    Args:
        model: name of a checkpoint of either family, for example vae-20 or rbm-500.
        pixels: rows of a square picture as for /encode.

    Returns:
        ``{"pixels": rows of numbers in [0, 1], "png": base64 of a PNG, "squared_error": from the picture that the
        network was given, summed over pixels}``.
    """
    import torch

    chosen, image = load_model(REDRAWING.find(model)), read_picture(pixels)
    with torch.inference_mode():
        rebuilt = chosen.reconstruct(image)
    return {**picture(rebuilt[0]), "squared_error": float((rebuilt - image).square().sum())}


def _chosen(name: str):
    return model(find(name))
