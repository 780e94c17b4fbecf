"""Fool the discriminator: a game of ten rounds, its verdict on the visitor's digit, and a map of what it looks at."""

import functools
import zlib
from typing import Any, NamedTuple

from tabs.gan.draw import latents_text, loaded, pictures, read_labels, read_latents
from tabs.gan.family import FAMILY
from tabs.gan.tools import MNIST_SIZE, at_mnist, verdict
from tabs.shared.digits import judged, labelled, read_digit
from tabs.shared.parts import examples
from tabs.shared.request import answering, read_seed, read_whole, to_base64
from zoo.errors import ZooError
from zoo.held_out import data_of, tests_of
from zoo.mnist import digits
from zoo.stores import Checkpoint

ROUNDS = 10
SIDES, ORDER = 0, 1  # what the game's random numbers are for: sides and latents of a round, the order of real digits
GAME = 0x464F4F4C  # sets these numbers apart from others of the same seed
PEN, BOX, DRAWN = 22, 280, 140  # of the page's drawing pad: its pen, its side, and the side that it sends
SOFT = 1.0  # standard deviation of the map's smoothing, in pixels of MNIST's size
STEP = 0.1  # by how much every pixel is changed at most to try the map out
HALVINGS = 6  # of the step, as long as the score does not rise
NO_CRITIC = "This model was kept without its discriminator, which would say it; choose a model that has one."


class Round(NamedTuple):
    """Two pictures side by side, ``images`` (2, 1, 28, 28); ``real`` is the place of the real one, 0 or 1."""

    images: Any
    real: int
    label: int
    source: str


# ---- the game
@answering("seed", "round")
def fool_question(request: dict) -> dict:
    """Round 0 to 9 of a seed's game: a real and a generated digit as ``pictures``, without saying which is which.

    ``{"seed", "round"}`` gives ``pictures`` (two of ``size`` by ``size``, one after the other) and where the real ones
    are from as ``source``: "test", MNIST's test images, "own", those of the model's own data, or "drawings", the
    example drawings. The same seed gives the
    same game with the same model, to everyone.
    """
    *_, pair = read_round(request)
    return {"pictures": to_base64(pair.images), "size": MNIST_SIZE, "source": pair.source}


@answering("seed", "round")
def fool_answer(request: dict) -> dict:
    """Which picture of a round is real, and what the discriminator says about both.

    ``real`` is the place (0 or 1) of the real digit, ``scores`` are the discriminator's of both, ``guess`` is the place
    of the higher one, ``confidence`` is how sure it is of that (null where its scores are no probabilities); the three
    are null for a model without a discriminator. ``digit`` says which digit the real one is.
    """
    import torch

    _, chosen, pair = read_round(request)
    truth = {"real": pair.real, "digit": pair.label, "scores": None, "guess": None, "confidence": None}
    if chosen.critic is None:
        return truth
    labels = torch.full((2,), pair.label) if chosen.classes else None
    with torch.inference_mode():
        scores = chosen.score(pair.images, labels)
        guess = int(scores[1] > scores[0])
        sure = chosen.first_is_real(scores[guess], scores[1 - guess])
    return truth | {"scores": scores.tolist(), "guess": guess, "confidence": None if sure is None else float(sure)}


def read_round(request: dict):
    """The checkpoint, the model, and the ``Round`` of a request."""
    checkpoint = FAMILY.find(request.get("model"), request.get("revision"))
    seed = read_seed(request.get("seed"))
    number = read_whole(request.get("round"), "The round", 0, ROUNDS - 1)
    chosen = loaded(checkpoint)
    return checkpoint, chosen, game_round(checkpoint, chosen, seed, number)


def game_round(checkpoint: Checkpoint, chosen, seed: int, number: int) -> Round:
    """A round of a seed's game. Both pictures have MNIST's size and 256 grey levels; in this form they are judged.

    The generated one is reduced by the inverse of the enlargement that real ones had in training, so that neither is
    more blurred than the other. A model that is told the digit is asked for that of the real one.
    """
    import torch

    name = checkpoint.name
    side, start, *_ = words(name, seed, SIDES, ROUNDS)[:, number].tolist()
    images, labels, source = real_digits(checkpoint, chosen.classes)
    at = words(name, seed, ORDER, len(images))[0].argsort(kind="stable")[number % len(images)]
    label = int(labels[at])
    real = torch.from_numpy(images[at].copy())[None, None] / 255
    codes = chosen.latents(1, torch.Generator().manual_seed(start))
    drawn = at_mnist(pictures(chosen, codes, torch.tensor([label]) if chosen.classes else None))
    generated = drawn.mul(255).round() / 255
    place = side % 2
    return Round(torch.cat([generated, real] if place else [real, generated]), place, label, source)


def words(name: str, seed: int, use: int, count: int):
    """Random 32-bit words (4, count) of a seed's game with this model, the same on every machine."""
    import numpy as np

    from zoo.models.threefry import threefry

    counter = np.zeros((4, count), np.uint32)
    counter[0], counter[1] = np.arange(count), use
    return threefry((seed, zlib.crc32(name.encode()), GAME, 0), counter)


