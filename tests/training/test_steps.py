"""What the steps of recipes do to weights, by their formulas: on a model whose gradient is what a batch says."""

from dataclasses import replace

import pytest
import torch
from small import begun, fresh, quick
from torch import nn

from training import pipeline, recipe
from training.data import sets
from training.engine import steps
from training.recipes import RECIPES

RATE = 0.1
PLAIN = replace(RECIPES["vae-20"], learning_rate=RATE, epochs=3, bfloat16=False, average=0.0)
MAKERS = [recipe.adam, recipe.adam_one_cycle, recipe.adamw_one_cycle, recipe.rmsprop, recipe.sgd, recipe.sgd_to_zero]


class Told(nn.Module):
    """Its loss is the product of its weights, of which the bias is one, with a batch."""

    device = torch.device("cpu")

    def __init__(self):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(2, 2)), nn.Parameter(torch.ones(2))
        self.autocast: list[bool] = []

    def losses(self, batch: float) -> dict[str, torch.Tensor]:
        self.autocast.append(torch.is_autocast_enabled("cpu"))
        return {"loss": batch * (self.weight.sum() + self.bias.sum())}


def moves(make, batches: list[float], per_epoch: int = 2) -> tuple[Told, list[float]]:
    """The model after a step on each batch, and by how much each has lowered a weight."""
    model, found = Told(), []
    step = make(model, PLAIN, per_epoch)
    for batch in batches:
        before = model.weight[0, 0].item()
        step(batch)
        found.append(before - model.weight[0, 0].item())
    return model, found


def test_plain_descent_goes_down_by_the_rate_and_if_it_falls_in_a_straight_line_to_nothing():
    assert moves(recipe.sgd, [2.0] * 6)[1] == pytest.approx([0.2] * 6)
    assert moves(recipe.sgd_to_zero, [2.0] * 6)[1] == pytest.approx([0.2 * left / 6 for left in (6, 5, 4, 3, 2, 1)])


def test_adam_goes_down_by_the_rate_whatever_the_gradients_size_and_rmsprop_by_its_root_mean_square():
    assert moves(recipe.adam, [7.0] * 6)[1] == pytest.approx([0.1] * 6, rel=1e-4)
    squares = [9 * (1 - 0.9 ** (1 + done)) for done in range(6)]
    assert moves(recipe.rmsprop, [3.0] * 6)[1] == pytest.approx([0.1 * 3 / each**0.5 for each in squares], rel=1e-4)


@pytest.mark.parametrize("make", [recipe.adam_one_cycle, recipe.adamw_one_cycle])
def test_in_one_cycle_the_rate_rises_to_that_of_the_recipe_and_falls_to_almost_nothing_over_the_run(make):
    model = Told()
    step, rates = make(model, PLAIN, 20), []
    for _ in range(60):
        rates.append(step.optimizer.param_groups[0]["lr"])
        step(1.0)
    highest = rates.index(max(rates))
    assert max(rates) == pytest.approx(RATE, rel=1e-3) and 15 < highest < 20  # three tenths of the run
    assert rates[: highest + 1] == sorted(rates[: highest + 1]) and rates[highest:] == sorted(rates[highest:])[::-1]
    assert rates[0] == pytest.approx(RATE / 25) and rates[-1] < 1e-4 * RATE


def test_with_weight_decay_matrices_shrink_and_vectors_do_not():
    model, _ = moves(recipe.adamw_one_cycle, [0.0])
    assert model.bias.tolist() == [1, 1]
    assert model.weight.flatten().tolist() == pytest.approx([1 - RATE / 25 * recipe.DECAY] * 4)
    groups = recipe.adamw_one_cycle(Told(), PLAIN, 2).optimizer.param_groups
    assert [group["betas"] for group in groups] == [(0.9, 0.95)] * 2


@pytest.mark.parametrize(("batch", "length"), [(10.0, 1.0), (0.01, 0.01 * 6**0.5)])
def test_gradients_longer_than_1_are_clipped_to_that(batch, length):
    model, _ = moves(recipe.adamw_one_cycle, [batch])
    found = torch.cat([each.grad.flatten() for each in model.parameters()])
    assert found.norm().item() == pytest.approx(length, rel=1e-4)


@pytest.mark.parametrize("make", MAKERS)
def test_a_step_computes_in_bfloat16_if_the_recipe_says_so(make, monkeypatch):
    monkeypatch.setattr(steps, "has_bfloat16", lambda device: True)
    for asked in (False, True):
        model = Told()
        make(model, replace(PLAIN, bfloat16=asked), 2)(1.0)
        assert model.autocast == [asked]


def test_muons_rate_rises_over_a_fiftieth_of_the_run_and_falls_over_its_second_half():
    made = replace(fresh(RECIPES["shakespeare-lm-subwords"]), epochs=2)
    step, rates = recipe.muon(begun(made.build("cpu")), made, 100), []
    for _ in range(200):
        rates.append({group["lr"] / made.learning_rate for part in step.optimizer.parts for group in part.param_groups})
        step.optimizer.step()
        step.schedule.step()
    assert [rates[done] for done in (0, 1, 3, 100)] == [{0.25}, {0.5}, {1.0}, {1.0}]
    assert [max(rates[done]) for done in (125, 150, 199)] == pytest.approx([0.75, 0.5, 0.01])


def test_a_finished_run_that_is_resumed_leaves_its_model_ready_for_use(tmp_path):
    short = quick(sets.on(RECIPES["ae-32"], "drawn"), epochs=1, size=64)
    data = short.data("cpu")
    for resume in (False, True):
        model, progress, _ = pipeline.fit(short, data, tmp_path / "state.pt", "cpu", resume)
        assert not model.training and progress.epoch == 1


def test_a_vq_vae_learns_its_codes_in_the_first_part_of_a_run_and_then_the_prior_alone():
    tiny = replace(quick(RECIPES["vq-vae"]), epochs=6, bfloat16=False)
    model, images = tiny.build("cpu").train(), torch.rand(4, 1, 28, 28).round()
    step = tiny.step(model, tiny, 4)  # 24 updates, 8 of them of the codes

    def moved(step) -> set[str]:
        before = {name: value.clone() for name, value in model.state_dict().items()}
        step(images)
        return {
            name.split(".")[0] for name, value in model.state_dict().items() if not torch.equal(value, before[name])
        }

    assert [moved(step) for _ in range(6)][1:] == [{"encoder", "decoder", "codebook", "prior"}] * 5
    assert model.codebook.revives and moved(step) and not model.codebook.revives
    kept = step.state_dict()
    assert moved(step) == {"encoder", "decoder", "codebook", "prior"}
    assert [moved(step) for _ in range(12)] == [{"prior"}] * 12
    step.load_state_dict(kept)
    assert "encoder" in moved(step) and moved(step) == {"prior"}
