"""A text of one's own: how it is read and kept, and a language model that is trained on it."""

import json

import pytest
from small import fresh

from tabs.shakespeare.data import page_data
from tabs.shakespeare.family import FAMILY
from training.data import own_text
from training.metrics import text_samples
from training.named import named
from training.recipes import RECIPES
from zoo import pages
from zoo.errors import ZooError
from zoo.models.characters import SHAKESPEARE
from zoo.stores import open_store

GREEK = "μῆνιν ἄειδε θεὰ Πηληϊάδεω Ἀχιλῆος\n🐎 οὐλομένην!\n" * 130
ENGLISH = "Tell me, O muse, of that ingenious hero.\n" * 150


@pytest.fixture
def places(tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    return tmp_path


def test_the_characters_of_a_text_in_another_script_are_the_vocabulary(places):
    (places / "Homer 1.txt").write_bytes(b"\xef\xbb\xbf" + GREEK.replace("\n", "\r\n").encode())
    taken, told = own_text.take(str(places / "Homer 1.txt"), " public domain ")
    assert (taken.name, taken.licence, told) == ("homer-1", "public domain", "")
    assert taken.alphabet[0] == "\n" and "🐎" in taken.alphabet and set(taken.alphabet) == set(GREEK)
    recipe = own_text.on(RECIPES["shakespeare-lm"], taken)
    assert (recipe.name, recipe.base, recipe.order) == ("shakespeare-lm-homer-1", "shakespeare-lm", pages.LAST)
    assert recipe.title.endswith(", homer-1") and recipe.changes == "trained on another text, homer-1"
    assert "The recipe shakespeare-lm on a text of one's own, homer-1" in recipe.summary
    data = recipe.data("cpu")
    assert data.train.text() + data.validation.text() == GREEK.strip() and len(data.validation) >= 1
    assert data.train.batch(data.train.ids[:3] * 0).shape[1] > 32 and recipe.config.vocabulary == taken.alphabet
    assert named("shakespeare-lm-homer-1").settings() == recipe.settings()
    lstm = own_text.on(RECIPES["shakespeare-lstm"], taken)
    assert lstm.config.vocabulary == taken.alphabet and lstm.draw is recipe.draw  # beside no model of Shakespeare
    own_text._file(taken.name).unlink()
    with pytest.raises(ZooError, match="no text homer-1 of one's own here; give its file again"):
        recipe.data("cpu")


@pytest.mark.parametrize(("content", "said"), [
    (b"", "has 0 characters; at least 5,120 are needed"), (b" \n" * 9000, "has 0 characters"),
    (b"Short.", "has 6 characters"), ("\u00e9".encode("latin-1") * 9000, "is no text in UTF-8"),
])  # fmt: skip
def test_a_text_that_cannot_be_used_says_why(places, content, said):
    (places / "a.txt").write_bytes(content)
    with pytest.raises(ZooError, match=said):
        own_text.take(str(places / "a.txt"))


def test_rare_characters_are_left_out_and_counted(places, monkeypatch):
    monkeypatch.setattr(own_text, "MOST", 12)
    (places / "a.txt").write_text(ENGLISH + "é")
    taken, told = own_text.take(str(places / "a.txt"))
    assert len(taken.alphabet) <= 13 and "characters that are rare" in told and "é" not in taken.alphabet


def test_other_recipes_and_other_sources_are_wrong_usage(run, places):
    (places / "a.txt").write_text(ENGLISH)
    for arguments, said in (
        (("shakespeare-vae", "--text", str(places / "a.txt")), "choose shakespeare-lm"),
        (("vae-20", "--text", str(places / "a.txt")), "cannot be trained on a text"),
        (("shakespeare-lm", "--text", str(places / "b.txt")), "is no file"),
        (("shakespeare-lm", "--text", str(places / "a.txt"), "--data", "drawn"), "give one of them"),
        (("vae-20", "--licence", "CC0"), "data of your own"),
    ):
        code, _, error = run("train", *arguments)
        assert code == 2 and said in " ".join(error.replace("│", " ").split())


@pytest.mark.parametrize(("content", "words"), [(ENGLISH, True), (GREEK, False)])
def test_from_a_file_to_a_checkpoint_that_the_tab_shows(run, places, monkeypatch, content, words):
    monkeypatch.setitem(RECIPES, "shakespeare-lm", fresh(RECIPES["shakespeare-lm"]))
    monkeypatch.setattr(text_samples, "COUNT", 10)
    (places / "tale.txt").write_text(content)
    code, _, error = run("train", "shakespeare-lm", "--text", str(places / "tale.txt"), "--epochs", "1",
                           "--device", "cpu", "--licence", "CC0")  # fmt: skip
    assert code == 0, error
    folder = open_store().resolve("shakespeare-lm-tale")
    metrics, card = json.loads((folder / "metrics.json").read_text()), (folder / "README.md").read_text()
    assert "nats_per_character" in metrics and ("known_words" in metrics) == words
    assert "`tale`, a text of one's own, its licence, as given: CC0" in card and "judged_perplexity" not in metrics
    shown = page_data(FAMILY.find("shakespeare-lm-tale"))
    assert shown["drawable"] and shown["title"] == "Language model, without a latent, tale"
    assert json.loads((folder / "config.json").read_text())["vocabulary"] != SHAKESPEARE
    assert run("evaluate", "shakespeare-lm-tale")[0] == 0
