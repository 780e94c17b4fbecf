"""Metrics as the page shows them: their order, titles and figures, and which of two models is better."""

from collections.abc import Sequence
from statistics import mean
from typing import TypeGuard

from tabs.shared.meanings import BETTER, PLAIN
from zoo import estimates, seeds
from zoo.schema import Seeds

BOUNDS = {"<=": "≤ ", ">=": "≥ "}
ABOUT = "≈ "
ESTIMATED = frozenset(name for pair in estimates.PAIRS for name in pair)
FLOOR = "_floor"
FIRST = (
    "squared_error",
    "nats_per_character",
    "nats_per_word",
    "log_likelihood",
    "frechet",
    "coverage",
    "judged_sure",
    "known_words",
    "kl_per_passage",
)  # what a newcomer can understand, and what tells most
FEW = 4  # of these stand before all others
SHARES = tuple(f"digit_share_{digit}" for digit in range(10))


def by_page(metrics: dict) -> dict:
    """Metrics by this page's names, with one name for importance-weighted bounds of any number of draws."""
    return {"nll_iw" if name.startswith("nll_iw") else name: metric for name, metric in metrics.items()}


def is_single(metric: object) -> TypeGuard[dict]:
    """Whether a metric is one number, not a list of them."""
    value = metric.get("value") if isinstance(metric, dict) else None
    return isinstance(value, int | float) and not isinstance(value, bool)


def rows(metrics: dict) -> list[str]:
    """Names of the metrics that get a row of their own, the known ones first: no floors and no shares of digits."""
    names = [name for name, metric in metrics.items() if is_single(metric) and name not in SHARES]
    names = [name for name in names if not (name.endswith(FLOOR) and name.removesuffix(FLOOR) in metrics)]
    order = list(PLAIN)
    return sorted(names, key=lambda name: order.index(name) if name in order else len(order))


def told(metrics: dict) -> tuple[list[str], list[str]]:
    """The rows that are shown at once, and those that are shown when asked for."""
    names = rows(metrics)
    first = [name for name in FIRST if name in names][:FEW] or names[:FEW]
    return first, [name for name in names if name not in first]


def of_text(metrics: dict) -> bool:
    """Whether these are the figures of a text model."""
    return any(name.startswith("nats_per_") for name in metrics)


def words(name: str, metric: dict) -> tuple[str, str]:
    """A metric's title and meaning; for an unknown metric its name and estimator."""
    return PLAIN.get(name, (name, str(metric.get("estimator", ""))))


def reservation(name: str, metrics: dict) -> str:
    """A reservation about the likelihoods of a model, for the row that shows it; "" for every other row."""
    shows = (estimates.EXACT,) if estimates.EXACT in metrics else [reverse for _, reverse in estimates.PAIRS]
    return estimates.doubt({key: each for key, each in metrics.items() if is_single(each)}) if name in shows else ""


def number(value: float) -> str:
    """A figure as the page writes it."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.4f}" if abs(value) < 1 else f"{value:,.2f}"
    return text.replace("-", "−")


def shown(name: str, metric: dict) -> str:
    """A metric's figure with the sign of its bound.

    Annealed importance sampling only estimates a bound and may err to either side: such a figure limits nothing itself.
    """
    sign = BOUNDS.get(metric.get("bound") or "", "")
    return (ABOUT if sign and name in ESTIMATED else sign) + number(metric["value"])


def over_seeds(runs: Seeds | None, name: str) -> str:
    """A metric over several seeds as the page writes it, "32.70 ± 2.10 (3 seeds)"; "" where there are none."""
    found = seeds.spread(runs, name)
    if not found:
        return ""
    decimals = 4 if abs(found.mean) < 1 else 2  # as `number` has them
    return f"{number(found.mean)} ± {found.sd:,.{decimals}f} ({found.count} seeds)"


def floor(name: str, metrics: dict) -> str | None:
    """The same metric of real images, as the page writes it; None if it was not measured."""
    found = metrics.get(name + FLOOR)
    return shown(name, found) if is_single(found) else None


def winner(name: str, left: dict, right: dict, runs: Sequence[Seeds | None] = (None, None)) -> str | None:
    """ "left" or "right", whichever is better by more than the noise of both; None if neither is or it is unknown.

    If both have ``runs`` from several seeds, the means are compared, and the spread over seeds is the noise.
    """
    direction = BETTER.get(name)
    values = [seeds.values(each, name) or [own["value"]] for each, own in zip(runs, (left, right), strict=True)]
    difference, tells = mean(values[0]) - mean(values[1]), seeds.differ(*values)
    if tells is None:
        noise = (left.get("noise") or 0) ** 2 + (right.get("noise") or 0) ** 2
        tells = abs(difference) > 2 * noise**0.5
    if direction is None or not tells:
        return None
    return "left" if (difference > 0) == (direction == "higher") else "right"
