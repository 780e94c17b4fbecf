"""The data of the GAN viewer in the page: a model's config, its run, its figures, its texts."""

import logging

from tabs.gan.directions import directions_of
from tabs.gan.draw import DIGITS, MOST, TRUNCATIONS
from tabs.gan.family import FAMILY, others
from tabs.gan.run import run_of
from tabs.gan.tally import SHEETS
from tabs.gan.texts import lead, spaced
from tabs.shared.catalogue import catalogue
from tabs.shared.decoders import decoder
from tabs.shared.family import has_weights, variation
from tabs.shared.parts import data_parts, metrics, misfit
from tabs.shared.request import is_number
from zoo.errors import ZooError
from zoo.held_out import data_of
from zoo.mnist import has_training_digits
from zoo.record import record
from zoo.schema import TRUNCATION
from zoo.stores import Checkpoint

log = logging.getLogger(__name__)
LARGEST_SIZE, LARGEST_LATENT_DIM, MOST_CLASSES = 64, 10_000, DIGITS
OBJECTIVES = ("logistic", "hinge", "wasserstein")  # as in `zoo.models.gan`, which imports torch
SWITCHES = ("critic", "spectral", "generator_norm", "critic_norm")  # booleans of a config that the page uses
AMOUNTS = ("penalty", "attention")  # numbers that it uses


def page_data(checkpoint: Checkpoint) -> dict:
    """The viewer's data. Raises ``ZooError`` if the config cannot be read; ``notice`` names other damaged parts."""
    run = run_of(checkpoint)
    facts = facts_of(checkpoint)
    return {
        **facts,
        **run,
        **directions_of(checkpoint, facts["latent_dim"]),
        "revision": checkpoint.revision,
        "critic": has_critic(facts),
        "decoder": generator_of(checkpoint, facts["drawable"]),
        "most": MOST,
        "seeds_at_once": SHEETS,
        "truncations": list(TRUNCATIONS),
        "truncated": truncated_of(checkpoint),
        "lead": lead(
            record(checkpoint).page.capabilities.explanation, facts["config"], run["game"], metrics(checkpoint)
        ),
        "lesson": lesson_of(checkpoint),
        "metrics": metrics(checkpoint),
        "models": models(),
        "others": others(),
        "nearest": has_training_digits() and data_of(checkpoint) is None,
        **data_parts(checkpoint),
        "restore": None,
    }


def generator_of(checkpoint: Checkpoint, drawable: bool) -> dict:
    """How the page runs the generator; the server runs one that cannot be read, and says so."""
    try:
        return decoder(checkpoint, record(checkpoint).page.capabilities.decoder) if drawable else {"kind": "server"}
    except ZooError as error:
        log.warning("%s stays on the server: %s", checkpoint.name, error)
        return {"kind": "server"}


def truncated_of(checkpoint: Checkpoint) -> dict | None:
    """What truncation did to samples of a model, as in ``zoo.schema.Truncation``; None if it was not measured."""
    if not (checkpoint.folder / TRUNCATION).is_file():
        return None
    try:
        return record(checkpoint).file(TRUNCATION).model_dump(exclude={"version"})
    except ZooError as error:
        log.warning("What truncation does cannot be shown: %s", error)
        return None


def has_critic(facts: dict) -> bool:
    """Whether a model has weights, including those of its critic."""
    return facts["drawable"] and bool(facts["config"].get("critic"))


def facts_of(checkpoint: Checkpoint) -> dict:
    """Name, title and the fields of the config that the page uses."""
    own = record(checkpoint)
    config = config_of(checkpoint, own.config)
    return {
        "name": checkpoint.name,
        "title": FAMILY.title(checkpoint.name),
        "kind": own.kind,
        "config": config,
        "size": config["image_size"],
        "latent_dim": config["latent_dim"],
        "classes": config["classes"],
        "objective": config["objective"],
        "drawable": has_weights(checkpoint),
    }


def config_of(checkpoint: Checkpoint, config: dict) -> dict:
    """The fields of a config that the page uses, each checked. Raises ``ZooError`` for one that misfits."""
    size = config.get("image_size")
    if is_number(size) and size > LARGEST_SIZE:
        raise ZooError(f"{checkpoint.name} draws pictures of more pixels than this page shows: {LARGEST_SIZE} a side.")
    limits = {"image_size": (1, LARGEST_SIZE), "latent_dim": (1, LARGEST_LATENT_DIM), "classes": (0, MOST_CLASSES)}
    sizes = {"classes": 0} | {field: config[field] for field in limits if field in config}
    fits = all(type(sizes.get(field)) is int and low <= sizes[field] <= high for field, (low, high) in limits.items())
    objective = config.get("objective", OBJECTIVES[0])
    if not fits or objective not in OBJECTIVES:
        raise misfit(checkpoint, "config.json")
    switches = {field: config[field] for field in SWITCHES if isinstance(config.get(field), bool)}
    amounts = {field: config[field] for field in AMOUNTS if is_number(config.get(field))}
    return {**sizes, "objective": objective, **switches, **amounts}


def models() -> list[dict]:
    """The family as the page lists it; a checkpoint with a damaged config is left out and logged."""
    rows = []
    for name in FAMILY.choices():
        try:
            entry = catalogue()[name]
            facts = facts_of(entry.checkpoint)
        except (ZooError, KeyError) as error:
            log.warning("%s is not listed: %s", name, error)
            continue
        told = {key: facts[key] for key in ("name", "title", "kind", "drawable", "classes", "size")}
        rows.append(told | {"critic": has_critic(facts)} | variation(entry.page))
    return rows


def lesson_of(checkpoint: Checkpoint) -> str:
    """What this variant's change did, from its own run and the base's; "" if that is unknown."""
    from zoo import lessons

    found = record(checkpoint)
    own, words = found.run(), found.page
    base = catalogue().get(words.base)
    its = record(base.checkpoint).run() if base else None
    try:
        return spaced(lessons.lesson(checkpoint.name, words, own, its)) if own else ""
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        log.warning("What the change of %s did cannot be said: %r", checkpoint.name, error)
        return ""
