"""Recipes of the deterministic autoencoders."""

from dataclasses import replace

import torch

from training.data.images import Data, mnist
from training.engine.timelines import CodesTimeline
from training.figures import common as figures
from training.metrics import codes, reconstruction, samples
from training.recipe import Recipe, adam
from zoo import pages
from zoo.images import NOISES, corrupt
from zoo.models.autoencoder import Autoencoder, AutoencoderConfig, DenoisingAutoencoder, DenoisingAutoencoderConfig

SHOWN_NOISE = 0.5  # strength of the noise in figures and in the denoising metrics


@torch.no_grad()
def measure(model: Autoencoder, data: Data) -> dict:
    """Reconstruction of the test intensities, how much each code unit varies, and the quality of samples."""
    images = data.test.intensities()
    measured = reconstruction.reconstruction(model, images) | reconstruction.code_variance(model.encode(images))
    return measured | samples.quality(model, data) | samples.no_digit(model, data)


@torch.no_grad()
def describe(model: Autoencoder, data: Data) -> dict:
    """``latents.json``: for each code unit its variance and the range of its slider; ``points.safetensors``."""
    found = model.encode(data.test.intensities())
    low, high = torch.quantile(found, torch.tensor([0.001, 0.999], device=found.device), dim=0)
    return {
        "latents.json": {
            "information": "variance",
            "prior": None,
            "latents": codes.rows(found.var(0), low, high, found.mean(0), found.std(0)),
            "plane": codes.plane(found),
        },
        "points.safetensors": codes.points(found, data.test.labels),
    }


@torch.no_grad()
def draw(model: Autoencoder, data: Data) -> dict:
    """The family's figures by file name."""
    images = data.test.intensities()
    found = model.encode(images)
    return {
        "reconstructions": figures.reconstructions(images[:20], model.decode(found[:20])),
        "samples": figures.samples(model),
        "codes": figures.boxes(found, "Code of the test images", "code unit", "value"),
        "decoder-weights": figures.boxes(
            model.decoder[0].get_parameter("weight"), "Decoder's first layer", "code unit", "weight"
        ),
    }


@torch.no_grad()
def measure_denoising(model: DenoisingAutoencoder, data: Data) -> dict:
    """``measure``, and the squared error that remains after denoising, for each kind of noise."""
    return measure(model, data) | reconstruction.denoising(model, data.test.intensities(), SHOWN_NOISE)


@torch.no_grad()
def draw_denoising(model: DenoisingAutoencoder, data: Data) -> dict:
    """``draw``, and test images under noise."""
    images = data.test.intensities()[:10]
    generator = torch.Generator().manual_seed(1)
    noisy = torch.cat([corrupt(images.cpu(), kind, SHOWN_NOISE, generator) for kind in NOISES])
    cleaned = model.decode(model.encode(noisy.to(images.device)))
    return {"denoised": figures.denoised(noisy, cleaned)} | draw(model, data)


AE_32 = Recipe(
    name="ae-32",
    title="Autoencoder, 32 units",
    summary="One hidden layer of 32 rectified units: the simplest network that squeezes a digit and rebuilds it.",
    changes="a code of 32 units without a prior and without noise, and no hidden layers",
    base="vae-20",
    order=30,
    group=pages.START,
    model="Autoencoder",
    config=AutoencoderConfig(hidden=(), latent_dim=32),
    data=mnist,
    measure=measure,
    describe=describe,
    draw=draw,
    watch=CodesTimeline,
    step=adam,
    epochs=50,
    batch_size=256,
    learning_rate=1e-3,
)

AE_64 = replace(
    AE_32,
    name="ae-64",
    title="Autoencoder, 64 units",
    summary="784-128-64-128-784: a hidden layer on either side of a code of 64 rectified units.",
    changes="a code of 64 units instead of 32, and a hidden layer of 128 units on either side",
    base="ae-32",
    order=110,
    group=pages.ORIGINALS,
    config=AutoencoderConfig(hidden=(128,), latent_dim=64),
    epochs=60,
    half=True,
)

AE_30_DEEP = Recipe(
    name="ae-30-deep",
    title="Deep autoencoder, 30 units",
    summary="784-1000-500-250-30 and back, the sizes of Hinton & Salakhutdinov 2006, with rectified units, without "
    "pretraining, trained on the squared error.",
    changes="three hidden layers on either side, a code of 30 units, and the squared error as the loss",
    base="ae-32",
    order=120,
    group=pages.ORIGINALS,
    model="Autoencoder",
    config=AutoencoderConfig(
        hidden=(1000, 500, 250), latent_dim=30, code_activation="identity", objective="squared_error"
    ),
    data=mnist,
    measure=measure,
    describe=describe,
    draw=draw,
    watch=CodesTimeline,
    epochs=60,
    batch_size=128,
    learning_rate=1e-3,
    bfloat16=True,
    half=True,
)

DENOISING_AE = replace(
    AE_32,
    name="denoising-ae",
    title="Denoising autoencoder",
    summary="784-512-128-512-784: it learned to turn a noisy digit into the clean one (Vincent et al. 2008).",
    changes="noisy digits as input and the clean ones as the target, a hidden layer of 512 units on either side, and a "
    "code of 128",
    base="ae-32",
    order=80,
    group=pages.CHANGES,
    model="DenoisingAutoencoder",
    config=DenoisingAutoencoderConfig(hidden=(512,), latent_dim=128),
    measure=measure_denoising,
    draw=draw_denoising,
    step=Recipe.step,
    epochs=60,
    batch_size=128,
    learning_rate=2e-3,
    bfloat16=True,
    half=True,
)
