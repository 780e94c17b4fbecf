"""Steps compiled by ``torch.compile``: the same losses, draws and gradients, or a word why not."""

import shutil
from dataclasses import replace

import pytest
import torch
from small import quick
from torch._dynamo.utils import counters

from training.engine import compiled
from training.recipe import adamw_one_cycle
from training.recipes import RECIPES
from zoo.errors import ZooError


@pytest.mark.skipif(bool(compiled.hindrance("cpu")), reason="there is no C++ compiler here")
def test_a_compiled_machine_draws_the_same_and_learns_the_same():
    """Also from the last batch of an epoch, which is smaller; and as one graph, as each more costs a tenth of a
    millisecond."""
    counters.clear()
    recipe = quick(RECIPES["rbm-pcd"], size=24)  # its chains are buffers that a step moves
    data, found = recipe.data("cpu").train, []
    for quicken in (False, True):
        model = recipe.build("cpu").train()
        step = recipe.step(model, recipe, 2)
        if quicken:
            step.quicken(16)
            assert step.whole
        torch.manual_seed(2)
        losses = [step(data.batch(index)) for index in torch.arange(24).split(16)]
        found.append((losses, model.state_dict()))
    torch.testing.assert_close(*found)
    assert counters["stats"]["unique_graphs"] == 1 and not counters["graph_break"]


@pytest.mark.parametrize(("name", "step"), [("vae-2", None), ("ae-32", adamw_one_cycle), ("rbm", None)])
def test_a_whole_step_is_that_of_the_optimiser(name, step):
    """What is compiled, as it is: two steps of it after one of the optimiser, whose state it goes on from, and one of
    the optimiser again."""
    recipe = quick(RECIPES[name], size=24)
    recipe, found = replace(recipe, step=step or recipe.step), []
    batches = [recipe.data("cpu").train.batch(index) for index in torch.arange(24).split(6)]
    for wholly in (False, True):
        model = recipe.build("cpu").train()
        each = recipe.step(model, recipe, 4)
        for group in each.optimizer.param_groups:
            group["weight_decay"] *= 1000  # so that it shows
        torch.manual_seed(2)
        losses = [each(batches[0])]
        whole = compiled.WholeStep(model, each.optimizer, each.longest)
        for batch in batches[1:3]:
            whole.set_rates()
            losses.append(whole.plain(batch) if wholly else each(batch))
            if wholly and each.schedule:
                each.schedule.step()
        losses.append(each(batches[3]))
        found.append((losses, model.state_dict(), each.optimizer.state_dict()["state"]))
    torch.testing.assert_close(*found, rtol=2e-4, atol=1e-5)  # Adam divides by what is nearly 0


def test_code_that_is_not_one_graph_is_compiled_in_part(monkeypatch):
    recipe, step = quick(RECIPES["rbm"], size=24), None

    def broken(batch):
        torch._dynamo.graph_break()
        return {}

    monkeypatch.setattr(compiled, "losses", lambda model, size: model.losses)
    monkeypatch.setattr(compiled.WholeStep, "plain", lambda self, batch: broken(batch))
    batch, found = recipe.data("cpu").train.batch(torch.arange(8)), []
    for quicken in (False, True):
        model = recipe.build("cpu").train()
        step = recipe.step(model, recipe, 2)
        if quicken:
            step.quicken(8)
        torch.manual_seed(2)
        found.append((step(batch), model.state_dict()))
    assert step and not step.whole
    torch.testing.assert_close(*found)


def test_a_step_that_is_not_known_is_compiled_in_part():
    recipe = quick(RECIPES["vae-256-2"], size=24)  # RMSprop
    model = recipe.build("cpu")
    assert not compiled.whole_step(model, recipe.step(model, recipe, 4).optimizer)
    for options in ({"momentum": 0.9}, {"weight_decay": 0.1}):
        assert not compiled.whole_step(model, torch.optim.SGD(model.parameters(), 0.1, **options))


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
