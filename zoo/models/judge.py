"""The judge: a digit classifier. It generates nothing; it labels digits, and its features measure other models."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo.models.base import ZooModel
from zoo.models.config import Config


@dataclass(frozen=True)
class JudgeConfig(Config):
    """Sizes of the classifier, and how far training rotates, scales and shifts its digits."""

    image_size: int = 28
    channels: tuple = (32, 64)
    feature_dim: int = 128
    classes: int = 10
    dropout: float = 0.4
    degrees: float = 12.0
    scale: float = 0.1
    shift: float = 2.0


class Labelled(NamedTuple):
    """A batch with its labels: images (n, 1, H, W) in [0, 1] and whole numbers (n,)."""

    images: Tensor
    labels: Tensor


def _block(inputs: int, outputs: int) -> list[nn.Module]:
    """Two 3x3 convolutions, the second of stride 2, each with batch normalisation."""
    layers = []
    for channels, stride in ((inputs, 1), (outputs, 2)):
        layers += [nn.Conv2d(channels, outputs, 3, stride, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
    return layers


class Judge(ZooModel, license="mit", tags=["image-classification", "mnist"]):
    """A convolutional digit classifier with strides instead of pooling (Springenberg et al. 2015) and batch
    normalisation."""

    Config = JudgeConfig
    memory_format = torch.channels_last

    @classmethod
    def capabilities(cls, config: JudgeConfig) -> dict:
        """It has no tab of its own and labels digits for all tabs."""
        return super().capabilities(config) | {"kind": "digit classifier", "labels": True}

    def __init__(self, config: JudgeConfig):
        super().__init__(config)
        blocks = [layer for pair in pairwise((1, *config.channels)) for layer in _block(*pair)]
        side = config.image_size // 2 ** len(config.channels)
        self.backbone = nn.Sequential(
            *blocks, nn.Flatten(), nn.Linear(config.channels[-1] * side**2, config.feature_dim), nn.ReLU()
        )
        self.dropout = nn.Dropout(config.dropout)
        self.head = nn.Linear(config.feature_dim, config.classes)
        self.to(memory_format=self.memory_format)

    @property
    def num_features(self) -> int:
        """Width of ``features``; torchmetrics requires this name."""
        return self.config.feature_dim

    def features(self, images: Tensor) -> Tensor:
        """Activations of the last hidden layer, (n, feature_dim), of images (n, 1, H, W) in [0, 1]."""
        return self.backbone(images)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (n, classes) of images (n, 1, H, W) in [0, 1]."""
        return self.head(self.dropout(self.features(images)))

    def losses(self, batch: Labelled) -> dict[str, Tensor]:
        """Cross-entropy in nats per image and the share of wrong labels; in training, on distorted images."""
        images = self._distorted(batch.images) if self.training else batch.images
        logits = self(images)
        wrong = (logits.argmax(1) != batch.labels).float().mean()
        return {"loss": F.cross_entropy(logits, batch.labels), "error": wrong}

    def _distorted(self, images: Tensor) -> Tensor:
        """Each image rotated, scaled and shifted slightly at random."""
        n, config = len(images), self.config
        uniform = torch.rand(4, n, device=images.device) * 2 - 1
        angle, zoom = uniform[0] * math.radians(config.degrees), 1 + uniform[1] * config.scale
        shift = uniform[2:] * 2 * config.shift / config.image_size  # grid_sample counts from -1 to 1
        cosine, sine = angle.cos() * zoom, angle.sin() * zoom
        affine = torch.stack([torch.stack([cosine, -sine, shift[0]]), torch.stack([sine, cosine, shift[1]])])
        grid = F.affine_grid(affine.permute(2, 0, 1), list(images.shape), align_corners=False)
        return F.grid_sample(images, grid, align_corners=False)
