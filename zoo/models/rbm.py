"""The restricted Boltzmann machine on images (Smolensky 1986; Hinton 2002)."""

from dataclasses import dataclass

import torch
from torch import Tensor

from zoo.models.base import ZooModel
from zoo.models.boltzmann import Boltzmann, Draw
from zoo.models.config import Config


@dataclass(frozen=True)
class RBMConfig(Config):
    """Sizes of an RBM and how its negative phase is made: CD-``steps``, or PCD-``steps`` with ``chains`` of them.

    ``sample_steps`` of Gibbs sampling make a sample, from noise or from the chains that training kept.
    """

    image_size: int = 28
    hidden_dim: int = 100
    weight_sd: float = 0.1
    steps: int = 1
    chains: int = 0
    sample_steps: int = 1000


class RBM(ZooModel, license="mit", tags=["restricted-boltzmann-machine", "mnist"]):
    """A Boltzmann machine whose visible units are the pixels; ``machine`` has its weights and its mathematics."""

    Config = RBMConfig
    family = "rbm"
    lower = ()  # layers below the machine whose chain runs, as a DBN has them

    @classmethod
    def capabilities(cls, config: RBMConfig) -> dict:
        """Pictures go up and come down again."""
        named = {"kind": "restricted Boltzmann machine", "explanation": "rbm"}
        return super().capabilities(config) | named | {"redraws": True}

    def __init__(self, config: RBMConfig):
        super().__init__(config)
        pixels = config.image_size**2
        self.machine = Boltzmann(pixels, config.hidden_dim, config.weight_sd, config.steps, config.chains)

    @property
    def top(self) -> Boltzmann:
        """The machine whose chain runs."""
        return self.machine

    def upward(self, visible: Tensor, draw: Draw) -> list[Tensor]:
        """Binary draws of pixels (n, pixels) in [0, 1]: a machine without layers below has nothing to go up through."""
        return [draw(visible, 0)]

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """F(data) - F(chain) of images (n, 1, H, W) and what tells about it; see ``Boltzmann.losses``."""
        return self.machine.losses(batch.flatten(1))

    def free_energy(self, images: Tensor) -> Tensor:
        """F(v) of images (n, 1, H, W) in nats, (n,)."""
        return self.machine.free_energy(images.flatten(1))

    def hidden(self, images: Tensor) -> list[Tensor]:
        """p(h|v) of images (n, 1, H, W), layer by layer: here of the only one, (n, hidden_dim)."""
        return [self.machine.hidden_logits(images.flatten(1)).sigmoid()]

    def reconstruct(self, images: Tensor) -> Tensor:
        """Pixel probabilities (n, 1, H, W), up and down once by mean field."""
        return self._images(self.machine.visible_logits(self.hidden(images)[0]).sigmoid())

    def gibbs(self, images: Tensor, steps: int, generator: torch.Generator | None = None) -> Tensor:
        """Binary images (n, 1, H, W) after so many steps of Gibbs sampling from these."""
        return self._images(self.machine.gibbs(images.flatten(1), steps, generator))

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Pixel probabilities (n, 1, H, W) at the end of ``sample_steps`` of Gibbs sampling."""
        visible = self.machine.gibbs(self.machine.begin(n, generator), self.config.sample_steps - 1, generator)
        return self._images(self.machine.visible_logits(self.machine.draw_hidden(visible, generator)).sigmoid())

    def _images(self, visible: Tensor) -> Tensor:
        size = self.config.image_size
        return visible.unflatten(1, (1, size, size))
