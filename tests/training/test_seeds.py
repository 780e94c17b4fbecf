"""``python -m training seeds``: further seeds of a recipe, on little data."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from filelock import FileLock
from small import quick
from tiny_fleet import seeded, work_on_seed

from tabs.shared.table import table as compared
from training import pipeline, seed_runs, seeds, table
from training.recipes import RECIPES
from training.run_folder import runs_folder
from zoo.errors import ZooError
from zoo.record import record
from zoo.schema import SEEDS
from zoo.stores import BundledStore, open_store

pytestmark = pytest.mark.usefixtures("short_measuring", "forked_from")

NAME = "dcgan-32"
TWO = 2  # epochs


RECIPE = quick(RECIPES[NAME], epochs=TWO, size=60)


@pytest.fixture(scope="module")
def trained(short_measuring, tmp_path_factory):
    """The path of a store with a checkpoint of a tiny recipe."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_HOME", str(tmp_path_factory.mktemp("home")))
        store = open_store(str(tmp_path_factory.mktemp("store")))
        pipeline.train(RECIPE, store, "cpu")
    return store.uri


@pytest.fixture
def store(trained, tmp_path, monkeypatch):
    """A copy of it; its recipe is the one of that name from now on."""
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    monkeypatch.setitem(RECIPES, NAME, RECIPE)
    return open_store(str(shutil.copytree(trained, tmp_path / "store", symlinks=True)))


def read(store) -> dict:
    return json.loads((store.resolve(NAME) / SEEDS).read_text())


def test_further_seeds_are_trained_and_their_figures_kept(run, store, monkeypatch):
    arguments = "seeds", NAME, "3", "1", "2", "--store", store.uri, "--device", "cpu", "--workers", "1"
    code, out, error = run(*arguments)
    assert code == 0, error
    assert [out.count(f"Seed {seed} of {NAME} is in") for seed in (1, 2, 3)] == [1, 1, 1]
    found, folder = read(store), store.resolve(NAME)
    assert found["epochs"] == TWO and [each["seed"] for each in found["runs"]] == [1, 2, 3]
    assert all(each["epochs"] == TWO and each["device"] and each["seconds"] > 0 for each in found["runs"])
    stored = json.loads((folder / "metrics.json").read_text())
    own = found["runs"][RECIPES[NAME].seed - 1]["metrics"]
    assert own["frechet"] == stored["frechet"]["value"]
    assert {"judged_sure", "coverage"} <= own.keys() and not any(name.endswith("_floor") for name in own)
    figures = [each["metrics"]["frechet"] for each in found["runs"]]
    assert len(set(figures)) == 3  # other seeds are other runs
    card = (folder / "README.md").read_text()
    assert (
        card.count("## Several seeds") == 1
        and "| metric | mean ± standard deviation | seed 1 | seed 2 | seed 3 |" in card
    )
    assert card.index("## Several seeds") < card.index("## Training") and "3 random seeds, 2 epochs each" in card
    monkeypatch.setattr(pipeline, "trained", None)  # nothing is trained again
    before = store.revision(NAME)
    code, out, _ = run(*arguments)
    assert code == 0 and out.count("already exists") == 3 and store.revision(NAME) == before
    row = next(line for line in table.gan_table(store).split("\n") if f"`{NAME}`" in line)
    assert row.count("(3 seeds)") == len(table.COMPARED)
    rows = {each["name"]: each for each in compared(*[store.checkpoint(NAME)] * 2)}
    assert rows["frechet"]["left"].endswith("(3 seeds)") and rows["frechet"]["better"] is None


def test_a_model_is_trained_with_further_seeds_at_once(run, store):
    place = "--store", store.uri, "--device", "cpu", "--workers", "1"
    code, out, error = run("train", NAME, "--seeds", "1-2", *place)
    assert code == 0, error
    assert [out.count(f"Seed {seed} of {NAME} is in") for seed in (1, 2)] == [1, 1]
    assert [each["seed"] for each in read(store)["runs"]] == [1, 2]
    card = (store.resolve(NAME) / "README.md").read_text()
    assert "| metric | mean ± standard deviation | seed 1 | seed 2 |" in card


@pytest.fixture
def single_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_seeds_beside_each_other_end_as_runs_alone(places, single_thread, monkeypatch, tmp_path):
    """Each in a process of its own, which writes into the same file; one that failed is named, the others stay."""
    recipe, store = seeded("ae-32"), open_store()
    monkeypatch.setitem(RECIPES, recipe.name, recipe)
    pipeline.train(recipe, store, "cpu")

    def record(numbers: list[int], workers: int) -> dict:
        seed_runs.record(
            recipe, numbers, lambda: store.checkpoint(recipe.name), store, None, "cpu", workers, work_on_seed
        )
        runs = json.loads((store.resolve(recipe.name) / SEEDS).read_text())["runs"]
        return {each["seed"]: each["metrics"] for each in runs}

    with FileLock(_folder("ae-32-seed-3") / "lock"), pytest.raises(ZooError, match="1 of 4 runs failed: ae-32-seed-3"):
        record([1, 2, 3, 4], 2)
    beside = record([4, 2, 3, 2], 1)
    assert beside.keys() == {1, 2, 3, 4} and len({each["length"] for each in beside.values()}) == 4
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "elsewhere"))
    assert seeds._trained(replace(recipe, seed=2), "cpu")["metrics"] == beside[2]


