"""Readers with memory: an LSTM that reads a speech word by word, and one that reads it in both directions."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from zoo.attention.lstm import Step, run, weights_of
from zoo.models.reader import WordReader, WordReaderConfig, by_task, embedding


@dataclass(frozen=True)
class LSTMReaderConfig(WordReaderConfig):
    """Widths of a word's embedding and of the memory, shares of both that training drops, and of words that it
    hides."""

    width: int = 32
    hidden: int = 64
    both: bool = False  # directions
    dropout: float = 0.3
    hidden_words: float = 0.1


class _Network(nn.Module):
    """Embedding, LSTM (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000), mean, linear layer."""

    def __init__(self, config: LSTMReaderConfig, classes: int):
        super().__init__()
        self.embedding = embedding(config.words, config.width)
        self.lstm = nn.LSTM(config.width, config.hidden, batch_first=True, bidirectional=config.both)
        self.head = nn.Linear(config.hidden * (1 + config.both), classes)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """Scores (n, classes) of the answers from ids (n, t)."""
        words = self.dropout(self.embedding(ids))
        packed = pack_padded_sequence(words, lengths, batch_first=True, enforce_sorted=False)
        states = pad_packed_sequence(self.lstm(packed)[0], batch_first=True)[0]  # (n, t, directions * hidden)
        mean = states.sum(1) / lengths[:, None].to(states.device)  # behind the end of a speech they are 0
        return self.head(self.dropout(mean))


class LSTMReader(WordReader, license="mit", tags=["text-classification", "lstm", "shakespeare"]):
    """An LSTM; with ``both``, one from either end (Schuster & Paliwal 1997). The mean of the states after each word
    answers: with the last state alone it learned far more slowly, because 37 plays cannot be told by the last words."""

    Config = LSTMReaderConfig

    @classmethod
    def capabilities(cls, config: LSTMReaderConfig) -> dict:
        """It remembers what it has read."""
        kind = "bidirectional LSTM" if config.both else "LSTM"
        own = {"kind": kind, "explanation": "bilstm" if config.both else "lstm", "explains": "gates"}
        return super().capabilities(config) | own | {"both": config.both}

    def __init__(self, config: LSTMReaderConfig):
        super().__init__(config)
        self.hidden_words = config.hidden_words
        self.networks = by_task(config, lambda classes: _Network(config, classes))

    def logits(self, task: str, speeches: Sequence[Sequence[str]]) -> Tensor:
        """Scores (n, classes) of the answers."""
        return self._network(task)(*self.ids(task, speeches))

    @torch.no_grad()
    def gates(self, task: str, words: Sequence[str]) -> list[Step]:
        """The steps of the memory that reads from the beginning, one for each word."""
        network = self._network(task)
        ids = self.ids(task, [self.tasks.read(task, words)])[0][0]
        return run(network.embedding(ids), weights_of(network.lstm))

    def _network(self, task: str) -> _Network:
        return self.networks[task]  # pyright: ignore[reportReturnType]
