"""The training loop: killed at any moment it resumes bit for bit, and it keeps the best epoch."""

import json
import math
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from forked import PROCESSES
from small import quick, small

from training import pipeline
from training.engine import loop
from training.recipes import RECIPES
from zoo.errors import ZooError

SIZE = 1000  # images; an epoch outlasts each delay below
pytestmark = pytest.mark.usefixtures("forked_from")


def train(name: str, size: int, folder: Path, told) -> None:
    """Four epochs of a recipe or what is left of them; the number of each goes to ``told``."""
    recipe = quick(RECIPES[name], epochs=4, size=size)
    folder.mkdir(exist_ok=True)
    model, progress, watch = pipeline.fit(
        recipe, recipe.data("cpu"), folder / "state.pt", "cpu", resume=True,
        on_epoch=lambda progress: told.send(progress.epoch),
    )  # fmt: skip
    model.save_pretrained(folder / "model")
    seen = [watch.record(), {name: file.hex() for name, file in watch.files().items()}] if watch else []
    (folder / "seen.json").write_text(json.dumps([seen, progress.train, progress.validation]))


def start(*arguments):
    """(process, what it tells) of ``train``."""
    heard, told = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=train, args=(*arguments, told))
    process.start()
    told.close()
    return process, heard


def finish(*arguments) -> None:
    process, heard = start(*arguments)
    process.join()
    heard.close()
    assert process.exitcode == 0


def test_a_run_killed_again_and_again_ends_with_the_same_weights(tmp_path):
    name, size = "vae-2", SIZE
    finish(name, size, tmp_path / "whole")
    killed = tmp_path / "killed"
    for run, delay in enumerate((0.0, 0.03)):  # in the next epoch, perhaps while its state is written
        process, heard = start(name, size, killed)
        assert heard.recv() > run  # it goes on; it does not begin again
        time.sleep(delay)
        process.kill()
        process.join()
    finish(name, size, killed)
    for file in ("model/model.safetensors", "seen.json"):
        assert (tmp_path / "whole" / file).read_bytes() == (killed / file).read_bytes(), file


@pytest.mark.parametrize("name", ["rbm-pcd", "vq-vae", "dbn-finetuned", "shakespeare-vae", "shakespeare-words",
                                  "shakespeare-lm-subwords", "shakespeare-vae-subwords"])  # fmt: skip
def test_a_run_that_breaks_off_within_an_epoch_ends_with_the_same_weights(name, tmp_path):
    """Whatever a class keeps beside its weights: chains, a code book's counts, layers at rest, a spread, a price. Or a
    step: two optimisers."""
    recipe = replace(quick(RECIPES[name], epochs=2, size=30), batch_size=12, largest_loss=math.inf)
    data, batches = recipe.data("cpu"), []

    def fit(of: str, **report):
        return pipeline.fit(recipe, data, tmp_path / of, "cpu", resume=True, **report)

    def break_off(*_) -> None:
        batches.append(1)
        if len(batches) == 5:  # of three in an epoch
            raise KeyboardInterrupt

    (whole, at_once, _), _ = fit("whole"), torch.rand(3)
    with pytest.raises(KeyboardInterrupt):
        fit("broken", on_batch=break_off)
    resumed, progress, _ = fit("broken")
    assert progress.epoch == 2 and (progress.train, progress.validation) == (at_once.train, at_once.validation)
    for key, tensor in whole.state_dict().items():
        assert torch.equal(tensor, resumed.state_dict()[key]), key


class Plateau:
    """A model whose validation loss is told: enough to see which epoch ``fit`` keeps."""

    def __init__(self, values):
        self.values, self.weight, self.device = values, torch.zeros(1), torch.device("cpu")

    def train(self):
        self.weight = self.weight + 1

    def eval(self):
        pass

    def losses(self, batch):
        return {"loss": torch.tensor(self.values[int(self.weight) - 1])}

    def state_dict(self):
        return {"weight": self.weight}

    def load_state_dict(self, state):
        self.weight = state["weight"].clone()


class NoStep:
    def __call__(self, batch):
        return {"loss": torch.tensor(0.0)}

    def settle(self, train):
        pass

    def state_dict(self):
        return {}

    def load_state_dict(self, state):
        pass


def run(model, data, folder, epochs, **options):
    return loop.fit(model, NoStep(), data.train, data.validation, epochs=epochs, batch_size=100, seed=1,
                    selected_on="loss", state=folder / "state.pt", run_id="x", **options)  # fmt: skip


