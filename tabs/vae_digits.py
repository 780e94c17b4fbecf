"""Digits that the page sends, drawn or from MNIST's test set, and what a model makes of one."""

from tabs.request import LARGEST_DRAWING, answering, read_bytes, read_whole, to_base64
from tabs.vae_family import find, judge, model
from tabs.vae_terms import terms
from zoo.errors import ZooError


@answering("digit")
def encode(request: dict) -> dict:
    """The code of a digit, what comes back from it, and the terms of the loss for this very digit.

    ``{"model", "revision", "digit"}``, the digit ``{"size": n, "ink": base64 of n * n bytes, bright on black}`` or
    ``{"test": index}``. An error, too, when the page shows a revision that is no longer to be had: codes of two
    revisions mean different things.
    """
    import torch

    chosen = model(find(request.get("model"), request.get("revision")))
    seen, label = read_digit(request.get("digit"), chosen.config.image_size)
    with torch.inference_mode():
        code, sd = encoded(chosen, seen)
        listed, kl = terms(chosen, seen)
        rebuilt = chosen.decode(code)
    return {
        "code": code[0].flatten().tolist(),
        "sd": None if sd is None else sd[0].tolist(),
        "seen": to_base64(seen),
        "rebuilt": to_base64(rebuilt),
        "label": label,
        "judged": judged(seen),
        "terms": listed,
        "kl": kl,
    }


def encoded(chosen, images):
    """Codes of images (n, 1, H, W) as ``decode`` takes them, and their standard deviations or None."""
    answer = chosen.encode(images)
    return (answer.mean, (0.5 * answer.log_var).exp()) if hasattr(answer, "log_var") else (answer, None)


def read_digit(digit: object, size: int = 28):
    """A digit of a request as an image (1, 1, size, size) in [0, 1], and its label if it is one of MNIST's."""
    from zoo.images import like_mnist

    if not isinstance(digit, dict) or digit.keys() not in ({"test"}, {"size", "ink"}):
        raise ZooError("A digit is a drawing with its size and ink, or the number of a test digit.")
    if "test" in digit:
        return test_digit(digit["test"], size)
    side = digit["size"]
    if not isinstance(side, int) or isinstance(side, bool) or not 1 <= side <= LARGEST_DRAWING:
        raise ZooError(f"A drawing needs a size from 1 to {LARGEST_DRAWING} and its ink as base64 text.")
    return like_mnist(read_bytes(digit["ink"], side * side, "The drawing's ink").reshape(side, side), size), None


def test_digit(index: object, size: int):
    """One of MNIST's test digits as an image (1, 1, size, size), and its label."""
    import torch

    from zoo.mnist import digits

    images, labels = digits()
    if not len(images):
        raise ZooError("MNIST is not on this machine, so there are no test digits; draw one.")
    at = read_whole(index, "The number of a test digit", 0, len(images) - 1)
    if images.shape[1:] != (size, size):
        raise ZooError(f"This model takes images of {size} by {size} pixels; MNIST's have {images.shape[1]}.")
    return torch.from_numpy(images[at].copy())[None, None] / 255, int(labels[at])


def judged(image) -> dict | None:
    """What the digit classifier reads in an image (1, 1, H, W) and how sure it is; None where none can read it."""
    import torch

    reader = judge()
    if reader is None or image.shape[-2:] != (reader.config.image_size, reader.config.image_size):
        return None
    with torch.inference_mode():
        shares = reader(image)[0].softmax(0)
    confidence, digit = shares.max(0)
    return {"digit": int(digit), "confidence": float(confidence)}
