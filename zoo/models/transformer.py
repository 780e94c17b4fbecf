"""Transformer layers (Vaswani et al. 2017, arXiv:1706.03762) that can take a code and cache keys and values."""

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
    """Cached keys and values of the positions that a decoder has processed, layer by layer."""

    def __init__(self):
        self.length = 0
        self._layers: list[tuple[Tensor, Tensor]] = []

    @property
    def hidden(self) -> Tensor | None:
        """(n, 1, 1, seen), true where a row must not look; None if all may look everywhere."""
        return None

    @property
    def first(self) -> int | Tensor:
        """The position of what comes next, for all rows or (n, 1) one of each."""
        return self.length

    def grow(self, count: int) -> None:
        """So many positions more were processed."""
        self.length += count

    def join(self, layer: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Append new keys and values (n, heads, t, d) of a layer; returns all of them, (n, heads, seen + t, d)."""
        if layer == len(self._layers):
            self._layers.append((key, value))
        else:
            before = self._layers[layer]
            self._layers[layer] = torch.cat([before[0], key], 2), torch.cat([before[1], value], 2)
        return self._layers[layer]

    def cut(self, length: int) -> None:
        """Forget all positions but the first ``length``."""
        self.length = length
        self._layers = [(key[:, :, :length], value[:, :, :length]) for key, value in self._layers]


class Pasts(Past):
    """Those of texts of different ``lengths`` (n,) side by side, to which single positions are added.

    Each has ``size`` places and begins at the first. How many are looked at is a multiple of ``STRIDE``, so that the
    same sums are made in the same order whatever the length of the others.
    """

    STRIDE = 32

    def __init__(self, pasts: list[Past], size: int, device: torch.device):
        super().__init__()
        self.lengths = torch.tensor([past.length for past in pasts], device=device)
        self._pasts, self._size, self._rows = pasts, size, torch.arange(len(pasts), device=device)
        self._hidden: Tensor | None = None  # until it is asked for

    @property
    def first(self) -> Tensor:
        """The position (n, 1) of what comes next in each row."""
        return self.lengths[:, None]

    @property
    def hidden(self) -> Tensor:
        """Which of the places that are looked at come after what comes next in a row, (n, 1, 1, seen)."""
        if self._hidden is None:
            seen = min(self._size, -(-(int(self.lengths.max()) + 1) // self.STRIDE) * self.STRIDE)
            places = torch.arange(seen, device=self.lengths.device)
            self._hidden = (places > self.lengths[:, None])[:, None, None]
        return self._hidden

    def grow(self, count: int) -> None:
        """So many positions more were processed."""
        self.lengths += count
        self._hidden = None

    def rest(self, rows: Tensor) -> None:
        """Rows (n,) whose texts are finished have seen nothing: they are carried along."""
        self.lengths[rows] = 0
        self._hidden = None

    def join(self, layer: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Add the new keys and values (n, heads, 1, d) of a layer; returns those of all places, (n, heads, seen, d)."""
        n, heads, _, d = key.shape
        if layer == len(self._layers):
            self._layers.append((key.new_zeros(n, heads, self._size, d), key.new_zeros(n, heads, self._size, d)))
            for row, past in enumerate(self._pasts):
                self._put(layer, row, past)
        for places, new in zip(self._layers[layer], (key, value), strict=True):
            places[self._rows, :, self.lengths] = new[:, :, 0]
        (key, value), seen = self._layers[layer], self.hidden.shape[-1]
        return key[:, :, :seen], value[:, :, :seen]

    def part(self, row: int) -> Past:
        """A copy of what one row has seen."""
        own = Past()
        own.length = int(self.lengths[row])
        its = (slice(row, row + 1), slice(None), slice(own.length))
        own._layers = [(key[its].clone(), value[its].clone()) for key, value in self._layers]
        return own

    def put(self, row: int, past: Past) -> None:
        """Replace what a row has seen."""
        self.lengths[row] = past.length
        for layer in range(len(self._layers)):
            self._put(layer, row, past)
        self._hidden = None

    def _put(self, layer: int, row: int, past: Past) -> None:
        if past.length:
            for places, own in zip(self._layers[layer], past._layers[layer], strict=True):
                places[row, :, : past.length] = own[0]


class Attention(nn.Module):
    """Multi-head causal self-attention, without dropout on its weights, which would take half of the time on a CPU."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.project = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def split(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value (n, heads, t, d) of x (n, t, heads * d)."""
        return tuple(part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in self.project(x).chunk(3, -1))

    def forward(self, x: Tensor, past: Past | None = None, layer: int = 0) -> Tensor:
        """x (n, t, width), with each position attending to itself and those before. If ``past`` is not empty, x must be
        a single position."""
        query, key, value = self.split(x)
        seen = None
        if past is not None:
            seen = None if past.hidden is None else ~past.hidden
            key, value = past.join(layer, key, value)
        attended = F.scaled_dot_product_attention(query, key, value, seen, is_causal=query.shape[2] > 1)
        return self.out(attended.transpose(1, 2).flatten(2))

    def look(self, x: Tensor) -> Heads:
        """All values of each head for x (n, t, width)."""
        query, key, value = self.split(x)
        scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5  # (n, heads, t, t)
        scores = scores.masked_fill(torch.ones_like(scores).triu(1).bool(), -torch.inf)
        return Heads(query, key, value, scores.softmax(-1))


class Block(nn.Module):
    """Attention and a two-layer network, each on normalised input and added to the stream (pre-norm).

    With ``latent_dim``, a code scales and shifts the inputs of both (Perez et al. 2018, FiLM).
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
        """The values of the attention's heads for the stream x (n, t, width) that enters this block."""
        scale, shift, *_ = self._told(latents)
        return self.attention.look(self.before_attention(x) * scale + shift)

    def _told(self, latents: Tensor | None) -> tuple:
        """Scale and shift for the attention, then for the network; each (n, 1, width)."""
        if self.tell is None:
            return 1, 0, 1, 0
        first, shift, second, last = self.tell(latents)[:, None].chunk(4, -1)
        return 1 + first, shift, 1 + second, last


class Embedding(nn.Module):
    """Embeddings of tokens and their positions."""

    def __init__(self, tokens: int, places: int, width: int, dropout: float):
        super().__init__()
        self.token, self.place = nn.Embedding(tokens, width), nn.Embedding(places, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, ids: Tensor, first: int | Tensor = 0) -> Tensor:
        """(n, t, width) for ids (n, t), the first of which is at position ``first``, or at those (n, 1) of the rows."""
        places = first + torch.arange(ids.shape[1], device=ids.device)
        return self.drop(self.token(ids) + self.place(places))


class Decoder(nn.Module):
    """A causal Transformer: logits of the next token at each position."""

    def __init__(self, tokens: int, places: int, width: int, layers: int, heads: int, dropout: float,
                 latent_dim: int = 0):  # fmt: skip
        super().__init__()
        self.embed = Embedding(tokens, places, width, dropout)
        self.blocks: Layers[Block] = Layers(Block(width, heads, dropout, latent_dim) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        start(self, layers)

    def forward(self, ids: Tensor, latents: Tensor | None = None, past: Past | None = None) -> Tensor:
        """Logits (n, t, tokens) of the token after each of ids (n, t); updates ``past``."""
        x = self.embed(ids, past.first if past else 0)
        for layer, block in enumerate(self.blocks):
            x = block(x, latents, past=past, layer=layer)
        if past is not None:
            past.grow(ids.shape[1])
        return F.linear(self.norm(x), self.embed.token.weight)  # tied weights (Press & Wolf 2017)

    def look(self, ids: Tensor, latents: Tensor | None = None) -> Iterator[Heads]:
        """Layer by layer, what each head does with ids (n, t)."""
        x = self.embed(ids)
        for block in self.blocks:
            yield block.look(x, latents)
            x = block(x, latents)


class Encoder(nn.Module):
    """A causal Transformer over a passage, summarised by weighted means over its positions with several reaches.

    With a reach r, position t has the weight exp(-t / r): the shortest reach describes the beginning of the passage,
    the longest more of it, and both are similar for short and long passages. There is no dropout, because its noise
    would hide the small differences between the means of passages.
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
        """(n, out) for ids (n, t), using only the first ``lengths`` (n,) of each."""
        summary = self.summary(ids, lengths)
        with torch.autocast(ids.device.type, enabled=False):
            return self.out(summary)

    def summary(self, ids: Tensor, lengths: Tensor | None = None) -> Tensor:
        """The means (n, reaches * width) for ids (n, t), using only the first ``lengths`` (n,) of each."""
        x = self.embed(ids)
        for block in self.blocks:
            x = block(x)
        places = torch.arange(ids.shape[1], device=ids.device)
        weights = torch.stack([torch.exp(-places / reach) for reach in self.REACHES])[None]  # (1, reaches, t)
        if lengths is not None:
            weights = weights * (places < lengths[:, None, None])
        with torch.autocast(ids.device.type, enabled=False):  # bfloat16 would round away small differences of means
            weights = weights / weights.sum(-1, keepdim=True)
            return (weights @ self.norm(x.float())).flatten(1)

    def look(self, ids: Tensor) -> Iterator[Heads]:
        """Layer by layer, what each head does with ids (n, t)."""
        x = self.embed(ids)
        for block in self.blocks:
            yield block.look(x)
            x = block(x)


def start(network: nn.Module, layers: int) -> None:
    """Initial weights as in GPT-2: N(0, 0.02), smaller where a block adds to the stream (Radford et al. 2019, 2.3)."""
    for name, parameter in network.named_parameters():
        if parameter.dim() < 2:
            continue
        adds = name.endswith(("attention.out.weight", "network.2.weight"))
        nn.init.normal_(parameter, std=0.02 / (2 * layers) ** 0.5 if adds else 0.02)
    for module in network.modules():
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)
