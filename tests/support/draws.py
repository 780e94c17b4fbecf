"""Random numbers that are the same in every run."""

import torch


def seeded(seed: int = 1) -> torch.Generator:
    """A generator with this seed."""
    return torch.Generator().manual_seed(seed)


def noise(*shape: int, seed: int = 0) -> torch.Tensor:
    """Draws from N(0, 1) of this shape."""
    return torch.randn(*shape, generator=seeded(seed))
