"""What a figure shows where: read back from its axes, of models that are told what to give."""

from types import SimpleNamespace

import pytest
import torch

from training.engine.loop import Progress
from training.figures import common
from training.figures import rbm as figures_rbm
from zoo.models.boltzmann import Boltzmann


def picture_of(figure) -> torch.Tensor:
    """The levels (H, W) that a figure of one picture shows."""
    return torch.as_tensor(figure.axes[0].images[0].get_array().filled())


def constant(*levels: float) -> torch.Tensor:
    """Images (n, 1, 1, 1) of one pixel each, so that a picture of them has its levels in every third row and column."""
    return torch.tensor(levels)[:, None, None, None]


def test_the_plane_has_its_first_latent_to_the_right_and_its_second_upwards():
    model = SimpleNamespace(device="cpu", decode=lambda z: z[:, None, None, :])  # two pixels: what was decoded
    sheet = picture_of(common.manifold(model, side=5)).unflatten(1, (5, 2))  # (rows, columns, latents)
    shares = torch.linspace(0.02, 0.98, 5)  # below each place, of a standard normal
    found = torch.distributions.Normal(0.0, 1.0).cdf(sheet)
    torch.testing.assert_close(found[..., 0], shares.expand(5, 5), atol=1e-5, rtol=0)
    torch.testing.assert_close(found[..., 1], shares.flip(0)[:, None].expand(5, 5), atol=1e-5, rtol=0)


def test_a_row_of_the_confusion_is_a_true_digit_and_its_column_what_that_is_taken_for():
    axes = common.confusion(torch.tensor([3, 3, 3, 7]), torch.tensor([3, 5, 5, 7])).axes[0]
    assert {text.get_position(): text.get_text() for text in axes.texts} == {(3, 3): "1", (5, 3): "2", (7, 7): "1"}
    shown = torch.as_tensor(axes.images[0].get_array().filled())
    assert shown[3, 5] == pytest.approx((2 / 3) ** 0.5) and shown[5, 3] == 0 and shown[7, 7] == 1
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("the judge's label", "true label")


@pytest.mark.parametrize("pairs", [common.reconstructions, common.denoised])
def test_each_image_stands_above_what_the_model_makes_of_it(pairs):
    above, below = constant(0.1, 0.2, 0.3, 0.4), constant(0.5, 0.6, 0.7, 0.8)
    rows = picture_of(pairs(above, below, columns=2))[::3, ::3]
    torch.testing.assert_close(rows, torch.tensor([[0.1, 0.2], [0.5, 0.6], [0.3, 0.4], [0.7, 0.8]]))


@pytest.mark.parametrize(("named", "shown"), [({}, "loss"), ({"pseudo_nll": 1.0}, "pseudo_nll")])
def test_a_curve_has_its_losses_by_epoch_and_a_mark_at_the_one_that_was_kept(named, shown):
    def epochs(*losses: float) -> list[dict]:
        return [{"loss": loss} | {name: loss + shift for name, shift in named.items()} for loss in losses]

    progress = Progress(epoch=3, best_epoch=2, train=epochs(5.0, 4.0, 3.0), validation=epochs(6.0, 4.5, 4.75))
    training, validation, kept = common.learning_curves(progress).axes[0].lines
    for line, averages in ((training, progress.train), (validation, progress.validation)):
        assert list(line.get_xdata()) == [1, 2, 3] and list(line.get_ydata()) == [each[shown] for each in averages]
    assert set(kept.get_xdata()) == {2}
    assert [line.get_label() for line in (training, validation, kept)] == ["training", "validation", "epoch kept"]


def test_the_curve_of_a_single_epoch_is_a_point_that_can_be_seen():
    progress = Progress(epoch=1, best_epoch=1, train=[{"loss": 5.0}], validation=[{"loss": 6.0}])
    assert [line.get_marker() for line in common.learning_curves(progress).axes[0].lines] == ["o", "o", "None"]


def test_bars_fall_and_the_points_of_a_digit_have_its_colour():
    heights = [
        bar.get_height() for bar in common.bars(torch.tensor([0.25, 0.5, 0.125]), "title", "entries").axes[0].patches
    ]
    assert heights == [50, 25, 12.5]
    means, labels = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), torch.tensor([9, 0, 9])
    digits = common.latent_plane(means, labels).axes[0].collections
    assert digits[9].get_offsets().tolist() == [[1, 2], [5, 6]] and digits[0].get_offsets().tolist() == [[3, 4]]
    assert digits[9].get_label() == "9" and not len(digits[1].get_offsets())


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
