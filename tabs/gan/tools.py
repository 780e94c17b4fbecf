"""What the GAN tab asks the server for: samples of a seed, images of latents, a close look at one, a film."""

import base64

from tabs.gan.draw import asked_labels, drawn, latents_text, loaded, pictures, read_labels, read_latents
from tabs.gan.family import FAMILY, either
from tabs.shared.digits import judged
from tabs.shared.films import MOST_FRAMES, film, read_milliseconds
from tabs.shared.parts import metrics
from tabs.shared.pieces import Pieces, rows
from tabs.shared.request import answering, read_bytes, read_whole, to_base64
from zoo.errors import ZooError
from zoo.held_out import data_of
from zoo.mnist import nearest as nearest_digit
from zoo.mnist import training_digits
from zoo.record import record
from zoo.schema import CRITIC, PERCENTILES

MNIST_SIZE = 28
LEAST_SIZE, MOST_SIZE = 4, 64  # pixels a side of a film's frames


@answering("seed", "first", "count", "truncation", "digit")
def samples(request: dict) -> Pieces:
    """Samples ``first`` to ``first + count - 1`` of the 100 that a seed has.

    ``{"seed", "first", "count", "truncation": bound or null, "digit": 0 to 9 or null}`` gives ``images``, the
    ``latents`` they were made of (truncated already), ``labels`` (null for a model without classes; without a digit
    sample i gets i % 10) and ``size``. A model of another tab (a VAE) decodes draws from its prior, never truncated.
    """
    family = either(request.get("model"))
    chosen = loaded(family.find(request.get("model"), request.get("revision") if family is FAMILY else None))
    first, count = request.get("first", 0), request.get("count", 1)
    codes = drawn(chosen, request.get("seed"), first, count, request.get("truncation") if family is FAMILY else None)
    labels = asked_labels(chosen, request.get("digit"), int(first), int(count))
    images = yield rows(pictures, chosen, codes, labels)
    shown = {"images": to_base64(images), "size": images.shape[-1], "latents": latents_text(codes)}
    return shown | {"labels": None if labels is None else labels.tolist()}


@answering("latents", "labels")
def generate(request: dict) -> Pieces:
    """Images of up to 120 latents, as ``{"images", "size"}``; ``labels`` has a digit for each, or is null."""
    chosen = loaded(FAMILY.find(request.get("model"), request.get("revision")))
    codes = read_latents(request.get("latents"), chosen.config.latent_dim)
    images = yield rows(pictures, chosen, codes, read_labels(request.get("labels"), chosen.classes, len(codes)))
    return {"images": to_base64(images), "size": images.shape[-1]}


@answering("latents", "label")
def look(request: dict) -> dict:
    """What is known about one image: the critic's score, the digit that the judge reads, the nearest training image.

    ``{"latents": of one, "label": digit or null}`` gives ``score`` and ``probability`` (of being real, if the objective
    makes the score a logit), ``rank``, ``judged`` and ``nearest``, each null if it is unknown.
    """
    checkpoint = FAMILY.find(request.get("model"), request.get("revision"))
    chosen = loaded(checkpoint)
    codes = read_latents(request.get("latents"), chosen.config.latent_dim, most=1)
    asked = request.get("label")
    labels = read_labels(None if asked is None else [asked], chosen.classes, 1)
    image = pictures(chosen, codes, labels)
    small = at_mnist(image)
    said = verdict(checkpoint, chosen, image, labels)
    return said | {"judged": judged(small, checkpoint), "nearest": nearest(checkpoint, small)}


@answering("pixels")
def look_at(request: dict) -> dict:
    """``judged`` and ``nearest``, as in ``look``, of a picture ``{"pixels": base64 of 784 bytes}`` that a model of the
    visitor's own drew."""
    small = read_picture(request.get("pixels"))
    return {"judged": judged(small), "nearest": nearest(None, small)}


def read_picture(pixels: object, count: int = 1):
    """Pictures (count, 1, 28, 28) in [0, 1] that a page sent as base64 of their bytes."""
    return read_bytes(pixels, count * MNIST_SIZE**2, "The pictures").reshape(count, 1, MNIST_SIZE, MNIST_SIZE)


def verdict(checkpoint, chosen, image, labels) -> dict:
    """The critic's ``score``, ``probability`` and ``rank`` of one image (1, 1, H, W), each None if it is unknown."""
    import torch

    if chosen.critic is None:
        return {"score": None, "probability": None, "rank": None}
    with torch.inference_mode():
        score = chosen.score(image, labels)
        probability = chosen.probability(score)
    return {
        "score": float(score),
        "probability": None if probability is None else float(probability),
        "rank": rank(checkpoint, float(score)),
    }


def rank(checkpoint, score: float) -> dict | None:
    """The shares of ``real`` and of ``generated`` digits with a lower score; None if these were not measured.

    A score says little by itself: the critic saw whole batches of one kind, and judges one image alone more sternly.
    """
    try:
        found = record(checkpoint).file(CRITIC)
    except ZooError:
        return None
    scores = {"real": found.real, "generated": found.generated}
    return {kind: sum(value < score for value in values) / PERCENTILES for kind, values in scores.items()}


def at_mnist(images):
    """Images (n, 1, H, W) at MNIST's size."""
    from zoo.images import enlarge, reduce

    return (enlarge if images.shape[-1] < MNIST_SIZE else reduce)(images, MNIST_SIZE)


def nearest(checkpoint, image) -> dict | None:
    """The training image nearest to one (1, 1, 28, 28), how far it is, and how far test images are from theirs.

    None without the training images: those of one's own data are not kept with a model.
    """
    found = None if checkpoint and data_of(checkpoint) else nearest_digit(image[0, 0].numpy())
    if found is None:
        return None
    index, distance = found
    images, labels = training_digits()
    typical = metrics(checkpoint).get("nearest_training_floor", {}).get("value") if checkpoint else None
    told = {"label": int(labels[index]), "index": index, "distance": distance, "typical": typical}
    return {"image": bytes_text(images[index])} | told


def bytes_text(levels) -> str:
    """An array of bytes as base64 text."""
    return base64.b64encode(levels.tobytes()).decode()


@answering("size", "frames", "count", "milliseconds")
def gif(request: dict) -> dict:
    """An endless GIF of up to 120 pictures, ``frames`` of size * size bytes each in base64, as ``{"gif": base64}``."""
    count = read_whole(request.get("count"), "The count of frames", 1, MOST_FRAMES)
    size = read_whole(request.get("size"), "The size", LEAST_SIZE, MOST_SIZE)
    milliseconds = read_milliseconds(request.get("milliseconds"))
    frames = read_bytes(request.get("frames"), count * size**2, "The frames").reshape(count, size, size)
    return {"gif": film((frames * 255).round().byte().numpy(), milliseconds)}
