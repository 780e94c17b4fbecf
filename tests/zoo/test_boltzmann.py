"""Boltzmann machines and deep belief networks against sums over all their states and updates written out."""

import pytest
import torch
import torch.nn.functional as F
from tiny_machines import log_joint, log_partition, states, tiny

from zoo.errors import ZooError
from zoo.models import annealed
from zoo.models.annealed import Annealed
from zoo.models.boltzmann import Boltzmann, bernoulli
from zoo.models.dbn import DBN, DBNConfig
from zoo.models.rbm import RBM, RBMConfig


def gradients(machine: torch.nn.Module, loss: torch.Tensor) -> dict[str, torch.Tensor]:
    trained = {name: each for name, each in machine.named_parameters() if each.requires_grad}
    return dict(zip(trained, torch.autograd.grad(loss, list(trained.values())), strict=True))


def written_out(machine: Boltzmann, visible: torch.Tensor, negative: torch.Tensor) -> dict[str, torch.Tensor]:
    """Minus the update of contrastive divergence: statistics of the chain less those of the data."""

    def statistics(v: torch.Tensor) -> dict[str, torch.Tensor]:
        on = torch.sigmoid(v @ machine.weight + machine.hidden_bias)
        return {"weight": v.T @ on / len(v), "visible_bias": v.mean(0), "hidden_bias": on.mean(0)}

    data, model = statistics(visible), statistics(negative)
    return {name: (model[name] - data[name]).detach() for name in data}


@pytest.mark.parametrize(("visible", "hidden"), [(1, 1), (5, 4), (4, 8), (12, 8)])
def test_the_free_energy_is_the_sum_over_hidden_states(visible, hidden):
    machine = tiny(visible, hidden)
    marginal = log_joint(machine).logsumexp(1)
    torch.testing.assert_close(-machine.free_energy(states(visible)) - log_partition(machine), marginal)
    assert marginal.exp().sum().item() == pytest.approx(1)


def test_the_energy_is_its_definition():
    machine = tiny()
    visible, hidden = states(5)[::3], states(4)[[7] * 11]
    torch.testing.assert_close(-machine.energy(visible, hidden) - log_partition(machine), log_joint(machine)[::3, 7])


def test_the_conditionals_are_those_of_the_joint_distribution():
    machine = tiny()
    joint = log_joint(machine).exp()
    hidden_on = joint @ states(4) / joint.sum(1, keepdim=True)
    visible_on = joint.T @ states(5) / joint.sum(0)[:, None]
    torch.testing.assert_close(machine.hidden_logits(states(5)).sigmoid(), hidden_on)
    torch.testing.assert_close(machine.visible_logits(states(4)).sigmoid(), visible_on)


@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize("binary", [True, False])
def test_the_loss_has_the_gradient_of_contrastive_divergence(steps, binary):
    machine, visible = tiny(steps=steps), torch.rand(30, 5, dtype=torch.double)
    visible = visible.round() if binary else visible
    torch.manual_seed(7)
    found = gradients(machine, machine.losses(visible)["loss"])
    torch.manual_seed(7)  # the same chain again, step by step
    negative = visible
    for _ in range(steps):
        hidden = bernoulli((negative @ machine.weight + machine.hidden_bias).sigmoid())
        negative = bernoulli((hidden @ machine.weight.T + machine.visible_bias).sigmoid())
    assert negative.unique().tolist() == [0, 1]
    torch.testing.assert_close(found, written_out(machine, visible, negative))


def test_persistent_chains_give_the_same_update_and_move_in_training_only():
    machine, visible = tiny(steps=2, chains=20), torch.rand(30, 5, dtype=torch.double).round()
    before = machine.chains.clone()
    loss = machine.eval().losses(visible)["loss"]
    assert torch.equal(machine.chains, before)
    torch.testing.assert_close(gradients(machine, loss), written_out(machine, visible, before))
    loss = machine.train().losses(visible)["loss"]
    after = machine.chains.clone()
    assert not torch.equal(after, before) and after.unique().tolist() == [0, 1]
    torch.testing.assert_close(gradients(machine, loss), written_out(machine, visible, after))
    machine.losses(visible)
    assert not torch.equal(machine.chains, after)
    assert torch.equal(tiny(steps=2, chains=20).chains, before) and "chains" in machine.state_dict()
    assert "chains" not in tiny().state_dict()


