"""The tables of docs/results.md, from the numbers on the cards: image models, GANs and text models."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from training.card import runs_of
from training.data.sets import stand_in
from training.recipes import RECIPES
from training.table_cells import (
    NONE,
    Metrics,
    bar,
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
from training.table_machines import machines_table
from training.table_readers import readers_table
from training.table_texts import samples_table, text_table
from zoo import lessons, pages, seeds
from zoo.errors import ZooError
from zoo.schema import Seeds
from zoo.stores import BundledStore
from zoo.stores.contract import Checkpoint, Store
from zoo.stores.files import atomic_write, plain_errors

RESULTS = Path(__file__).parent.parent / "docs" / "results.md"
START = "<!-- table: python -m training table --write -->"
END = "<!-- end of table -->"
JUDGED = {"frechet": 2, "score": 2, "density": 3, "coverage": 3, "no_digit": 3, "digit_kl": 4}  # decimals
HEAD = """\
| checkpoint | model | nats per image | squared error | Fréchet distance | score | density | coverage | like no digit \
| digit KL | MB |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"""
GAN_START = "<!-- gan table: python -m training table --family gan --write -->"
GAN_END = "<!-- end of gan table -->"
GAN_HEAD = """\
| checkpoint | what differs | epochs | minutes (on) | Fréchet distance | coverage | judge sure \
| like no digit | density | digit KL | background | rarest digit | copied \
| critic right on real, generated | collapsed or diverged |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|"""
MACHINES_START = "<!-- machines table: python -m training table --family machines --write -->"
MACHINES_END = "<!-- end of machines table -->"
TEXT_START = "<!-- text table: python -m training table --family text --write -->"
TEXT_END = "<!-- end of text table -->"
READERS_START = "<!-- readers table: python -m training table --family readers --write -->"
READERS_END = "<!-- end of readers table -->"
SAMPLES_START = "<!-- samples table: python -m training table --family samples --write -->"
SAMPLES_END = "<!-- end of samples table -->"
COMPARED = {  # of GANs
    "frechet": "{:,.2f}",
    "coverage": "{:.3f}",
    "judged_sure": "{:.1%}",
    "no_digit": "{:.1%}",
    "density": "{:.3f}",
    "digit_kl": "{:.4f}",
}
BASE = "the base of the family"


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
        metrics, data = read(checkpoint), _data(read(checkpoint, "training"))
        rows.append(Row(checkpoint.name, _row(checkpoint, metrics), data, floors_of(metrics, JUDGED)))
    return _by_data(HEAD, rows, _real_row)


def gan_table(store: Store | None = None) -> str:
    """Markdown: a row for each GAN recipe and one for real training images, by data set as in ``table``."""
    store = store or BundledStore()
    there, rows = set(store.names()), []
    for name in family("gan"):
        checkpoint = store.checkpoint(name) if name in there else None
        metrics = read(checkpoint) if checkpoint else {}
        training = read(checkpoint, "training") if checkpoint else {}
        runs = runs_of(checkpoint.folder, name) if checkpoint else None
        rows.append(Row(name, _gan_row(name, metrics, training, runs), _data(training), floors_of(metrics, COMPARED)))
    return _by_data(GAN_HEAD, rows, _real_gan_row)


def _data(training: dict) -> str:
    """The name of the data set that replaced the recipe's own, according to the training record; otherwise ""."""
    return stand_in(training.get("recipe", {}).get("data", ""))


def _by_data(head: str, rows: list[Row], real: Callable[[Metrics], str]) -> str:
    """A table for each data set, MNIST first; ``real`` makes the last row of each from its floors."""
    tables = []
    for data in sorted({row.data for row in rows} or {""}):
        mine = [row for row in rows if row.data == data]
        floor = common_floor({row.name: row.floors for row in mine})
        caption = f"Trained and measured on `{data}` instead of MNIST:\n\n" if data else ""
        tables.append(caption + "\n".join([head, *(row.line for row in mine), real(floor)]))
    return "\n\n".join(tables)


