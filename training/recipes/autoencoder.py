"""Recipes of the deterministic autoencoders."""

import torch

from training import figures
from training.data import Split, mnist
from training.metrics import reconstruction
from training.recipe import Recipe, adam
from zoo.autoencoder import Autoencoder, AutoencoderConfig


@torch.no_grad()
def measure(model: Autoencoder, test: Split) -> dict:
    """Reconstruction of the test intensities, and how much each code unit varies."""
    images = test.intensities()
    return reconstruction.reconstruction(model, images) | reconstruction.code_variance(model.encode(images))


@torch.no_grad()
def describe(model: Autoencoder, test: Split) -> dict:
    """``latents.json``: for each code unit its variance and the range of its slider."""
    codes = model.encode(test.intensities())
    low, high = torch.quantile(codes, torch.tensor([0.001, 0.999], device=codes.device), dim=0).tolist()
    return {
        "latents.json": {
            "information": "variance",
            "prior": None,
            "latents": [
                {"index": i, "information": variance, "low": low[i], "high": high[i], "mean": mean, "sd": sd}
                for i, (variance, mean, sd) in enumerate(
                    zip(codes.var(0).tolist(), codes.mean(0).tolist(), codes.std(0).tolist(), strict=True)
                )
            ],
        }
    }


@torch.no_grad()
def draw(model: Autoencoder, test: Split) -> dict:
    """The family's figures by file name."""
    images = test.intensities()
    codes = model.encode(images)
    return {
        "reconstructions": figures.reconstructions(images[:20], model.decode(codes[:20])),
        "codes": figures.boxes(codes, "Code of the test images", "code unit", "value"),
        "decoder-weights": figures.boxes(model.decoder[0].weight, "Decoder's first layer", "code unit", "weight"),
    }


AE_32 = Recipe(
    name="ae-32",
    title="Autoencoder, 32 units",
    summary="One hidden layer of 32 rectified units: the simplest network that squeezes a digit and rebuilds it.",
    model="Autoencoder",
    config=AutoencoderConfig(hidden=(), latent_dim=32),
    data=mnist,
    measure=measure,
    describe=describe,
    draw=draw,
    step=adam,
    epochs=50,
    batch_size=256,
    learning_rate=1e-3,
)
