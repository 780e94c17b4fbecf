"""What a sweep found, over the values of the setting that it varied."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, StrMethodFormatter

from training.figures.common import ACCENT, DOTS, INK, LAYOUT, dress
from training.sweeps.results import Results
from zoo.errors import ZooError

WIDE = 10  # from this ratio of the largest to the smallest value on, the axis is logarithmic


def by_setting(found: Results, names: Sequence[str]) -> Figure | None:
    """A panel for each of these metrics of the card: its mean over the seeds, with their standard deviation, for each
    value of the setting. None unless exactly one setting varies, and its values are numbers.

    Raises ``ZooError`` for a metric that some of the runs do not have.
    """
    setting, values = _varied([row["setting"] for row in found.settings])
    if not values:
        return None
    for name in names:
        if any(name not in row["figures"] for row in found.settings):
            known = ", ".join(name for name in found.settings[0]["figures"] if name != "ranked")
            raise ZooError(f"Not all of these runs have a metric '{name}'; choose among {known}.")
    rows = [row for _, row in sorted(zip(values, found.settings, strict=True), key=lambda pair: pair[0])]
    values = sorted(values)
    figure = Figure(figsize=(3.4 * len(names), 2.8), dpi=DOTS, layout=LAYOUT)
    for at, name in enumerate(names, start=1):
        axes = dress(figure.add_subplot(1, len(names), at), name)
        spreads = [row["figures"][name] for row in rows]
        means, sds = [each["mean"] for each in spreads], [each["sd"] or 0.0 for each in spreads]
        axes.errorbar(values, means, sds, color=ACCENT, marker="o", linewidth=1.4, capsize=3, ecolor=INK)
        if min(values) > 0 and max(values) >= WIDE * min(values):
            axes.set_xscale("log")
            axes.xaxis.set_minor_locator(NullLocator())
        axes.set_xticks(values)
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axes.set_xlabel(setting.replace("_", " "), fontsize=9)
    return figure


def _varied(settings: Sequence[str]) -> tuple[str, list[float]]:
    """The name and the values of the only setting that varies; no values if several do, or if they are not numbers."""
    columns = list(zip(*(setting.split(", ") for setting in settings), strict=True))
    varied = [column for column in columns if len(set(column)) > 1]
    if len(varied) != 1:
        return "", []
    try:
        return varied[0][0].rpartition(" ")[0], [float(part.rpartition(" ")[2]) for part in varied[0]]
    except ValueError:
        return "", []
