"""The Attention tab: enter Q, K and V and follow every number to the output, or look at a sentence's heads."""

import json
from typing import Any

import gradio as gr

from tabs.attention import heads as attention_heads
from tabs.attention import readers as attention_readers
from tabs.attention import several as several_heads
from tabs.attention.presets import PRESETS, SENTENCES
from tabs.shared import delivery, page
from tabs.shared.programs import serve
from tabs.shared.request import read_whole
from tabs.shared.turns import in_turn
from zoo.errors import ZooError

MASKS = ("none", "causal", "padding", "custom")
READINGS = ("one_token", "many_tokens")
MATRICES = ("Q", "K", "V")
real_heads = in_turn(attention_heads.heads)  # runs a model, so it waits for its turn with the other tabs
read, follow = in_turn(attention_readers.read), in_turn(attention_readers.follow)  # so do these


# ---- for the page
def compute(request: dict) -> str:
    """Every step of one computation, for the page, as JSON text, which Gradio sends faster than nested lists.

    ``request`` is ``{"tables": {"Q": {"cells": rows of text, "list": bool}, "K": ..., "V": ...}, "scale": bool,
    "temperature": number or text, "mask": one of MASKS, "keep": [...], "reading": "" or one of READINGS}``. The answer
    has ``steps``; for plain lists also ``readings``, with ``steps`` only once a reading is chosen; or ``error`` and
    ``cell``.
    """
    return answer(_compute, request)


def paste(request: dict) -> str:
    """The tables in a text: ``{"text": ..., "into": "Q"}`` gives ``{"tables": {"Q": {"cells", "list", "labels"}},
    "mask", "note"}``, or ``error``, ``cell`` and ``forms``, which says what can be read. ``mask`` is None, rows of
    booleans, or one row for all queries; ``into`` may be "mask" too.
    """
    return answer(_paste, request)


def export(request: dict) -> str:
    """``compute``'s request with ``format`` ("latex", "numpy" or "csv") gives ``{"text": ...}``."""
    return answer(_export, request)


def sentence(request: dict) -> str:
    """Each head's weights over a sentence: ``{"text", "seed", "heads", "positions", "causal"}`` gives ``tokens`` and
    ``weights`` (heads, tokens, tokens); with ``head`` also its Q, K and V as ``tables``, rounded to 3 decimals."""
    return answer(_sentence, request)


def several(request: dict) -> str:
    """Every step of a few heads with matrices of one's own; see ``several_heads.several``."""
    return answer(several_heads.several, request)


def rotary(request: dict) -> str:
    """A query and a key turned by their positions; see ``several_heads.rotary``."""
    return answer(several_heads.rotary, request)


async def heads(request: dict) -> str:
    """Each head's weights in a layer of a trained model, over the characters of a sentence; see ``attention_heads``."""
    return json.dumps(await real_heads(request), ensure_ascii=False)


def answer(handler, request: object) -> str:
    """``handler``'s answer as JSON text; a ``ZooError`` becomes its sentence, with the cell if it has one."""
    try:
        if not isinstance(request, dict):
            raise ZooError("The request must be a JSON object.")
        reply = handler(request)
    except ZooError as error:
        reply = {"error": getattr(error, "problem", str(error)), "cell": getattr(error, "cell", None)}
        if forms := getattr(error, "forms", None):
            reply["forms"] = forms
    return json.dumps(reply, ensure_ascii=False)


def _compute(request: dict) -> dict:
    matrices = read_tables(request.get("tables"))
    lists = [name for name, matrix in matrices.items() if is_list(matrix)]
    reading = request.get("reading") or ""
    if not lists:
        return {"steps": steps_as_json(calculate(matrices, request))}
    unmasked = request if request.get("mask") in ("none", "causal") else {**request, "mask": "none"}
    previews = {name: preview(matrices, request if name == reading else unmasked, name) for name in READINGS}
    reply = {"lists": lists, "readings": previews}  # a mask for one reading's size does not fit the other
    if reading:
        reply["steps"] = steps_as_json(calculate(matrices, request, reading))
    return reply


def preview(matrices: dict, request: dict, reading: str) -> dict:
    """The result under one reading of the plain lists, or why it has none."""
    try:
        steps = calculate(matrices, request, reading).steps
    except ZooError as error:
        return {"error": str(error)}
    return {"weights": steps.weights.tolist(), "output": steps.output.tolist()}


