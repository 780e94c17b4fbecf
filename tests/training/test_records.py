"""What the pipeline reads of checkpoints and writes into them: its record, files beside the weights."""

import json
import subprocess
from dataclasses import replace

import pytest
import torch
from safetensors.torch import save_file

from training import describing, made_on, pipeline, words
from training.engine.loop import Progress
from training.metrics import Metric
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.stores import BundledStore, Checkpoint


def test_a_device_is_named_as_people_know_it(monkeypatch):
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: f"Tesla of {device}")
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)
    names = [made_on.device_name(device) for device in ("cuda:1", "mps", "cpu")]
    assert names == ["Tesla of cuda:1", "mps", "CPU, 1 thread"]
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)
    assert made_on.device_name("cpu") == "CPU, 2 threads"


@pytest.mark.parametrize(("changed", "commit"), [("", "abc"), (" M zoo/app.py\n", "abc-dirty")])
def test_the_commit_is_marked_where_code_was_changed(monkeypatch, changed, commit):
    def git(command, **_):
        said = {"status": changed, "rev-parse": "abc\n"}[command[1]]
        return subprocess.CompletedProcess(command, 0, said, "")

    monkeypatch.setattr(subprocess, "run", git)
    assert made_on.commit() == commit


@pytest.mark.parametrize("error", [FileNotFoundError(), subprocess.CalledProcessError(128, "git")])
def test_outside_a_checkout_there_is_no_commit(monkeypatch, error):
    def git(*_, **__):
        raise error

    monkeypatch.setattr(subprocess, "run", git)
    assert made_on.commit() is None


@pytest.mark.parametrize(("content", "said"), [
    (None, "metrics.json is missing; train or fetch"), ("{", "metrics.json is damaged; train or fetch"),
])  # fmt: skip
def test_a_file_that_is_missing_or_damaged_is_one_sentence(tmp_path, content, said):
    if content is not None:
        (tmp_path / "metrics.json").write_text(content)
    with pytest.raises(ZooError, match=said):
        pipeline.read_json(tmp_path / "metrics.json")


def test_tensors_beside_the_weights_are_compared_as_they_were_written(tmp_path):
    content = {"codes": torch.arange(6.0).view(2, 3).T, "labels": torch.tensor([3, 1])}
    file = tmp_path / "points.safetensors"
    pipeline.write_content(file, content)
    stored = pipeline._read_content(file)
    assert stored == {"codes": [[0, 3], [1, 4], [2, 5]], "labels": [3, 1]}
    assert pipeline._matches(file.name, stored, content)
    assert not pipeline._matches(file.name, stored, content | {"labels": torch.tensor([3, 2])})
    file.write_bytes(b"no tensors")
    with pytest.raises(ZooError, match=r"points\.safetensors is missing or damaged"):
        pipeline._read_content(file)
    save_file({}, file)
    assert not pipeline._matches(file.name, pipeline._read_content(file), content)


@pytest.mark.parametrize("write", [describing.write, words.write])
def test_a_checkpoint_whose_record_is_damaged_is_left_alone(tmp_path, write):
    (tmp_path / "training.json").write_text("{}" if write is describing.write else "{")
    with pytest.raises(ZooError, match=r"missing.* or damaged; train or fetch"):
        write(RECIPES["ae-32"], Checkpoint("ae-32", tmp_path, "local", "0" * 40, "here"), BundledStore(tmp_path / "b"))
    assert not (tmp_path / "b").exists()


def test_a_record_of_settings_is_completed_by_what_came_later_and_keeps_what_it_says():
    recipe = replace(RECIPES["iwae-20"], bfloat16=False, half=False, start="")
    settings = json.loads(json.dumps(recipe.settings()))
    old = {name: value for name, value in settings.items() if name not in ("start", "bfloat16", "half")}
    old["config"] = {name: value for name, value in old["config"].items() if name != "beta"}
    assert pipeline.of_this_recipe(old, recipe) == settings
    assert pipeline.of_this_recipe(old | {"epochs": 3}, recipe)["epochs"] == 3
    assert pipeline.of_this_recipe(old | {pipeline.KEPT: "player"}, recipe)[pipeline.KEPT] == "player"
    for other in ({"seed": 2}, {"bfloat16": True}, {"config": old["config"] | {"samples": 49}}):
        with pytest.raises(ZooError, match="iwae-20 was trained with another version of its recipe"):
            pipeline.of_this_recipe(old | other, recipe)


def test_measuring_anew_takes_the_run_as_it_was_recorded(monkeypatch):
    """The recipe's texts are the newest; what was observed of the run is kept with it."""
    found, given = BundledStore().resolve("dcgan-plain"), []
    monkeypatch.setattr(pipeline, "save", lambda *arguments: given.append(arguments) or "revision")
    monkeypatch.setattr(pipeline.zoo, "load_folder", lambda folder: torch.nn.Identity())
    recipe = replace(RECIPES["dcgan-plain"], title="New", summary="Newer.", data=lambda device: f"data on {device}")
    recipe.data.__name__ = "mnist"
    assert pipeline.measure(recipe, found, "store", "cpu") == "revision"
    (of, _, data, progress, training, files, store, message) = given[0]
    old = json.loads((found / "training.json").read_text())
    assert (of, data, store, message) == (recipe, "data on cpu", "store", "Measure dcgan-plain anew")
    assert progress == Progress(old["epochs"], old["seconds"], old["best_epoch"], **old["curves"])
    assert training == old | {"title": "New", "summary": "Newer."}
    assert files == {name: (found / name).read_bytes() for name in ("timeline.png", "sheets.png", "seeds.json")
                     if (found / name).is_file()} and {"timeline.png", "sheets.png"} <= set(files)  # fmt: skip


def test_what_experiments_showed_is_kept_when_a_checkpoint_is_measured_anew(monkeypatch):
    found, given = BundledStore().resolve("rbm"), []
    monkeypatch.setattr(pipeline, "save", lambda *arguments: given.append(arguments) or "revision")
    monkeypatch.setattr(pipeline.zoo, "load_folder", lambda folder: torch.nn.Identity())
    recipe = replace(RECIPES["rbm"], data=lambda device: None)
    recipe.data.__name__ = "binary_mnist"
    pipeline.measure(recipe, found, "store", "cpu")
    assert given[0][5] == {"experiments.json": (found / "experiments.json").read_bytes()}


def test_what_a_checkpoint_says_that_its_model_does_not_is_named(tmp_path, monkeypatch):
    folder = BundledStore().resolve("ae-32")
    stored = {name: Metric(**entry) for name, entry in pipeline.read_json(folder / "metrics.json").items()}
    latents = pipeline._read_content(folder / "latents.json")
    monkeypatch.setattr(pipeline.zoo, "load_folder", lambda folder: torch.nn.Identity())
    recipe = replace(RECIPES["ae-32"], data=lambda device: None, measure=lambda model, data: stored,
                     describe=lambda model, data: {"latents.json": latents, "absent.json": {}})  # fmt: skip
    recipe.data.__name__ = "mnist"
    missing = "absent.json is missing; `python -m training measure ae-32 --beside` writes it"
    assert pipeline.evaluate(recipe, folder, "cpu") == (stored, [missing])
    more = {"units": latents}
    recipe = replace(recipe, describe=lambda model, data: {"latents.json": more})
    assert pipeline.evaluate(recipe, folder, "cpu")[1] == ["latents.json does not match the model"]
