"""Attention step by step (Vaswani et al. 2017, "Attention is all you need"): pure functions on tensors, no weights.

All functions take float tensors with any leading batch dimensions and return their intermediate results, so that every
number can be shown. Masks are boolean with True where a query may see a key, as in torch's attention.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from zoo.errors import ZooError


@dataclass(frozen=True)
class Steps:
    """The intermediate results of scaled dot-product attention, in order.

    ``scores``, ``scaled``, ``masked`` and ``weights`` are (..., n_q, n_k), ``output`` is (..., n_q, d_v). Hidden scores
    are -inf in ``masked``. ``empty`` is (..., n_q), True for a query that may see no key: its weights and output are 0.
    """

    scores: torch.Tensor
    scaled: torch.Tensor
    masked: torch.Tensor
    weights: torch.Tensor
    output: torch.Tensor
    empty: torch.Tensor


@dataclass(frozen=True)
class Projections:
    """The matrices of multi-head attention, one block per head.

    ``query`` (heads, d_model, d_k), ``key`` (heads, d_memory, d_k), ``value`` (heads, d_memory, d_v) and ``output``
    (heads, d_v, d_model): the rows of the paper's W^O that belong to each head.
    """

    query: torch.Tensor
    key: torch.Tensor
    value: torch.Tensor
    output: torch.Tensor


@dataclass(frozen=True)
class MultiHead:
    """Each head's own Q, K, V (..., heads, n, d) and ``steps``, and the joint ``output`` (..., n_q, d_model)."""

    query: torch.Tensor
    key: torch.Tensor
    value: torch.Tensor
    steps: Steps
    output: torch.Tensor


def attention(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    mask: torch.Tensor | None = None,
    scale: bool = True,
    temperature: float = 1.0,
) -> Steps:
    """Scaled dot-product attention, softmax(QK^T / sqrt(d_k)) V, with every step (Vaswani et al. 2017, eq. 1).

    ``query`` (..., n_q, d_k), ``key`` (..., n_k, d_k), ``value`` (..., n_k, d_v); ``mask`` (..., n_q, n_k).
    ``temperature`` divides the scores inside the softmax. Raises ``ZooError`` if the shapes do not fit or the
    temperature is not above 0.
    """
    check_shapes(query, key, value, mask)
    scores = query @ key.transpose(-2, -1)  # (..., n_q, d_k) @ (..., d_k, n_k)
    scaled = scores / math.sqrt(key.shape[-1]) if scale else scores
    masked = scaled if mask is None else scaled.masked_fill(~mask, -math.inf)
    weights = softmax(masked, temperature)
    empty = masked.isneginf().all(-1)
    return Steps(scores, scaled, masked, weights, weights @ value, empty)


def softmax(scores: torch.Tensor, temperature: float = 1.0) -> torch.Tensor:
    """Softmax of ``scores / temperature`` over the last axis; a row that is all -inf gives zeros, never NaN.

    The row's maximum is subtracted before dividing, so neither large scores nor a small temperature overflow.
    """
    if not (math.isfinite(temperature) and temperature > 0):
        raise ZooError(f"The temperature must be a number above 0, not {temperature:g}.")
    top = scores.amax(-1, keepdim=True)
    top = top.masked_fill(top.isneginf(), 0)
    exponentials = ((scores - top) / temperature).exp()
    total = exponentials.sum(-1, keepdim=True)
    return exponentials / total.masked_fill(total == 0, 1)


def multi_head(
    x: torch.Tensor,
    memory: torch.Tensor,
    projections: Projections,
    mask: torch.Tensor | None = None,
    scale: bool = True,
    temperature: float = 1.0,
    place: Callable[[torch.Tensor], torch.Tensor] | None = None,
) -> MultiHead:
    """Multi-head attention of ``x`` (..., n_q, d_model) to ``memory`` (..., n_k, d_memory), Vaswani et al. 2017, 3.2.2.

    ``memory`` is ``x`` itself for self-attention, another sequence for cross-attention. ``mask`` broadcasts to
    (..., heads, n_q, n_k). ``place`` puts positions into queries and keys (..., heads, n, d_k), as rotary ones are.
    Raises ``ZooError`` if a width does not fit its projection.
    """
    for name, tokens, matrix in (("query", x, projections.query), ("key", memory, projections.key)):
        if tokens.shape[-1] != matrix.shape[-2]:
            raise ZooError(
                f"The {name} tokens have width {tokens.shape[-1]}, but their projection takes width {matrix.shape[-2]}."
            )
    query = x.unsqueeze(-3) @ projections.query  # (..., 1, n_q, d_model) @ (heads, d_model, d_k)
    key = memory.unsqueeze(-3) @ projections.key
    value = memory.unsqueeze(-3) @ projections.value
    if place is not None:
        query, key = place(query), place(key)
    steps = attention(query, key, value, mask, scale, temperature)
    # concat(heads) W^O, written as the sum of each head times its own rows of W^O
    output = (steps.output @ projections.output).sum(-3)
    return MultiHead(query, key, value, steps, output)


