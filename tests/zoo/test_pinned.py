"""What a seed gives stays the same: weights before a run, losses and gradients of its first step, samples, and what the
page is told. Checkpoints and links that people keep rely on it.

A change that means to give other numbers writes them anew: ``python tests/zoo/test_pinned.py``.
"""

import json
import math
import sys
from pathlib import Path

FILE = Path(__file__).with_name("pinned.json")
ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path[:0] = map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "support"))

import pytest  # noqa: E402
import torch  # noqa: E402
from small import begun, fresh, kind, one_each  # noqa: E402

from training.recipes import RECIPES  # noqa: E402
from zoo.models.judge import Judge, Labelled  # noqa: E402
from zoo.models.language import LanguageModel  # noqa: E402
from zoo.models.subword_lm import SubwordLM  # noqa: E402
from zoo.models.words import WordVAE  # noqa: E402

CHAINS = ("RBM", "DBN")  # in double precision: a machine that rounds otherwise would turn one of thousands of draws


def batch_of(model):
    """A batch for ``losses``: images with and without labels, ids of texts some of which are given, or words."""
    generator = torch.Generator().manual_seed(0)
    if isinstance(model, LanguageModel):
        ids = torch.randint(60, (6, 33), generator=generator)
        return (
            torch.where(torch.rand(6, 33, generator=generator) < 0.2, ~ids, ids)
            if isinstance(model, SubwordLM)
            else ids
        )
    if isinstance(model, WordVAE):
        return torch.randint(model.config.words, (6,), generator=generator)
    images = torch.bernoulli(torch.rand(6, 1, 28, 28, generator=generator))
    return Labelled(images, torch.arange(6)) if isinstance(model, Judge) or getattr(model, "classes", 0) else images


def told(tensors) -> list[float]:
    """Two numbers that hardly any change of the tensors leaves: a sum weighted by place, and the norm."""
    flat = torch.cat([tensor.detach().double().flatten() for tensor in tensors])
    flat = flat[flat.isfinite()]
    return [float(flat @ torch.linspace(1, 2, len(flat), dtype=torch.double)), float(flat.norm())]


def numbers_of(name: str) -> dict:
    torch.set_default_dtype(torch.float64 if RECIPES[name].model in CHAINS else torch.float32)
    try:
        return _numbers_of(name)
    finally:
        torch.set_default_dtype(torch.float32)


def _numbers_of(name: str) -> dict:
    torch.manual_seed(0)
    model = begun(fresh(RECIPES[name]).build("cpu"))
    found = {"weights": told(model.state_dict().values()), "told": type(model).capabilities(model.config)}
    torch.manual_seed(1)
    losses = model.train().losses(batch_of(model))
    losses["loss"].backward()
    found["losses"] = {term: value.item() for term, value in losses.items()}
    found["gradients"] = told(each.grad for each in model.parameters() if each.grad is not None)
    model.eval()
    if type(model).generates():
        with torch.no_grad():
            found["sample"] = told([model.sample(3, torch.Generator().manual_seed(2))])
    return found


@pytest.mark.parametrize("name", one_each(kind))
def test_the_numbers_of_a_seed_stay(name):
    pinned, found = json.loads(FILE.read_text("utf-8"))[name], json.loads(json.dumps(numbers_of(name)))
    assert found.keys() == pinned.keys() and found["told"] == pinned["told"]
    assert found["losses"] == {term: near(value) for term, value in pinned["losses"].items()}
    for key in sorted(pinned.keys() - {"told", "losses"}):
        assert all(map(math.isfinite, found[key])) and found[key] == near(pinned[key]), key


def near(value):
    """Equal but for how a machine rounds."""
    return pytest.approx(value, rel=2e-4, abs=1e-6)


if __name__ == "__main__":
    FILE.write_text(json.dumps({name: numbers_of(name) for name in one_each(kind)}, indent=1) + "\n", encoding="utf-8")
