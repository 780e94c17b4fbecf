"""The checkpoints of the VAE tab."""

from tabs.shared.family import Family, model

__all__ = ["DENOISER", "FAMILY", "at_revision", "choices", "find", "model", "models", "title"]

DENOISER = "denoising-ae"
FAMILY = Family("vae")
choices, find, at_revision, title, models = (
    FAMILY.choices, FAMILY.find, FAMILY.at_revision, FAMILY.title, FAMILY.models
)  # fmt: skip