def real_digits(checkpoint: Checkpoint, classes: int = 0):
    """Images (n, 28, 28) as bytes and labels (n,) from which the game takes real digits, and their source.

    With ``classes``, only digits that the model can be asked for. Raises ``ZooError`` for a model of one's own data
    without test pictures.
    """
    import numpy as np

    own = data_of(checkpoint) is not None
    images, labels = tests_of(checkpoint) if own else digits()
    source = "own" if own else "test"
    if own:
        if not len(images):
            raise ZooError(f"There are no test pictures with {checkpoint.name} to play with; choose another model.")
    elif len(images) < ROUNDS or images.shape[1:] != (MNIST_SIZE, MNIST_SIZE):
        (images, labels), source = drawings(), "drawings"
    labels = np.zeros(len(images), np.uint8) if labels is None else labels
    if classes:
        known = labels < classes
        images, labels = images[known], labels[known]
    return images, labels, source


@functools.cache
def drawings():
    """The page's example drawings as images (10, 28, 28) of bytes in MNIST's form, and their labels (10,)."""
    import numpy as np
    import torch

    from zoo.images import like_mnist
    from zoo.strokes import inked

    images = torch.cat([like_mnist(inked(path, PEN, BOX, DRAWN)) for path in examples().values()])
    return (images[:, 0] * 255).round().byte().numpy(), np.array([int(digit) for digit in examples()], np.uint8)


# ---- the visitor's digit
@answering("digit", "label")
def fool_digit(request: dict) -> dict:
    """What the discriminator says about a digit ``{"size", "ink"}`` or ``{"test": index}``, and what the judge reads.

    ``seen`` is the picture in MNIST's form, ``label`` that of a test digit, ``told`` the digit that a discriminator
    which is told one was told: ``label`` of the request, else that of the test digit, else what the judge reads.
    ``score``, ``probability`` and ``rank`` are those of ``look``, null for a model without a discriminator.
    """
    checkpoint = FAMILY.find(request.get("model"), request.get("revision"))
    chosen = loaded(checkpoint)
    seen, label = read_digit(request.get("digit"), MNIST_SIZE, checkpoint)
    read = judged(seen, checkpoint)
    labels = told(chosen, request.get("label"), label, read) if chosen.critic is not None else None
    said = verdict(checkpoint, chosen, seen, labels)
    known = labelled(label, checkpoint) | {"told": None if labels is None else int(labels), "judged": read}
    return said | known | {"seen": to_base64(seen)}


def told(chosen, asked: object, label: int | None, read: dict | None):
    """Labels (1,) that the discriminator gets with a digit; None if it takes none."""
    if not chosen.classes:
        return read_labels(None if asked is None else [asked], 0, 1)
    found = next((each for each in (asked, label, read and read["digit"]) if each is not None), None)
    if found is None:
        raise ZooError("This discriminator is told which digit it sees, and nothing here reads digits; give a label.")
    return read_labels([found], chosen.classes, 1)


# ---- what it looks at
@answering("latents", "digit", "label")
def fool_map(request: dict) -> dict:
    """Where a picture would have to change to look more real to the discriminator.

    Of ``latents`` (of one sample) or of a ``digit`` as in ``fool_digit``. ``map`` (``size`` by ``size`` float32 in
    base64) has for each pixel by how much it could raise the score, to first order: positive by getting brighter,
    negative by getting darker, smoothed. ``changed`` is the ``image`` with every pixel moved that way by ``step`` at
    most, with the discriminator's answers ``before`` and ``after``. The step is a tenth of the range, or the largest of
    its halves, quarters and so on with which the score rises; it may rise with none of them.
    """
    from zoo.images import blurred, within_reach

    checkpoint = FAMILY.find(request.get("model"), request.get("revision"))
    chosen = loaded(checkpoint)
    if chosen.critic is None:
        raise ZooError(NO_CRITIC)
    image, labels = read_image(checkpoint, chosen, request)
    gradient = chosen.saliency(image, labels)
    shown = blurred(within_reach(gradient, image), SOFT * image.shape[-1] / MNIST_SIZE)
    changed, step = uphill(chosen, image, labels, gradient)
    return {
        "image": to_base64(image),
        "size": image.shape[-1],
        "map": latents_text(shown.flatten(1)),
        "changed": to_base64(changed),
        "step": step,
        "before": verdict(checkpoint, chosen, image, labels),
        "after": verdict(checkpoint, chosen, changed, labels),
    }


def uphill(chosen, image, labels, gradient):
    """The image moved by a step of the gradient's signs with which its score rises, and that step.

    The smallest one if none of them does. A gradient holds for small changes only, so a step is halved until it helps.
    """
    import torch

    with torch.inference_mode():
        before = chosen.score(image, labels)
        for halving in range(HALVINGS + 1):
            step = STEP / 2**halving
            changed = (image + step * gradient.sign()).clamp(0, 1)
            if chosen.score(changed, labels) > before:
                break
    return changed, step


def read_image(checkpoint: Checkpoint, chosen, request: dict):
    """The image (1, 1, H, W) of a request as the discriminator gets it, and its labels (1,) or None."""
    from zoo.images import enlarge

    asked = request.get("label")
    if (request.get("latents") is None) == (request.get("digit") is None):
        raise ZooError("A map is of the latents of one sample or of a digit; give one of the two.")
    if request.get("latents") is not None:
        codes = read_latents(request["latents"], chosen.config.latent_dim, most=1)
        labels = read_labels(None if asked is None else [asked], chosen.classes, 1)
        return pictures(chosen, codes, labels), labels
    seen, label = read_digit(request["digit"], MNIST_SIZE, checkpoint)
    return enlarge(seen, chosen.config.image_size), told(chosen, asked, label, judged(seen, checkpoint))
