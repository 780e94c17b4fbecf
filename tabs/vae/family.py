"""The checkpoints of the VAE tab."""

from tabs.shared.family import Family, model

__all__ = ["DENOISERS", "FAMILY", "at_revision", "choices", "find", "model", "models", "title"]

FAMILY = Family("vae")
DENOISERS = Family("denoisers", lambda page: FAMILY.claims(page) and page.capabilities.noise)
choices, find, at_revision, title, models = (
    FAMILY.choices, FAMILY.find, FAMILY.at_revision, FAMILY.title, FAMILY.models
)  # fmt: skip
