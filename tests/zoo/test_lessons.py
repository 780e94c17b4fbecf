"""What a variant's lesson says of made-up runs, and that a card has it."""

import json
import re
from dataclasses import replace

import pytest
from rough import rough_figures, short_measures
from small import quick

import zoo
from training import card, pipeline, table
from training.data import sets
from training.recipes import RECIPES
from zoo import lessons
from zoo.stores import open_store

GANS = table.family("gan")
BASE, PLAIN = "dcgan-32", "dcgan-plain"  # which they are compared with: the second is dcgan's


def run(frechet=2.0, coverage=0.9, digit_kl=0.01, noise=0.01, epochs=8, seconds=800.0, accuracy=(0.8, 0.7), collapse=(),
        device="CPU", background=0.002, blank=0.0, best=None):  # fmt: skip
    """A run's record as the files of its checkpoint have it."""
    values = {"frechet": frechet, "coverage": coverage, "digit_kl": digit_kl, "frechet_floor": 0.5,
              "background": background, "blank": blank}  # fmt: skip
    last = dict(zip(("real_accuracy", "generated_accuracy"), accuracy, strict=True))
    training = {"epochs": epochs, "best_epoch": best or epochs, "seconds": seconds, "device": device,
                "curves": {"train": [{}, last]},
                "collapse": [{"epoch": epoch, "warning": warning} for epoch, warning in collapse]}  # fmt: skip
    return {"metrics": {name: {"value": value, "noise": noise} for name, value in values.items()}, "training": training}


def lesson(name: str, own: dict, base: dict | None) -> str:
    """``lessons.lesson`` of two runs with the sizes of the recipes' images."""
    sized = {"recipe": {"config": {"image_size": getattr(RECIPES[name].config, "image_size", None)}}}
    config = RECIPES[RECIPES[name].base or BASE].config
    based = {"recipe": {"config": {"image_size": config.image_size}}}
    base = base and base | {"training": based | base["training"]}
    return lessons.lesson(name, RECIPES[name].page(), own | {"training": sized | own["training"]}, base)


def test_what_has_a_base_says_what_it_changes():
    assert {name: RECIPES[name].base for name in GANS} == dict.fromkeys(GANS, BASE) | {"dcgan": PLAIN}
    based = {name: recipe for name, recipe in RECIPES.items() if recipe.base}
    assert all(RECIPES[recipe.base].page().family == recipe.page().family for recipe in based.values())
    assert {name for name in RECIPES if RECIPES[name].changes} == set(based) - {BASE}
    assert lesson("vae-20", run(), run()) == ""


SAID = {  # by a setting in which a variant differs from the base: a word that its change must have
    "seed": r"seed \d", "black": "black", "grid": "grid", "noise": "noise", "image_size": "pixels",
    "batch_size": "batches", "generator_channels": "layer",
    "generator_norm": "batch normalisation", "critic_norm": "batch normalisation", "objective": "critic",
    "penalty": "gradient penalty", "spectral": "spectral normalisation", "attention": "self-attention",
    "classes": "told the digit", "learning_rate": "learning rate", "critic_rate": "critic", "betas": "betas",
    "generator_updates": "updates of the generator", "critic_updates": "update of the generator|each of the generator",
    "average": "moving average", "dropout": "dropout", "selected_on": "kept",
}  # fmt: skip
UNSAID = {"epochs", "data", "bfloat16", "critic_channels"}  # told elsewhere on the card, or part of the above


@pytest.mark.parametrize("name", [name for name in GANS if name != BASE])
def test_a_change_tells_every_setting_that_is_another(name):
    own, base = flat(RECIPES[name]), flat(RECIPES[RECIPES[name].base])
    other = {key for key in own if (key in base and own[key] != base[key]) or key == "dropout"} - UNSAID
    assert other and not [key for key in other if not re.search(SAID[key], RECIPES[name].changes)]


def flat(recipe) -> dict:
    """A recipe's settings, those of its model and of its game beside the others."""
    settings = recipe.settings()
    nested = [part for part in settings.values() if isinstance(part, dict)]
    return {key: value for part in (settings, *nested) for key, value in part.items() if key not in ("model", "title")
            and not isinstance(value, dict)}  # fmt: skip


