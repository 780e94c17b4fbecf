"""Why the lab's answers are as they are: each sentence follows from figures of experiments, or is left out."""

import json
import re

import pytest

from zoo import questions, why
from zoo.schema import EXPERIMENTS


def given(**values) -> dict:
    return {name: {"value": value, "noise": 0.01} for name, value in values.items()}


DREAMS = {"rise_digits_1000": -6.0, "no_digit_digits_1000": 0.3, "no_digit_units_1000": 0.25}
TIED = given(**DREAMS, on_top_0=0.001, on_digits_0=0.46, no_digit_top_100=1.0, no_digit_top_1000=0.88,
             no_digit_usage_1000=0.21, top_digits=0.107, rise_top_1000=-18.5)  # fmt: skip
FOUND = {
    "rbm": given(**DREAMS, input_difference=0.004, pixels_trained=50, pixels_long=120),
    **{name: given(**DREAMS, pixels_trained=75) for name in ("rbm-cd10", "rbm-pcd", "rbm-25", "rbm-400")},
    "rbm-lr-1": given(**{"change_0.01": -3.2, "change_1.0": -0.3}),
    "rbm-lr-001": given(**{"change_0.1": -0.01, "change_0.01": 0.0}),
    "dbn": given(**DREAMS, looseness=3.0), "dbn-tied": TIED, "dbn-finetuned": given(looseness=2.5),
}  # fmt: skip


@pytest.mark.parametrize("asked", questions.QUESTIONS, ids=lambda asked: asked.name)
def test_every_question_has_a_reason_and_none_without_its_experiments(asked):
    assert why.why(asked.name, FOUND).endswith(".")
    assert why.why(asked.name, {}) == "" and questions.answered(asked, {}, {})["why"] == ""


def test_a_cause_is_named_only_where_the_experiment_shows_it():
    text = why.why("rate", FOUND)
    assert "rbm-lr-1 changes by −3.2 ± 0.0 at a rate of 0.01" in text and "too large to come to" in text
    assert "not arrived" not in text
    settled = FOUND | {"rbm-lr-1": given(**{"change_0.01": -0.31, "change_1.0": -0.3})}
    assert "too large to come to" not in why.why("rate", settled)


@pytest.mark.parametrize(("looseness", "said"), [
    (2.5, "0.5 nats of the gain may be the bound's"), (3.01, "no sign that the bound became tighter or looser"),
    (3.7, "looser, by about 0.7 nats"),
])  # fmt: skip
def test_what_the_bound_gained_and_what_the_model(looseness, said):
    assert said in why.why("finetuning", FOUND | {"dbn-finetuned": given(looseness=looseness)})


def test_where_chains_end_is_said_beside_the_noise():
    assert why.level({"value": -6.0, "noise": 1.0}) == "6 nats more probable than digits"
    assert why.level({"value": 6.0, "noise": 1.0}) == "6 nats less probable than digits"
    assert why.level({"value": 1.9, "noise": 1.0}) == "neither clearly more nor less probable than digits"


def test_noise_is_explained_only_for_a_start_that_empties_the_layer():
    text = why.noise_at_first(TIED)
    assert "11 % of them" in text and "(0.1 % of these are on; for digits 46 %)" in text
    assert "After 1,000 steps, 88 % of the pictures still show no digit" in text
    assert "“Hidden units, each as often on as for digits” it is 21 %, and from digits 30 %" in text
    assert len(re.findall(r"[.](?: |$)", text)) <= 4
    assert why.noise_at_first(TIED | given(on_top_0=0.3)) == ""
    assert why.noise_at_first(TIED | given(no_digit_top_1000=0.215)) == "" and why.noise_at_first({}) == ""


@pytest.mark.parametrize("content", [None, "", "[]", '{"figures": {"a": {"value": 1}}}'])
def test_damaged_experiments_are_left_out(tmp_path, content):
    if content is not None:
        (tmp_path / EXPERIMENTS).write_text(content)
    assert why.experiments(tmp_path) == {}
    (tmp_path / EXPERIMENTS).write_text(json.dumps({"figures": given(a=1.0)}))
    assert why.experiments(tmp_path) == given(a=1.0)
