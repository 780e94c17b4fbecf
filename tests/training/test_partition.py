"""The metrics of Boltzmann machines and of the networks on top of them against sums over all their states."""

import math
from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F
from small import small
from tiny_machines import log_joint, log_partition, states, tiny

from training import card
from training.data.images import Data, Split
from training.figures import rbm as figures_rbm
from training.metrics import Metric, boltzmann, partition, samples
from training.metrics.likelihood import binary_test_set
from training.metrics.partition import Annealing, base_logits, exact_log_partition, forward, reverse, softplus_sum
from zoo.errors import ZooError
from zoo.models.boltzmann import Boltzmann
from zoo.models.dbn import DBN, DBNConfig
from zoo.models.rbm import RBM, RBMConfig

SHORT = Annealing(chains=100, stages=((0.5, 50), (1.0, 200)), burn_in=300)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def exact_samples(machine: Boltzmann, n: int, seed: int = 0) -> torch.Tensor:
    """Visible states (n, visible) of the machine's own distribution."""
    marginal = log_joint(machine).logsumexp(1).exp()
    return states(machine.weight.shape[0])[marginal.multinomial(n, replacement=True, generator=seeded(seed))]


@pytest.mark.parametrize(("visible", "hidden"), [(12, 8), (8, 12), (1, 1), (12, 10), (9, 3)])
def test_the_exact_partition_function_is_the_sum_over_all_states(visible, hidden):
    machine = tiny(visible, hidden)
    assert exact_log_partition(machine) == pytest.approx(log_partition(machine).item(), abs=1e-9)


def test_blocks_of_states_add_up(monkeypatch):
    machine = tiny(12, 10)
    monkeypatch.setattr(partition, "BLOCK", 3)
    monkeypatch.setattr(partition, "ROWS", 5)
    assert exact_log_partition(machine) == pytest.approx(log_partition(machine).item(), abs=1e-9)


def test_in_single_precision_it_is_right_to_a_thousandth_of_a_nat():
    torch.manual_seed(0)
    machine = Boltzmann(784, 12, weight_sd=0.5)
    machine.visible_bias.data.normal_(-2)
    hidden = states(12)
    visible_logits = hidden @ machine.weight.double().T + machine.visible_bias.double()
    exact = (hidden @ machine.hidden_bias.double() + F.softplus(visible_logits).sum(1)).logsumexp(0)
    assert exact_log_partition(machine) == pytest.approx(exact.item(), abs=1e-3)


def test_too_many_units_to_enumerate_are_refused():
    with pytest.raises(ZooError, match="up to 25 units on the smaller side, but there are 26"):
        exact_log_partition(Boltzmann(30, 26))


def test_the_sum_of_softplus_holds_for_any_size_and_number_of_logits():
    for scale in (0.0, 1.0, 30.0, 3000.0):
        logits = scale * torch.randn(4, 250, generator=seeded(1))
        torch.testing.assert_close(softplus_sum(logits), F.softplus(logits).sum(1))


def test_the_temperatures_are_those_of_the_paper():
    betas = Annealing().betas()
    assert len(betas) == 14_501 and betas[0] == 0 and betas[-1] == 1
    assert betas[500] == pytest.approx(0.5) and betas[4_500] == pytest.approx(0.9)
    assert all(after > before for before, after in pairwise(betas))
    assert "100 chains, 14,500 inverse temperatures" in Annealing().text()


def test_base_rates_are_the_data_s_and_never_certain():
    logits = base_logits(torch.tensor([0.0, 0.25, 1.0]), 1000)
    torch.testing.assert_close(logits.sigmoid(), torch.tensor([1 / 1002, 251 / 1002, 1001 / 1002]))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_both_directions_find_the_partition_function(seed):
    machine = tiny(12, 8, seed)
    examples = exact_samples(machine, 100)
    exact, base = log_partition(machine).item(), base_logits(examples.mean(0), 100)
    up, down = forward(machine, base, SHORT, seeded(1)), reverse(machine, base, examples, SHORT, seeded(2))
    for found in (up, down):
        assert 0 < found.noise < 0.3 and abs(found.value - exact) < 4 * found.noise + 0.02


def test_a_machine_that_is_the_base_model_has_no_noise():
    machine = tiny(300, 8)
    machine.weight.data.zero_()
    machine.hidden_bias.data.zero_()
    found = forward(machine, machine.visible_bias.detach(), SHORT, seeded(1))
    exact = F.softplus(machine.visible_bias).sum().item() + 8 * math.log(2)
    assert found.value == pytest.approx(exact) and found.noise == pytest.approx(0, abs=1e-9)


