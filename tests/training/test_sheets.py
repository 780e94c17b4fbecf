"""What a GAN that comes without weights keeps of its run: the page's samples, epoch by epoch."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from small import fresh, small

from tabs.gan.draw import pictures
from training import pipeline
from training.engine import sheets
from training.engine.timeline import packed
from training.recipes import RECIPES
from zoo.images import reduce
from zoo.models import noise
from zoo.schema import LARGEST_SHEETS, SHEETS, TIMELINE, Sheets

RECORD = replace(fresh(RECIPES["dcgan-32-d2"]), epochs=2, half=False)


@pytest.fixture(scope="module")
def run(drawn, tmp_path_factory):
    """Model, progress and timeline of a short run."""
    return pipeline.fit(RECORD, small(drawn, 300), tmp_path_factory.mktemp("run") / "state.pt", "cpu", resume=False)


def test_the_samples_are_those_of_the_pages_seeds_at_their_places(run):
    model, _, watch = run
    grid = Sheets.model_validate(json.loads(json.dumps(watch.record()["sheets"])))
    assert grid.places == [1, 2] and grid.seeds == [1, 2, 3] and grid.count == 100
    files = watch.files()
    assert files.keys() == {TIMELINE, SHEETS}
    picture = Image.open(io.BytesIO(files[SHEETS]))
    assert picture.size == grid.sheet() == (10 * 30 - 2, 2 * 3 * (10 * 30 - 2))
    grey = torch.from_numpy(np.array(picture.convert("L"))).float()
    drawn = reduce(pictures(model, noise.latents(2, model.config.latent_dim, 0, 100)))[:, 0] * 255
    top = (1 * 3 + 1) * 298  # the last epoch's frame of seed 2; its sample 12 is in the second row, third column
    shown = grey[top + 30 : top + 58, 60:88]
    assert (shown - drawn[12]).abs().max() <= 9 and (drawn[12] - drawn[13]).abs().max() > 9


def test_a_resumed_run_and_one_that_goes_back_have_what_was_seen_until_then(run, drawn, tmp_path):
    _, _, whole = run
    for epochs in (1, 2):
        _, _, watch = pipeline.fit(
            replace(RECORD, epochs=epochs), small(drawn, 300), tmp_path / "state.pt", "cpu", resume=True
        )
    assert watch.record() == whole.record() and watch.files() == whole.files()
    watch.back_to(1)
    assert watch.record()["sheets"]["places"] == [1] and len(watch.drawn) == 1
    watch.back_to(0)
    assert "sheets" not in watch.record() and watch.files().keys() == {TIMELINE}


@pytest.mark.parametrize(("epochs", "places"), [(8, 8), (20, 7), (50, 8)])
def test_a_long_run_has_a_few_and_its_last(run, drawn, monkeypatch, epochs, places):
    _, _, watch = run
    monkeypatch.setattr(sheets.Timeline, "on_epoch", lambda *_: {})
    long = sheets.RecordTimeline(watch.model, watch.step, small(drawn, 100), epochs)
    monkeypatch.setattr(long, "_sheet", long.epochs_drawn.append)
    for epoch in range(1, epochs + 1):
        long.on_epoch(epoch)
    assert len(long.epochs_drawn) == places and long.epochs_drawn[-1] == epochs


def test_all_of_them_take_less_than_a_megabyte(drawn):
    """Real digits, no two alike: a generator's are no harder to pack."""
    images = drawn.train.images[: sheets.MOST_SHEETS * len(sheets.SEEDS) * noise.MOST, 0]
    assert len(packed(list(images.split(noise.MOST)), sheets.COLUMNS)) < LARGEST_SHEETS / 2
