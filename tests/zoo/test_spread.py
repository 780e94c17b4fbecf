"""Runs from several seeds: their spread, and Student's t test against answers from tables."""

import random

import pytest
import torch
from test_lessons import BASE, lesson, run

from tabs.shared import measures
from zoo import seeds
from zoo.schema import Seeds


def runs(**figures: list[float]) -> Seeds:
    """As many runs as there are values of each figure."""
    rows = [dict(zip(figures, row, strict=True)) for row in zip(*figures.values(), strict=True)]
    return Seeds(epochs=8, runs=[{"seed": seed, "epochs": 8, "metrics": row} for seed, row in enumerate(rows, 1)])


def test_the_spread_is_mean_and_standard_deviation():
    found = runs(frechet=[30.0, 32.0, 37.0])
    assert seeds.spread(found, "frechet") == pytest.approx((33.0, 13**0.5, 3))
    assert (
        seeds.spread(found, "coverage")
        is seeds.spread(None, "frechet")
        is seeds.spread(runs(frechet=[3.0]), "x")
        is None
    )
    assert seeds.spread(runs(frechet=[3.0]), "frechet") is None and seeds.values(runs(frechet=[3.0]), "frechet") == [
        3.0
    ]


@pytest.mark.parametrize(("one", "other", "expected"), [
    # the pooled variance is 1 and the error sqrt(2/3); t of 4 degrees of freedom is 2.776, so 2.267 is the edge
    ([1, 2, 3], [3.26, 4.26, 5.26], False), ([1, 2, 3], [3.28, 4.28, 5.28], True),
    ([3.28, 4.28, 5.28], [1, 2, 3], True),
    # 2 degrees: 4.303 * sqrt(4/3) = 4.969 from the mean
    ([1, 2, 3], [6.96], False), ([1, 2, 3], [6.98], True), ([6.98], [1, 2, 3], True),
    ([1.0, 1.0, 1.0], [1.0], False), ([1.0, 1.0, 1.0], [1.1], True),
    ([1], [2], None), ([1, 2, 3], [], None), ([], [], None),
])  # fmt: skip
def test_two_recipes_differ_where_students_test_says_so(one, other, expected):
    assert seeds.differ(one, other) is expected


@pytest.mark.parametrize("freedom", range(1, 13))
def test_the_edge_is_the_97_5_percent_quantile_of_students_distribution(freedom):
    """By the integral of its density; for more than ten degrees of freedom it is that of ten."""
    edge = seeds.STUDENT[min(freedom, 10) - 1]
    places = torch.linspace(0, edge, 20_001, dtype=torch.double)
    density = torch.distributions.StudentT(torch.tensor(float(min(freedom, 10)))).log_prob(places).exp()
    assert torch.trapezoid(density, places).item() == pytest.approx(0.475, abs=3e-5)
    one = [0.0, 2.0, *[1.0] * (freedom - 1)]  # of mean 1 and pooled variance 2 / freedom
    far = edge * (2 / freedom * (1 / len(one) + 1)) ** 0.5
    assert seeds.differ(one, [1 + 1.001 * far]) and not seeds.differ(one, [1 + 0.999 * far])


def test_as_often_as_promised_nothing_is_found_where_nothing_is():
    draw = random.Random(1)
    found = [seeds.differ(*[[draw.gauss(5, 2) for _ in range(3)] for _ in range(2)]) for _ in range(4000)]
    assert sum(found) / len(found) == pytest.approx(0.05, abs=0.012)


def test_the_page_compares_means_and_marks_no_winner_by_luck():
    """By one run each the left is far ahead; over the seeds it is not."""
    left, right = ({"value": value, "noise": 0.1} for value in (20.0, 33.0))
    lucky, other = runs(frechet=[20.0, 34.0, 40.0]), runs(frechet=[33.0, 31.0, 35.0])
    assert measures.winner("frechet", left, right) == "left"
    assert measures.winner("frechet", left, right, (lucky, other)) is None
    assert measures.winner("frechet", left, right, (None, other)) == "left"
    assert measures.winner("frechet", left, right, (runs(frechet=[20.0, 20.5, 19.5]), other)) == "left"
    assert measures.over_seeds(other, "frechet") == "33.00 ± 2.00 (3 seeds)"
    assert measures.over_seeds(None, "frechet") == ""
    near = runs(frechet=[8.81, 8.80, 8.82], coverage=[0.72, 0.73, 0.74])
    shown = [measures.over_seeds(near, name) for name in ("frechet", "coverage")]
    assert shown == ["8.81 ± 0.01 (3 seeds)", "0.7300 ± 0.0100 (3 seeds)"]  # both with the mean's decimals


def test_a_lesson_speaks_of_the_seeds():
    own, base = run(frechet=20.0, coverage=0.9), run(frechet=33.0, coverage=0.7)
    assert "one run of each: better Fréchet distance (20.00; the base: 33.00)" in lesson("sagan", own, base)
    own["seeds"] = runs(frechet=[20.0, 34.0, 40.0], coverage=[0.9, 0.91, 0.92])
    text = lesson("sagan", own, base | {"seeds": runs(frechet=[33.0, 30.0, 36.0], coverage=[0.7, 0.72, 0.71])})
    assert f"the base, {BASE}, 3 seeds of each: better coverage (0.910 ± 0.010; the base: 0.710 ± 0.010)" in text
    assert "Fréchet distance (31.33 ± 10.26; the base: 33.00 ± 3.00)" in text and "too close to call" in text
    assert f"{BASE}, 3 seeds against 1 run: " in lesson("sagan", own, base)
    pair = {"seeds": runs(frechet=[20.0, 21.0])}
    two = lesson("sagan", own | pair, base | {"seeds": runs(frechet=[33.0, 35.0])})
    assert "2 seeds of each: better Fréchet distance (20.50 ± 0.71; the base: 34.00 ± 1.41)" in two
