"""What a figure shows where: read back from its axes, of models that are told what to give."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from lively import CONFIG, lively
from PIL import Image
from shown import picture_of

from training.data.images import Data, Split
from training.engine.loop import Progress
from training.figures import common, shakespeare
from training.figures import gan as figures_gan
from training.figures import rbm as figures_rbm
from training.figures import readers as figures_readers
from training.figures.common import save  # as it is before other tests have theirs
from training.metrics import samples
from zoo.models.vae import Posterior


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


def test_the_curve_is_shown_between_its_best_and_all_but_its_worst_losses():
    """A bad beginning would make the rest flat."""
    losses = [1000.0, *(20.0 - number / 10 for number in range(99))]
    progress = Progress(
        epoch=100, best_epoch=100, train=[{"loss": 1.0}] * 100, validation=[{"loss": x} for x in losses]
    )
    low, high = common.learning_curves(progress).axes[0].get_ylim()
    assert (low, high) == pytest.approx((10.2 - 0.15 * 9.4 - 0.1, 19.6 + 0.25 * 9.4 + 0.1))


@pytest.mark.parametrize(("unit", "named", "said"), [
    ("images", {}, "loss per image"), ("passages", {}, "loss per character"), ("speeches", {}, "loss per token"),
    ("words", {}, "loss per word"), ("images", {"pseudo_nll": 1.0}, "−log pseudo-likelihood, nats"),
])  # fmt: skip
def test_a_curve_says_what_a_loss_is_of(unit, named, said):
    progress = Progress(epoch=1, best_epoch=1, train=[{"loss": 5.0}], validation=[{"loss": 6.0} | named])
    axes = common.learning_curves(progress, unit).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", said)
    assert len(axes.lines) == (2 if named else 3)  # machines have no such figure of the training


def test_pictures_are_ink_on_paper_from_white_to_black():
    pixel = constant(0.5)
    for figure in (common.picture(pixel[0, 0], 2, 2, "title"), common.labelled(pixel, ["text"], "title")):
        (shown,) = figure.axes[0].images
        assert shown.get_cmap().name == "gray_r" and shown.get_clim() == (0, 1) and not figure.axes[0].axison
    assert common.picture(pixel[0, 0], 2, 3, "title").get_size_inches().tolist() == [2, 3]


def test_a_figure_is_kept_in_few_colours_and_white_stays_white(tmp_path):
    """A hundred greys and one colour, of which there is little."""
    figure, axes = common.plot(3.0, 2.0, "title")
    axes.imshow(torch.arange(100.0).view(10, 10), cmap="gray", extent=(0, 1, 0, 1))
    axes.plot([0, 1], [0, 1], color="#e03131", linewidth=3)
    save(figure, tmp_path / "figure.png")
    kept = Image.open(tmp_path / "figure.png")
    assert kept.format == "PNG" and kept.size == (3 * common.DOTS, 2 * common.DOTS)
    colours = {colour: count for count, colour in kept.convert("RGB").getcolors()}
    assert 30 < len(colours) <= 64 and kept.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert any(red > 200 and blue < 80 for red, _, blue in colours)


def test_rows_have_ten_images_and_titles_say_how_many_there_are():
    images, noise = torch.rand(20, 1, 4, 4), "Test images under Gaussian and under masking noise"
    model = SimpleNamespace(device="cpu", sample=lambda n, generator: torch.rand(n, 1, 4, 4, generator=generator),
                            decode=lambda codes: torch.rand(len(codes), 1, 4, 4))  # fmt: skip
    rows = 4 * 4 + 3 * 2, 10 * 4 + 9 * 2  # images of four pixels, and gaps of two
    shown = {
        "First 20 test images, each above its reconstruction": common.reconstructions(images, images),
        "40 random draws": common.samples(model),
        f"{noise}, each above what comes back": common.denoised(images, images),
    }
    assert [figure.axes[0].get_title(loc="left") for figure in shown.values()] == list(shown)
    assert {tuple(picture_of(figure).shape) for figure in shown.values()} == {rows}
    assert picture_of(common.manifold(model)).shape == (80, 80)  # twenty by twenty, without gaps
    several = common.labelled(images[:11], [str(number) for number in range(11)], "Eleven digits")
    assert len(several.axes) == 20 and several.get_suptitle() == "Eleven digits"
    assert [len(axes.images) for axes in several.axes] == [1] * 11 + [0] * 9


def test_axes_say_what_they_show():
    means, nats = torch.randn(30, 2), torch.rand(3)
    labels = {
        ("latent 0", "latent 1"): common.latent_plane(means, torch.arange(30) % 10),
        ("latent", "mean"): common.boxes(means, "title", "latent", "mean"),
        ("code, most used first", "% of all codes"): common.bars(nats, "title", "code"),
        ("place in the passage, in groups of 8", "nats per token"): shakespeare.by_place({"": torch.rand(16)}, "token"),
        ("latent", "nats per word"): shakespeare.bars(nats, "title", "nats per word"),
        ("% of the units, those that are on most often first", "% of the test images"): figures_rbm.activation([nats]),
    }
    assert [(each.axes[0].get_xlabel(), each.axes[0].get_ylabel()) for each in labels.values()] == list(labels)
    assert [each.get_text() for each in common.latent_plane(means, torch.arange(30)).axes[0].get_legend().texts] == [
        str(digit) for digit in range(10)
    ]
    assert figures_rbm.activation([nats]).axes[0].axis() == (0, 100, 0, 100)


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


def test_draws_of_a_gan_that_is_told_the_digit_have_a_column_for_each():
    model = SimpleNamespace(classes=10, device="cpu", latents=lambda n, seed: torch.randn(n, 1, generator=seed),
                            generate=lambda latents, labels: labels[:, None, None, None] / 10)  # fmt: skip
    columns = picture_of(figures_gan.drawn(model))[::3, ::3]
    torch.testing.assert_close(columns, (torch.arange(10) / 10).expand(4, 10))
    model.generate = lambda latents, labels: latents[:, :, None, None]
    drawn = figures_gan.drawn(model)
    expected = torch.randn(40, 1, generator=torch.Generator().manual_seed(1)).view(4, 10)
    torch.testing.assert_close(picture_of(drawn)[::3, ::3], expected)
    title = "40 random draws, asked for the digits 0 to 9 column by column"
    assert drawn.axes[0].get_title(loc="left") == title


def test_draws_have_one_seed():
    model = SimpleNamespace(device="cpu", sample=lambda n, generator: torch.rand(n, 1, 1, 1, generator=generator))
    expected = torch.rand(40, generator=torch.Generator().manual_seed(1)).view(4, 10)
    torch.testing.assert_close(picture_of(common.samples(model))[::3, ::3], expected)


def test_the_nearest_training_image_stands_below_a_draw(monkeypatch):
    monkeypatch.setattr(samples, "draw", lambda model, n: constant(0.25, 0.9)[:n])
    train = Split(torch.tensor([230, 51, 128], dtype=torch.uint8)[:, None, None, None], torch.arange(3))
    shown = picture_of(figures_gan.nearest(SimpleNamespace(), Data(train, train, train)))[::3, ::3]
    torch.testing.assert_close(shown, torch.tensor([[0.25, 0.9], [51 / 255, 230 / 255]]))


def test_boxes_have_whiskers_from_the_first_to_the_last_percent_of_each_column():
    values = torch.stack([torch.arange(101.0), 2 * torch.arange(101.0) + 7], 1)
    axes = common.boxes(values, "title", "latent", "mean").axes[0]
    middles = [line.get_ydata().tolist() for line in axes.lines if line.get_color() == common.ACCENT]
    assert middles == [[50, 50], [107, 107]] and [each.get_text() for each in axes.get_xticklabels()] == ["0", "1"]
    ends = [line.get_ydata().tolist() for line in axes.lines if line.get_color() == common.INK]
    assert {place for end in ends for place in end} >= {1, 99, 9, 205} and max(map(max, ends)) == 205


def test_nats_by_place_are_means_of_eight_places_at_their_middles():
    lines = {"own": torch.arange(20.0), "another's": 10 + torch.arange(20.0)}
    own, other = shakespeare.by_place(lines).axes[0].lines
    assert list(own.get_xdata()) == [4.5, 12.5] and list(own.get_ydata()) == [3.5, 11.5]
    assert list(other.get_ydata()) == [13.5, 21.5]
    assert [text.get_text() for text in own.axes.get_legend().texts] == list(lines)


def test_nats_by_known_characters_are_shown_all_together_and_those_far_back_by_themselves():
    lines = {"own": [3.0, 2.5, 2.0, 1.5, 1.25, 1.0, 0.75], "other": [4.0, 3.5, 3.0, 2.5, 2.25, 2.0, 1.75]}
    whole, far = shakespeare.by_known(lines).axes
    known = [1, 2, 4, 8, 16, 48.5, 80.5]
    for at, (label, nats) in enumerate(lines.items()):
        assert whole.lines[at].get_label() == label
        assert (list(whole.lines[at].get_xdata()), list(whole.lines[at].get_ydata())) == (known, nats)
        assert (list(far.lines[at].get_xdata()), list(far.lines[at].get_ydata())) == (known[5:], nats[5:])
    assert [text.get_text() for text in whole.get_legend().texts] == list(lines) and whole.get_xscale() == "log"


def test_calibration_has_a_point_for_a_tenth_of_certainty_with_enough_speeches(monkeypatch):
    """Of 0.3 and less there are too few; certainty itself is in the last tenth."""
    sure = torch.tensor([0.3] * 19 + [0.62] * 30 + [1.0] * 10 + [0.92] * 10, dtype=torch.double)
    told = torch.stack([1 - sure, sure], 1)
    told[:19] = 0.3
    labels = [1] * 19 + [1, 1, 0] * 10 + [1] * 10 + [0] * 10
    monkeypatch.setattr(figures_readers, "probabilities", lambda model, task, examples: told)
    split = SimpleNamespace(examples={"genre": SimpleNamespace(labels=labels)})
    model = SimpleNamespace(config=SimpleNamespace(tasks=("genre",)))
    even, line = figures_readers.draw(model, Data(split, split, split))["calibration"].axes[0].lines
    assert list(even.get_xdata()) == list(even.get_ydata()) == [0, 1]
    assert list(line.get_xdata()) == pytest.approx([0.62, 0.96])
    assert list(line.get_ydata()) == pytest.approx([2 / 3, 0.5]) and line.get_label() == "genre"


def test_latents_are_shown_by_their_nats_with_their_numbers_and_by_standard_deviations():
    mean, log_var = torch.tensor([[1.0, 0.0, 3.0]]).expand(5, -1), torch.tensor([[1.0, 4.0, 1.0]]).log().expand(5, -1)
    posterior = Posterior(mean, log_var)
    drawn = shakespeare.of_latents(posterior, "speech")
    axes = drawn["kl-per-latent"].axes[0]
    nats = posterior.kl()[0]
    assert [bar.get_height() for bar in axes.patches] == pytest.approx(nats.sort(descending=True).values.tolist())
    assert [each.get_text() for each in axes.get_xticklabels()] == ["2", "1", "0"]
    lines = [line for line in drawn["posterior-sds"].axes[0].lines if line.get_color() == common.ACCENT]
    assert [line.get_ydata()[0] for line in lines] == pytest.approx([1, 2, 1])


def test_a_passage_is_shown_with_its_own_latents_and_with_anothers():
    model = lively(replace(CONFIG, window=24))
    passages = torch.randint(65, (6, 25), generator=torch.Generator().manual_seed(3))
    split = SimpleNamespace(blocks=lambda: passages)
    own, other = shakespeare.draw_coded(model, Data(split, split, split))["nats-by-place"].axes[0].lines
    with torch.no_grad():
        codes = model.encode(passages[:, 1:]).mean
        for line, told in ((own, codes), (other, codes.roll(3, 0))):
            expected = -model.log_likelihood(passages, told).mean(0).view(3, 8).mean(1)
            assert list(line.get_ydata()) == pytest.approx(expected.tolist(), rel=1e-4)
    assert [line.get_label() for line in (own, other)] == ["own latents", "another passage's"]


def test_each_image_has_its_text_above_it():
    shown = common.labelled(constant(0.1, 0.2, 0.3), ["3 → 5", "1 → 7", "0 → 6"], "title", columns=2).axes
    assert [axes.get_title() for axes in shown] == ["3 → 5", "1 → 7", "0 → 6", ""]
    assert [axes.images[0].get_array().item() for axes in shown[:3]] == pytest.approx([0.1, 0.2, 0.3])
