"""A reader that sees all words at once: a Transformer encoder with a token that gathers the answer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo.errors import ZooError
from zoo.models.reader import WordReader, WordReaderConfig, by_task, embedding
from zoo.models.spoken import FILL

TOGETHER = 32  # speeches of like length: so it computes little for what only fills rows
BASE = 10_000.0  # of the wavelengths of positions


@dataclass(frozen=True)
class TransformerReaderConfig(WordReaderConfig):
    """Width of a word's embedding, layers, heads, width between a layer's two matrices, and what training drops."""

    width: int = 32
    layers: int = 1
    heads: int = 4
    inner: int = 320
    dropout: float = 0.3
    hidden_words: float = 0.1

    def __post_init__(self):
        super().__post_init__()
        if self.heads < 1 or self.width % (2 * self.heads):
            raise ZooError(
                f"A width of {self.width} cannot be divided among {self.heads} heads; choose an even multiple."
            )


def sinusoids(length: int, width: int) -> Tensor:
    """Positions as numbers (length, width): sines and cosines of falling frequency (Vaswani et al. 2017, 3.5)."""
    rates = BASE ** (-torch.arange(0, width, 2) / width)
    angles = torch.arange(length)[:, None] * rates  # (length, width / 2)
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)


class _Network(nn.Module):
    """Embeddings with positions behind a class token (Devlin et al. 2019), layers with the norm first, a head."""

    def __init__(self, config: TransformerReaderConfig, classes: int):
        super().__init__()
        self.embedding = embedding(config.words, config.width)
        self.first = nn.Parameter(torch.zeros(config.width))
        sizes = config.width, config.heads, config.inner, config.dropout
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(*sizes, activation="gelu", batch_first=True, norm_first=True)
            for _ in range(config.layers)
        )
        self.norm = nn.LayerNorm(config.width)
        self.head = nn.Linear(config.width, classes)
        self.dropout = nn.Dropout(config.dropout)

    def tokens(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """The class token and the words as (n, 1 + t, width), and (n, 1 + t): True where there is none."""
        words = self.embedding(ids) * math.sqrt(self.first.numel())  # Vaswani et al. 2017, 3.4
        states = torch.cat([self.first.expand(len(ids), 1, -1), words], 1)
        states = states + sinusoids(states.shape[1], states.shape[2]).to(states.device)
        return self.dropout(states), F.pad(ids == FILL, (1, 0))

    def forward(self, ids: Tensor) -> Tensor:
        """Scores (n, classes) of the answers from ids (n, t)."""
        states, empty = self.tokens(ids)
        for block in self.blocks:
            states = block(states, src_key_padding_mask=empty)
        return self.head(self.norm(states[:, 0]))

    def looks(self, ids: Tensor) -> Tensor:
        """How much the class token looks at itself and at each word, (layers, heads, 1 + t), of a single speech."""
        (states, empty), found = self.tokens(ids), []
        for block in self.blocks:
            seen = block.norm1(states)  # pyright: ignore[reportCallIssue]
            attention: nn.MultiheadAttention = block.self_attn  # pyright: ignore[reportAssignmentType]
            found.append(attention(seen, seen, seen, average_attn_weights=False)[1][0, :, 0])
            states = block(states, src_key_padding_mask=empty)
        return torch.stack(found)


class TransformerReader(WordReader, license="mit", tags=["text-classification", "transformer", "shakespeare"]):
    """A Transformer encoder whose class token answers."""

    Config = TransformerReaderConfig

    @classmethod
    def capabilities(cls, config: TransformerReaderConfig) -> dict:
        """It looks at all words at once."""
        own = {"kind": "Transformer", "explanation": "transformer", "explains": "looks"}
        return super().capabilities(config) | own

    def __init__(self, config: TransformerReaderConfig):
        super().__init__(config)
        self.hidden_words = config.hidden_words
        self.networks = by_task(config, lambda classes: _Network(config, classes))

    def logits(self, task: str, speeches: Sequence[Sequence[str]]) -> Tensor:
        """Scores (n, classes) of the answers."""
        order = torch.tensor(sorted(range(len(speeches)), key=lambda number: len(speeches[number])))
        parts = [[speeches[int(number)] for number in some] for some in order.split(TOGETHER)]
        scores = [self._network(task)(self.ids(task, part)[0]) for part in parts]
        return torch.cat(scores)[order.argsort()]

    @torch.no_grad()
    def looks(self, task: str, words: Sequence[str]) -> Tensor:
        """How much the class token looks at itself and at each word, (layers, heads, 1 + words)."""
        return self._network(task).looks(self.ids(task, [self.tasks.read(task, words)])[0])

    def _network(self, task: str) -> _Network:
        return self.networks[task]  # pyright: ignore[reportReturnType]
