"""What the Shakespeare viewer is told of a model, and of a damaged one: a sentence, and all that is whole."""

import json
import math
import shutil

import pytest
import torch
from safetensors.torch import save_file
from text_models import LATENTS, LINES, PLAYS, RECORD, untrained_store, write

import zoo
from tabs.shakespeare import tab as shakespeare
from tabs.shakespeare.data import page_data
from tabs.shakespeare.family import FAMILY
from tabs.shakespeare.lines import lines, lines_notice
from tabs.shakespeare.passage import read
from tabs.shakespeare.texts import collapsed, lead, why_collapsed
from tabs.shared import measures
from zoo.errors import ZooError
from zoo.models.shakespeare import TextLM, TextLMConfig
from zoo.record import record
from zoo.stores import BundledStore, Checkpoint, open_store

pytestmark = pytest.mark.usefixtures("text_store")

VAE, LM, LSTM = "shakespeare-vae", "shakespeare-lm", "shakespeare-lstm"
WORDS = "shakespeare-words"
SUBWORDS, SPEECHES = "shakespeare-lm-subwords", "shakespeare-vae-subwords"


CODED = VAE, RECORD, SPEECHES


def data(name: str) -> dict:
    return page_data(FAMILY.find(name))


# ---- what a model is
def test_the_models_are_listed_in_their_order():
    found = data(LM)["models"]
    assert [each["name"] for each in found] == [VAE, SPEECHES, SUBWORDS, LM, LSTM, RECORD, WORDS]
    kinds = ["TextVAE", "SubwordVAE", "SubwordLM", "TextLM", "TextLSTM", "TextVAE", "WordVAE"]
    assert [each["kind"] for each in found] == kinds
    assert [each["drawable"] for each in found] == [True, True, True, True, True, False, True]


def test_the_model_to_meet_first_is_the_one_that_is_measured_to_write_best(tmp_path, monkeypatch):
    assert FAMILY.first() == VAE  # equal figures: by their order
    folder = untrained_store(tmp_path / "store")
    files = tmp_path / "better"
    shutil.copytree(FAMILY.find(LM).folder, files)
    figures = json.loads((files / "metrics.json").read_text())
    figures["nats_per_character"]["value"] = 1.25
    (files / "metrics.json").write_text(json.dumps(figures))
    open_store(folder).push(files, LM, "Better")
    monkeypatch.setenv("ZOO_STORE", folder)
    assert FAMILY.first() == LM and shakespeare.follow({})[0] == LM


@pytest.mark.parametrize(("name", "latent_dim", "window", "passage", "unit", "tokens"), [
    (VAE, LATENTS, 256, 256, "character", 65), (LM, 0, 256, 256, "character", 65),
    (RECORD, LATENTS, 256, 256, "character", 65), (SUBWORDS, 0, 128, 256, "subword", 300),
    (SPEECHES, LATENTS, 128, 256, "subword", 300), (WORDS, 4, 0, 0, "word", 16),
])  # fmt: skip
def test_what_the_page_is_told_of_a_model(name, latent_dim, window, passage, unit, tokens):
    found = data(name)
    assert (found["name"], found["title"]) == (name, f"Untrained {name}")
    assert (found["latent_dim"], found["window"], found["unit"]) == (latent_dim, window, unit)
    assert (found["tokens"], found["context"], found["coded"]) == (tokens, name != WORDS, name in CODED)
    assert found["blind"] == (pytest.approx(math.log(65)) if unit == "character" else None)
    assert found["drawable"] == (name != RECORD) and found["neighbours"] == (name in (VAE, SPEECHES))
    assert (found["speeches"], found["cast"]) == (name == SPEECHES, PLAYS if unit == "subword" else [])
    assert (found["passage_longest"], found["opening_longest"]) == (passage, 500 if window else 0)
    assert found["notice"] == "" and found["restore"] is None and found["lead"].endswith(".")
    assert "{" not in found["lead"] and "None" not in found["lead"]
    assert all(set(metric) == {"value", "unit", "bound", "noise"} for metric in found["metrics"].values())
    json.dumps(found, allow_nan=False)


def why(values: dict[str, float]) -> str:
    return why_collapsed({name: {"value": value} for name, value in values.items()})


