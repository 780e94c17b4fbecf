"""Safetensors files without torch: reading them, and writing a smaller one with the tensors that the page runs."""

import json
from math import prod
from typing import Any, TypeVar

from pydantic import model_validator

from zoo import reading
from zoo.schema import Misfit, Part

WIDTHS = {"F16": 2, "F32": 4, "U8": 1}  # bytes per number of each type that is read here
FLOAT_MANTISSA, MANTISSA = 23, 14  # bits in float32, and bits that the page gets
COUNTED = "I64"  # type of the numbers of batches in batch normalisation
LONGEST_HEADER = 1_000_000  # bytes


class Tensor(Part):
    """An entry of a safetensors header: the type of number, the shape, and the position of the numbers."""

    dtype: str
    shape: list[int]
    data_offsets: list[int]

    @model_validator(mode="after")
    def _check(self) -> "Tensor":
        start, end = self.data_offsets if len(self.data_offsets) == 2 else (0, -1)
        width = WIDTHS.get(self.dtype)
        if min([*self.shape, start], default=0) < 0 or end < start:
            raise Misfit("data_offsets must be the beginning and end of a tensor")
        if width and end - start != width * prod(self.shape):
            raise Misfit("shape must match the number of values")
        return self


class Points(Part):
    """``points.safetensors``: codes (n, latent_dim) of test images and their labels (n,)."""

    codes: Tensor
    labels: Tensor

    def fit(self, latent_dim: int) -> None:
        """Raise ``Misfit`` unless the codes fit a model with ``latent_dim`` latents."""
        count = self.codes.shape[0] if self.codes.shape else 0
        if (self.codes.dtype, self.codes.shape) != ("F16", [count, latent_dim]):
            raise Misfit(f"codes must be rows of {latent_dim} half-precision numbers")
        if (self.labels.dtype, self.labels.shape) != ("U8", [count]):
            raise Misfit("labels must be one byte per code")


class Shown(Part):
    """``shown.safetensors``: test images, their reconstructions and samples, each (n, side, side) as bytes."""

    images: Tensor
    reconstructions: Tensor
    samples: Tensor

    def fit(self, side: int) -> None:
        """Raise ``Misfit`` unless all are pictures of this size."""
        for name in ("images", "reconstructions", "samples"):
            tensor: Tensor = getattr(self, name)
            if tensor.dtype != "U8" or tensor.shape[1:] != [side, side]:
                raise Misfit(f"{name} must be pictures of {side} by {side} bytes")
        if self.images.shape != self.reconstructions.shape:
            raise Misfit("reconstructions must be as many as images")


class HeldOut(Part):
    """``tests.safetensors``: test images (n, side, side) as bytes and, where there are some, their labels (n,)."""

    images: Tensor
    labels: Tensor | None = None

    def fit(self) -> None:
        """Raise ``Misfit`` unless these are square pictures, with a label below 10 for each if there are labels."""
        count, *sides = self.images.shape or [0]
        if self.images.dtype != "U8" or len(sides) != 2 or sides[0] != sides[1] or not count:
            raise Misfit("images must be square pictures of bytes")
        if self.labels and (self.labels.dtype, self.labels.shape) != ("U8", [count]):
            raise Misfit("labels must be one byte per picture")


class LineCodes(Part):
    """``lines.safetensors``: the codes (n, latent_dim) of the lines in ``lines.json``."""

    codes: Tensor

    def fit(self, count: int, latent_dim: int) -> None:
        """Raise ``Misfit`` unless there is one code of ``latent_dim`` latents for each line."""
        if (self.codes.dtype, self.codes.shape) != ("F16", [count, latent_dim]):
            raise Misfit(f"codes must be {count} rows of {latent_dim} half-precision numbers")


Kind = TypeVar("Kind", bound=Part)


def unpack(content: bytes, kind: type[Kind]) -> tuple[Kind, memoryview]:
    """The header of a safetensors file as defined by ``kind``, and its numbers. Raises ``ValueError`` if it misfits."""
    header, body = _split(content)
    return kind.model_validate(header), body


def array(tensor: Tensor, body: memoryview) -> Any:
    """A tensor as a numpy array with its own type of number."""
    import numpy as np

    start, end = tensor.data_offsets
    kinds = {"F16": "<f2", "F32": "<f4", "U8": "u1"}
    if tensor.dtype not in kinds:
        raise ValueError(f"numbers of type {tensor.dtype} cannot be read here")
    return np.frombuffer(body[start:end], kinds[tensor.dtype]).reshape(tensor.shape)


def rounded(content: bytes, *prefixes: str) -> bytes:
    """A safetensors file with the tensors whose names begin with a prefix, float32 rounded to ``MANTISSA`` bits.

    The remaining bits are zeros, which compress well. A picture drawn with such weights differs by at most a third of a
    grey level; with half precision, of 10 bits, it differed by six levels. Half-precision tensors stay unchanged, and
    what is counted in whole numbers is left out. Raises ``ValueError`` if there is no such tensor or one is damaged.
    """
    header, body = _split(content)
    entries, parts, at = {}, [], 0
    for name in sorted(name for name in header if name.startswith(prefixes) and header[name]["dtype"] != COUNTED):
        values = array(Tensor.model_validate(header[name]), body)
        part = _rounded(values).tobytes() if header[name]["dtype"] == "F32" else values.tobytes()
        entries[name] = header[name] | {"data_offsets": [at, at + len(part)]}
        at += len(part)
        parts.append(part)
    if not entries:
        raise ValueError(f"there is no tensor {', '.join(prefixes)}...")
    packed = json.dumps(entries, separators=(",", ":")).encode()
    packed += b" " * (-len(packed) % 8)  # the format requires alignment
    return len(packed).to_bytes(8, "little") + packed + b"".join(parts)


def _rounded(values: Any) -> Any:
    """float32 numbers rounded to ``MANTISSA`` bits after the point; infinities and NaN stay unchanged."""
    import numpy as np

    dropped = np.uint32(FLOAT_MANTISSA - MANTISSA)
    bits = values.view("<u4")
    near = (bits + np.uint32(1 << (dropped - 1))) >> dropped << dropped  # a carry into the exponent is correct
    return np.where(np.isfinite(values), near, bits).astype("<u4")


def _split(content: bytes) -> tuple[dict, memoryview]:
    """Header and numbers of a complete safetensors file without extra bytes."""
    length = int.from_bytes(content[:8], "little")
    if not 2 <= length <= min(LONGEST_HEADER, len(content) - 8):
        raise ValueError("it has no header")
    header = reading.parse(content[8 : 8 + length])
    if not isinstance(header, dict):
        raise ValueError("its header is not an object")
    tensors = {name: entry for name, entry in header.items() if name != "__metadata__"}
    body = memoryview(content)[8 + length :]
    ends = [Tensor.model_validate(entry).data_offsets[1] for entry in tensors.values()]
    if max(ends, default=0) != len(body):
        raise ValueError("its length does not match its header")
    return tensors, body
