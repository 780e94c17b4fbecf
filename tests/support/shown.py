"""What is shown: by a figure, read back from its axes, and by images of digits, in a few numbers."""

import torch


def picture_of(figure) -> torch.Tensor:
    """The levels (H, W) that a figure of one picture shows."""
    return torch.as_tensor(figure.axes[0].images[0].get_array().filled())


def told(images: torch.Tensor) -> list[float]:
    """Images (n, 1, 28, 28) in a few numbers: the mean and spread of their ink, how far to the right and down it lies,
    and by how much neighbours in rows and in columns differ."""
    ink = images.float() / 255 if images.dtype == torch.uint8 else images
    places = torch.linspace(-1, 1, 28)
    moments = ink.mean(), ink.std(), (ink * places).mean(), (ink * places[:, None]).mean()
    return [each.item() for each in (*moments, ink.diff(dim=-1).abs().mean(), ink.diff(dim=-2).abs().mean())]
