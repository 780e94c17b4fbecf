"""The data of the explorer in the page: a model's decoder, the ranges of its latents, its points, its texts."""

import logging

from tabs.shared import delivery
from tabs.shared.decoders import decoder
from tabs.shared.effects import effects_of
from tabs.shared.frames import course_of
from tabs.shared.parts import data_parts, metrics, misfit
from tabs.vae.family import models, title
from tabs.vae.texts import texts
from zoo import reading
from zoo.record import Record, record
from zoo.schema import Latents, Misfit
from zoo.stores import Checkpoint
from zoo.tensors import Points, unpack

log = logging.getLogger(__name__)
LATENTS, POINTS = "latents.json", "points.safetensors"


def page_data(checkpoint: Checkpoint) -> dict:
    """The explorer's data. Raises ``ZooError`` if a required part does not fit the model."""
    own = record(checkpoint)
    config, can = own.config, own.page.capabilities
    described = described_by(own)
    effects, notice = effects_of(checkpoint, len(described.latents)) if described.latents else (None, "")
    timeline, damage = course_of(checkpoint)
    return {
        "name": checkpoint.name,
        "title": title(checkpoint.name),
        "revision": checkpoint.revision,
        "kind": own.kind,
        "config": config,
        "image_size": config.get("image_size"),
        "loss": can.loss,
        "grey": can.grey,
        "decoder": decoder(checkpoint, can.decoder),
        "information": described.information,
        "latents": [latent.model_dump(exclude={"variance"}) for latent in described.latents],
        "plane": described.plane and described.plane.model_dump(),
        "points": points(checkpoint, config),
        "codebook": codebook(own, described),
        "effects": effects,
        "timeline": timeline,
        "prior": can.prior != "",
        "noise": can.noise,
        "metrics": metrics(checkpoint),
        "models": models(),
        **texts(can),
        **data_parts(checkpoint, config.get("image_size")),
        "restore": None,
        "notice": " ".join(filter(None, [notice, damage])),
    }


def described_by(own: Record) -> Latents:
    """The entries of ``latents.json`` about each latent or the code book, checked against the model's size."""
    found, book = own.file(LATENTS), own.config.get("codebook_size")
    try:
        found.fit(0 if book else own.config["latent_dim"], book)
    except KeyError:
        raise misfit(own.checkpoint, "config.json") from None
    except Misfit as error:
        raise own.misfit(LATENTS, error) from None
    return found


def points(checkpoint: Checkpoint, config: dict) -> dict | None:
    """URL of the codes of test images and their number; None if they are missing or do not fit."""
    try:
        content = reading.content(checkpoint.folder / POINTS)
        found, _ = unpack(content, Points)
        found.fit(config.get("latent_dim", 0))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.warning("%s of %s does not fit, so its map shows no points: %s", POINTS, checkpoint.name, error)
        return None
    return {"url": delivery.publish(content, ".safetensors"), "count": found.codes.shape[0]}


def codebook(own: Record, described: Latents) -> dict | None:
    """The size of a model's code book, the grid of a code, and how often each entry occurs (or null).

    None for a model without a code book.
    """
    if "codebook_size" not in own.config:
        return None
    size, side = own.config["codebook_size"], own.config.get("grid_size")
    if not all(type(value) is int and 1 <= value <= 4096 for value in (size, side)):
        raise misfit(own.checkpoint, "config.json")
    return {"size": size, "rows": side, "columns": side, "shares": described.codebook}
