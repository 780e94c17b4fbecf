"""What recipes are besides what checkpoints record: how they measure and watch, and those without a checkpoint."""

from dataclasses import replace
from inspect import signature
from types import SimpleNamespace

import pytest
from torch import nn

from training.data import texts
from training.data.speech_texts import speeches
from training.engine.sheets import RecordTimeline
from training.engine.timeline import Timeline
from training.engine.timelines import CodesTimeline, UnitsTimeline
from training.recipe import adamw_code, adversarial
from training.recipes import RECIPES, autoencoder
from zoo.errors import ZooError
from zoo.stores import BundledStore

GPU = {"width": 384, "layers": 6, "heads": 6, "dropout": 0.2}
LARGE = {"width": 512, "layers": 8, "heads": 4, "dropout": 0.3}
CODED = LARGE | {"readers": 4, "features": 256}
SETTINGS = {  # of those that do not come with the app: data, step, epochs, batch, rate, start, and the config's own
    "vae-2-plain": ("binary_mnist", "adam", 100, 1024, 3.24e-4, "", {"latent_dim": 2}),
    "shakespeare-lm-large": ("shakespeare", "adamw_one_cycle", 60, 64, 1e-3, "", GPU),
    "shakespeare-vae-short": ("shakespeare_short", "adamw_code", 24, 32, 1.5e-3, "shakespeare-lm", {}),
    "shakespeare-vae-short-large": ("shakespeare_short", "adamw_code", 24, 64, 1.5e-3, "shakespeare-lm-large", GPU),
    "shakespeare-vae-large": ("shakespeare", "adamw_one_cycle", 20, 64, 5e-4, "shakespeare-vae-short-large", GPU),
    "shakespeare-lm-subwords-tiny": ("tiny_plays", "muon", 30, 16, 4e-3, "",
                                     {"width": 384, "heads": 3, "dropout": 0.2}),
    "shakespeare-lm-subwords-large": ("plays", "muon", 20, 32, 4e-3, "", LARGE),
    "shakespeare-gpt2": ("plays_pretrained", "adamw_one_cycle", 2, 8, 1e-4, "", {}),
    "shakespeare-vae-subwords-large": ("speeches", "muon", 12, 64, 1e-3, "shakespeare-lm-subwords-large", CODED),
}  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
def test_a_recipe_without_a_checkpoint_has_its_settings(name):
    recipe, (*settings, config) = RECIPES[name], SETTINGS[name]
    found = recipe.settings()
    names = ("data", "step", "epochs", "batch_size", "learning_rate", "start")
    assert [found[each] for each in names] == settings
    default = type(recipe.config)().to_dict()
    assert {key: value for key, value in found["config"].items() if value != default[key]} == config


def test_every_other_recipe_has_a_checkpoint_that_comes_with_the_app():
    assert set(RECIPES) - set(BundledStore().names()) == set(SETTINGS)


def test_recipes_measure_what_their_models_are_for():
    denoising = RECIPES["denoising-ae"]
    assert (denoising.measure, denoising.draw) == (autoencoder.measure_denoising, autoencoder.draw_denoising)
    assert RECIPES["conv-vae"].measure.keywords == {"draws": 250}
    for name in ("shakespeare-vae-subwords", "shakespeare-vae-subwords-large"):
        assert RECIPES[name].measure.keywords == {"against": RECIPES[name].start}


@pytest.mark.parametrize("name", [name for name in RECIPES if name.startswith("shakespeare-")])
def test_a_model_of_text_has_the_window_and_the_vocabulary_of_its_data(name):
    recipe = RECIPES[name]
    if hasattr(recipe.data, "pretrained"):  # which says how many tokens it has
        return
    default = {key: each.default for key, each in signature(recipe.data).parameters.items()}
    of_data = {"tokens": default.get("size"), "words": texts.WORDS, "window": default.get("window", texts.WINDOW)}
    if recipe.data is speeches:  # of any length
        del of_data["window"]
    of_model = {key: value for key, value in recipe.config.to_dict().items() if key in of_data}
    assert of_model and of_model == {key: of_data[key] for key in of_model}


def test_every_model_of_pictures_keeps_a_timeline_of_its_run_and_a_gan_without_weights_also_its_samples():
    watched = {name for name, recipe in RECIPES.items() if recipe.watch is RecordTimeline}
    for name, recipe in RECIPES.items():
        kinds = {"vae": CodesTimeline, "rbm": UnitsTimeline, "gan": RecordTimeline if name in watched else Timeline}
        assert recipe.watch is kinds.get(recipe.page().family), name
    assert watched == {"dcgan-plain", "dcgan-32-d2", "dcgan-32-no-bn"} <= BundledStore().records()


@pytest.mark.parametrize(("other", "said"), [
    ({"title": " "}, "has no title; give it one"), ({"summary": ""}, "has no summary; give it one"),
    ({"changes": " "}, "does not say what it changes of vae-20; give it `changes`"),
])  # fmt: skip
def test_a_recipe_without_a_text_is_refused(other, said):
    with pytest.raises(ZooError, match=said):
        replace(RECIPES["vae-2"], **other).page()
    replace(RECIPES["vae-2"], base="vae-2", changes="").page()  # its own base changes nothing


def test_two_players_need_a_game():
    with pytest.raises(ZooError, match="vae-2 trains two players; give the recipe a `Game`"):
        adversarial(None, RECIPES["vae-2"], 10)


def test_what_does_not_fit_its_start_says_so_in_one_sentence():
    recipe = replace(RECIPES["iwae-20"], config=replace(RECIPES["iwae-20"].config, hidden=(7,)))
    with pytest.raises(ZooError, match=r"^iwae-20 cannot start from the weights of vae-20: [^\n]*$"):
        recipe.build("cpu")


def test_a_first_stage_trains_the_encoder_and_what_tells_the_decoder():
    told, block = nn.Linear(2, 2), nn.ModuleDict({"tell": nn.Linear(2, 2)})
    decoder = nn.ModuleDict({"tell": told, "block": block, "encoder": nn.Linear(2, 2)})
    model = nn.ModuleDict({"encoder": nn.Linear(2, 2), "decoder": decoder})
    model.device, model.losses = SimpleNamespace(type="mps"), dict  # without the fused optimiser
    step = adamw_code(model, replace(RECIPES["shakespeare-vae-short"], bfloat16=False), 10)
    trained = {name for name, each in model.named_parameters() if each.requires_grad}
    assert trained == {f"{part}.{name}" for part in ("encoder", "decoder.tell", "decoder.block.tell")
                       for name in ("weight", "bias")}  # fmt: skip
    assert sum(len(group["params"]) for group in step.optimizer.param_groups) == 6
