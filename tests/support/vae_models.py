"""Checkpoints of the kinds that are not bundled, for tests: untrained, so that they cost no time, but whole."""

import json
from pathlib import Path

import torch
from page_words import write_page

from zoo.models.autoencoder import DenoisingAutoencoder, DenoisingAutoencoderConfig
from zoo.models.conv_vae import ConvVAE, ConvVAEConfig
from zoo.models.judge import Judge, JudgeConfig
from zoo.models.vae import VAE, VAEConfig
from zoo.models.vqvae import VQVAE, VQVAEConfig
from zoo.stores import open_store

BOOK = 12
MODELS = {
    "vq-vae": lambda: VQVAE(VQVAEConfig(channels=(4, 8), codebook_size=BOOK, prior_width=16, prior_layers=1)),
    "conv-vae": lambda: ConvVAE(ConvVAEConfig(channels=(4, 8), hidden=16, latent_dim=3, samples=5)),
    "beta-vae": lambda: VAE(VAEConfig(hidden=(8,), latent_dim=20, beta=4.0)),
    "iwae-20": lambda: VAE(VAEConfig(hidden=(8,), latent_dim=20, samples=5)),
    "denoising-ae": lambda: DenoisingAutoencoder(DenoisingAutoencoderConfig(hidden=(8,), latent_dim=6)),
    "judge": lambda: Judge(JudgeConfig(channels=(4, 8), feature_dim=8)),
}
METRICS = {
    "elbo": (-100.0, "nats per image", ">="), "nll_iw1000": (95.0, "nats per image", "<="),
    "frechet": (7.5, "squared feature units", None), "frechet_floor": (0.5, "squared feature units", None),
    **{f"digit_share_{digit}": (0.1, "share of samples", None) for digit in range(10)},
}  # fmt: skip


def untrained_store(folder: Path) -> str:
    """A local store at ``folder`` with one checkpoint each of ``MODELS``; its path."""
    store = open_store(str(folder))
    for name, build in MODELS.items():
        torch.manual_seed(1)
        store.push(write(build(), folder.parent / f"{folder.name}-files" / name, name), name, "Untrained")
    return str(folder)


def write(model, folder: Path, name: str) -> Path:
    """A whole checkpoint of ``model``, its figures made up."""
    model.eval().save_pretrained(folder)
    metrics = {
        key: {"value": value, "unit": unit, "estimator": "made up", "bound": bound, "split": "test", "noise": 0.0}
        for key, (value, unit, bound) in METRICS.items()
    }
    training = {"title": f"Untrained {name}", "summary": "For tests.", "epochs": 0, "seconds": 0, "device": "CPU"}
    (folder / "metrics.json").write_text(json.dumps(metrics))
    (folder / "training.json").write_text(json.dumps(training | {"recipe": {"data": "binary_mnist"}}))
    (folder / "latents.json").write_text(json.dumps(described(model)))
    write_page(model, folder, name, training["title"], training["summary"])
    (folder / "README.md").write_text(f"# Untrained {name}\n")
    return folder


def described(model) -> dict:
    """``latents.json`` of a model."""
    length = getattr(model.config, "latent_dim", 0)
    row = {"information": 1.0, "low": -3.0, "high": 3.0, "mean": 0.0, "sd": 1.0}
    return {"information": "kl", "latents": [row | {"index": index} for index in range(length)]}