def test_better_worse_and_too_close_to_call():
    text = lesson("dcgan-32-g2", run(frechet=3.0, coverage=0.95, digit_kl=0.02), run())
    assert (
        "better coverage (0.950; the base: 0.900)" in text and "worse Fréchet distance (3.00; the base: 2.00)" in text
    )
    assert "digit KL (0.0200; the base: 0.0100) too close to call" in text
    assert text.startswith(f"The change: {RECIPES['dcgan-32-g2'].changes}.")


@pytest.mark.parametrize(("metric", "said"), [
    ("nll_iw1000", "worse importance-weighted bound on the negative log-likelihood (3.00; the base: 2.00)"),
    ("log_likelihood_ais", "better log-likelihood by AIS (3.00; the base: 2.00)"),
    ("frechet", "worse Fréchet distance (3.00; the base: 2.00)"),
    ("coverage", "better coverage (3.000; the base: 2.000)"),
    ("digit_kl", "worse digit KL (3.0000; the base: 2.0000)"),
])  # fmt: skip
def test_of_some_figures_more_is_better_and_of_others_less(metric, said):
    own, base = ({"metrics": {metric: {"value": value, "noise": 0.01}}, "training": {}} for value in (3.0, 2.0))
    assert f"one run of each: {said}" in lesson("sagan", own, base)


@pytest.mark.parametrize(("difference", "close"), [(0.028, True), (0.029, False)])
def test_two_standard_errors_of_the_difference_decide(difference, close):
    """Of 0.01 on either side these are 0.0283."""
    text = lesson("sagan", run(frechet=2.0 - difference), run())
    assert ("better Fréchet distance" in text) != close and "coverage (0.900; the base: 0.900)" in text


@pytest.mark.parametrize(("own", "said"), [
    (run(seconds=1600.0), "an epoch takes 200 s instead of 100"),
    (run(seconds=820.0), "an epoch takes as long (102 s)"),
    (run(seconds=40.0, device="H100"), "5.0 s an epoch, on another device"),
    (run(epochs=20, seconds=2000.0), "20 epochs of training instead of 8"),
    (run(epochs=20, best=5), "20 epochs of training, of which epoch 5 is kept, instead of 8"),
    (run(accuracy=(0.99, 0.5)), "right on 99% of real and 50% of generated images"),
    (run(collapse=[(2, "Hardly any sample shows 3: under 2% each.")]), "last after epoch 2, but not at the end"),
    (run(collapse=[(2, "X."), (8, "The samples cover only 0.10.")]), "ended in collapse: the samples cover only 0.10."),
    (run(), "generated images (the base's: 80% of real and 70% of generated images), and no collapse was seen."),
    (run(best=5), "and no collapse was seen. Epoch 5 is kept, the best of the run on validation images."),
    (run(best=5, collapse=[(8, "X.")]), "It ended in collapse: x. Epoch 5 is kept, the best of the run"),
    (run(background=0.041), "digits is grey, 4.1% of full white; that of real ones is black. In its last epoch"),
    (run(background=0.0, blank=1.0), "Its pictures are empty: 100% have less ink than any training image. In its last"),
    # on either side of each edge
    (run(blank=0.51), "Its pictures are empty: 51% have"), (run(background=0.0101), "is grey, 1.0% of full white"),
    (run(blank=0.49, background=0.0099), "an epoch takes as long (100 s). In its last epoch the critic"),
    (run(seconds=836.0), "an epoch takes as long (104 s)"), (run(seconds=844.0), "an epoch takes 106 s instead of 100"),
    (run(seconds=80.0, device="H100"), "; 10 s an epoch"), (run(seconds=79.2, device="H100"), "; 9.9 s an epoch"),
])  # fmt: skip
def test_what_else_is_said_of_a_run(own, said):
    assert said in lesson("wgan-gp", own, run())


@pytest.mark.parametrize(("name", "base"), [("dcgan-32", run()), ("dcgan-32", None), ("cgan", None)])
def test_the_base_and_a_run_without_one_stand_alone(name, base):
    text = lesson(name, run(frechet=2.5), base)
    assert "Fréchet distance 2.50 (real images: 0.50)" in text and "; the base: " not in text


