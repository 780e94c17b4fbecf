"""Answers that are computed when asked for: attention by hand, and weights compared. torch is imported then."""

from collections.abc import Callable

from tabs.attention.presets import PRESETS
from tabs.shared.catalogue import catalogue
from zoo.stores import Checkpoint

Block = tuple[str, str]  # "p" for sentences, "more" for those to open, "pre" for numbers and code; and the text
UNTIED = "dbn-finetuned"
CODE = """\
scores  = Q @ K.transpose(-2, -1) / K.shape[-1] ** 0.5
weights = torch.softmax(scores, dim=-1)
output  = weights @ V"""


def one_dimension() -> list[Block]:
    """The lab's three plain lists: what the usual code makes of them, and both readings of them."""
    import torch

    from zoo.attention.steps import as_matrix, attention

    lists = dict(zip("QKV", map(torch.tensor, _numbers("The exercise")), strict=True))
    blocks = [("p", "The usual code, given the three lists as they are:"), ("pre", CODE)]
    try:
        exec(CODE, {"torch": torch}, dict(lists))
        blocks.append(("p", "It runs in this version of PyTorch."))
    except (IndexError, RuntimeError) as error:
        blocks += [("p", "It stops with this error:"), ("pre", f"{type(error).__name__}: {str(error).splitlines()[0]}")]
    readings = {
        "one_token": "Read as one token with three numbers (one row, 1 × 3). There is one key only, so it gets all of "
        "the attention, and the output is the value itself:",
        "many_tokens": "Read as three tokens with one number each (one column, 3 × 1). Every number asks all three:",
    }
    for reading, said in readings.items():
        query, key, value = (as_matrix(each, reading) for each in lists.values())
        steps = attention(query, key, value)
        blocks += [("p", said), ("pre", f"weights {_text(steps.weights)}\noutput  {_text(steps.output)}")]
    return blocks


def three_tokens() -> list[Block]:
    """The small example, every step."""
    return _steps("Three tokens", causal=False)


def causal() -> list[Block]:
    """The example of a language model: nothing may look ahead."""
    return _steps("Causal", causal=True)


def _steps(name: str, causal: bool) -> list[Block]:
    import torch

    from zoo.attention.steps import attention, causal_mask

    query, key, value = map(torch.tensor, _numbers(name))
    steps = attention(query, key, value, causal_mask(len(query), len(key)) if causal else None)
    shown = {"scores Q Kᵀ": steps.scores, "divided by √dₖ": steps.scaled, "weights": steps.weights,
             "output": steps.output}  # fmt: skip
    return [("pre", "\n".join(f"{said}\n{_text(matrix)}" for said, matrix in shown.items()))]


def untied() -> list[Block]:
    """How far fine-tuning moved the weights up and the weights down apart."""
    entry = catalogue().get(UNTIED)
    if entry is None:
        return [("p", f"{UNTIED} is not here; train it: python -m training train {UNTIED}")]
    up, down = _weights(entry.checkpoint)
    apart = abs(up - down)
    rows = {"mean |R|": abs(up).mean(), "mean |W′|": abs(down).mean(), "mean |R − W′|": apart.mean(),
            "largest |R − W′|": apart.max()}  # fmt: skip
    share = apart.mean() / abs(down).mean()
    return [
        ("pre", "\n".join(f"{said:<17} {value:.4f}" for said, value in rows.items())),
        ("p", f"They began equal. A weight up and the same weight down now differ by {share:.0%} of the size of a "
              "weight, on average over all of the first layer."),
    ]  # fmt: skip


def _weights(checkpoint: Checkpoint):
    """R and W′ of the first layer, (visible, hidden) each."""
    from safetensors import safe_open

    with safe_open(checkpoint.folder / "model.safetensors", "np") as file:
        return [file.get_tensor(f"{part}.0.weight").astype("float32") for part in ("recognition", "lower")]


def _numbers(name: str) -> list:
    """Q, K and V of one of the calculator's examples; plain lists as plain lists."""
    tables = next(preset["tables"] for preset in PRESETS if preset["name"] == name)
    rows = {key: [[float(cell) for cell in row] for row in table["cells"]] for key, table in tables.items()}
    return [rows[key][0] if tables[key].get("list") else rows[key] for key in "QKV"]


def _text(matrix) -> str:
    return "\n".join("  ".join(f"{value:8.4f}" for value in row) for row in matrix.tolist()).replace("-", "−")


COMPUTED: dict[str, Callable[[], list[Block]]] = {
    "one_dimension": one_dimension,
    "three_tokens": three_tokens,
    "causal": causal,
    "untied": untied,
}
