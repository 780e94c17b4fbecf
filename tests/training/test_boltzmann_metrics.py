"""Likelihoods, bounds and figures of Boltzmann machines and networks, against answers known beforehand."""

import math

import pytest
import torch
import torch.nn.functional as F
from draws import seeded
from small import small
from tiny_machines import SHORT, log_joint, log_partition, states

from training import card
from training.data.images import Data, Split
from training.figures import rbm as figures_rbm
from training.metrics import Metric, boltzmann, samples
from training.metrics.likelihood import binary_test_set
from zoo.models.dbn import DBN, DBNConfig
from zoo.models.rbm import RBM, RBMConfig


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
