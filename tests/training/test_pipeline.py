"""From a recipe to a checkpoint in a store, and back."""

import json
import math
import re
import shutil
from dataclasses import replace

import pytest
import torch
import yaml
from huggingface_hub import ModelCard
from small import one_each, quick

import zoo
from training import pipeline
from training.data.images import labelled_mnist
from training.metrics import adversarial, boltzmann, directions, effects, refusal, text_samples, truncation
from training.metrics.partition import Annealing
from training.recipes import RECIPES
from training.run_folder import runs_folder
from zoo.errors import ZooError
from zoo.schema import CRITIC, DIRECTIONS, EFFECTS, TIMELINE, TRUNCATION
from zoo.stores import BundledStore, open_store
from zoo.stores.local import LocalStore

FILES = {"README.md", "config.json", "metrics.json", "model.safetensors", "training.json", "page.json", "figures"}
CODES = {"latents.json", "points.safetensors"}
MOVED = {"VAE", "ConvVAE", "TextVAE", "SubwordVAE"}  # kinds of models whose latents are moved
UNITS = {"units.json", "shown.safetensors"}
GAME = {TIMELINE, DIRECTIONS, TRUNCATION}
BESIDE = {"VQVAE": {"latents.json"}, "Judge": set(), "RBM": UNITS, "DBN": UNITS, "GAN": GAME, "DCGAN": GAME,
          "TextVAE": {"latents.json", "lines.json", "lines.safetensors"}, "TextLM": set(),
          "SubwordLM": {"tokenizer.json"},
          "SubwordVAE": {"tokenizer.json", "latents.json", "lines.json", "lines.safetensors", "cast.json"},
          "WordVAE": {"vocabulary.json"}}  # what others have in place of CODES  # fmt: skip
MACHINE = {"reconstructions.png", "samples.png", "filters.png", "gibbs-chain.png", "activation-frequencies.png"}
DRAWS = {"samples.png", "nearest.png"}
SHOWN = {"VQVAE": {"reconstructions.png", "samples.png", "code-use.png"}, "judge": {"confusion.png", "mistakes.png"},
         "judge-open": {"refused.png", "taken.png"},
         "RBM": MACHINE, "DBN": MACHINE, "GAN": DRAWS, "DCGAN": DRAWS, "TextLM": {"nats-by-place.png"},
         "TextVAE": {"nats-by-place.png", "kl-per-latent.png", "posterior-means.png", "posterior-sds.png"},
         "SubwordVAE": {"kl-per-latent.png", "posterior-means.png", "posterior-sds.png"},
         "SubwordLM": {"nats-by-token.png"}, "WordVAE": {"kl-per-latent.png"}}  # fmt: skip
SLOW = ("ConvVAE", "TextVAE", "TextLM", "SubwordVAE")  # measured on fewer still: a bound takes many draws for each
TEXTS = ("TextLM", "TextVAE", "SubwordLM", "SubwordVAE", "WordVAE")


