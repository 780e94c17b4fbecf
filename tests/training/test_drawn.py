"""The data set of drawings: what its images are, and that a recipe of images is trained on it and judged by it."""

import json
import shutil

import pytest
import torch
from shown import told
from small import unmeasured

import zoo
from training import pipeline
from training.data import drawn, no_digits, sets
from training.engine.progress import TrainingProgress
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.stores import BundledStore, open_store

IMAGES = [name for name, recipe in RECIPES.items() if recipe.data in sets.OTHERS["drawn"]]

LABELS = [7, 6, 5, 8, 2, 4, 8, 0, 8, 0]  # of the first test images, and their ink in a few numbers
INK = [0.1331, 0.3123, 0.0031, -0.0027, 0.07, 0.067]


@pytest.fixture(scope="module")
def data():
    return drawn.drawn()


def test_the_splits_are_as_said_and_every_digit_is_as_frequent(data):
    sizes = drawn.TRAINING, drawn.VALIDATION, drawn.TEST
    assert tuple(len(split) for split in vars(data).values()) == sizes
    for split, size in zip(vars(data).values(), sizes, strict=True):
        assert split.images.shape == (size, 1, 28, 28) and split.images.dtype == torch.uint8
        assert (torch.bincount(split.labels, minlength=10) > 0.8 * size / 10).all()
    every = torch.cat([split.labels for split in vars(data).values()])
    assert (torch.bincount(every) == sum(sizes) / 10).all()


def test_the_digits_are_told_apart_as_those_of_mnist_are(data):
    """By the judge, who was never shown one; and the ink is that of MNIST, 0.13 of a picture."""
    judge = zoo.load_folder(BundledStore().resolve("judge"))
    images, labels = data.test.intensities()[:500], data.test.labels[:500]
    with torch.no_grad():
        right = (judge(images).argmax(1) == labels).float().mean().item()
    assert right > 0.97 and images.mean().item() == pytest.approx(0.13, abs=0.02)


def test_no_two_images_are_the_same_and_a_seed_gives_the_same_ones(data):
    rows = torch.cat([split.images.flatten(1) for split in vars(data).values()])
    assert len(rows.unique(dim=0)) == len(rows)
    first, other = drawn.drawings(50, 3), drawn.drawings(50, 4)
    drawn.drawings.cache_clear()
    assert all(map(torch.equal, first, drawn.drawings(50, 3))) and not torch.equal(first[0], other[0])


def test_the_drawings_are_the_same_on_every_machine(data):
    """And as ever: cards of checkpoints that were trained on them have figures of these."""
    assert data.test.labels[:10].tolist() == LABELS
    assert told(data.test.images[:200]) == pytest.approx(INK, abs=1e-4)


def test_drawings_are_moved_turned_scaled_and_thickened(data):
    """Their middle, their slope, their height and their ink differ: of the ones, a straight line each."""
    ones = data.train.intensities()[data.train.labels == 1][:200, 0]
    places = torch.arange(28.0)
    middle = (ones.sum(1) * places).sum(1) / ones.sum((1, 2))
    height = ((ones > 0.5).any(2)).sum(1).float()
    top, bottom = ((ones[:, rows].sum(1) * places).sum(1) / ones[:, rows].sum((1, 2)) for rows in
                   (slice(8, 11), slice(16, 19)))  # fmt: skip
    assert middle.std() > 0.5 and height.std() > 0.8 and (top - bottom).std() > 0.8
    assert ones.mean((1, 2)).quantile(0.95) > 1.6 * ones.mean((1, 2)).quantile(0.05)


def test_binary_drawings_are_drawn_anew_and_labelled_ones_have_their_labels():
    torch.manual_seed(1)
    train, index = drawn.binary_drawn().train, torch.arange(20)
    first, again = train.batch(index), train.batch(index)
    assert set(first.unique().tolist()) == {0.0, 1.0} and not torch.equal(first, again)
    labelled = drawn.labelled_drawn().train.batch(index)
    assert torch.equal(labelled.labels, drawn.drawn().train.labels[:20]) and labelled.images.shape == (20, 1, 28, 28)


@pytest.mark.parametrize("name", IMAGES)
def test_any_recipe_of_images_takes_it_and_only_its_data_changes(name, monkeypatch):
    for split in ("TRAINING", "VALIDATION", "TEST"):
        monkeypatch.setattr(drawn, split, 100)
    monkeypatch.setattr(no_digits, "HELD_OUT", 100)
    taken = sets.on(RECIPES[name], "drawn")
    before, after = RECIPES[name].settings(), taken.settings()
    assert after == before | {"data": before["data"].replace("mnist", "drawn")} != before
    assert pipeline.run_id(taken) != pipeline.run_id(RECIPES[name])  # a run on the one is not resumed on the other
    batch, usual = taken.data("cpu").train.batch(torch.arange(3)), before["data"]
    assert hasattr(batch, "labels") == usual.startswith("labelled")
    if usual.startswith("binary"):
        assert set(batch.unique().tolist()) == {0.0, 1.0}


