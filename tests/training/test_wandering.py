"""How many different digits chains show: machines that stay, that move on, and that draw nothing clear."""

import pytest
import torch
from small import small
from torch import Tensor, nn

from training.metrics import wandering
from zoo.models.dbn import DBN, DBNConfig
from zoo.models.rbm import RBM, RBMConfig
from zoo.models.tempering import LADDER


class Reads(nn.Module):
    """A judge that reads the digit whose pixel, of the first ten, is brightest, and is sure of it by a clear margin."""

    def forward(self, images: Tensor) -> Tensor:
        """Logits (n, 10)."""
        return 60 * images.flatten(1)[:, :10]


def machine(weight: float, rarely: float = 0.0) -> RBM:
    """Each of ten hidden units has one pixel, on as often as off or more rarely: the stronger, the longer it stays."""
    model = RBM(RBMConfig(hidden_dim=10)).eval()
    with torch.no_grad():
        model.machine.weight.copy_(weight * torch.eye(784, 10))
        model.machine.visible_bias.copy_(torch.full((784,), -weight / 2))
        model.machine.hidden_bias.copy_(torch.full((10,), -weight / 2 - rarely))
    return model


def starts() -> Tensor:
    """Ten images, each of one bright pixel, its digit's."""
    return torch.eye(10, 784).view(10, 1, 28, 28)


@torch.no_grad()
@pytest.mark.parametrize(("weight", "digits"), [(60.0, 1), (0.0, 0)], ids=["frozen", "grey"])
@pytest.mark.parametrize("ladder", [LADDER[:1], LADDER], ids=["plain", "tempered"])
def test_a_chain_that_stays_shows_its_digit_alone_and_a_grey_one_none(weight, digits, ladder, monkeypatch):
    monkeypatch.setattr(wandering, "LOOKS", (3, 9))
    found, _ = wandering.visited(machine(weight), Reads(), starts(), ladder)
    assert {steps: counts.tolist() for steps, counts in found.items()} == {3: [digits] * 10, 9: [digits] * 10}


@torch.no_grad()
def test_digits_are_counted_once_and_over_all_steps_and_a_card_says_of_how_many_chains(drawn, monkeypatch):
    monkeypatch.setattr(wandering, "LOOKS", (1, 80))
    found = wandering.wandering(machine(3.0, rarely=2.0), small(drawn, 300), Reads())
    assert list(found) == ["digits_in_1", "digits_in_80", "digits_in_1_tempered", "digits_in_80_tempered"]
    first, last, tempered = found["digits_in_1"], found["digits_in_80"], found["digits_in_80_tempered"]
    assert first.value <= 1 and all(2 <= each.value <= 10 for each in (last, tempered))
    assert "median over 20 chains of 80 Gibbs steps" in last.estimator and "over 90% sure" in last.estimator
    assert "5 times the work" in tempered.estimator and "times the work" not in last.estimator


@torch.no_grad()
def test_a_network_shows_what_its_top_machine_holds_drawn_down_to_pixels(monkeypatch):
    monkeypatch.setattr(wandering, "LOOKS", (5,))
    model, one = DBN(DBNConfig(hidden=(10, 10))).eval(), machine(60.0).machine
    with torch.no_grad():
        for layer in (model.lower[0], model.top):
            side = slice(len(layer.visible_bias))
            layer.weight.copy_(one.weight[side])
            layer.visible_bias.copy_(one.visible_bias[side])
            layer.hidden_bias.copy_(one.hidden_bias)
    assert wandering.visited(model, Reads(), starts(), LADDER)[0][5].tolist() == [1] * 10
