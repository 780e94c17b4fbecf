"""Figures of a GAN: draws, and the training images nearest to them."""

import torch
from matplotlib.figure import Figure

from training.data.images import Data
from training.figures import common as figures
from training.metrics import adversarial, samples
from zoo.images import tile
from zoo.models.gan import GAN

SHOWN, COLUMNS = 40, 10
SEED = 1
BESIDE = 10  # samples shown above their nearest training images


@torch.no_grad()
def draw(model: GAN, data: Data) -> dict[str, Figure]:
    """The family's figures by file name."""
    return {"samples": drawn(model), "nearest": nearest(model, data)}


@torch.no_grad()
def drawn(model: GAN) -> Figure:
    """Random draws with a fixed seed; with ten classes, one column per digit."""
    if not model.classes:
        return figures.samples(model, SHOWN, COLUMNS)
    noise = torch.Generator(model.device).manual_seed(SEED)
    labels = torch.arange(SHOWN, device=model.device) % model.classes
    images = model.generate(model.latents(SHOWN, noise), labels).cpu()
    title = f"{SHOWN} random draws, asked for the digits 0 to {model.classes - 1} column by column"
    return figures.picture(tile(images, COLUMNS, background=0.0), 7.2, 3.3, title)


def nearest(model: GAN, data: Data) -> Figure:
    """The first of the measured samples, each above its nearest training image."""
    shown = samples.draw(model, min(samples.COUNT, len(data.test)))[:BESIDE]
    distances, index = adversarial.nearest(shown, data.train)
    beside = data.train.batch(index.to(data.train.device))
    beside = getattr(beside, "images", beside).cpu()  # batches of labelled data carry labels
    title = f"{len(shown)} draws, each above the nearest training image ({distances.mean():.1f} apart on average)"
    return figures.picture(tile(torch.cat([shown, beside]), len(shown), background=0.0), 7.2, 1.75, title)
