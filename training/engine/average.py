"""Moving averages of weights: a model that is better than any single step of its training."""

from collections.abc import Callable
from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import get_ema_multi_avg_fn

from training.data.images import Examples
from training.engine.loop import Step
from zoo.models.base import ZooModel

WARM_UP = 10  # after u updates the average's decay is at most (1 + u) / (WARM_UP + u)


class MovingAverage:
    """Weights that follow those of a network in training, by a decay of at most ``decay``.

    A run begins with smaller ones: the average is over about the last ninth of the updates so far, 1 / (WARM_UP - 1),
    until that ninth is as long as 1 / (1 - ``decay``): with 0.999 until 8,990 updates.
    """

    def __init__(self, decay: float):
        self.decay, self.updates = decay, 0

    def follow(self, average: nn.Module, trained: nn.Module) -> None:
        """Move the weights of ``average`` towards those of ``trained``, after an update of these."""
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (WARM_UP + self.updates))
        blend = get_ema_multi_avg_fn(decay)
        blend(list(average.parameters()), list(trained.parameters()), None)


class AveragedStep:
    """Another step on a copy of the model; the model itself is the moving average of the copy's weights."""

    def __init__(self, model: ZooModel, make: Callable[[ZooModel], Step], decay: float):
        self.model, self.trained = model, deepcopy(model).train()
        self.step, self.average = make(self.trained), MovingAverage(decay)

    def __call__(self, batch) -> dict[str, Tensor]:
        """Train on one batch; the loss and its terms, as scalars on the device."""
        losses = self.step(batch)
        self.average.follow(self.model, self.trained)
        return losses

    @torch.no_grad()
    def settle(self, train: Examples) -> None:
        """Bring into order what is no weight: the average has none of its own, and takes over the copy's."""
        for mine, trained in zip(self.model.buffers(), self.trained.buffers(), strict=True):
            mine.copy_(trained)
        self.model.settle(train)

    def state_dict(self) -> dict:
        """All that a resumed run needs beside the model's weights."""
        return {
            "trained": self.trained.state_dict(),
            "step": self.step.state_dict(),
            "updates": self.average.updates,
        }

    def load_state_dict(self, state: dict) -> None:
        """Restore what ``state_dict`` gave."""
        self.trained.load_state_dict(state["trained"])
        self.step.load_state_dict(state["step"])
        self.average.updates = state["updates"]
