"""What the floors in ``metrics.json`` are: figures without any model, to compare with. No torch."""

FLOOR = "_floor"


def called(metric: str) -> str:
    """What the floor of a metric is of: real data, or the simplest answer to a question."""
    return "the commonest answer" if metric.endswith("_accuracy") else "real data"
