"""A small Transformer of text whose weights are large enough that all of it matters."""

import torch
from torch import nn

from zoo.models.shakespeare import TextLM, TextVAE, TextVAEConfig

SIZES = {"window": 24, "width": 16, "layers": 2, "heads": 4}
CONFIG = TextVAEConfig(**SIZES, latent_dim=3)


def lively(config=CONFIG, seed: int = 0):
    """A model whose weights are large enough that all of it matters."""
    torch.manual_seed(seed)
    model = (TextVAE if isinstance(config, TextVAEConfig) else TextLM)(config).eval()
    for name, parameter in model.named_parameters():
        if parameter.dim() > 1:
            nn.init.normal_(parameter, std=0.4 if "encoder" in name else 0.2)
    return model
