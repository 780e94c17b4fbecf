"""Recipes of the variational autoencoders."""

from dataclasses import replace
from functools import partial

import torch

from training.data.images import Data, binary_mnist
from training.engine.timelines import CodesTimeline
from training.figures import common as figures
from training.metrics import codes, image_effects, likelihood, reconstruction, samples
from training.recipe import Recipe, adam, rmsprop
from zoo import pages
from zoo.models.conv_vae import ConvVAEConfig
from zoo.models.flow_vae import FlowVAEConfig
from zoo.models.vae import VAE, Posterior, VAEConfig
from zoo.pages import LAST

PRIOR_REACH = 3.0  # sliders reach at least this far on either side: 99.7 % of the prior


@torch.no_grad()
def measure(model: VAE, data: Data, draws: int = likelihood.SAMPLES) -> dict:
    """The bounds in nats and the information per latent on the binarised test set; reconstruction; samples."""
    images = likelihood.binary_test_set(data.test.intensities())
    measured = likelihood.bounds(model, images, draws) | likelihood.information(model, images)
    measured |= reconstruction.reconstruction(model, data.test.intensities())
    return measured | samples.quality(model, data) | samples.no_digit(model, data)


# The decoder is 20 times as costly, so fewer draws. The bound is looser, so the model seems worse than it is, not
# better.
measure_convolutional = partial(measure, draws=250)


def _posterior(model: VAE, data: Data) -> Posterior:
    """q(z|x) of the binarised test set."""
    return likelihood.posterior_of(model, likelihood.binary_test_set(data.test.intensities()))


@torch.no_grad()
def describe(model: VAE, data: Data) -> dict:
    """``latents.json``: for each latent its KL in nats and the range of its slider; ``points.safetensors``;
    ``effects.json``."""
    posterior = _posterior(model, data)
    information = posterior.kl().mean(0)
    reach = posterior.mean.abs().quantile(0.999, dim=0).clamp_min(PRIOR_REACH)
    prior = torch.zeros_like(reach), torch.ones_like(reach)
    return {
        "latents.json": {
            "information": "kl",
            "prior": "standard normal",
            "latents": codes.rows(information, -reach, reach, *prior),
            "plane": codes.plane(posterior.mean),
        },
        "points.safetensors": codes.points(posterior.mean, data.test.labels),
        **image_effects.describe(model, data, information),
    }


@torch.no_grad()
def draw(model: VAE, data: Data) -> dict:
    """The family's figures by file name; two latents also get their plane."""
    images = data.test.intensities()
    mean, log_var = _posterior(model, data)
    shown = model.decode(model.encode(images[:20]).mean)
    drawn = {
        "reconstructions": figures.reconstructions(images[:20], shown),
        "samples": figures.samples(model),
        "posterior-means": figures.boxes(mean, "Posterior means of the test images", "latent", "mean"),
        "posterior-sds": figures.boxes(
            (0.5 * log_var).exp(), "Posterior standard deviations", "latent", "standard deviation"
        ),
        "decoder-weights": figures.boxes(
            model.decoder[0].get_parameter("weight"), "Decoder's first layer", "latent", "weight"
        ),
    }
    if model.config.latent_dim == 2:
        drawn["latent-plane"] = figures.latent_plane(mean, data.test.labels)
        drawn["manifold"] = figures.manifold(model)
    return drawn


VAE_20 = Recipe(
    name="vae-20",
    title="VAE, 20 latents",
    summary="Two hidden layers of 200 softplus units on either side and 20 latents (Kingma & Welling 2014).",
    order=10,
    group=pages.START,
    model="VAE",
    config=VAEConfig(hidden=(200, 200), latent_dim=20),
    data=binary_mnist,
    measure=measure,
    describe=describe,
    draw=draw,
    watch=CodesTimeline,
    epochs=1000,
    batch_size=64,
    learning_rate=2e-3,
)

VAE_2 = replace(
    VAE_20,
    name="vae-2",
    title="VAE, 2 latents",
    summary="The same network with 2 latents, so that the whole latent space fits in one picture.",
    changes="2 latents instead of 20",
    base="vae-20",
    order=5,
    group=pages.START,
    config=replace(VAE_20.config, latent_dim=2),
    epochs=300,
    batch_size=128,
    learning_rate=3e-3,
)

