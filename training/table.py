"""The tables of docs/results.md, from the numbers on the cards: image models, GANs and text models."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import zoo
from training.card import runs_of
from training.data.sets import stand_in
from training.metrics import close
from training.recipes import RECIPES
from zoo import lessons, pages, seeds
from zoo.errors import ZooError
from zoo.schema import Seeds
from zoo.stores import BundledStore
from zoo.stores.contract import Checkpoint, Store
from zoo.stores.files import WEIGHTS, atomic_write, plain_errors

RESULTS = Path(__file__).parent.parent / "docs" / "results.md"
START = "<!-- table: python -m training table --write -->"
END = "<!-- end of table -->"
JUDGED = {
    "frechet": 2,
    "score": 2,
    "density": 3,
    "coverage": 3,
    "digit_kl": 4,
}  # figures from the judge, with their decimals
HEAD = """\
| checkpoint | model | nats per image | squared error | Fréchet distance | score | density | coverage | digit KL | MB |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"""
GAN_START = "<!-- gan table: python -m training table --family gan --write -->"
GAN_END = "<!-- end of gan table -->"
GAN_HEAD = """\
| checkpoint | what differs | epochs | minutes (on) | Fréchet distance | coverage | judge sure | density | digit KL \
| background | rarest digit | copied | critic right on real, generated | collapsed or diverged |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|"""
TEXT_START = "<!-- text table: python -m training table --family text --write -->"
TEXT_END = "<!-- end of text table -->"
TEXT_HEAD = """\
| checkpoint | model | minutes (on) | nats per character | importance-weighted | KL, nats per passage | active latents \
| latents read back | words known | at temperature 0.8 | 8-word sequences copied | distinct-2 | MB |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"""
READ = {
    "known_words": "{:.1%}",
    "known_words_cool": "{:.1%}",
    "copied_8": "{:.2%}",
    "distinct_2": "{:.3f}",
}  # of samples of text
COMPARED = {  # of GANs
    "frechet": "{:,.2f}",
    "coverage": "{:.3f}",
    "judged_sure": "{:.1%}",
    "density": "{:.3f}",
    "digit_kl": "{:.4f}",
}
NONE = "–"
BASE = "the base of the family"
BOUNDS = {"<=": "≤ ", ">=": "≥ ", None: ""}
Metrics = dict[str, dict]


class Row(NamedTuple):
    """A row of a table, for the checkpoint ``name`` trained on ``data`` ("" for MNIST)."""

    name: str
    line: str
    data: str
    floors: Metrics


def table(store: Store | None = None) -> str:
    """Markdown: a row for each model in the store that generates images, and one for real training images.

    Models trained on another data set than MNIST have a table of their own, because figures of different images cannot
    be compared.
    """
    store = store or BundledStore()
    found = {name: store.checkpoint(name) for name in store.names()}
    known = [name for name in RECIPES if name in found] + [name for name in found if name not in RECIPES]
    shown = [found[name] for name in known if pages.read(found[name]).capabilities.draws == "images"]
    rows = []
    for checkpoint in shown:
        metrics, data = _read(checkpoint), _data(_read(checkpoint, "training"))
        rows.append(Row(checkpoint.name, _row(checkpoint, metrics), data, _floors(metrics, JUDGED)))
    return _by_data(HEAD, rows, _real_row)


def gan_table(store: Store | None = None) -> str:
    """Markdown: a row for each GAN recipe and one for real training images, by data set as in ``table``."""
    store = store or BundledStore()
    there, rows = set(store.names()), []
    for name in family("gan"):
        checkpoint = store.checkpoint(name) if name in there else None
        metrics = _read(checkpoint) if checkpoint else {}
        training = _read(checkpoint, "training") if checkpoint else {}
        runs = runs_of(checkpoint.folder, name) if checkpoint else None
        rows.append(Row(name, _gan_row(name, metrics, training, runs), _data(training), _floors(metrics, COMPARED)))
    return _by_data(GAN_HEAD, rows, _real_gan_row)


def _data(training: dict) -> str:
    """The name of the data set that replaced the recipe's own, according to the training record; otherwise ""."""
    return stand_in(training.get("recipe", {}).get("data", ""))