def test_a_collapsed_word_vae_says_so_first():
    figures = record(BundledStore().checkpoint(WORDS)).metrics
    said = lead("word-vae", {"window": 0, "latent_dim": 50, "tokens": 3000}, figures)
    assert "It has collapsed: a code tells 0.03 nats about its word" in said[:200]
    assert "none of its 50 numbers depends on the word" in said
    used = {"kl_per_word": {"value": 0.03}, "active_units": {"value": 2}}
    measured = {"nats_per_word_counted": 5.0, "reconstruction_per_word": 4.5, "kl_per_word": 1.0}
    assert "so the code saves 0.500 and costs 1.000" in why(measured)
    assert why(measured | {"kl_per_word": 0.5}) == ""  # it costs no more than it saves
    assert [why({name: value for name, value in measured.items() if name != left}) for left in measured] == [""] * 3
    assert collapsed(50, used) == "" == collapsed(50, {}) == collapsed(50, used | {"kl_per_word": {"value": 2.0}})


def test_the_latents_are_told_by_what_they_tell():
    found = data(VAE)["latents"]
    assert [row["index"] for row in found] == list(reversed(range(LATENTS)))
    assert set(found[0]) == {"index", "information", "low", "high", "mean", "sd"}
    assert data(LM)["latents"] == data(WORDS)["latents"] == []


def test_the_yardstick_of_a_vae_is_the_language_model_of_its_size():
    assert data(VAE)["yardstick"] == {"title": f"Untrained {LM}", "nats_per_character": 1.71}
    assert data(SPEECHES)["yardstick"] == {"title": f"Untrained {SUBWORDS}", "nats_per_character": 1.71}
    assert data(LM)["yardstick"] is data(SUBWORDS)["yardstick"] is data(WORDS)["yardstick"] is None


def test_a_model_may_have_its_yardstick_in_its_own_record(broken):
    checkpoint = broken(SPEECHES)
    figures = json.loads((checkpoint.folder / "metrics.json").read_text())
    figures["nats_per_character_lm"] = figures["nats_per_character"] | {"value": 1.3}
    figures["nats_per_character_iw20"] = figures.pop("nats_per_character_iw") | {"estimator": "20 samples of q(z|x)"}
    rewrite(checkpoint, "metrics.json", figures)
    found = page_data(checkpoint)
    assert found["yardstick"] == {"title": f"Untrained {SUBWORDS}", "nats_per_character": 1.3}
    assert found["metrics"]["nats_per_character_iw"]["value"] == 1.69
    assert found["estimators"]["nats_per_character_iw"] == "20 samples of q(z|x)"


def test_a_language_model_of_another_size_is_no_yardstick(tmp_path, monkeypatch):
    folder = untrained_store(tmp_path / "store")
    other = TextLM(TextLMConfig(width=16, layers=2))
    open_store(folder).push(write(other.eval(), tmp_path / "other", LM), LM, "Smaller")
    monkeypatch.setenv("ZOO_STORE", folder)
    assert data(VAE)["yardstick"] is None


def test_each_kind_of_model_is_described_in_words_of_its_own():
    leads = {name: data(name)["lead"] for name in (VAE, LM, SUBWORDS, SPEECHES, WORDS)}
    assert (
        len(set(leads.values())) == 5
        and "8 numbers called latents" in leads[SPEECHES]
        and "300 of them" in leads[SUBWORDS]
    )
    assert "8 numbers called latents" in leads[VAE] and "yardstick" in leads[LM]
    assert "16 most frequent words" in leads[WORDS]


def test_the_examples_are_what_every_model_of_characters_can_be_given():
    model = zoo.load(VAE)
    for text in data(VAE)["examples"]:
        found = model.characters.read(text)
        assert found.text == text and len(text) <= 256
        assert "error" not in read({"model": VAE, "text": text})


def test_what_was_measured_is_shown_as_of_text():
    _, found, about, card = shakespeare.follow({"model": VAE})
    assert "Measured on the validation text" in about and "real text: 0.9500" in about and "≤ 1.71" in about
    assert "Untrained shakespeare-vae" in card and found["name"] == VAE
    unknown = [name for name in found["metrics"] if name.removesuffix("_floor") not in measures.PLAIN]
    assert unknown == []


