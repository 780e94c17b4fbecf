"""Whole runs of the pipeline: what they start from, how they are resumed and begun anew, and what is refused."""

import json
import shutil
from dataclasses import replace

import pytest
from small import quick, unmeasured

import zoo
from training import pipeline
from training.recipes import RECIPES
from training.run_folder import runs_folder
from zoo.errors import ZooError
from zoo.stores import BundledStore, open_store
from zoo.stores.local import LocalStore

pytestmark = pytest.mark.usefixtures("short_measuring")


def bare(name: str):
    """The recipe on few images, and nothing that is measured, drawn or watched: runs begin and end all the same."""
    return replace(unmeasured(quick(RECIPES[name], size=60)), watch=None)


def test_settings_that_came_later_stand_for_their_defaults(tmp_path):
    recipe = replace(bare("vae-64"), half=False)
    store = open_store(str(tmp_path))
    folder = shutil.copytree(store.resolve(recipe.name, pipeline.train(recipe, store, "cpu")), tmp_path / "old")
    training = json.loads((folder / "training.json").read_text())
    del training["recipe"]["half"], training["recipe"]["config"]["samples"]
    (folder / "training.json").write_text(json.dumps(training))
    again = store.resolve(recipe.name, pipeline.measure(replace(recipe, epochs=7), folder, store, "cpu"))
    assert json.loads((again / "training.json").read_text())["recipe"] == json.loads(json.dumps(recipe.settings()))
    for other in ({"half": True}, {"config": replace(recipe.config, samples=5)}):
        with pytest.raises(ZooError, match="another version of its recipe"):
            pipeline.measure(replace(recipe, **other), folder, store, "cpu")


def test_two_runs_of_one_recipe_cannot_mix(tmp_path):
    from filelock import FileLock

    recipe = quick(RECIPES["ae-32"])
    folder = runs_folder(recipe.name)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"), pytest.raises(ZooError, match="already being trained"):
        pipeline.train(recipe, open_store(str(tmp_path)), "cpu")


def test_a_run_is_of_the_revision_that_it_started_from(tmp_path, monkeypatch):
    """Also where it is resumed after another one has come, or after it is gone."""
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    store, first = open_store(), BundledStore().resolve("vae-20")
    old = store.push(first, "vae-20", "The first")
    recipe = replace(bare("iwae-20"), start="vae-20")

    def kill(*_) -> None:
        newer = shutil.copytree(first, tmp_path / "newer")
        zoo.load_folder(newer).halve().save_pretrained(newer)
        (newer / "training.json").write_text("{}")
        assert store.push(newer, "vae-20", "The second") != old
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.train(recipe, store, "cpu", epochs=2, on_epoch=kill)
    for epochs in (2, 3):
        pipeline.train(replace(recipe, epochs=epochs), store, "cpu", resume=epochs == 2)
        record = json.loads((store.resolve("iwae-20") / "training.json").read_text())
        newest = store.revision("vae-20")
        assert record["start_revision"] == (old if epochs == 2 else newest)


def test_a_run_starts_from_what_the_store_of_the_command_has(run, tmp_path, monkeypatch):
    store = LocalStore(tmp_path / "store")
    newer = shutil.copytree(BundledStore().resolve("vae-20"), tmp_path / "newer")
    zoo.load_folder(newer).halve().save_pretrained(newer)
    revision = store.push(newer, "vae-20", "Another than the bundled one")
    monkeypatch.setitem(RECIPES, "iwae-20", replace(bare("iwae-20"), start="vae-20"))
    assert run("train", "iwae-20", "--device", "cpu", "--store", store.uri, "--out", str(tmp_path / "out"))[0] == 0
    assert json.loads((store.resolve("iwae-20") / "training.json").read_text())["start_revision"] == revision


@pytest.mark.parametrize("start", ["vae-20", ""])
def test_a_run_begun_anew_leaves_nothing_of_the_one_before(tmp_path, monkeypatch, start):
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    recipe, trained = replace(bare("iwae-20"), start=start), []
    pipeline.train(recipe, open_store(), "cpu")

    def kill(*_) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.train(recipe, open_store(), "cpu", on_batch=kill)
    pipeline.train(recipe, open_store(), "cpu", resume=True, on_epoch=lambda progress: trained.append(progress.epoch))
    assert trained == [1]


def test_a_run_that_could_not_begin_leaves_the_one_before(tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    recipe, state = bare("ae-32"), tmp_path / "home" / "runs" / "ae-32" / pipeline.STATE
    pipeline.train(recipe, LocalStore(tmp_path / "store"), "cpu")
    before = state.read_bytes()

    def missing(device: str) -> None:
        raise ZooError("There is no data.")

    with pytest.raises(ZooError, match="There is no data"):
        pipeline.train(replace(recipe, data=missing), LocalStore(tmp_path / "store"), "cpu")
    assert state.read_bytes() == before


def test_a_run_that_was_killed_needs_what_it_started_from_no_more(tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    recipe = replace(bare("iwae-20"), start="other")
    open_store().push(BundledStore().resolve("vae-20"), "other", "To start from")

    def kill(*_) -> None:
        shutil.rmtree(tmp_path / "store")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.train(recipe, open_store(), "cpu", epochs=2, on_epoch=kill)
    pipeline.train(recipe, open_store(), "cpu", epochs=2, resume=True)
    with pytest.raises(ZooError, match="starts from the weights of other; train other first"):
        pipeline.train(recipe, open_store(), "cpu", epochs=2)


def test_only_a_run_that_is_open_ended_goes_on_to_more_epochs():
    """A rate that falls until the last epoch is another one where that is later."""

    def runs(name: str) -> int:
        return len({pipeline.run_id(replace(RECIPES[name], epochs=epochs)) for epochs in (5, 6)})

    assert (runs("vae-2"), runs("gan")) == (2, 1)
    assert len({pipeline.run_id(replace(RECIPES["gan"], seed=seed)) for seed in (1, 2)}) == 2


def test_a_store_is_refused_before_the_run_and_one_that_refuses_the_push_keeps_the_training(
    tmp_path,
):
    recipe, root = bare("ae-32"), tmp_path / "file" / "store"
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ZooError, match="is not a folder, or one of its parents is a file; choose another place"):
        pipeline.train(recipe, open_store(str(root)), "cpu", on_epoch=lambda *_: pytest.fail("it was trained"))
    (tmp_path / "file").unlink()

    def put_in_the_way(*_) -> None:
        (tmp_path / "file").write_text("in the way")

    with pytest.raises(ZooError, match=r"The training is saved: .* --resume"):
        pipeline.train(recipe, open_store(str(root)), "cpu", on_epoch=put_in_the_way)
    pipeline.train(recipe, open_store(str(tmp_path / "store")), "cpu", resume=True)


def test_a_device_that_is_not_there():
    with pytest.raises(ZooError, match="no device 'abacus'"):
        pipeline.choose_device("abacus")
