"""Every recipe by name."""

from training.recipes.autoencoder import AE_32
from training.recipes.vae import VAE_2, VAE_2_PLAIN, VAE_20

RECIPES = {recipe.name: recipe for recipe in (AE_32, VAE_20, VAE_2, VAE_2_PLAIN)}
