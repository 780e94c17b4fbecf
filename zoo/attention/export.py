"""Exports an attention computation as text: LaTeX, NumPy code that reproduces it, CSV."""

import csv
import io
import math
from dataclasses import dataclass

import torch

from zoo.attention.steps import Steps


@dataclass(frozen=True)
class Computation:
    """The input matrices and settings, and the computed steps. ``mask`` is None, or True where visible."""

    query: torch.Tensor
    key: torch.Tensor
    value: torch.Tensor
    steps: Steps
    scale: bool = True
    temperature: float = 1.0
    mask: torch.Tensor | None = None


# ---- LaTeX
def to_latex(done: Computation, decimals: int = 4) -> str:
    """Every step as an equation with its numbers, rounded to ``decimals``; needs the amsmath package."""
    steps, d_k = done.steps, done.key.shape[-1]
    divisor = f"\\sqrt{{{d_k}}}" if done.scale else "1"
    equations = [
        ("Q", done.query),
        ("K", done.key),
        ("V", done.value),
        ("S = QK^\\top", steps.scores),
        (f"S' = \\frac{{S}}{{{divisor}}}", steps.scaled),
    ]
    argument = "S'"
    if done.mask is not None:
        equations.append(("M = \\operatorname{mask}(S')", steps.masked))
        argument = "M"
    if done.temperature != 1:
        argument = f"{argument} / {_latex_number(done.temperature, decimals)}"
    equations.append((f"A = \\operatorname{{softmax}}({argument})", steps.weights))
    equations.append(("O = AV", steps.output))
    lines = [f"% scaled dot-product attention, numbers rounded to {decimals} decimals", "\\begin{align*}"]
    lines += [f"{left} &= {latex_matrix(matrix, decimals)} \\\\" for left, matrix in equations]
    return "\n".join([*lines, "\\end{align*}"])


def latex_matrix(matrix: torch.Tensor, decimals: int = 4) -> str:
    """A matrix in square brackets; ``array`` because ``bmatrix`` stops at ten columns."""
    rows = [" & ".join(_latex_number(x, decimals) for x in row) for row in matrix.tolist()]
    columns, body = "r" * matrix.shape[-1], " \\\\ ".join(rows)
    return f"\\left[\\begin{{array}}{{{columns}}} {body} \\end{{array}}\\right]"


def _latex_number(x: float, decimals: int) -> str:
    if x == -math.inf:
        return "-\\infty"
    if x != 0 and not 0.5 * 10.0**-decimals <= abs(x) < 1e9:
        mantissa, exponent = f"{x:.{decimals}e}".split("e")
        return f"{_short(mantissa)} \\cdot 10^{{{int(exponent)}}}"
    return _short(f"{x:.{decimals}f}")


def _short(digits: str) -> str:
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


# ---- NumPy
def to_numpy(done: Computation) -> str:
    """A script that needs only NumPy and ends with ``weights`` and ``output`` as shown on the page."""
    lines = [
        "import numpy as np",
        "",
        *(f"{name} = {_array(matrix)}" for name, matrix in zip("QKV", (done.query, done.key, done.value), strict=True)),
        "",
        "scores = Q @ K.T",
        "scaled = scores / np.sqrt(K.shape[-1])" if done.scale else "scaled = scores  # not divided by sqrt(d_k)",
    ]
    if done.mask is None:
        lines.append("masked = scaled  # no mask")
    else:
        lines.append(f"visible = {_array(done.mask, 'bool')}")
        lines.append("masked = np.where(visible, scaled, -np.inf)")
    lines += [
        f"temperature = {done.temperature!r}",
        "top = masked.max(axis=-1, keepdims=True)  # subtracted first: it cancels, and exp cannot overflow",
        "top = np.where(np.isneginf(top), 0.0, top)",
        "exponentials = np.exp((masked - top) / temperature)",
        "total = exponentials.sum(axis=-1, keepdims=True)",
        "weights = exponentials / np.where(total == 0, 1.0, total)  # a row that sees nothing gets zeros",
        "output = weights @ V",
        "print(weights)",
        "print(output)",
    ]
    return "\n".join(lines) + "\n"


def _array(matrix: torch.Tensor, dtype: str = "float") -> str:
    rows = ",\n    ".join(repr(row) for row in matrix.tolist())
    return f"np.array([\n    {rows},\n], dtype={dtype})"


# ---- CSV
def to_csv(done: Computation) -> str:
    """All matrices, one below the other, with their names and those of rows and columns, in full precision."""
    steps = done.steps
    blocks = [
        ("Q", "q", "d", done.query),
        ("K", "k", "d", done.key),
        ("V", "v", "d", done.value),
        ("scores", "q", "k", steps.scores),
        ("scaled", "q", "k", steps.scaled),
        ("masked", "q", "k", steps.masked),
        ("weights", "q", "k", steps.weights),
        ("output", "o", "d", steps.output),
    ]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for name, row_name, column_name, matrix in blocks:
        writer.writerow([name, *(f"{column_name}{index + 1}" for index in range(matrix.shape[-1]))])
        writer.writerows([f"{row_name}{index + 1}", *row] for index, row in enumerate(matrix.tolist()))
        writer.writerow([])
    return text.getvalue()


FORMATS = {"latex": to_latex, "numpy": to_numpy, "csv": to_csv}
