"""Runs of one recipe with several random seeds: the spread of a figure, and whether two recipes differ by more.

A checkpoint is one run; its ``seeds.json`` has the figures of its recipe's runs with several seeds. No torch.
"""

import math
from statistics import mean, stdev
from typing import NamedTuple

from zoo.schema import Seeds

# 97.5 % quantiles of Student's t by degrees of freedom; larger ones use the last
STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)


class Spread(NamedTuple):
    """Mean and standard deviation of a figure over ``count`` seeds."""

    mean: float
    sd: float
    count: int


def values(seeds: Seeds | None, metric: str) -> list[float]:
    """A metric's value in each run; empty if there are no runs or one of them lacks it."""
    found = [run.metrics.get(metric) for run in seeds.runs] if seeds else []
    return [] if None in found else [value for value in found if value is not None]


def spread(seeds: Seeds | None, metric: str) -> Spread | None:
    """The spread of a metric; None for fewer than two runs."""
    found = values(seeds, metric)
    return Spread(mean(found), stdev(found), len(found)) if len(found) > 1 else None


def differ(one: list[float], other: list[float]) -> bool | None:
    """Whether the means of two recipes' runs differ by more than chance, by Student's t test at 5 %.

    Assumes equal variances, so one of them may have a single run. None if both have.
    """
    freedom = len(one) + len(other) - 2
    if freedom < 1 or not (one and other):
        return None
    squares = sum(len(runs) * mean((run - mean(runs)) ** 2 for run in runs) for runs in (one, other))
    error = math.sqrt(squares / freedom * (1 / len(one) + 1 / len(other)))
    return abs(mean(one) - mean(other)) > STUDENT[min(freedom, len(STUDENT)) - 1] * error
