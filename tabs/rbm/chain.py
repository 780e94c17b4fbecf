"""One Gibbs chain of a model on the server, with a temperature and with pixels held."""

import torch
from torch import Tensor

from zoo.models.boltzmann import bernoulli


class Chain:
    """A chain in the machine of an RBM, or in the top machine of a DBN; all tensors are (1, units).

    ``temperature`` divides the logits of that machine's units; the ways up to it and down from it are the model's own,
    as in the page. ``clamp`` holds visible units at 0 or 1 where it is not NaN.
    """

    def __init__(self, model, temperature: float, clamp: Tensor | None, seed: int):
        self.model = model
        self.deep = hasattr(model, "top")
        self.machine = model.top if self.deep else model.machine
        self.temperature = temperature
        self.clamp = clamp
        self.seed = seed
        self.taken = 0
        self.generator = torch.Generator().manual_seed(seed)

    def from_noise(self) -> None:
        """Begin with random visible units."""
        self._set(self._draw(torch.full((1, len(self.machine.visible_bias)), 0.5)))

    def from_pixels(self, image: Tensor) -> None:
        """Begin with a draw of an image (1, 1, H, W) in [0, 1]; in a network that then goes up."""
        units = self._draw(image.flatten(1))
        for layer in (self.model.recognition or self.model.lower) if self.deep else ():
            units = self._draw(layer.hidden_logits(units).sigmoid())
        self._set(units)

    def from_hidden(self, probs: Tensor) -> None:
        """Begin with the visible units that a draw of the hidden ones gives."""
        self._set(self._draw(self._probs(self.machine.visible_logits(self._draw(probs)))))

    def _set(self, visible: Tensor) -> None:
        self.visible = self._held(visible)
        self.probs = self.visible
        self.hidden = self._draw(self.hidden_probs())

    def step(self) -> None:
        """Visible units given the hidden ones, then hidden ones given these."""
        self.taken += 1
        self.probs = self._held(self._probs(self.machine.visible_logits(self.hidden)))
        self.visible = self._draw(self.probs)
        self.hidden = self._draw(self.hidden_probs())

    def hidden_probs(self) -> Tensor:
        """p(h|v) at the chain's temperature."""
        return self._probs(self.machine.hidden_logits(self.visible))

    def free_energy(self) -> float:
        """F of the visible units in nats, at temperature 1."""
        return float(self.machine.free_energy(self.visible)[0])

    def look(self) -> tuple[Tensor, Tensor]:
        """Probabilities and a draw of the pixels, (1, 1, H, W) each.

        Looking changes nothing: its draws are its own, and the same whenever this step of this seed is looked at.
        """
        probs, units = self.probs, self.visible
        generator = torch.Generator().manual_seed(self.seed + (self.taken + 1 << 32))  # seeds are below 1 << 32
        for layer in reversed(self.model.lower) if self.deep else ():
            probs = layer.visible_logits(units).sigmoid()
            units = bernoulli(probs, generator)
        side = self.model.config.image_size
        return probs.unflatten(1, (1, side, side)), units.unflatten(1, (1, side, side))

    def _probs(self, logits: Tensor) -> Tensor:
        return (logits / self.temperature).sigmoid()

    def _draw(self, probs: Tensor) -> Tensor:
        return bernoulli(probs, self.generator)

    def _held(self, visible: Tensor) -> Tensor:
        return visible if self.clamp is None else torch.where(self.clamp.isnan(), visible, self.clamp)
