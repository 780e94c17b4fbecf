"""Drawing images by a model on the server: latents of a seed or of a request, labels, and images in chunks."""

import base64

from tabs.shared.family import drawable, model
from tabs.shared.request import is_number, read_number, read_seed, read_whole
from zoo.errors import ZooError
from zoo.stores import Checkpoint

MOST = 100  # samples of a seed, as many as `zoo.models.noise` draws; that imports torch, which the page does without
MOST_GENERATED = 120  # images of one request: the frames of a film
CHUNK = 25  # images at once: the feature maps of so many, at 64 by 64 pixels, take 26 MB each
LEAST_TRUNCATION, MOST_TRUNCATION = 0.01, 10.0
TRUNCATIONS = (0.1, 3.0)  # that the page's slider has
LARGEST_LATENT = 1e6
DIGITS = 10


def loaded(checkpoint: Checkpoint):
    """The model of a checkpoint. Raises ``ZooError`` for a record without weights."""
    return model(drawable(checkpoint))


def pictures(chosen, codes, labels=None):
    """Images (n, 1, H, W) in [0, 1] of latents (n, latent_dim), and of labels (n,) if the model has classes.

    This is not split into turns: the largest request, 120 images of 64 by 64 pixels, takes about 0.4 s.
    """
    import torch

    with torch.inference_mode():
        if not hasattr(chosen, "generator"):
            return chosen.decode(codes)
        parts = [slice(at, at + CHUNK) for at in range(0, len(codes), CHUNK)]
        return torch.cat([chosen.generate(codes[part], None if labels is None else labels[part]) for part in parts])


def drawn(chosen, seed: object, first: object, count: object, truncation: object):
    """Latents (count, latent_dim) of a seed from number ``first`` onwards, truncated if asked; all from a request."""
    from zoo.models.noise import latents, truncated

    seed, first = read_seed(seed), read_whole(first, "The first sample's number", 0, MOST - 1)
    count = read_count(count)
    if first + count > MOST:
        raise ZooError(f"A seed has {MOST} samples; those from {first} to {first + count - 1} are not all among them.")
    draws = latents(seed, chosen.config.latent_dim, first, count)
    return draws if truncation is None else truncated(draws, read_truncation(truncation))


def read_count(value: object) -> int:
    """The number of samples in a request."""
    if is_number(value) and value > MOST:
        raise ZooError(f"At most {MOST} images are drawn at once; ask again with another seed for more.")
    return read_whole(value, "The count", 1, MOST)


def read_truncation(value: object) -> float:
    """The bound on every latent in a request."""
    return read_number(value, "The truncation", LEAST_TRUNCATION, MOST_TRUNCATION)


def asked_labels(chosen, digit: object, first: int, count: int):
    """Labels (count,) of samples from number ``first`` onwards: the digit, or 0 to 9 in turn; None without classes."""
    import torch

    if not getattr(chosen, "classes", 0):
        if digit is not None:
            raise ZooError("This model was never told which digit is which; it cannot be asked for one.")
        return None
    digit = None if digit is None else read_whole(digit, "The digit", 0, chosen.classes - 1)
    numbers = torch.arange(first, first + count) % chosen.classes
    return numbers if digit is None else torch.full_like(numbers, digit)


def read_latents(text: object, length: int, most: int = MOST_GENERATED):
    """Latents (n, length) sent as base64 text of little-endian float32."""
    import numpy as np
    import torch

    if not isinstance(text, str) or len(text) > 6 * length * most + 8:  # 16 characters of base64 hold three of them
        raise ZooError(f"The latents must be base64 text of 1 to {most} times {length} numbers of 4 bytes each.")
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        raise ZooError("The latents are not base64 text.") from None
    count = len(content) // (4 * length)
    if len(content) != 4 * length * count or not 1 <= count <= most:
        raise ZooError(
            f"The latents must be 1 to {most} times {length} numbers of 4 bytes each, not {len(content)} bytes."
        )
    values = np.frombuffer(content, "<f4").astype(np.float32).reshape(count, length)
    if not (np.abs(values) <= LARGEST_LATENT).all():  # false for NaN
        raise ZooError("Every latent must be a finite number between -1e6 and 1e6.")
    return torch.from_numpy(values)


def latents_text(codes) -> str:
    """Latents (n, length) as base64 text of little-endian float32."""
    return base64.b64encode(codes.contiguous().numpy().astype("<f4").tobytes()).decode()


def read_labels(values: object, classes: int, count: int):
    """Labels (count,) in a request; None for a model without classes."""
    import torch

    if values is None and not classes:
        return None
    if not classes:
        raise ZooError("This model was never told which digit is which; it takes no labels.")
    if not isinstance(values, list) or len(values) != count:
        given = f"{len(values)} of them" if isinstance(values, list) else "none"
        raise ZooError(f"This model draws the digits it is asked for: it takes {count} labels here, not {given}.")
    return torch.tensor([read_whole(value, f"Label {at}", 0, classes - 1) for at, value in enumerate(values)])
