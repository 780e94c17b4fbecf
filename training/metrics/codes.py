"""A model's codes for the page: ranges of the sliders, the main plane, the codes of test digits."""

import torch
from torch import Tensor

POINTS = 60_000  # most numbers in points.safetensors, 120 kB


def rows(information: Tensor, low: Tensor, high: Tensor, mean: Tensor, sd: Tensor) -> list[dict]:
    """One entry per code unit from tensors (d,): its information, its slider's range, the distribution of random
    draws."""
    columns = {"information": information, "low": low, "high": high, "mean": mean, "sd": sd}
    return [
        {"index": index, **dict(zip(columns, values, strict=True))}
        for index, values in enumerate(torch.stack(list(columns.values()), dim=1).tolist())
    ]


def plane(codes: Tensor) -> dict:
    """The two main directions of codes (n, d): unit vectors, the spread along them and their shares of the variance.

    The sign of a principal direction is arbitrary; its largest entry is made positive.
    """
    codes = codes.double().cpu()
    variances, vectors = torch.linalg.eigh(torch.cov(codes.T))
    directions = vectors.T[-2:].flip(0)
    largest = directions.gather(1, directions.abs().argmax(1, keepdim=True))
    main = variances[-2:].flip(0).clamp_min(0)
    return {
        "centre": codes.mean(0).tolist(),
        "directions": (directions * largest.sign()).tolist(),
        "sd": main.sqrt().tolist(),
        "explained": (main / variances.sum()).tolist(),
    }


def points(codes: Tensor, labels: Tensor) -> dict[str, Tensor]:
    """``points.safetensors``: codes (m, d) in half precision and labels (m,) of test images, evenly picked from all."""
    step = max(1, -(-codes.numel() // POINTS))
    return {"codes": codes[::step].half(), "labels": labels[::step].to(torch.uint8)}
