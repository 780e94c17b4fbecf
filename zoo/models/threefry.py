"""Counter-based random numbers: Threefry-4x32 with 20 rounds, and binary draws from them.

Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. A number is a function of a key
and a counter, so a chain in Python and one in the page (``assets/shared/random.js``) can use the same numbers without
drawing them in the same order. 32-bit additions, rotations and exclusive ors are fast in both languages.
"""

import numpy as np
import torch
from torch import Tensor

ROTATIONS = ((10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20))  # table 3
PARITY = 0x1BD11BDA  # of Skein's key schedule
# Purpose of the numbers: a chain with the pass up to it, the pass down from it, or swaps between its replicas. The page
# has 2 for an image that is put into a chain by hand.
CHAIN, DOWN, SWAP = 0, 1, 3
AHEAD = 64  # steps whose numbers are computed at once, since numpy takes as long for a few as for many


def threefry(key: tuple[int, int, int, int], counter: np.ndarray) -> np.ndarray:
    """The 32-bit words (4, n) for ``n`` counters (4, n)."""
    keys = np.array([*key, PARITY ^ key[0] ^ key[1] ^ key[2] ^ key[3]], dtype=np.uint32)
    words = counter.astype(np.uint32) + keys[:4, None]
    for turn in range(20):
        odd = turn % 2
        for into, word, shift in zip((0, 2), (3, 1) if odd else (1, 3), ROTATIONS[turn % 8], strict=True):
            words[into] += words[word]
            words[word] = (words[word] << np.uint32(shift) | words[word] >> np.uint32(32 - shift)) ^ words[into]
        if turn % 4 == 3:
            injected = turn // 4 + 1
            words += np.roll(keys, -injected)[:4, None]
            words[3] += np.uint32(injected)
    return words


def uniforms(
    seed: int, chain: int, layer: int, steps: range, units: int, use: int = CHAIN, replica: int = 0
) -> np.ndarray:
    """Numbers in (0, 1), (steps, units), in double precision, for the units of one layer of a chain at these steps.

    Each word serves one unit: the four words of counter k serve units 4 k to 4 k + 3.
    """
    blocks = -(-units // 4)
    counter = np.empty((4, len(steps), blocks), dtype=np.uint32)
    counter[0], counter[1], counter[2], counter[3] = np.arange(blocks), layer, np.array(steps)[:, None], use
    words = threefry((seed, chain, replica, 0), counter.reshape(4, -1)).reshape(4, len(steps), blocks)
    return (words.transpose(1, 2, 0).reshape(len(steps), -1)[:, :units] + 0.5) / 2**32


class Draws:
    """Binary draws of the units of a chain, which depend only on seed, chain, replica, step, layer and unit."""

    def __init__(self, seed: int, chain: int = 0, use: int = CHAIN, replica: int = 0):
        self._chain, self._purpose = (seed, chain), (use, replica)
        self.step = 0
        self._known: dict[int, tuple[range, np.ndarray]] = {}  # by layer, for the steps computed last

    def __call__(self, probs: Tensor, layer: int) -> Tensor:
        """Units are on if their probability in ``probs`` (1, units) exceeds their number; the pixels are layer 0."""
        steps, known = self._known.get(layer, (range(0), np.empty(0)))
        if self.step not in steps:
            steps = range(self.step, self.step + (AHEAD if self.step else 1))
            known = uniforms(*self._chain, layer, steps, probs.shape[1], *self._purpose)
            self._known[layer] = steps, known
        drawn = probs.double() > torch.from_numpy(known[steps.index(self.step)])
        return drawn.to(probs.dtype)
