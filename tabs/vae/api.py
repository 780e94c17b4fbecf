"""The VAE tab's functions for programs, served by ``gr.api``; each error is one sentence."""

from tabs.gan import api as gan_api
from tabs.gan import family as adversarial
from tabs.shared.family import Family
from tabs.shared.family import model as load_model
from tabs.shared.programs import errors_as_gradio, gallery, picture
from tabs.shared.request import read_picture, read_seed, read_whole
from tabs.vae.digits import encoded
from tabs.vae.family import FAMILY, find, model
from tabs.vae.request import read_codes
from zoo.errors import ZooError

REDRAWING = Family("redrawing", lambda page: page.capabilities.redraws)  # every model that can redraw
SAMPLING = Family("sampling", lambda page: FAMILY.claims(page) or adversarial.FAMILY.claims(page))
MOST_SAMPLES = 64
MOST_WRITTEN = 16  # for a code book, whose codes are drawn one after the other: 64 digits take a core a second


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
        rebuilt = redrawn(chosen, image)
    return {**picture(rebuilt[0]), "squared_error": float((rebuilt - image).square().sum())}


def redrawn(chosen, images):
    """Images (n, 1, H, W) as a model of either family redraws them."""
    if hasattr(chosen, "reconstruct"):
        return chosen.reconstruct(images)
    return chosen.decode(encoded(chosen, images)[0])


@errors_as_gradio
def sample(
    model: str,
    count: int | None = None,
    seed: int = 0,
    truncation: float | None = None,
    digits: list | None = None,
) -> dict:
    """Draw new digits from a model.

    Args:
        model: name of a checkpoint, for example vae-20 or dcgan-32.
        count: how many, 1 to 64; 1 to 16 for a model with a code book (vq-vae), 1 to 100 for a GAN. If left out, 1 or
            the number of digits.
        seed: whole number from 0 to 4294967295; the same seed gives the same digits. For a GAN they are those that
            the page shows for this seed.
        truncation: for a GAN, 0.01 to 10, keeps every latent within this bound; null leaves them as they were drawn.
        digits: for a GAN that is told the digit (cgan), the digit of each image, 0 to 9; if left out, 0 to 9 in turn.

    Returns:
        ``{"images": each picture as rows of numbers in [0, 1], "png": base64 of one PNG with all of them tiled}``.
    """
    if model in adversarial.FAMILY.choices():
        return gan_api.sampled(adversarial.FAMILY.find(model), count, seed, truncation, digits)
    if truncation is not None or digits is not None:
        raise ZooError(
            "Only GANs take a truncation and only those that are told the digit take digits; leave these "
            "out for this model."
        )
    return _drawn(model, 1 if count is None else count, seed)


def _drawn(name: str, count: object, seed: object) -> dict:
    """``/sample`` of a model of the VAE tab."""
    import torch

    count, seed = read_whole(count, "The count", 1, MOST_SAMPLES), read_seed(seed)
    chosen = model(SAMPLING.find(name))
    if hasattr(chosen.config, "codebook_size") and count > MOST_WRITTEN:
        raise ZooError(
            f"A model with a code book draws at most {MOST_WRITTEN} digits at once; ask for fewer and use several "
            f"seeds."
        )
    with torch.inference_mode():
        images = chosen.sample(count, torch.Generator().manual_seed(seed))
    return gallery(images)


def _chosen(name: str):
    return model(find(name))
