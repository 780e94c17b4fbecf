"""Recipe of the VQ-VAE."""

import torch

from training.data.images import Data, binary_mnist
from training.engine.timelines import CodesTimeline
from training.figures import common as figures
from training.metrics import codebook, likelihood, reconstruction, samples
from training.recipe import Recipe
from zoo import pages
from zoo.models.vqvae import VQVAE, VQVAEConfig


def measure(model: VQVAE, data: Data) -> dict:
    """The bound of the binarised test set in nats and bits, the use of the code book, the quality of samples."""
    images = likelihood.binary_test_set(data.test.intensities())
    measured = codebook.bounds(model, images) | codebook.use(model, images)
    measured |= reconstruction.reconstruction(model, data.test.intensities())
    return measured | samples.quality(model, data) | samples.no_digit(model, data)


def describe(model: VQVAE, data: Data) -> dict:
    """``latents.json``: no sliders, but the share of each vector of the code book over the test set."""
    images = likelihood.binary_test_set(data.test.intensities())
    share = codebook.shares(codebook.codes_of(model, images), model.config.codebook_size)
    return {"latents.json": {"information": "share", "prior": "learned", "latents": [], "codebook": share.tolist()}}


@torch.no_grad()
def draw(model: VQVAE, data: Data) -> dict:
    """The family's figures by file name."""
    images = data.test.intensities()
    codes = codebook.codes_of(model, likelihood.binary_test_set(images))
    return {
        "reconstructions": figures.reconstructions(images[:20], model.decode(model.encode(images[:20]))),
        "samples": figures.samples(model),
        "code-use": figures.bars(codebook.shares(codes, model.config.codebook_size), "Use of the code book", "code"),
    }


VQ_VAE = Recipe(
    name="vq-vae",
    title="VQ-VAE, 7 x 7 codes",
    summary="A digit as 49 entries of a code book, and a Transformer that has learned which 49 make a digit "
    "(van den Oord et al. 2017).",
    changes="49 entries of a code book instead of 20 numbers, and a prior that was learned",
    base="vae-20",
    order=70,
    group=pages.CHANGES,
    model="VQVAE",
    config=VQVAEConfig(code_price=1.0),
    data=binary_mnist,
    measure=measure,
    describe=describe,
    draw=draw,
    watch=CodesTimeline,
    epochs=12,
    batch_size=128,
    learning_rate=2e-3,
    bfloat16=True,
    half=True,
)
