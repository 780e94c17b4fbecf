"""What a run makes of each setting of its recipe, and what its record says of it."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from small import quick

from training import pipeline
from training.data import sets
from training.data.images import Data, Split
from training.engine.loop import Progress
from training.recipes import RECIPES
from zoo.errors import ZooError

RECIPE = replace(quick(sets.on(RECIPES["ae-32"], "drawn"), size=64), batch_size=16)


class Told:
    """A split that notes which examples it is asked for."""

    def __init__(self, split: Split):
        self.split, self.device, self.asked = split, split.device, []

    def __len__(self) -> int:
        return len(self.split)

    def batch(self, index: torch.Tensor):
        self.asked.append(index)
        return self.split.batch(index)


def fit(tmp_path, **settings):
    """(model, progress, training split) of a run of the recipe with other settings."""
    recipe = replace(RECIPE, **settings)
    data = recipe.data("cpu")
    train = Told(data.train)
    model, progress, _ = pipeline.fit(
        recipe, Data(train, data.validation, data.test), tmp_path / "state.pt", "cpu", resume=False
    )
    return model, progress, train


@pytest.mark.parametrize("half", [False, True])
def test_the_weights_are_rounded_to_half_precision_if_the_recipe_says_so(tmp_path, half):
    model, *_ = fit(tmp_path, half=half)
    assert all(torch.equal(each, each.half().float()) for each in model.parameters()) == half


def test_batches_are_of_the_recipes_size_in_an_order_by_its_seed_and_the_epoch(tmp_path):
    _, _, train = fit(tmp_path, seed=7, epochs=2)
    assert [len(index) for index in train.asked] == [16] * 8
    for epoch in (1, 2):
        torch.manual_seed(7 * 1_000_003 + epoch)
        assert torch.equal(torch.cat(train.asked[4 * epoch - 4 : 4 * epoch]), torch.randperm(64))


@pytest.mark.parametrize(("selected_on", "best"), [("loss", 3), ("-loss", 1), ("", 3)])
def test_the_epoch_is_selected_as_the_recipe_says(tmp_path, selected_on, best):
    assert fit(tmp_path, selected_on=selected_on, epochs=3)[1].best_epoch == best  # the loss falls at first


def test_a_run_stops_beyond_the_recipes_largest_loss(tmp_path):
    with pytest.raises(ZooError, match="the loss reached"):
        fit(tmp_path, largest_loss=0.1)


def test_the_record_has_the_sizes_of_the_splits_and_the_course_of_the_run():
    parts = (torch.zeros(count, 1, 1, 1) for count in (60, 12, 24))
    data = Data(*(Split(part, torch.zeros(len(part))) for part in parts))
    progress = Progress(5, 12.34, best_epoch=3, train=[{"loss": 1.0}], validation=[{"loss": 2.0}])
    found = pipeline._record(replace(RECIPE, seed=7), progress, data, "cpu", "abc")
    assert (found["train_images"], found["validation_images"], found["test_images"]) == (60, 12, 24)
    assert (found["epochs"], found["best_epoch"], found["seconds"], found["seed"]) == (5, 3, 12.3, 7)
    assert found["curves"] == {"train": [{"loss": 1.0}], "validation": [{"loss": 2.0}]}
    assert found["start_revision"] == "abc" and found["recipe"] == replace(RECIPE, seed=7).settings()


@pytest.mark.parametrize(("cuda", "mps", "first"), [
    (True, True, "cuda"), (True, False, "cuda"), (False, True, "mps"), (False, False, "cpu"),
])  # fmt: skip
def test_the_quickest_device_is_taken(monkeypatch, cuda, mps, first):
    monkeypatch.setattr(torch, "cuda", SimpleNamespace(is_available=lambda: cuda))
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert pipeline.choose_device() == first and pipeline.choose_device("cpu") == "cpu"
    if cuda:
        assert pipeline.choose_device("cuda:1") == "cuda:1"
    else:
        with pytest.raises(ZooError, match=r"no device 'cuda:1' here; choose auto, (mps, )?cpu\."):
            pipeline.choose_device("cuda:1")
