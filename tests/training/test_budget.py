"""A budget of time: it ends with an epoch, and says so where none fits into it."""

import pytest

from training.engine.budget import Budget, SpentError, lasting, seconds_of
from training.engine.loop import Progress
from zoo.errors import ZooError


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.mark.parametrize(("text", "seconds"), [
    ("90s", 90), ("8m", 480), ("8min", 480), ("1.5h", 5400), ("1h30m", 5400), ("1h 30m 5s", 5405), (" 2M ", 120),
])  # fmt: skip
def test_lengths_of_time_are_read(text, seconds):
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["8", "m", "", "0m", "8 apples", "-5m", "5m1h", "1e3s"])
def test_what_is_not_a_length_of_time_says_what_one_looks_like(text):
    with pytest.raises(ZooError, match=r"give one such as 90s, 8m, 1\.5h or 1h30m"):
        seconds_of(text)


@pytest.mark.parametrize(("seconds", "said"), [
    (0.4, "0.4 s"), (9.9, "9.9 s"), (48.2, "48 s"), (59.7, "1 min"), (252, "4 min 12 s"), (600, "10 min"),
    (623, "10 min"), (671, "11 min"), (3600, "1 h"), (7500, "2 h 5 min"), (3599.6, "1 h"),
])  # fmt: skip
def test_lengths_of_time_are_said_as_people_say_them(seconds, said):
    assert lasting(seconds) == said


def test_an_epoch_begins_only_if_one_like_the_last_ends_in_time(clock):
    budget = Budget(25.0, epochs=9, clock=clock)
    budget.batch(0, 10, 100, {})
    for epoch in (1, 2):
        clock.now += 10
        budget.batch(epoch - 1, 100, 100, {})
        if epoch == 1:
            budget.epoch(Progress(epoch))
    with pytest.raises(SpentError, match=r"^2 of 9 epochs are done; the next, of about 10 s, would end after the b"):
        budget.epoch(Progress(2))


def test_an_epoch_that_takes_longer_than_the_one_before_is_not_broken_off(clock):
    budget = Budget(25.0, epochs=9, clock=clock)
    budget.batch(0, 10, 100, {})
    clock.now += 10
    budget.epoch(Progress(1))
    clock.now += 30
    budget.batch(1, 99, 100, {})
    with pytest.raises(SpentError, match="2 of 9"):
        budget.epoch(Progress(2))


def test_the_last_epoch_ends_the_run_and_not_the_budget(clock):
    budget = Budget(5.0, epochs=1, clock=clock)
    budget.batch(0, 10, 100, {})
    clock.now += 4
    budget.batch(0, 90, 100, {})
    clock.now += 4
    budget.batch(0, 100, 100, {})
    budget.epoch(Progress(1))


def test_a_budget_shorter_than_an_epoch_is_said(clock):
    budget = Budget(10.0, epochs=9, clock=clock)
    budget.batch(3, 5, 100, {})
    clock.now += 9
    budget.batch(3, 19, 100, {})
    clock.now += 3
    with pytest.raises(SpentError, match=r"within epoch 4 of 9, of which nothing is kept; an epoch takes about 48 s, "):
        budget.batch(3, 25, 100, {})