def test_on_a_short_schedule_forward_is_too_small_and_reverse_too_large():
    machine, short = tiny(8, 6, seed=4), Annealing(chains=10, stages=((1.0, 4),), burn_in=0)
    machine.weight.data.mul_(2)
    exact, base = log_partition(machine).item(), torch.zeros(8, dtype=torch.double)
    up = torch.tensor([forward(machine, base, short, seeded(seed)).value for seed in range(200)])
    down = torch.tensor(
        [reverse(machine, base, exact_samples(machine, 10, seed), short, seeded(seed)).value for seed in range(200)]
    )
    for found, side in ((up, -1), (down, 1)):
        assert side * (found.mean() - exact) > 4 * found.std() / 200**0.5


def test_the_mean_weight_of_forward_ais_is_unbiased():
    machine, short = tiny(6, 5, seed=4), Annealing(chains=200_000, stages=((1.0, 3),))
    found = forward(machine, torch.zeros(6, dtype=torch.double), short, seeded(1))
    assert found.noise < 0.02 and found.value == pytest.approx(log_partition(machine).item(), abs=4 * found.noise)


def test_noise_is_the_spread_of_repeated_estimates():
    machine, base = tiny(8, 6), torch.zeros(8, dtype=torch.double)
    short = Annealing(chains=100, stages=((1.0, 30),), burn_in=20)
    for run in (
        lambda seed: forward(machine, base, short, seeded(seed)),
        lambda seed: reverse(machine, base, exact_samples(machine, 100, seed), short, seeded(seed)),
    ):
        found = [run(seed) for seed in range(60)]
        spread = torch.tensor([estimate.value for estimate in found]).std().item()
        claimed = sum(estimate.noise for estimate in found) / 60
        assert claimed == pytest.approx(spread, rel=0.35)


def test_a_region_far_from_the_data_is_found():
    """Data where the hidden units are on; by far the most probability where all are off, a long way from there."""
    machine = tiny(12, 6)
    machine.visible_bias.data.fill_(3)
    machine.weight.data.fill_(-14).add_(torch.randn(12, 6, generator=seeded(1)))
    machine.hidden_bias.data.fill_(5)
    examples, base = torch.zeros(100, 12, dtype=torch.double), base_logits(torch.zeros(12, dtype=torch.double), 50_000)
    exact, short = log_partition(machine).item(), Annealing(stages=((1.0, 30),), burn_in=0)
    assert forward(machine, base, short, seeded(1)).value < exact - 3
    assert reverse(machine, base, examples, short, seeded(1)).value < exact - 3
    for found in partition.both_ways(machine, base, examples, short, seeded(1)):
        assert found.value == pytest.approx(exact, abs=4 * found.noise + 0.05)


def test_reverse_begins_as_many_steps_away_from_its_examples_as_it_is_told():
    """At examples that the machine would hardly ever give log Z is too small; enough steps away it is not."""
    machine, exact = tiny(12, 8), log_partition(tiny(12, 8)).item()
    examples, base = machine.visible_bias.lt(0).double().expand(100, -1), torch.zeros(12, dtype=torch.double)
    at, away = (reverse(machine, base, examples, Annealing(stages=((1.0, 20),), burn_in=steps), seeded(1))
                for steps in (0, 100))  # fmt: skip
    assert at.value < exact - 8 * at.noise and exact < away.value < exact + 5 * away.noise


def test_reverse_needs_an_example_for_each_chain():
    with pytest.raises(ZooError, match="needs 100 examples, one per chain, but got 3"):
        reverse(tiny(), torch.zeros(5), torch.zeros(3, 5), SHORT, seeded(1))


def pictures(n: int, size: int = 3) -> Data:
    """Small images of two grey levels that go together in rows, so that there is something to learn."""
    rows = torch.randint(2, (n, 1, size, 1), generator=seeded(n))
    images = (40 + 170 * rows).expand(-1, -1, -1, size).to(torch.uint8)
    split = Split(images, rows[:, 0, 0, 0])
    return Data(split, split, split)


def shaken(model, sd: float = 1.0):
    """The model with every parameter normal, by a fixed seed."""
    torch.manual_seed(0)
    for parameter in model.parameters():
        parameter.data.normal_(0, sd)
    return model.eval()


