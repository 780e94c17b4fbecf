"""The data of the Shakespeare viewer in the page: a model's config, its latents, its figures, its texts."""

import logging
import math

from tabs.shakespeare.cast import cast_notice
from tabs.shakespeare.family import FAMILY, abilities_in, is_coded, longest_passage, tokens_of
from tabs.shakespeare.lines import lines_notice
from tabs.shakespeare.measured import LIMITS, active, estimators, named
from tabs.shakespeare.request import LONGEST, LONGEST_OPENING
from tabs.shakespeare.texts import EXAMPLES, lead, why_collapsed
from tabs.shakespeare.write import MOST_TEXTS
from tabs.shared.catalogue import catalogue
from tabs.shared.effects import effects_of
from tabs.shared.family import has_weights
from tabs.shared.parts import metrics, misfit
from zoo.errors import ZooError
from zoo.models.byte_pairs import BytePairs
from zoo.models.subwords import FILE, Subwords
from zoo.models.tokens import is_vocabulary
from zoo.record import record
from zoo.schema import Misfit
from zoo.stores import Checkpoint

log = logging.getLogger(__name__)
LATENTS = "latents.json"
LARGEST = {"window": 4096, "latent_dim": 1000, "tokens": 300_000, "words": 100_000}  # of sizes in a config


def page_data(checkpoint: Checkpoint) -> dict:
    """The viewer's data. Raises ``ZooError`` if the config cannot be read; other damage is reported in ``notice``."""
    facts = facts_of(checkpoint)
    latents, latents_said = latents_of(checkpoint, facts)
    neighbours, lines_said = lines_notice(checkpoint) if facts["coded"] else (False, "")
    vocabulary_said = vocabulary_notice(checkpoint, facts)
    plays, cast_said = cast_notice(checkpoint)
    effects, effects_said = effects_of(checkpoint, facts["latent_dim"]) if latents else (None, "")
    return {
        **{key: value for key, value in facts.items() if key != "config"},
        "drawable": facts["drawable"] and not vocabulary_said,
        "revision": checkpoint.revision,
        "lead": lead(abilities_in(checkpoint).explanation, facts, metrics(checkpoint)),
        "why": why_collapsed(metrics(checkpoint)),
        "metrics": named(metrics(checkpoint)),
        "estimators": estimators(checkpoint),
        "models": models(),
        "latents": latents,
        "effects": effects,
        "active": active(checkpoint, facts["latent_dim"]) if latents else None,
        "yardstick": yardstick(checkpoint, facts) if facts["coded"] else None,
        "blind": math.log(facts["tokens"]) if facts["unit"] == "character" else None,
        "cast": plays,
        "neighbours": neighbours and facts["drawable"],
        "longest": LONGEST,
        "opening_longest": LONGEST_OPENING if facts["context"] else 0,
        "most": MOST_TEXTS,
        "limits": LIMITS,
        "examples": EXAMPLES,
        "restore": None,
        "notice": " ".join(filter(None, [latents_said, effects_said, lines_said, vocabulary_said, cast_said])),
    }


def facts_of(checkpoint: Checkpoint) -> dict:
    """Name, title, abilities, and the entries of the config that the page mentions."""
    own, can = record(checkpoint), abilities_in(checkpoint)
    config = own.config
    needed = {"window"} if can.context else set()
    needed |= {"latent_dim"} if can.prior else set()
    sizes = [(config.get(key), most) for key, most in LARGEST.items() if key in config.keys() | needed]
    vocabulary = config.get("vocabulary", "ab")
    fits = all(type(size) is int and 1 <= size <= most for size, most in sizes) and tokens_of(config) > 0
    if not fits or not isinstance(vocabulary, str) or len(vocabulary) != len(set(vocabulary)):
        raise misfit(checkpoint, "config.json")
    window = config["window"] if can.context else 0
    return {
        "name": checkpoint.name,
        "title": FAMILY.title(checkpoint.name),
        "kind": own.kind,
        "unit": can.unit,
        "context": can.context,
        "coded": is_coded(can),
        "speeches": can.speeches,
        "top_p": can.top_p,
        "config": config,
        "latent_dim": config["latent_dim"] if can.prior else 0,
        "window": window,
        "passage_longest": longest_passage(can, window),
        "tokens": tokens_of(config),
        "drawable": has_weights(checkpoint),
    }


def yardstick(checkpoint: Checkpoint, facts: dict) -> dict | None:
    """Title and nats per character of the language model of the same size without latents; None if there is none.

    A model may have the figure in its own record, for the texts that it was measured on.
    """
    own = metrics(checkpoint).get("nats_per_character_lm")
    sizes = ("vocabulary", "tokens", "width", "layers", "heads", *([] if own else ["window"]))
    for name in FAMILY.choices():
        other = catalogue()[name].checkpoint
        can, config = abilities_in(other), record(other).config
        if not can.context or is_coded(can) or any(config.get(size) != facts["config"].get(size) for size in sizes):
            continue
        if found := own or metrics(other).get("nats_per_character"):
            return {"title": FAMILY.title(name), "nats_per_character": found["value"]}
    return None


def models() -> list[dict]:
    """The family as the page lists it. A checkpoint with a damaged config is left out and logged."""
    rows = []
    for name in FAMILY.choices():
        try:
            facts = facts_of(catalogue()[name][1])
        except (ZooError, KeyError) as error:
            log.warning("%s is not listed: %s", name, error)
            continue
        rows.append({key: facts[key] for key in ("name", "title", "kind", "drawable")})
    return rows


def latents_of(checkpoint: Checkpoint, facts: dict) -> tuple[list[dict], str]:
    """The entries of ``latents.json``, largest KL first, and ""; or no entries and the reason."""
    if not facts["coded"]:
        return [], ""
    own = record(checkpoint)
    try:
        found = own.file(LATENTS)
        found.fit(facts["latent_dim"])
        flat = next((row.index for row in found.latents if row.low == row.high), None)
        if flat is not None:
            raise Misfit(f"latents.{flat}.high must be above low")
    except (ZooError, Misfit) as error:
        said = error if isinstance(error, ZooError) else own.misfit(LATENTS, error)
        log.warning("%s", said)
        return [], f"{said} Until then its latents have no sliders."
    rows = [row.model_dump(exclude={"variance"}) for row in found.latents]
    return sorted(rows, key=lambda row: -row["information"]), ""


def vocabulary_notice(checkpoint: Checkpoint, facts: dict) -> str:
    """Why a model whose vocabulary is a file of its own cannot write; "" if it can, and for the other kinds."""
    try:
        if facts["unit"] == "subword":
            (BytePairs if "network" in facts["config"] else Subwords).load(checkpoint.folder / FILE, facts["tokens"])
        if facts["unit"] != "word" or is_vocabulary(record(checkpoint).file("vocabulary.json").words, facts["tokens"]):
            return ""
    except ZooError as error:
        return str(error)
    size = facts["tokens"]
    return f"vocabulary.json of {checkpoint.name} does not hold the {size:,} words of its model; train it again."
