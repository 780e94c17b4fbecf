"""The figures of speeches' codes against answers known beforehand."""

import math
from types import SimpleNamespace

import pytest
import torch
from lively import SIZES, enlivened
from small import SUBWORDS, spoken, subwords
from torch import nn

from training.metrics import speech_codes
from training.metrics.speech_codes import trimmed
from zoo.models.given import counted
from zoo.models.subword_lm import SubwordLM, SubwordLMConfig
from zoo.models.subword_vae import SubwordVAE, SubwordVAEConfig
from zoo.models.vae import Posterior

LINE = subwords().line_break


@pytest.fixture(scope="module")
def held_out():
    return spoken("cpu").validation.head(30)


def built(latent_dim: int = 2, nats: float = 3.0) -> SubwordVAE:
    """A VAE that writes all tokens with equal probability, whatever the code."""
    torch.manual_seed(0)
    sizes = {"tokens": SUBWORDS, **SIZES, "readers": 1, "features": 4}
    model = enlivened(SubwordVAE(SubwordVAEConfig(latent_dim=latent_dim, nats=nats, **sizes)))
    model.begin(SimpleNamespace(vocabulary=subwords(), blocks=lambda: spoken("cpu").train.blocks()[:100]))
    nn.init.zeros_(model.decoder.head.weight)
    return model.eval()


@torch.no_grad()
def test_a_model_that_makes_nothing_of_its_code_pays_for_all_of_it(held_out):
    torch.manual_seed(5)
    plain = SubwordLM(SubwordLMConfig(tokens=SUBWORDS, **SIZES)).eval()
    found = speech_codes.bounds(built(), held_out, plain, "other")
    told = sum(map(len, texts_of(held_out)))  # characters
    tokens = int(counted(held_out.blocks()).sum())
    assert found["reconstruction_per_character"].value == pytest.approx(tokens * math.log(SUBWORDS) / told, rel=1e-5)
    assert found["nats_per_character_lm"].value == pytest.approx(found["reconstruction_per_character"].value, rel=1e-6)
    kl = found["kl_per_passage"].value
    assert kl > 1 and sum(found["kl_per_latent"].value) == pytest.approx(kl, rel=1e-5)
    whole, tight = (found[f"nats_per_character{name}"] for name in ("", "_iw"))
    above = found["nats_above_lm"]
    assert whole.bound == tight.bound == above.bound == "<="
    assert above.value == pytest.approx(tight.value - found["nats_per_character_lm"].value, rel=1e-6)
    assert -above.noise < above.value < kl * 30 / told / 2  # the truth is 0: it makes nothing of its code
    assert whole.value == pytest.approx(found["reconstruction_per_character"].value + kl * 30 / told, rel=1e-5)


def texts_of(held_out) -> list[str]:
    return [subwords().text(row[row >= 0].tolist()) for row in held_out.blocks()[:, 1:]]


@torch.no_grad()
def test_the_bound_is_that_of_the_loss(held_out, monkeypatch):
    model = built()
    nn.init.normal_(model.decoder.head.weight, std=0.3)
    monkeypatch.setattr(speech_codes, "SAMPLES", 40)
    found = speech_codes.bounds(model, held_out)
    torch.manual_seed(6)
    losses = [model.losses(held_out.blocks())["loss"].item() for _ in range(20)]
    share = int(counted(held_out.blocks()).sum()) / sum(map(len, texts_of(held_out)))  # tokens of a character
    mean = torch.tensor(losses).mean().item() * share
    assert found["nats_per_character"].value == pytest.approx(mean, abs=0.02) and "nats_above_lm" not in found


def test_what_fills_a_row_is_cut_off_behind_the_text():
    assert trimmed(torch.tensor([~1, ~2, 3, 4, ~0, ~0])).tolist() == [~1, ~2, 3, 4]
    assert trimmed(torch.tensor([~1, 3])).tolist() == [~1, 3]


def spelling(model: SubwordVAE, reads: bool) -> SubwordVAE:
    """A model that writes " one" or " two" again and again by the sign of its code, and reads that or nothing."""
    one, two = (subwords().ids(word)[0] for word in ("A", "B"))

    def forward(ids, latents, past=None):
        words = torch.where(latents[:, :1] > 0, one, two)
        token = torch.where(ids == LINE, words, LINE)  # a word on each line
        return 50.0 * nn.functional.one_hot(token, SUBWORDS)

    def encode(ids, lengths):
        mean = torch.where((ids[:, :1] == one) & reads, 1.0, -1.0 if reads else 0.0)
        return Posterior(mean, torch.zeros_like(mean))

    model.decoder.forward, model.encode = forward, encode
    return model


@pytest.mark.parametrize(("reads", "share"), [(True, 1.0), (False, 0.5)])
def test_codes_that_are_in_the_text_are_read_back_and_those_that_are_not_are_not(reads, share):
    model = spelling(built(latent_dim=1), reads)
    model.codes = lambda n, generator=None: torch.tensor([[1.0], [-1.0]])
    found = speech_codes.decoded(model, 2)
    assert found["read_back"].value == share and "chance 50.00%" in found["read_back"].estimator
    assert (found["same_z_overlap"].value, found["other_z_overlap"].value) == (1.0, 0.0)


def test_the_two_speeches_of_a_code_are_written_with_random_numbers_of_their_own(monkeypatch):
    model, seeds = spelling(built(latent_dim=1), True), []
    write = speech_codes.write
    monkeypatch.setattr(speech_codes, "write", lambda *given: seeds.append(given[2]) or write(*given))
    speech_codes.decoded(model, 3)
    assert len(set(seeds)) == 2 and speech_codes.SEED not in seeds  # by which the codes were drawn


def test_the_gain_is_the_quotient_of_the_overlaps():
    pairs = torch.tensor([[0.4, 0.1], [0.2, 0.1]] * 50, dtype=torch.float64)
    found = speech_codes._overlaps(pairs, "")
    assert found["same_z_overlap"].value == pytest.approx(0.3) and found["other_z_overlap"].value == pytest.approx(0.1)
    assert found["overlap_gain"].value == pytest.approx(3.0) and found["overlap_gain"].noise < 0.1


@torch.no_grad()
def test_texts_are_read_whatever_stands_in_the_same_chunk():
    model = built()
    texts = [subwords().ids(text) for text in ("O!\n\n", "To be, or not to be: that is the question.\n\n", "Ay.\n\n")]
    together, alone = speech_codes.read(model, texts), [speech_codes.read(model, [text]) for text in texts]
    torch.testing.assert_close(together.mean, torch.cat([each.mean for each in alone]), atol=1e-5, rtol=1e-4)


def test_speeches_written_from_codes_stay_the_same_and_end_with_an_empty_line_or_the_limit():
    model = built()
    nn.init.normal_(model.decoder.head.weight, std=0.5)
    model.decoder.head.weight.data[LINE] += 1.0
    latents = model.codes(6, torch.Generator().manual_seed(1))
    found = speech_codes.write(model, latents, 3)
    assert found == speech_codes.write(model, latents, 3) != speech_codes.write(model, latents, 4)
    assert all(ids[-2:] == [LINE, LINE] or len(ids) == speech_codes.LIMIT for ids in found)
    assert len(speech_codes.draw(model, 4)) == 4


def test_beside_a_model_of_another_vocabulary_or_none_there_is_no_figure():
    assert speech_codes.beside(built(), "no-such-model") is None
