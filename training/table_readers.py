"""The tables of readers in docs/results.md: how often each is right, how long it took, and on which plays."""

from training.card import runs_of
from training.metrics.readers import of_plays
from training.table_cells import NONE, Metrics, bar, cell, family, formatted, line, minutes, read
from zoo import pages
from zoo.stores import BundledStore
from zoo.stores.contract import Checkpoint, Store

HEAD = """\
| task | checkpoint | reader | right | 95 % interval | macro F1 | calibration error |
|---|---|---|---:|---:|---:|---:|"""
COST_HEAD = """\
| checkpoint | parameters of a task | minutes (on) | seconds until 10 % of the named plays are right | 20 % | 25 % |
|---|---:|---:|---:|---:|---:|"""
STEPS = (0.10, 0.20, 0.25)  # shares of right answers on the validation speeches
BY_PLAY = {"genre": "genre", "play_named": "play, names shown,"}  # the tasks with a table by play
TASKS = {"genre": "genre", "play": "play, names hidden", "play_named": "play, names shown", "style": "style"}


def readers_table(store: Store | None = None) -> str:
    """Markdown: a row for each task and reader in the store, and one for the commonest answer; what each cost; and
    answers by play."""
    store = store or BundledStore()
    there = set(store.names())
    found = [store.checkpoint(name) for name in family("attention") if name in there]
    if not found:
        return HEAD
    rows = [row for task in TASKS for row in _of_task(task, found)]
    costs = [_cost(checkpoint) for checkpoint in found]
    by_play = [_by_play(task, title, found) for task, title in BY_PLAY.items()]
    return "\n\n".join(["\n".join([HEAD, *rows]), "\n".join([COST_HEAD, *costs]), *by_play])


def _of_task(task: str, found: list[Checkpoint]) -> list[str]:
    rows = []
    for checkpoint in found:
        metrics, right = read(checkpoint), f"{task}_accuracy"
        spread = bar(runs_of(checkpoint.folder, checkpoint.name), right, "{:.1%}")
        low, high = metrics[f"{task}_accuracy_interval"]["value"]
        rows.append(line(
            TASKS[task], f"`{checkpoint.name}`", pages.read(checkpoint).title,
            formatted(metrics.get(right), "{:.1%}") + spread, f"{low:.1%} to {high:.1%}",
            cell(metrics.get(f"{task}_macro_f1"), 3), cell(metrics.get(f"{task}_calibration_error"), 3),
        ))  # fmt: skip
    floor = read(found[0]).get(f"{task}_accuracy_floor")
    return [*rows, line(TASKS[task], "", "always the commonest answer", formatted(floor, "{:.1%}"), *[NONE] * 3)]


def _cost(checkpoint: Checkpoint) -> str:
    metrics, training = read(checkpoint), read(checkpoint, "training")
    spent = f"{training['seconds'] / 60:.1f} ({training['device']})" if training else minutes(training)
    return line(
        f"`{checkpoint.name}`", formatted(metrics.get("parameters"), "{:,}"), spent,
        *(seconds_to(training, "play_named_error", 1 - share) for share in STEPS),
    )  # fmt: skip


def seconds_to(training: dict, error: str, most: float) -> str:
    """Seconds of training until the validation ``error`` is first at most ``most``, to the end of that epoch, if all
    epochs take equally long."""
    each = training["seconds"] / training["epochs"]
    for epoch, losses in enumerate(training["curves"]["validation"], 1):
        if losses[error] <= most:
            return f"{epoch * each:.0f}"
    return NONE


def _by_play(task: str, title: str, found: list[Checkpoint]) -> str:
    """The share of a task's right answers, for each play of the test speeches."""
    name_of = f"{task}_accuracy_by_play"
    every: list[Metrics] = [read(checkpoint) for checkpoint in found]
    names = of_plays(every[0][name_of]["estimator"])
    heads = [f"{title} of speeches of", *(f"`{checkpoint.name}`" for checkpoint in found)]
    rows = [line(name, *(f"{metrics[name_of]['value'][at]:.0%}" for metrics in every))
            for at, name in enumerate(names)]  # fmt: skip
    return "\n".join([line(*heads), line("---", *["---:"] * len(found)), *rows])
