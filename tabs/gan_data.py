"""What the GAN viewer in the page needs of a model: what it is, its run, its figures, its texts."""

import logging

from tabs import common
from tabs.catalogue import catalogue
from tabs.gan_draw import MOST
from tabs.gan_family import FAMILY, has_weights, others
from tabs.gan_run import run_of
from tabs.gan_texts import lead
from tabs.parts import metrics, misfit
from zoo.config import read_config
from zoo.errors import ZooError
from zoo.mnist import has_training_digits
from zoo.store import Checkpoint

log = logging.getLogger(__name__)
LARGEST_SIZE, LARGEST_LATENT_DIM = 64, 10_000
FIELDS = {"image_size": LARGEST_SIZE, "latent_dim": LARGEST_LATENT_DIM}


def gan_data(checkpoint: Checkpoint) -> dict:
    """The viewer's data; ``ZooError`` where the config cannot be read. Another damaged part says so in ``notice``."""
    run = run_of(checkpoint)
    facts = facts_of(checkpoint)
    return {
        **facts,
        **run,
        "revision": checkpoint.revision,
        "critic": facts["drawable"] and bool(facts["config"].get("critic")),
        "most": MOST,
        "lead": lead(facts["kind"], facts["config"], run["game"]),
        "lesson": lesson_of(checkpoint),
        "metrics": metrics(checkpoint),
        "models": models(),
        "others": others(),
        "nearest": has_training_digits(),
        "restore": None,
    }


def facts_of(checkpoint: Checkpoint) -> dict:
    """Name, title and what the config says, its sizes checked."""
    kind, config = read_config(checkpoint.folder)
    for field, largest in FIELDS.items():
        if type(config.get(field)) is not int or not 1 <= config[field] <= largest:
            raise misfit(checkpoint, "config.json")
    classes = config.get("classes", 0)
    if type(classes) is not int or not 0 <= classes <= 10:
        raise misfit(checkpoint, "config.json")
    return {
        "name": checkpoint.name,
        "title": FAMILY.title(checkpoint.name),
        "kind": kind,
        "config": config,
        "size": config["image_size"],
        "latent_dim": config["latent_dim"],
        "classes": classes,
        "objective": config.get("objective"),
        "drawable": has_weights(checkpoint),
    }


def models() -> list[dict]:
    """The family as the page lists it; a checkpoint whose config is damaged is left out, and that is logged."""
    rows = []
    for name in FAMILY.choices():
        try:
            facts = facts_of(catalogue()[name][1])
        except (ZooError, KeyError) as error:
            log.warning("%s is not listed: %s", name, error)
            continue
        rows.append({key: facts[key] for key in ("name", "title", "kind", "drawable", "classes", "size")})
    return rows


def lesson_of(checkpoint: Checkpoint) -> str:
    """What this variant's change did, from its own run and the base's; empty where that cannot be said."""
    from zoo import lessons

    own = records(checkpoint)
    base = catalogue().get(lessons.BASE)
    try:
        return lessons.lesson(checkpoint.name, own, records(base[1]) if base else None) if own else ""
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        log.warning("What the change of %s did cannot be said: %r", checkpoint.name, error)
        return ""


def records(checkpoint: Checkpoint) -> dict | None:
    """A run's ``metrics`` and ``training``; None where either cannot be read."""
    try:
        return {name: common.read_json(checkpoint, f"{name}.json") for name in ("metrics", "training")}
    except ZooError:
        return None
