"""The tables of models of text in docs/results.md: their figures, and what the best of them writes."""

import re

import zoo
from training.metrics.text_samples import cool, of_seed
from training.table_cells import (
    NONE,
    Metrics,
    cell,
    common_floor,
    family,
    floors_of,
    formatted,
    line,
    megabytes,
    minutes,
    read,
)
from zoo import pages
from zoo.errors import ZooError
from zoo.stores import BundledStore
from zoo.stores.contract import Checkpoint, Store

HEAD = """\
| checkpoint | model | minutes (on) | nats per character | importance-weighted | KL, nats per passage | active latents \
| latents read back | words known | 8-word sequences copied | distinct-2 | perplexity by two plays | by 35 plays | MB |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"""
OF_SAMPLES = {"known_words": "{:.1%}", "copied_8": "{:.2%}", "distinct_2": "{:.3f}"}
JUDGED = ("judged_perplexity", "judged_perplexity_plays")
HEATS = ("", "_cool")  # what the names of figures end with
SPEECHES = "speeches"  # data of which the nats are given the speaker
TRAINED_ON = {"plays": "35 plays", SPEECHES: "35 plays"}  # by the recorded data
TINY = "tinyshakespeare"  # all others
SEEDS, LENGTH = range(1, 10), 300


def text_table(store: Store | None = None) -> str:
    """Markdown: a row for each text model in the store, and one for the validation text beside each training text."""
    store = store or BundledStore()
    there, rows, floors = set(store.names()), [], {}
    for name in filter(there.__contains__, family("shakespeare")):
        checkpoint = store.checkpoint(name)
        metrics = read(checkpoint)
        rows.append(_row(checkpoint, metrics))
        floors.setdefault(_trained_on(checkpoint), {})[name] = floors_of(metrics, [*OF_SAMPLES, *JUDGED])
    real = [_real_row(text, common_floor(each, "on the same text")) for text, each in (floors or {TINY: {}}).items()]
    return "\n".join([HEAD, *rows, *real])


def _trained_on(checkpoint: Checkpoint) -> str:
    return TRAINED_ON.get(_data(checkpoint), TINY)


def _data(checkpoint: Checkpoint) -> str:
    return read(checkpoint, "training").get("recipe", {}).get("data", "")


def _row(checkpoint: Checkpoint, metrics: Metrics) -> str:
    training = read(checkpoint, "training")
    samples = [_at_both_heats(metrics, name, form) for name, form in OF_SAMPLES.items()]
    return line(
        f"`{checkpoint.name}`", pages.read(checkpoint).title, minutes(training),
        cell(metrics.get("nats_per_character"), 3), cell(metrics.get("nats_per_character_iw"), 3),
        cell(metrics.get("kl_per_passage"), 2), formatted(metrics.get("active_units"), "{}"),
        formatted(metrics.get("read_back"), "{:.1%}"),
        *samples, *(_times_real(metrics, name) for name in JUDGED), megabytes(checkpoint),
    )  # fmt: skip


def _at_both_heats(metrics: Metrics, name: str, form: str) -> str:
    """A figure of samples at temperature 1, and at that of the page."""
    return ", ".join(form.format(metrics[name + heat]["value"]) for heat in HEATS if name + heat in metrics) or NONE


def _times_real(metrics: Metrics, name: str) -> str:
    """The same divided by that of real text: "1.50 ×, 0.81 ×"."""
    real = metrics.get(f"{name}_floor")
    if real is None:
        return NONE
    times = {heat: metrics[heat] | {"value": metrics[heat]["value"] / real["value"]}
             for heat in (name + each for each in HEATS) if heat in metrics}  # fmt: skip
    return ", ".join(formatted(each, "{:.2f} ×") for each in times.values())


def _real_row(text: str, floor: Metrics) -> str:
    samples = [formatted(floor.get(name), form) for name, form in OF_SAMPLES.items()]
    judged = [formatted(floor.get(name), "{:.0f}") for name in JUDGED]
    return line("", f"real text, for models of {text}", *[NONE] * 6, *samples, *judged, NONE)


def samples_table(store: Store | None = None) -> str:
    """Markdown: what the best model of text in the store writes with the seeds 1 to 9, not picked.

    The texts are written again by the model.
    """
    store = store or BundledStore()
    checkpoint = best(store)
    model = zoo.load_folder(checkpoint.folder)
    rows = [line(str(seed), shown(of_seed(model, seed, LENGTH))) for seed in SEEDS]
    manner = cool(model)
    dials = f"temperature {manner.temperature}" + (f" and top-p {manner.top_p}" if manner.top_p < 1 else "")
    said = f"`{checkpoint.name}` at {dials}, the first {LENGTH} characters of each text:"
    return "\n".join([said, "", "| seed | text |", "|---:|---|", *rows])


def best(store: Store) -> Checkpoint:
    """The model with the fewest nats per character of the whole validation text. Raises ``ZooError`` if there is
    none."""
    there, nats = set(store.names()) - set(store.records()), {}
    for name in filter(there.__contains__, family("shakespeare")):
        checkpoint = store.checkpoint(name)
        metric = read(checkpoint).get("nats_per_character")
        if metric and _data(checkpoint) != SPEECHES and pages.read(checkpoint).capabilities.context:
            nats[name] = metric["value"]
    if not nats:
        raise ZooError("There is no model of text to write with; train one: python -m training train shakespeare-lm")
    return store.checkpoint(min(nats, key=lambda name: nats[name]))


def shown(text: str) -> str:
    """A text in a cell: its characters as they are, and its line breaks."""
    plain = re.sub(r"[^\w\s.,;:!?'-]|_", lambda found: f"&#{ord(found[0])};", text.strip("\n"))
    return plain.replace("\n", "<br>")