def index_of(visible: torch.Tensor) -> torch.Tensor:
    """The rows of ``states`` that these binary rows are."""
    return (visible.double() @ 2.0 ** torch.arange(visible.shape[1] - 1, -1, -1, dtype=torch.double)).long()


def test_the_likelihood_of_a_machine_and_its_pseudo_likelihood():
    model, data = shaken(RBM(RBMConfig(image_size=3, hidden_dim=6))), pictures(300)
    found = boltzmann.likelihood(model, data, SHORT)
    index = index_of(binary_test_set(data.test.intensities()).flatten(1))
    marginal = log_joint(model.machine.double()).logsumexp(1).detach()
    exact = marginal[index].mean().item()
    assert found["log_likelihood"].value == pytest.approx(exact, abs=1e-4) and found["log_likelihood"].noise == 0
    assert found["log_partition"].value == pytest.approx(log_partition(model.machine).item(), abs=1e-4)
    for name in ("log_likelihood_ais", "log_likelihood_ais_reverse"):
        assert found[name].value == pytest.approx(exact, abs=4 * found[name].noise + 0.02)
        assert 0 < found[name].noise < 0.3 and found[name].unit == "nats per image"
    flips = [marginal[index] - torch.logaddexp(marginal[index], marginal[index ^ (1 << unit)]) for unit in range(9)]
    assert found["pseudo_likelihood"].value == pytest.approx(sum(flips).mean().item(), abs=1e-4)


def test_a_larger_machine_has_no_exact_likelihood_and_log_z_by_ais():
    model = shaken(RBM(RBMConfig(image_size=6, hidden_dim=26)), sd=0.1)
    found = boltzmann.likelihood(model, pictures(120, 6), SHORT)
    assert "log_likelihood" not in found and "AIS" in found["log_partition"].estimator
    assert found["log_partition"].noise == found["log_likelihood_ais"].noise > 0
    assert "300 Gibbs steps" in found["log_likelihood_ais_reverse"].estimator


def log_likelihood(model: DBN) -> torch.Tensor:
    """log p(v) of all visible states by summing over every hidden layer, (2^visible,)."""
    log_p = log_joint(model.top).logsumexp(1)
    for layer in reversed(model.lower):
        below, hidden = states(layer.weight.shape[0]), states(layer.weight.shape[1])
        logits = hidden @ layer.weight.T + layer.visible_bias
        given = below @ logits.T - F.softplus(logits).sum(1)  # log p(below|hidden), (2^below, 2^hidden)
        log_p = (given + log_p).logsumexp(1)
    return log_p.detach()


@pytest.mark.parametrize("options", [
    {"hidden": (5, 4)}, {"hidden": (5, 4), "untied": True}, {"hidden": (6, 5, 4)},
])  # fmt: skip
def test_the_bound_of_a_network_is_one(options):
    model, data = shaken(DBN(DBNConfig(image_size=3, **options)), 0.7), pictures(300)
    found = boltzmann.bound(model, data, SHORT)
    log_p = log_likelihood(model.double())
    assert log_p.exp().sum().item() == pytest.approx(1)
    exact = log_p[index_of(binary_test_set(data.test.intensities()).flatten(1))].mean().item()
    for name in ("log_likelihood_bound", "log_likelihood_bound_reverse"):
        assert exact - 12 < found[name].value < exact - 4 * found[name].noise and found[name].bound == ">="
    top = log_partition(model.top).item()
    assert found["log_partition"].value == pytest.approx(top, abs=4 * found["log_partition"].noise + 0.02)


def test_a_network_that_is_a_machine_and_itself_turned_round_is_as_likely_as_the_machine():
    """Then q(h|v) is the true posterior, and the bound is the likelihood."""
    machine, data = shaken(RBM(RBMConfig(image_size=3, hidden_dim=5))), pictures(300)
    model = DBN(DBNConfig(image_size=3, hidden=(5, 9), tied_start=True)).eval()
    model.start_from(machine)
    found, exact = boltzmann.bound(model, data, SHORT), boltzmann.likelihood(machine, data, SHORT)["log_likelihood"]
    for name in ("log_likelihood_bound", "log_likelihood_bound_reverse"):
        assert found[name].value == pytest.approx(exact.value, abs=4 * found[name].noise + 0.02)