@pytest.mark.parametrize("name", GANS)
def test_a_lesson_of_whatever_is_known_is_a_few_whole_sentences(name):
    nothing = {"metrics": {}, "training": {}}
    for own in (run(), nothing):
        for base in (run(frechet=4.0), nothing, None):
            text = lesson(name, own, base)
            assert text.endswith(".") and text[0].isupper() and "  " not in text and ".." not in text
            assert 1 <= text.count(". ") + 1 <= 4
    assert ("28 by 28" in lesson(name, run(), run(frechet=4.0))) == (name in ("gan", PLAIN))


def test_a_run_that_diverged_is_said_to_have():
    """With or without a collapse before, with or without the critic's accuracies."""
    stopped = {"diverged": "The training diverged: the loss reached nan."}
    collapsed = run(collapse=[(2, "Hardly any sample shows 3: under 2% each.")])
    for made in (run(epochs=5), collapsed, run(epochs=5) | {"metrics": {}}):
        own = made | {"training": made["training"] | stopped}
        for name in ("dcgan-32", "wgan-gp"):
            text = lesson(name, own, run())
            assert f"diverged after epoch {own['training']['epochs']} and was stopped; earlier weights" in text
            assert "no collapse was seen" not in text and text.endswith("weights are kept.")
            assert ("but not at the end. The run diverged" in text) == (made is collapsed)
    assert lessons.diverged(run()["training"]) == ""


def test_a_card_takes_the_base_from_the_store_that_it_is_pushed_to(tmp_path, monkeypatch):
    """And from the store in use where that one has none."""
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "in-use"))
    stores = {name: open_store(str(tmp_path / name)) for name in ("in-use", "pushed-to")}
    for name, seconds in (("in-use", 7.0), ("pushed-to", 3.0)):
        found = run(frechet=seconds)
        folder = tmp_path / f"base-{name}"
        folder.mkdir()
        for file, content in {"metrics": found["metrics"], "training": found["training"], "config": {}}.items():
            (folder / f"{file}.json").write_text(json.dumps(content))
        for file in ("README.md", "model.safetensors"):
            (folder / file).write_text("x")
        if name == "in-use":
            stores[name].push(folder, BASE, "for a test")
            assert card._base(RECIPES["cgan"], stores["pushed-to"])["metrics"]["frechet"]["value"] == 7.0
    stores["pushed-to"].push(folder, BASE, "for a test")
    assert card._base(RECIPES["cgan"], stores["pushed-to"])["metrics"]["frechet"]["value"] == 3.0
    assert card._base(sets.on(RECIPES["cgan"], "drawn"), stores["pushed-to"]) is None  # the base is of other data


def test_a_card_says_what_the_change_did_and_that_the_run_collapsed(tmp_path, monkeypatch):
    """Three epochs on little data: the generator shows few digits, or one."""
    monkeypatch.setenv("ZOO_STORE", str(tmp_path))
    rough_figures(monkeypatch)
    short_measures(monkeypatch)
    store = open_store()
    cards = []
    for name in ("dcgan-32", "wgan-gp"):
        recipe = replace(quick(RECIPES[name], epochs=3, size=60), title="T")
        cards.append((store.resolve(name, pipeline.train(recipe, store, "cpu")) / "README.md").read_text())
    assert "## What the change did\n\nThe base with which every variant" in cards[0]
    assert "The change: a Wasserstein critic" in cards[1] and "(the base's: " in cards[1]
    for text in cards:
        assert "**Training warned of collapse after epoch 3 of 3; the last warning was: " in text
        assert "moving average of the generator's weights, over about the last ninth of its updates and never " in text
        assert "more than the last 1,000. `training.json` has" in text and "The critic is not kept" not in text
        assert "of the critic, 16×16 pixels" in text and "up to" not in text.split("## Training")[1]
    assert "1 update of the generator for 5 updates of the critic, wasserstein objective" in cards[1]
    without = zoo.load_folder(store.resolve("wgan-gp")).without_critic()
    assert RECIPES["wgan-gp"].game.kept(RECIPES["wgan-gp"], without).endswith("1,000. The critic is not kept.")