def _by_data(head: str, rows: list[Row], real: Callable[[Metrics], str]) -> str:
    """A table for each data set, MNIST first; ``real`` makes the last row of each from its floors."""
    tables = []
    for data in sorted({row.data for row in rows} or {""}):
        mine = [row for row in rows if row.data == data]
        floor = _floor({row.name: row.floors for row in mine})
        caption = f"Trained and measured on `{data}` instead of MNIST:\n\n" if data else ""
        tables.append(caption + "\n".join([head, *(row.line for row in mine), real(floor)]))
    return "\n\n".join(tables)


def text_table(store: Store | None = None) -> str:
    """Markdown: a row for each text model in the store, and one for the validation text."""
    store = store or BundledStore()
    there, rows, floors = set(store.names()), [], {}
    for name in filter(there.__contains__, family("shakespeare")):
        metrics = _read(store.checkpoint(name))
        rows.append(_text_row(store.checkpoint(name), metrics))
        floors[name] = _floors(metrics, READ)
    floor = _floor(floors, "on the same text")
    real = [_formatted(floor.get(name), form) for name, form in READ.items()]
    return "\n".join([TEXT_HEAD, *rows, _line("", "validation text", *[NONE] * 6, *real, NONE)])


def write(page: Path, store: Store | None = None) -> None:
    """Write the first table between its marker lines in ``page``, and each other table whose marker lines exist."""
    with plain_errors(str(page)):
        before, _, after = _parts(page)
        text = f"{before}{START}\n{table(store)}\n{END}{after}"
        for make, start, end in ((gan_table, GAN_START, GAN_END), (text_table, TEXT_START, TEXT_END)):
            before, found, rest = text.partition(start)
            _, ended, after = rest.partition(end)
            if found and ended:
                text = f"{before}{start}\n{make(store)}\n{end}{after}"
        atomic_write(page, text.encode())


def family(name: str) -> list[str]:
    """Names of the recipes whose checkpoints a tab shows, in order."""
    return [recipe.name for recipe in RECIPES.values() if zoo.model_class(recipe.model).family == name]


def written(page: Path, start: str = START, end: str = END) -> str:
    """The table between two marker lines in ``page``."""
    return _parts(page, start, end)[1].strip("\n")


def _parts(page: Path, start: str = START, end: str = END) -> tuple[str, str, str]:
    """The parts before, between and after the marker lines."""
    before, found, rest = page.read_bytes().decode().partition(start)
    between, ended, after = rest.partition(end)
    if not (found and ended):
        raise ZooError(f"{page} has no place for the table; add the lines '{start}' and '{end}' to it.")
    return before, between, after


def _read(checkpoint: Checkpoint, what: str = "metrics") -> dict:
    path = checkpoint.folder / f"{what}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ZooError(f"{path} is missing or damaged; train or bundle {checkpoint.name} again.") from None


def _row(checkpoint: Checkpoint, metrics: Metrics) -> str:
    judged = [_cell(metrics.get(name), decimals) for name, decimals in JUDGED.items()]
    return _line(
        f"`{checkpoint.name}`", pages.read(checkpoint).title, _nats(metrics),
        _cell(metrics.get("squared_error"), 2), *judged, _megabytes(checkpoint),
    )  # fmt: skip


def _megabytes(checkpoint: Checkpoint) -> str:
    weights = checkpoint.folder / WEIGHTS
    return f"{weights.stat().st_size / 1e6:.1f}" if weights.exists() else NONE  # a record has no weights


def _text_row(checkpoint: Checkpoint, metrics: Metrics) -> str:
    training = _read(checkpoint, "training")
    return _line(
        f"`{checkpoint.name}`", pages.read(checkpoint).title, _minutes(training),
        _cell(metrics.get("nats_per_character"), 3), _cell(metrics.get("nats_per_character_iw"), 3),
        _cell(metrics.get("kl_per_passage"), 2), _formatted(metrics.get("active_units"), "{}"),
        _formatted(metrics.get("read_back"), "{:.1%}"),
        *(_formatted(metrics.get(name), form) for name, form in READ.items()), _megabytes(checkpoint),
    )  # fmt: skip


def _over_seeds(runs: Seeds | None, metric: str, form: str) -> str:
    """Mean ± standard deviation over the seeds, and their number; "" if there are none."""
    spread = seeds.spread(runs, metric)
    return f"{form.format(spread.mean)} ± {form.format(spread.sd)} ({spread.count} seeds)" if spread else ""


