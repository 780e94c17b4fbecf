"""Deep convolutional GANs (Radford et al. 2016, arXiv:1511.06434) and later additions to them."""

from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from zoo.errors import ZooError
from zoo.images import MOST_EDGE, on_grid
from zoo.models.config import Config, later
from zoo.models.gan import GAN, check_black, check_objective, check_sizes, check_weight
from zoo.models.in_page import Steps, steps_of

FIRST_SIDE = 4  # of the smallest feature maps
WEIGHT_SD = 0.02
SLOPE = 0.2  # of the leaky ReLU
NARROWED = 8  # factor by which an attention's queries and keys have fewer channels


@dataclass(frozen=True)
class DCGANConfig(Config):
    """Channels from the smallest feature maps to the largest in the generator, the other way round in the critic.

    ``generator_norm`` and ``critic_norm`` turn on batch normalisation, ``spectral`` turns on spectral normalisation of
    all weights. ``attention`` is the side of the feature maps that get a self-attention block, ``classes`` the number
    of labels that the players are told, ``penalty`` the weight of the gradient penalty; 0 for none.

    ``black`` is the number that stands for black in the players; white is 1. With -1, as in the lab, a generator draws
    mid-grey, tanh(0), where its features are 0, and needs strong features for black; with 0 it draws black there.

    ``grid`` is the side of the images that the training images were enlarged from, or 0. With a grid, what the
    generator draws becomes the nearest enlargement of so many pixels. Real images are such enlargements to the last
    digit, by which a critic could tell them from all that a transposed convolution draws.
    """

    image_size: int = 64
    latent_dim: int = 100
    generator_channels: tuple = (512, 256, 128, 64)
    critic_channels: tuple = (64, 128, 256, 512)
    objective: str = "logistic"
    generator_norm: bool = True
    critic_norm: bool = True
    spectral: bool = False
    attention: int = 0
    classes: int = 0
    penalty: float = 0.0
    critic: bool = True
    black: float = later(-1.0)
    grid: int = later(0)

    def __post_init__(self):
        super().__post_init__()
        check_objective(self.objective)
        check_sizes(latent_dim=self.latent_dim)
        check_weight("penalty", self.penalty)
        check_black(self.black)
        if self.classes < 0:
            raise ZooError(f"The number of classes must be 0 or more, not {self.classes}.")
        for channels in (self.generator_channels, self.critic_channels):
            if FIRST_SIDE * 2 ** len(channels) != self.image_size:
                raise ZooError(f"{len(channels)} layers make images of {FIRST_SIDE * 2 ** len(channels)} pixels a "
                               f"side, not {self.image_size}; change the layers or the size.")  # fmt: skip
            for width in channels:
                check_sizes(**{"channels of a layer": width})
        if self.grid and not 0 < self.grid < self.image_size - 2 * MOST_EDGE:
            raise ZooError(f"The grid must be 0 or have 1 to {self.image_size - 2 * MOST_EDGE - 1} pixels a side, not "
                           f"{self.grid}.")  # fmt: skip
        self._check_attention()

    def _check_attention(self) -> None:
        sides = [FIRST_SIDE * 2**at for at in range(len(self.generator_channels))]
        if not self.attention:
            return
        if self.attention not in sides:
            raise ZooError(f"There are no feature maps of {self.attention} pixels a side for the attention; choose 0 "
                           f"or one of {', '.join(map(str, sides))}.")  # fmt: skip
        at = sides.index(self.attention)
        width = min(self.generator_channels[at], self.critic_channels[::-1][at])
        if width < NARROWED:
            raise ZooError(f"The attention needs at least {NARROWED} channels; the feature maps of {self.attention} "
                           f"pixels a side have {width}.")  # fmt: skip


def _maybe_spectral(layer: nn.Module, config: DCGANConfig) -> nn.Module:
    nn.init.normal_(layer.get_parameter("weight"), 0.0, WEIGHT_SD)
    return spectral_norm(layer) if config.spectral else layer


class ConditionalBatchNorm2d(nn.Module):
    """Batch normalisation with a gain and bias per class (de Vries et al. 2017); without classes the usual one."""

    def __init__(self, channels: int, classes: int):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=not classes)
        self.gain = nn.Embedding(classes, channels) if classes else None
        self.bias = nn.Embedding(classes, channels) if classes else None
        if self.gain is not None and self.bias is not None:
            nn.init.ones_(self.gain.weight)
            nn.init.zeros_(self.bias.weight)
        else:
            nn.init.normal_(self.norm.weight, 1.0, WEIGHT_SD)

    def forward(self, x: Tensor, labels: Tensor | None) -> Tensor:
        """Maps (n, channels, h, w), normalised over the batch; labels (n,)."""
        x = self.norm(x)
        if self.gain is None or self.bias is None:
            return x
        return x * self.gain(labels)[..., None, None] + self.bias(labels)[..., None, None]

    def page_steps(self, name: str) -> Steps:
        """The steps in the page."""
        of_class = [] if self.gain is None else [{"do": "class", "name": name}]
        return [*steps_of(self.norm, f"{name}.norm"), *of_class]


