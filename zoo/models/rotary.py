"""A causal Transformer with what makes small ones quick to train, as in modded-nanogpt (Jordan et al. 2024,
github.com/KellerJordan/modded-nanogpt).

Positions are rotations of queries and keys (Su et al. 2021, arXiv:2104.09864), normalisation has no parameters (Zhang &
Sennrich 2019, arXiv:1910.07467) and comes before every layer and after every projection to queries and keys (Henry et
al. 2020, arXiv:2010.04245), the unit is the squared ReLU (So et al. 2021, arXiv:2109.08668), nothing has a bias, and
each block begins by adding nothing to the stream. Embeddings of input and output are two: with one for both, as in
``transformer``, the nats fall more slowly.
"""

from collections.abc import Iterable, Iterator

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo.models.layers import Layers
from zoo.models.transformer import Heads, Past

SLOWEST = 1 / 1024  # radians per position of the slowest rotation: a quarter of a radian in a window of 256


def normal(x: Tensor) -> Tensor:
    """x (..., width) divided by its root mean square."""
    return F.rms_norm(x, x.shape[-1:])


def linear(inputs: int, outputs: int) -> nn.Linear:
    """A layer without biases."""
    return nn.Linear(inputs, outputs, bias=False)


class RotaryAttention(nn.Module):
    """Multi-head causal self-attention whose scores depend on how far apart two positions are.

    Query, key and value are layers of their own, since Muon makes the update of each matrix orthogonal as a whole.
    """

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (linear(width, width) for _ in range(4))

    def split(self, x: Tensor, first: int | Tensor = 0) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value (n, heads, t, d) of x (n, t, heads * d), the first of which is at position ``first``, or
        at those (n, 1) of the rows."""
        query, key, value = (
            part(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        turns = rotations(first, x.shape[1], key.shape[-1], x.device)
        query, key = (rotated(normal(each), *turns).to(value.dtype) for each in (query, key))
        return query, key, value

    def forward(self, x: Tensor, past: Past | None = None, layer: int = 0) -> Tensor:
        """x (n, t, width), with each position attending to itself and those before, in ``past`` too."""
        query, key, value = self.split(x, past.first if past else 0)
        hidden = past.hidden if past else None
        if past is not None:
            key, value = past.join(layer, key, value)
        attended = weights(query, key, hidden) @ value  # on a CPU in bfloat16 twice as fast as torch's fused attention
        return self.out(attended.transpose(1, 2).flatten(2))

    def look(self, x: Tensor) -> Heads:
        """All values of each head for x (n, t, width)."""
        query, key, value = self.split(x)
        return Heads(query, key, value, weights(query, key))


def weights(query: Tensor, key: Tensor, hidden: Tensor | None = None) -> Tensor:
    """How much each position of a query (n, heads, t, d) attends to those of a key (n, heads, s, d), (n, heads, t, s).

    The query's positions are the last of the key's, and attend only to those up to themselves that are not ``hidden``
    (n, 1, 1, s).
    """
    t, s = query.shape[2], key.shape[2]
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    scores = scores.float()
    if t > 1:
        later = torch.ones(t, s, dtype=torch.bool, device=key.device).triu(s - t + 1)
        scores = scores.masked_fill(later, -torch.inf)
    if hidden is not None:
        scores = scores.masked_fill(hidden, -torch.inf)
    return scores.softmax(-1).to(key.dtype)


def rotations(first: int | Tensor, count: int, width: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and sines (count, width / 2) by which positions ``first`` onwards turn pairs of numbers; (n, 1, count,
    width / 2) for first positions (n, 1).

    The speeds fall from 1 to ``SLOWEST`` radians per position over the first half of the pairs; the others stand still
    and compare what a token is, wherever it is.
    """
    pairs = width // 2
    speeds = torch.zeros(pairs, device=device)
    speeds[: (pairs + 1) // 2] = SLOWEST ** torch.linspace(0, 1, (pairs + 1) // 2, device=device)
    places = first + torch.arange(count, device=device)
    angles = (places if isinstance(first, int) else places[:, None])[..., None] * speeds
    return angles.cos(), angles.sin()


def rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """x (..., t, d), of which numbers i and i + d / 2 are turned as a pair by the angle of ``cos`` and ``sin`` (t, d /
    2)."""
    one, two = x.chunk(2, -1)
    return torch.cat([one * cos - two * sin, one * sin + two * cos], -1)


class RotaryBlock(nn.Module):
    """Attention and a two-layer network, each on normalised input and added to the stream.

    With ``latent_dim``, a code scales and shifts the inputs of both (Perez et al. 2018, FiLM); it begins by not doing
    so.
    """

    def __init__(self, width: int, heads: int, dropout: float, latent_dim: int = 0):
        super().__init__()
        self.attention = RotaryAttention(width, heads)
        self.into, self.out = linear(width, 4 * width), linear(4 * width, width)
        self.drop = nn.Dropout(dropout)
        self.tell = linear(latent_dim, 4 * width) if latent_dim else None

    def forward(self, x: Tensor, latents: Tensor | None = None, **attention) -> Tensor:
        """The stream x (n, t, width) after this block; ``latents`` (n, latent_dim)."""
        scale, shift, *rest = told(self.tell, latents, 4)
        x = x + self.drop(self.attention(normal(x) * scale + shift, **attention))
        scale, shift = rest
        return x + self.drop(self.out(F.relu(self.into(normal(x) * scale + shift)).square()))

    def look(self, x: Tensor, latents: Tensor | None = None) -> Heads:
        """The values of the attention's heads for the stream x (n, t, width) that enters this block."""
        scale, shift, *_ = told(self.tell, latents, 4)
        return self.attention.look(normal(x) * scale + shift)


def told(tell: nn.Linear | None, latents: Tensor | None, parts: int) -> list:
    """Scales and shifts in turn, ``parts`` of them, each (n, 1, width): what a layer makes of codes (n, latent_dim).
    Without a layer they leave all as it is."""
    if tell is None:
        return [1, 0] * (parts // 2)
    values = tell(latents)[:, None].chunk(parts, -1)
    return [value if number % 2 else 1 + value for number, value in enumerate(values)]


class RotaryDecoder(nn.Module):
    """A causal Transformer: logits of the next token at each position. It begins with all tokens equally probable.

    With ``latent_dim``, a code scales and shifts the inputs of its blocks, and what the logits are made from.
    """

    def __init__(self, tokens: int, width: int, layers: int, heads: int, dropout: float, latent_dim: int = 0):
        super().__init__()
        self.embed = nn.Embedding(tokens, width)
        self.drop = nn.Dropout(dropout)
        self.blocks: Layers[RotaryBlock] = Layers(RotaryBlock(width, heads, dropout, latent_dim) for _ in range(layers))
        self.tell = linear(latent_dim, 2 * width) if latent_dim else None
        self.head = linear(width, tokens)
        start(self)

    def forward(self, ids: Tensor, latents: Tensor | None = None, past: Past | None = None) -> Tensor:
        """Logits (n, t, tokens) of the token after each of ids (n, t); updates ``past``."""
        x = self.stream(ids)
        for layer, block in enumerate(self.blocks):
            x = block(x, latents, past=past, layer=layer)
        if past is not None:
            past.grow(ids.shape[1])
        scale, shift = told(self.tell, latents, 2)
        return self.head(normal(x) * scale + shift)

    def look(self, ids: Tensor, latents: Tensor | None = None) -> Iterator[Heads]:
        """Layer by layer, what each head does with ids (n, t)."""
        return looked(self.blocks, self.stream(ids), latents)

    def stream(self, ids: Tensor) -> Tensor:
        """What enters the first block, (n, t, width), for ids (n, t)."""
        return self.drop(normal(self.embed(ids)))


def looked(blocks: Iterable[RotaryBlock], x: Tensor, latents: Tensor | None = None) -> Iterator[Heads]:
    """Block by block, what each head does with the stream x (n, t, width) that enters the first."""
    for block in blocks:
        yield block.look(x, latents)
        x = block(x, latents)


def start(network: nn.Module) -> None:
    """Initial weights: normal ones that halve the size of what they read, and zeros where a block adds to the stream or
    is told a code, and for the logits."""
    for name, parameter in network.named_parameters():
        if name.endswith(("out.weight", "tell.weight", "head.weight")):
            nn.init.zeros_(parameter)
        else:
            nn.init.normal_(parameter, std=0.5 * parameter.shape[1] ** -0.5)
