"""What a sweep found, over the values of the setting that it changed."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, StrMethodFormatter

from training.figures.common import ACCENT, DOTS, INK, LAYOUT, dress
from training.sweeps.results import Results
from zoo.errors import ZooError

WIDE = 10  # from this ratio of the largest to the smallest value on, the axis is logarithmic


def by_setting(found: Results, names: Sequence[str]) -> Figure | None:
    """A panel for each of these figures of the card: its mean over the seeds, with their standard deviation, for each
    value of the setting. None unless one setting, a number, has several values.

    Raises ``ZooError`` for a figure that some of the runs do not have.
    """
    setting, values = _values([row["setting"] for row in found.settings])
    if len(values) < 2:
        return None
    for name in names:
        if any(name not in row["figures"] for row in found.settings):
            known = ", ".join(name for name in found.settings[0]["figures"] if name != "ranked")
            raise ZooError(f"Not all of these runs have a figure '{name}'; choose among {known}.")
    figure = Figure(figsize=(3.4 * len(names), 2.8), dpi=DOTS, layout=LAYOUT)
    for at, name in enumerate(names, start=1):
        axes = dress(figure.add_subplot(1, len(names), at), name)
        spreads = [row["figures"][name] for row in found.settings]
        means, sds = [each["mean"] for each in spreads], [each["sd"] or 0.0 for each in spreads]
        axes.errorbar(values, means, sds, color=ACCENT, marker="o", linewidth=1.4, capsize=3, ecolor=INK)
        if min(values) > 0 and max(values) >= WIDE * min(values):
            axes.set_xscale("log")
            axes.xaxis.set_minor_locator(NullLocator())
        axes.set_xticks(values)
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axes.set_xlabel(setting.replace("_", " "), fontsize=9)
    return figure


def _values(settings: Sequence[str]) -> tuple[str, list[float]]:
    """The name and the values of the only setting, as numbers; no values if there are several or they are none."""
    parts = [setting.rpartition(" ") for setting in settings]
    names = {name for name, _, _ in parts}
    try:
        values = [float(value) for _, _, value in parts]
    except ValueError:
        values = []
    return (names.pop(), values) if len(names) == 1 and not any("," in each for each in settings) else ("", [])
