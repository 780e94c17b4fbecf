"""Server functions of the tools under the explorer: many codes decoded, a draw, an animation, noise."""

from tabs.shared.digits import judged, read_digit
from tabs.shared.films import MOST_FRAMES, film, read_milliseconds
from tabs.shared.pieces import Pieces, rows
from tabs.shared.request import answering, read_number, read_seed, to_base64
from tabs.vae.digits import encoded
from tabs.vae.family import DENOISERS, find, model, title
from tabs.vae.request import read_codes
from zoo.errors import ZooError

MOST_CODES, MOST_NAMES = 400, 10
NOISES = ("gaussian", "masking")


@answering("codes")
def decode_many(request: dict) -> Pieces:
    """Up to 400 codes decoded: ``{"codes": [[...], ...]}`` gives ``{"images": base64 of 784 bytes each}``."""
    return {"images": to_base64((yield rows(decoded, *read(request, MOST_CODES))))}


@answering("codes")
def judge_codes(request: dict) -> Pieces:
    """What the judge reads in the digits of up to 10 codes: ``digits``, null for one that is like no digit, and
    ``judged``, whether there is a judge."""
    checkpoint = find(request.get("model"), request.get("revision"))
    images = yield rows(decoded, *read(request, MOST_NAMES))
    said = [judged(image[None], checkpoint) for image in images]
    digits = [each["digit"] if each and (each.get("no_digit") or 0) <= 0.5 else None for each in said]
    return {"digits": digits, "judged": None not in said}


def read(request: dict, most: int) -> tuple:
    """The requested model and the request's codes, at most so many."""
    chosen = model(find(request.get("model"), request.get("revision")))
    return chosen, read_codes(request.get("codes"), chosen.config, most)


def decoded(chosen, codes, _labels=None):
    """The pictures (n, 1, H, W) that a model decodes from codes."""
    import torch

    with torch.inference_mode():
        return chosen.decode(codes)


@answering("seed")
def draw(request: dict) -> dict:
    """A code drawn from a VQ-VAE's learned prior. For other models the page draws codes itself."""
    import torch

    chosen = model(find(request.get("model"), request.get("revision")))
    seed = read_seed(request.get("seed"))
    if not hasattr(chosen, "sample_codes"):
        raise ZooError("The page itself draws the codes of this model; choose a model with a code book.")
    with torch.inference_mode():
        return {"code": chosen.sample_codes(1, torch.Generator().manual_seed(seed))[0].flatten().tolist()}


@answering("codes", "milliseconds")
def gif(request: dict) -> Pieces:
    """An endless GIF of up to 120 codes, ``milliseconds`` (20 to 2,000) each, as ``{"gif": base64}``."""
    milliseconds = read_milliseconds(request.get("milliseconds"))
    frames = yield rows(decoded, *read(request, MOST_FRAMES))
    return {"gif": film((frames[:, 0] * 255).round().byte().numpy(), milliseconds)}


@answering("digit", "noise", "strength", "seed")
def denoise(request: dict) -> dict:
    """A digit with noise, and what the model makes of it.

    ``{"digit", "noise": "gaussian" or "masking", "strength": 0 to 1, "seed"}`` gives the pictures ``seen``, ``noisy``
    and ``clean`` (base64) and the squared error to ``seen`` before and after; ``others`` has ``name``, ``title``,
    ``clean`` and ``error_after`` on the same noise of the first other model that was trained to denoise, if any.
    """
    import torch

    from zoo.images import corrupt

    checkpoint = find(request.get("model"), request.get("revision"))
    chosen = model(checkpoint)
    noise, strength = request.get("noise"), read_number(request.get("strength"), "The strength of the noise", 0, 1)
    if noise not in NOISES:
        raise ZooError(f"The noise must be one of {', '.join(NOISES)}.")
    seed = read_seed(request.get("seed"))
    seen, _ = read_digit(request.get("digit"), chosen.config.image_size, checkpoint)
    noisy = corrupt(seen, noise, strength, torch.Generator().manual_seed(seed))
    beside = [name for name in DENOISERS.choices() if name != checkpoint.name][:1]
    others = [{"name": name, "title": title(name), **cleaned(model(find(name)), noisy, seen)} for name in beside]
    before = float((noisy - seen).square().sum())
    pictures = {"seen": to_base64(seen), "noisy": to_base64(noisy)}
    return {**pictures, "error_before": before, **cleaned(chosen, noisy, seen), "others": others}


def cleaned(chosen, noisy, seen) -> dict:
    """A model's output for a noisy image and its squared error from the clean one."""
    import torch

    with torch.inference_mode():
        clean = chosen.decode(encoded(chosen, noisy)[0])
    return {"clean": to_base64(clean), "error_after": float((clean - seen).square().sum())}
