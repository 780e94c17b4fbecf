"""The cells of the tables of docs/results.md, and the figures that are in them."""

from collections.abc import Iterable

import zoo
from training.metrics import close
from training.recipes import RECIPES
from zoo import reading, seeds
from zoo.errors import ZooError
from zoo.schema import Seeds
from zoo.stores.contract import Checkpoint
from zoo.stores.files import WEIGHTS

NONE = "–"
BOUNDS = {"<=": "≤ ", ">=": "≥ ", None: ""}
Metrics = dict[str, dict]


def family(name: str) -> list[str]:
    """Names of the recipes whose checkpoints a tab shows, in order."""
    return [recipe.name for recipe in RECIPES.values() if zoo.model_class(recipe.model).family == name]


def read(checkpoint: Checkpoint, what: str = "metrics") -> dict:
    """A file of a checkpoint, ``metrics`` or ``training``. Raises ``ZooError`` if it cannot be read."""
    path = checkpoint.folder / f"{what}.json"
    try:
        return reading.json_file(path)
    except (OSError, ValueError):
        raise ZooError(f"{path} is missing or damaged; train or bundle {checkpoint.name} again.") from None


def common_floor(floors: dict[str, Metrics], how: str = "on the same images by the same judge") -> Metrics:
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


def floors_of(metrics: Metrics, names: Iterable[str]) -> Metrics:
    """The floors of these figures, by the names of the figures."""
    return {name: metrics[f"{name}_floor"] for name in names if f"{name}_floor" in metrics}


def minutes(training: dict) -> str:
    """How long a model was trained, and on what."""
    return f"{training['seconds'] / 60:,.0f} ({training['device']})" if training else NONE


def formatted(metric: dict | None, form: str) -> str:
    """A figure in a form such as "{:.1%}"."""
    return NONE if metric is None else form.format(metric["value"])


def megabytes(checkpoint: Checkpoint) -> str:
    """The size of the weights."""
    weights = checkpoint.folder / WEIGHTS
    return f"{weights.stat().st_size / 1e6:.1f}" if weights.exists() else NONE  # a record has no weights


def cell(metric: dict | None, decimals: int) -> str:
    """A figure with the sign of its bound."""
    return NONE if metric is None else f"{BOUNDS[metric['bound']]}{metric['value']:,.{decimals}f}"


def bar(runs: Seeds | None, metric: str, form: str) -> str:
    """What stands beside a figure: its mean ± standard deviation over the seeds, in brackets; "" if there are none."""
    spread = seeds.spread(runs, metric)
    return f" ({form.format(spread.mean)} ± {form.format(spread.sd)} of {spread.count})" if spread else ""


def line(*cells: str) -> str:
    """A row of a table."""
    return "| " + " | ".join(cells) + " |"
