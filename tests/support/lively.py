"""A small Transformer of text whose weights are large enough that all of it matters."""

import torch
from torch import nn

from zoo.models.rotary import RotaryDecoder
from zoo.models.shakespeare import TextLM, TextVAE, TextVAEConfig

SIZES = {"window": 24, "width": 16, "layers": 2, "heads": 4}
CONFIG = TextVAEConfig(**SIZES, latent_dim=3)
TOKENS = 65


def lively(config=CONFIG, seed: int = 0):
    """A model whose weights are large enough that all of it matters."""
    torch.manual_seed(seed)
    model = (TextVAE if isinstance(config, TextVAEConfig) else TextLM)(config).eval()
    return enlivened(model)


def lively_rotary(latent_dim: int = 3, tokens: int = TOKENS) -> RotaryDecoder:
    """A decoder with rotary positions, of the same sizes."""
    torch.manual_seed(0)
    return enlivened(RotaryDecoder(tokens, SIZES["width"], SIZES["layers"], SIZES["heads"], 0.1, latent_dim).eval())


def enlivened(network: nn.Module) -> nn.Module:
    """The network with larger weights, which are its own in any case."""
    for name, parameter in network.named_parameters():
        if parameter.dim() > 1:
            nn.init.normal_(parameter, std=0.4 if "encoder" in name else 0.2)
    return network
