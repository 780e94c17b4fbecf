"""Deterministic autoencoders, which compress an image into a short code and reconstruct it."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo.batches import drawn, size
from zoo.errors import ZooError
from zoo.images import corrupt
from zoo.models.base import ZooModel
from zoo.models.config import Config
from zoo.models.mlp import ACTIVATIONS, dense_decoder, mlp
from zoo.models.softplus import log_likelihood

OBJECTIVES = {  # of logits and intensities, both (n, H * W); summed
    "cross_entropy": lambda logits, x: -log_likelihood(logits, x).sum(),
    "squared_error": lambda logits, x: F.mse_loss(logits.sigmoid(), x, reduction="sum"),
}


@dataclass(frozen=True)
class AutoencoderConfig(Config):
    """Sizes of an autoencoder; ``hidden`` are the encoder's layers, the decoder mirrors them."""

    image_size: int = 28
    hidden: tuple = ()
    latent_dim: int = 32
    activation: str = "relu"
    code_activation: str = "relu"
    objective: str = "cross_entropy"


def _glorot(module: nn.Module) -> None:
    """Glorot & Bengio 2010, biases at 0; with torch's default a sixth of the rectified code units never fire."""
    if isinstance(module, nn.Linear):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)


class Autoencoder(ZooModel, license="mit", tags=["autoencoder", "mnist"]):
    """An MLP autoencoder trained on ``objective``: cross-entropy or squared error of the pixel intensities.

    It has no prior over its codes. To make sampling possible, it records the running mean and standard deviation of
    each code unit over training batches, and ``sample`` draws the units independently from normal distributions.
    """

    Config = AutoencoderConfig
    family = "vae"

    @classmethod
    def capabilities(cls, config: AutoencoderConfig) -> dict:
        """No prior; the page runs the decoder unless a subclass replaces it."""
        dense = cls.__init__ is Autoencoder.__init__ and cls.decode_logits is Autoencoder.decode_logits
        return super().capabilities(config) | {
            "kind": "autoencoder",
            "explanation": "autoencoder",
            "redraws": True,
            "grey": True,
            "loss": "reconstruction",
            "decoder": dense_decoder(config.activation) if dense else {},
        }

    def __init__(self, config: AutoencoderConfig):
        super().__init__(config)
        if config.objective not in OBJECTIVES:
            raise ZooError(f"Unknown objective '{config.objective}'; choose one of {', '.join(OBJECTIVES)}.")
        pixels = config.image_size**2
        self.encoder = mlp((pixels, *config.hidden, config.latent_dim), config.activation)
        self.encoder.append(ACTIVATIONS[config.code_activation]())
        self.decoder = mlp((config.latent_dim, *reversed(config.hidden), pixels), config.activation)
        self.apply(_glorot)
        self.statistics = nn.BatchNorm1d(config.latent_dim, affine=False, momentum=0.01)  # for its averages

    def encode(self, images: Tensor) -> Tensor:
        """Codes (n, latent_dim) of images (n, 1, H, W) in [0, 1]."""
        return self.encoder(images.flatten(1))

    def decode_logits(self, codes: Tensor) -> Tensor:
        """Logits of the pixels, (..., H * W), for codes (..., latent_dim)."""
        return self.decoder(codes)

    def decode(self, codes: Tensor) -> Tensor:
        """Images (n, 1, H, W) in [0, 1] decoded from codes (n, latent_dim)."""
        size = self.config.image_size
        return self.decode_logits(codes).sigmoid().unflatten(-1, (1, size, size))

    def reconstruct(self, images: Tensor) -> Tensor:
        """Images (n, 1, H, W) by their codes and back."""
        return self.decode(self.encode(images))

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """The objective between images (n, 1, H, W) and their reconstructions, summed over pixels, averaged over
        images."""
        return self._losses(seen=batch, wanted=batch)

    def _losses(self, seen: Tensor, wanted: Tensor) -> dict[str, Tensor]:
        codes = self.encode(seen)
        if self.training and size(codes) > 1:  # one image has no variance
            self._count(codes if seen is wanted else self.encode(wanted))
        distance = OBJECTIVES[self.config.objective]
        reconstruction = distance(self.decode_logits(codes).float(), wanted.flatten(1)) / len(wanted)
        return {"loss": reconstruction, "reconstruction": reconstruction}

    @torch.no_grad()
    def _count(self, codes: Tensor) -> None:
        """Update the running mean and standard deviation of the units with codes (n, latent_dim) of clean images."""
        self.statistics(codes.detach().float())

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Images (n, 1, H, W) decoded from independently drawn code units; see the class."""
        noise = torch.randn(n, self.config.latent_dim, generator=generator, device=self.device)
        mean, variance = (self.statistics.get_buffer(f"running_{name}") for name in ("mean", "var"))
        codes = mean + noise * variance.sqrt()
        return self.decode(ACTIVATIONS[self.config.code_activation]()(codes))


@dataclass(frozen=True)
class DenoisingAutoencoderConfig(AutoencoderConfig):
    """Sizes of an autoencoder, and the greatest strength, in [0, 1], of the noise that it learns to remove."""

    strength: float = 0.8


class DenoisingAutoencoder(Autoencoder, license="mit", tags=["denoising-autoencoder", "mnist"]):
    """An autoencoder that reconstructs a clean image from a noisy one (Vincent et al. 2008).

    Half of the images get Gaussian noise, half masking noise, each with a strength drawn from [0, ``strength``].
    """

    Config = DenoisingAutoencoderConfig

    @classmethod
    def capabilities(cls, config: DenoisingAutoencoderConfig) -> dict:
        """Those of an autoencoder; the page also gives it noise to remove."""
        named = {"kind": "denoising autoencoder", "explanation": "denoising-autoencoder"}
        return super().capabilities(config) | named | {"noise": True}

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """The objective between clean images (n, 1, H, W) and the outputs for their noisy versions, averaged over
        images."""
        each = len(batch), 1, 1, 1
        strength = drawn(torch.rand, each, device=batch.device) * self.config.strength
        masked = drawn(torch.rand, each, device=batch.device) < 0.5
        noisy = torch.where(masked, corrupt(batch, "masking", strength), corrupt(batch, "gaussian", strength))
        return self._losses(seen=noisy, wanted=batch)
