"""Steps: what happens to a model with one batch. ``fit`` calls them and does not know what is inside."""

import torch
from torch import Tensor, nn

from zoo.base import ZooModel


class GradientStep:
    """One optimiser, one ``losses(batch)["loss"]``: the step of every model with a single objective.

    ``schedule`` turns the optimiser into a learning-rate schedule that advances once a batch.
    """

    def __init__(self, model: ZooModel, optimizer: torch.optim.Optimizer, schedule=None, clip: float | None = None):
        self.model, self.optimizer, self.clip = model, optimizer, clip
        self.schedule = schedule(optimizer) if schedule else None

    def __call__(self, batch: Tensor) -> dict[str, Tensor]:
        """Train on one batch; the loss and its terms, as scalars on the device."""
        losses = self.model.losses(batch)
        self.optimizer.zero_grad(set_to_none=True)
        losses["loss"].backward()
        if self.clip:
            nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        self.optimizer.step()
        if self.schedule:
            self.schedule.step()
        return {name: value.detach() for name, value in losses.items()}

    def state_dict(self) -> dict:
        """All that a resumed run needs beside the model's weights."""
        return {
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict() if self.schedule else None,
        }

    def load_state_dict(self, state: dict) -> None:
        """Restore what ``state_dict`` gave."""
        self.optimizer.load_state_dict(state["optimizer"])
        if self.schedule:
            self.schedule.load_state_dict(state["schedule"])
