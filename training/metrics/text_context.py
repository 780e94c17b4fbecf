"""What characters far back still tell a model: its nats by how many characters of the text it has read."""

import torch
from torch import Tensor

from training.data.images import Data
from training.metrics import Metric
from training.metrics.text_latents import CHUNK, SPLIT
from zoo.models.language import LanguageModel

STRIDE = 32  # places: how much further each window begins, and over how many places nats are averaged
NEAR = (1, 2, 4, 8, 16)  # known characters that are looked at one by one
NEAR_STRIDE = 4  # of the windows for these, so that 4, 8 and 16 are known of the same characters
FAR = 128  # characters back from which on ``nats_far_context`` counts


@torch.no_grad()
def context(model: LanguageModel, data: Data) -> dict[str, Metric]:
    """Nats per character by the known characters, and how many of them what is ``FAR`` back and more saves."""
    return measured(*by_context(model, data.validation.ids))


def by_context(model: LanguageModel, ids: Tensor) -> tuple[Tensor, Tensor]:
    """Nats of the characters of a text (1 + length,) under a model without a latent, by how much it has read.

    The first (``NEAR``) are means over windows that begin ``NEAR_STRIDE`` further each, of the character after so many
    known ones. The second, (blocks, groups), are means over blocks of ``STRIDE`` characters: a row is one block, read
    with up to ``STRIDE`` known characters, with up to twice as many, and so on. All columns are of the same characters:
    only the context differs between them.
    """
    window = model.config.window // STRIDE * STRIDE
    few = _nats(model, ids.unfold(0, NEAR[-1] + 1, NEAR_STRIDE), CHUNK * window // NEAR[-1])  # (n, 16)
    near = torch.stack([few[:, known - 1].mean() for known in NEAR])
    many = _nats(model, ids.unfold(0, window + 1, STRIDE), CHUNK)  # (n, window)
    groups = many.unflatten(1, (-1, STRIDE)).mean(2)  # group g of window w is block w + g
    count = groups.shape[1]
    blocks = len(groups) - count + 1
    return near, torch.stack([groups[count - 1 - group :][:blocks, group] for group in range(count)], 1)


def _nats(model: LanguageModel, windows: Tensor, chunk: int) -> Tensor:
    """Nats (n, t) of the characters of windows (n, 1 + t), so many windows at once."""
    return -torch.cat([model.log_likelihood(each).cpu().double() for each in windows.split(chunk)])


def measured(near: Tensor, blocks: Tensor) -> dict[str, Metric]:
    """The metrics of what ``by_context`` found."""
    count = blocks.shape[1]
    said = f"every {NEAR_STRIDE}th character after {', '.join(map(str, NEAR))} known ones; then the same "
    said += f"{len(blocks) * STRIDE:,} characters after "
    said += ", ".join(f"{1 + STRIDE * group} to {STRIDE * (group + 1)}" for group in range(1, count))
    saved = blocks[:, FAR // STRIDE - 1 : FAR // STRIDE].sub(blocks[:, -1:]).flatten()
    noise = saved.std().item() / max(1, len(saved)) ** 0.5 if len(saved) > 1 else 0.0
    far = f"{FAR - STRIDE + 1} to {FAR} known characters against {STRIDE * (count - 1) + 1} to {STRIDE * count}"
    unit = "nats per character"
    return {
        "nats_by_context": Metric([*near.tolist(), *blocks[:, 1:].mean(0).tolist()], unit, said, split=SPLIT),
        "nats_far_context": Metric(
            saved.mean().item(), unit, f"{far}, of the same {len(blocks) * STRIDE:,} characters; noise is that of the "
            "choice of text", split=SPLIT, noise=noise,
        ),
    }  # fmt: skip


def places(values: list[float]) -> list[float]:
    """How many characters were known, on average, for each of the values of ``nats_by_context``."""
    groups = range(1, len(values) - len(NEAR) + 1)
    return [*map(float, NEAR), *(STRIDE * group + (STRIDE + 1) / 2 for group in groups)]
