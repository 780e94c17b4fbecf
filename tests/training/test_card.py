"""What a card says, part by part: numbers, how the epoch was chosen, how long it took, and runs from several seeds."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from torch import nn

import zoo
from training import card
from training.metrics import Metric
from training.recipes import RECIPES
from training.subjects import subject_of
from training.table_cells import megabytes, minutes
from training.table_texts import _times_real
from zoo.schema import Seeds
from zoo.stores import BundledStore
from zoo.stores.contract import Checkpoint

METRICS = {
    "elbo": Metric(-90.456, "nats", "mean of a|b", ">=", noise=0.0123),
    "frechet": Metric(1234.5, "units", "how", noise=2.6),
    "share": Metric(0.12345, "share", "how", "<=", noise=0.26),
    "drop": Metric(-0.5, "nats", "how"),
    "active_units": Metric(1200, "units", "how"),
    "each": Metric([1.0, 2.345], "nats", "how"),
}


def test_a_row_has_its_number_with_sign_decimals_and_noise():
    assert card._rows(METRICS).split("\n") == [
        "| `elbo` | >= -90.46 ± 0.01 | nats | mean of a\\|b |",
        "| `frechet` | 1,234.50 ± 3 | units | how |",
        "| `share` | <= 0.1235 ± 0.3 | share | how |",
        "| `drop` | -0.5000 | nats | how |",
        "| `active_units` | 1,200 | units | how |",
        "| `each` | 1.00, 2.35 | nats | how |",
    ]


@pytest.mark.parametrize(("selected_on", "said"), [
    ("", "the last"), ("loss", "the best on the validation images"),
    ("-coverage", "the best on the validation images by their coverage"),
])  # fmt: skip
def test_it_says_how_the_epoch_was_chosen(selected_on, said):
    assert card._selected(replace(RECIPES["dcgan"], selected_on=selected_on), "images") == said


def test_it_says_how_long_the_run_took_and_which_epoch_was_kept():
    found = BundledStore().checkpoint("ae-32")
    training = json.loads((found.folder / "training.json").read_text())
    training |= {"epochs": 50, "best_epoch": 37, "seconds": 750.0, "device": "CPU, 1 thread"}
    text = card.write(RECIPES["ae-32"], zoo.load_folder(found.folder), METRICS, training, [], BundledStore())
    assert (
        "50 epochs of 256 images a batch, step `adam` at a rate of up to 0.001, seed 1; 12.5 minutes on CPU, 1" in text
    )
    assert "The weights are those of epoch 37, the best on the validation images." in text
    assert "MNIST (55,000 images; 5,000 more to select the epoch)" in text and "## Results on the 10,000 test" in text
    assert "Stopped early: 3 of the recipe's 50 epochs" in card._limits(RECIPES["ae-32"], training | {"epochs": 3}, "")


def test_a_figure_that_only_its_recipe_knows_is_captioned_by_its_name():
    recipe = RECIPES["ae-32"]
    text = card._figures(recipe, subject_of(recipe, "images"), ["codes", "strokes-by-digit"])
    assert "![Strokes by digit.](figures/strokes-by-digit.png)" in text
    assert card.drawn(text) == ["codes", "strokes-by-digit"]


def test_it_says_that_a_run_diverged_and_when_it_warned():
    warned = [{"epoch": epoch, "warning": f"The samples of {epoch} are alike."} for epoch in (3, 4, 5, 8)]
    training = {"epochs": 8, "diverged": "The training diverged.", "collapse": warned}
    said = card._limits(RECIPES["dcgan-32"], training, "test images")
    assert said == (
        "Figures after ± are the standard error from the estimator's own draws, not from the choice of test images. "
        "**The training diverged.** **Training warned of collapse after epochs 3 to 5, 8 of 8; the last warning was: "
        "the samples of 8 are alike.**"
    )
    once = card._limits(RECIPES["dcgan-32"], {"epochs": 8, "diverged": "", "collapse": warned[:1]}, "images")
    assert "after epoch 3 of 8" in once and "diverged" not in once and "Stopped" not in once
    assert "Stopped early: 7 of the recipe's 8 epochs" in card._limits(RECIPES["dcgan-32"], {"epochs": 7}, "images")


def test_a_section_takes_the_place_of_the_old_one_before_the_training_or_is_taken_out():
    whole = "# Title\n\n## Results\n\nRows.\n\n## Training\n\nEpochs.\n"
    once = card._with_section(whole, "Several seeds", "Three.")
    assert once == whole.replace("## Training", "## Several seeds\n\nThree.\n\n## Training")
    assert card._with_section(once, "Several seeds", "Five.") == once.replace("Three", "Five")
    both = card._with_section(once, "What the change did", "It fell.")
    assert card._with_section(both, "Several seeds", "") == card._with_section(whole, "What the change did", "It fell.")
    assert card._with_section(whole, "Several seeds", "") == whole


def test_a_row_that_is_not_that_of_its_metric_is_named():
    text = card._rows(METRICS)
    assert card.mismatches(text, METRICS) == []
    spoilt = text.replace("-0.5000", "-0.5001")
    assert card.mismatches(spoilt, METRICS) == ["the card's row of drop is not that of metrics.json"]


def test_figures_have_their_captions_and_are_found_again_in_their_order():
    recipe, names = RECIPES["shakespeare-vae"], ["posterior-means", "kl-per-latent", "learning-curves"]
    text = card._figures(recipe, subject_of(recipe, "passages"), names)
    assert card.drawn(text) == names
    first, second, _, _, _, last = text.split("\n\n")
    caption = "Posterior means over the validation set, latent by latent."
    assert (first, second) == (f"![{caption}](figures/posterior-means.png)", f"*{caption}*")
    assert last == "*Training and validation loss; the dashed line is the epoch kept.*"


def test_the_facts_about_a_model_on_the_hub_are_those_of_its_data(monkeypatch):
    recipe, found = RECIPES["ae-32"], BundledStore().resolve("ae-32")
    training = json.loads((found / "training.json").read_text())
    text = card.write(recipe, zoo.load_folder(found), METRICS, training, [], BundledStore())
    facts = card.ModelCard(text).data
    assert (facts.license, facts.datasets, facts.model_name, facts.language) == ("mit", ["ylecun/mnist"], "ae-32", None)
    assert facts.tags[0] == "autoencoder" and facts.pipeline_tag is None
    result, *others = facts.eval_results
    assert (result.metric_type, result.metric_name, result.metric_value) == ("elbo", "elbo (nats)", -90.456)
    assert (result.task_type, result.dataset_split) == ("unconditional-image-generation", "test")
    assert [each.metric_type for each in others] == ["frechet", "share", "drop", "active_units"]  # one number each


def test_runs_from_several_seeds_are_columns():
    told = ((1, 90.0, 30.0), (5, 660.0, 32.0))
    runs = [{"seed": seed, "epochs": 8, "seconds": seconds, "device": "CPU",
             "metrics": {"frechet": value, "share": 0.5}} for seed, seconds, value in told]  # fmt: skip
    assert card._seeds(Seeds(epochs=8, runs=runs)).split("\n\n")[1].split("\n") == [
        "| metric | mean ± standard deviation | seed 1 | seed 5 |",
        "| --- | ---: | ---: | ---: |",
        "| `frechet` | 31.00 ± 1.41 | 30.00 | 32.00 |",
        "| `share` | 0.5000 ± 0.0000 | 0.5000 | 0.5000 |",
        "| epochs |  | 8 | 8 |",
        "| minutes |  | 1.5 | 11.0 |",
        "| device |  | CPU | CPU |",
    ]


def test_a_games_step_names_both_rates_where_they_differ():
    sagan, base = (RECIPES[name].game.step(RECIPES[name]) for name in ("sagan", "dcgan-32"))
    assert "at a rate of 0.0001 for the generator and 0.0004 for the critic" in sagan and "β₂ = 0.9)" in sagan
    assert "at a rate of 0.0002 for both, products rounded to bfloat16" in base


def test_a_run_is_told_in_numbers_that_can_be_read():
    """Sizes with commas, steps, and what was kept of the weights."""
    vae, base = RECIPES["vae-2"], RECIPES["dcgan-32"]
    solo, player = vae.game, SimpleNamespace(generator=nn.Linear(999, 2), critic=None)
    assert solo.size(nn.Linear(1000, 2), None) == "2,002 parameters"
    assert solo.step(replace(vae, learning_rate=0.00032)).endswith("` at a rate of up to 0.00032")
    assert solo.kept(vae, None) == "" and solo.kept(replace(vae, average=0.9995), None) == (
        " The checkpoint holds a moving average of the weights, over about the last ninth of the updates and never "
        "more than the last 2,000."
    )
    with torch.device("meta"):  # only to be counted
        model = zoo.model_class(base.model)(base.config)
    sizes = [sum(each.numel() for each in part.parameters()) for part in (model.generator, model.critic)]
    assert min(sizes) > 1000 and base.game.size(model, base.config) == (
        f"{sizes[0]:,} parameters of the generator and {sizes[1]:,} of the critic, 32×32 pixels"
    )
    game = replace(base.game, generator_updates=2, critic_updates=1, critic_rate=1.0, noise=0.25, decay=True)
    said = game.step(replace(base, bfloat16=False, learning_rate=0.001))
    assert said.startswith("2 updates of the generator for 1 update of the critic, ")
    assert said.endswith(" at a rate of 0.001 for both, falling to 0 over the run, noise of standard deviation 0.25 on "
                         "what the critic sees")  # fmt: skip
    assert game.kept(replace(base, average=0.0), player) == " The critic is not kept."
    assert game.kept(replace(base, average=0.0), model) == "" and not game.open_ended


def test_the_subject_of_a_text_says_how_much_was_read():
    training = {"train_passages": 3921, "validation_passages": 435}
    said = subject_of(RECIPES["shakespeare-lm"], "passages").trained_on(RECIPES["shakespeare-lm"], training)
    assert "(3,921 passages of 256 characters). The last 10 % (435 passages) are the validation text" in said


@pytest.mark.parametrize(("name", "unit", "said"), [
    ("vae-2", "images", "MNIST (3,921 images; 435 more to select the epoch)"),
    ("dcgan", "images", "MNIST (3,921 images; 435 more to watch the samples)"),
    ("shakespeare-words", "words", "tinyshakespeare: the first 90 % of its characters (3,921 words). The last 10 % "
     "(435 words) are the validation text, which was not used to select anything"),
    ("shakespeare-lm-subwords", "passages", "35 plays of Shakespeare and what the first 90 % of tinyshakespeare has of "
     "another (3,921 passages of 256 tokens). tinyshakespeare's last 10 % (435 passages) are the validation text, by "
     "which no epoch was selected"),
    ("shakespeare-vae-subwords", "speeches", "has of another (3,921 speeches and parts of long ones). "
     "tinyshakespeare's last 10 % (435 speeches) are the validation text, by which no epoch was selected"),
    ("shakespeare-lm-subwords-tiny", "passages", "tinyshakespeare: the first 90 % of its characters (3,921 passages of "
     "256 tokens). The last 10 % (435 passages) are"),
])  # fmt: skip
def test_a_card_says_what_its_model_was_trained_on(name, unit, said):
    training = {f"train_{unit}": 3921, f"validation_{unit}": 435, f"test_{unit}": 99}
    assert said in subject_of(RECIPES[name], unit).trained_on(RECIPES[name], training)


@pytest.mark.parametrize(("name", "data", "unit"), [
    ("ae-32", "ylecun/mnist", "images"), ("judge", "ylecun/mnist", "images"),
    ("shakespeare-words", "karpathy/tiny_shakespeare", "words"),
    ("shakespeare-lm", "karpathy/tiny_shakespeare", "passages"),
])  # fmt: skip
def test_the_line_of_code_on_a_card_runs_and_samples_of_text_are_drawn_again(name, data, unit, capsys):
    recipe, folder = RECIPES[name], BundledStore().resolve(name)
    model, readme = zoo.load_folder(folder), (folder / "README.md").read_text()
    subject = subject_of(recipe, unit)
    line, known = subject.use(recipe, model), {"model": model, "images": torch.zeros(2, 1, 28, 28)}
    exec(line, known)
    shown = known["images"].shape if "(16, 1, 28, 28)" in line else known.get("digits", capsys.readouterr().out)
    assert subject.dataset == data and line in readme and len(shown) >= 2
    texts = subject.samples(model)
    assert len(texts) == {"words": 1, "passages": 3}.get(unit, 0)
    assert all(f"```text\n{text.strip(chr(10))}\n```" in readme for text in texts)


def test_the_tables_have_minutes_megabytes_and_shares_of_real_text(tmp_path):
    assert minutes({"seconds": 5400.0, "device": "CPU"}) == "90 (CPU)"
    (tmp_path / "model.safetensors").write_bytes(b"x" * 1_572_864)
    assert megabytes(Checkpoint("x", tmp_path, "local", "", "")) == "1.6"
    metrics = {f"judged_perplexity{end}": {"value": value} for end, value in (("", 30), ("_cool", 15), ("_floor", 20))}
    assert _times_real(metrics, "judged_perplexity") == "1.50 ×, 0.75 ×"


def test_a_model_that_began_with_the_weights_of_others_says_that_its_licence_is_theirs():
    text = (BundledStore().resolve("reader-bert") / "README.md").read_text("utf-8")
    assert card.licence_of(RECIPES["reader-bert"]) == {"license": "other", "license_name": "as-its-start"}
    assert card.licence_of(RECIPES["ae-32"]) == {"license": "mit"}
    assert card.ModelCard(text).data.license_name == "as-its-start"
