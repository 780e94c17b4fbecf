"""The yardstick: a bag of words, which knows how often each word is said and nothing of their order."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo.models.reader import WordReader, WordReaderConfig, by_task
from zoo.models.spoken import SPECIAL


@dataclass(frozen=True)
class BagReaderConfig(WordReaderConfig):
    """As all readers have it; and the inverse strength of the penalty on weights in training."""

    strength: float = 1.0


class _Network(nn.Module):
    """Logistic regression on TF-IDF, as scikit-learn computes it: (1 + log count) x idf, scaled to length 1."""

    idf: Tensor

    def __init__(self, words: int, classes: int):
        super().__init__()
        self.head = nn.Linear(words, classes)
        self.register_buffer("idf", torch.ones(words))

    def features(self, counts: Tensor) -> Tensor:
        """TF-IDF (n, words) of counts (n, words)."""
        return F.normalize(torch.where(counts > 0, 1 + counts.clamp_min(1).log(), 0) * self.idf, dim=1)

    def forward(self, counts: Tensor) -> Tensor:
        """Scores (n, classes) of the answers."""
        return self.head(self.features(counts))


class BagReader(WordReader, license="mit", tags=["text-classification", "tf-idf", "shakespeare"]):
    """TF-IDF and logistic regression. ``training`` finds the weights with scikit-learn; here they are plain tensors."""

    Config = BagReaderConfig

    @classmethod
    def capabilities(cls, config: BagReaderConfig) -> dict:
        """It adds up what its words say."""
        return super().capabilities(config) | {"kind": "bag of words", "explanation": "bag", "explains": "shares"}

    def __init__(self, config: BagReaderConfig):
        super().__init__(config)
        self.networks = by_task(config, lambda classes: _Network(config.words, classes))

    def counts(self, task: str, speeches: Sequence[Sequence[str]]) -> Tensor:
        """How often each known word is in each speech, (n, words); what is no known word counts nothing."""
        ids, _ = self.ids(task, speeches)
        counts = torch.zeros(len(ids), self.config.words, device=ids.device)
        counts.scatter_add_(1, ids, torch.ones_like(ids, dtype=counts.dtype))
        counts[:, :SPECIAL] = 0
        return counts

    def logits(self, task: str, speeches: Sequence[Sequence[str]]) -> Tensor:
        """Scores (n, classes) of the answers."""
        return self._network(task)(self.counts(task, speeches))

    @torch.no_grad()
    def shares(self, task: str, words: Sequence[str]) -> Tensor:
        """What each word adds to the score of each answer, (words, classes); words that are said twice share it."""
        read, network = self.tasks.read(task, words), self._network(task)
        counts = self.counts(task, [read])
        each = network.features(counts)[0] / counts[0].clamp_min(1)
        ids = self.ids(task, [read])[0][0]
        return network.head.weight.T[ids] * each[ids, None]

    def _network(self, task: str) -> _Network:
        return self.networks[task]  # pyright: ignore[reportReturnType]
