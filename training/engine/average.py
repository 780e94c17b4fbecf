"""Moving averages of weights, which are better than the weights of any single step."""

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
    """A moving average of the weights of a network in training, with a decay of at most ``decay``.

    The decay is smaller at first, so that the average covers about the last ninth, 1 / (WARM_UP - 1), of the updates so
    far, until that ninth is as long as 1 / (1 - ``decay``): with 0.999 until 8,990 updates.
    """

    def __init__(self, decay: float):
        self.decay, self.updates = decay, 0

    def follow(self, average: nn.Module, trained: nn.Module) -> None:
        """Move the weights of ``average`` towards those of ``trained``, after an update."""
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (WARM_UP + self.updates))
        blend = get_ema_multi_avg_fn(decay)
        blend(list(average.parameters()), list(trained.parameters()), None)


class AveragedStep:
    """Runs another step on a copy of the model; the model itself is the moving average of the copy's weights."""

    def __init__(self, model: ZooModel, make: Callable[[ZooModel], Step], decay: float):
        self.model, self.trained = model, deepcopy(model).train()
        self.step, self.average = make(self.trained), MovingAverage(decay)

    def __call__(self, batch) -> dict[str, Tensor]:
        """Train on one batch; the loss and its terms, as scalars on the device."""
        losses = self.step(batch)
        self.average.follow(self.model, self.trained)
        return losses

    def quicken(self, batch_size: int) -> None:
        """Compile the other step for batches of this size."""
        self.step.quicken(batch_size)

    @torch.no_grad()
    def settle(self, train: Examples) -> None:
        """Copy buffers that are not weights from the trained copy, since they are not averaged."""
        for mine, trained in zip(self.model.buffers(), self.trained.buffers(), strict=True):
            mine.copy_(trained)
        self.model.settle(train)

    def state_dict(self) -> dict:
        """What a resumed run needs besides the model's weights."""
        return {
            "trained": self.trained.state_dict(),
            "step": self.step.state_dict(),
            "updates": self.average.updates,
        }

    def load_state_dict(self, state: dict) -> None:
        """Restore the state from ``state_dict``."""
        self.trained.load_state_dict(state["trained"])
        self.step.load_state_dict(state["step"])
        self.average.updates = state["updates"]
