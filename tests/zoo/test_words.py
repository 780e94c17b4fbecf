"""The lab sheet's model of words: how a text is cut into them, its vocabulary, and its files."""

import json
from types import SimpleNamespace

import pytest
import torch

from zoo import load_folder
from zoo.errors import ZooError
from zoo.models.tokens import UNKNOWN, is_vocabulary, joined, tokens, vocabulary
from zoo.models.words import FILE, WordVAE, WordVAEConfig

CONFIG = WordVAEConfig(words=5, hidden_dim=8, latent_dim=3)
KNOWN = (UNKNOWN, "the", "king", ",", "\n")


@pytest.mark.parametrize(("text", "expected"), [
    ("To be, or not", ["To", "be", ",", "or", "not"]), ("o'er-hasty a-bed", ["o'er-hasty", "a-bed"]),
    ("ROMEO:\nAy me!", ["ROMEO", ":", "\n", "Ay", "me", "!"]), ("  ", []), ("", []),
    ("3 & é", ["3", "&", "é"]),
])  # fmt: skip
def test_a_text_is_cut_into_words_marks_and_line_ends(text, expected):
    assert tokens(text) == expected


def test_the_vocabulary_is_of_the_most_frequent_words_behind_the_unknown_one():
    assert vocabulary("b a b c a b d", 4) == (UNKNOWN, "b", "a", "c")
    with pytest.raises(ZooError, match="has 2 different words, but the model needs 4"):
        vocabulary("b a b", 5)


@pytest.mark.parametrize(
    "text", ["To be, or not to be:\nthat is the question.", "", "Ay me!\n\nO, speak again", "O--no, love--\nAy!"]
)
def test_words_are_joined_as_the_text_was(text):
    assert joined(tokens(text)) == text


@torch.no_grad()
def test_the_first_layer_is_the_product_with_one_hot_words():
    model, words = WordVAE(CONFIG), torch.tensor([0, 3, 4])
    one_hot = torch.nn.functional.one_hot(words, 5).float()
    torch.testing.assert_close(model.columns(words[:, None]), one_hot @ model.columns.weight)


@torch.no_grad()
def test_the_loss_is_the_negative_elbo_and_probabilities_add_to_one():
    model, words = WordVAE(CONFIG), torch.tensor([0, 3, 4, 1])
    losses = model.losses(words)
    assert losses["loss"].item() == pytest.approx((losses["reconstruction"] + losses["kl"]).item())
    assert losses["kl"].item() == pytest.approx(model.encode(words).kl().sum(1).mean().item(), rel=1e-5)
    latents = torch.randn(1, 3).expand(5, -1)
    assert model.log_likelihood(torch.arange(5), latents).exp().sum().item() == pytest.approx(1.0, rel=1e-5)


@pytest.fixture
def model():
    """A model that knows its words."""
    model = WordVAE(CONFIG)
    model.begin(SimpleNamespace(vocabulary=KNOWN))
    return model


def test_a_models_words_are_saved_beside_its_weights(model, tmp_path):
    model.save_pretrained(tmp_path)
    for loaded in (load_folder(tmp_path), WordVAE.from_pretrained(tmp_path)):
        assert loaded.vocabulary == KNOWN and loaded.text(torch.tensor([1, 2, 3, 4, 1])) == "the king,\nthe"


def test_a_model_that_knows_no_words_neither_speaks_nor_is_saved(tmp_path):
    for ask in (lambda: WordVAE(CONFIG).text(torch.tensor([1])), lambda: WordVAE(CONFIG).save_pretrained(tmp_path)):
        with pytest.raises(ZooError, match="has no vocabulary yet"):
            ask()
    assert not (tmp_path / "model.safetensors").exists()


NO_VOCABULARY = [["a"], [1, 2, 3, 4, 5], [*KNOWN, "more"], [UNKNOWN, "the", "the", ",", "\n"], [*KNOWN[1:], UNKNOWN],
                 [UNKNOWN, "", "king", ",", "\n"], KNOWN[:4], "x" * 5]  # fmt: skip


@pytest.mark.parametrize("content", [
    None, b"", b"{", b"[]", b"{}", b'{"words": 5}', b"\xff",
    *[json.dumps({"words": words}).encode() for words in NO_VOCABULARY],
])  # fmt: skip
def test_a_missing_or_damaged_vocabulary_is_named(model, tmp_path, content):
    model.save_pretrained(tmp_path)
    (tmp_path / FILE).unlink()
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ZooError, match=rf"{FILE} (is missing|cannot be read|does not have the 5 different words)"):
        load_folder(tmp_path)


@pytest.mark.parametrize("words", NO_VOCABULARY)
def test_a_run_does_not_begin_with_a_vocabulary_that_does_not_fit(words):
    with pytest.raises(ZooError, match="does not have 5 different words"):
        WordVAE(CONFIG).begin(SimpleNamespace(vocabulary=words))


def test_samples_are_drawn_on_the_cpu(model):
    drawn = model.sample(50, torch.Generator().manual_seed(1))
    assert drawn.device.type == "cpu" and torch.equal(drawn, model.sample(50, torch.Generator().manual_seed(1)))


@pytest.mark.parametrize("words", [["<unknown>", 5], ["<unknown>", None], ["<unknown>", ["a"]], {"<unknown>": 0}, None])
def test_what_is_no_list_of_texts_is_no_vocabulary(words):
    assert not is_vocabulary(words, 2) and is_vocabulary(("<unknown>", "a"), 2)