def test_with_the_models_own_distribution_it_is_the_gradient_of_the_likelihood():
    """A machine without weights whose units are on 3 times of 4: 64 chains hold its distribution exactly."""
    machine, visible = tiny(3, 2, chains=64).eval(), torch.rand(10, 3, dtype=torch.double).round()
    machine.weight.data.zero_()
    machine.visible_bias.data.fill_(3).log_()
    four = torch.tensor([0.0, 1.0, 1.0, 1.0], dtype=torch.double)
    machine.chains.copy_(torch.cartesian_prod(four, four, four))
    exact = machine.free_energy(visible).mean() + log_partition(machine)
    torch.testing.assert_close(gradients(machine, machine.losses(visible)["loss"]), gradients(machine, exact))


def test_with_samples_of_the_model_it_nears_the_gradient_of_the_likelihood():
    machine, visible = tiny(chains=400_000).eval(), torch.rand(10, 5, dtype=torch.double).round()
    marginal = log_joint(machine).logsumexp(1).exp()
    machine.chains.copy_(states(5)[marginal.multinomial(400_000, replacement=True)])
    exact = machine.free_energy(visible).mean() + log_partition(machine)
    found = gradients(machine, machine.losses(visible)["loss"])
    torch.testing.assert_close(found, gradients(machine, exact), rtol=0, atol=5e-3)


def test_annealed_chains_end_at_the_models_distribution_and_begin_anew(monkeypatch):
    """From uniform pixels with the hidden biases alone, and from the visible biases alone, to the machine itself."""
    monkeypatch.setattr(annealed, "ANNEAL", 20)
    monkeypatch.setattr(annealed, "LIFE", 60)
    machine = tiny(4, 3, seed=3)
    chains = Annealed(100_000, 4).double()
    chains.age.zero_()
    half = torch.sigmoid(machine.visible_bias)
    torch.manual_seed(1)
    chains.advance(machine, bernoulli)
    expected = torch.stack([torch.full((4,), 0.5, dtype=torch.double), half.detach()])
    torch.testing.assert_close(chains.visible.view(2, -1, 4).mean(1), expected, rtol=0, atol=0.01)
    assert chains.counting().sum() == 0
    for _ in range(79):
        chains.advance(machine, bernoulli)
    assert chains.counting().all()
    exact = log_joint(machine).logsumexp(1).exp()
    assert all(surprise(half, exact) < 5 for half in chains.visible.chunk(2))
    chains.advance(machine, bernoulli)
    torch.testing.assert_close(chains.visible.view(2, -1, 4).mean(1), expected, rtol=0, atol=0.01)
    assert chains.counting().sum() == 0


def test_annealed_chains_count_beside_the_persistent_ones_once_they_are_annealed():
    machine, visible = tiny(steps=2, chains=20, annealed=30), torch.rand(30, 5, dtype=torch.double).round()
    machine.annealed.age.copy_(torch.arange(30) * 40)
    loss = machine.train().losses(visible)["loss"]
    assert machine.annealed.age.tolist() == [40 * each + 2 for each in range(30)]
    counting = machine.annealed.visible[machine.annealed.age > annealed.ANNEAL]
    assert len(counting) == 17
    negative = torch.cat([machine.chains, counting])
    torch.testing.assert_close(gradients(machine, loss), written_out(machine, visible, negative))


def test_a_machine_goes_on_from_another_ones_weights_and_chains():
    torch.manual_seed(1)
    trained = RBM(RBMConfig(image_size=2, hidden_dim=3, chains=50))
    trained.machine.chains[:] = torch.tensor([1.0, 0, 0, 1])
    further = RBM(RBMConfig(image_size=2, hidden_dim=3, chains=5, annealed=4))
    further.start_from(trained)
    assert torch.equal(further.machine.weight, trained.machine.weight)
    assert further.machine.chains.tolist() == [[1, 0, 0, 1]] * 5
    stacked = DBN(DBNConfig(image_size=2, hidden=(3, 6), chains=40, annealed=4, tied_start=True, weight_sd=0.01))
    trained.machine.weight.data.fill_(50).mul_(torch.tensor([1, -1, 1]))
    stacked.start_from(trained)
    assert stacked.top.chains.tolist() == [[1, 0, 1]] * 40  # what the hidden units do over the chains below
    assert (stacked.top.hidden_bias[4:] == -4).all()


def surprise(drawn: torch.Tensor, expected: torch.Tensor) -> float:
    """Chi-square of binary states (n, 4) under probabilities (16,), in standard deviations above its mean."""
    counts = (drawn @ torch.tensor([8.0, 4, 2, 1], dtype=torch.double)).long().bincount(minlength=16)
    expected = expected * len(drawn)
    return (((counts - expected).square() / expected).sum().item() - 15) / 30**0.5


