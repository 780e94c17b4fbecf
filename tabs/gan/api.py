"""The GAN tab's functions for programs, served by ``gr.api``; each error is a sentence."""

from tabs.gan.draw import LARGEST_LATENT, asked_labels, drawn, loaded, pictures, read_truncation
from tabs.gan.family import FAMILY
from tabs.shared.catalogue import catalogue
from tabs.shared.programs import errors_as_gradio, gallery
from tabs.shared.request import is_number, read_whole
from zoo.errors import ZooError

LEAST_STEPS, MOST_STEPS = 2, 60
SEEDED, GIVEN = {"seed", "index"}, {"latents"}
DECIMALS = 4  # of a pixel in an answer: a step of an 8-bit picture is 0.0039


@errors_as_gradio
def interpolate(
    model: str, start: dict, end: dict, steps: int = 9, digit: int | None = None, truncation: float | None = None
) -> dict:
    """Walk from one image to another: along the great circle between their latents, both ends included.

    Between opposite latents, where no great circle is the shortest, the way is straight, through 0.

    Args:
        model: name of a checkpoint, for example dcgan-32.
        start: an object that says from which image to walk, in one of two ways. {"seed": 7, "index": 12}: sample 12
            of the 100 that seed 7 gives, as the page counts them, seed a whole number from 0 to 4294967295, index 0
            to 99 (0 if left out). Or {"latents": [0.3, -1.2, ...]}: the random numbers themselves, a list of as many
            numbers as the model takes (100 in all models so far).
        end: where to walk to: an object of the same shape as start.
        steps: how many images, 2 to 60.
        digit: 0 to 9, the digit that all of them show; for a model that is told the digit only, where it is needed.
        truncation: 0.01 to 10 keeps the latents of an end that is given by its seed within this bound; null leaves
            them as they were drawn. Latents that are given are taken as they are.

    Returns:
        ``{"images": one picture each as rows of numbers in [0, 1], "latents": those of each, "png": base64 of a PNG
        with all, tiled}``.
    """
    import torch

    from zoo.models.noise import slerp

    chosen = loaded(found(model))
    steps = read_whole(steps, "The number of steps", LEAST_STEPS, MOST_STEPS)
    if truncation is not None:
        truncation = read_truncation(truncation)
        if all(isinstance(value, dict) and value.keys() == GIVEN for value in (start, end)):
            raise ZooError("A truncation is for latents of a seed; these ends are given, and taken as they are.")
    first, last = (read_end(value, name, chosen, truncation) for name, value in (("start", start), ("end", end)))
    labels = walk_labels(chosen, digit, steps)
    codes = slerp(first, last, torch.linspace(0, 1, steps))
    return gallery(pictures(chosen, codes, labels), DECIMALS) | {"latents": codes.tolist()}


def found(name: object):
    """The checkpoint called ``name``. Raises ``ZooError``, which says so if ``name`` is a model of another tab."""
    if isinstance(name, str) and name not in FAMILY.choices() and name in catalogue():
        raise ZooError(f"{name} is not a GAN; choose one of {', '.join(FAMILY.choices())}.")
    return FAMILY.find(name)


def read_end(value: object, name: str, chosen, truncation: float | None):
    """The latents (latent_dim,) of one end of a walk."""
    import torch

    if not isinstance(value, dict) or not (value.keys() == GIVEN or {"seed"} <= value.keys() <= SEEDED):
        raise ZooError(f'The {name} must be {{"seed": 7, "index": 12}} or {{"latents": [...]}}.')
    if value.keys() != GIVEN:
        return drawn(chosen, value["seed"], value.get("index", 0), 1, truncation)[0]
    codes, length = value["latents"], chosen.config.latent_dim
    if not isinstance(codes, list) or len(codes) != length:
        given = f"{len(codes)} of them" if isinstance(codes, list) else "something else"
        raise ZooError(f"The latents of the {name} must be a list of {length} numbers, not {given}.")
    for at, code in enumerate(codes):
        if not is_number(code) or abs(code) > LARGEST_LATENT:
            raise ZooError(f"Latent {at} of the {name} must be a finite number between -1e6 and 1e6.")
    return torch.tensor(codes, dtype=torch.float32)


def walk_labels(chosen, digit: object, steps: int):
    """The same label (steps,) for every image of a walk; None for a model without classes."""
    if chosen.classes and digit is None:
        raise ZooError("This model draws the digit it is asked for; give the digit from 0 to 9.")
    return asked_labels(chosen, digit, 0, steps)


def sampled(checkpoint, count: object, seed: object, truncation: object, digits: object) -> dict:
    """``/sample`` of a GAN: the first ``count`` samples of the seed, as in the page."""
    chosen = loaded(checkpoint)
    if digits is not None and count is None and isinstance(digits, list):
        count = len(digits)
    codes = drawn(chosen, seed, 0, 1 if count is None else count, truncation)
    labels = asked_labels(chosen, None, 0, len(codes)) if digits is None else read_digits(digits, chosen, len(codes))
    return gallery(pictures(chosen, codes, labels), DECIMALS)


def read_digits(digits: object, chosen, count: int):
    """Labels (count,) of a list with a digit for each image."""
    import torch

    if not chosen.classes:
        raise ZooError("This model was never told which digit is which; it cannot be asked for digits.")
    if not isinstance(digits, list) or len(digits) != count:
        given = f"{len(digits)} of them" if isinstance(digits, list) else "something else"
        raise ZooError(f"The digits must be a list with one for each of the {count} images, not {given}.")
    return torch.tensor([read_whole(digit, f"Digit {at}", 0, chosen.classes - 1) for at, digit in enumerate(digits)])
