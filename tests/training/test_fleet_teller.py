"""What a worker tells the fleet of its run."""

from types import SimpleNamespace

import pytest
import torch

from training.fleet import worker


@pytest.fixture
def told(monkeypatch):
    """``at(seconds, ...)`` calls ``batch`` at a time and gives the last message."""
    clock, sent = SimpleNamespace(now=100.0), []
    monkeypatch.setattr(worker.time, "perf_counter", lambda: clock.now)
    teller = worker.Teller(SimpleNamespace(send=sent.append), epochs=10)

    def at(now: float, epoch: int, seen: int) -> worker.Mark | None:
        clock.now, before = now, len(sent)
        teller.batch(epoch, seen, 1000, {"loss": torch.tensor(2.0 * seen)})
        return sent[-1][1] if len(sent) > before else None

    at.teller, at.sent, at.clock = teller, sent, clock
    return at


@pytest.mark.parametrize("first", [0, 6])
def test_the_time_left_is_by_the_pace_since_this_process_began(told, first):
    """It goes on after ``first`` epochs, half an epoch a second."""
    told(100.0, first, 100)
    mark = told(101.0, first, 600)
    assert (mark.epoch, mark.share, mark.loss) == (first, 0.6, pytest.approx(2.0))
    assert mark.left == pytest.approx((10 - first - 0.6) * 2.0)
    assert mark.rate == pytest.approx(600)


def test_between_two_tellings_half_a_second_passes_unless_an_epoch_ends(told):
    assert told(100.0, 0, 100) is None and told(100.4, 0, 200) is None
    assert told(100.6, 0, 300) and told(101.0, 0, 400) is None
    assert told(101.05, 0, 1000).share == 1.0


def test_after_the_last_epoch_the_run_measures(told):
    told.teller.epoch(SimpleNamespace(epoch=9))
    assert told.sent == []
    told.teller.epoch(SimpleNamespace(epoch=10))
    assert told.sent == [(worker.MEASURES, "")]
