"""The course of the runs of autoencoders and Boltzmann machines, as pictures of the same codes, digits and units."""

from typing import Any

import torch
from torch import Tensor

from training.data.images import Data, Split
from training.engine.frames import Frames
from training.engine.loop import Step
from zoo.models.autoencoder import Autoencoder
from zoo.models.dbn import DBN
from zoo.models.rbm import RBM
from zoo.models.vae import VAE
from zoo.models.vqvae import VQVAE

SEED = 5  # of the codes and of the chains
DIGITS = 10  # test images, if possible one of each class
DRAWN = 20  # codes
SIDE = 7  # of a map, in pictures
EDGE = 0.02  # of the prior's probability outside of a map, on each side
FILTERS = 20
STEPS = 100  # of a chain


class RedrawnTimeline(Frames):
    """``Frames`` that end with a few test images and what the model makes of them."""

    model: Any

    def __init__(self, model: Any, step: Step, data: Data, epochs: int):
        super().__init__(model, epochs)
        self.digits = one_of_each(data.test, DIGITS)
        self.record_frame(0.0)

    def redrawn(self) -> Tensor:
        """The test images and the model's reconstructions of them."""
        return torch.cat([self.digits, self.model.reconstruct(self.digits)])

    def redrawn_parts(self) -> list[dict]:
        """What these show."""
        count = len(self.digits)
        return [{"shows": "digits", "count": count}, {"shows": "redrawn", "count": count}]


class CodesTimeline(RedrawnTimeline):
    """What the same codes are decoded to, and what becomes of the same test images.

    The codes are draws from the prior; with two latents they are a grid of places in the plane, SIDE to a side. A model
    without a prior, or with a learned one, draws its codes itself, with the same random numbers in each frame.
    """

    model: VAE | Autoencoder | VQVAE

    def pictures(self) -> Tensor:
        """The codes' pictures, the test images, and their reconstructions."""
        return torch.cat([self._decoded(), self.redrawn()])

    def parts(self) -> list[dict]:
        """A map or samples, and the test images."""
        codes = {"shows": "map", "count": SIDE**2} if self._mapped() else {"shows": "samples", "count": DRAWN}
        return [codes, *self.redrawn_parts()]

    def _mapped(self) -> bool:
        normal = self.model.capabilities(self.model.config).get("prior") == "normal"
        return normal and getattr(self.model.config, "latent_dim", 0) == 2

    def _decoded(self) -> Tensor:
        if self._mapped():
            return self.model.decode(plane(SIDE).to(self.model.device))
        return self.model.sample(DRAWN, torch.Generator(self.model.device).manual_seed(SEED))


class UnitsTimeline(RedrawnTimeline):
    """The filters of the same hidden units, the same test images and their reconstructions, and where chains that begin
    at these images stand after ``STEPS``, with the same random numbers in each frame."""

    model: RBM | DBN

    def pictures(self) -> Tensor:
        """The filters, the test images, their reconstructions, and the ends of the chains."""
        chance = torch.Generator(self.model.device).manual_seed(SEED)
        ends = self.model.reconstruct(self.model.gibbs(self.digits, STEPS, chance))
        return torch.cat([self._filters(), self.redrawn(), ends])

    def parts(self) -> list[dict]:
        """Filters, test images, chains."""
        filters = {"shows": "filters", "count": min(FILTERS, len(self.model.top.hidden_bias))}
        return [filters, *self.redrawn_parts(), {"shows": "chains", "count": len(self.digits)}]

    def _filters(self) -> Tensor:
        """At most ``FILTERS`` filters (n, 1, H, W), each with its largest weight at 0 or 1 and no weight at 0.5."""
        weights, side = self.model.filters(), self.model.config.image_size
        chosen = torch.linspace(0, len(weights) - 1, min(FILTERS, len(weights))).round().long()
        shown = weights[chosen.to(weights.device)]
        scaled = 0.5 + 0.5 * shown / shown.abs().amax(1, keepdim=True).clamp_min(1e-9)
        return scaled.unflatten(1, (1, side, side))


def one_of_each(split: Split, count: int) -> Tensor:
    """At most ``count`` images (n, 1, H, W) in [0, 1]: the first of each class, then the first of all others."""
    labels = split.labels.tolist()
    firsts = [labels.index(label) for label in sorted(set(labels))]
    others = [index for index in range(min(len(labels), 2 * count)) if index not in firsts]
    return split.images[(firsts + others)[:count]].float() / 255


def plane(side: int) -> Tensor:
    """Codes (side * side, 2) at even quantiles of a normal prior: rows from high to low in the second latent, columns
    from low to high in the first."""
    steps = torch.distributions.Normal(0.0, 1.0).icdf(torch.linspace(EDGE, 1 - EDGE, side))
    return torch.cartesian_prod(steps.flip(0), steps).flip(1)
