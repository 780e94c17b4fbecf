"""What a run shows while it goes: a bar in a terminal, a line for each epoch in a log."""

import io
from types import SimpleNamespace

import torch
from rich.console import Console

from training.engine import progress
from training.engine.loop import Progress


def test_a_log_gets_a_line_for_each_epoch_with_its_own_averages():
    log = io.StringIO()
    train, validation = [{"loss": 2.5}, {"loss": 1.5}], [{"loss": 2.0, "kl": 1.234}, {"loss": 1.0, "kl": 0.5}]
    with progress.TrainingProgress(Console(file=log, width=40), 3) as shown:
        for epoch, seconds in ((1, 2.4), (2, 5.6)):
            shown.batch(epoch - 1, 10, 10, {"loss": torch.tensor(25.0)})
            shown.epoch(Progress(epoch, seconds, train=train[:epoch], validation=validation[:epoch]))
    assert log.getvalue().splitlines() == [
        "epoch 1/3  train loss 2.50  validation loss 2.00  kl 1.23  2 s",
        "epoch 2/3  train loss 1.50  validation loss 1.00  kl 0.50  6 s",
    ]


def test_the_bar_says_how_far_the_run_is_how_fast_and_the_losses_of_the_epoch_so_far(monkeypatch):
    clock = SimpleNamespace(now=10.0)
    monkeypatch.setattr(progress, "time", SimpleNamespace(perf_counter=lambda: clock.now))
    shown = progress.TrainingProgress(Console(file=io.StringIO(), force_terminal=True), 4)
    (task,) = shown.bar.tasks
    clock.now = 11.0  # the second until the data were read is not counted
    shown.data(SimpleNamespace(train=SimpleNamespace(unit="passages")))

    def after(now: float, epoch: int, seen: int, total: float) -> tuple:
        clock.now = now
        shown.batch(epoch, seen, 200, {"loss": torch.tensor(total), "kl": torch.tensor(seen / 4)})
        return task.completed, task.total, task.fields["epoch"], task.fields["losses"], task.fields["rate"]

    assert after(13.0, 1, 50, 125.0) == (250, 800, 2, "loss 2.50  kl 0.25", 25)
    assert shown.bar.columns[3].render(task).plain == "25 passages/s"
    assert after(13.1, 1, 60, 300.0)[0] == 250  # too soon to be drawn again
    assert after(13.15, 1, 200, 600.0)[::3] == (400, "loss 3.00  kl 0.25")  # but not at an epoch's end
    shown.epoch(Progress(2, 1.0))
    assert after(13.65, 2, 30, 30.0) == (430, 800, 3, "loss 1.00  kl 0.25", 60)
