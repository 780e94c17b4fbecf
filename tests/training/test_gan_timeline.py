"""The timeline of a GAN's run: its frames, its losses, the warnings of a collapse; and that it changes nothing."""

import io
import json
import logging
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from small import fresh, made, real, small

from training import pipeline
from training.engine import timeline
from training.engine.timeline import Timeline, collapse
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.images import enlarge
from zoo.schema import COUNT, LARGEST_TIMELINE
from zoo.schema import Timeline as Layout

IMAGES = 320  # 20 batches: two for each of an epoch's ten frames


@pytest.fixture(scope="module")
def run(drawn, tmp_path_factory):
    """``run(epochs, of)`` -> model, progress and timeline after so many epochs of the run called ``of``."""
    folders = {of: tmp_path_factory.mktemp(of) for of in ("pieces", "whole")}

    def start(epochs: int, of: str):
        folder, recipe = folders[of], replace(fresh(RECIPES["dcgan-32"]), epochs=epochs, batch_size=16)
        return pipeline.fit(recipe, small(drawn, IMAGES), folder / "state.pt", "cpu", resume=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "JUDGED", 100)
        yield start


def test_a_run_of_few_epochs_goes_on_to_more_as_one_that_had_them_from_the_start(run):
    run(1, "pieces")
    (pieces, progress, watched), (whole, at_once, watching) = run(3, "pieces"), run(3, "whole")
    assert all(torch.equal(tensor, whole.state_dict()[name]) for name, tensor in pieces.state_dict().items())
    assert (progress.train, progress.validation) == (at_once.train, at_once.validation) and progress.best_epoch == 3
    assert watched.record() == watching.record() and watched.png() == watching.png()
    with pytest.raises(ZooError, match=r"already has 3 epochs, more than 2; resume it with at least as many"):
        run(2, "pieces")


def test_the_timeline_has_a_frame_for_each_tenth_of_the_first_epoch_and_for_each_epoch(run):
    model, progress, watch = run(3, "whole")
    record = json.loads(json.dumps(watch.record(), allow_nan=False))
    places = record["timeline"]["places"]
    assert places[0] == 0 and places[-3:] == [1, 2, 3] and len(places) == 1 + 9 + 3
    assert all(abs(place - tenth / 10) < 0.07 for tenth, place in enumerate(places[:10]))
    assert len(record["trace"]) == 30 and record["trace"][-1]["epoch"] == 3
    assert {"loss", "critic", "generator", "real_accuracy", "generated_accuracy"} <= record["trace"][0].keys()
    assert {"coverage", "density", "digit_kl", "digit_share_0"} <= progress.validation[-1].keys()
    assert model.critic is not None and record["timeline"]["size"] == 16


def test_the_trace_adds_up_to_the_averages_of_an_epoch(run):
    _, progress, watch = run(3, "whole")
    marks = [0.0, *(entry["epoch"] for entry in watch.trace)]
    for name in ("critic", "real_accuracy"):
        parts = [(end - start, entry[name]) for start, end, entry in zip(marks, marks[1:], watch.trace, strict=False)]
        for epoch, average in enumerate(progress.train):
            mean = sum(length * value for length, value in parts[10 * epoch : 10 * epoch + 10])
            assert mean == pytest.approx(average[name], abs=0.01)


def test_timeline_png_has_all_frames_below_each_other(run):
    _, _, watch = run(3, "whole")
    picture = Image.open(io.BytesIO(watch.png()))
    height, width, frames = 3 * (16 + 2) - 2, 10 * (16 + 2) - 2, len(watch.places)
    assert picture.format == "PNG" and picture.size == (width, frames * height)
    assert picture.size == Layout.model_validate(watch.record()["timeline"]).sheet()
    grey = torch.from_numpy(np.array(picture.convert("L"))).long().view(frames, height, width)
    assert set(grey.unique().tolist()) <= {17 * level for level in range(16)}
    shown = grey[-1, 18:34, 36:52].float()  # second row, third column: image 12 of the last frame
    assert (shown - watch.frames[-1][12].float()).abs().max() <= 8.5
    assert (grey[:, 16:18] == 0).all() and (grey[:, :, 16:18] == 0).all()  # the gaps


def test_the_timeline_of_a_long_run_at_full_size_is_at_most_a_megabyte(run, drawn):
    """Real digits in all frames, no two alike: a generator's are no harder to pack."""
    _, _, watch = run(3, "whole")
    digits = enlarge(drawn.test.intensities()[: 40 * COUNT], 64)
    kept, watch.frames = watch.frames, [*(digits[:, 0] * 255).round().to(torch.uint8).split(COUNT)]
    content = watch.png()
    watch.frames = kept
    assert len(content) <= LARGEST_TIMELINE == 1_000_000
    assert Image.open(io.BytesIO(content)).size == (10 * 66 - 2, 40 * (3 * 66 - 2))


