"""Interpolated Kneser-Ney models: how probable a word is after the words before it, by the counts of a text.

Chen & Goodman 1999 (doi.org/10.1006/csla.1999.0128), section 2.7. ``nltk.lm.KneserNeyInterpolated`` does not do for a
judge: a word that it has not seen has the probability 0, those after the beginning of a text add to more than 1, and
each takes a walk through all counts, 17 ms with those of one play.
"""

from itertools import zip_longest
from typing import NamedTuple

import torch
from torch import Tensor


class Counts(NamedTuple):
    """The sequences of some length in a text, each named by ``key``: the number of all but its last word among the
    sequences that are a word shorter, times the size of the vocabulary, plus its last word.

    ``count`` is how often a sequence occurs, or behind how many different words; ``total`` and ``different`` are the
    sum of the counts of all sequences that begin alike, and how many these are.
    """

    key: Tensor  # (sequences,), sorted
    count: Tensor  # (sequences,)
    total: Tensor  # (beginnings,)
    different: Tensor  # (beginnings,)


class KneserNey:
    """A model of words, which are numbers below ``size``, each given at most ``order - 1`` words before it.

    ``ids`` (length,) is the text whose sequences of 1 to ``order`` words are counted. ``discounts`` has one for each of
    these lengths; the default is n1 / (n1 + 2 n2), where n1 sequences have the count 1 and n2 the count 2 (Ney et al.
    1994).
    """

    def __init__(self, ids: Tensor, size: int, order: int, discounts: tuple[float, ...] = ()):
        self.size, self.counts = size, []
        beginnings, found = torch.zeros(len(ids), dtype=torch.long), []
        for length in range(1, min(order, len(ids)) + 1):
            last = ids[length - 1 :]
            key, numbers = (beginnings[: len(last)] * size + last).unique(return_inverse=True)
            found.append((key, numbers))  # the keys, and the number of the sequence that begins at each place
            beginnings = numbers
        before = 1  # sequence of no words
        for (key, numbers), longer in zip_longest(found, found[1:]):
            count = numbers.bincount() if longer is None else _endings(len(key), numbers, longer[1])
            total, different = ((key // size).bincount(each.double(), before) for each in (count, count > 0))
            self.counts.append(Counts(key, count.double(), total, different))
            before = len(key)
        self.discounts = discounts or tuple(_discount(each.count) for each in self.counts)

    def log_probability(self, ids: Tensor) -> Tensor:
        """log p in nats, (n, t), of each of ids (n, t), given those before it in its row; equation 2.24 of Chen &
        Goodman 1999 at every order, and the same probability for all words below the lowest."""
        chances = torch.full(ids.shape, 1 / self.size, dtype=torch.double)
        beginning = torch.zeros_like(ids)  # the number of the sequence before each word; -1 if the text has it not
        for length, (counts, discount) in enumerate(zip(self.counts, self.discounts, strict=True), 1):
            lower, known = chances[:, length - 1 :], beginning >= 0
            key = torch.where(known, beginning * self.size + ids[:, length - 1 :], -1)
            number = torch.searchsorted(counts.key, key).clamp_max(len(counts.key) - 1)
            there = counts.key[number] == key
            count = torch.where(there, counts.count[number], 0.0)
            total = torch.where(known, counts.total[beginning.clamp_min(0)], 0.0)
            left = discount * counts.different[beginning.clamp_min(0)]
            told = ((count - discount).clamp_min(0) + left * lower) / total
            chances[:, length - 1 :] = torch.where(total > 0, told, lower)
            beginning = torch.where(there, number, -1)[:, :-1]
        return chances.log()

    def following(self, ids: Tensor) -> Tensor:
        """The probabilities (n, size) of every word after ids (n, t)."""
        chances = torch.full((len(ids), self.size), 1 / self.size, dtype=torch.double)
        for length, (counts, discount) in enumerate(zip(self.counts, self.discounts, strict=True), 1):
            if length - 1 > ids.shape[1]:
                break
            for row, beginning in enumerate(self._beginnings(ids[:, ids.shape[1] - length + 1 :])):
                first, end = torch.searchsorted(counts.key, torch.tensor([beginning, beginning + 1]) * self.size)
                if beginning < 0 or first == end:
                    continue  # nothing is known to follow these words
                total = counts.total[beginning]
                chances[row] *= discount * counts.different[beginning] / total
                chances[row, counts.key[first:end] % self.size] += (counts.count[first:end] - discount) / total
        return chances

    def _beginnings(self, ids: Tensor) -> list[int]:
        """The number of each of the sequences ids (n, t) among those of their length; -1 if the text has it not."""
        number = torch.zeros(len(ids), dtype=torch.long)
        for counts, word in zip(self.counts, ids.T, strict=False):
            key = torch.where(number >= 0, number * self.size + word, -1)
            found = torch.searchsorted(counts.key, key).clamp_max(len(counts.key) - 1)
            number = torch.where(counts.key[found] == key, found, -1)
        return number.tolist()


def _endings(sequences: int, numbers: Tensor, longer: Tensor) -> Tensor:
    """Behind how many different words each of the sequences stands: how many that are a word longer end with it.

    ``numbers`` and ``longer`` are the numbers of both at each place of the text.
    """
    ending = torch.empty(int(longer.max()) + 1, dtype=torch.long)
    ending[longer] = numbers[1:]
    return ending.bincount(minlength=sequences)


def _discount(count: Tensor) -> float:
    once, twice = ((count == times).sum().item() for times in (1, 2))
    return once / (once + 2 * twice) if once else 0.5