def _paste(request: dict) -> dict:
    from zoo.attention.paste import read

    text, into = request.get("text"), request.get("into")
    if not isinstance(text, str) or into not in (*MATRICES, "mask"):
        raise ZooError("To paste, give the text and one of Q, K and V to put it into, or mask.")
    pasted = read(text, into)
    tables = {
        name: {"cells": table.cells, "list": table.is_list, "labels": list(table.labels)}
        for name, table in pasted.tables.items()
    }
    return {"tables": tables, "mask": pasted.mask, "note": pasted.note}


def _export(request: dict) -> dict:
    from zoo.attention.export import FORMATS

    form = request.get("format")
    if not isinstance(form, str) or form not in FORMATS:
        raise ZooError(f"The format of a copy must be one of {', '.join(FORMATS)}.")
    matrices = read_tables(request.get("tables"))
    return {"text": FORMATS[form](calculate(matrices, request, request.get("reading") or ""))}


def _sentence(request: dict) -> dict:
    from zoo.attention.sentence import HEAD_WIDTH, MAX_HEADS, MAX_SEED, WIDTH, attend, tokenize

    tokens = tokenize(request.get("text"))
    heads = read_whole(request.get("heads"), "The number of heads", 1, MAX_HEADS)
    seed = read_whole(request.get("seed"), "The seed", 0, MAX_SEED)
    done = attend(tokens, seed, heads, request.get("positions") is not False, request.get("causal") is True)
    reply = {"tokens": tokens, "weights": done.steps.weights.tolist(), "width": WIDTH, "head_width": HEAD_WIDTH}
    if request.get("head") is not None:
        head = read_whole(request["head"], "The head", 0, heads - 1)
        blocks = zip(MATRICES, (done.query, done.key, done.value), strict=True)
        reply["tables"] = {
            name: {"cells": [[f"{x:.3f}" for x in row] for row in block[head].tolist()]} for name, block in blocks
        }
    return reply


# ---- shared by the handlers
def read_tables(tables: object) -> dict:
    """The page's three tables as numbers, by name."""
    from zoo.attention.matrices import read_matrix

    if not isinstance(tables, dict):
        raise ZooError("Three tables are needed: Q, K and V.")
    matrices = {}
    for name in MATRICES:
        table = tables.get(name)
        if not isinstance(table, dict) or not isinstance(table.get("cells"), list):
            raise ZooError(f"{name} is missing; three tables are needed: Q, K and V.")
        cells = table["cells"]
        matrices[name] = read_matrix(name, cells[0] if table.get("list") is True and len(cells) == 1 else cells)
    return matrices


def is_list(matrix: list) -> bool:
    """Whether a matrix is a plain list that can be read in two ways; a single number is 1 × 1 either way."""
    return not isinstance(matrix[0], list) and len(matrix) > 1


def calculate(matrices: dict, settings: dict, reading: str = ""):
    """The ``Computation`` of three numeric matrices under ``settings`` (scale, temperature, mask, keep)."""
    import torch

    from zoo.attention.export import Computation
    from zoo.attention.steps import as_matrix, attention, check_shapes

    if not isinstance(reading, str):
        raise ZooError(f"The reading must be one of {', '.join(READINGS)}.")
    tensors = []
    for name, matrix in matrices.items():
        if is_list(matrix) and reading not in READINGS:
            raise ZooError(
                f"{name} is a plain list of {len(matrix)} numbers and can be read in two ways: choose the reading "
                f"one_token (one token, {len(matrix)} dimensions) or many_tokens ({len(matrix)} tokens, one dimension)."
            )
        tensors.append(as_matrix(torch.tensor(matrix, dtype=torch.float64), reading or READINGS[0]))
    check_shapes(*tensors)
    query, key, value = tensors
    mask = read_mask(settings.get("mask", "none"), settings.get("keep"), len(query), len(key))
    temperature = read_temperature(settings.get("temperature", 1))
    scale = settings.get("scale") is not False
    steps = attention(query, key, value, mask, scale, temperature)
    return Computation(query, key, value, steps, scale, temperature, mask)