VAE_2_PLAIN = replace(
    VAE_2,
    name="vae-2-plain",
    title="VAE, 2 latents, plain Adam",
    summary="The yardstick of vae-2: 100 epochs of Adam at a constant rate of 3.24e-4, batch 1024.",
    changes="Adam at a constant rate of 3.24e-4, in batches of 1,024",
    base="vae-2",
    order=LAST,
    group=pages.CHANGES,
    step=adam,
    epochs=100,
    batch_size=1024,
    learning_rate=3.24e-4,
)

VAE_64 = replace(
    VAE_20,
    name="vae-64",
    title="VAE, 64 latents",
    summary="One hidden layer of 128 rectified units on either side and 64 latents, most of which it leaves unused.",
    changes="64 latents instead of 20, and one hidden layer of 128 rectified units instead of two layers of 200",
    base="vae-20",
    order=90,
    group=pages.CHANGES,
    config=VAEConfig(hidden=(128,), latent_dim=64, activation="relu"),
    epochs=100,
    batch_size=128,
    learning_rate=3e-3,
    half=True,
)

VAE_256_2 = replace(
    VAE_20,
    name="vae-256-2",
    title="VAE of the lab sheet, 2 latents",
    summary="256 rectified units on either side of 2 latents: 50 epochs of RMSprop in batches of 100.",
    changes="one hidden layer of 256 rectified units instead of two layers of 200, trained by RMSprop",
    base="vae-2",
    order=100,
    group=pages.ORIGINALS,
    config=VAEConfig(hidden=(256,), latent_dim=2, activation="relu"),
    step=rmsprop,
    epochs=50,
    batch_size=100,
    learning_rate=1e-3,
    half=True,
)

BETA_VAE = replace(
    VAE_20,
    name="beta-vae",
    title="β-VAE, β = 4",
    summary="vae-20 with a KL divergence that counts four times: fewer latents in use, and digits "
    "redrawn less exactly (Higgins et al. 2017).",
    changes="a KL divergence that counts four times",
    base="vae-20",
    order=40,
    group=pages.CHANGES,
    config=replace(VAE_20.config, beta=4.0),
    epochs=100,
    batch_size=128,
    learning_rate=3e-3,
    half=True,
)

IWAE_20 = replace(
    VAE_20,
    name="iwae-20",
    title="IWAE, 20 latents",
    summary="Starts from the weights of vae-20 and goes on with the importance-weighted bound of 50 draws "
    "(Burda et al. 2016).",
    changes="training starts from the weights of the base and uses the importance-weighted bound of 50 draws",
    base="vae-20",
    order=50,
    group=pages.CHANGES,
    config=replace(VAE_20.config, samples=50),
    start="vae-20",
    epochs=60,
    batch_size=128,
    learning_rate=1e-3,
    bfloat16=True,
    half=True,
)

CONV_VAE = replace(
    VAE_20,
    name="conv-vae",
    title="Convolutional VAE",
    summary="Residual convolutions on either side of 32 latents, after the network of Kingma et al. 2016.",
    changes="residual convolutions instead of dense layers, and 32 latents instead of 20",
    base="vae-20",
    order=20,
    group=pages.START,
    model="ConvVAE",
    config=ConvVAEConfig(),
    measure=measure_convolutional,
    epochs=160,
    batch_size=128,
    learning_rate=2e-3,
    bfloat16=True,
    half=True,
)

FLOW_VAE = replace(
    CONV_VAE,
    name="flow-vae",
    title="Convolutional VAE with a flow",
    summary="Starts from the weights of conv-vae. An inverse autoregressive flow bends the encoder's answer, so that "
    "its latents may depend on each other (Kingma et al. 2016).",
    changes="training starts from the weights of the base, and the encoder's answer is bent by a flow",
    base="conv-vae",
    order=55,
    group=pages.CHANGES,
    model="FlowVAE",
    config=FlowVAEConfig(flow_width=960),
    start="conv-vae",
    epochs=80,
    learning_rate=1.5e-3,
)
