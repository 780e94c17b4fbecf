"""What a figure shows, read back from its axes."""

import torch


def picture_of(figure) -> torch.Tensor:
    """The levels (H, W) that a figure of one picture shows."""
    return torch.as_tensor(figure.axes[0].images[0].get_array().filled())