def _minutes(training: dict) -> str:
    return f"{training['seconds'] / 60:,.0f} ({training['device']})" if training else NONE


def _formatted(metric: dict | None, form: str) -> str:
    return NONE if metric is None else form.format(metric["value"])


def _gan_row(name: str, metrics: Metrics, training: dict, runs: Seeds | None) -> str:
    compared = [_over_seeds(runs, metric, form) or _formatted(metrics.get(metric), form)
                for metric, form in COMPARED.items()]  # fmt: skip
    accuracy = lessons.critic_accuracy(training)
    names = {f"digit_share_{digit}": digit for digit in range(10)}
    shares = {digit: metrics[metric]["value"] for metric, digit in names.items() if metric in metrics}
    rarest = min(shares, key=lambda digit: shares[digit], default=None)
    return _line(
        f"`{name}`", RECIPES[name].changes or BASE, _epochs(training), _minutes(training), *compared,
        _cell(metrics.get("background"), 3), NONE if rarest is None else f"{shares[rarest]:.1%} ({rarest})",
        f"{metrics['copied']['value']:.2%}" if "copied" in metrics else NONE,
        ", ".join(f"{share:.0%}" for share in accuracy) if accuracy else NONE,
        _fate(training) if training else NONE,
    )  # fmt: skip


def _epochs(training: dict) -> str:
    """The number of epochs, and which was kept if not the last: "20; kept: 5"."""
    last, best = training.get("epochs", NONE), training.get("best_epoch")
    return f"{last}; kept: {best}" if best not in (None, last) else f"{last}"


def _fate(training: dict) -> str:
    """Whether and when the run collapsed, and whether it diverged; "no" for neither."""
    return ", ".join(filter(None, [lessons.collapse(training), lessons.diverged(training)])) or "no"


def _real_row(floor: Metrics) -> str:
    judged = [_cell(floor.get(name), decimals) for name, decimals in JUDGED.items()]
    return _line("", "real training images", NONE, NONE, *judged, NONE)


def _real_gan_row(floor: Metrics) -> str:
    compared = [_formatted(floor.get(name), form) for name, form in COMPARED.items()]
    return _line("", "real training images", NONE, NONE, *compared, *[NONE] * 5)


def _floor(floors: dict[str, Metrics], how: str = "on the same images by the same judge") -> Metrics:
    """The floors, which are the same for all models: of the same images by the same judge, or of the same text.

    A card from before a figure was added lacks its floor.
    """
    found, of = {}, {}
    for name, floor in floors.items():
        for figure, metric in floor.items():
            if not close(metric, found.setdefault(figure, metric)):
                raise ZooError(f"{of[figure]} and {name} were not measured {how}; train one of them again.")
            of.setdefault(figure, name)
    return found


def _floors(metrics: Metrics, names: Iterable[str]) -> Metrics:
    return {name: metrics[f"{name}_floor"] for name in names if f"{name}_floor" in metrics}


def _nats(metrics: Metrics) -> str:
    """-log p(x) in nats per image: exact, by annealed importance sampling from both sides, or the best available bound.

    A lower bound on log p(x) becomes an upper bound here. Forward AIS flatters a model, so its figure is never shown
    without that of reverse AIS if there is one: "≤ 95.00 to 99.00" for a network means two estimates of one bound.
    """
    for name in filter(lambda name: name.startswith("nll_iw"), metrics):
        return _cell(metrics[name], 2)
    if "log_likelihood" in metrics:
        return _cell(_negative(metrics["log_likelihood"]), 2)
    for name in ("log_likelihood_ais", "log_likelihood_bound", "elbo"):
        if name in metrics:
            return _between([metrics[side] for side in (name, f"{name}_reverse") if side in metrics])
    return NONE


def _between(estimates: list[dict]) -> str:
    """Estimates of one log-likelihood, or of one bound on it, as a range in nats, lowest first."""
    first, *others = sorted(map(_negative, estimates), key=lambda metric: metric["value"])
    return " to ".join([_cell(first, 2), *(_cell(other | {"bound": None}, 2) for other in others)])


def _negative(metric: dict) -> dict:
    return {"value": -metric["value"], "bound": metric["bound"] and "<="}


def _cell(metric: dict | None, decimals: int) -> str:
    return NONE if metric is None else f"{BOUNDS[metric['bound']]}{metric['value']:,.{decimals}f}"


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
