"""What is kept of a GAN that comes without weights: the samples that the page would draw with them, as pictures."""

import math
from typing import Any

import torch

from training.engine.players import as_used
from training.engine.timeline import Timeline, packed
from zoo.images import reduce
from zoo.models import noise
from zoo.schema import GAP, SHEETS

SEEDS = (1, 2, 3)  # as the page counts them; all samples of each
COLUMNS = 10
MOST_SHEETS = 8  # epochs with samples: so many take 0.3 MB of half-learned digits


class RecordTimeline(Timeline):
    """A ``Timeline`` that also keeps all samples of a few seeds after some epochs, the last among them."""

    KEPT = (*Timeline.KEPT, "epochs_drawn", "drawn")

    def __init__(self, *arguments: Any):
        super().__init__(*arguments)
        self.every_sheet = math.ceil(self.epochs / MOST_SHEETS)
        self.epochs_drawn, self.drawn = [], []

    def on_epoch(self, epoch: int) -> dict[str, float]:
        """As for a timeline; also record the samples, if they are due."""
        if epoch == self.epochs or epoch % self.every_sheet == 0:
            self._sheet(epoch)
        return super().on_epoch(epoch)

    def back_to(self, epoch: int) -> None:
        """Forget what was seen after an epoch."""
        super().back_to(epoch)
        kept = sum(each <= epoch for each in self.epochs_drawn)
        self.epochs_drawn, self.drawn = self.epochs_drawn[:kept], self.drawn[:kept]

    @torch.no_grad()
    def _sheet(self, epoch: int) -> None:
        model, dim = self.model, self.model.config.latent_dim
        labels = torch.arange(noise.MOST, device=model.device) % model.classes if model.classes else None
        codes = [noise.latents(seed, dim, 0, noise.MOST).to(model.device) for seed in SEEDS]
        with as_used(model.generator):
            images = torch.stack([reduce(model.generate(each, labels))[:, 0] for each in codes])
        self.epochs_drawn.append(epoch)
        self.drawn.append((images * 255).round().to(torch.uint8).cpu())

    def record(self) -> dict:
        """What ``training.json`` keeps of it."""
        if not self.drawn:
            return super().record()
        grid = {"count": noise.MOST, "columns": COLUMNS, "gap": GAP, "size": self.drawn[0].shape[-1]}
        return super().record() | {
            "sheets": grid | {"seeds": list(SEEDS), "places": list(map(float, self.epochs_drawn))}
        }

    def files(self) -> dict[str, bytes]:
        """The timeline, and the samples as frames of one seed after the other, epoch by epoch."""
        frames = [frame for epoch in self.drawn for frame in epoch]
        return super().files() | ({SHEETS: packed(frames, COLUMNS)} if frames else {})
