"""What the figures of Boltzmann machines and networks show: filters, how often units are on, chains."""

import pytest
import torch
from shown import picture_of

from training.data.images import Data, Split
from training.figures import rbm as figures_rbm
from training.metrics.likelihood import binary_test_set
from zoo.models.boltzmann import Boltzmann
from zoo.models.dbn import DBN, DBNConfig
from zoo.models.rbm import RBM, RBMConfig


def test_the_units_that_are_on_most_often_come_first_by_their_share_of_the_layer():
    small, large = figures_rbm.activation([torch.tensor([0.1, 0.5]), torch.tensor([0.2, 0.4, 0.1, 0.3])]).axes[0].lines
    assert small.get_xdata().tolist() == [25, 75] and small.get_ydata().tolist() == pytest.approx([50, 10])
    assert large.get_xdata().tolist() == [12.5, 37.5, 62.5, 87.5]
    assert large.get_ydata().tolist() == pytest.approx([40, 30, 20, 10])
    assert (small.get_label(), large.get_label()) == ("hidden layer 1, 2 units", "hidden layer 2, 4 units")


def test_chains_are_shown_from_their_start_on_a_row_each():
    """From random pixels; a machine that is sure of them has them right after one step, and for good."""
    machine = Boltzmann(4, 2)
    machine.visible_bias.data.copy_(torch.tensor([50.0, -50.0, 50.0, -50.0]))
    shown = picture_of(figures_rbm.chain(machine, lambda visible: visible, size=2))
    columns = [shown[:, at : at + 2].unfold(0, 2, 4).transpose(1, 2).flatten(1) for at in range(0, shown.shape[1], 4)]
    assert len(columns) == len(figures_rbm.STEPS) and columns[0].shape == (figures_rbm.CHAINS, 4)
    sure = torch.tensor([1.0, 0.0, 1.0, 0.0]).expand(figures_rbm.CHAINS, 4)
    assert not torch.equal(columns[0], sure) and len(columns[0].unique(dim=0)) > 1
    assert all(torch.equal(column, sure) for column in columns[1:])


def test_probabilities_of_a_chain_are_shown_instead_of_its_draws_if_asked():
    shown = picture_of(figures_rbm.chain(Boltzmann(4, 2, weight_sd=0.0), lambda probs: probs, size=2, mean=True))
    assert set(shown[:2, :2].unique().tolist()) <= {0, 1}  # the noise that it starts from
    assert set(shown[:, 4:].unique().tolist()) == {0, 0.5}  # and gaps


def test_filters_stand_in_the_order_in_which_their_units_are_on_on_one_scale():
    rows = torch.tensor([[1.0, 2, 3, 4], [5, 6, 7, -80], [9, 10, 11, 12]])
    image = figures_rbm.filters(rows, torch.tensor([0.1, 0.9, 0.5]), "title").axes[0].images[0]
    shown = torch.as_tensor(image.get_array().filled(float("nan")))
    assert shown[:2, [0, 1, 4, 5, 8, 9]].tolist() == [[5, 6, 9, 10, 1, 2], [7, -80, 11, 12, 3, 4]]
    assert image.get_clim() == (-12, 12)  # all but the largest half percent
    assert figures_rbm.filters(rows, torch.ones(3), "title", diverging=False).axes[0].images[0].get_clim() == (0, 12)


def test_upper_units_are_seen_through_the_product_of_the_weights():
    model = DBN(DBNConfig(image_size=2, hidden=(3, 5, 2)))
    weights = [layer.weight for layer in (*model.lower, model.top)]
    torch.testing.assert_close(model.filters(), torch.einsum("ab,bc,cd->da", *weights))


@pytest.fixture
def filtered(monkeypatch) -> dict:
    """What is shown as filters, by its title: the rows, and how often their units are on."""
    shown = {}
    monkeypatch.setattr(figures_rbm, "filters", lambda rows, often, title, **_: shown.update({title: (rows, often)}))
    return shown