class SelfAttention(nn.Module):
    """x + gain * attention(x) over all positions of maps (n, c, h, w): section 3 of Zhang et al. 2019.

    Keys and values are pooled 2x2, as in the authors' code. The gain starts at 0.
    """

    def __init__(self, channels: int, config: DCGANConfig):
        super().__init__()
        inner = channels // NARROWED
        self.query, self.key = (_maybe_spectral(nn.Conv2d(channels, inner, 1, bias=False), config) for _ in range(2))
        self.value = _maybe_spectral(nn.Conv2d(channels, channels // 2, 1, bias=False), config)
        self.out = _maybe_spectral(nn.Conv2d(channels // 2, channels, 1, bias=False), config)
        self.gain = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        query = self.query(x).flatten(2).transpose(1, 2)  # (n, h w, c/8)
        key, value = (F.max_pool2d(part(x), 2).flatten(2).transpose(1, 2) for part in (self.key, self.value))
        attended = F.scaled_dot_product_attention(query, key, value, scale=1.0)  # (n, h w, c/2)
        return x + self.gain * self.out(attended.transpose(1, 2).unflatten(2, x.shape[2:]))

    def page_steps(self, name: str) -> Steps:
        """The steps in the page."""
        return [{"do": "attention", "name": name}]


class Up(nn.Module):
    """A transposed convolution, normalised and rectified: from latents to 4x4 maps, or to maps of twice the side."""

    def __init__(self, inputs: int, outputs: int, first: bool, config: DCGANConfig):
        super().__init__()
        stride, padding = (1, 0) if first else (2, 1)
        bias = not config.generator_norm
        self.conv = _maybe_spectral(nn.ConvTranspose2d(inputs, outputs, 4, stride, padding, bias=bias), config)
        self.norm = ConditionalBatchNorm2d(outputs, config.classes) if config.generator_norm else None

    def forward(self, x: Tensor, labels: Tensor | None) -> Tensor:
        x = self.conv(x)
        return F.relu(x if self.norm is None else self.norm(x, labels))

    def page_steps(self, name: str) -> Steps:
        """The steps in the page."""
        norm = [] if self.norm is None else steps_of(self.norm, f"{name}.norm")
        return [*steps_of(self.conv, f"{name}.conv"), *norm, {"do": "relu"}]


class Generator(nn.Module):
    """Maps latents (n, latent_dim), with labels (n,) if there are classes, to images (n, 1, H, W) in [-1, 1].

    On a grid they can go slightly beyond."""

    def __init__(self, config: DCGANConfig):
        super().__init__()
        widths = (config.latent_dim, *config.generator_channels)
        self.blocks = nn.ModuleList(
            Up(a, b, first=at == 0, config=config) for at, (a, b) in enumerate(pairwise(widths))
        )
        self.sides = [FIRST_SIDE * 2**at for at in range(len(self.blocks))]
        self.attends = config.attention
        if config.attention:
            channels = config.generator_channels[self.sides.index(config.attention)]
            self.attention = SelfAttention(channels, config)
        self.out = _maybe_spectral(nn.ConvTranspose2d(widths[-1], 1, 4, 2, 1, bias=not config.generator_norm), config)
        self.grid = config.grid

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        x = latents[..., None, None]
        for side, block in zip(self.sides, self.blocks, strict=True):
            x = block(x, labels)
            x = self.attention(x) if side == self.attends else x
        drawn = self.out(x).tanh()
        return on_grid(drawn, self.grid) if self.grid else drawn

    def page_steps(self, name: str) -> Steps:
        """The steps in the page. The latents are the channels of a single place."""
        steps: Steps = []
        for at, (side, block) in enumerate(zip(self.sides, self.blocks, strict=True)):
            steps += steps_of(block, f"{name}.blocks.{at}")
            steps += steps_of(self.attention, f"{name}.attention") if side == self.attends else []
        grid = [{"do": "grid", "side": self.grid}] if self.grid else []
        return [*steps, *steps_of(self.out, f"{name}.out"), {"do": "tanh"}, *grid]

    def first(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """The smallest feature maps, (n, channels, 4, 4)."""
        return self.blocks[0](latents[..., None, None], labels)


class Critic(nn.Module):
    """Maps images (n, 1, H, W) in [-1, 1] to scores (n,): convolutions of stride 2, then one over the 4x4 maps.

    With classes, the last layer is a projection (Miyato & Koyama 2018, arXiv:1802.05637): the features, summed over all
    positions, times the sum of a vector and that of the label.
    """

    def __init__(self, config: DCGANConfig):
        super().__init__()
        layers, self.attends = [], config.attention
        for at, (inputs, outputs) in enumerate(pairwise((1, *config.critic_channels))):
            norm = config.critic_norm and at > 0
            layers += [_maybe_spectral(nn.Conv2d(inputs, outputs, 4, 2, 1, bias=not config.critic_norm), config)]
            layers += [ConditionalBatchNorm2d(outputs, 0).norm] if norm else []
            layers += [nn.LeakyReLU(SLOPE)]
            layers += [SelfAttention(outputs, config)] if config.image_size // 2 ** (at + 1) == config.attention else []
        self.features = nn.Sequential(*layers)
        width = config.critic_channels[-1]
        side = 1 if config.classes else FIRST_SIDE
        self.head = _maybe_spectral(nn.Conv2d(width, 1, side, bias=not config.critic_norm), config)
        self.project = _maybe_spectral(nn.Embedding(config.classes, width), config) if config.classes else None

    def forward(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        features = self.features(images)
        if self.project is None:
            return self.head(features).flatten()
        features = features.sum((2, 3), keepdim=True)
        return self.head(features).flatten() + (self.project(labels) * features[..., 0, 0]).sum(1)


class DCGAN(GAN, license="mit", tags=["generative-adversarial-network", "convolutional", "mnist"]):
    """A GAN with convolutional players; each variant is a config."""

    Config = DCGANConfig
    Generator, Critic = Generator, Critic
    memory_format = torch.channels_last

    @classmethod
    def capabilities(cls, config: DCGANConfig) -> dict:
        """Those of a GAN, with its own name and explanation."""
        return super().capabilities(config) | {"kind": "DCGAN", "explanation": "dcgan"}

    def __init__(self, config: DCGANConfig):
        super().__init__(config)
        self.classes, self.penalty, self.black = config.classes, config.penalty, config.black
        self.to(memory_format=self.memory_format)
