"""What came out of a sweep: figures by setting and seed, their means, and the best setting. No figure is recomputed."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from rich.table import Column, Table

from training import pipeline
from training.fleet import plan
from training.recipe import Recipe
from training.sweeps.settings import told
from zoo.stores import BundledStore, Store
from zoo.stores.contract import Checkpoint
from zoo.stores.files import atomic_write, plain_errors

# What ranks the settings of a recipe that keeps its last epoch: the first that its validation has. It is no figure of
# the test images, which are not to be chosen on.
RANKING = ("-coverage", "pseudo_nll", "loss")
SHOWN = 2  # figures of the card in the table, which fits a terminal of 80 columns


@dataclass(frozen=True)
class Planned:
    """A run of a sweep: its settings, of which the last is the seed, and the recipe that they make."""

    settings: tuple[str, ...]
    recipe: Recipe


@dataclass
class Outcome:
    """A finished run: ``ranked`` is its figure on the validation split, ``figures`` are those of its card."""

    name: str
    setting: str
    seed: int
    ranked: float
    figures: dict[str, float]
    epochs: int
    best_epoch: int
    diverged: str
    seconds: float
    device: str
    source: str = ""  # the kind of store that has its checkpoint


@dataclass
class Results:
    """All finished runs of a sweep. ``ranking`` names the validation figure that tells which setting is best: the
    lowest, or with a minus before the name the highest."""

    recipe: str
    ranking: str
    runs: list[Outcome]
    missing: list[str] = field(default_factory=list)

    @property
    def settings(self) -> list[dict[str, Any]]:
        """For each setting its seeds, and of each figure the mean and the standard deviation, None for one seed."""
        rows = []
        for setting in dict.fromkeys(run.setting for run in self.runs):
            runs = [run for run in self.runs if run.setting == setting]
            every = {"ranked": [run.ranked for run in runs]}
            every |= {name: [run.figures[name] for run in runs] for name in shared(runs)}
            spread = {name: _spread(values) for name, values in every.items()}
            rows.append({"setting": setting, "seeds": [run.seed for run in runs], "figures": spread})
        return rows

    @property
    def best(self) -> str:
        """The setting with the best mean; "" if there is none."""
        sign = -1 if self.ranking.startswith("-") else 1
        ranked = {row["setting"]: sign * row["figures"]["ranked"]["mean"] for row in self.settings}
        finite = {setting: value for setting, value in ranked.items() if math.isfinite(value)}
        return min(finite, key=finite.__getitem__) if finite else ""

    def write(self, path: Path) -> None:
        """Write all of it as JSON, in one atomic move."""
        content = {"recipe": self.recipe, "ranking": self.ranking, "best": self.best, "settings": self.settings,
                   "runs": [asdict(run) for run in self.runs], "missing": self.missing}  # fmt: skip
        with plain_errors(str(path.parent)):
            path.parent.mkdir(parents=True, exist_ok=True)
            atomic_write(path, (json.dumps(content, indent=1) + "\n").encode())

    def table(self) -> Table:
        """A row for each run, and for each setting with several seeds one of means ± standard deviations."""
        names = shared(self.runs)[:SHOWN]
        ranking = f"validation {self.ranking.removeprefix('-')}"
        right = [Column(name, justify="right", overflow="fold") for name in (ranking, *names)]
        shown = Table(
            Column("setting", no_wrap=True), Column("seed", justify="right"), *right, box=None, title=self.recipe
        )
        for row in self.settings:
            runs = [run for run in self.runs if run.setting == row["setting"]]
            style = "bold" if row["setting"] == self.best else None
            for run in runs:
                figures = [_digits(run.ranked), *(_digits(run.figures[name]) for name in names)]
                shown.add_row(run.setting, str(run.seed), *figures, style=style if len(runs) == 1 else "dim")
            if len(runs) > 1:
                means = [_interval(row["figures"][name]) for name in ("ranked", *names)]
                shown.add_row(row["setting"], f"{len(runs)} seeds", *means, style=style)
        return shown


def checkpoint(run: Planned, recipe: Recipe, store: Store) -> Checkpoint | None:
    """The checkpoint of a run, if it is up to date: its own, or the bundled one of the recipe if the run changes
    nothing."""
    if not plan.lacking(run.recipe, store):
        return store.checkpoint(run.recipe.name)
    same = run.recipe.settings() == recipe.settings() and store.kind != BundledStore.kind
    return BundledStore().checkpoint(recipe.name) if same and not plan.lacking(recipe, BundledStore()) else None


def read(recipe: Recipe, runs: Sequence[Planned], store: Store) -> Results:
    """The results of those runs that have a ``checkpoint``."""
    found, missing, ranking = [], [], ""
    for run in runs:
        if not (kept := checkpoint(run, recipe, store)):
            missing.append(run.recipe.name)
            continue
        folder = kept.folder
        training, metrics = (pipeline.read_json(folder / f"{name}.json") for name in ("training", "metrics"))
        validation = training["curves"]["validation"][training["best_epoch"] - 1]
        ranking = ranking or recipe.selected_on or next(r for r in RANKING if r.removeprefix("-") in validation)
        single = {name: each["value"] for name, each in metrics.items() if not isinstance(each["value"], list)}
        figures = {name: float(value) for name, value in single.items() if not name.endswith("_floor")}
        seed, ranked = int(run.settings[-1].removeprefix("seed=")), validation[ranking.removeprefix("-")]
        about = {name: training[name] for name in ("epochs", "best_epoch", "seconds", "device")}
        about["diverged"] = training.get("diverged", "")  # not in records of old
        about |= {"source": kept.source}
        found.append(Outcome(kept.name, told(run.settings), seed, ranked, figures, **about))
    return Results(recipe.name, ranking, found, missing)


def shared(runs: Sequence[Outcome]) -> list[str]:
    """The figures that all of these runs have."""
    return [name for name in runs[0].figures if all(name in run.figures for run in runs)] if runs else []


def _spread(values: list[float]) -> dict[str, float | None]:
    return {"mean": mean(values), "sd": stdev(values) if len(values) > 1 else None}


def _digits(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def _interval(spread: dict[str, float]) -> str:
    return f"{_digits(spread['mean'])} ± {spread['sd']:.2g}"