def test_a_long_run_has_at_most_thirty_frames_after_the_first_epoch(drawn, monkeypatch):
    assert timeline.MOST_FRAMES == 30
    monkeypatch.setattr(timeline, "JUDGED", 100)
    monkeypatch.setattr(timeline, "MOST_FRAMES", 5)
    model, step = made()
    watch = Timeline(model, step, small(drawn, 200), 11)
    for epoch in range(1, 12):
        watch.on_epoch(epoch)
    assert watch.places == [0, 1, 3, 6, 9, 11] and len(watch.found) == 11


@pytest.mark.parametrize("name", ["dcgan-32", "sagan"])
def test_frames_leave_the_training_as_it_is(drawn, name):
    """With or without somebody looking on, the same weights and statistics come out; the average's are its own."""
    weights = []
    for watched in (True, False):
        model, step = made(name)
        watch = Timeline(model, step, small(drawn, 200), 1) if watched else None
        torch.manual_seed(3)
        for seen in range(5):
            totals = step(real(model))
            if watch:
                watch.on_batch(0, seen + 1, 6, totals)
        assert model.training and model.generator.training and model.critic.training
        networks = [step.player.state_dict(), model.critic.state_dict(), dict(model.generator.named_parameters())]
        weights.append([tensor.clone() for network in networks for tensor in network.values()])
        assert not watched or len(watch.frames) == 6
    assert all(map(torch.equal, *weights))


def test_a_timeline_forgets_what_came_after_an_epoch(run):
    _, _, watch = run(3, "whole")
    kept = {name: list(found) for name, found in watch.state_dict().items()}
    watch.back_to(3)
    assert watch.state_dict() == kept  # it ends there
    watch.back_to(2)
    assert watch.places == kept["places"][:-1] and len(watch.frames) == len(watch.places)
    assert watch.trace == kept["trace"][:20] and watch.found == kept["found"][:2]
    watch.load_state_dict(kept)


def figures(coverage: float, **shares: float) -> dict[str, float]:
    return {"coverage": coverage} | {f"digit_share_{digit}": 0.1 for digit in range(10)} | shares


@pytest.mark.parametrize(("history", "said"), [
    ([figures(0.1)], ""),  # a run that has just begun may cover little
    ([figures(0.1), figures(0.15), figures(0.18)], "cover only 0.18"),
    ([figures(0.8), figures(0.7)], ""),
    ([figures(0.8), figures(0.9), figures(0.4)], "fell to 0.40 from 0.90"),
    ([figures(0.8), figures(0.8), figures(0.8, digit_share_3=0.01)], "Hardly any sample shows 3: under 2%."),
    ([figures(0.8)] * 2 + [figures(0.8, digit_share_3=0.0, digit_share_7=0.019)], "shows 3, 7: under 2% each."),
    ([figures(0.0) | {f"digit_share_{digit}": float(digit == 1) for digit in range(10)}] * 3,
     "all alike: the judge takes 100% of them for the same digit, 1."),  # empty pictures, for instance
    ([figures(0.8), figures(0.8, digit_share_3=0.0)], ""),  # in the beginning it may not have come yet
    ([figures(0.8)] * 2 + [figures(0.8, digit_share_3=0.0), figures(0.8)], ""),  # it has come back
    # on either side of each edge
    ([figures(0.8), figures(0.41)], ""), ([figures(0.8), figures(0.39)], "fell to 0.39 from 0.80"),
    ([figures(0.21)] * 3, ""), ([figures(0.19)] * 3, "cover only 0.19"),
    ([figures(0.8, digit_share_3=0.02)] * 3, ""), ([figures(0.8, digit_share_3=0.019)] * 3, "shows 3: under 2%."),
    ([figures(0.8, digit_share_1=0.951)] * 3, "takes 95% of them for the same digit, 1."),
    ([figures(0.8, digit_share_1=0.949)] * 3, ""),
])  # fmt: skip
def test_collapse_is_noticed_in_made_up_histories(history, said):
    sentence = collapse(history)
    assert said in sentence and bool(sentence) == bool(said)


def test_a_collapse_is_warned_of_and_recorded(drawn, caplog):
    model, step = made()
    watch = Timeline(model, step, small(drawn, 200), 3)
    with caplog.at_level(logging.WARNING):
        for epoch in (1, 2, 3):
            watch.on_epoch(epoch)  # an untrained generator shows few digits, or one
    assert watch.record()["collapse"] == [{"epoch": 3, "warning": collapse(watch.found)}]
    assert f"Epoch 3: {collapse(watch.found)}" in caplog.text
