"""The lab sheet's model of words: how a text is cut into them, its vocabulary, and its files."""

import json

import pytest
import torch

from zoo import load_folder
from zoo.errors import ZooError
from zoo.words import FILE, UNKNOWN, WordVAE, WordVAEConfig, joined, tokens, vocabulary

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
    with pytest.raises(ZooError, match="has 2 different words; the model asks for 4"):
        vocabulary("b a b", 5)


@pytest.mark.parametrize("text", ["To be, or not to be:\nthat is the question.", "", "Ay me!\n\nO, speak again"])
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


def test_a_model_knows_its_words_where_they_lie_beside_the_weights(tmp_path):
    model = WordVAE(CONFIG)
    model.save_pretrained(tmp_path)
    with pytest.raises(ZooError, match=rf"{FILE} is missing"):
        load_folder(tmp_path).text(torch.tensor([1]))
    (tmp_path / FILE).write_text(json.dumps({"words": KNOWN}))
    assert load_folder(tmp_path).text(torch.tensor([1, 2, 3, 4, 1])) == "the king,\nthe"


@pytest.mark.parametrize("content", [
    "", "{", "[]", "{}", '{"words": 5}', '{"words": ["a"]}', b"\xff", '{"words": [1, 2, 3, 4, 5]}',
    json.dumps({"words": [*KNOWN, "more"]}),
])  # fmt: skip
def test_a_damaged_vocabulary_is_named(tmp_path, content):
    WordVAE(CONFIG).save_pretrained(tmp_path)
    (tmp_path / FILE).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ZooError, match=rf"{FILE} (cannot be read|does not hold)"):
        load_folder(tmp_path)
