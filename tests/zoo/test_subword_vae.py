"""The VAE of speeches: what its batches count, what it begins as, its codes, its price and its prompts."""

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from lively import SIZES, enlivened
from small import SUBWORDS, subwords
from torch import nn

from zoo.errors import ZooError
from zoo.models import given, prompts, subword_vae
from zoo.models.rotary import normal
from zoo.models.subword_lm import SubwordLM, SubwordLMConfig
from zoo.models.subword_vae import HASTE, SubwordVAE, SubwordVAEConfig
from zoo.models.transformer import Past

CONFIG = SubwordVAEConfig(tokens=SUBWORDS, **SIZES, latent_dim=3, nats=2.5, readers=1, features=5)


def speeches(n: int = 40) -> torch.Tensor:
    """Texts of 3 to 20 tokens behind three that are given, and filled up to the longest with others."""
    generator = torch.Generator().manual_seed(4)
    ids = torch.randint(SUBWORDS, (n, 23), generator=generator)
    lengths = torch.randint(3, 21, (n, 1), generator=generator)
    places = torch.arange(23)
    return torch.where((places < 3) | (places >= 3 + lengths), ~ids, ids)


def language_model() -> SubwordLM:
    torch.manual_seed(0)
    model = enlivened(SubwordLM(SubwordLMConfig(tokens=SUBWORDS, **SIZES)))
    model.begin(SimpleNamespace(vocabulary=subwords()))
    return model.eval()


@pytest.fixture(scope="module")
def started() -> SubwordVAE:
    """A VAE as a run begins with it, from a language model."""
    torch.manual_seed(1)
    model = SubwordVAE(CONFIG)
    model.start_from(language_model())
    model.begin(SimpleNamespace(vocabulary=subwords(), blocks=speeches))
    return model.eval()


def test_a_batch_says_what_is_given_and_what_is_the_text():
    batch = torch.tensor([[~5, ~7, 8, 9, ~0], [~5, 1, 2, 3, 0]])
    assert given.plain(batch).tolist() == [[5, 7, 8, 9, 0], [5, 1, 2, 3, 0]]
    assert given.counted(batch).tolist() == [[False, True, True, False], [True] * 4]
    ids, lengths = given.texts(batch)
    assert lengths.tolist() == [2, 4] and ids[0, :2].tolist() == [8, 9] and ids[1].tolist() == [1, 2, 3, 0]


@pytest.mark.parametrize("count", [1, 4, 100])
def test_parts_of_a_batch_have_all_its_texts_once_and_nothing_that_all_fill_up(count):
    batch = speeches(9)
    parts = list(given.parted(batch, count))
    assert len(parts) <= count and sum(map(len, parts)) == 9
    texts = [row[row >= 0].tolist() for part in parts for row in part]
    assert sorted(texts) == sorted(row[row >= 0].tolist() for row in batch)
    assert [len(text) for text in texts] == sorted(map(len, texts))
    assert all((part[:, -1] >= 0).any() and torch.equal(part[:, :3] < 0, torch.ones(len(part), 3, dtype=torch.bool))
               for part in parts)  # fmt: skip


@torch.no_grad()
def test_what_is_given_costs_nothing_and_is_read_all_the_same():
    model, batch = language_model(), speeches()
    whole = model.log_likelihood(given.plain(batch))
    counted = given.counted(batch)
    torch.testing.assert_close(model.log_likelihood(batch), whole * counted)
    losses = model.losses(batch)
    assert losses["loss"].item() == pytest.approx(-(whole * counted).sum().item() / counted.sum().item(), rel=1e-5)


@torch.no_grad()
def test_it_begins_as_the_language_model_whatever_the_code(started):
    batch, plain = speeches(), language_model()
    for latents in (torch.zeros(40, 3), 3 * torch.randn(40, 3)):
        torch.testing.assert_close(started.log_likelihood(batch, latents), plain.log_likelihood(batch))
    first = plain.decoder.blocks[0].attention.query.weight
    assert torch.equal(started.encoder.blocks[0].attention.query.weight, first)
    assert torch.equal(started.encoder.embed.weight, plain.decoder.embed.weight)
    assert started.vocabulary == subwords()


@torch.no_grad()
def test_the_first_codes_match_the_prior_and_carry_their_nats(started):
    posterior = started.posterior(speeches())
    noise = math.exp(-2 * 2.5 / 3)
    torch.testing.assert_close(posterior.mean.mean(0), torch.zeros(3), atol=1e-4, rtol=0)
    torch.testing.assert_close(posterior.mean.T @ posterior.mean / 40, (1 - noise) * torch.eye(3), atol=1e-3, rtol=0)
    torch.testing.assert_close(posterior.log_var.exp(), torch.full((40, 3), noise))
    assert posterior.kl().sum(1).mean().item() == pytest.approx(2.5, rel=1e-3)


@torch.no_grad()
def test_a_code_is_of_the_text_alone(started):
    batch = speeches()
    mean = started.posterior(batch).mean
    other = torch.where(batch < 0, ~((~batch + 11) % SUBWORDS), batch)
    torch.testing.assert_close(started.posterior(other).mean, mean)
    torch.testing.assert_close(started.posterior(batch[:1, : 4 + int(given.counted(batch[:1]).sum())]).mean, mean[:1])
    assert (started.posterior(batch[:, :-4]).mean - mean).abs().max() > 1e-3  # that of the longest texts cut short


