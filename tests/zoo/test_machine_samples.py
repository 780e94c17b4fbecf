"""Samples of Boltzmann machines and belief networks, step by step with the same numbers; and their figures by hand."""

import pytest
import torch
from tiny_machines import log_joint, states, tiny

from zoo.errors import ZooError
from zoo.models.boltzmann import bernoulli
from zoo.models.dbn import DBN, DBNConfig
from zoo.models.rbm import RBM, RBMConfig


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(6)


def lively(model):
    """The model with weights that matter."""
    torch.manual_seed(1)
    for parameter in model.parameters():
        parameter.data.normal_()
    return model.eval()


def deep(**config) -> DBN:
    return lively(DBN(DBNConfig(image_size=3, hidden=(5, 4, 6), **config)))


def test_chains_start_from_those_that_training_kept_any_of_them():
    machine = tiny(6, 3, chains=7)
    begun = machine.begin(300)
    kept = {tuple(chain) for chain in machine.chains.tolist()}
    assert {tuple(chain) for chain in begun.tolist()} == kept
    noise = tiny(6, 3).begin(2000)
    assert noise.unique().tolist() == [0, 1] and noise.mean(0).tolist() == pytest.approx([0.5] * 6, abs=0.06)


@torch.no_grad()
@pytest.mark.parametrize("steps", [1, 2, 5])
def test_a_sample_of_a_machine_takes_its_steps_and_shows_probabilities(steps):
    model, draws = lively(RBM(RBMConfig(image_size=3, hidden_dim=4, sample_steps=steps))), generator()
    visible = bernoulli(torch.full((8, 9), 0.5), draws)
    for step in range(steps):
        hidden = bernoulli(model.machine.hidden_logits(visible).sigmoid(), draws)
        probs = model.machine.visible_logits(hidden).sigmoid()
        visible = bernoulli(probs, draws) if step < steps - 1 else visible
    torch.testing.assert_close(model.sample(8, generator()), probs.unflatten(1, (1, 3, 3)))


@torch.no_grad()
def test_a_sample_of_a_network_takes_its_steps_at_the_top_and_is_drawn_down_to_the_last_layer():
    model, draws = deep(sample_steps=3), generator()
    units = bernoulli(torch.full((8, 4), 0.5), draws)
    for _ in range(3):
        hidden = bernoulli(model.top.hidden_logits(units).sigmoid(), draws)
        units = bernoulli(model.top.visible_logits(hidden).sigmoid(), draws)
    units = bernoulli(model.lower[1].visible_logits(units).sigmoid(), draws)
    expected = model.lower[0].visible_logits(units).sigmoid().unflatten(1, (1, 3, 3))
    torch.testing.assert_close(model.sample(8, generator()), expected)


@torch.no_grad()
@pytest.mark.parametrize("steps", [0, 2])
def test_a_network_redraws_images_by_draws_up_steps_at_the_top_and_draws_down(steps):
    model, draws, images = deep(), generator(), torch.rand(8, 1, 3, 3)
    units = images.flatten(1)
    for layer in model.lower:
        units = bernoulli(layer.hidden_logits(units).sigmoid(), draws)
    units = model.top.gibbs(units, steps, draws)
    for layer in (model.lower[1], model.lower[0]):
        units = bernoulli(layer.visible_logits(units).sigmoid(), draws)
    found = model.gibbs(images, steps, generator())
    assert torch.equal(found, units.unflatten(1, (1, 3, 3))) and found.unique().tolist() == [0, 1]


@torch.no_grad()
def test_with_weights_of_its_own_the_way_up_infers_by_them():
    model, images = deep(untied=True), torch.rand(8, 1, 3, 3)
    units, layers = images.flatten(1), model.hidden(images)
    for each, layer in zip(model.recognition, layers, strict=False):
        units = torch.sigmoid(units @ each.weight + each.bias)
        torch.testing.assert_close(layer, units)
    torch.testing.assert_close(layers[-1], model.top.hidden_logits(units).sigmoid())


@torch.no_grad()
def test_the_squared_error_is_of_an_image_by_a_mean_field_pass():
    model, images = lively(RBM(RBMConfig(image_size=3, hidden_dim=4))), torch.rand(8, 1, 3, 3)
    expected = (model.reconstruct(images) - images).square().sum() / 8
    assert model.losses(images)["squared_error"].item() == pytest.approx(expected.item(), rel=1e-5)


@torch.no_grad()
def test_the_pseudo_likelihood_of_greys_is_that_of_draws_from_them():
    machine, grey = tiny().eval(), torch.tensor([[0.9, 0.2, 0.5, 0.0, 1.0]], dtype=torch.double)
    marginal, numbers = log_joint(machine).logsumexp(1), torch.arange(32)
    conditional = sum(marginal - torch.logaddexp(marginal, marginal[numbers ^ (1 << unit)]) for unit in range(5))
    odds = (states(5) * grey + (1 - states(5)) * (1 - grey)).prod(1)
    torch.manual_seed(2)
    found = machine.losses(grey.expand(60_000, -1))["pseudo_nll"]
    assert found.item() == pytest.approx(-(odds @ conditional).item(), rel=0.03)


def test_a_tied_start_needs_as_many_units_at_the_top_as_there_are_two_layers_below():
    assert DBN(DBNConfig(image_size=2, hidden=(9, 4), tied_start=True)).top.weight.shape == (9, 4)
    with pytest.raises(ZooError, match="at least 4 units at the top, not 3"):
        DBN(DBNConfig(image_size=2, hidden=(2, 3), tied_start=True))