def test_gibbs_sampling_ends_at_the_models_distribution():
    machine, generator = tiny(4, 3, seed=3), torch.Generator().manual_seed(1)
    start = torch.zeros(200_000, 4, dtype=torch.double)
    drawn = machine.gibbs(start, 60, generator)
    assert surprise(drawn, log_joint(machine).logsumexp(1).exp()) < 5
    machine.visible_bias.data[2] += 0.05  # the test would see a machine that is off by this little
    assert surprise(drawn, log_joint(machine).logsumexp(1).exp()) > 5


def test_one_gibbs_step_draws_from_its_own_conditionals():
    """Where a chain goes from one state: the sum over all states of the hidden units."""
    machine, generator = tiny(2, 3, seed=5), torch.Generator().manual_seed(2)
    start = torch.tensor([[1.0, 0.0]], dtype=torch.double).expand(200_000, 2)
    after = machine.gibbs(start, 1, generator)
    joint = log_joint(machine).exp()
    upward = joint[2] / joint[2].sum()  # p(h | v = 10)
    expected = (joint / joint.sum(0)) @ upward  # (4,)
    found = (after @ torch.tensor([2.0, 1.0], dtype=torch.double)).long().bincount(minlength=4) / len(after)
    torch.testing.assert_close(found.double(), expected.detach(), rtol=0, atol=0.006)


@pytest.mark.parametrize("seed", range(3))
def test_the_pseudo_likelihood_term_is_right_on_average(seed):
    machine, visible = tiny(seed=seed).eval(), torch.rand(4, 5).round().double()
    marginal = log_joint(machine).logsumexp(1)
    index = (visible @ torch.tensor([16.0, 8, 4, 2, 1], dtype=torch.double)).long()
    exact = -sum(
        (marginal[index] - torch.logaddexp(marginal[index], marginal[index ^ (1 << unit)])).mean() for unit in range(5)
    )
    found = machine.losses(visible.repeat(20_000, 1))["pseudo_nll"]
    assert found.item() == pytest.approx(exact.item(), rel=0.03)


@pytest.mark.parametrize("kind", [torch.float, torch.double])
def test_bernoulli_draws_with_the_given_probabilities(kind):
    probs = torch.tensor([0.0, 1.0, 0.5, 0.1, 0.999, 1 / 256], dtype=kind)
    drawn = bernoulli(probs.expand(400_000, 6), torch.Generator().manual_seed(0))
    assert drawn.dtype == kind and drawn.unique().tolist() == [0, 1]
    assert drawn[:, 0].max() == 0 and drawn[:, 1].min() == 1
    torch.testing.assert_close(drawn.double().mean(0), probs.double(), rtol=0, atol=4 * (0.25 / 400_000) ** 0.5)
    correlation = torch.corrcoef(drawn[:, 2:5].T.double()) - torch.eye(3)
    assert correlation.abs().max() < 0.01


@pytest.mark.parametrize("shape", [(1,), (3,), (4,), (5, 7), (2, 3, 9), (0, 4)])
def test_bernoulli_keeps_any_shape_and_follows_its_generator(shape):
    probs = torch.rand(shape, generator=torch.Generator().manual_seed(3))
    drawn = [bernoulli(probs, torch.Generator().manual_seed(seed)) for seed in (4, 4)]
    assert drawn[0].shape == shape and torch.equal(*drawn)
    wide = torch.full((999,), 0.5)
    first, second = (bernoulli(wide, torch.Generator().manual_seed(seed)) for seed in (4, 5))
    assert not torch.equal(first, second)


def tiny_dbn(seed: int = 0, **options) -> DBN:
    torch.manual_seed(seed)
    model = DBN(DBNConfig(**({"image_size": 3, "hidden": (5, 4), "weight_sd": 0.7} | options)))
    for parameter in model.parameters():
        parameter.data.normal_()
    return model


