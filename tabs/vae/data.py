"""What the explorer in the page needs of a model: its decoder, the ranges of its latents, its points, its texts."""

import functools
import json
import logging
import math

from tabs.shared import delivery, page
from tabs.shared.parts import examples, metrics, misfit, weights_file
from tabs.shared.request import is_number
from tabs.vae.family import models, title
from tabs.vae.texts import texts
from zoo import pages
from zoo.errors import ZooError
from zoo.mnist import digits
from zoo.models.config import read_config
from zoo.schema import Decoder
from zoo.stores import Checkpoint
from zoo.tensors import rounded

log = logging.getLogger(__name__)
LATENT_KEYS = ("information", "low", "high", "mean", "sd")


def page_data(checkpoint: Checkpoint) -> dict:
    """The explorer's data; ``ZooError`` where a part that it cannot do without does not fit the model."""
    kind, config = read_config(checkpoint.folder)
    can = pages.read(checkpoint).capabilities
    described = page.read_json(checkpoint, "latents.json")
    return {
        "name": checkpoint.name,
        "title": title(checkpoint.name),
        "revision": checkpoint.revision,
        "kind": kind,
        "config": config,
        "image_size": config.get("image_size"),
        "loss": can.loss,
        "grey": can.grey,
        "decoder": decoder(checkpoint, can.decoder),
        "information": str(described.get("information")),
        "latents": latents(checkpoint, described, config),
        "plane": plane(checkpoint, described, config),
        "points": points(checkpoint, config),
        "codebook": codebook(checkpoint, described, config),
        "prior": can.prior != "",
        "noise": can.noise,
        "metrics": metrics(checkpoint),
        "test_digits": len(digits()[0]) if config.get("image_size") == 28 else 0,
        "models": models(),
        **texts(can),
        "examples": examples(),
        "restore": None,
        "notice": "",
    }


def latents(checkpoint: Checkpoint, described: dict, config: dict) -> list[dict]:
    """What ``latents.json`` says of each latent; none for a model of a code book."""
    try:
        rows = [{key: float(row[key]) for key in LATENT_KEYS} | {"index": row["index"]} for row in described["latents"]]
        fits = [row["index"] for row in rows] == list(range(config.get("latent_dim", 0)))
        fits = fits and (bool(rows) or "codebook_size" in config)
        fits = fits and all(math.isfinite(row[key]) for row in rows for key in LATENT_KEYS)
    except (KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        raise misfit(checkpoint, "latents.json")
    return rows


def plane(checkpoint: Checkpoint, described: dict, config: dict) -> dict | None:
    """The two main directions of the test codes; None in a checkpoint from before they were kept."""
    found = described.get("plane")
    if found is None or "codebook_size" in config:
        return None
    try:
        parts = [found["centre"], *found["directions"], found["sd"], found["explained"]]
        numbers = [[float(value) for value in part] for part in parts]
        fits = [len(part) for part in numbers] == 3 * [config["latent_dim"]] + [2, 2]
        fits = fits and all(math.isfinite(value) for part in numbers for value in part)
    except (KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        raise misfit(checkpoint, "latents.json")
    centre, first, second, sd, explained = numbers
    return {"centre": centre, "directions": [first, second], "sd": sd, "explained": explained}


def points(checkpoint: Checkpoint, config: dict) -> dict | None:
    """Where the page finds the codes of test images, and how many; None where there are none or they do not fit."""
    path = checkpoint.folder / "points.safetensors"
    try:
        content = path.read_bytes()
        length = int.from_bytes(content[:8], "little")
        header = json.loads(content[8 : 8 + length])
        (count, width), labels = header["codes"]["shape"], header["labels"]["shape"]
        kinds = (header["codes"]["dtype"], header["labels"]["dtype"])
        fits = (width, labels, kinds) == (config["latent_dim"], [count], ("F16", "U8"))
        fits = fits and len(content) == 8 + length + count * (2 * width + 1)
    except FileNotFoundError:
        return None
    except (OSError, KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        log.warning("points.safetensors of %s does not fit its model; its map shows no points.", checkpoint.name)
        return None
    return {"url": delivery.publish(content, ".safetensors"), "count": count}


def codebook(checkpoint: Checkpoint, described: dict, config: dict) -> dict | None:
    """The size of a model's code book, the grid of entries that is a code, and how often each entry occurs (or null).

    None for a model without a code book.
    """
    if "codebook_size" not in config:
        return None
    size, side = config["codebook_size"], config.get("grid_size")
    if not all(isinstance(value, int) and 1 <= value <= 4096 for value in (size, side)):
        raise misfit(checkpoint, "config.json")
    shares = described.get("codebook")
    if shares is not None and not (isinstance(shares, list) and len(shares) == size and all(map(is_number, shares))):
        raise misfit(checkpoint, "latents.json")
    return {"size": size, "rows": side, "columns": side, "shares": shares}


def decoder(checkpoint: Checkpoint, runs: Decoder) -> dict:
    """What the page needs to run a dense decoder itself: where its weights are, and its activations.

    Other decoders run on the server.
    """
    if runs.kind == "server":
        weights_file(checkpoint)
        return {"kind": "server"}
    return runs.model_dump() | {"weights": decoder_url(checkpoint, runs.layers)}


@functools.lru_cache(maxsize=32)
def decoder_url(checkpoint: Checkpoint, layers: str) -> str:
    """Where the page finds the weights of a decoder and nothing else, so that showing a model waits neither for torch
    nor for an encoder that the server runs."""
    try:
        return delivery.publish(rounded(weights_file(checkpoint).read_bytes(), layers), ".safetensors")
    except (OSError, ValueError):
        raise ZooError(f"The weights of {checkpoint.name} are damaged; train or fetch it again.") from None
