"""Recipes of the variational autoencoders."""

from dataclasses import replace

import torch

from training import figures
from training.data import Split, binary_mnist
from training.metrics import likelihood
from training.recipe import Recipe, adam
from zoo.vae import VAE, VAEConfig

PRIOR_REACH = 3.0  # sliders reach at least this far on either side: 99.7 % of the prior


@torch.no_grad()
def measure(model: VAE, test: Split) -> dict:
    """The bounds in nats and where the information goes, on the binarised test set."""
    images = likelihood.binary_test_set(test.intensities())
    return likelihood.bounds(model, images) | likelihood.information(model, images)


@torch.no_grad()
def describe(model: VAE, test: Split) -> dict:
    """``latents.json``: for each latent its KL in nats and the range of its slider."""
    posterior = model.encode(likelihood.binary_test_set(test.intensities()))
    kl = posterior.kl().mean(0).tolist()
    reach = posterior.mean.abs().quantile(0.999, dim=0).clamp_min(PRIOR_REACH).tolist()
    return {
        "latents.json": {
            "information": "kl",
            "prior": "standard normal",
            "latents": [
                {"index": i, "information": kl[i], "low": -reach[i], "high": reach[i], "mean": 0.0, "sd": 1.0}
                for i in range(len(kl))
            ],
        }
    }  # fmt: skip


@torch.no_grad()
def draw(model: VAE, test: Split) -> dict:
    """The family's figures by file name; two latents also get their plane."""
    images = test.intensities()
    mean, log_var = model.encode(likelihood.binary_test_set(images))
    shown = model.decode(model.encode(images[:20]).mean)
    drawn = {
        "reconstructions": figures.reconstructions(images[:20], shown),
        "posterior-means": figures.boxes(mean, "Posterior means of the test images", "latent", "mean"),
        "posterior-sds": figures.boxes(
            (0.5 * log_var).exp(), "Posterior standard deviations", "latent", "standard deviation"
        ),
        "decoder-weights": figures.boxes(model.decoder[0].weight, "Decoder's first layer", "latent", "weight"),
    }
    if model.config.latent_dim == 2:
        drawn["latent-plane"] = figures.latent_plane(mean, test.labels)
        drawn["manifold"] = figures.manifold(model)
    return drawn


VAE_20 = Recipe(
    name="vae-20",
    title="VAE, 20 latents",
    summary="Two hidden layers of 200 softplus units on either side and 20 latents (Kingma & Welling 2014).",
    model="VAE",
    config=VAEConfig(hidden=(200, 200), latent_dim=20),
    data=binary_mnist,
    measure=measure,
    describe=describe,
    draw=draw,
    epochs=600,
    batch_size=128,
    learning_rate=3e-3,
)

VAE_2 = replace(
    VAE_20,
    name="vae-2",
    title="VAE, 2 latents",
    summary="The same network with 2 latents, so that the whole latent space fits in one picture.",
    config=replace(VAE_20.config, latent_dim=2),
    epochs=300,
)

VAE_2_PLAIN = replace(
    VAE_2,
    name="vae-2-plain",
    title="VAE, 2 latents, plain Adam",
    summary="The yardstick of vae-2: 100 epochs of Adam at a constant rate of 3.24e-4, batch 1024.",
    step=adam,
    epochs=100,
    batch_size=1024,
    learning_rate=3.24e-4,
)