@pytest.mark.parametrize("hidden", [(5, 4), (6, 5, 4)])
def test_up_down_learns_by_the_delta_rules(hidden):
    """Appendix B of Hinton et al. 2006, line by line, with the states of the same random numbers."""
    model, images = tiny_dbn(untied=True, hidden=hidden), torch.rand(40, 1, 3, 3).round()
    torch.manual_seed(11)
    found = gradients(model, model.losses(images)["loss"])
    torch.manual_seed(11)
    wake = [images.flatten(1)]
    for layer in model.recognition:  # the wake phase
        wake.append(bernoulli((wake[-1] @ layer.weight + layer.bias).sigmoid()))
    model.top.losses(wake[-1])  # draws its chain
    asleep = [model.top.gibbs(model.top.draw_visible(model.top.draw_hidden(wake[-1])), model.config.steps - 1)]
    for layer in reversed(model.lower):  # the sleep phase
        asleep.insert(0, bernoulli((asleep[0] @ layer.weight.T + layer.visible_bias).sigmoid()))
    for index, (down, up) in enumerate(zip(model.lower, model.recognition, strict=True)):
        missed = wake[index] - (wake[index + 1] @ down.weight.T + down.visible_bias).sigmoid()
        torch.testing.assert_close(found[f"lower.{index}.weight"], -missed.T @ wake[index + 1] / 40)
        torch.testing.assert_close(found[f"lower.{index}.visible_bias"], -missed.mean(0))
        missed = asleep[index + 1] - (asleep[index] @ up.weight + up.bias).sigmoid()
        torch.testing.assert_close(found[f"recognition.{index}.weight"], -asleep[index].T @ missed / 40)
        torch.testing.assert_close(found[f"recognition.{index}.bias"], -missed.mean(0))
    assert not any("hidden_bias" in name for name in found if name.startswith("lower"))


def test_up_down_trains_the_top_machine_as_alone():
    model, images = tiny_dbn(untied=True), torch.rand(40, 1, 3, 3).round()
    torch.manual_seed(11)
    found = gradients(model, model.losses(images)["loss"])
    torch.manual_seed(11)
    below = bernoulli(model.recognition[0].hidden_logits(images.flatten(1)).sigmoid())
    alone = gradients(model.top, model.top.losses(below)["loss"])
    torch.testing.assert_close({name: found[f"top.{name}"] for name in alone}, alone)


def test_greedy_training_leaves_the_lower_layers_alone():
    model = tiny_dbn()
    loss = model.losses(torch.rand(10, 1, 3, 3).round())["loss"]
    assert set(gradients(model, loss)) == {"top.weight", "top.visible_bias", "top.hidden_bias"}


def same(first: torch.nn.Module, second: torch.nn.Module) -> bool:
    return all(torch.equal(each, second.get_parameter(name)) for name, each in first.named_parameters())


def tiny_rbm() -> RBM:
    model = RBM(RBMConfig(image_size=3, hidden_dim=5))
    for parameter in model.parameters():
        parameter.data.normal_()
    return model


def test_a_network_starts_from_the_machine_below_it():
    trained, model = tiny_rbm(), tiny_dbn()
    weight = model.top.weight.clone()
    model.start_from(trained)
    assert same(model.lower[0], trained.machine) and torch.equal(model.top.weight, weight)
    assert torch.equal(model.top.visible_bias, trained.machine.hidden_bias)


def test_a_tied_start_turns_the_machine_round_so_that_the_images_are_as_likely_as_before():
    trained, model = tiny_rbm(), tiny_dbn(hidden=(5, 9), tied_start=True)
    model.start_from(trained)
    hidden, machine = states(5).float(), trained.machine
    torch.testing.assert_close(model.top.weight, machine.weight.T)
    up = -model.top.free_energy(hidden)  # log p(h) of the network and of the machine, up to their constant
    down = hidden @ machine.hidden_bias + F.softplus(machine.visible_logits(hidden)).sum(1)
    torch.testing.assert_close(up, down)


def test_a_network_starts_from_a_smaller_and_from_an_equal_one():
    trained = tiny_dbn(seed=1)
    deeper, untied = tiny_dbn(hidden=(5, 4, 3)), tiny_dbn(untied=True)
    deeper.start_from(trained)
    assert same(deeper.lower[0], trained.lower[0]) and same(deeper.lower[1], trained.top)
    assert torch.equal(deeper.top.visible_bias, trained.top.hidden_bias)
    untied.start_from(trained)
    assert same(untied.top, trained.top) and torch.equal(untied.recognition[0].bias, trained.lower[0].hidden_bias)
    torch.testing.assert_close(untied.hidden(torch.ones(1, 1, 3, 3)), trained.hidden(torch.ones(1, 1, 3, 3)))


def test_a_network_of_one_hidden_layer_is_none():
    with pytest.raises(ZooError, match="two hidden layers"):
        DBN(DBNConfig(hidden=(100,)))
