"""Whole runs of GANs: resumed they are the same bit for bit, and of one that diverges the good epochs are kept."""

import json
from dataclasses import replace

import pytest
import torch
from PIL import Image
from rough import short_measures
from small import fresh, quick, small, unmeasured

import zoo
from training import pipeline
from training.engine.players import AdversarialStep
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.schema import TIMELINE
from zoo.stores import open_store

IMAGES, BATCH = 90, 32


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """The judge looks at few samples."""
    short_measures(monkeypatch)


@pytest.mark.parametrize("name", ["sagan", "wgan-gp"])
def test_a_run_in_pieces_is_the_same_as_one_in_a_whole(drawn, tmp_path, name):
    """Also where the critic has turns of its own that do not end with the epoch."""
    recipe = replace(fresh(RECIPES[name]), half=False, batch_size=BATCH)
    batches = -(-IMAGES // recipe.batch_size)
    assert batches < 10 and batches % 5  # fewer than a settled critic looks at; an epoch ends within a round of wgan-gp

    def run(epochs: int, of: str):
        return pipeline.fit(replace(recipe, epochs=epochs), small(drawn, IMAGES), tmp_path / of, "cpu", resume=True)

    run(1, "pieces")
    (model, progress, watch), (whole, at_once, watching) = run(2, "pieces"), run(2, "whole")
    assert model.critic is not None
    assert all(torch.equal(tensor, whole.state_dict()[name]) for name, tensor in model.state_dict().items())
    assert (progress.train, progress.validation) == (at_once.train, at_once.validation)
    assert watch.record() == watching.record() and watch.png() == watching.png()
    one, other = (torch.load(tmp_path / of, weights_only=True)["step"] for of in ("pieces", "whole"))
    assert repr(one) == repr(other) and one["batches"] == 2 * batches


def test_a_run_whose_rates_fall_is_resumed_and_goes_on_to_no_more_epochs(drawn, tmp_path):
    recipe = replace(fresh(RECIPES["sagan"]), batch_size=BATCH)
    falling = replace(recipe, half=False, game=replace(recipe.game, decay=True), epochs=2)
    data, total = small(drawn, IMAGES), 2 * -(-IMAGES // recipe.batch_size)

    class Killed(Exception):
        pass

    def kill(_) -> None:
        raise Killed

    with pytest.raises(Killed):  # after its first epoch was saved
        pipeline.fit(falling, data, tmp_path / "pieces", "cpu", resume=False, on_epoch=kill)
    (model, *_), (whole, *_) = (
        pipeline.fit(falling, data, tmp_path / of, "cpu", resume=True) for of in ("pieces", "whole")
    )
    assert all(torch.equal(tensor, whole.state_dict()[name]) for name, tensor in model.state_dict().items())
    last = torch.load(tmp_path / "pieces", weights_only=True)["step"]
    rates = [last[f"{player}_optimizer"]["param_groups"][0]["lr"] for player in ("generator", "critic")]
    assert rates == pytest.approx([recipe.learning_rate / total, 4 * recipe.learning_rate / total])
    assert pipeline.run_id(falling) != pipeline.run_id(replace(falling, epochs=3))
    assert pipeline.run_id(recipe) == pipeline.run_id(replace(recipe, epochs=3))
    with pytest.raises(ZooError, match=r"from a run of 2 epochs, whose .* give --epochs 2 to go on, or"):
        pipeline.fit(replace(falling, epochs=3), data, tmp_path / "pieces", "cpu", resume=True)


class Breaking(AdversarialStep):
    """In the second epoch its weights and losses are no numbers any more."""

    last = 3

    def __call__(self, batch):
        losses = super().__call__(batch)
        if self.batches <= self.last:
            return losses
        with torch.no_grad():
            for parameter in [*self.player.parameters(), *self.model.parameters()]:
                parameter.fill_(float("nan"))
        return {name: value * float("nan") for name, value in losses.items()}


def breaking(model, recipe, batches):
    """``adversarial``, but its training breaks after the first epoch."""
    assert batches == 3
    return Breaking(model, recipe.learning_rate, recipe.game, recipe.bfloat16, recipe.average)


def test_a_run_that_diverges_is_saved_and_pushed_as_it_was_before(tmp_path):
    recipe = quick(unmeasured(RECIPES["dcgan"]), epochs=3, size=IMAGES)
    recipe = replace(recipe, step=breaking, name="diverging", batch_size=BATCH)
    store = open_store(str(tmp_path))
    for resume in (False, True):
        folder = store.resolve(recipe.name, pipeline.train(recipe, store, "cpu", resume=resume))
        training = json.loads((folder / "training.json").read_text())
        places = training["timeline"]["places"]
        assert training["diverged"].startswith("The training diverged") and training["epochs"] == 1
        assert [len(curve) for curve in training["curves"].values()] == [1, 1]
        assert places[0] == 0 and places[-1] == 1 and training["trace"][-1]["epoch"] == 1
        assert Image.open(folder / TIMELINE).size == (10 * 18 - 2, len(places) * (3 * 18 - 2))
        assert "NaN" not in (folder / "training.json").read_text()
        assert f"**{training['diverged']}**" in (folder / "README.md").read_text()
        model = zoo.load_folder(folder)
        assert all(torch.isfinite(tensor).all() for tensor in model.state_dict().values())


def test_a_run_that_diverges_in_its_first_epoch_is_an_error(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(Breaking, "last", 0)
    recipe = replace(fresh(RECIPES["dcgan-32"]), step=breaking, epochs=1, batch_size=BATCH)
    with pytest.raises(ZooError, match=r"The training diverged.*Lower the recipe's learning rate"):
        pipeline.fit(recipe, small(drawn, IMAGES), tmp_path / "state.pt", "cpu", resume=False)
