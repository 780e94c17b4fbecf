"""The Gibbs chain of an RBM or a DBN for a seed: exactly the run that the page shows, unit by unit."""

import torch
from torch import Tensor

from zoo.errors import ZooError
from zoo.models.boltzmann import FREE, HIDDEN, Conditions, fixed
from zoo.models.dbn import DBN
from zoo.models.rbm import RBM
from zoo.models.threefry import DOWN, Draws


class Chain:
    """Chain ``number`` of a seed in the machine of an RBM or in the top machine of a DBN.

    All tensors are (1, units). ``under`` are the conditions of that machine; the passes up to it and down from it are
    not affected. A chain starts with one of the methods ``from_...``.
    """

    def __init__(self, model: RBM | DBN, seed: int, number: int = 0, under: Conditions = FREE):
        self.model, self.machine, self.under = model, model.top, under
        self.seed, self.number = seed, number
        self._draws, self._looks = Draws(seed, number), Draws(seed, number, DOWN)

    def from_pixels(self, pixels: Tensor) -> None:
        """Start from a draw of an image's pixels (1, pixels) in [0, 1], which a network then passes up."""
        self._set(self.model.upward(pixels, self._draws)[-1])

    def from_noise(self) -> None:
        """Start from pixels that are on with probability one half."""
        layer = (*self.model.lower, self.machine)[0]
        self.from_pixels(torch.full((1, len(layer.visible_bias)), 0.5, dtype=layer.weight.dtype))

    def from_hidden(self, probs: Tensor) -> None:
        """Start from hidden units drawn with these probabilities, and visible units drawn given them."""
        hidden = self._draw(probs, HIDDEN)
        self.probs, visible = self.machine.step_down(hidden, self._draw, self.under)
        self.hidden = hidden
        self._see(visible)

    def from_kept(self) -> None:
        """Start where one of the stored training chains stopped; the seed selects it."""
        kept = self.machine.chains
        if kept is None:
            raise ZooError("Training of this model kept no chains to start from; choose another start.")
        self._set(kept[(self.seed + self.number) % len(kept)][None])

    def _set(self, visible: Tensor) -> None:
        self.probs = fixed(visible, self.under.held)
        self._see(self.probs)
        self.hidden = fixed((self.hidden_probs() > 0.5).to(visible.dtype), self.under.forced)

    def _see(self, visible: Tensor) -> None:
        self.visible = visible
        self._logits = self.machine.hidden_logits(visible)  # needed by the energy and the next step

    @property
    def steps(self) -> int:
        """The number of steps taken."""
        return self._draws.step

    def step(self) -> None:
        """Draw hidden units given the visible ones, then visible ones given these."""
        self._draws.step += 1
        _, self.hidden, self.probs, visible = self.machine.step(self.visible, self._draw, self.under, self._logits)
        self._see(visible)

    def hidden_probs(self) -> Tensor:
        """p(h|v) of the visible units as they are now, at the chain's temperature."""
        return self.under.probs(self._logits)

    def free_energy(self) -> float:
        """F of the visible units in nats, at temperature 1."""
        return float(self.machine.free_energy(self.visible, self._logits)[0])

    def look(self) -> tuple[Tensor, Tensor]:
        """Probabilities and a draw of the pixels, (1, 1, H, W) each.

        This does not change the chain: its draws are separate and always the same for this step of this seed.
        """
        self._looks.step = self.steps
        probs, units = self.probs, self.visible
        for index in reversed(range(len(self.model.lower))):
            probs = self.model.lower[index].visible_logits(units).sigmoid()
            units = self._looks(probs, index)
        side = self.model.config.image_size
        return probs.unflatten(1, (1, side, side)), units.unflatten(1, (1, side, side))

    def _draw(self, probs: Tensor, part: int) -> Tensor:
        return self._draws(probs, len(self.model.lower) + part)  # the machine's layers are above the lower ones
