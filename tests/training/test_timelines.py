"""The timelines of autoencoders and Boltzmann machines: what they keep and how large; that they change nothing."""

import io
import json
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from small import quick, small

from training import lab, pipeline
from training.data.images import Split
from training.engine import frames
from training.engine.frames import Frames, moments
from training.engine.timelines import one_of_each, plane
from training.recipes import RECIPES
from zoo.schema import TIMELINE
from zoo.schema import Timeline as Layout

EPOCHS = 3
PARTS = {
    "vae-2": {"map": 49, "digits": 10, "redrawn": 10},
    "ae-32": {"samples": 20, "digits": 10, "redrawn": 10},  # with running averages
    "rbm-pcd": {"filters": 20, "digits": 10, "redrawn": 10, "chains": 10},
    "dbn-finetuned": {"filters": 20, "digits": 10, "redrawn": 10, "chains": 10},
}


class Killed(Exception):
    """The run's end, in the midst of it."""


def recipe_of(name: str, **changed):
    return replace(quick(RECIPES[name], EPOCHS, 40), batch_size=4, largest_loss=math.inf, **changed)


def fit(recipe, folder, resume: bool = False, killed_after: int = 0):
    def on_epoch(progress):
        if progress.epoch == killed_after:
            raise Killed

    return pipeline.fit(recipe, recipe.data("cpu"), folder / "state.pt", "cpu", resume, on_epoch=on_epoch)


@pytest.mark.parametrize("name", PARTS)
def test_a_timeline_leaves_the_training_as_it_is_and_goes_on_with_a_killed_run(name, tmp_path):
    recipe = recipe_of(name)
    (tmp_path / "killed").mkdir()
    alone, unwatched, _ = fit(replace(recipe, watch=None), tmp_path)
    model, progress, watch = fit(recipe, tmp_path)
    with pytest.raises(Killed):
        fit(recipe, tmp_path / "killed", killed_after=2)
    again, _, watched = fit(recipe, tmp_path / "killed", resume=True)
    for name, tensor in alone.state_dict().items():
        assert torch.equal(tensor, model.state_dict()[name]) and torch.equal(tensor, again.state_dict()[name])
    assert (progress.train, progress.validation) == (unwatched.train, unwatched.validation)
    assert watched.record() == watch.record() and watched.files() == watch.files()
    assert pipeline.run_id(recipe) == pipeline.run_id(replace(recipe, watch=None))


@pytest.mark.parametrize(("name", "parts"), PARTS.items())
def test_the_frames_are_as_the_record_says_and_show_what_the_model_makes(name, parts, tmp_path):
    model, _, watch = fit(recipe_of(name, half=False, selected_on=""), tmp_path)
    layout = Layout.model_validate(json.loads(json.dumps(watch.record()["timeline"])))
    assert {part.shows: part.count for part in layout.parts or []} == parts
    assert layout.places == [0, 0.1, 0.3, 1, 2, 3] and layout.size == 28
    picture = Image.open(io.BytesIO(watch.files()[TIMELINE]))
    assert picture.size == layout.sheet()
    before = {shows: sum(list(parts.values())[:index]) for index, shows in enumerate(parts)}
    with torch.no_grad():
        shown = model.reconstruct(watch.digits)
    assert (image_of(picture, layout, before["redrawn"] + 3) - shown[3, 0]).abs().max() < 1 / 15
    assert (image_of(picture, layout, before["digits"] + 3) - watch.digits[3, 0]).abs().max() < 1 / 15
    assert not torch.equal(watch.frames[0], watch.frames[-1])


def image_of(picture: Image.Image, layout: Layout, number: int) -> torch.Tensor:
    """An image (28, 28) of the last frame."""
    left, top = number % 10 * 30, number // 10 * 30
    last = picture.height - picture.height // len(layout.places)
    part = picture.convert("L").crop((left, last + top, left + 28, last + top + 28))
    return torch.from_numpy(np.array(part)) / 255


def test_a_run_that_nobody_observed_so_far_goes_on_with_frames_from_there(tmp_path):
    recipe = recipe_of("rbm")
    with pytest.raises(Killed):
        fit(replace(recipe, watch=None), tmp_path, killed_after=1)
    assert fit(recipe, tmp_path, resume=True)[2].record()["timeline"]["places"] == [2, 3]
    with pytest.raises(Killed):
        fit(replace(recipe, watch=None), tmp_path, killed_after=3)
    watch = fit(recipe, tmp_path, resume=True)[2]
    assert (watch.record(), watch.files()) == ({}, {})  # nothing was left to see


class Noise(Frames):
    """Frames that cannot be compressed."""

    def pictures(self):
        return torch.rand(50, 1, 28, 28)

    def parts(self):
        return [{"shows": "samples", "count": 50}]


def test_a_timeline_has_at_most_300_kb_and_ends_with_the_last_frame():
    watch = Noise(torch.nn.Linear(1, 1), 1000)
    for epoch in range(1, 1001):
        watch.on_epoch(epoch)
    content, layout = watch.files()[TIMELINE], Layout.model_validate(watch.record()["timeline"])
    assert len(content) <= frames.LARGEST == 300_000 and Image.open(io.BytesIO(content)).size == layout.sheet()
    assert layout.places == watch.places[(len(watch.places) - 1) % 2 :: 2] and layout.places[-1] == 1000
    watch.back_to(500)
    assert watch.places[-1] == 500 and len(watch.frames) == len(watch.places)


def test_moments_lie_close_together_at_first_and_evenly_later():
    assert moments(5) == {1, 2, 3, 4, 5}
    found = sorted(moments(600))
    assert found[:5] == [1, 2, 4, 8, 17] and found[-3:] == [480, 540, 600] and len(found) <= frames.MOST
    assert all({1, epochs} <= moments(epochs) and len(moments(epochs)) <= 20 for epochs in range(1, 300))


def test_digits_are_one_of_each_class_and_others_where_there_are_fewer_classes():
    images = torch.arange(12, dtype=torch.uint8).view(12, 1, 1, 1)
    labels = torch.tensor([2, 2, 0, 1, 1, 0, 2, 1, 0, 0, 0, 0])
    first = (one_of_each(Split(images, labels), 5).flatten() * 255).round().tolist()
    assert first == [2, 3, 0, 1, 4]
    assert len(one_of_each(Split(images[:4], labels[:4] * 0), 10)) == 4


def test_a_map_goes_from_left_to_right_and_from_top_to_bottom():
    corner = plane(3)
    assert corner[0, 0] < 0 < corner[0, 1] and corner[4].abs().max() < 1e-6 and corner[-1, 0] > 0 > corner[-1, 1]


def test_a_short_training_of_the_lab_keeps_the_epoch_that_its_recipe_would(drawn):
    _, progress = lab.train("vae-2", small(drawn, 40), 2, learning_rate=1.0)  # so fast that it gets worse
    losses = [row["loss"] for row in progress.validation]
    assert progress.best_epoch == 1 + losses.index(min(losses))
