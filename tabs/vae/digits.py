"""Encode and redraw a digit that the page sends."""

from tabs.shared.digits import judged, labelled, read_digit
from tabs.shared.request import answering, to_base64
from tabs.vae.family import find, model
from tabs.vae.terms import terms


@answering("digit")
def encode(request: dict) -> dict:
    """The code of a digit, its reconstruction, and the terms of the loss for this digit.

    ``{"model", "revision", "digit"}``, the digit ``{"size": n, "ink": base64 of n * n bytes, bright on black}`` or
    ``{"test": index}``. Also an error if the page shows a revision that no longer exists: codes mean different things
    in different revisions.
    """
    import torch

    checkpoint = find(request.get("model"), request.get("revision"))
    chosen = model(checkpoint)
    seen, label = read_digit(request.get("digit"), chosen.config.image_size, checkpoint)
    with torch.inference_mode():
        code, sd = encoded(chosen, seen)
        listed, kl = terms(chosen, seen)
        rebuilt = chosen.decode(code)
    return {
        "code": code[0].flatten().tolist(),
        "sd": None if sd is None else sd[0].tolist(),
        "seen": to_base64(seen),
        "rebuilt": to_base64(rebuilt),
        **labelled(label, checkpoint),
        "judged": judged(seen, checkpoint),
        "terms": listed,
        "kl": kl,
    }


def encoded(chosen, images):
    """Codes of images (n, 1, H, W) as ``decode`` takes them, and their standard deviations or None."""
    answer = chosen.encode(images)
    return (answer.mean, (0.5 * answer.log_var).exp()) if hasattr(answer, "log_var") else (answer, None)