def test_without_weights_the_bound_is_the_likelihood_of_independent_pixels():
    model, data = shaken(DBN(DBNConfig(image_size=3, hidden=(5, 4)))), pictures(300)
    for layer in (model.lower[0], model.top):
        layer.weight.data.zero_()
    model.top.visible_bias.data.copy_(model.lower[0].hidden_bias)
    visible = binary_test_set(data.test.intensities()).flatten(1)
    logits = model.lower[0].visible_bias.expand_as(visible)
    exact = -F.binary_cross_entropy_with_logits(logits, visible, reduction="none").sum(1).mean().item()
    found = boltzmann.bound(model, data, SHORT)["log_likelihood_bound"]
    assert found.value == pytest.approx(exact, abs=4 * found.noise + 1e-3)


def test_reconstruction_of_a_machine_that_knows_nothing_and_of_one_that_is_sure():
    model = RBM(RBMConfig(image_size=4, hidden_dim=3))
    images = torch.rand(30, 1, 4, 4).round()
    for parameter in model.parameters():
        parameter.data.zero_()
    found = boltzmann.reconstruction(model, images)
    assert found["bce_per_pixel"].value == pytest.approx(math.log(2)) and found["squared_error"].value == 4
    model.machine.visible_bias.data.fill_(1e4)
    assert boltzmann.reconstruction(model, images * 0)["bce_per_pixel"].value == pytest.approx(
        24 * math.log(2), rel=0.1
    )


def test_the_length_of_the_chains_is_stated_where_samples_were_drawn():
    found = {name: Metric(1.0, "units", "10 samples") for name in ("frechet", "frechet_floor")}
    stated = boltzmann.steps_stated(found, RBM(RBMConfig(sample_steps=2000)))
    assert stated["frechet"].estimator == "10 samples, each after 2,000 Gibbs steps from noise"
    assert stated["frechet_floor"] == found["frechet_floor"]
    kept = boltzmann.steps_stated(found, RBM(RBMConfig(chains=100)))["frechet"].estimator
    assert kept.endswith("after 1,000 Gibbs steps from one of the 100 chains that training kept")


FAMILY = {
    "RBM": (lambda: RBM(RBMConfig(hidden_dim=12, sample_steps=3)), figures_rbm.draw_rbm),
    "DBN": (lambda: DBN(DBNConfig(hidden=(12, 7), untied=True, sample_steps=3)), figures_rbm.draw_dbn),
}


@pytest.mark.parametrize("kind", FAMILY)
def test_what_the_page_and_the_card_get(kind, drawn):
    make, draw = FAMILY[kind]
    model, data = shaken(make(), 0.1), small(drawn, 50)
    told, again = boltzmann.describe(model, data), boltzmann.describe(model, data)
    layers, shown = told["units.json"]["layers"], told["shown.safetensors"]
    binary = binary_test_set(data.test.intensities())
    assert told["units.json"] == again["units.json"] and len(layers) == len(model.hidden(binary))
    for layer, probs in zip(layers, model.hidden(binary), strict=True):
        assert layer["size"] == len(layer["frequency"]) == probs.shape[1]
        torch.testing.assert_close(torch.tensor(layer["frequency"]), probs.mean(0))
    assert {name: tuple(each.shape) for name, each in shown.items()} == {
        "images": (20, 28, 28), "reconstructions": (20, 28, 28), "samples": (60, 28, 28),
    }  # fmt: skip
    assert all(
        each.dtype == torch.uint8 and torch.equal(each, again["shown.safetensors"][name])
        for name, each in shown.items()
    )
    assert torch.equal(shown["images"], data.test.images[:20, 0])
    torch.testing.assert_close(shown["samples"] / 255, samples.draw(model, 60)[:, 0], rtol=0, atol=0.5001 / 255)
    drawn = draw(model, data)
    assert drawn.keys() <= card.FIGURES.keys() and {"filters", "gibbs-chain", "samples"} <= drawn.keys()
    assert ("untied-weights" in drawn) == (kind == "DBN")


def test_filters_are_sorted_and_on_a_scale_that_is_symmetric():
    rows = torch.stack([torch.full((16,), value) for value in (-1.0, 2.0, 3.0)])
    image = figures_rbm.filters(rows, torch.tensor([0.1, 0.9, 0.5]), "title").axes[0].images[0]
    low, high = image.get_clim()
    assert low == -high and high == 3
    found = image.get_array()
    assert [found[0, column] for column in (0, 6, 12)] == [2, 3, -1]
