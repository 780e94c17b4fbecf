"""What readers learn from, and how their figures are computed."""

import pytest
import torch
from small import heard

from training.data import readings
from training.data.play_list import PLAYS
from training.data.readings import Examples, part_of_play, pieces
from training.data.telephone import _NOISE
from training.metrics import readers
from zoo.models.spoken import Task, words_of


def test_of_each_genre_plays_are_held_out_and_no_play_is_in_two_parts():
    by_part = {part: {name for name in PLAYS if part_of_play(name) == part} for part in readings.PARTS}
    assert [len(by_part[part]) for part in readings.PARTS] == [25, 4, 8]
    for part in ("validation", "test"):
        assert {PLAYS[name].genre for name in by_part[part]} == set(readings.GENRES)
    assert "taming_shrew" in by_part["test"]


def test_long_speeches_are_read_in_pieces_and_short_ends_are_left_out():
    words = [str(number) for number in range(64 + 9)]
    assert [len(piece) for piece in pieces(words, 64)] == [64, 9]
    assert [len(piece) for piece in pieces(words[:70], 64)] == [64] and pieces(words[:7], 64) == []


def test_of_a_call_only_words_are_left():
    said = "Uh, <Laughter> yeah, wh-, how long [noise] did, um, you say uh-huh."
    assert words_of(_NOISE.sub("", said)) == ["yeah", "how", "long", "did", "you", "say"]


def test_a_batch_has_a_share_of_some_tasks_and_fewer_examples_come_again():
    train = heard("cpu").train
    few = train.head(3)
    few.examples["genre"] = train.examples["genre"]
    batch = readings.replace(few, shares={"genre": 0.25}, shuffled=False).batch(torch.arange(8))
    assert {task: len(said.words) for task, said in batch.items()} == {
        "genre": 2,
        "play": 8,
        "play_named": 8,
        "style": 8,
    }
    assert batch["play"].words[:3] == batch["play"].words[3:6] and batch["play"].labels[0] == batch["play"].labels[6]


def test_some_training_speeches_end_early():
    train = heard("cpu").train
    torch.manual_seed(0)
    found = train.batch(torch.arange(400))["play"].words
    whole = [list(words) for words in train.examples["play"].words[:400]]
    cut = [(one, other) for one, other in zip(found, whole, strict=True) if one != other]
    assert 0.15 < len(cut) / 400 < 0.26 and all(one and one == other[: len(one)] for one, other in cut)


def test_thinned_examples_are_from_all_through_them():
    thin = heard("cpu").train.thinned(20)
    assert len(thin) == 20 and thin.examples["play"].words[10] == heard("cpu").train.examples["play"].words[1000]


# ---- known answers
ROWS = torch.tensor([[0.8, 0.2], [0.8, 0.2], [0.6, 0.4], [0.1, 0.9]], dtype=torch.double)
EXAMPLES = Examples((("a",),) * 4, (0, 1, 0, 1), ("one", "one", "other", "other"))


def test_the_figures_of_a_task():
    """Three of four are right. F1 of the first answer 2*2/(2*2+1) = 0.8, of the second 2/(2+1); of those 80 % sure half
    are right, of 60 % and 90 % all: (2 * 0.3 + 0.4 + 0.1) / 4."""
    found = readers.of_task("x", ROWS, EXAMPLES, 0)
    value = {name: metric.value for name, metric in found.items()}
    assert value["x_accuracy"] == 0.75 and value["x_accuracy_floor"] == 0.5
    assert value["x_macro_f1"] == pytest.approx((0.8 + 2 / 3) / 2)
    assert value["x_calibration_error"] == pytest.approx(1.1 / 4)
    assert value["x_accuracy_by_play"] == [0.5, 1.0] and found["x_accuracy_by_play"].estimator == "of one, other"
    assert value["x_accuracy_interval"] == [0.5, 1.0]


def test_the_interval_is_that_of_drawing_plays():
    """Of plays that are all right or all wrong, it is that of a coin thrown as often as there are plays."""
    low, high = readers.interval([torch.full((10,), float(number % 2)) for number in range(100)])
    assert low == pytest.approx(0.4, abs=0.02) and high == pytest.approx(0.6, abs=0.02)
    assert readers.interval([torch.tensor([1.0, 0.0])] * 5) == (0.5, 0.5)


def test_probabilities_are_in_the_order_of_the_examples():
    class Lengths:
        def __init__(self):
            self.tasks = {"x": Task(("short", "long"), (), False)}

        def eval(self):
            """As models have it."""

        def logits(self, task, speeches):
            return torch.tensor([[0.0, float(len(words))] for words in speeches])

    words = tuple(("a",) * (1 + number * 7 % 50) for number in range(230))
    rows = readers.probabilities(Lengths(), "x", Examples(words, (0,) * 230, ("p",) * 230))
    expected = torch.tensor([[0.0, len(each)] for each in words], dtype=torch.double).softmax(1)
    assert torch.allclose(rows, expected)