def write(page: Path, store: Store | None = None) -> None:
    """Write the first table between its marker lines in ``page``, and each other table whose marker lines exist."""
    with plain_errors(str(page)):
        before, _, after = _parts(page)
        text = f"{before}{START}\n{table(store)}\n{END}{after}"
        for make, start, end in ((gan_table, GAN_START, GAN_END), (machines_table, MACHINES_START, MACHINES_END),
                                 (text_table, TEXT_START, TEXT_END),
                                 (samples_table, SAMPLES_START, SAMPLES_END),
                                 (readers_table, READERS_START, READERS_END)):  # fmt: skip
            before, found, rest = text.partition(start)
            _, ended, after = rest.partition(end)
            if found and ended:
                text = f"{before}{start}\n{make(store)}\n{end}{after}"
        atomic_write(page, text.encode())


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


def _row(checkpoint: Checkpoint, metrics: Metrics) -> str:
    runs = runs_of(checkpoint.folder, checkpoint.name)
    figures = [cell(metrics.get(name), decimals) + bar(runs, name, f"{{:,.{decimals}f}}")
               for name, decimals in {"squared_error": 2, **JUDGED}.items()]  # fmt: skip
    return line(
        f"`{checkpoint.name}`", pages.read(checkpoint).title, _nats(metrics, runs), *figures, megabytes(checkpoint)
    )


def _over_seeds(runs: Seeds | None, metric: str, form: str) -> str:
    """Mean ± standard deviation over the seeds, and their number; "" if there are none."""
    spread = seeds.spread(runs, metric)
    return f"{form.format(spread.mean)} ± {form.format(spread.sd)} ({spread.count} seeds)" if spread else ""


def _gan_row(name: str, metrics: Metrics, training: dict, runs: Seeds | None) -> str:
    compared = [_over_seeds(runs, metric, form) or formatted(metrics.get(metric), form)
                for metric, form in COMPARED.items()]  # fmt: skip
    accuracy = lessons.critic_accuracy(training)
    names = {f"digit_share_{digit}": digit for digit in range(10)}
    shares = {digit: metrics[metric]["value"] for metric, digit in names.items() if metric in metrics}
    rarest = min(shares, key=lambda digit: shares[digit], default=None)
    return line(
        f"`{name}`", RECIPES[name].changes or BASE, _epochs(training), minutes(training), *compared,
        cell(metrics.get("background"), 3), NONE if rarest is None else f"{shares[rarest]:.1%} ({rarest})",
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
    judged = [cell(floor.get(name), decimals) for name, decimals in JUDGED.items()]
    return line("", "real training images", NONE, NONE, *judged, NONE)


def _real_gan_row(floor: Metrics) -> str:
    compared = [formatted(floor.get(name), form) for name, form in COMPARED.items()]
    return line("", "real training images", NONE, NONE, *compared, *[NONE] * 5)


def _nats(metrics: Metrics, runs: Seeds | None) -> str:
    """-log p(x) in nats per image: exact, by annealed importance sampling from both sides, or the best available bound.

    A lower bound on log p(x) becomes an upper bound here. Forward AIS flatters a model, so its figure is never shown
    without that of reverse AIS if there is one: "≤ 95.00 to 99.00" for a network means two estimates of one bound.
    """
    for name in filter(lambda name: name.startswith("nll_iw"), metrics):
        return cell(metrics[name], 2) + bar(runs, name, "{:,.2f}")
    if "log_likelihood" in metrics:
        return cell(_negative(metrics["log_likelihood"]), 2)
    for name in ("log_likelihood_ais", "log_likelihood_bound", "elbo"):
        if name in metrics:
            return _between([metrics[side] for side in (name, f"{name}_reverse") if side in metrics])
    return NONE


def _between(estimates: list[dict]) -> str:
    """Estimates of one log-likelihood, or of one bound on it, as a range in nats, lowest first."""
    first, *others = sorted(map(_negative, estimates), key=lambda metric: metric["value"])
    return " to ".join([cell(first, 2), *(cell(other | {"bound": None}, 2) for other in others)])


def _negative(metric: dict) -> dict:
    return {"value": -metric["value"], "bound": metric["bound"] and "<="}
