"""The judge: a digit classifier. It generates nothing; it labels digits, and its features measure other models."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo.batches import drawn
from zoo.errors import ZooError
from zoo.models.base import ZooModel
from zoo.models.config import Config

DIGITS = 10
REFUSED = 0.004  # share of the training digits that a judge which can refuse takes for none
CALIBRATED = 10_000  # training digits from which that is found
CHUNK = 500


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

    @property
    def refuses(self) -> bool:
        """Whether the last class is of pictures that show no digit."""
        return self.classes == DIGITS + 1


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
        return super().capabilities(config) | {
            "kind": "digit classifier",
            "labels": not config.refuses,
            "refuses": config.refuses,
        }

    def __init__(self, config: JudgeConfig):
        super().__init__(config)
        blocks = [layer for pair in pairwise((1, *config.channels)) for layer in _block(*pair)]
        side = config.image_size // 2 ** len(config.channels)
        self.backbone = nn.Sequential(
            *blocks, nn.Flatten(), nn.Linear(config.channels[-1] * side**2, config.feature_dim), nn.ReLU()
        )
        self.dropout = nn.Dropout(config.dropout)
        self.head = nn.Linear(config.feature_dim, config.classes)
        if config.refuses:
            self.register_buffer("threshold", torch.tensor(0.0))
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

    def no_digit(self, images: Tensor) -> Tensor:
        """How probably images (n, 1, H, W) show no digit, (n,), by the class behind the ten digits.

        It is calibrated: above a half for a share ``REFUSED`` of the training digits.
        """
        if not self.config.refuses:
            raise ZooError("This judge has no answer for pictures without a digit; use one with eleven classes.")
        return (self._odds(images) - self.get_buffer("threshold")).sigmoid()

    def _odds(self, images: Tensor) -> Tensor:
        """The logarithm of the odds of no digit against any, (n,)."""
        logits = self(images).float()
        return logits[:, DIGITS] - logits[:, :DIGITS].logsumexp(1)

    @torch.no_grad()
    def settle(self, train) -> None:
        """Find the odds above which a share ``REFUSED`` of the first training digits lies."""
        if not self.config.refuses:
            return
        self.eval()
        digits = (train.labels != DIGITS).nonzero()[:CALIBRATED, 0]
        odds = torch.cat([self._odds(train.batch(some).images) for some in digits.split(CHUNK)])
        self.get_buffer("threshold").copy_(odds.quantile(1 - REFUSED))

    def losses(self, batch: Labelled) -> dict[str, Tensor]:
        """Cross-entropy in nats per image and the share of wrong labels; in training, on distorted images."""
        images = self._distorted(batch.images) if self.training else batch.images
        logits = self(images)
        wrong = (logits.argmax(1) != batch.labels).float().mean()
        return {"loss": F.cross_entropy(logits, batch.labels), "error": wrong}

    def _distorted(self, images: Tensor) -> Tensor:
        """Each image rotated, scaled and shifted slightly at random."""
        n, config = len(images), self.config
        uniform = drawn(torch.rand, (4, n), along=1, device=images.device) * 2 - 1
        angle, zoom = uniform[0] * math.radians(config.degrees), 1 + uniform[1] * config.scale
        shift = uniform[2:] * 2 * config.shift / config.image_size  # grid_sample counts from -1 to 1
        cosine, sine = angle.cos() * zoom, angle.sin() * zoom
        affine = torch.stack([torch.stack([cosine, -sine, shift[0]]), torch.stack([sine, cosine, shift[1]])])
        grid = F.affine_grid(affine.permute(2, 0, 1), list(images.shape), align_corners=False)
        return F.grid_sample(images, grid, align_corners=False)