def test_the_best_epoch_by_validation_is_kept(drawn, tmp_path):
    model = Plateau([3.0, 1.0, float("nan"), 1.0, 2.0])  # of two that are equally good, the first
    progress = run(model, small(drawn, 200), tmp_path, epochs=5)
    assert (progress.best_epoch, progress.best_value) == (2, 1.0)
    assert model.weight.item() == 2


def test_with_a_minus_the_epoch_with_the_highest_value_is_kept(drawn, tmp_path):
    model, data = Plateau([1.0, 3.0, 2.0, float("nan")]), small(drawn, 200)
    progress = loop.fit(model, NoStep(), data.train, data.validation, epochs=4, batch_size=100, seed=1,
                        selected_on="-loss", state=tmp_path / "state.pt", run_id="x")  # fmt: skip
    assert (progress.best_epoch, progress.best_value) == (2, -3.0)
    assert model.weight.item() == 2


def test_a_loss_that_is_never_a_number_is_an_error(drawn, tmp_path):
    with pytest.raises(ZooError, match="not a finite number in any"):
        run(Plateau([float("nan")] * 2), small(drawn, 200), tmp_path, epochs=2)


def test_the_weights_of_an_epoch_that_is_the_best_are_written_once(drawn, tmp_path):
    recipe, state = replace(RECIPES["vae-2"], epochs=1), tmp_path / "state.pt"
    pipeline.fit(recipe, small(drawn), state, "cpu", resume=False)
    saved = torch.load(state, weights_only=True)
    assert all(saved["best"][name].data_ptr() == tensor.data_ptr() for name, tensor in saved["model"].items())


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0], [2.0, 1.0, 3.0]])
def test_a_resumed_run_still_has_its_best_epoch(drawn, tmp_path, values):
    """Also where that was the last one saved, or was not."""
    for epochs in (1, 2, 3):
        model = Plateau(values)
        progress = run(model, small(drawn, 200), tmp_path, epochs, resume=True)
        best = 1 + values.index(min(values[:epochs]))
        assert progress.best_epoch == model.weight.item() == best


def test_a_state_with_more_epochs_than_asked_for_is_refused(drawn, tmp_path):
    run(Plateau([1.0, 2.0, 3.0]), small(drawn, 200), tmp_path, epochs=3)
    model = Plateau([1.0, 2.0, 3.0])
    with pytest.raises(ZooError, match=r"already has 3 epochs, more than 2; resume it with at least as many, or train"):
        run(model, small(drawn, 200), tmp_path, epochs=2, resume=True)
    assert model.weight.item() == 0
    assert run(model, small(drawn, 200), tmp_path, epochs=3, resume=True).epoch == 3


def test_without_a_loss_to_select_by_the_last_epoch_is_kept(drawn, tmp_path):
    model = Plateau([1.0, 2.0, 3.0])
    progress = loop.fit(model, NoStep(), small(drawn, 200).train, small(drawn, 200).validation, epochs=3, seed=1,
                        batch_size=100, selected_on="", state=tmp_path / "state.pt", run_id="x")  # fmt: skip
    assert progress.best_epoch == 3 and model.weight.item() == 3


@pytest.mark.parametrize(("rate", "why"), [(1e30, "no longer finite"), (1e6, "the loss reached")])
def test_a_run_that_diverges_stops_with_a_sentence_and_keeps_the_last_good_epoch(drawn, tmp_path, rate, why):
    """One epoch at the recipe's rate; from the second on at one that no machine survives."""
    recipe, state = replace(RECIPES["rbm"], epochs=1, half=False), tmp_path / "state.pt"
    model, *_ = pipeline.fit(recipe, small(drawn), state, "cpu", resume=False)
    good = {name: tensor.clone() for name, tensor in model.state_dict().items()}

    class Runaway(type(recipe.step(model, recipe, 1))):
        def __call__(self, batch):
            if rate == 1e30:
                self.model.machine.weight.data.fill_(float("inf"))
                return {"loss": torch.tensor(0.0)}
            return {"loss": torch.tensor(rate)}

    step = Runaway(model, torch.optim.SGD(model.parameters(), rate))
    progress = loop.fit(model, step, small(drawn).train, small(drawn).validation, epochs=3, batch_size=100, seed=1,
                        selected_on="", state=state, run_id=pipeline.run_id(recipe), resume=True,
                        largest_loss=500.0)  # fmt: skip
    assert why in progress.diverged and progress.epoch == progress.best_epoch == 1
    assert all(torch.equal(model.state_dict()[name], tensor) for name, tensor in good.items())


