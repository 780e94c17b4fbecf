"""The lab's experiments on machines whose answers are known."""

import math

import pytest
import torch

from training import experiments
from zoo.errors import ZooError
from zoo.models.dbn import DBN, DBNConfig
from zoo.models.rbm import RBM, RBMConfig
from zoo.stores import BundledStore, Checkpoint


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Twenty random pictures in place of the test digits, and short chains."""
    pictures = torch.bernoulli(torch.full((20, 784), 0.2), generator=torch.Generator().manual_seed(3))
    monkeypatch.setattr(experiments, "images", lambda: pictures)
    monkeypatch.setattr(experiments, "LOOKS", (0, 1))
    monkeypatch.setattr(experiments, "STEPS", 2)


@torch.no_grad()
def network(weight: float) -> DBN:
    """A network whose upper machine has this one weight everywhere, and whose lower one has none."""
    model = DBN(DBNConfig(hidden=(6, 8))).eval()
    for each in model.parameters():
        each.zero_()
    model.top.weight.fill_(weight)
    return model


def test_a_start_that_turns_all_units_off_is_seen():
    found = experiments.dreams(network(-30.0))
    assert found["on_top_0"]["value"] == 0 and found["on_digits_0"]["value"] == pytest.approx(0.5, abs=0.15)
    assert found["top_digits"]["value"] < 0.05 < found["on_usage_0"]["value"]
    free = experiments.dreams(network(0.0))
    assert free["top_digits"]["value"] == 0.5 and free["on_top_0"]["value"] == pytest.approx(0.5, abs=0.2)
    assert all(free[f"rise_{start}_1"]["value"] == 0 for start in ("digits", "units", "top", "usage"))


def test_how_far_chains_travel():
    model = RBM(RBMConfig(hidden_dim=5, weight_sd=0.0)).eval()  # each pixel is drawn anew by a fair coin
    found = experiments.travelled(model)
    assert found["pixels_trained"]["value"] == pytest.approx(392, abs=5 * 14 / 20**0.5)


def test_the_bound_of_a_network_is_loose_only_where_the_encoder_is_wrong():
    exact = network(0.0)  # p(h|v) and q(h|v) are both fair coins
    assert experiments.looseness(exact)["looseness"]["value"] == pytest.approx(0, abs=1e-5)
    assert experiments.looseness(network(-1.0))["looseness"]["value"] > 0.5


def test_pseudo_likelihood_of_a_machine_without_weights():
    model = RBM(RBMConfig(hidden_dim=5, weight_sd=0.0)).eval()
    assert experiments.pseudo(model).tolist() == pytest.approx([784 * math.log(2)] * 20, rel=1e-5)


def test_a_checkpoint_without_experiments_is_refused(tmp_path):
    with pytest.raises(ZooError, match="There are no experiments on vae-2; choose one of rbm"):
        experiments.add(Checkpoint("vae-2", tmp_path, "local", "0" * 40, "here"), BundledStore())