def random_projections(heads: int, width: int, head_width: int, generator: torch.Generator) -> Projections:
    """Seeded random projections, float64, with normal entries of variance 1 / rows, which keeps magnitudes.

    Drawn head by head, so the first heads do not depend on the number of heads.
    """
    if heads < 1 or width < 1 or head_width < 1:
        raise ZooError(f"Heads and widths must be at least 1, not {heads}, {width} and {head_width}.")

    def draw(rows: int, columns: int) -> torch.Tensor:
        return torch.randn(rows, columns, generator=generator, dtype=torch.float64) / math.sqrt(rows)

    shapes = [(width, head_width)] * 3 + [(head_width, width)]
    blocks = [[draw(*shape) for shape in shapes] for _ in range(heads)]
    return Projections(*(torch.stack(kind) for kind in zip(*blocks, strict=True)))


def positional_encoding(length: int, width: int) -> torch.Tensor:
    """Sinusoidal positions (length, width), float64: sin in even columns, cos in odd (Vaswani et al. 2017, 3.5)."""
    position = torch.arange(length, dtype=torch.float64).unsqueeze(1)  # (length, 1)
    column = torch.arange(width)
    angle = position / 10000 ** ((column - column % 2) / width)  # (length, width)
    return torch.where(column % 2 == 0, angle.sin(), angle.cos())


def causal_mask(queries: int, keys: int) -> torch.Tensor:
    """(queries, keys): query i sees keys 0 ... i, as torch's ``is_causal``."""
    return torch.ones(queries, keys, dtype=torch.bool).tril()


def padding_mask(queries: int, keep: Sequence[bool]) -> torch.Tensor:
    """(queries, len(keep)): every query sees the keys that ``keep`` marks True."""
    return torch.tensor(keep, dtype=torch.bool).expand(queries, len(keep))


def as_matrix(numbers: torch.Tensor, reading: str) -> torch.Tensor:
    """A plain list (n,) as a matrix: (1, n) for "one_token", (n, 1) for "many_tokens". A matrix is returned
    unchanged."""
    if numbers.ndim != 1:
        return numbers
    if reading not in READINGS:
        raise ZooError(f"A plain list can be read as {' or as '.join(READINGS)}, not as '{str(reading)[:40]}'.")
    return numbers.unsqueeze(READINGS[reading])


READINGS = {"one_token": 0, "many_tokens": 1}  # where the missing dimension goes


def check_shapes(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None) -> None:
    """Raise ``ZooError`` with the two sizes that do not fit."""
    for name, tensor in (("Q", query), ("K", key), ("V", value)):
        if tensor.ndim < 2:
            raise ZooError(f"{name} has {tensor.ndim} dimension(s); attention needs rows and columns.")
        if 0 in tensor.shape:
            raise ZooError(f"{name} is empty; give it at least one row and one column.")
    if query.shape[-1] != key.shape[-1]:
        raise ZooError(
            f"Q has width {query.shape[-1]} and K has width {key.shape[-1]}: "
            "a query and a key can only be compared if they are equally long."
        )
    if key.shape[-2] != value.shape[-2]:
        raise ZooError(
            f"K has {_rows(key)} and V has {_rows(value)}: every key needs exactly one value, so the two must be equal."
        )
    if mask is not None and tuple(mask.shape[-2:]) != (query.shape[-2], key.shape[-2]):
        have = " × ".join(map(str, mask.shape[-2:]))
        raise ZooError(f"The mask is {have}, but these Q and K need {query.shape[-2]} × {key.shape[-2]}.")


def _rows(tensor: torch.Tensor) -> str:
    return f"{tensor.shape[-2]} row{'s' if tensor.shape[-2] > 1 else ''}"
