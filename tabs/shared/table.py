"""The figures of two models in one table, and whether they may be compared."""

from tabs.shared import measures
from zoo.record import METRICS, TRAINING, record
from zoo.schema import Seeds
from zoo.stores import Checkpoint


def table(left: Checkpoint, right: Checkpoint) -> list[dict]:
    """A row for each metric that at least one of the models has."""
    found = [measures.by_page(record(each).whole(METRICS)) for each in (left, right)]
    runs = [record(each).seeds for each in (left, right)]
    comparable = data_of(left) == data_of(right)
    rows = []
    for name in measures.rows(found[1] | found[0]):
        left_one, right_one = metrics = [each[name] if measures.is_single(each.get(name)) else None for each in found]
        better = measures.winner(name, left_one, right_one, runs) if left_one and right_one and comparable else None
        row = _row(name, metrics, measures.floor(name, found[1] | found[0]), runs)
        doubts = [_doubt(name, own, each) for own, each in zip((left, right), found, strict=True)]
        row["meaning"] = ". ".join(filter(None, [row["meaning"], *dict.fromkeys(doubts)]))
        rows.append(row | {"better": better})
    return rows


def _doubt(name: str, checkpoint: Checkpoint, metrics: dict) -> str:
    said = measures.reservation(name, metrics)
    return f"{checkpoint.name}: {said[0].lower()}{said[1:]}" if said else ""


def _row(name: str, metrics: list[dict | None], real: str | None, runs: list[Seeds | None]) -> dict:
    there = next(filter(None, metrics))
    called, meaning = measures.words(name, there)
    shown = [
        each and (measures.over_seeds(its, name) or measures.shown(name, each))
        for each, its in zip(metrics, runs, strict=True)
    ]
    texts = {"name": name, "title": called, "meaning": meaning, "unit": str(there.get("unit", ""))}
    return texts | {"left": shown[0], "right": shown[1], "real": real}


def data_of(checkpoint: Checkpoint) -> str:
    """The name of the data that a model was trained on; grey, binary and labelled MNIST are the same digits."""
    name = str(record(checkpoint).whole(TRAINING).recipe.data)
    return name.removeprefix("binary_").removeprefix("labelled_")
