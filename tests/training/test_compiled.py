"""Steps compiled by ``torch.compile``: the same losses, draws and gradients, or a word why not."""

import shutil

import pytest
import torch
from small import quick
from torch._dynamo.utils import counters

from training.engine import compiled
from training.recipes import RECIPES
from zoo.errors import ZooError


@pytest.mark.skipif(bool(compiled.hindrance("cpu")), reason="there is no C++ compiler here")
def test_a_compiled_machine_draws_the_same_and_learns_the_same():
    """Also from the last batch of an epoch, which is smaller; and as one graph, as each more costs a tenth of a
    millisecond."""
    counters.clear()
    recipe = quick(RECIPES["rbm"], size=24)
    data, found = recipe.data("cpu").train, []
    for quicken in (False, True):
        model = recipe.build("cpu").train()
        step = recipe.step(model, recipe, 2)
        if quicken:
            step.quicken(16)
            assert step.losses != model.losses
        torch.manual_seed(2)
        losses = [step(data.batch(index)) for index in torch.arange(24).split(16)]
        found.append((losses, model.state_dict()))
    torch.testing.assert_close(*found)
    assert counters["stats"]["unique_graphs"] == 1 and not counters["graph_break"]


@pytest.mark.parametrize(
    ("device", "why"), [("cpu", "install one, such as g\\+\\+"), ("cuda", "Triton"), ("mps", "mps")]
)
def test_what_cannot_be_compiled_is_refused_by_name(device, why, monkeypatch):
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr("torch.utils._triton.has_triton", lambda: False)
    assert why.replace("\\", "") in compiled.hindrance(device)
    if device == "cpu":
        with pytest.raises(ZooError, match=why):
            compiled.losses(RECIPES["ae-32"].build(device), 8)


def test_the_command_refuses_what_is_not_compiled(run, monkeypatch):
    for arguments in (("rbm", "ae-32"), ("rbm", "--workers", "2")):
        code, _, error = run("train", *arguments, "--compile")
        assert code == 2 and "for one model" in " ".join(error.split())
    monkeypatch.setenv("CXX", "no-such-compiler")
    code, _, error = run("train", "rbm", "--compile", "--device", "cpu", "--dry-run")
    assert code == 2 and "no C++ compiler" in " ".join(error.split())
    step = RECIPES["dcgan-32"]
    with pytest.raises(ZooError, match="Two players cannot be compiled"):
        step.step(step.build("cpu"), step, 1).quicken(8)