@pytest.mark.parametrize("name", [name for name in RECIPES if name not in IMAGES])
def test_a_recipe_of_text_does_not(name):
    with pytest.raises(ZooError, match="not trained on images"):
        sets.on(RECIPES[name], "drawn")


def test_a_set_that_there_is_not_is_named():
    with pytest.raises(ZooError, match="no data set 'painted'; choose drawn"):
        sets.on(RECIPES["ae-32"], "painted")


def test_a_checkpoint_is_judged_on_the_data_it_was_trained_on():
    recipe = RECIPES["vae-20"]
    assert sets.as_trained(recipe, "binary_drawn").data is drawn.binary_drawn
    assert sets.as_trained(recipe, "binary_mnist") is recipe and sets.as_trained(recipe, "no such") is recipe


def test_train_evaluate_and_measure_from_the_command_line(run, tmp_path, monkeypatch):
    """And the card names the data; it is not MNIST."""
    monkeypatch.setattr(drawn, "TRAINING", 300)
    monkeypatch.setattr(drawn, "TEST", 100)
    store = open_store(str(tmp_path / "store"))
    arguments = "ae-32", "--store", store.uri, "--device", "cpu"
    assert run("train", *arguments, "--data", "drawn", "--epochs", "1")[0] == 0
    trained = store.resolve("ae-32")
    record, card = json.loads((trained / "training.json").read_text()), (trained / "README.md").read_text()
    assert record["recipe"]["data"] == "drawn" and record["train_images"] == 300
    assert "python -m training train ae-32 --data drawn\n" in card and "MNIST" not in card and "ylecun" not in card
    assert "trained on `drawn`, this project's own set made of ten drawn digits (300 images; 1,000 more" in card
    code, out, _ = run("evaluate", *arguments)
    assert code == 0 and "Every number on the card matches" in out
    before = (trained / "metrics.json").read_bytes()
    assert run("measure", *arguments)[0] == 0
    assert (store.resolve("ae-32") / "metrics.json").read_bytes() == before
    wrong = json.loads(before)
    wrong["squared_error"]["value"] += 1
    folder = shutil.copytree(trained, tmp_path / "wrong")
    (folder / "metrics.json").write_text(json.dumps(wrong))
    store.push(folder, "ae-32", "A wrong number")
    code, _, error = run("evaluate", *arguments)
    assert code == 1 and "squared_error is" in error


def test_a_run_that_is_stopped_at_the_command_line_goes_on_there(run, tmp_path, monkeypatch):
    """After the last finished epoch, to as many as were asked for; without --resume it begins anew."""
    monkeypatch.setattr(drawn, "TRAINING", 300)
    monkeypatch.setattr(drawn, "TEST", 100)
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    finished, report = [], TrainingProgress.epoch

    def stopped_once(self, progress) -> None:
        report(self, progress)
        finished.append(progress.epoch)
        if len(finished) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(TrainingProgress, "epoch", stopped_once)
    monkeypatch.setitem(RECIPES, "ae-32", unmeasured(RECIPES["ae-32"]))
    store = open_store(str(tmp_path / "store"))
    arguments = "train", "ae-32", "--store", store.uri, "--device", "cpu", "--data", "drawn", "--epochs", "2"
    assert run(*arguments)[0] == 130 and store.names() == []
    assert run(*arguments, "--resume")[0] == 0 and finished == [1, 2]
    assert json.loads((store.resolve("ae-32") / "training.json").read_text())["epochs"] == 2
    assert run(*arguments)[0] == 0 and finished == [1, 2, 1, 2]


@pytest.mark.parametrize(("arguments", "said"), [
    (("train", "ae-32", "--data", "painted"), "no data set"),
    (("train", "shakespeare-lm", "--data", "drawn"), "not trained on images"),
])  # fmt: skip
def test_data_that_does_not_fit_is_bad_usage(run, arguments, said):
    code, _, error = run(*arguments)
    assert code == 2 and said in error and "Traceback" not in error


def test_a_dry_run_says_which_data(run):
    assert "data drawn, device" in run("train", "vae-2", "--dry-run", "--data", "drawn", "--device", "cpu")[1]
