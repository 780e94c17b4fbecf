"""Deep belief networks: Boltzmann machines stacked greedily, and the up-down algorithm (Hinton et al. 2006)."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from zoo.errors import ZooError
from zoo.models.base import ZooModel
from zoo.models.boltzmann import Boltzmann, Draw, bernoulli, drawing
from zoo.models.config import Config, later
from zoo.models.layers import Layers
from zoo.models.softplus import log_likelihood

RARELY = -4.0  # bias of the units of a tied start that are not tied: on so rarely that they change little


@dataclass(frozen=True)
class DBNConfig(Config):
    """Sizes of a DBN; the last of ``hidden`` is the upper layer of its top machine, trained by CD- or PCD-``steps``,
    with ``annealed`` chains beside the persistent ones.

    With ``tied_start`` the top machine starts as the layer below it, upside down, and so with the same likelihood;
    additional units start with small weights and are hardly ever on. With ``untied`` the recognition weights are
    separate from the generative ones and all are trained, by up-down; otherwise only the top machine is.
    """

    image_size: int = 28
    hidden: tuple = (100, 100)
    weight_sd: float = 0.1
    steps: int = 2
    chains: int = 0
    annealed: int = later(0)
    tied_start: bool = False
    untied: bool = False
    sample_steps: int = 1000


class Recognition(nn.Module):
    """The upward weights of a layer, (visible, hidden), if they are separate from the downward ones."""

    def __init__(self, below: Boltzmann):
        super().__init__()
        self.weight = nn.Parameter(below.weight.detach().clone())
        self.bias = nn.Parameter(below.hidden_bias.detach().clone())

    def hidden_logits(self, visible: Tensor) -> Tensor:
        """Logits of q(h|v), (n, hidden)."""
        return torch.addmm(self.bias, visible, self.weight)


class DBN(ZooModel, license="mit", tags=["deep-belief-network", "mnist"]):
    """A Boltzmann machine on top of directed layers: p(v, h1, h2) = p(v|h1) p(h1, h2).

    ``lower[i]`` generates layer i from layer i + 1 and, unless there is a ``recognition[i]``, infers upward with its
    transpose. Hidden layers are lists of (n, size), the lowest first.
    """

    Config = DBNConfig
    family = "rbm"

    @classmethod
    def capabilities(cls, config: DBNConfig) -> dict:
        """It redraws pictures by a pass up and down."""
        named = {"kind": "deep belief network", "explanation": "dbn"}
        return super().capabilities(config) | named | {"redraws": True}

    def __init__(self, config: DBNConfig):
        super().__init__(config)
        sizes = (config.image_size**2, *config.hidden)
        if len(sizes) < 3:
            raise ZooError("A deep belief network needs at least two hidden layers; use an RBM for one.")
        if config.tied_start and sizes[-1] < sizes[-3]:
            raise ZooError(f"A tied start needs at least {sizes[-3]} units at the top, not {sizes[-1]}.")
        pairs = list(pairwise(sizes))
        self.lower: Layers[Boltzmann] = Layers(Boltzmann(*pair, config.weight_sd) for pair in pairs[:-1])
        self.recognition: Layers[Recognition] | None = Layers(map(Recognition, self.lower)) if config.untied else None
        self.top = Boltzmann(*pairs[-1], config.weight_sd, config.steps, config.chains, config.annealed)
        self.lower.requires_grad_(config.untied)
        for layer in self.lower if config.untied else ():
            layer.hidden_bias.requires_grad_(False)  # replaced by the bias of the recognition layer

    @torch.no_grad()
    def start_from(self, trained: Any) -> None:
        """Copy the layers of a trained RBM or DBN below this one's top, or all layers of a DBN of the same sizes."""
        below = [*trained.lower, trained.top]
        for mine, theirs in zip(self._up_to(len(below)), below, strict=False):
            for name, parameter in mine.named_parameters():
                parameter.copy_(theirs.get_parameter(name))
        for mine, theirs in zip(self.recognition or (), below, strict=False):
            mine.weight.copy_(theirs.weight)
            mine.bias.copy_(theirs.hidden_bias)
        if len(below) == len(self.lower):
            self._start_top(below[-1])

    def _up_to(self, count: int) -> list[Boltzmann]:
        return [*self.lower, self.top][:count]

    def _start_top(self, below: Boltzmann) -> None:
        """Start the top machine on ``below``, and its persistent chains where those of ``below`` are."""
        self.top.visible_bias.copy_(below.hidden_bias)
        if self.config.tied_start:
            turned = below.weight.T  # (hidden, visible)
            self.top.weight[:, : turned.shape[1]] = turned
            self.top.hidden_bias[: turned.shape[1]] = below.visible_bias
            self.top.hidden_bias[turned.shape[1] :] = RARELY
        if self.top.chains is not None and below.chains is not None:
            self.top.chains.copy_(below.draw_hidden(below.begin(len(self.top.chains))))

    def filters(self) -> Tensor:
        """The weights of each unit of the top layer, seen through the layers below, (units, pixels): (W1 W2 ...)ᵀ."""
        seen = self.top.weight
        for layer in reversed(self.lower):
            seen = layer.weight @ seen
        return seen.T

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """The top machine's losses on images (n, 1, H, W) passed up to it; the losses of all layers if untied."""
        visible = batch.flatten(1)
        return (
            self._up_down(visible) if self.config.untied else self.top.losses(self.upward(visible, drawing(None))[-1])
        )

    def _up_down(self, visible: Tensor) -> dict[str, Tensor]:
        """One loss whose gradients are the updates of the wake, top and sleep phases (Hinton et al. 2006, appendix B).

        Each phase's states are held fixed, and the delta rule of a layer is the gradient of its log-likelihood.
        """
        wake = [visible, *self.upward(visible, drawing(None))]
        terms = self.top.losses(wake[-1])
        asleep = self._down(bernoulli(self.top.hidden_logits(wake[-1]).sigmoid().detach()))
        layers = range(len(self.lower))
        down = [_nats(self.lower[i].visible_logits(wake[i + 1]), wake[i]) for i in layers]
        up = [_nats(self.inference(i).hidden_logits(asleep[i]), asleep[i + 1]) for i in layers]
        terms["generative"], terms["recognition"] = sum(down, torch.zeros(())), sum(up, torch.zeros(()))
        return terms | {"loss": terms["loss"] + terms["generative"] + terms["recognition"]}

    def inference(self, index: int) -> Boltzmann | Recognition:
        """What infers layer ``index`` from the one below it."""
        return self.recognition[index] if self.recognition is not None else self.lower[index]

    @torch.no_grad()
    def upward(self, visible: Tensor, draw: Draw) -> list[Tensor]:
        """Binary draws of all layers below the top machine's upper one, given pixels (n, pixels) in [0, 1]."""
        layers = []
        for index in range(len(self.lower)):
            visible = draw(self.inference(index).hidden_logits(visible).sigmoid(), index + 1)
            layers.append(visible)
        return layers

    @torch.no_grad()
    def _down(self, top_hidden: Tensor, generator: torch.Generator | None = None) -> list[Tensor]:
        """The top machine's chain from its upper units, then draws of every layer down to the pixels; pixels first."""
        hidden = self.top.gibbs(self.top.draw_visible(top_hidden, generator), self.config.steps - 1, generator)
        layers = [hidden]
        for layer in reversed(self.lower):
            layers.insert(0, layer.draw_visible(layers[0], generator))
        return layers

    def hidden(self, images: Tensor) -> list[Tensor]:
        """Probabilities of every hidden layer given images (n, 1, H, W), upward by mean field."""
        below, layers = images.flatten(1), []
        for index in range(len(self.lower)):
            below = self.inference(index).hidden_logits(below).sigmoid()
            layers.append(below)
        return [*layers, self.top.hidden_logits(below).sigmoid()]

    def reconstruct(self, images: Tensor) -> Tensor:
        """Pixel probabilities (n, 1, H, W): up to the top machine's upper layer and down again, by mean field."""
        return self.downward(self.top.visible_logits(self.hidden(images)[-1]).sigmoid())

    def downward(self, units: Tensor) -> Tensor:
        """Pixel probabilities (n, 1, H, W), by mean field, given probabilities or draws (n, units) of the top machine's
        lower layer."""
        for layer in reversed(self.lower):
            units = layer.visible_logits(units).sigmoid()
        return self._images(units)

    @torch.no_grad()
    def gibbs(self, images: Tensor, steps: int, generator: torch.Generator | None = None) -> Tensor:
        """Binary images (n, 1, H, W): up, ``steps`` of Gibbs sampling in the top machine, and down."""
        units = self.top.gibbs(self.upward(images.flatten(1), drawing(generator))[-1], steps, generator)
        for layer in reversed(self.lower):
            units = layer.draw_visible(units, generator)
        return self._images(units)

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Pixel probabilities (n, 1, H, W): ``sample_steps`` of Gibbs sampling in the top machine, then down."""
        units = self.top.gibbs(self.top.begin(n, generator), self.config.sample_steps, generator)
        for layer in reversed([*self.lower][1:]):
            units = layer.draw_visible(units, generator)
        return self._images(self.lower[0].visible_logits(units).sigmoid())

    def _images(self, visible: Tensor) -> Tensor:
        size = self.config.image_size
        return visible.unflatten(1, (1, size, size))


def _nats(logits: Tensor, states: Tensor) -> Tensor:
    """Minus the log-likelihood of binary states under these logits, in nats, averaged over examples."""
    return -log_likelihood(logits, states).mean()