@torch.no_grad()
def test_the_loss_is_the_bound_per_token_and_in_training_has_the_price(started):
    batch = speeches()
    length = given.counted(batch).sum(1).float().mean()
    found = started.losses(batch)
    assert found["loss"].item() == pytest.approx(((found["reconstruction"] + found["kl"]) / length).item(), rel=1e-5)
    model = SubwordVAE(CONFIG)
    model.load_state_dict(started.state_dict())
    model.train().get_buffer("price").fill_(0.25)
    found = model.losses(batch)
    price = 0.25 + HASTE * (found["kl"].item() / 2.5 - 1)
    expected = (found["reconstruction"] + price * found["kl"]) / length
    assert found["loss"].item() == pytest.approx(expected.item(), rel=1e-5)
    assert started.get_buffer("price").item() == 0.5


@pytest.mark.parametrize(("nats", "price", "later"), [(1.0, 0.5, 1), (10.0, 0.5, -1), (1.0, 1.0, 0), (10.0, 0.0, 0)])
def test_the_price_rises_while_codes_carry_too_much_and_falls_while_too_little(started, nats, price, later):
    model = SubwordVAE(replace(CONFIG, nats=nats))
    model.load_state_dict(started.state_dict())
    model.train().get_buffer("price").fill_(price)
    model.losses(speeches())
    assert math.copysign(1, model.get_buffer("price").item() - price) * (model.price.item() != price) == later


@torch.no_grad()
def test_trained_codes_stay_as_they_are_where_another_run_begins(started):
    model = SubwordVAE(CONFIG)
    model.start_from(started)
    model.begin(SimpleNamespace(vocabulary=subwords(), blocks=lambda: speeches(9)))
    assert torch.equal(model.posterior(speeches()).mean, started.posterior(speeches()).mean)


def test_it_starts_only_from_a_model_of_its_sizes():
    with pytest.raises(ZooError, match="its own vocabulary and sizes"):
        SubwordVAE(replace(CONFIG, width=32)).start_from(language_model())


@pytest.mark.parametrize(("wrong", "why"), [({"nats": 0.0}, "above 0"), ({"latent_dim": 0}, "above 0"),
                                            ({"readers": 3}, "choose 1 or more")])  # fmt: skip
def test_sizes_that_make_no_model_are_refused(wrong, why):
    with pytest.raises(ZooError, match=why):
        replace(CONFIG, **wrong)


@torch.no_grad()
def test_a_text_is_continued_with_its_code_as_if_read_at_once(started):
    torch.manual_seed(2)
    decoder = enlivened(SubwordVAE(CONFIG)).eval().decoder
    ids, latents, past = torch.randint(SUBWORDS, (2, 9)), torch.randn(2, 3), Past()
    pieces = [decoder(ids[:, :4], latents, past), *(decoder(ids[:, at : at + 1], latents, past) for at in range(4, 9))]
    whole = decoder(ids, latents)
    torch.testing.assert_close(torch.cat(pieces, 1), whole, atol=1e-4, rtol=1e-4)
    assert (decoder(ids, -latents) - whole).abs().max() > 0.01
    heads = list(decoder.look(ids, latents))
    assert len(heads) == 2 and not torch.equal(heads[0].query, next(decoder.look(ids, -latents)).query)


@torch.no_grad()
def test_a_speech_is_summarised_by_means_that_fade_by_its_words_and_its_length(started):
    encoder, ids, lengths = started.encoder, torch.randint(SUBWORDS, (3, 20)), torch.tensor([20, 1, 7])
    x = words = encoder.stream(ids)
    for block in encoder.blocks:
        x = block(x)
    for row, length in enumerate(lengths.tolist()):
        weights = [(-torch.arange(length) / reach).exp() for reach in (4, 16, 64)]
        means = [each / each.sum() @ normal(x)[row, :length] for each in weights]
        expected = torch.cat([*means, words[row, :length].mean(0), torch.tensor([math.log(length)])])
        torch.testing.assert_close(encoder.summary(ids, lengths)[row], expected, rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_of_many_speeches_the_first_codes_are_made_from_evenly_picked_ones(monkeypatch):
    monkeypatch.setattr(subword_vae, "SEEN", 10)
    monkeypatch.setattr(subword_vae, "CHUNK", 4)
    torch.manual_seed(1)
    model = SubwordVAE(CONFIG)
    model.begin(SimpleNamespace(vocabulary=subwords(), blocks=speeches))
    torch.testing.assert_close(model.posterior(speeches()[::4]).mean.mean(0), torch.zeros(3), atol=1e-4, rtol=0)


def test_features_of_a_code_are_not_linear():
    decoder = SubwordVAE(CONFIG).decoder
    nn.init.ones_(decoder.unfold.weight)
    nn.init.zeros_(decoder.unfold.bias)
    codes = torch.tensor([[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]])
    assert decoder.unfolded(codes).tolist() == [[1, 0, 0] + [1] * 5, [-1, 0, 0] + [0] * 5]


@pytest.mark.parametrize(("told", "expected"), [
    ({}, "\n"), ({"speaker": "ARIEL"}, "\n\nARIEL:\n"), ({"genre": "comedy"}, "\n\n[comedy]\n"),
    ({"speaker": "HAMLET", "genre": "tragedy", "title": "Hamlet"}, "\n\n[tragedy, Hamlet]\nHAMLET:\n"),
])  # fmt: skip
def test_a_prompt_says_what_is_known_of_a_speech(told, expected):
    assert prompts.prompt(**told) == expected


@pytest.mark.parametrize(("ids", "expected"), [
    ([5, 0, 6, 0, 0, 7, 0, 0], [5, 0, 6, 0, 0]), ([0, 0, 5, 0], [0, 0, 5, 0]), ([0, 0, 5, 0, 0, 0], [0, 0, 5, 0, 0]),
    ([0, 0], [0, 0]), ([], []),
])  # fmt: skip
def test_a_speech_ends_with_the_first_empty_line(ids, expected):
    assert prompts.ended(ids, 0) == expected