def read_mask(kind: object, keep: object, queries: int, keys: int):
    """The mask (queries, keys), True where visible, or None. ``keep`` is one bool, 0 or 1 per key, or one row per query
    for custom."""
    import torch

    from zoo.attention.steps import causal_mask, padding_mask

    if kind not in MASKS:
        raise ZooError(f"The mask must be one of {', '.join(MASKS)}.")
    if kind == "none":
        return None
    if kind == "causal":
        return causal_mask(queries, keys)
    rows: Any = [keep] if kind == "padding" else keep
    expected = 1 if kind == "padding" else queries
    if not isinstance(rows, list) or len(rows) != expected or any(not is_flags(row, keys) for row in rows):
        shape = f"{keys} entries" if kind == "padding" else f"{queries} rows of {keys} entries"
        raise ZooError(f"For the {kind} mask, keep must be {shape}, true or 1 where a query may see the key.")
    return padding_mask(queries, rows[0]) if kind == "padding" else torch.tensor(rows, dtype=torch.bool)


def is_flags(row: object, count: int) -> bool:
    """Whether ``row`` is a list of ``count`` booleans, or of as many 0 and 1."""
    return isinstance(row, list) and len(row) == count and all(isinstance(x, int | float) and x in (0, 1) for x in row)


def read_temperature(value: object) -> float:
    """A temperature above 0, given as a number or as text."""
    from zoo.attention.matrices import LONGEST_CELL, NUMBER, quote

    text = str(value).strip()
    usable = not isinstance(value, bool) and len(text) <= LONGEST_CELL and NUMBER.fullmatch(text)
    number = float(text) if usable else 0.0
    if not 0 < number < float("inf"):
        raise ZooError(f"The temperature must be a number above 0, not “{quote(value)}”.")
    return number


def steps_as_json(done) -> dict:
    """A ``Computation``'s steps as nested lists; a hidden score is null."""
    steps, mask = done.steps, done.mask
    masked = [[None if x == float("-inf") else x for x in row] for row in steps.masked.tolist()]
    return {
        "scores": steps.scores.tolist(),
        "scaled": steps.scaled.tolist(),
        "masked": masked,
        "weights": steps.weights.tolist(),
        "output": steps.output.tolist(),
        "empty": [index for index, flag in enumerate(steps.empty.tolist()) if flag],
        "mask": None if mask is None else mask.tolist(),
        "scale": done.scale,
        "temperature": done.temperature,
    }


# ---- for programs
def attention(
    q: list,
    k: list,
    v: list,
    scale: bool = True,
    temperature: float = 1.0,
    mask: str = "none",
    keep: list | None = None,
    reading: str = "",
) -> dict:
    """Scaled dot-product attention, softmax(q k^T / sqrt(d_k)) v, with every step.

    Args:
        q: rows of the queries; up to 64 rows of 128 numbers. A plain list of numbers needs a reading.
        k: rows of the keys, as wide as the queries.
        v: rows of the values, as many as keys.
        scale: divide the scores by sqrt(d_k).
        temperature: divides the scores inside the softmax; above 0.
        mask: none, causal, padding or custom.
        keep: for padding one boolean per key, for custom one row of them per query; true, or 1, where it may be seen.
        reading: how to read plain lists: one_token (one row) or many_tokens (one column).

    Returns:
        ``scores``, ``scaled``, ``masked`` (null where hidden), ``weights`` and ``output`` as rows; ``empty``: the
        queries that may see no key and whose weights are 0; ``mask`` (true where visible, or null), ``scale`` and
        ``temperature`` as used.
    """
    from zoo.attention.matrices import read_matrix

    settings = {"scale": scale, "temperature": temperature, "mask": mask, "keep": keep}
    try:
        matrices = {name: read_matrix(name, rows) for name, rows in zip(MATRICES, (q, k, v), strict=True)}
        return steps_as_json(calculate(matrices, settings, reading))
    except ZooError as error:
        raise gr.Error(str(error), print_exception=False) from None


API = ((attention, {"queue": False}),)
SERVER = compute, paste, export, sentence, several, rotary, heads, read, follow, attention_readers.cell


def build() -> None:
    """Lay out the tab."""
    page.component(
        delivery.ASSETS / "attention",
        value={
            "presets": PRESETS,
            "sentences": SENTENCES,
            "models": attention_heads.models(),
            "lines": attention_heads.EXAMPLES,
            "reading": attention_readers.start(),
        },
        server_functions=SERVER,
    )
    for function, settings in API:
        serve(function, settings)
