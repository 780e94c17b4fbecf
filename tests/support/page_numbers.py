"""The random numbers of a training in the page (``assets/shared/train/draws.js``), for PyTorch to train with."""

import math

import numpy as np
import torch

from zoo.models.threefry import threefry

TRAINING = 3  # their purpose


class Numbers:
    """The draws of a step after the other; ``next_step`` begins another one."""

    def __init__(self, seed: int):
        self.seed, self.step, self.draws = seed, 0, 0

    def next_step(self) -> None:
        """Begin another step."""
        self.step, self.draws = self.step + 1, 0

    def words(self, count: int) -> np.ndarray:
        """32-bit words (n,), at least ``count``, of the next draw."""
        counter = np.zeros((4, -(-count // 4)))
        counter[0], counter[1], counter[2], counter[3] = range(counter.shape[1]), self.draws, self.step, TRAINING
        self.draws += 1
        return np.ascontiguousarray(threefry((self.seed, 0, 0, 0), counter).T).ravel()

    def bernoulli(self, probs: torch.Tensor, generator=None) -> torch.Tensor:
        """In place of ``zoo.models.boltzmann.bernoulli``: 16 bits for each unit."""
        halves = self.words(-(-probs.numel() // 2)).view(np.uint16)[: probs.numel()]
        return (probs.double() > torch.from_numpy((halves + 0.5) / 65536).view(probs.shape)).float()

    def normal(self, shape) -> torch.Tensor:
        """Standard normal numbers by Box-Muller."""
        count = math.prod(shape)
        uniform = ((self.words(count + count % 2) + 0.5) / 2**32)[: count + count % 2]
        radius, angle = np.sqrt(-2 * np.log(uniform[::2])), 2 * np.pi * uniform[1::2]
        pairs = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1)
        return torch.from_numpy(pairs.ravel()[:count]).float().view(shape)