def _folder(name: str) -> Path:
    folder = runs_folder(name)
    folder.mkdir(parents=True)
    return folder


def test_further_seeds_are_of_one_model(run):
    for arguments in (
        ("rbm", "ae-32", "--seeds", "1"),
        ("rbm", "--budget", "1m", "--seeds", "1"),
        ("rbm", "--seeds", "x"),
    ):
        assert run("train", *arguments)[0] == 2


def test_measuring_anew_keeps_the_seeds(store):
    recipe = RECIPES[NAME]
    seeds.add(recipe, recipe.seed, store.checkpoint(NAME), store, TWO, "cpu")
    before, card = read(store), (store.resolve(NAME) / "README.md").read_text()
    pipeline.measure(recipe, store.resolve(NAME), store, "cpu")
    assert read(store) == before and (store.resolve(NAME) / "README.md").read_text() == card


def test_a_run_that_was_killed_is_gone_on_with(store):
    class Killed(Exception):
        pass

    def kill(_) -> None:
        raise Killed

    recipe, epochs = RECIPES[NAME], []
    with pytest.raises(Killed):
        seeds.add(recipe, 2, store.checkpoint(NAME), store, TWO, "cpu", on_epoch=kill)
    assert not (store.resolve(NAME) / SEEDS).exists()
    seeds.add(recipe, 2, store.checkpoint(NAME), store, TWO, "cpu", on_epoch=lambda each: epochs.append(each.epoch))
    assert epochs == [TWO] and read(store)["runs"][0]["epochs"] == TWO


def test_another_length_begins_anew_and_its_own_seed_is_trained_at_it(store):
    recipe = RECIPES[NAME]
    for length in (TWO, TWO + 1):
        seeds.add(recipe, 1, store.checkpoint(NAME), store, length, "cpu")
    found = read(store)
    assert found["epochs"] == TWO + 1 and [(each["seed"], each["epochs"]) for each in found["runs"]] == [(1, TWO + 1)]


def test_a_record_of_the_bundle_gets_them_and_goes_into_no_other_store(store, tmp_path):
    bundle = BundledStore(tmp_path / "bundle")
    bundle.push(store.resolve(NAME), NAME, "for a test", record=True)
    seeds.add(RECIPES[NAME], 1, bundle.checkpoint(NAME), bundle, TWO, "cpu")
    found = bundle.checkpoint(NAME)
    assert record(found).seeds.runs[0].seed == 1 and "## Several seeds" in (found.folder / "README.md").read_text()
    assert bundle.records() == {NAME}
    with pytest.raises(ZooError, match="has no weights, so only the bundle can hold it; add --store bundled"):
        seeds.add(RECIPES[NAME], 2, found, open_store(str(tmp_path / "other")), TWO, "cpu", on_epoch=lambda _: None)


def test_a_checkpoint_of_another_version_of_the_recipe_is_refused(store):
    other = replace(RECIPES[NAME], learning_rate=0.5)
    with pytest.raises(ZooError, match="trained with another version of its recipe"):
        seeds.add(other, 2, store.checkpoint(NAME), store, TWO, "cpu")


def test_stopping_by_hand_says_how_to_go_on(run, store, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(seeds, "add", interrupted)
    code, _, error = run("seeds", NAME, "2", "--store", store.uri)
    assert code == 130 and "the same command again" in error


@pytest.mark.parametrize(
    "arguments", [("seeds", NAME), ("seeds", NAME, "-1"), ("seeds", "no-such", "1"), ("seeds", NAME, "x")]
)
def test_bad_usage(run, arguments):
    assert run(*arguments)[0] == 2


def test_a_run_is_recorded_by_its_single_numbers_without_floors():
    values = {"elbo": -90, "by_play": [0.5, 0.7], "frechet": 9.5, "frechet_floor": 1.5}
    found = seeds.of({"seed": 3}, {name: {"value": value} for name, value in values.items()})
    assert found["seed"] == 3 and found["metrics"] == {"elbo": -90.0, "frechet": 9.5}


def test_what_does_not_fit_is_not_written(tmp_path):
    with pytest.raises(ZooError, match=r"seeds\.json cannot be written: runs\.0\.epochs is missing"):
        seeds.write(tmp_path, {"epochs": 8, "runs": [{"seed": 1}]})
    assert not list(tmp_path.iterdir())
