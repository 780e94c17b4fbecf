"""The table of metrics on the page: its words, its order, what stands beside a figure, and who is better."""

import pytest

from tabs import card, measures


def metric(value, bound=None, noise=0.0) -> dict:
    return {"value": value, "unit": "units", "estimator": "made up", "bound": bound, "split": "test", "noise": noise}


SHARES = {f"digit_share_{digit}": metric(0.1) for digit in range(10)}


def test_rows_leave_out_lists_floors_and_shares_and_put_the_known_first():
    metrics = {
        "own": metric(1), "frechet_floor": metric(0.5), "frechet": metric(7.5), "kl_per_latent": metric([1, 2]),
        "elbo": metric(-90.0, ">="), "lonely_floor": metric(3.0), **SHARES,
    }  # fmt: skip
    assert measures.rows(metrics) == ["elbo", "frechet", "own", "lonely_floor"]


def test_a_floor_stands_beside_its_metric():
    text = card._metrics_table({"frechet": metric(7.5), "frechet_floor": metric(0.5)})
    assert "Fréchet distance" in text and "real images: 0.5000" in text and text.count("<tr") == 1


def test_the_shares_of_the_digits_are_one_row_of_bars():
    text = card._metrics_table(SHARES | {"digit_share_3": metric(0.2)})
    assert text.count("<tr") == 1 and text.count("<li>") == 10 and "3: 20.0%" in text


@pytest.mark.parametrize(("name", "left", "right", "better"), [
    ("elbo", -90.0, -91.0, "left"), ("nll_iw1000", 90.0, 91.0, "left"), ("frechet", 9.0, 3.0, "right"),
    ("coverage", 0.2, 0.9, "right"), ("active_units", 3, 9, None), ("unknown", 1.0, 2.0, None),
    ("elbo", -90.0, -90.0, None),
])  # fmt: skip
def test_the_better_figure(name, left, right, better):
    assert measures.winner(name, metric(left), metric(right)) == better


def test_a_difference_within_the_noise_is_none():
    assert measures.winner("elbo", metric(-90.0, noise=0.1), metric(-90.2, noise=0.1)) is None
    assert measures.winner("elbo", metric(-90.0, noise=0.01), metric(-90.2, noise=0.01)) == "left"


@pytest.mark.parametrize(
    ("value", "text"), [(15, "15"), (-90.354, "−90.35"), (0.09171, "0.0917"), (12345.6, "12,345.60")]
)
def test_figures_as_the_page_writes_them(value, text):
    assert measures.number(value) == text
