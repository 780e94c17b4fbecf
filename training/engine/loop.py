"""``fit``: the only training loop. It iterates, averages, keeps the best epoch and can be killed at any time."""

import io
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from training.data.images import Examples
from training.engine import world
from zoo.errors import ZooError
from zoo.models.base import ZooModel
from zoo.stores.files import atomic_write, plain_errors

Averages = dict[str, float]


@dataclass
class Progress:
    """The progress of a run: saved besides the weights, and all that the curves are drawn from."""

    epoch: int = 0  # finished epochs
    seconds: float = 0.0
    best_epoch: int = 0
    best_value: float = float("inf")
    diverged: str = ""  # why it was stopped, if it was
    train: list[Averages] = field(default_factory=list)
    validation: list[Averages] = field(default_factory=list)


class Step(Protocol):
    """A training step on one batch. It holds any state that it needs besides the model's weights."""

    def __call__(self, batch) -> dict[str, Tensor]:
        """Train on one batch; the loss and its terms, as scalars on the device."""
        ...

    def quicken(self, batch_size: int) -> None:
        """Compile what it computes on batches of this size. Raises ``ZooError`` if that is not possible here."""

    def settle(self, train: Examples) -> None:
        """Prepare what the model needs besides trained weights, before it is used."""

    def state_dict(self) -> dict:
        """What a resumed run needs besides the model's weights."""
        ...

    def load_state_dict(self, state: dict) -> None:
        """Restore the state from ``state_dict``."""


class Watch(Protocol):
    """Observes the training of a model without changing it."""

    def on_batch(self, epoch: int, seen: int, of: int, totals: dict[str, Tensor]) -> None:
        """Called after each batch: ``epoch`` finished epochs, ``seen`` of ``of`` examples, sums of the loss terms."""

    def on_epoch(self, epoch: int) -> Averages:
        """Called after epoch number ``epoch``; returns figures to add to its validation losses."""
        ...

    def back_to(self, epoch: int) -> None:
        """Discard what was observed after this number of epochs."""

    def state_dict(self) -> dict:
        """What a resumed run needs."""
        ...

    def load_state_dict(self, state: dict | None) -> None:
        """Restore the state from ``state_dict``; None for a run that was not observed so far."""


def fit(model: ZooModel, step: Step, train: Examples, validation: Examples, *, epochs: int, batch_size: int, seed: int,
        selected_on: str, state: Path, run_id: str, resume: bool = False, largest_loss: float = math.inf,
        watch: Watch | None = None, on_batch: Callable[[int, int, int, dict], None] = lambda *_: None,
        on_epoch: Callable[[Progress], None] = lambda _: None) -> Progress:  # fmt: skip
    """Train ``model`` in place with ``step`` and leave it with the weights of its best epoch.

    The best epoch has the lowest ``selected_on`` among ``losses`` over ``validation`` and the figures of ``watch``, or
    the highest if there is a minus before the name; if it is empty, the last epoch is best. A run that diverges is
    stopped, with the reason in ``Progress.diverged`` and the last good epochs kept. After each epoch the whole state is
    written to ``state`` in one atomic move. All randomness of an epoch follows from ``seed`` and its number, so a run
    that was killed and resumed ends with the same weights as one that was not. ``run_id`` tells whether a state belongs
    to this run. ``on_batch(epoch, seen, of, sums of losses)`` reports progress. ``watch`` observes the
    run; its figures at an epoch's end are added to that epoch's validation figures.
    """
    progress, best = Progress(), None
    if resume and world.told(state.exists):
        progress, best = _load_state(state, run_id, model, step, watch, epochs)
    called = _both(watch.on_batch, on_batch) if watch else on_batch
    while progress.epoch < epochs:
        started = time.perf_counter()
        _seed(seed, progress.epoch + 1)
        averages = train_epoch(model, step, train, batch_size, progress.epoch, called)
        progress.diverged = _divergence(model, averages, largest_loss)
        if progress.diverged:
            break
        step.settle(train)
        _seed(seed, 0)  # every epoch is evaluated on the same draws
        judged = evaluate(model, validation, batch_size) | (watch.on_epoch(progress.epoch + 1) if watch else {})
        if _note(progress, averages, judged, time.perf_counter() - started, selected_on):
            best = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
        _save_state(state, {"run_id": run_id, "epochs": epochs}, model, step, progress, best, watch)
        on_epoch(progress)
    return _finish(model, best, progress, epochs, watch)


def _note(progress: Progress, train: Averages, validation: Averages, seconds: float, selected_on: str) -> bool:
    """Add a finished epoch. Returns whether it is the best so far."""
    progress.train.append(train)
    progress.validation.append(validation)
    progress.epoch += 1
    progress.seconds += seconds
    sign, name = (-1, selected_on[1:]) if selected_on.startswith("-") else (1, selected_on)
    value = sign * validation[name] if name else -progress.epoch
    better = value < progress.best_value
    if better:
        progress.best_epoch, progress.best_value = progress.epoch, value
    return better


