"""The data of the Shakespeare viewer in the page: a model's config, its latents, its figures, its texts."""

import logging

from tabs.shakespeare.family import CODED, FAMILY, PLAIN, WORDS, sort_in
from tabs.shakespeare.lines import lines_notice
from tabs.shakespeare.measured import LIMITS, active, estimators
from tabs.shakespeare.request import LONGEST, LONGEST_OPENING
from tabs.shakespeare.texts import EXAMPLES, lead
from tabs.shakespeare.write import MOST_TEXTS
from tabs.shared.catalogue import catalogue
from tabs.shared.family import has_weights
from tabs.shared.parts import metrics, misfit
from zoo.errors import ZooError
from zoo.models.tokens import is_vocabulary
from zoo.record import record
from zoo.schema import Misfit
from zoo.stores import Checkpoint

log = logging.getLogger(__name__)
LATENTS = "latents.json"
SIZES = {  # entries of a config that the page mentions, with the largest valid value
    CODED: {"window": 4096, "latent_dim": 1000}, PLAIN: {"window": 4096}, WORDS: {"words": 100_000, "latent_dim": 1000},
}  # fmt: skip


def page_data(checkpoint: Checkpoint) -> dict:
    """The viewer's data. Raises ``ZooError`` if the config cannot be read; other damage is reported in ``notice``."""
    facts = facts_of(checkpoint)
    latents, latents_said = latents_of(checkpoint, facts)
    neighbours, lines_said = lines_notice(checkpoint) if facts["sort"] == CODED else (False, "")
    words_said = words_notice(checkpoint, facts)
    return {
        **{key: value for key, value in facts.items() if key != "config"},
        "drawable": facts["drawable"] and not words_said,
        "revision": checkpoint.revision,
        "unit": "words" if facts["sort"] == WORDS else "characters",
        "lead": lead(facts["sort"], facts["config"]),
        "metrics": metrics(checkpoint),
        "estimators": estimators(checkpoint),
        "models": models(),
        "latents": latents,
        "active": active(checkpoint, facts["latent_dim"]) if latents else None,
        "yardstick": yardstick(facts) if facts["sort"] == CODED else None,
        "neighbours": neighbours and facts["drawable"],
        "longest": LONGEST,
        "opening_longest": LONGEST_OPENING if facts["vocabulary"] else 0,
        "passage_longest": facts["window"],
        "most": MOST_TEXTS,
        "limits": LIMITS,
        "examples": EXAMPLES,
        "restore": None,
        "notice": " ".join(filter(None, [latents_said, lines_said, words_said])),
    }


def facts_of(checkpoint: Checkpoint) -> dict:
    """Name, title and the entries of the config that the page mentions."""
    own = record(checkpoint)
    sort, config = sort_in(checkpoint), own.config
    sizes, vocabulary = SIZES.get(sort, {}), config.get("vocabulary", "")
    fits = all(type(config.get(key)) is int and 1 <= config[key] <= most for key, most in sizes.items())
    if sort != WORDS:
        fits = fits and isinstance(vocabulary, str) and 0 < len(vocabulary) == len(set(vocabulary))
    if not fits:
        raise misfit(checkpoint, "config.json")
    return {
        "name": checkpoint.name,
        "title": FAMILY.title(checkpoint.name),
        "kind": own.kind,
        "sort": sort,
        "config": config,
        "latent_dim": config["latent_dim"] if "latent_dim" in sizes else 0,
        "window": config["window"] if "window" in sizes else 0,
        "vocabulary": vocabulary if sort != WORDS else "",
        "drawable": has_weights(checkpoint),
    }


def yardstick(facts: dict) -> dict | None:
    """Title and nats per character of the language model of the same size without latents; None if there is none."""
    sizes = ("vocabulary", "window", "width", "layers", "heads")
    for name in FAMILY.choices():
        checkpoint = catalogue()[name].checkpoint
        if sort_in(checkpoint) != PLAIN:
            continue
        config, found = record(checkpoint).config, metrics(checkpoint).get("nats_per_character")
        if found and all(config.get(size) == facts["config"].get(size) for size in sizes):
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
    if facts["sort"] != CODED:
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


def words_notice(checkpoint: Checkpoint, facts: dict) -> str:
    """Why a model of words cannot write any; "" if it can, and for the other kinds."""
    if facts["sort"] != WORDS:
        return ""
    try:
        words = record(checkpoint).file("vocabulary.json").words
    except ZooError as error:
        return str(error)
    size = facts["config"]["words"]
    if is_vocabulary(words, size):
        return ""
    return f"vocabulary.json of {checkpoint.name} does not hold the {size:,} words of its model; train it again."