# ---- what is damaged
@pytest.fixture
def broken(tmp_path):
    """A function that copies a checkpoint, to be damaged."""

    def copy(name: str) -> Checkpoint:
        shutil.copytree(FAMILY.find(name).folder, tmp_path / name)
        return Checkpoint(name, tmp_path / name, "local", "0" * 40, "here")

    return copy


def rewrite(checkpoint: Checkpoint, name: str, content) -> None:
    """Another content of a file; None takes it away."""
    path = checkpoint.folder / name
    path.unlink()
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


ROW = {"index": 0, "information": 1.0, "low": -1.0, "high": 1.0, "mean": 0.0, "sd": 1.0}
ROWS = [ROW | {"index": index} for index in range(LATENTS)]


@pytest.mark.parametrize("content", [
    None, b"", b"\xff", b"[1", [], {}, {"latents": None}, {"latents": {}}, {"latents": []}, {"latents": ROWS[:-1]},
    {"latents": [*ROWS, ROW]}, {"latents": ROWS[::-1]}, {"latents": [1] * LATENTS},
    {"latents": [*ROWS[:-1], {"index": LATENTS - 1}]}, {"latents": [*ROWS[:-1], ROWS[-1] | {"low": "x"}]},
    {"latents": [*ROWS[:-1], ROWS[-1] | {"high": float("nan")}]}, {"latents": [*ROWS[:-1], ROWS[-1] | {"high": -1.0}]},
])  # fmt: skip
def test_damaged_latents_leave_the_sliders_out_and_are_said(broken, content):
    checkpoint = broken(VAE)
    rewrite(checkpoint, "latents.json", content)
    found = page_data(checkpoint)
    assert found["latents"] == [] and found["latent_dim"] == LATENTS and found["drawable"] and found["neighbours"]
    assert found["notice"].startswith(("latents.json of shakespeare-vae is missing or damaged; train",
                                       "latents.json of shakespeare-vae does not fit: latents"))  # fmt: skip
    assert found["notice"].endswith(" Until then its latents have no sliders.")


@pytest.mark.parametrize("content", [
    None, b"", b"{", [], {}, {"lines": None}, {"lines": []}, {"lines": LINES[:-1]}, {"lines": [*LINES[:-1], 3]},
    {"lines": [*LINES[:-1], "x" * 401]}, {"lines": "x" * len(LINES)}, {"lines": 7},
])  # fmt: skip
def test_damaged_lines_leave_the_neighbours_out_and_are_said(broken, content):
    checkpoint = broken(VAE)
    rewrite(checkpoint, "lines.json", content)
    assert_no_neighbours(checkpoint, "lines.json")


@pytest.mark.parametrize("content", [
    None, b"", b"nonsense", b"\xff" * 100, (2).to_bytes(8, "little") + b"{}", (2).to_bytes(8, "little") + b"[]",
])  # fmt: skip
def test_damaged_codes_of_lines_are_said(broken, content):
    checkpoint = broken(VAE)
    rewrite(checkpoint, "lines.safetensors", content)
    assert_no_neighbours(checkpoint)


@pytest.mark.parametrize("tensors", [
    {"codes": torch.zeros(len(LINES), LATENTS)}, {"codes": torch.zeros(len(LINES), LATENTS + 1).half()},
    {"codes": torch.zeros(len(LINES) - 1, LATENTS).half()}, {"codes": torch.zeros(len(LINES) * LATENTS).half()},
    {"codes": torch.full((len(LINES), LATENTS), torch.inf).half()}, {"other": torch.zeros(1).half()},
])  # fmt: skip
def test_codes_that_are_not_of_these_lines_are_said(broken, tensors):
    checkpoint = broken(VAE)
    rewrite(checkpoint, "lines.safetensors", None)
    save_file(tensors, checkpoint.folder / "lines.safetensors")
    assert_no_neighbours(checkpoint)


def test_codes_of_which_the_end_is_missing_are_said(broken):
    checkpoint = broken(VAE)
    rewrite(checkpoint, "lines.safetensors", (checkpoint.folder / "lines.safetensors").read_bytes()[:-2])
    assert_no_neighbours(checkpoint)


