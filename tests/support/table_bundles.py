"""Figures of checkpoints, made up, for the tables."""


def entry(value: float, bound: str | None = None, estimator: str = "judge 1234abcd") -> dict:
    return {"value": value, "unit": "u", "estimator": estimator, "bound": bound, "split": "test", "noise": 0.0}


def entries(**values: float) -> dict[str, dict]:
    return {name: entry(value) for name, value in values.items()}
