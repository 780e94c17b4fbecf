"""Steps: the update of a model on one batch, as called by ``fit``."""

import math

import torch
from torch import Tensor

from training.data.images import Examples
from training.engine import compiled, world
from zoo.models.base import ZooModel


class Together:
    """Several optimisers, or their schedules, as one: each has its own parameters."""

    def __init__(self, *parts):
        self.parts = parts

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients."""
        for part in self.parts:
            part.zero_grad(set_to_none=set_to_none)

    def step(self) -> None:
        """Move the parameters, or the rates, by one step."""
        for part in self.parts:
            part.step()

    def state_dict(self) -> dict:
        """What a resumed run needs."""
        return {"parts": [part.state_dict() for part in self.parts]}

    def load_state_dict(self, state: dict) -> None:
        """Restore the state from ``state_dict``."""
        for part, kept in zip(self.parts, state["parts"], strict=True):
            part.load_state_dict(kept)


class GradientStep:
    """One optimiser, one ``losses(batch)["loss"]``: the step of every model with a single objective.

    ``schedule`` makes a learning-rate schedule from the optimiser; it advances once per batch. With ``bfloat16`` the
    matrix products of the forward and backward pass are rounded to that precision, but not the weights; a CPU that
    cannot compute with it, and would only be slower, does without. Gradients longer than ``longest`` are clipped to it.
    """

    def __init__(self, model: ZooModel, optimizer: torch.optim.Optimizer | Together, schedule=None,
                 bfloat16: bool = False, longest: float = math.inf):  # fmt: skip
        self.model, self.optimizer, self.longest = model, optimizer, longest
        self.losses = model.losses
        self.whole: compiled.WholeStep | None = None
        self.size = 0  # of the batches for which it is compiled
        self.bfloat16 = bfloat16 and has_bfloat16(model.device)
        self.schedule = schedule(optimizer) if schedule else None

    def __call__(self, batch: Tensor) -> dict[str, Tensor]:
        """Train on one batch; the loss and its terms, as scalars on the device."""
        losses = self._wholly(batch) or self._apart(batch)
        if self.schedule:
            self.schedule.step()
        return losses

    def _wholly(self, batch: Tensor) -> dict[str, Tensor] | None:
        """All as one graph, if it is compiled for such a batch."""
        if not self.whole or len(batch) != self.size:
            return None
        losses = self.whole(batch)
        if losses is None:
            self.whole, self.losses = None, compiled.losses(self.model, self.size)
        return losses

    def _apart(self, batch: Tensor) -> dict[str, Tensor]:
        """Losses, gradients and update one after the other."""
        with torch.autocast(self.model.device.type, torch.bfloat16, enabled=self.bfloat16):
            losses = self.losses(batch)
        self.optimizer.zero_grad(set_to_none=True)
        world.backward(losses["loss"], self.model.parameters())
        if self.longest < math.inf:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.longest)
        self.optimizer.step()
        return {name: value.detach() for name, value in losses.items()}

    def quicken(self, batch_size: int) -> None:
        """Compile the whole step for batches of this size, or else its losses."""
        self.whole = None if self.bfloat16 else compiled.whole_step(self.model, self.optimizer, self.longest)
        self.size = batch_size
        if not self.whole:
            self.losses = compiled.losses(self.model, batch_size)

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
        if self.whole:
            self.quicken(self.size)  # with the state that is there now


def has_bfloat16(device: torch.device) -> bool:
    """Whether products in bfloat16 are quick on a device: a CPU needs instructions for them."""
    if device.type != "cpu":
        return True
    has = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    return any(has.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))
