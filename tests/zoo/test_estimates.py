"""What estimates of a likelihood bear: two that are crossed, and those that an exact figure disproves."""

import pytest

from zoo import estimates
from zoo.record import record
from zoo.stores import BundledStore


def figures(forward=None, reverse=None, exact=None, noise=0.5, name="log_likelihood_ais") -> dict:
    given = {name: forward, f"{name}_reverse": reverse, "log_likelihood": exact}
    return {key: {"value": value, "noise": 0.0 if key == "log_likelihood" else noise}
            for key, value in given.items() if value is not None}  # fmt: skip


@pytest.mark.parametrize(("forward", "reverse", "gap"), [
    (-120.0, -115.0, 5.0), (-115.0, -120.0, None), (-115.0, -114.0, None), (-115.0, None, None), (None, None, None),
])  # fmt: skip
def test_two_estimates_are_crossed_if_the_reverse_one_is_higher_beyond_their_noise(forward, reverse, gap):
    assert estimates.crossed(figures(forward, reverse)) == gap
    assert estimates.crossed(figures(forward, reverse, name="log_likelihood_bound")) == gap
    said = estimates.doubt(figures(forward, reverse))
    assert bool(said) == (gap is not None) and (not said or "5.0 nats above the forward one" in said)


@pytest.mark.parametrize(("gap", "beyond"), [(1.40, False), (1.43, True)])
def test_the_noise_of_a_gap_is_two_standard_errors_of_both_together(gap, beyond):
    """Of 0.5 on either side these are 1.414."""
    assert (estimates.crossed(figures(-115.0, -115.0 + gap)) is not None) == beyond
    off = estimates.misses(figures(-155.0 + gap - 0.42, exact=-155.0))  # of one alone they are 1
    assert (off != {}) == beyond


def test_an_exact_figure_says_how_far_the_estimates_are_off():
    found = figures(-150.0, -156.0, exact=-155.0)
    assert estimates.misses(found) == {"forward": 5.0}  # the other is within its noise
    assert estimates.doubt(found).endswith("the forward one is 5.0 nats above it.")
    assert estimates.doubt(figures(-155.5, -155.2, exact=-155.0)) == "" == estimates.doubt({})


@pytest.mark.parametrize(("name", "said"), [
    ("rbm", "crossed: the reverse one is 4.1 nats above"), ("rbm-cd10", "crossed: the reverse one is 19.2 nats above"),
    ("rbm-25", "the forward one is 6.0 nats above it and the reverse one is 6.4 nats above it"),
    ("rbm-pcd", ""), ("rbm-real", ""), ("dbn-finetuned", ""),
])  # fmt: skip
def test_the_bundled_machines_have_the_doubts_that_their_figures_give(name, said):
    found = estimates.doubt(record(BundledStore().checkpoint(name)).metrics)
    assert said in found and bool(found) == bool(said)
