"""Steps: the update of a model on one batch, as called by ``fit``."""

import math

import torch
from torch import Tensor

from training.data.images import Examples
from zoo.models.base import ZooModel


class GradientStep:
    """One optimiser, one ``losses(batch)["loss"]``: the step of every model with a single objective.

    ``schedule`` makes a learning-rate schedule from the optimiser; it advances once per batch. With ``bfloat16`` the
    matrix products of the forward and backward pass are rounded to that precision, but not the weights. Gradients
    longer than ``longest`` are clipped to it.
    """

    def __init__(self, model: ZooModel, optimizer: torch.optim.Optimizer, schedule=None, bfloat16: bool = False,
                 longest: float = math.inf):  # fmt: skip
        self.model, self.optimizer, self.bfloat16, self.longest = model, optimizer, bfloat16, longest
        self.schedule = schedule(optimizer) if schedule else None

    def __call__(self, batch: Tensor) -> dict[str, Tensor]:
        """Train on one batch; the loss and its terms, as scalars on the device."""
        with torch.autocast(self.model.device.type, torch.bfloat16, enabled=self.bfloat16):
            losses = self.model.losses(batch)
        self.optimizer.zero_grad(set_to_none=True)
        losses["loss"].backward()
        if self.longest < math.inf:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.longest)
        self.optimizer.step()
        if self.schedule:
            self.schedule.step()
        return {name: value.detach() for name, value in losses.items()}

    def settle(self, train: Examples) -> None:
        """Prepare what the model needs besides trained weights, before it is used."""
        self.model.settle(train)

    def state_dict(self) -> dict:
        """What a resumed run needs besides the model's weights."""
        return {
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict() if self.schedule else None,
        }

    def load_state_dict(self, state: dict) -> None:
        """Restore the state from ``state_dict``."""
        self.optimizer.load_state_dict(state["optimizer"])
        if self.schedule:
            self.schedule.load_state_dict(state["schedule"])
