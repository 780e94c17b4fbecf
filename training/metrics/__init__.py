"""Measurements on the test set, each with its unit, its estimator and, if it is random, its noise."""

import math
from dataclasses import asdict, dataclass

ROUNDING = 1e-4  # relative; differences between machines' arithmetic


@dataclass(frozen=True)
class Metric:
    """One entry of ``metrics.json``.

    ``bound`` is "<=" or ">=" if the true figure is at most or at least ``value``. ``noise`` is the standard error from
    the estimator's own random draws, 0 if it makes none; it does not include the sampling of the data.
    """

    value: float | list[float]
    unit: str
    estimator: str
    bound: str | None = None
    split: str = "test"
    noise: float = 0.0

    def to_dict(self) -> dict:
        """The entry as JSON."""
        return asdict(self)


def differences(stored: dict[str, dict], fresh: dict[str, dict]) -> list[str]:
    """A clause for each figure that is missing or differs by more than rounding and four standard errors."""
    found = [f"{name} is on the card but cannot be recomputed" for name in stored.keys() - fresh.keys()]
    found += [f"{name} is not on the card" for name in fresh.keys() - stored.keys()]
    for name in stored.keys() & fresh.keys():
        old, new = _as_list(stored[name]["value"]), _as_list(fresh[name]["value"])
        allowed = 4 * math.hypot(stored[name].get("noise", 0.0), fresh[name].get("noise", 0.0))
        if len(old) != len(new) or any(
            not abs(a - b) <= allowed + ROUNDING * max(abs(a), abs(b), 1e-3) for a, b in zip(old, new, strict=True)
        ):
            found.append(f"{name} is {stored[name]['value']} on the card and {fresh[name]['value']} now")
    return sorted(found)


def close(old, new) -> bool:
    """Whether two JSON values are equal, with numbers up to rounding."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(close(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(close, old, new))
    if isinstance(old, float | int) and isinstance(new, float | int):
        return math.isclose(old, new, rel_tol=10 * ROUNDING, abs_tol=ROUNDING)
    return old == new


def _as_list(value: float | list[float]) -> list[float]:
    return value if isinstance(value, list) else [value]