def assert_no_neighbours(checkpoint: Checkpoint, file: str = "lines.safetensors") -> None:
    found = page_data(checkpoint)
    assert not found["neighbours"] and len(found["latents"]) == LATENTS
    counts = "lines.safetensors of shakespeare-vae does not fit: codes must be "  # which is short?
    assert found["notice"].startswith((f"{file} of shakespeare-vae ", counts))
    with pytest.raises(ZooError, match=r"no neighbours can be shown\."):
        lines(checkpoint)


@pytest.mark.parametrize("content", [b"", b"[", {}, {"plays": []}, {"plays": [{"title": "Hamlet"}]}])
def test_a_damaged_cast_is_said_and_nobody_can_be_chosen(broken, content):
    checkpoint = broken(SPEECHES)
    rewrite(checkpoint, "cast.json", content)
    found = page_data(checkpoint)
    assert found["cast"] == [] and found["drawable"] and found["notice"].startswith("cast.json of shakespeare-vae-sub")
    assert found["notice"].endswith(" Until then no speaker can be chosen.")
    rewrite(checkpoint, "cast.json", None)
    assert page_data(checkpoint)["notice"] == ""


def test_a_checkpoint_without_lines_is_whole(broken):
    checkpoint = broken(VAE)
    for name in ("lines.json", "lines.safetensors"):
        rewrite(checkpoint, name, None)
    assert lines_notice(checkpoint) == (False, "") and page_data(checkpoint)["notice"] == ""


@pytest.mark.parametrize("content", [
    None, b"", b"[", [], {}, {"words": None}, {"words": ["a"]}, {"words": [1] * 16}, {"words": "x" * 16},
])  # fmt: skip
def test_a_damaged_vocabulary_of_words_is_said(broken, content):
    checkpoint = broken(WORDS)
    rewrite(checkpoint, "vocabulary.json", content)
    found = page_data(checkpoint)
    assert not found["drawable"] and "vocabulary.json of shakespeare-words" in found["notice"]
    assert found["notice"].endswith(".")


@pytest.mark.parametrize("content", [None, b"", b"\xff", [], {"model": {}}])
def test_a_damaged_vocabulary_of_subwords_is_said(broken, content):
    checkpoint = broken(SUBWORDS)
    rewrite(checkpoint, "tokenizer.json", content)
    found = page_data(checkpoint)
    assert not found["drawable"] and "tokenizer.json" in found["notice"] and found["notice"].endswith("again.")


def test_a_vocabulary_of_another_model_is_said(broken):
    checkpoint = broken(SUBWORDS)
    config = json.loads((checkpoint.folder / "config.json").read_text())
    rewrite(checkpoint, "config.json", config | {"tokens": 301})
    found = page_data(checkpoint)
    assert not found["drawable"] and "300 tokens and its model 301" in found["notice"]


@pytest.mark.parametrize(("name", "change"), [
    *[(VAE, {"latent_dim": value}) for value in (0, -1, "8", 8.0, True, None, 10**9)],
    *[(LM, {"window": value}) for value in (0, "256", None, 10**9)], (LM, {"vocabulary": ""}),
    (LM, {"vocabulary": "aa"}), (LM, {"vocabulary": 3}), (LM, {"vocabulary": ["a"]}), (WORDS, {"words": 0}),
    *[(SUBWORDS, {"tokens": value}) for value in (0, "300", True, 10**9)],
])  # fmt: skip
def test_a_config_that_makes_no_sense_is_a_sentence(broken, name, change):
    checkpoint = broken(name)
    config = json.loads((checkpoint.folder / "config.json").read_text())
    rewrite(checkpoint, "config.json", config | change)
    shown = shakespeare.describe(checkpoint)[0]
    assert shown["error"] == f"config.json of {name} does not fit its model; train or fetch it again."


@pytest.mark.parametrize("name", ["metrics.json", "training.json", "README.md"])
def test_a_missing_record_is_said_below_and_the_model_writes(broken, name):
    checkpoint = broken(VAE)
    rewrite(checkpoint, name, None)
    found, about, _ = shakespeare.describe(checkpoint)
    assert found["drawable"] and "error" not in found and "zoo-error" in about
