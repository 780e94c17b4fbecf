"""The usual loop of the bench: its updates written out, its precision, and how an epoch's time is reckoned."""

from dataclasses import replace

import pytest
import torch
from PIL import Image
from small import quick
from test_steps import Told

from training import bench, floor
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.models.rbm import RBM, RBMConfig


@torch.no_grad()
@pytest.mark.parametrize("steps", [1, 3])
def test_the_update_of_a_machine_is_contrastive_divergence(steps):
    torch.manual_seed(1)
    model, batch = RBM(RBMConfig(image_size=2, hidden_dim=3, steps=steps)), torch.rand(5, 1, 2, 2)
    for parameter in model.parameters():
        parameter.normal_()
    weight, b, c = (
        each.clone() for each in (model.machine.weight, model.machine.visible_bias, model.machine.hidden_bias)
    )
    torch.manual_seed(2)
    bench.contrastive_divergence(model, 0.1)(batch)
    torch.manual_seed(2)
    start = visible = batch.flatten(1)
    for _ in range(steps):
        hidden = torch.bernoulli((visible @ weight + c).sigmoid())
        visible = torch.bernoulli((hidden @ weight.T + b).sigmoid())
    first, last = (start @ weight + c).sigmoid(), (visible @ weight + c).sigmoid()
    torch.testing.assert_close(model.machine.weight, weight + 0.1 * (start.T @ first - visible.T @ last) / 5)
    torch.testing.assert_close(model.machine.visible_bias, b + 0.1 * (start - visible).mean(0))
    torch.testing.assert_close(model.machine.hidden_bias, c + 0.1 * (first - last).mean(0))


@pytest.mark.parametrize("bfloat16", [False, True])
def test_other_models_go_down_by_adam_in_the_precision_of_the_recipe(bfloat16):
    model, made = Told(), replace(RECIPES["vae-20"], learning_rate=0.1, bfloat16=bfloat16)
    bench.LOOPS[bench.ZooModel].update(model, made)(7.0)
    assert model.autocast == [bfloat16] and model.weight.flatten().tolist() == pytest.approx([0.9] * 4, rel=1e-4)


@pytest.mark.parametrize("loop", [bench.ours, bench.usual, bench.lowest])
def test_the_time_of_an_epoch_is_reckoned_from_that_of_some_batches(loop, monkeypatch):
    """Three seconds for 32 of 80 passages."""
    monkeypatch.setattr(bench, "TEXT_BATCHES", 2)
    clock = iter([10.0, 13.0])
    monkeypatch.setattr(bench, "_now", lambda device: next(clock))
    assert loop(replace(quick(RECIPES["shakespeare-lm"], size=80), batch_size=16)) == pytest.approx(3.0 * 80 / 32)


def test_images_are_seen_as_in_the_lab_sheet_of_the_model():
    """Of its own size and as intensities; by a GAN enlarged and from -1 to 1."""
    grey = Image.new("L", (28, 28), 51)
    plain, enlarged = (bench._transform(RECIPES[name])(grey) for name in ("vae-20", "dcgan"))
    assert plain.shape == (1, 28, 28) and plain.unique().tolist() == pytest.approx([0.2])
    assert enlarged.shape == (1, 64, 64) and enlarged.unique().tolist() == pytest.approx([-0.6])


def test_an_epoch_takes_as_long_as_the_best_of_all_rounds(monkeypatch):
    ways = {name: [float(place + each) for each in (3, 1, 2)] for place, name in enumerate(bench.WAYS)}
    monkeypatch.setattr(bench, "WAYS", {name: lambda recipe, name=name: ways[name].pop(0) for name in ways})
    monkeypatch.setattr(bench, "hindrance", lambda device: "")
    assert list(bench.compare(RECIPES["ae-32"], 3).values()) == [1.0, 2.0, 3.0, 4.0]
    ways = {name: [1.0] for name in ways}
    monkeypatch.setattr(bench, "hindrance", lambda device: "There is no compiler.")
    assert ways.keys() - bench.compare(RECIPES["ae-32"], 1) == {bench.COMPILED}


def test_a_recipe_that_the_usual_loop_cannot_train_is_timed_without_it(monkeypatch):
    monkeypatch.setattr(bench, "WAYS", {name: lambda recipe: 1.0 for name in bench.WAYS})
    assert bench.compare(RECIPES["dcgan"], 1) == {"this loop": 1.0, bench.FLOOR: 1.0}
    usual, compiled = bench.left_out(RECIPES["dcgan"]).values()
    assert usual.startswith("dcgan cannot be timed beside the usual loop, ") and "not compiled" in compiled


def test_the_floor_computes_the_products_of_a_step_and_nothing_else():
    """Of a network with layers 784-32-784: one product each forwards, one for each weight, and one between them."""
    recipe = quick(RECIPES["ae-32"], size=64)
    model, batch = recipe.build("cpu"), recipe.data("cpu").train.batch(torch.arange(8))
    step = recipe.step(model, recipe, 1)
    products = floor.of(lambda: step(batch))
    assert [func.overloadpacket.__name__ for func, _, _ in products.calls] == ["addmm", "addmm", "mm", "mm", "mm"]
    sums = [args[-2].shape.numel() * args[-1].shape[-1] for _, args, _ in products.calls]
    assert sums == [8 * 784 * model.config.latent_dim] * 5
    before = [parameter.clone() for parameter in model.parameters()]
    products.again()
    assert all(map(torch.equal, before, model.parameters()))


@pytest.mark.parametrize(("name", "why"), [
    ("shakespeare-vae-short", "which trains all of a model; choose shakespeare-vae"),
    ("shakespeare-lm-subwords", "which trains all weights with Adam; choose shakespeare-lm"),
    ("rbm-pcd", "no persistent chains; choose another recipe, such as rbm"), ("dbn", "no deep belief network"),
])  # fmt: skip
def test_what_the_usual_loop_cannot_do_is_refused(name, why):
    with pytest.raises(ZooError, match=f"{name} cannot be timed beside the usual loop, .*{why}"):
        bench.check(RECIPES[name])


def test_an_average_of_the_weights_is_refused():
    with pytest.raises(ZooError, match="keeps no average of the weights; choose another recipe, such as vae-20"):
        bench.check(replace(RECIPES["ae-32"], average=0.9))


def test_a_rate_that_is_planned_for_an_epoch_is_planned_for_the_first_batches_too():
    """Which are not timed; a schedule refuses steps beyond its end."""
    assert bench.ours(replace(quick(RECIPES["vae-20"], size=64), batch_size=16)) > 0