def test_a_run_that_diverges_at_once_is_an_error(drawn, tmp_path):
    recipe = replace(RECIPES["rbm"], epochs=1, learning_rate=1e6)
    with pytest.raises(ZooError, match="Lower the recipe's learning rate"):
        pipeline.fit(recipe, small(drawn), tmp_path / "state.pt", "cpu", resume=False)


def test_an_epoch_is_trained_on_draws_of_its_own_and_judged_on_the_same(drawn, tmp_path):
    class Drawing(Plateau):
        def losses(self, batch):
            return {"loss": torch.rand(())}

    class DrawingStep(NoStep):
        def __call__(self, batch):
            return {"loss": torch.rand(())}

    def losses(seed: int) -> list[list[float]]:
        data = small(drawn, 200)
        progress = loop.fit(Drawing([]), DrawingStep(), data.train, data.validation, epochs=3, batch_size=100,
                            seed=seed, selected_on="loss", state=tmp_path / "state.pt", run_id="x")  # fmt: skip
        return [[epoch["loss"] for epoch in of] for of in (progress.train, progress.validation)]

    trained, judged = losses(1)
    assert len(set(trained)) == 3 and len(set(judged)) == 1
    assert losses(1) == [trained, judged] and losses(2)[0] != trained


def test_the_validation_losses_are_those_of_a_model_that_is_used():
    """Without dropout, and with the statistics that batch normalisation kept."""
    recipe = quick(RECIPES["judge"], epochs=1, size=200)
    data, model = recipe.data("cpu"), recipe.build("cpu").train()
    first, second = (loop.evaluate(model, data.validation, 100) for _ in range(2))
    assert first == second and not model.training


def test_averages_count_examples_not_batches(drawn, tmp_path):
    """250 examples in batches of 100: the short last batch counts half."""

    class Sizes(NoStep):
        def __call__(self, batch):
            return {"loss": torch.tensor(float(len(batch)))}

    data = small(drawn, 250)
    progress = loop.fit(Plateau([1.0]), Sizes(), data.train, data.validation, epochs=1, batch_size=100, seed=1,
                        selected_on="loss", state=tmp_path / "state.pt", run_id="x")  # fmt: skip
    assert progress.train[0]["loss"] == pytest.approx((100 * 100 + 100 * 100 + 50 * 50) / 250)


def test_the_state_of_another_recipe_is_refused(drawn, tmp_path):
    recipe = replace(RECIPES["vae-2"], epochs=1)
    pipeline.fit(recipe, small(drawn), tmp_path / "state.pt", "cpu", resume=False)
    with pytest.raises(ZooError, match="another version of this recipe"):
        pipeline.fit(replace(recipe, seed=9), small(drawn), tmp_path / "state.pt", "cpu", resume=True)


def test_a_run_of_another_length_says_which_length_goes_on(drawn, tmp_path):
    """Its rate is planned for its epochs, so that it cannot go on for more."""
    recipe, state = replace(RECIPES["vae-2"], epochs=1), tmp_path / "state.pt"
    pipeline.fit(recipe, small(drawn), state, "cpu", resume=False)
    with pytest.raises(ZooError, match=r"from a run of 1 epochs, whose learning rate .* give --epochs 1 to go on"):
        pipeline.fit(replace(recipe, epochs=2), small(drawn), state, "cpu", resume=True)


@pytest.mark.parametrize("damage", [lambda raw: raw[: len(raw) // 2], lambda raw: b"", lambda raw: b"\x80" * 99])
def test_a_damaged_state_is_one_sentence(drawn, tmp_path, damage):
    recipe, state = replace(RECIPES["vae-2"], epochs=1), tmp_path / "state.pt"
    pipeline.fit(recipe, small(drawn), state, "cpu", resume=False)
    state.write_bytes(damage(state.read_bytes()))
    with pytest.raises(ZooError, match="is damaged"):
        pipeline.fit(recipe, small(drawn), state, "cpu", resume=True)


def test_a_full_disk_while_saving_keeps_the_last_state(drawn, tmp_path, monkeypatch):
    import errno

    recipe, state = replace(RECIPES["vae-2"], epochs=2), tmp_path / "state.pt"
    pipeline.fit(replace(recipe, epochs=1), small(drawn), state, "cpu", resume=False)
    before = state.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ZooError, match="full"):
        pipeline.fit(recipe, small(drawn), state, "cpu", resume=False)
    assert state.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["state.pt"]
