"""What comes with the app was measured as things are measured now: the same numbers of draws, and the same figures."""

import json

import pytest
import torch

import zoo
from training import pipeline
from training.data import corpus, play_list, plays, speech_texts
from training.metrics import (
    adversarial,
    boltzmann,
    codes_text,
    directions,
    effects,
    image_effects,
    judged,
    likelihood,
    refusal,
    samples,
    speech_codes,
    text,
    text_effects,
    text_latents,
    text_samples,
    text_words,
    truncation,
)
from training.recipes import autoencoder, vae
from zoo.models.directions import principal
from zoo.schema import CRITIC, DIRECTIONS, EFFECTS, TRUNCATION
from zoo.stores import BundledStore

AIS = "100 chains, 14,500 inverse temperatures (500 from 0 to 0.5, 4,000 from 0.5 to 0.9, 10,000 from 0.9 to 1)"
TOLD = [  # checkpoint, metric, and what its card says of a number
    ("gan", "frechet", f"{samples.COUNT:,} samples against 10,000 test images"),
    ("gan", "coverage", f"k = {samples.NEIGHBOURS} nearest"),
    ("gan", "judged_sure", f"above {samples.SURE:.0%},"),
    ("gan", "copied", f"than {1 - adversarial.EDGE:.0%} of all"),
    ("gan", "background", f"at least {1 - adversarial.RARE:.1%} of"),
    ("cgan", "label_agreement", f"share of {adversarial.ASKED:,} samples"),
    ("vae-20", "elbo", f"mean of {likelihood.SAMPLES:,} samples of"),
    ("rbm", "log_likelihood_ais", AIS), ("rbm", "log_likelihood_ais_reverse", "after 1,000 Gibbs steps: 100 chains"),
    ("rbm", "log_likelihood_ais", boltzmann.ANNEALING.text()),
    ("rbm", "log_likelihood_ais_reverse", boltzmann.ANNEALING.text(reverse=True)),
    ("dbn", "log_likelihood_bound", f"{boltzmann.DRAWS} draws of q(h|v)"),
    ("judge-open", "refused_letters", f"{refusal.COUNT:,} letters"),
    ("shakespeare-vae", "nats_per_character", f"{text.SAMPLES} samples of"),
    ("shakespeare-vae", "mutual_information", f": {text_latents.DRAWS} draws of"),
    ("shakespeare-vae", "active_units", f"> {text_latents.ACTIVE}"),
    ("shakespeare-vae", "read_back", f"nearest of {text_latents.DECODED} posterior means"),
    ("shakespeare-vae", "known_words", f"of {text_samples.COUNT} samples"),
    ("shakespeare-vae", "known_words_cool", f"at temperature {text_samples.COOL},"),
    ("shakespeare-vae", "judged_perplexity", f"of {judged.ORDER}-grams"),
    ("shakespeare-words", "nats_per_word", f"{text_words.SAMPLES} samples of"),
    ("shakespeare-vae-subwords", "nats_per_character", f"{speech_codes.SAMPLES} samples of"),
    ("shakespeare-vae-subwords", "read_back", f"nearest of {speech_codes.CODES} codes"),
    ("shakespeare-vae-subwords", "nats_per_character", f"of at most {speech_texts.LIMIT + 1} tokens"),
    ("shakespeare-lm-subwords", "nats_per_character_strided", "windows of 256 tokens, 128 further each"),
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def quick_figures():
    """Instead of that of all others: here as many codes are moved as ever."""


def stored(name: str, file: str) -> dict:
    return pipeline._read_content(BundledStore().resolve(name) / file)


@pytest.mark.parametrize(("name", "metric", "said"), TOLD)
def test_a_card_says_with_which_numbers_it_was_measured(name, metric, said):
    assert said in stored(name, "metrics.json")[metric]["estimator"]


@pytest.mark.parametrize("name", [name for name in BundledStore().names()
                                  if (BundledStore().resolve(name) / DIRECTIONS).exists()])  # fmt: skip
def test_files_beside_the_weights_say_with_which_numbers_they_were_made(name):
    found, cut = stored(name, DIRECTIONS), stored(name, TRUNCATION)
    assert (found["components"], found["samples"], found["reach"]) == (
        directions.COMPONENTS, directions.SAMPLES, directions.REACH)  # fmt: skip
    assert {len(each["effects"]) for each in found["directions"]} == {directions.TOLD}
    assert cut["samples"] == cut["real"] == truncation.SAMPLES
    assert [row["bound"] for row in cut["rows"]] == list(truncation.BOUNDS)
    numbers = [each["share"] for each in found["directions"]]
    numbers += [number for each in found["directions"] for number in each["vector"]]
    assert numbers == [round(number, directions.DECIMALS) for number in numbers]


MOVED = [name for name in BundledStore().names() if (BundledStore().resolve(name) / EFFECTS).exists()]


@pytest.mark.parametrize("name", MOVED)
def test_the_latents_that_were_moved_are_those_that_tell_something_and_names_are_of_their_largest_clear_effects(name):
    content = stored(name, EFFECTS)
    nats = torch.tensor([each["information"] for each in stored(name, "latents.json")["latents"]])
    assert [each["index"] for each in content["latents"]] == effects.leading(nats)
    assert (content["values"], content["samples"]) == (list(effects.VALUES), effects.SAMPLES)
    for latent in content["latents"]:
        sizes = {each["property"]: abs(each["size"]) for each in latent["effects"] if each["clear"]}
        order = sorted((each for each in sizes if sizes[each] >= 0.5), key=sizes.get, reverse=True)
        if "correlations" not in latent:  # else real texts must bear a name out
            assert latent["names"] == order[:2]
        assert {*latent["names"]} <= {*order} and len(latent.get("correlations", [])) <= text_effects.TOLD
        numbers = [number for each in latent["effects"] for number in (*each["means"], *each["bands"], each["size"])]
        assert numbers == effects.rounded(torch.tensor(numbers, dtype=torch.float64))


def test_sequences_are_of_as_many_words_as_units_say():
    metrics = stored("shakespeare-lm", "metrics.json")
    for name, words in ((f"copied_{text_samples.COPIED}", 8), ("repetition", text_samples.REPEATED)):
        assert metrics[name]["unit"] == f"share of sequences of {words} words"


def test_speeches_that_were_read_are_evenly_picked():
    speeches = json.loads((BundledStore().resolve("shakespeare-vae-subwords") / "training.json").read_text())
    count = speeches["train_speeches"]
    read = len(range(0, count, count // text_effects.READ))
    assert stored("shakespeare-vae-subwords", EFFECTS)["read"] == read


def test_the_cast_is_of_all_plays_but_the_one_that_is_held_out_whole():
    found = [(each["title"], each["genre"]) for each in stored("shakespeare-lm-subwords", "cast.json")["plays"]]
    every = {name: (each.title, each.genre) for name, each in play_list.PLAYS.items()}
    shrew, _ = plays.HELD_OUT
    assert found == [*(told for name, told in every.items() if name not in plays.HELD_OUT), every[shrew]]


def same(name: str, found: dict) -> None:
    """That files are those of a checkpoint that comes with the app."""
    for file, content in found.items():
        assert pipeline._matches(file, stored(name, file), content), file


@pytest.fixture
def model():
    return lambda name: zoo.load_folder(BundledStore().resolve(name)).requires_grad_(False)


def test_codes_and_their_plane_are_told_as_they_were(model, mnist):
    same("ae-32", autoencoder.describe(model("ae-32"), mnist))


def test_units_and_what_a_machine_draws_are_told_as_they_were(model, mnist):
    same("rbm-25", boltzmann.describe(model("rbm-25"), mnist))


def test_the_critics_scores_and_what_truncation_does_are_told_as_they_were(model, mnist):
    same("gan", adversarial.describe(model("gan"), mnist) | truncation.describe(model("gan"), mnist))
    assert {CRITIC, TRUNCATION} <= {file.name for file in BundledStore().resolve("gan").iterdir()}


def test_the_main_directions_of_a_generator_are_those_that_were_found(model):
    found = principal(model("gan"), directions.COMPONENTS, directions.LATENTS, directions.SEED)
    for told in stored("gan", DIRECTIONS)["directions"]:
        assert found.shares[told["component"] - 1].item() == pytest.approx(told["share"], abs=2e-5)
        known, vector = torch.tensor(told["vector"]), found.vectors[told["component"] - 1]
        torch.testing.assert_close(vector * (vector @ known).sign(), known, atol=1e-3, rtol=0)  # turned by its name


def test_latents_do_what_they_were_found_to_do(model, mnist):
    information = torch.tensor([each["information"] for each in stored("vae-2", "latents.json")["latents"]])
    found = image_effects.describe(model("vae-2"), mnist, information)[EFFECTS]
    known = stored("vae-2", EFFECTS)
    assert effects.agrees(known, found) and found.keys() == known.keys()
    assert [found[name] for name in ("values", "samples", "comparisons")] == [
        known[name] for name in ("values", "samples", "comparisons")]  # fmt: skip
    for one, other in zip(found["latents"], known["latents"], strict=True):
        for new, old in zip(one["effects"], other["effects"], strict=True):
            assert new["property"] == old["property"] and new["size"] == pytest.approx(old["size"], abs=2e-3)
            assert new["bands"] == pytest.approx(old["bands"], abs=2e-3)


def test_sliders_of_a_vae_reach_as_far_as_they_did(model, mnist, monkeypatch):
    monkeypatch.setattr(vae.image_effects, "describe", lambda *_: {})  # which is told above
    same("vae-2", vae.describe(model("vae-2"), mnist))


def test_the_lines_among_which_neighbours_are_found_are_those_of_the_training_text(real_text):
    assert codes_text.verses(corpus.parts()[0]) == stored("shakespeare-vae", "lines.json")["lines"]
    posterior = json.loads((BundledStore().resolve("shakespeare-vae") / "latents.json").read_text())["latents"]
    assert max(abs(each["low"]) for each in posterior) >= codes_text.PRIOR_REACH
