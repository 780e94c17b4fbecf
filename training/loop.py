"""``fit``: the only training loop. It iterates, averages, keeps the best epoch and can be killed at any moment."""

import io
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from training.data import Split
from zoo.base import ZooModel
from zoo.errors import ZooError
from zoo.files import atomic_write, plain_errors

Averages = dict[str, float]


@dataclass
class Progress:
    """Where a run stands: what is saved beside the weights, and all that the curves are drawn from."""

    epoch: int = 0  # finished epochs
    seconds: float = 0.0
    best_epoch: int = 0
    best_value: float = float("inf")
    diverged: str = ""  # why it was stopped, where it was
    train: list[Averages] = field(default_factory=list)
    validation: list[Averages] = field(default_factory=list)


def fit(model: ZooModel, step, train: Split, validation: Split, *, epochs: int, batch_size: int, seed: int,
        selected_on: str, state: Path, run_id: str, resume: bool = False, largest_loss: float = math.inf, watch=None,
        on_batch: Callable[[int, int, int, dict], None] = lambda *_: None,
        on_epoch: Callable[[Progress], None] = lambda _: None) -> Progress:  # fmt: skip
    """Train ``model`` in place with ``step`` and leave it with the weights of its best epoch.

    The best epoch has the lowest ``selected_on`` among ``losses`` over ``validation``; without one it is the last. A
    run that diverges is stopped, with the reason in ``Progress.diverged`` and the last good epochs kept. After each the
    whole state is written to ``state`` in one atomic move. All randomness of an epoch follows from ``seed`` and its
    number, so a run that was killed and resumed ends with the same weights as one that was not. ``run_id`` tells
    whether a state belongs to this run. ``on_batch(epoch, seen, of, sums of losses)`` reports progress. ``watch``, a
    ``Timeline``, looks on: what it finds at an epoch's end joins that epoch's validation figures.
    """
    progress, best = Progress(), None
    if resume and state.exists():
        progress, best = _load_state(state, run_id, model, step, watch)
    if watch:
        on_batch = _both(watch.on_batch, on_batch)
    while progress.epoch < epochs:
        started = time.perf_counter()
        _seed(seed, progress.epoch + 1)
        progress.train.append(train_epoch(model, step, train, batch_size, progress.epoch, on_batch))
        progress.diverged = _divergence(model, progress.train[-1], largest_loss)
        if progress.diverged:
            progress.train.pop()
            break
        step.settle()
        _seed(seed, 0)  # every epoch is judged on the same draws
        progress.validation.append(evaluate(model, validation, batch_size))
        if watch:
            progress.validation[-1] |= watch.on_epoch(progress.epoch + 1)
        progress.epoch += 1
        progress.seconds += time.perf_counter() - started
        value = progress.validation[-1][selected_on] if selected_on else -progress.epoch
        if value < progress.best_value:
            progress.best_epoch, progress.best_value = progress.epoch, value
            best = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
        _save_state(state, run_id, model, step, progress, best, watch)
        on_epoch(progress)
    if best is None:
        why = progress.diverged or f"The loss was never a number in {epochs} epochs."
        raise ZooError(f"{why} Lower the recipe's learning rate.")
    model.load_state_dict(best)
    model.eval()
    return progress


def _both(first: Callable, second: Callable) -> Callable:
    def called(*arguments) -> None:
        first(*arguments)
        second(*arguments)

    return called


def _divergence(model: ZooModel, averages: Averages, largest_loss: float) -> str:
    """A sentence if the epoch just trained has led nowhere, else an empty one."""
    for name, tensor in model.state_dict().items():
        if not torch.isfinite(tensor).all():
            return f"The training diverged: numbers of {name} are not finite any more."
    if not abs(averages["loss"]) <= largest_loss:
        return f"The training diverged: the loss ran away to {averages['loss']:.4g}."
    return ""


def _seed(seed: int, epoch: int) -> None:
    torch.manual_seed(seed * 1_000_003 + epoch)


def train_epoch(
    model: ZooModel, step, split: Split, batch_size: int, epoch: int = 0, on_batch: Callable = lambda *_: None
) -> Averages:
    """One pass over the split in a random order; the averages of what ``step`` gave, weighted by example."""
    model.train()
    totals, seen = {}, 0
    order = torch.randperm(len(split), device=split.images.device)
    for index in order.split(batch_size):
        _add(totals, step(split.batch(index)), len(index))
        seen += len(index)
        on_batch(epoch, seen, len(split), totals)
    return _averages(totals, seen)


@torch.no_grad()
def evaluate(model: ZooModel, split: Split, batch_size: int) -> Averages:
    """Averages of ``losses`` over a split, with the model in evaluation mode."""
    model.eval()
    totals = {}
    for index in torch.arange(len(split), device=split.images.device).split(batch_size):
        _add(totals, model.losses(split.batch(index)), len(index))
    return _averages(totals, len(split))


def _add(totals: dict[str, Tensor], values: dict[str, Tensor], count: int) -> None:
    for name, value in values.items():
        totals[name] = totals.get(name, 0) + value * count


def _averages(totals: dict[str, Tensor], seen: int) -> Averages:
    return {name: (total / seen).item() for name, total in totals.items()}


def _save_state(path: Path, run_id: str, model, step, progress: Progress, best: dict, watch) -> None:
    buffer = io.BytesIO()
    torch.save(
        {"run_id": run_id, "model": model.state_dict(), "step": step.state_dict(), "best": best,
         "progress": vars(progress), "watch": watch.state_dict() if watch else None},
        buffer,
    )  # fmt: skip
    with plain_errors(str(path.parent)):
        atomic_write(path, buffer.getvalue())


def _load_state(path: Path, run_id: str, model, step, watch) -> tuple[Progress, dict]:
    try:
        saved = torch.load(path, map_location=model.device, weights_only=True)
    except Exception as error:  # torch raises whatever the damage makes it stumble over
        raise ZooError(f"{path} is damaged ({error}); train again without --resume.") from None
    if saved["run_id"] != run_id:
        raise ZooError(f"{path} is from another version of this recipe; train again without --resume.")
    model.load_state_dict(saved["model"])
    step.load_state_dict(saved["step"])
    if watch:
        watch.load_state_dict(saved["watch"])
    return Progress(**saved["progress"]), saved["best"]
