"""The lab's experiments on machines whose answers are known."""

import json
import math

import numpy as np
import pytest
import torch

from training import experiments
from training.metrics.likelihood import binary_test_set
from zoo.errors import ZooError
from zoo.models.dbn import DBN, DBNConfig
from zoo.models.rbm import RBM, RBMConfig
from zoo.schema import EXPERIMENTS
from zoo.stores import BundledStore, Checkpoint
from zoo.stores.bundled import BUNDLE

TEST_DIGITS = experiments.images  # which a fixture replaces
GIVEN = {  # by each experiment, one of its figures
    experiments.dreams: "top_digits", experiments.travelled: "pixels_long", experiments.looseness: "looseness",
    experiments.input_differs: "input_difference", experiments.rates: "change_0.1",
}  # fmt: skip


def digits(count: int, level: int):
    """As the page's reader gives digits: bytes (count, 28, 28) of this grey, all zeros by their labels."""
    return lambda: (np.full((count, 28, 28), level, np.uint8), np.zeros(count, np.uint8))


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


def test_they_are_on_the_first_hundred_test_digits_as_likelihoods_have_them(monkeypatch):
    grey = np.random.default_rng(1).integers(256, size=(150, 28, 28), dtype=np.uint8)
    monkeypatch.setattr(experiments, "digits", lambda: (grey, np.zeros(150)))
    expected = binary_test_set(torch.tensor(grey[:100]) / 255).flatten(1)
    assert torch.equal(TEST_DIGITS(), expected)
    monkeypatch.setattr(experiments, "digits", digits(0, 0))
    with pytest.raises(ZooError, match="The experiments need MNIST"):
        TEST_DIGITS()


@torch.no_grad()
def test_a_machine_draws_pixels_of_hidden_units_that_are_drawn_from_its_own():
    model = RBM(RBMConfig(hidden_dim=2, weight_sd=0.0)).eval()
    model.machine.weight[:, 0], model.machine.hidden_bias[:] = 3.0, torch.tensor([-2e4, 50.0])
    off, on = torch.zeros(1, 784), torch.ones(1, 784)
    model.machine.hidden_bias[0] = -784 * 1.5
    for units, pixel in ((off, 0.5), (on, 1 / (1 + math.exp(-3)))):  # a bright picture turns the first unit on
        shown = experiments.pictures(model, units)
        assert shown.shape == (1, 1, 28, 28) and shown.unique().tolist() == pytest.approx([pixel])
    below = network(0.0)
    below.lower[0].weight.fill_(1.0)
    assert experiments.pictures(below, torch.ones(1, 6)).unique().tolist() == pytest.approx([1 / (1 + math.exp(-6))])


@torch.no_grad()
def test_grey_pictures_and_draws_from_them_differ_where_there_is_grey(monkeypatch):
    model = RBM(RBMConfig(hidden_dim=3, weight_sd=0.0)).eval()
    monkeypatch.setattr(experiments, "training_digits", digits(50, 255))
    assert experiments.input_differs(model)["input_difference"] == {"value": 0, "noise": 0}
    monkeypatch.setattr(experiments, "training_digits", digits(50, 51))  # a fifth: draws have a spread of 0.4
    spread = 0.4 / 0.2 / 50**0.5  # of the mean of fifty draws, beside that of the grey; the units are constant
    assert experiments.input_differs(model)["input_difference"]["value"] == pytest.approx(spread, rel=0.1)


def test_one_more_epoch_is_of_a_copy_and_makes_the_digits_it_saw_likelier(monkeypatch):
    monkeypatch.setattr(experiments, "training_digits", digits(400, 51))
    monkeypatch.setattr(experiments, "EPOCH", 3)
    model = RBM(RBMConfig(hidden_dim=2, weight_sd=0.0)).eval()
    before, drawn = {name: each.clone() for name, each in model.state_dict().items()}, torch.get_rng_state()
    changes = experiments.rates(model)
    assert torch.equal(drawn, torch.get_rng_state())  # whatever else is drawn stays the same
    assert all(torch.equal(each, before[name]) for name, each in model.state_dict().items())
    assert list(changes) == ["now", "change_0.01", "change_0.1", "change_1.0"]
    assert changes["now"]["value"] == pytest.approx(784 * math.log(2), rel=1e-4)  # without weights it knows nothing
    assert torch.equal(experiments.one_more_epoch(model, 0.0), experiments.pseudo(model))
    small, middle = (changes[f"change_{rate}"]["value"] for rate in (0.01, 0.1))
    biases = (
        -784 * 0.3 * 3 * 0.01 * 0.3
    )  # what the biases gain alone; weights to units that are half on gain half of it
    assert middle < small and 1.5 * biases < small < biases


def test_a_mean_has_its_standard_error():
    found = experiments.figure(torch.tensor([1, 2, 3, 6]))
    assert (found["value"], found["noise"]) == (3, pytest.approx((14 / 3) ** 0.5 / 2))


@pytest.mark.parametrize("experiment", GIVEN, ids=lambda each: each.__name__)
def test_the_bundle_has_the_figures_of_each_experiment_on_the_machines_it_is_for(experiment):
    folders = {name: BundledStore().resolve(name) / EXPERIMENTS for name in BundledStore().names()}
    figures = {name: json.loads(file.read_text())["figures"] for name, file in folders.items() if file.is_file()}
    assert GIVEN.keys() == experiments.EXPERIMENTS.keys() and set(figures) == set(experiments.NAMES)
    of = {name for name, found in figures.items() if GIVEN[experiment] in found}
    assert of == set(experiments.EXPERIMENTS[experiment])


def test_what_an_experiment_shows_is_kept_and_printed(run, tmp_path, monkeypatch):
    store = BundledStore(tmp_path)
    monkeypatch.setattr("zoo.stores.BundledStore.__init__.__defaults__", (tmp_path,))
    store.push(BundledStore(BUNDLE).resolve("rbm-25"), "rbm-25", "for a test")
    shown = {"top_digits": {"value": 1234.5678, "noise": 0.0625}}
    monkeypatch.setattr(experiments, "EXPERIMENTS", {lambda model: shown: ("rbm-25",), lambda model: 1 / 0: ("rbm",)})
    code, out, _ = run("experiments", "rbm-25")
    assert code == 0 and "top_digits 1,234.568 0.062" in " ".join(out.split())
    found = store.checkpoint("rbm-25")
    assert json.loads((found.folder / EXPERIMENTS).read_text())["figures"] == shown
    assert f"rbm-25 is in {store.uri} as revision {found.revision[:8]}." in out.replace("\n", " ")


def test_a_checkpoint_without_experiments_is_refused(tmp_path):
    with pytest.raises(ZooError, match="There are no experiments on vae-2; choose one of rbm"):
        experiments.add(Checkpoint("vae-2", tmp_path, "local", "0" * 40, "here"), BundledStore())
