"""A moving average of the weights, of whatever recipe."""

from dataclasses import replace

import pytest
import torch
from small import quick

from training import bench, pipeline
from training.data import sets
from training.engine.average import AveragedStep, MovingAverage
from training.recipes import RECIPES
from zoo.errors import ZooError


def averaged(name: str = "vae-20", **change):
    return replace(quick(sets.on(RECIPES[name], "drawn"), epochs=2, size=64), average=0.8, **change)


def test_the_average_follows_by_the_formula():
    average, trained, follower = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2), MovingAverage(0.5)
    expected = average.weight.detach().clone()
    for update in range(1, 12):
        with torch.no_grad():
            trained.weight.add_(1)
        follower.follow(average, trained)
        decay = min(0.5, (1 + update) / (10 + update))
        expected = decay * expected + (1 - decay) * trained.weight.detach()
    torch.testing.assert_close(average.weight.detach(), expected)


@pytest.mark.parametrize("name", ["vae-20", "ae-32", "rbm"])
def test_any_recipe_may_have_one(name):
    recipe = averaged(name)
    model, data = recipe.build("cpu"), recipe.data("cpu")
    begun = {key: value.clone() for key, value in model.named_parameters()}
    step = recipe.step(model, recipe, 4)
    assert isinstance(step, AveragedStep) and step.trained is not model
    for at in range(3):
        step(data.train.batch(torch.arange(at, at + 16)))
    step.settle(data.train)
    for (key, mine), (_, trained) in zip(model.named_parameters(), step.trained.named_parameters(), strict=True):
        if not torch.equal(trained, begun[key]):
            assert not torch.equal(mine, begun[key]) and not torch.equal(mine, trained), key
    assert all(map(torch.equal, model.buffers(), step.trained.buffers()))


def test_the_average_is_settled_on_the_training_split():
    recipe = averaged("ae-32")
    model, seen = recipe.build("cpu"), []
    step = recipe.step(model, recipe, 4)
    model.settle = seen.append
    step.settle("the training split")
    assert seen == ["the training split"]


def test_without_one_the_step_is_the_plain_one():
    recipe = replace(averaged(), average=0.0)
    assert not isinstance(recipe.step(recipe.build("cpu"), recipe, 4), AveragedStep)
    assert "average" not in recipe.settings() and averaged().settings()["average"] == 0.8


def test_a_run_that_is_resumed_ends_with_the_same_average(tmp_path):
    recipe = averaged(step=RECIPES["ae-32"].step)  # at a constant rate
    data = recipe.data("cpu")
    whole = pipeline.fit(recipe, data, tmp_path / "whole.pt", "cpu", False)[0]

    class Killed(Exception):
        pass

    def kill(progress):
        raise Killed

    with pytest.raises(Killed):
        pipeline.fit(recipe, data, tmp_path / "part.pt", "cpu", False, on_epoch=kill)
    resumed = pipeline.fit(recipe, data, tmp_path / "part.pt", "cpu", True)[0]
    for (name, mine), (_, other) in zip(whole.named_parameters(), resumed.named_parameters(), strict=True):
        torch.testing.assert_close(mine, other, msg=name)


def test_an_average_is_not_timed_beside_a_loop_without():
    with pytest.raises(ZooError, match="keeps no average"):
        bench.check(averaged())
