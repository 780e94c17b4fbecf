"""The restricted Boltzmann machine on images (Smolensky 1986; Hinton 2002)."""

from dataclasses import dataclass

import torch
from torch import Tensor

from zoo.models.base import ZooModel
from zoo.models.boltzmann import Boltzmann, Draw
from zoo.models.config import Config, later


@dataclass(frozen=True)
class RBMConfig(Config):
    """Sizes of an RBM and its negative phase: CD-``steps``, or PCD-``steps`` with ``chains`` persistent chains.

    With persistent chains there can be ``annealed`` ones beside them, which begin anew from time to time.

    A sample takes ``sample_steps`` of Gibbs sampling, from noise or from the chains that training kept.
    """

    image_size: int = 28
    hidden_dim: int = 100
    weight_sd: float = 0.1
    steps: int = 1
    chains: int = 0
    annealed: int = later(0)
    sample_steps: int = 1000


class RBM(ZooModel, license="mit", tags=["restricted-boltzmann-machine", "mnist"]):
    """A Boltzmann machine whose visible units are the pixels; ``machine`` has its weights and computations."""

    Config = RBMConfig
    family = "rbm"
    lower = ()  # layers below the machine, as in a DBN

    @classmethod
    def capabilities(cls, config: RBMConfig) -> dict:
        """It redraws pictures by a pass up and down."""
        named = {"kind": "restricted Boltzmann machine", "explanation": "rbm"}
        return super().capabilities(config) | named | {"redraws": True}

    def __init__(self, config: RBMConfig):
        super().__init__(config)
        pixels = config.image_size**2
        negative = config.steps, config.chains, config.annealed
        self.machine = Boltzmann(pixels, config.hidden_dim, config.weight_sd, *negative)

    def start_from(self, trained: "RBM") -> None:
        """Copy the weights of a trained RBM of the same sizes, and its persistent chains as far as both have them."""
        mine, theirs = self.machine, trained.machine
        mine.load_state_dict({**mine.state_dict(), **dict(theirs.named_parameters())})
        if mine.chains is not None and theirs.chains is not None:
            mine.chains.copy_(theirs.begin(len(mine.chains)))

    @property
    def top(self) -> Boltzmann:
        """The machine whose chain runs."""
        return self.machine

    def filters(self) -> Tensor:
        """The weights of each hidden unit to the pixels, (hidden_dim, pixels)."""
        return self.machine.weight.T

    def upward(self, visible: Tensor, draw: Draw) -> list[Tensor]:
        """Binary draws of pixels (n, pixels) in [0, 1]; there are no lower layers to pass."""
        return [draw(visible, 0)]

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """F(data) - F(chain) of images (n, 1, H, W) and related figures; see ``Boltzmann.losses``."""
        return self.machine.losses(batch.flatten(1))

    def free_energy(self, images: Tensor) -> Tensor:
        """F(v) of images (n, 1, H, W) in nats, (n,)."""
        return self.machine.free_energy(images.flatten(1))

    def hidden(self, images: Tensor) -> list[Tensor]:
        """p(h|v) of images (n, 1, H, W), layer by layer; here a single one, (n, hidden_dim)."""
        return [self.machine.hidden_logits(images.flatten(1)).sigmoid()]

    def reconstruct(self, images: Tensor) -> Tensor:
        """Pixel probabilities (n, 1, H, W) after one mean-field pass up and down."""
        return self._images(self.machine.visible_logits(self.hidden(images)[0]).sigmoid())

    def gibbs(self, images: Tensor, steps: int, generator: torch.Generator | None = None) -> Tensor:
        """Binary images (n, 1, H, W) after ``steps`` of Gibbs sampling from ``images``."""
        return self._images(self.machine.gibbs(images.flatten(1), steps, generator))

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Pixel probabilities (n, 1, H, W) at the end of ``sample_steps`` of Gibbs sampling."""
        visible = self.machine.gibbs(self.machine.begin(n, generator), self.config.sample_steps - 1, generator)
        return self._images(self.machine.visible_logits(self.machine.draw_hidden(visible, generator)).sigmoid())

    def _images(self, visible: Tensor) -> Tensor:
        size = self.config.image_size
        return visible.unflatten(1, (1, size, size))
