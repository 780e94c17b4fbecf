"""The checkpoint that the pipeline makes of a recipe: its files, its numbers, its card; and back."""

import json
import math
import re
import shutil
from dataclasses import replace
from functools import partial

import pytest
import torch
import yaml
from huggingface_hub import ModelCard
from rough import painted_figures
from safetensors.torch import load_file
from small import READERS, one_each, quick

import zoo
from training import card, pipeline
from training.data import texts
from training.data.images import labelled_mnist
from training.figures import common as figures
from training.metrics import Metric, text_latents
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.schema import CRITIC, DIRECTIONS, EFFECTS, TIMELINE, TRUNCATION
from zoo.stores import BundledStore, open_store

pytestmark = pytest.mark.usefixtures("short_measuring")

FILES = {"README.md", "config.json", "metrics.json", "model.safetensors", "training.json", "page.json", "figures"}
CODES = {"latents.json", "points.safetensors", TIMELINE}
MOVED = {"VAE", "ConvVAE", "FlowVAE", "TextVAE", "SubwordVAE"}  # kinds of models whose latents are moved
UNITS = {"units.json", "shown.safetensors", TIMELINE}
GAME = {TIMELINE, DIRECTIONS, TRUNCATION}
BESIDE = {"VQVAE": {"latents.json", TIMELINE}, "Judge": set(), "RBM": UNITS, "DBN": UNITS, "GAN": GAME, "DCGAN": GAME,
          "TextVAE": {"latents.json", "lines.json", "lines.safetensors"}, "TextLM": set(), "TextLSTM": set(),
          "SubwordLM": {"tokenizer.json"},
          "SubwordVAE": {"tokenizer.json", "latents.json", "lines.json", "lines.safetensors", "cast.json"},
          "WordVAE": {"vocabulary.json"}}  # what others have in place of CODES  # fmt: skip
MACHINE = {"reconstructions.png", "samples.png", "filters.png", "gibbs-chain.png", "activation-frequencies.png"}
DRAWS = {"samples.png", "nearest.png"}
SHOWN = {"VQVAE": {"reconstructions.png", "samples.png", "code-use.png"}, "judge": {"confusion.png", "mistakes.png"},
         "judge-open": {"refused.png", "taken.png"},
         "RBM": MACHINE, "DBN": MACHINE, "GAN": DRAWS, "DCGAN": DRAWS, "TextLM": {"nats-by-place.png"},
         "TextLSTM": {"nats-by-place.png", "nats-by-context.png"},
         "TextVAE": {"nats-by-place.png", "kl-per-latent.png", "posterior-means.png", "posterior-sds.png"},
         "SubwordVAE": {"kl-per-latent.png", "posterior-means.png", "posterior-sds.png"},
         "SubwordLM": {"nats-by-token.png"}, "WordVAE": {"kl-per-latent.png"}}  # fmt: skip
SLOW = "ConvVAE", "FlowVAE", "SubwordVAE"  # measured on fewer still: a bound takes many draws for each
WINDOW = 64  # characters
TEXTS = ("TextLM", "TextLSTM", "TextVAE", "SubwordLM", "SubwordVAE", "WordVAE")


def made_by(recipe) -> tuple:
    """What makes the files of a checkpoint: recipes that have it in common differ in sizes and rates alone."""
    measure, draw, describe = (getattr(each, "func", each) for each in (recipe.measure, recipe.draw, recipe.describe))
    return recipe.model, measure, draw, describe, recipe.data is labelled_mnist


ALIKE = [name for name in one_each(made_by) if RECIPES[name].model not in READERS]  # see test_reader_training
NAMES = [*ALIKE, "vae-2", "rbm-25", "dbn-finetuned"]  # a plane, a sum over all states, untied weights


