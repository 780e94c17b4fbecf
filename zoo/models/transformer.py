"""Transformer layers (Vaswani et al. 2017, arXiv:1706.03762) that can be told a code and that keep their past."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo.models.layers import Layers


class Heads(NamedTuple):
    """One layer's attention: ``query``, ``key``, ``value`` (n, heads, t, d) and ``weights`` (n, heads, t, t)."""

    query: Tensor
    key: Tensor
    value: Tensor
    weights: Tensor


class Past:
    """The keys and values of the positions that a decoder has seen, layer by layer: it need not look at them again."""

    def __init__(self):
        self.length = 0
        self._layers: list[tuple[Tensor, Tensor]] = []

    def join(self, layer: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """All keys and values (n, heads, seen + t, d) of a layer, the new ones (n, heads, t, d) at their end."""
        if layer == len(self._layers):
            self._layers.append((key, value))
        else:
            before = self._layers[layer]
            self._layers[layer] = torch.cat([before[0], key], 2), torch.cat([before[1], value], 2)
        return self._layers[layer]


class Attention(nn.Module):
    """Multi-head causal self-attention; its weights have no dropout, on which a CPU would spend half of its time."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.project = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def split(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value (n, heads, t, d) of x (n, t, heads * d)."""
        return tuple(part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in self.project(x).chunk(3, -1))

    def forward(self, x: Tensor, past: Past | None = None, layer: int = 0) -> Tensor:
        """x (n, t, width), each position attending to itself and those before. With a ``past`` that is not empty x must
        be a single position."""
        query, key, value = self.split(x)
        if past is not None:
            key, value = past.join(layer, key, value)
        attended = F.scaled_dot_product_attention(query, key, value, is_causal=query.shape[2] > 1)
        return self.out(attended.transpose(1, 2).flatten(2))

    def look(self, x: Tensor) -> Heads:
        """What each head does with x (n, t, width), every number of it."""
        query, key, value = self.split(x)
        scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5  # (n, heads, t, t)
        scores = scores.masked_fill(torch.ones_like(scores).triu(1).bool(), -torch.inf)
        return Heads(query, key, value, scores.softmax(-1))


class Block(nn.Module):
    """Attention and a two-layer network, each on normalised input and added to the stream (pre-norm).

    With ``latent_dim`` a code is told to both: it scales and shifts what they are given (Perez et al. 2018, FiLM).
    """

    def __init__(self, width: int, heads: int, dropout: float, latent_dim: int = 0):
        super().__init__()
        self.before_attention, self.before_network = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.network = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.drop = nn.Dropout(dropout)
        self.tell = nn.Linear(latent_dim, 4 * width) if latent_dim else None

    def forward(self, x: Tensor, latents: Tensor | None = None, **attention) -> Tensor:
        """The stream x (n, t, width) after this block; ``latents`` (n, latent_dim)."""
        scale, shift, *rest = self._told(latents)
        x = x + self.drop(self.attention(self.before_attention(x) * scale + shift, **attention))
        scale, shift = rest
        return x + self.drop(self.network(self.before_network(x) * scale + shift))

    def look(self, x: Tensor, latents: Tensor | None = None) -> Heads:
        """What the attention's heads do with the stream x (n, t, width) that comes to this block."""
        scale, shift, *_ = self._told(latents)
        return self.attention.look(self.before_attention(x) * scale + shift)

    def _told(self, latents: Tensor | None) -> tuple:
        """Scale and shift for the attention, then for the network; each (n, 1, width)."""
        if self.tell is None:
            return 1, 0, 1, 0
        first, shift, second, last = self.tell(latents)[:, None].chunk(4, -1)
        return 1 + first, shift, 1 + second, last


class Embedding(nn.Module):
    """Tokens and their places as vectors."""

    def __init__(self, tokens: int, places: int, width: int, dropout: float):
        super().__init__()
        self.token, self.place = nn.Embedding(tokens, width), nn.Embedding(places, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, ids: Tensor, first: int = 0) -> Tensor:
        """(n, t, width) of ids (n, t), whose first is at place ``first``."""
        places = torch.arange(first, first + ids.shape[1], device=ids.device)
        return self.drop(self.token(ids) + self.place(places))


class Decoder(nn.Module):
    """A causal Transformer: logits of the next token at each place."""

    def __init__(self, tokens: int, places: int, width: int, layers: int, heads: int, dropout: float,
                 latent_dim: int = 0):  # fmt: skip
        super().__init__()
        self.embed = Embedding(tokens, places, width, dropout)
        self.blocks: Layers[Block] = Layers(Block(width, heads, dropout, latent_dim) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        start(self, layers)

    def forward(self, ids: Tensor, latents: Tensor | None = None, past: Past | None = None) -> Tensor:
        """Logits (n, t, tokens) of what follows each of ids (n, t); ``past`` is brought up to date."""
        x = self.embed(ids, past.length if past else 0)
        for layer, block in enumerate(self.blocks):
            x = block(x, latents, past=past, layer=layer)
        if past is not None:
            past.length += ids.shape[1]
        return F.linear(self.norm(x), self.embed.token.weight)  # tied weights (Press & Wolf 2017)

    def look(self, ids: Tensor, latents: Tensor | None = None) -> Iterator[Heads]:
        """Layer by layer, what each head does with ids (n, t)."""
        x = self.embed(ids)
        for block in self.blocks:
            yield block.look(x, latents)
            x = block(x, latents)


class Encoder(nn.Module):
    """A causal Transformer over a passage, summed up by means of its places with several reaches.

    With a reach r place t weighs exp(-t / r): the shortest tells how the passage begins, the longest what more of it is
    like, and it is much the same for short passages as for long. There is no dropout: its noise would drown what little
    one passage's means differ from another's.
    """

    REACHES = (4, 16, 64)

    def __init__(self, tokens: int, places: int, width: int, layers: int, heads: int, out: int):
        super().__init__()
        self.embed = Embedding(tokens, places, width, 0.0)
        self.blocks: Layers[Block] = Layers(Block(width, heads, 0.0) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(len(self.REACHES) * width, out)
        start(self, layers)

    def forward(self, ids: Tensor, lengths: Tensor | None = None) -> Tensor:
        """(n, out) of ids (n, t), of which only the first ``lengths`` (n,) count."""
        summary = self.summary(ids, lengths)
        with torch.autocast(ids.device.type, enabled=False):
            return self.out(summary)

    def summary(self, ids: Tensor, lengths: Tensor | None = None) -> Tensor:
        """The means (n, reaches * width) of ids (n, t), of which only the first ``lengths`` (n,) count."""
        x = self.embed(ids)
        for block in self.blocks:
            x = block(x)
        places = torch.arange(ids.shape[1], device=ids.device)
        weights = torch.stack([torch.exp(-places / reach) for reach in self.REACHES])[None]  # (1, reaches, t)
        if lengths is not None:
            weights = weights * (places < lengths[:, None, None])
        with torch.autocast(ids.device.type, enabled=False):  # small differences of means, which bfloat16 would round
            weights = weights / weights.sum(-1, keepdim=True)
            return (weights @ self.norm(x.float())).flatten(1)

    def look(self, ids: Tensor) -> Iterator[Heads]:
        """Layer by layer, what each head does with ids (n, t)."""
        x = self.embed(ids)
        for block in self.blocks:
            yield block.look(x)
            x = block(x)


def start(network: nn.Module, layers: int) -> None:
    """First weights as in GPT-2: N(0, 0.02), smaller where a block adds to the stream (Radford et al. 2019, 2.3)."""
    for name, parameter in network.named_parameters():
        if parameter.dim() < 2:
            continue
        adds = name.endswith(("attention.out.weight", "network.2.weight"))
        nn.init.normal_(parameter, std=0.02 / (2 * layers) ** 0.5 if adds else 0.02)
    for module in network.modules():
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)
