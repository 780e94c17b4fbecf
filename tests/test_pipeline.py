"""From a recipe to a checkpoint in a store, and back."""

import json
import re

import pytest
import yaml
from huggingface_hub import ModelCard
from small import quick

import zoo
from training import pipeline
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.store import open_store

FILES = {"README.md", "config.json", "latents.json", "metrics.json", "model.safetensors", "training.json"}


@pytest.fixture(scope="module", params=RECIPES)
def trained(request, tmp_path_factory):
    """(recipe on little data, folder of the checkpoint that the whole pipeline made of it)."""
    recipe = quick(RECIPES[request.param])
    store = open_store(str(tmp_path_factory.mktemp("store")))
    revision = pipeline.train(recipe, store, "cpu")
    return recipe, store.resolve(recipe.name, revision)


def test_the_checkpoint_is_whole(trained):
    recipe, folder = trained
    figures = {path.name for path in (folder / "figures").iterdir()}
    assert {path.name for path in folder.iterdir()} == FILES | {"figures"}
    assert {"reconstructions.png", "decoder-weights.png", "learning-curves.png"} <= figures
    if recipe.config.latent_dim == 2:
        assert {"latent-plane.png", "manifold.png"} <= figures
    assert type(zoo.load_folder(folder)).__name__ == recipe.model


def test_metrics_say_how_they_were_made(trained):
    _, folder = trained
    for name, metric in json.loads((folder / "metrics.json").read_text()).items():
        assert set(metric) == {"value", "unit", "estimator", "bound", "split", "noise"}, name
        assert metric["unit"] and metric["estimator"] and metric["bound"] in (None, "<=", ">=")


def test_the_card_has_every_number_and_valid_metadata(trained):
    recipe, folder = trained
    text = (folder / "README.md").read_text()
    metrics = json.loads((folder / "metrics.json").read_text())
    assert all(f"`{name}`" in text for name in metrics)
    card = ModelCard(text)
    assert card.data.model_name == recipe.name and card.data.license == "mit"
    assert {result.metric_type for result in card.data.eval_results} <= metrics.keys()
    assert yaml.safe_load(text.split("---")[1])["model-index"][0]["name"] == recipe.name
    for name in re.findall(r"\(figures/([\w-]+\.png)\)", text):
        assert (folder / "figures" / name).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_training_json_tells_how_it_came_about(trained):
    recipe, folder = trained
    training = json.loads((folder / "training.json").read_text())
    assert training["seed"] == recipe.seed and training["epochs"] == 1
    assert len(training["curves"]["train"]) == len(training["curves"]["validation"]) == 1
    assert {"torch", "python"} <= training["versions"].keys()


def test_latents_have_a_range_and_their_information(trained):
    recipe, folder = trained
    latents = json.loads((folder / "latents.json").read_text())["latents"]
    assert [latent["index"] for latent in latents] == list(range(recipe.config.latent_dim))
    assert all(latent["low"] <= latent["high"] and latent["information"] >= 0 for latent in latents)


def test_evaluating_the_checkpoint_gives_the_card_again(trained):
    recipe, folder = trained
    metrics, wrong = pipeline.evaluate(recipe, folder, "cpu")
    assert wrong == [] and metrics.keys() == json.loads((folder / "metrics.json").read_text()).keys()


def test_evaluating_names_a_number_that_does_not_hold(trained, tmp_path):
    import shutil

    recipe, folder = trained
    copy = shutil.copytree(folder, tmp_path / "copy")
    stored = json.loads((copy / "metrics.json").read_text())
    name = "elbo" if "elbo" in stored else "bce_per_pixel"
    stored[name]["value"] *= 1.02
    (copy / "metrics.json").write_text(json.dumps(stored))
    _, wrong = pipeline.evaluate(recipe, copy, "cpu")
    assert any(text.startswith(f"{name} is ") for text in wrong) and all(name in text for text in wrong)


@pytest.mark.parametrize("file", ["README.md", "latents.json"])
def test_evaluating_names_a_file_whose_numbers_do_not_hold(trained, tmp_path, file):
    import shutil

    recipe, folder = trained
    copy = shutil.copytree(folder, tmp_path / "copy")
    text = (copy / file).read_text()
    number = re.search(r"\| `\w+` \| [<>=]* ?-?(\d+\.\d+)|\"information\": (\d+\.\d+)", text)
    start, end = number.span(number.lastindex)
    (copy / file).write_text(text[:start] + "77.77" + text[end:])
    _, wrong = pipeline.evaluate(recipe, copy, "cpu")
    assert len(wrong) == 1 and ("card" in wrong[0] or file in wrong[0])


def test_two_runs_of_one_recipe_cannot_mix(tmp_path):
    from filelock import FileLock

    recipe = quick(RECIPES["ae-32"])
    folder = pipeline.runs_folder(recipe.name)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"), pytest.raises(ZooError, match="already being trained"):
        pipeline.train(recipe, open_store(str(tmp_path)), "cpu")


def test_a_store_that_refuses_the_push_keeps_the_training(tmp_path):
    recipe = quick(RECIPES["ae-32"])
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ZooError, match=r"The training is kept: .* --resume"):
        pipeline.train(recipe, open_store(str(tmp_path / "file" / "store")), "cpu")
    pipeline.train(recipe, open_store(str(tmp_path / "store")), "cpu", resume=True)


def test_a_device_that_is_not_there():
    with pytest.raises(ZooError, match="no device 'abacus'"):
        pipeline.choose_device("abacus")
