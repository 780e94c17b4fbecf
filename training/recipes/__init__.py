"""Every recipe by name."""

from training.recipes.autoencoder import AE_30_DEEP, AE_32, AE_64, DENOISING_AE
from training.recipes.judge import JUDGE
from training.recipes.vae import (
    BETA_VAE,
    CONV_VAE,
    IWAE_20,
    VAE_2,
    VAE_2_PLAIN,
    VAE_20,
    VAE_64,
    VAE_256_2,
)
from training.recipes.vqvae import VQ_VAE

RECIPES = {
    recipe.name: recipe
    for recipe in (
        AE_32, AE_64, AE_30_DEEP, DENOISING_AE,
        VAE_20, VAE_2, VAE_2_PLAIN, VAE_64, VAE_256_2, BETA_VAE, IWAE_20, CONV_VAE,
        VQ_VAE, JUDGE,
    )
}  # fmt: skip
