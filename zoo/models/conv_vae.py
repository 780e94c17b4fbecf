"""A convolutional VAE with residual blocks, after the one in Kingma et al. 2016 (arXiv:1606.04934)."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from zoo.models.base import ZooModel
from zoo.models.config import Config
from zoo.models.in_page import Steps, steps_of
from zoo.models.vae import VAE, Posterior, check_objective


@dataclass(frozen=True)
class ConvVAEConfig(Config):
    """Sizes: ``channels`` at a half and a quarter of the image's side, ``blocks`` residual blocks at each."""

    image_size: int = 28
    channels: tuple = (32, 64)
    blocks: int = 1
    hidden: int = 256
    latent_dim: int = 32
    beta: float = 1.0
    samples: int = 1

    def __post_init__(self):
        super().__post_init__()
        check_objective(self.beta, self.samples)


class Residual(nn.Module):
    """x + conv(relu(conv(relu(x)))) with 3x3 convolutions, for x of shape (n, channels, h, w)."""

    def __init__(self, channels: int):
        super().__init__()
        self.inner = nn.Sequential(
            nn.ReLU(), nn.Conv2d(channels, channels, 3, padding=1),
            nn.ReLU(), nn.Conv2d(channels, channels, 3, padding=1),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        return x + self.inner(x)

    def page_steps(self, name: str) -> Steps:
        """The steps in the page."""
        return [{"do": "residual", "inner": steps_of(self.inner, f"{name}.inner")}]


class ConvVAE(VAE, license="mit", tags=["variational-autoencoder", "convolutional", "mnist"]):
    """A VAE whose encoder and decoder are residual convolutional networks, with the bound and prior of ``VAE``.

    The image enters and leaves with 2x2 blocks of pixels as channels (Shi et al. 2016), so that no convolution runs at
    full size.
    """

    Config = ConvVAEConfig
    memory_format = torch.channels_last

    @classmethod
    def capabilities(cls, config: ConvVAEConfig) -> dict:
        """Those of a VAE, with its own name and explanation."""
        return super().capabilities(config) | {"kind": "convolutional VAE", "explanation": "conv-vae"}

    def __init__(self, config: ConvVAEConfig):
        ZooModel.__init__(self, config)
        half, quarter = config.channels
        side = config.image_size // 4
        flat = quarter * side**2
        self.encoder = nn.Sequential(
            nn.PixelUnshuffle(2), nn.Conv2d(4, half, 3, padding=1), *self._blocks(half),
            nn.ReLU(), nn.Conv2d(half, quarter, 2, stride=2), *self._blocks(quarter),
            nn.ReLU(), nn.Flatten(), nn.Linear(flat, config.hidden), nn.ReLU(),
            nn.Linear(config.hidden, self._answers(config)),
        )  # fmt: skip
        self.decoder = nn.Sequential(
            nn.Linear(config.latent_dim, config.hidden), nn.ReLU(),
            nn.Linear(config.hidden, flat), nn.Unflatten(1, (quarter, side, side)), *self._blocks(quarter),
            nn.ReLU(), nn.Conv2d(quarter, 4 * half, 1), nn.PixelShuffle(2), *self._blocks(half),
            nn.ReLU(), nn.Conv2d(half, 4, 3, padding=1), nn.PixelShuffle(2),
        )  # fmt: skip
        self.to(memory_format=self.memory_format)

    def _answers(self, config: ConvVAEConfig) -> int:
        """How many numbers the encoder answers with."""
        return 2 * config.latent_dim

    def _blocks(self, channels: int) -> list[Residual]:
        return [Residual(channels) for _ in range(self.config.blocks)]

    def encode(self, images: Tensor) -> Posterior:
        """q(z|x) of images (n, 1, H, W) in [0, 1]."""
        return Posterior(*self.encoder(images).to(images.dtype).chunk(2, dim=-1))

    def decode_logits(self, latents: Tensor) -> Tensor:
        """Logits of p(x|z), (..., H * W), for latents (..., latent_dim)."""
        logits = self.decoder(latents.flatten(0, -2)).flatten(1)
        return logits.unflatten(0, latents.shape[:-1])

    def page_steps(self) -> Steps:
        """The steps of ``decode`` in the page."""
        return [*steps_of(self.decoder, "decoder"), {"do": "sigmoid"}]