def _finish(model: ZooModel, best: dict | None, progress: Progress, epochs: int, watch: Watch | None) -> Progress:
    """Load the best weights into the model; nothing of an epoch that diverged is kept."""
    if best is None:
        why = progress.diverged or f"The loss was not a finite number in any of {epochs} epochs."
        raise ZooError(f"{why} Lower the recipe's learning rate.")
    if progress.diverged and watch:
        watch.back_to(progress.epoch)
    model.load_state_dict(best)
    model.eval()
    return progress


def _both(first: Callable, second: Callable) -> Callable:
    def called(*arguments) -> None:
        first(*arguments)
        second(*arguments)

    return called


def _divergence(model: ZooModel, averages: Averages, largest_loss: float) -> str:
    """A sentence if the last epoch diverged, otherwise ""."""
    for name, tensor in model.state_dict().items():
        if not torch.isfinite(tensor).all():
            return f"The training diverged: {name} has numbers that are no longer finite."
    if not abs(averages["loss"]) <= largest_loss:
        return f"The training diverged: the loss reached {averages['loss']:.4g}."
    return ""


def _seed(seed: int, epoch: int) -> None:
    torch.manual_seed(seed * 1_000_003 + epoch)


def train_epoch(
    model: ZooModel, step: Step, split: Examples, batch_size: int, epoch: int = 0, on_batch: Callable = lambda *_: None
) -> Averages:
    """One pass over the split in random order. Returns the averages of the results of ``step``, weighted by example."""
    model.train()
    totals, seen = {}, 0
    order = torch.randperm(len(split), device=split.device)
    for index in order.split(batch_size):
        _add(totals, world.averaged(step, split.batch(index), len(index)), len(index))
        seen += len(index)
        on_batch(epoch, seen, len(split), totals)
    return _averages(totals, seen)


@torch.no_grad()
def evaluate(model: ZooModel, split: Examples, batch_size: int) -> Averages:
    """Averages of ``losses`` over a split, with the model in evaluation mode."""
    model.eval()
    totals = {}
    for index in torch.arange(len(split), device=split.device).split(batch_size):
        _add(totals, world.averaged(model.losses, split.batch(index), len(index)), len(index))
    return _averages(totals, len(split))


def _add(totals: dict[str, Tensor], values: dict[str, Tensor], count: int) -> None:
    for name, value in values.items():
        totals[name] = totals.get(name, 0) + value * count


def _averages(totals: dict[str, Tensor], seen: int) -> Averages:
    return {name: (total / seen).item() for name, total in totals.items()}


def _save_state(path: Path, run: dict, model: ZooModel, step: Step, progress: Progress, best: dict | None,
                watch: Watch | None) -> None:  # fmt: skip
    if not world.first():
        return
    buffer, weights = io.BytesIO(), model.state_dict()
    if progress.best_epoch == progress.epoch:
        best = weights  # the same tensors, which torch writes only once
    torch.save(
        {**run, "model": weights, "step": step.state_dict(), "best": best,
         "progress": vars(progress), "watch": watch.state_dict() if watch else None},
        buffer,
    )  # fmt: skip
    with plain_errors(str(path.parent)):
        atomic_write(path, buffer.getvalue())


def belongs(path: Path, run_id: str, epochs: int) -> bool:
    """Whether the run ``run_id`` of ``epochs`` can go on from the state at ``path``."""
    try:
        saved = _read_state(path, torch.device("cpu"))
    except ZooError:
        return False
    return saved["run_id"] == run_id and saved["progress"]["epoch"] <= epochs


def _read_state(path: Path, device: torch.device) -> dict:
    try:
        return torch.load(io.BytesIO(world.told(path.read_bytes)), map_location=device, weights_only=True)
    except Exception as error:  # torch raises various errors for damaged files
        raise ZooError(f"{path} is damaged ({error}); train again without --resume.") from None


def _load_state(path: Path, run_id: str, model: ZooModel, step: Step, watch: Watch | None,
                epochs: int) -> tuple[Progress, dict | None]:  # fmt: skip
    saved = _read_state(path, model.device)
    if saved["run_id"] != run_id:
        raise ZooError(f"{path} is from {_another(saved, epochs)}, or train again without --resume.")
    progress = Progress(**saved["progress"])
    if progress.epoch > epochs:
        raise ZooError(f"{path} already has {progress.epoch} epochs, more than {epochs}; resume it with at least as "
                       "many, or train again without --resume.")  # fmt: skip
    model.load_state_dict(saved["model"])
    step.load_state_dict(saved["step"])
    if watch:
        watch.load_state_dict(saved["watch"])
    return progress, saved["best"]


def _another(saved: dict, epochs: int) -> str:
    """How a saved run differs, and what to do: in its number of epochs, on which the rates depend, or in the recipe."""
    planned = saved.get("epochs", epochs)  # states of older versions do not say
    if planned == epochs:
        return "another version of this recipe; go back to that version"
    return f"a run of {planned} epochs, whose learning rate is planned for them; give --epochs {planned} to go on"