@torch.no_grad()
def test_filters_of_machines_and_networks_are_the_ways_of_their_units_to_the_pixels(filtered):
    """Each with how often those units are on; of untied weights, how far the ways up and down are apart."""
    split = Split(torch.randint(256, (20, 1, 2, 2)).byte(), torch.arange(20) % 10)
    machine = RBM(RBMConfig(image_size=2, hidden_dim=3, sample_steps=1))
    network = DBN(DBNConfig(image_size=2, hidden=(3, 2), untied=True, sample_steps=1))
    expected = []
    for model, draw in ((machine, figures_rbm.draw_rbm), (network, figures_rbm.draw_dbn)):
        for parameter in model.parameters():
            parameter.normal_()
        draw(model, Data(split, split, split))
        often = [layer.mean(0) for layer in model.hidden(binary_test_set(split.intensities()))]
        if model is machine:
            expected.append((machine.machine.weight.T, often[0]))
        else:
            down, up = network.lower[0].weight, network.recognition[0].weight
            expected += [(down.T, often[0]), ((down @ network.top.weight).T, often[1]), ((up - down).abs().T, often[0])]
    assert len(filtered) == len(expected) == 4
    for found, wanted in zip(filtered.values(), expected, strict=True):
        torch.testing.assert_close(found, wanted)


@torch.no_grad()
def test_chains_of_a_machine_show_probabilities_and_those_of_a_network_what_its_layers_below_draw(monkeypatch):
    shown = []
    monkeypatch.setattr(figures_rbm, "chain", lambda top, picture_of, size, mean=False: shown.append(
        (top, picture_of(torch.ones(1, top.weight.shape[0])), size, mean)))  # fmt: skip
    split = Split(torch.randint(256, (20, 1, 2, 2)).byte(), torch.arange(20) % 10)
    machine = RBM(RBMConfig(image_size=2, hidden_dim=3, sample_steps=1))
    network = DBN(DBNConfig(image_size=2, hidden=(5, 3, 2), sample_steps=1))
    for layer in network.lower:
        layer.weight.normal_()
    figures_rbm.draw_rbm(machine, Data(split, split, split))
    figures_rbm.draw_dbn(network, Data(split, split, split))
    low, high = network.lower
    pixels = low.visible_logits(high.visible_logits(torch.ones(1, 3)).sigmoid()).sigmoid()
    (top, same, *of_machine), (upper, drawn, *of_network) = shown
    assert top is machine.machine and same.tolist() == [[1, 1, 1, 1]] and of_machine == [2, True]
    assert upper is network.top and of_network == [2, False]
    torch.testing.assert_close(drawn, pixels)


def test_at_most_a_hundred_filters_are_shown_on_a_scale_without_the_largest_half_percent():
    rows = torch.full((130, 4), 2.0)
    rows[:, 0] = torch.arange(130.0)
    (image,) = figures_rbm.filters(rows, torch.arange(130.0), "title").axes[0].images
    assert image.get_array().shape == (10 * 2 + 9 * 2, 10 * 2 + 9 * 2)
    assert (
        image.get_array()[0, 0] == 129 and image.get_array()[-2, -2] == 30
    )  # the units that are on least are left out
    assert image.get_clim() == (-127, 127)  # all but 2 of 400 weights


def test_a_column_of_chains_has_its_number_of_steps_above_its_middle():
    figure = figures_rbm.chain(Boltzmann(4, 2), lambda visible: visible, size=2)
    texts = figure.axes[0].texts
    assert picture_of(figure).shape == (8 * 2 + 7 * 2, 11 * 2 + 10 * 2)  # eight chains, and gaps
    assert [text.get_text() for text in texts] == [
        "0", "1", "2", "5", "10", "20", "50", "100", "200", "500", "1,000",
    ]  # fmt: skip
    assert [text.get_position()[0] for text in texts] == [1 + 4 * column for column in range(11)]