@pytest.fixture(scope="module", autouse=True)
def short_passages():
    """Passages of characters are shorter than usual, and with them what a VAE sees and writes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "WINDOW", WINDOW)
        patch.setattr(texts.Passages, "window", WINDOW)
        patch.setattr(text_latents, "line_passages", partial(text_latents.line_passages, length=WINDOW))
        yield


@pytest.fixture(scope="module", params=NAMES)
def trained(quick_figures, short_measuring, short_passages, request, tmp_path_factory):
    """(recipe on little data, folder of the checkpoint that the whole pipeline made of it)."""
    recipe = RECIPES[request.param]
    recipe = quick(recipe, size=12 if recipe.model in SLOW else 60)
    recipe = replace(recipe, largest_loss=math.inf)
    if recipe.name == "rbm-25":  # 2 ** 12 states are summed over as 2 ** 25 are, and sooner
        recipe = replace(recipe, config=replace(recipe.config, hidden_dim=12))
    if recipe.model == "TextVAE":
        recipe = replace(recipe, config=replace(recipe.config, window=WINDOW))
    store = open_store(str(tmp_path_factory.mktemp("store")))
    with pytest.MonkeyPatch.context() as patch:
        painted_figures(patch)
        revision = pipeline.train(recipe, store, "cpu")
    return recipe, store.resolve(recipe.name, revision)


def test_the_checkpoint_is_whole(trained):
    recipe, folder = trained
    figures = {path.name for path in (folder / "figures").iterdir()}
    critic = {CRITIC} if recipe.model in ("GAN", "DCGAN") else set()
    moved = {EFFECTS} if recipe.model in MOVED else set()
    assert {path.name for path in folder.iterdir()} == FILES | BESIDE.get(recipe.model, CODES) | critic | moved
    shown = SHOWN.get(recipe.name) or SHOWN.get(
        recipe.model, {"reconstructions.png", "samples.png", "decoder-weights.png"}
    )
    assert shown | {"learning-curves.png"} <= figures
    if getattr(recipe.config, "latent_dim", None) == 2:
        assert {"latent-plane.png", "manifold.png"} <= figures
    assert type(zoo.load_folder(folder)).__name__ == recipe.model


def said(metrics: dict[str, dict]) -> dict[str, str]:
    """What metrics say of themselves, by their names: all but numbers, the judge's hash, and the words on AIS, which
    are others now. Speeches are measured beside a language model only where that has the same vocabulary."""
    told = {}
    for name, metric in metrics.items():
        how = "AIS" if "AIS" in metric["estimator"] else metric["estimator"]
        words = f"{metric['unit']}; {metric['bound']}; {metric['split']}; {how}"
        told[re.sub(r"(iw|digits_in_)\d+", r"\1", name)] = re.sub(r"[0-9a-f]{8}|[\d,.]*\d", "#", words)
    return {name: words for name, words in told.items() if not name.endswith("_lm")}


def test_metrics_are_those_of_a_card_that_comes_with_the_app_and_say_the_same_of_themselves(trained):
    recipe, folder = trained
    bundled = BundledStore().names()
    alike = [name for name in bundled if RECIPES[name].model == recipe.model]
    same = {name for name in alike if made_by(RECIPES[name]) == made_by(recipe) and recipe.model in TEXTS}
    metrics = json.loads((folder / "metrics.json").read_text())
    for name in same | {recipe.name if recipe.name in bundled else alike[0]}:
        assert said(metrics) == said(json.loads((BundledStore().resolve(name) / "metrics.json").read_text())), name
    assert all(set(metric) == {"value", "unit", "estimator", "bound", "split", "noise"} for metric in metrics.values())


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
    curves = training["curves"]
    assert len(curves["train"]) == len(curves["validation"]) == 1 and curves["train"] != curves["validation"]
    assert {"torch", "python"} <= training["versions"].keys()
    unit = {"WordVAE": "words", "SubwordVAE": "speeches"}.get(
        recipe.model, "passages" if recipe.model in TEXTS else "images"
    )
    assert {f"{part}_{unit}" for part in ("train", "validation", "test")} <= training.keys()
    assert ("train_images" in training) == (recipe.model not in TEXTS)


def test_a_card_names_the_data_that_its_model_was_trained_on(trained):
    recipe, folder = trained
    card = ModelCard((folder / "README.md").read_text())
    text, task = recipe.model in TEXTS, card.data.eval_results[0].task_type
    assert card.data.datasets == ["karpathy/tiny_shakespeare" if text else "ylecun/mnist"]
    assert ("MNIST" in card.content) != ("tinyshakespeare" in card.content) == text
    assert ("Samples, not picked" in card.content) == ("language" in card.data.to_dict()) == text
    assert (task == "text-generation") == text


def test_latents_have_a_range_and_their_information(trained):
    recipe, folder = trained
    file = folder / "latents.json"
    described = json.loads(file.read_text()) if file.exists() else {"latents": []}
    latents = described["latents"]
    without = recipe.model in ("GAN", "DCGAN", "WordVAE")  # of which the page shows no latents
    count = 0 if without else getattr(recipe.config, "latent_dim", 0)  # a GAN's latents are its prior's
    assert [latent["index"] for latent in latents] == list(range(count))
    assert all(latent["low"] <= latent["high"] and latent["information"] >= 0 for latent in latents)
    if latents:
        first, second = torch.tensor(described["plane"]["directions"])
        assert torch.allclose(torch.stack([first @ first, first @ second]), torch.tensor([1.0, 0.0]), atol=1e-4)


DESCRIBED = (".json", ".safetensors")
ROW, NUMBER = r"\| `(\w+)` \| [<>=]* ?-?(\d+\.\d+)", r"[ \[](\d+\.\d+)"


def test_evaluating_names_every_number_that_does_not_hold_and_no_other(trained, tmp_path):
    """One in ``metrics.json``, one in the card and one in ``latents.json`` where there is one."""
    recipe, folder = trained
    copy = shutil.copytree(folder, tmp_path / "copy")
    stored = json.loads((copy / "metrics.json").read_text())
    name = next(name for name, metric in stored.items()
                if not metric["noise"] and metric["value"] and isinstance(metric["value"], float))  # fmt: skip
    stored[name]["value"] *= 1.02
    (copy / "metrics.json").write_text(json.dumps(stored))
    rows = (match for match in re.finditer(ROW, (copy / "README.md").read_text()) if match[1] != name)
    row = next(rows)
    spoil(copy / "README.md", row.start(2), row.end(2))
    with_latents = (copy / "latents.json").exists()
    assert with_latents or recipe.model in (
        "Judge",
        "RBM",
        "DBN",
        "GAN",
        "DCGAN",
        "TextLM",
        "TextLSTM",
        "SubwordLM",
        "WordVAE",
    )
    if with_latents:
        number = re.search(NUMBER, (copy / "latents.json").read_text())
        spoil(copy / "latents.json", number.start(1), number.end(1))
    kept = {key: Metric(**entry) for key, entry in json.loads((folder / "metrics.json").read_text()).items()}
    described = [path for path in folder.iterdir() if path.suffix in DESCRIBED and path.name not in FILES]
    # Measuring and describing anew gives the same; see below.
    measured = replace(
        recipe, measure=lambda *_: kept, describe=lambda *_: {path.name: content(path) for path in described}
    )
    metrics, wrong = pipeline.evaluate(measured, copy, "cpu")
    assert metrics.keys() == stored.keys()
    assert sum(text.startswith(f"{name} is ") for text in wrong) == 1
    expected = {f"the card's row of {each} is not that of metrics.json" for each in (name, row[1])}
    expected |= {"latents.json does not match the model"} if with_latents else set()
    assert {text for text in wrong if not text.startswith(f"{name} is ")} == expected


def content(path) -> dict:
    """A file of a checkpoint as ``describe`` makes it."""
    return load_file(path) if path.suffix == ".safetensors" else pipeline._read_content(path)


def spoil(path, start: int, end: int) -> None:
    text = path.read_text()
    path.write_text(text[:start] + "77.77" + text[end:])


def test_measuring_anew_gives_the_same_card_and_trains_nothing(trained, tmp_path, monkeypatch):
    """Without its pictures, half of the time, but with their names."""
    recipe, folder = trained
    monkeypatch.setattr(figures, "learning_curves", lambda *_: None)
    monkeypatch.setattr(figures, "save", lambda figure, path: path.touch())
    store = open_store(str(tmp_path))
    named = {name: None for name in card.drawn((folder / "README.md").read_text()) if name != "learning-curves"}
    undrawn = replace(recipe, draw=lambda *_: named)
    again = store.resolve(recipe.name, pipeline.measure(undrawn, folder, store, "cpu"))
    assert {path.name for path in again.iterdir()} == {path.name for path in folder.iterdir()}
    for path in folder.iterdir():
        assert path.is_dir() or (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_checkpoint_of_another_version_is_not_measured_anew(trained, tmp_path):
    recipe, folder = trained
    with pytest.raises(ZooError, match="another version of its recipe"):
        pipeline.measure(replace(recipe, learning_rate=0.5), folder, open_store(str(tmp_path)), "cpu")
