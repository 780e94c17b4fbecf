"""The table of machines in docs/results.md: how many different digits their chains show, plain and tempered."""

from training.metrics.wandering import LOOKS, WAYS
from training.table_cells import cell, family, line, read
from zoo import pages
from zoo.stores import BundledStore
from zoo.stores.contract import Store

FIGURES = [f"digits_in_{steps}{way}" for way in WAYS for steps in LOOKS]
HEAD = """\
| checkpoint | model | digits in 200 steps | in 1,000 | tempered: in 200 | in 1,000 |
|---|---|---:|---:|---:|---:|"""


def machines_table(store: Store | None = None) -> str:
    """Markdown: a row for each machine in the store whose chains were watched."""
    store = store or BundledStore()
    there = set(store.names())
    found = [store.checkpoint(name) for name in family("rbm") if name in there]
    rows = [
        line(f"`{checkpoint.name}`", pages.read(checkpoint).title, *(cell(metrics[name], 1) for name in FIGURES))
        for checkpoint, metrics in ((each, read(each)) for each in found)
        if FIGURES[0] in metrics
    ]
    return "\n".join([HEAD, *rows])
