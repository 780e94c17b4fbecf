"""A GAN beside the lab sheet's loop: which are timed, and that an epoch is reckoned from some batches."""

from dataclasses import replace

import pytest
import torch
from small import fresh, quick

from training import bench
from training.data.images import Split
from training.recipes import RECIPES
from zoo.errors import ZooError


@pytest.mark.parametrize("name", ["dcgan-32-g2", "dcgan-32-d2", "wgan-gp", "sagan", "cgan"])
def test_a_game_with_other_updates_or_rates_is_refused(name):
    with pytest.raises(ZooError, match=rf"^{name} cannot be timed beside the usual loop.*dcgan-32\.$"):
        bench.check(RECIPES[name])


@pytest.mark.parametrize("name", ["gan", "dcgan-plain", "dcgan-32", "dcgan-32-no-bn"])
def test_the_others_are_timed(name):
    assert bench.check(RECIPES[name]) is None


@pytest.mark.parametrize("name", ["gan", "dcgan-32"])
def test_both_loops_run(mnist_files, name, monkeypatch):
    monkeypatch.setattr(bench, "GAME_BATCHES", 2)
    times = bench.compare(replace(fresh(RECIPES[name]), batch_size=16), 1)
    assert times.keys() == bench.WAYS.keys() - {bench.COMPILED} and all(seconds > 0 for seconds in times.values())


def test_only_a_game_is_cut_short():
    recipe = RECIPES["dcgan-32"]
    train = Split(torch.zeros(55_000, 1, 1, 1), torch.zeros(55_000))
    assert bench.timed(recipe, train) == bench.GAME_BATCHES * recipe.batch_size
    assert bench.timed(RECIPES["vae-2"], train) == 55_000 and bench.timed(quick(RECIPES["gan"]), train.head(100)) == 100


def test_the_lab_sheets_step_moves_both_players():
    model = fresh(RECIPES["dcgan-32"]).build("cpu").train()
    step = bench.two_players(model, 1e-3, (0.5, 0.999))
    before = {name: parameter.clone() for name, parameter in model.named_parameters()}
    step(torch.rand(8, 1, 16, 16) * 2 - 1)
    assert not any(torch.equal(before[name], parameter) for name, parameter in model.named_parameters())
