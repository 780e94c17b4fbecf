"""The table of metrics on the page: its words, its order, what stands beside a figure, and who is better."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tabs.shared import card, meanings, measures
from zoo.stores import Checkpoint


def metric(value, bound=None, noise=0.0) -> dict:
    return {"value": value, "unit": "units", "estimator": "made up", "bound": bound, "split": "test", "noise": noise}


SHARES = {f"digit_share_{digit}": metric(0.1) for digit in range(10)}


def test_rows_leave_out_lists_floors_and_shares_and_put_the_known_first():
    metrics = {
        "own": metric(1), "frechet_floor": metric(0.5), "frechet": metric(7.5), "kl_per_latent": metric([1, 2]),
        "elbo": metric(-90.0, ">="), "lonely_floor": metric(3.0), **SHARES,
    }  # fmt: skip
    assert measures.rows(metrics) == ["elbo", "frechet", "own", "lonely_floor"]


def test_a_few_figures_that_a_newcomer_understands_are_told_first_and_the_others_when_asked_for():
    names = ["elbo", "elbo_kl", "nll_iw", "squared_error", "frechet", "coverage", "judged_sure", "known_words"]
    first, others = measures.told(dict.fromkeys(names, metric(1.0)))
    assert first == ["squared_error", "frechet", "coverage", "judged_sure"]
    assert others == ["elbo", "elbo_kl", "nll_iw", "known_words"]
    assert measures.told({"own": metric(1.0)}) == (["own"], [])
    assert measures.told({name: metric(1.0) for name in "abcde"}) == ([*"abcd"], ["e"])  # none of the first ones
    assert card._more("", "") == "" and card._metrics_table({}, []) == ""


def test_a_floor_stands_beside_its_metric():
    text = card._metrics_table({"frechet": metric(7.5), "frechet_floor": metric(0.5)}, ["frechet"])
    assert "Fréchet distance" in text and "real images: 0.5000" in text and text.count("<tr") == 1


def test_how_near_the_samples_are_to_the_training_images_stands_beside_how_near_new_images_are():
    found = {"copied": metric(0.012), "nearest_training": metric(6.5), "nearest_training_floor": metric(6.2),
             "label_agreement": metric(0.97), "frechet": metric(7.5)}  # fmt: skip
    assert measures.rows(found) == ["frechet", "nearest_training", "copied", "label_agreement"]
    text = card._metrics_table(found, measures.rows(found))
    assert "Near copies" in text and "real images: 6.20" in text and "0.9700" in text
    assert measures.winner("label_agreement", metric(0.9), metric(0.97)) == "right"
    assert (
        measures.winner("nearest_training", metric(6.5), metric(5.0))
        is None
        is measures.winner("copied", metric(0.01), metric(0.5))
    )


def test_the_shares_of_the_digits_are_one_row_of_bars():
    text = card._metrics_table({}, [], card._shares(SHARES | {"digit_share_3": metric(0.2)}, card.DIGITS))
    assert text.count("<tr") == 1 and text.count("<span><i ") == 10 and "3: 20.0%" in text


@pytest.mark.parametrize(("name", "left", "right", "better"), [
    ("elbo", -90.0, -91.0, "left"), ("nll_iw", 90.0, 91.0, "left"), ("frechet", 9.0, 3.0, "right"),
    ("coverage", 0.2, 0.9, "right"), ("active_units", 3, 9, None), ("unknown", 1.0, 2.0, None),
    ("elbo", -90.0, -90.0, None), ("digit_kl", 0.0174, 0.0910, "left"), ("density", 0.9, 1.2, None),
])  # fmt: skip
def test_the_better_figure(name, left, right, better):
    assert measures.winner(name, metric(left), metric(right)) == better


def test_the_next_two_below_the_elbo_are_its_parts():
    both = {name: metric(1.0) for name in ("nll_iw", "code_cost", "elbo_kl", "elbo_reconstruction", "elbo")}
    assert measures.rows(both)[:3] == ["elbo", "elbo_reconstruction", "elbo_kl"]
    del both["elbo_kl"], both["nll_iw"]
    assert measures.rows(both) == ["elbo", "elbo_reconstruction", "code_cost"]
    assert "sum of the next two" in measures.words("elbo", both["elbo"])[1]


def test_no_meaning_promises_what_the_figures_beside_it_deny():
    plain = {name: meaning for name, (_, meaning) in meanings.PLAIN.items()}
    assert "training" not in plain["elbo"] and "have 1" not in plain["density"]
    for name, meaning in plain.items():  # a direction in words is one that is marked, and none else
        said = next((each for each in ("higher", "lower") if f"{each} is better" in meaning), None)
        assert said is None or meanings.BETTER.get(name) == said


def test_a_difference_within_the_noise_is_none():
    assert measures.winner("elbo", metric(-90.0, noise=0.1), metric(-90.2, noise=0.1)) is None
    assert measures.winner("elbo", metric(-90.0, noise=0.01), metric(-90.2, noise=0.01)) == "left"


@pytest.mark.parametrize(
    ("value", "text"), [(15, "15"), (-90.354, "−90.35"), (0.09171, "0.0917"), (12345.6, "12,345.60")]
)
def test_figures_as_the_page_writes_them(value, text):
    assert measures.number(value) == text


@pytest.mark.parametrize(("name", "text"), [
    ("elbo", "≥ −102.73"), ("log_likelihood_bound", "≈ −102.73"), ("log_likelihood_bound_reverse", "≈ −102.73"),
])  # fmt: skip
def test_an_estimate_of_a_bound_limits_nothing_itself(name, text):
    assert measures.shown(name, metric(-102.73, ">=")) == text
    assert measures.shown(name, metric(-102.73)) == "−102.73"


def test_bounds_of_any_number_of_draws_are_one_metric_on_the_page():
    found = measures.by_page({"nll_iw1000": metric(1.0), "elbo": metric(2.0)})
    assert list(found) == ["nll_iw", "elbo"] == list(measures.by_page({"nll_iw250": metric(1.0), "elbo": metric(2.0)}))


@pytest.mark.parametrize(("epochs", "said"), [(1, "Trained 1 epoch in 0.5 min"), (2, "Trained 2 epochs in 0.5 min")])
def test_where_a_model_is_from_in_words(epochs, said):
    training = SimpleNamespace(epochs=epochs, seconds=30.0, device="CPU, 1 thread")
    own = SimpleNamespace(whole=lambda file: training, page=SimpleNamespace(summary="A `small` one."),
                          checkpoint=Checkpoint("small", Path(), "bundled", "0123456789", "bundled"))  # fmt: skip
    assert f"<b>small</b> A small one. {said} on CPU, 1 thread. Where it is from: " in card._origin(own)
