"""What the figures of machines and networks say of themselves: chains, noise, and the files for the page."""

import pytest
import torch
from small import small

from training.metrics import Metric, boltzmann, samples
from training.metrics.likelihood import binary_test_set
from training.metrics.partition import Annealing, Estimate
from zoo.models.dbn import DBN, DBNConfig
from zoo.models.rbm import RBM, RBMConfig


@pytest.mark.parametrize(("chains", "begun"), [(0, "noise"), (100, "one of the 100 chains that training kept")])
def test_figures_of_samples_say_how_long_their_chains_are_and_where_they_begin(chains, begun):
    model = RBM(RBMConfig(image_size=2, hidden_dim=2, chains=chains, sample_steps=1500))
    found = boltzmann.steps_stated({name: Metric(1.0, "x", "how") for name in ("frechet", "frechet_floor")}, model)
    assert found["frechet"].estimator == f"how, each after 1,500 Gibbs steps from {begun}"
    assert found["frechet_floor"].estimator == "how"


def test_the_noise_of_a_bound_is_that_of_its_draws_and_of_the_constant_together():
    constants = {"forward": Estimate(10.0, 0.4), "reverse": Estimate(11.0, 1.2)}
    found = boltzmann._both_sides("bound", 2.0, "how", constants, Annealing(), ">=", noise=0.3)
    assert [(each.value, each.noise, each.bound) for each in found.values()] == [
        (-8.0, pytest.approx(0.5), ">="), (-9.0, pytest.approx(1.2369, abs=1e-4), ">="),
    ]  # fmt: skip
    assert list(found) == ["bound", "bound_reverse"]


@torch.no_grad()
def test_the_noise_of_the_draws_is_the_spread_of_repeated_estimates(monkeypatch):
    torch.manual_seed(1)
    model, found = DBN(DBNConfig(image_size=2, hidden=(3, 2))), []
    for parameter in model.parameters():
        parameter.normal_(std=2)
    images = torch.rand(6, 4).round()
    for seed in range(80):
        monkeypatch.setattr(boltzmann, "SEED", seed)
        found.append(boltzmann._unnormalised_bound(model, images, 10))
    spread = torch.tensor([each.value for each in found]).std().item()
    assert sum(each.noise for each in found) / 80 == pytest.approx(spread, rel=0.3)


@torch.no_grad()
def test_the_page_is_told_of_test_digits_and_of_the_samples_that_are_measured(drawn):
    torch.manual_seed(2)
    model, data = RBM(RBMConfig(hidden_dim=5, sample_steps=2)).eval(), small(drawn, 40)
    found = boltzmann.describe(model, data)
    images = data.test.intensities()
    often = model.hidden(binary_test_set(images))[0].mean(0)
    (layer,) = found["units.json"]["layers"]
    assert layer["size"] == 5 and layer["frequency"] == pytest.approx(often.tolist(), rel=1e-5)
    shown = found["shown.safetensors"]
    assert torch.equal(shown["images"], data.test.images[:20, 0])
    again = (model.reconstruct(images[:20])[:, 0] * 255).round().byte()
    drawings = (samples.draw(model, 60)[:, 0] * 255).round().byte()
    assert torch.equal(shown["reconstructions"], again) and torch.equal(shown["samples"], drawings)
