"""The lab sheet's model of words: its nats against exact ones, the white space, and what it writes."""

import math

import pytest
import torch
from torch import nn

from training.data import corpus
from training.data.images import Data
from training.data.texts import Words
from training.metrics import text_samples, text_words
from zoo.errors import ZooError
from zoo.models.tokens import UNKNOWN, gaps, tokens
from zoo.models.words import WordVAE, WordVAEConfig


def tiny_words() -> WordVAE:
    """Five words and one latent, with weights so large that the latent matters."""
    torch.manual_seed(1)
    model = WordVAE(WordVAEConfig(words=5, hidden_dim=6, latent_dim=1))
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.8)
    return model


@torch.no_grad()
def test_nats_of_words_near_the_exact_ones():
    model = tiny_words()
    numbers = torch.tensor([1, 1, 1, 2, 4, 4, 0])
    grid = torch.linspace(-7, 7, 1401)
    prior = torch.exp(-0.5 * grid.square()) / math.sqrt(2 * math.pi) * 0.01
    exact = -(prior @ model.decode_logits(grid[:, None]).softmax(-1)).log()[numbers].mean().item()
    found = text_words.bounds(model, Words(numbers, tuple("?abcd"), "a a a b d d x"), samples=3000)
    tight = found["nats_per_word_iw"]
    assert exact - 4 * tight.noise <= tight.value <= exact + 0.01 < found["nats_per_word"].value
    spelled = 2 * math.log(65)  # the letter and the end of the one unknown word
    spaced = -8 * math.log(1 - text_words.ODD)  # the seven gaps before the words and the one behind are as joined
    whole = found["nats_per_word"].value * 7 + spelled + spaced
    assert found["nats_per_character"].value == pytest.approx(whole / 13)
    parts = found["reconstruction_per_word"].value + found["kl_per_word"].value
    assert found["nats_per_word"].value == pytest.approx(parts)
    assert found["kl_per_word"].value == pytest.approx(model.encode(numbers).kl().sum(1).mean().item(), rel=1e-5)
    variance = model.encode(numbers).mean.var(dim=0, correction=0)
    assert found["active_units"].value == int((variance > 0.01).sum())


@torch.no_grad()
def test_the_noise_of_words_is_the_spread_of_repeated_estimates(monkeypatch):
    """Of each figure in its own unit: a character has a fraction of the noise of a word."""
    model, held_out, found = tiny_words(), Words(torch.tensor([1, 2, 4, 0]), tuple("?abcd"), "a   b   d   x"), []
    for seed in range(60):
        monkeypatch.setattr(text_words, "SEED", seed)
        found.append(text_words.bounds(model, held_out, samples=50))
    noisy = {name for name, metric in found[0].items() if metric.noise}
    assert noisy == {"nats_per_word", "nats_per_word_iw", "nats_per_character", "reconstruction_per_word"}
    for name in noisy:
        spread = torch.tensor([bounds[name].value for bounds in found]).std().item()
        claimed = sum(bounds[name].noise for bounds in found) / len(found)
        assert claimed == pytest.approx(spread, rel=0.35), name


@pytest.mark.parametrize(("text", "odd"), [
    ("the king, the king", []), ("the  king", [2]), ("the king ,", [1]), ("said 'Tis he", [1, 0]), ("so --be", [1]),
    ("so--be \n", [1]), ("", []),
])  # fmt: skip
def test_white_space_that_is_not_as_between_joined_words_is_paid_for(text, odd):
    """Each gap's code is a distribution: the probabilities of all lengths, and of being as joined, add to one."""
    gaps, rate = len(tokens(text)) + 1, text_words.ODD
    paid = sum((spaces + 1) * math.log(2) - math.log(rate) for spaces in odd)
    assert text_words.spaced(text) == pytest.approx(paid - (gaps - len(odd)) * math.log(1 - rate))


def test_few_gaps_of_the_text_are_odd(real_text):
    for part in corpus.parts():
        odd = [stands for stands, put in gaps(part) if stands != put]
        assert len(odd) / len(gaps(part)) < 1.5 * text_words.ODD


def test_a_model_of_other_words_is_not_measured():
    model = WordVAE(WordVAEConfig(words=3, hidden_dim=6, latent_dim=1))
    text = Words(torch.tensor([1, 2]), (UNKNOWN, "a", "b"), "a b")
    for known in ((), (UNKNOWN, "b", "a")):
        model.vocabulary = known
        with pytest.raises(ZooError, match="not that of this text"):
            text_words.measure(model, Data(text, text, text))


def test_counted_words_alone():
    known = (UNKNOWN, "a", "b")
    train = Words(torch.tensor([1, 1, 1, 2]), known, "a a a b")
    found = text_words.unigram(train, Words(torch.tensor([1, 2, 0]), known, "a b c"))["nats_per_word_counted"]
    assert found.value == pytest.approx(-sum(math.log(share / 7) for share in (4, 2, 1)) / 3)


def test_samples_of_words_are_joined_and_unknown_ones_are_not_known():
    model = WordVAE(WordVAEConfig(words=3, hidden_dim=6, latent_dim=1))
    model.vocabulary = (UNKNOWN, "the", "king")
    drawn = text_words.draw(model, 20)
    assert len(drawn) == 20 and drawn == text_words.draw(model, 20) and len(set(drawn)) > 1
    assert {word for each in drawn for word in text_samples.words_of(text_samples.uncut(each))} <= {*model.vocabulary}
    found = text_samples.measure(drawn, "the king " * 40, "the king " * 40)
    assert 0.3 < found["known_words"].value < 0.95