@pytest.fixture(scope="module", autouse=True)
def short_measuring():
    """Enough temperatures to run every line that measures a Boltzmann machine, and too few for a good figure; of a GAN
    few samples to be asked for a digit or moved, and of a model of text few texts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adversarial, "ASKED", 200)
        patch.setattr(directions, "SAMPLES", 20)
        patch.setattr(truncation, "SAMPLES", 20)
        patch.setattr(effects, "MOST_LATENTS", 1)
        patch.setattr(effects, "LEAST_KL", 0.0)  # little training makes little use of a code
        patch.setattr(refusal, "COUNT", 30)
        patch.setattr(text_samples, "COUNT", 12)
        patch.setattr(boltzmann, "ANNEALING", Annealing(chains=20, stages=((1.0, 20),), burn_in=5))
        yield


def made_by(recipe) -> tuple:
    """What makes the files of a checkpoint: recipes that have it in common differ in sizes and rates alone."""
    return (recipe.model, recipe.measure, recipe.draw, recipe.describe, recipe.data is labelled_mnist)


NAMES = [*one_each(made_by), "vae-2", "rbm-25", "dbn-finetuned"]  # a plane, a sum over all states, untied weights


@pytest.fixture(scope="module", params=NAMES)
def trained(request, tmp_path_factory):
    """(recipe on little data, folder of the checkpoint that the whole pipeline made of it)."""
    recipe = RECIPES[request.param]
    recipe = quick(recipe, size=12 if recipe.model in SLOW else 60)
    recipe = replace(recipe, largest_loss=math.inf)
    if recipe.name == "rbm-25":  # 2 ** 12 states are summed over as 2 ** 25 are, and sooner
        recipe = replace(recipe, config=replace(recipe.config, hidden_dim=12))
    store = open_store(str(tmp_path_factory.mktemp("store")))
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
        told[re.sub(r"iw\d+", "iw", name)] = re.sub(r"[0-9a-f]{8}|[\d,.]*\d", "#", words)
    return {name: words for name, words in told.items() if not name.endswith("_lm")}


def test_metrics_are_those_of_a_card_that_comes_with_the_app_and_say_the_same_of_themselves(trained):
    recipe, folder = trained
    alike = (name for name in BundledStore().names() if RECIPES[name].model == recipe.model)
    card = BundledStore().resolve(recipe.name if recipe.name in BundledStore().names() else next(alike))
    metrics, known = (json.loads((each / "metrics.json").read_text()) for each in (folder, card))
    assert said(metrics) == said(known)
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
    assert len(training["curves"]["train"]) == len(training["curves"]["validation"]) == 1
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
    assert with_latents or recipe.model in ("Judge", "RBM", "DBN", "GAN", "DCGAN", "TextLM", "SubwordLM", "WordVAE")
    if with_latents:
        number = re.search(NUMBER, (copy / "latents.json").read_text())
        spoil(copy / "latents.json", number.start(1), number.end(1))
    metrics, wrong = pipeline.evaluate(recipe, copy, "cpu")
    assert metrics.keys() == stored.keys()
    assert sum(text.startswith(f"{name} is ") for text in wrong) == 1
    expected = {f"the card's row of {each} is not that of metrics.json" for each in (name, row[1])}
    expected |= {"latents.json does not match the model"} if with_latents else set()
    assert {text for text in wrong if not text.startswith(f"{name} is ")} == expected


def spoil(path, start: int, end: int) -> None:
    text = path.read_text()
    path.write_text(text[:start] + "77.77" + text[end:])


def test_measuring_anew_gives_the_same_card_and_trains_nothing(trained, tmp_path):
    recipe, folder = trained
    store = open_store(str(tmp_path))
    again = store.resolve(recipe.name, pipeline.measure(recipe, folder, store, "cpu"))
    for name in ("README.md", "metrics.json", "training.json", "model.safetensors"):
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


def test_settings_that_came_later_stand_for_their_defaults(tmp_path):
    recipe = replace(quick(RECIPES["vae-64"]), half=False)
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


def test_a_checkpoint_of_another_version_is_not_measured_anew(trained, tmp_path):
    recipe, folder = trained
    with pytest.raises(ZooError, match="another version of its recipe"):
        pipeline.measure(replace(recipe, learning_rate=0.5), folder, open_store(str(tmp_path)), "cpu")


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
    recipe = replace(quick(RECIPES["iwae-20"], size=60), start="vae-20")

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


@pytest.mark.parametrize("start", ["vae-20", ""])
def test_a_run_begun_anew_leaves_nothing_of_the_one_before(tmp_path, monkeypatch, start):
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    recipe, trained = replace(quick(RECIPES["iwae-20"], size=60), start=start), []
    pipeline.train(recipe, open_store(), "cpu")

    def kill(*_) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.train(recipe, open_store(), "cpu", on_batch=kill)
    pipeline.train(recipe, open_store(), "cpu", resume=True, on_epoch=lambda progress: trained.append(progress.epoch))
    assert trained == [1]


def test_a_run_that_could_not_begin_leaves_the_one_before(tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    recipe, state = quick(RECIPES["ae-32"], size=60), tmp_path / "home" / "runs" / "ae-32" / pipeline.STATE
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
    recipe = replace(quick(RECIPES["iwae-20"], size=60), start="other")
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
    recipe, root = quick(RECIPES["ae-32"]), tmp_path / "file" / "store"
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
