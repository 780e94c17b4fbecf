"""The README's table of the bundled generating models, from the numbers on their cards."""

import json
from pathlib import Path

import zoo
from training.metrics import close
from training.recipes import RECIPES
from zoo.base import WEIGHTS
from zoo.config import read_config
from zoo.contract import Checkpoint, Store
from zoo.errors import ZooError
from zoo.files import atomic_write, plain_errors
from zoo.store import BundledStore

README = Path(__file__).parent.parent / "README.md"
START = "<!-- table: python -m training table --write -->"
END = "<!-- end of table -->"
JUDGED = {"frechet": 2, "score": 2, "density": 3, "coverage": 3, "digit_kl": 4}  # by the judge; decimals
HEAD = """\
| checkpoint | model | nats per image | squared error | Fréchet distance | score | density | coverage | digit KL | MB |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"""
NONE = "–"
BOUNDS = {"<=": "≤ ", ">=": "≥ ", None: ""}
Metrics = dict[str, dict]


def table(store: Store | None = None) -> str:
    """Markdown: a row for each model in the store that generates images, and one for real training images."""
    store = store or BundledStore()
    found = {name: store.checkpoint(name) for name in store.names()}
    known = [name for name in RECIPES if name in found] + [name for name in found if name not in RECIPES]
    metrics = {name: _read(found[name]) for name in known}
    shown = [name for name in known if _generates(found[name]) and "nats_per_character" not in metrics[name]]
    rows = [_row(found[name], metrics[name]) for name in shown]
    return "\n".join([HEAD, *rows, _real_row({name: _floors(metrics[name]) for name in shown})])


def write(readme: Path, store: Store | None = None) -> None:
    """Put the table between the two marker lines of a README."""
    with plain_errors(str(readme)):
        before, _, after = _parts(readme)
        text = f"{before}{START}\n{table(store)}\n{END}{after}"
        atomic_write(readme, text.encode())


def written(readme: Path) -> str:
    """The table that a README has."""
    return _parts(readme)[1].strip("\n")


def _parts(readme: Path) -> tuple[str, str, str]:
    """What is before, between and after the marker lines."""
    text = readme.read_bytes().decode()
    before, start, rest = text.partition(START)
    between, end, after = rest.partition(END)
    if not (start and end):
        raise ZooError(f"{readme} has no place for the table; put the lines '{START}' and '{END}' there.")
    return before, between, after


def _read(checkpoint: Checkpoint) -> Metrics:
    path = checkpoint.folder / "metrics.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ZooError(f"{path} is missing or damaged; train or bundle {checkpoint.name} again.") from None


def _generates(checkpoint: Checkpoint) -> bool:
    kind, _ = read_config(checkpoint.folder)
    return zoo.model_class(kind).generates()


def _row(checkpoint: Checkpoint, metrics: Metrics) -> str:
    recipe = RECIPES.get(checkpoint.name)
    judged = [_cell(metrics.get(name), decimals) for name, decimals in JUDGED.items()]
    size = (checkpoint.folder / WEIGHTS).stat().st_size / 1e6
    return _line(
        f"`{checkpoint.name}`", recipe.title if recipe else NONE, _nats(metrics),
        _cell(metrics.get("squared_error"), 2), *judged, f"{size:.1f}",
    )  # fmt: skip


def _real_row(floors: dict[str, Metrics]) -> str:
    """The floors: the same for all models, for they are of the same images by the same judge."""
    measured = {name: floor for name, floor in floors.items() if floor}
    first = next(iter(measured), None)
    for name in measured:
        if not close(measured[name], measured[first]):
            raise ZooError(f"{first} and {name} were not measured by the same judge; train one of them again.")
    floor = measured.get(first, {})
    judged = [_cell(floor.get(name), decimals) for name, decimals in JUDGED.items()]
    return _line("", "real training images", NONE, NONE, *judged, NONE)


def _floors(metrics: Metrics) -> Metrics:
    return {name: metrics[f"{name}_floor"] for name in JUDGED if f"{name}_floor" in metrics}


def _nats(metrics: Metrics) -> str:
    """-log p(x) in nats per image: exact, by annealed importance sampling from both sides, or the best bound there is.

    A bound on log p(x) counts from the other side. Forward AIS flatters a model, so its figure never stands alone where
    there is one of reverse AIS: a network's reads "≤ 95.00 to 99.00", two estimates of one bound.
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
    """Estimates of one log-likelihood, or of one bound on it, as a range of nats from below."""
    first, *others = sorted(map(_negative, estimates), key=lambda metric: metric["value"])
    return " to ".join([_cell(first, 2), *(_cell(other | {"bound": None}, 2) for other in others)])


def _negative(metric: dict) -> dict:
    return {"value": -metric["value"], "bound": metric["bound"] and "<="}


def _cell(metric: dict | None, decimals: int) -> str:
    return NONE if metric is None else f"{BOUNDS[metric['bound']]}{metric['value']:,.{decimals}f}"


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
