"""Writing on: the dials, luck that is the same whatever is asked for, and the window that moves on."""

import pytest
import torch
from lively import CONFIG, SIZES, lively

from zoo.models.shakespeare import TextLMConfig
from zoo.models.writing import Manner, context_start, draws, pick, probabilities, written

PLAIN = Manner()
LOGITS = torch.tensor([[0.1, 0.5, 0.25, 0.15]]).log()


@pytest.mark.parametrize(("manner", "expected"), [
    (Manner(), [0.1, 0.5, 0.25, 0.15]),
    (Manner(temperature=0), [0, 1, 0, 0]),
    (Manner(temperature=0.5), [0.01 / 0.345, 0.25 / 0.345, 0.0625 / 0.345, 0.0225 / 0.345]),
    (Manner(temperature=5e-324), [0, 1, 0, 0]),
    (Manner(temperature=1e300), [0.25] * 4),
    (Manner(top_k=2), [0, 2 / 3, 1 / 3, 0]), (Manner(top_k=1), [0, 1, 0, 0]),
    (Manner(top_k=4), [0.1, 0.5, 0.25, 0.15]), (Manner(top_k=10_000), [0.1, 0.5, 0.25, 0.15]),
    (Manner(top_p=0.6), [0, 2 / 3, 1 / 3, 0]), (Manner(top_p=0.76), [0, 5 / 9, 2.5 / 9, 1.5 / 9]),
    (Manner(top_p=1e-9), [0, 1, 0, 0]), (Manner(top_p=0.4), [0, 1, 0, 0]),
    (Manner(top_k=3, top_p=0.6), [0, 2 / 3, 1 / 3, 0]),
])  # fmt: skip
def test_the_dials(manner, expected):
    found = probabilities(LOGITS, manner)[0].tolist()
    assert found == pytest.approx(expected, abs=1e-6)


def test_tokens_are_drawn_as_often_as_they_are_likely():
    luck = torch.linspace(0, 1, 10_001, dtype=torch.float64)[:-1]
    found = pick(LOGITS.expand(len(luck), -1), Manner(), luck).bincount() / len(luck)
    assert found.tolist() == pytest.approx([0.1, 0.5, 0.25, 0.15], abs=2e-3)


@pytest.mark.parametrize("manner", [Manner(), Manner(top_k=2), Manner(top_p=0.6), Manner(temperature=0)])
def test_the_ends_of_the_luck_never_lead_to_an_impossible_token(manner):
    logits = torch.randn(500, 65, generator=torch.Generator().manual_seed(1)) * 5
    for end in (0.0, 1 - 2**-53):
        token = pick(logits, manner, torch.full((500,), end, dtype=torch.float64))
        assert (probabilities(logits, manner).gather(1, token[:, None]) > 0).all()


def test_luck_does_not_depend_on_the_pieces_it_is_asked_in():
    whole = draws(7, 0, 300)
    pieces = torch.cat([draws(7, first, 25) for first in range(0, 300, 25)])
    assert torch.equal(whole, pieces) and torch.equal(draws(7, 299, 1), whole[299:])
    assert whole.min() >= 0 and whole.max() < 1 and not torch.equal(whole, draws(8, 0, 300))


@pytest.mark.parametrize("window", [1, 2, 3, 24, 255, 256])
def test_the_context_fits_the_window_and_begins_seldom_anew(window):
    starts = [context_start(length, window) for length in range(1, 5 * window + 5)]
    shown = [length - start for length, start in enumerate(starts, 1)]
    assert all(1 <= each <= window for each in shown)
    assert starts[:window] == [0] * window and starts == sorted(starts)
    assert all(shown[number] >= window // 2 for number in range(window, len(shown)))
    assert len(set(starts)) <= 2 + 5 * window / max(1, window // 2) + 5


def text(model, length: int, seed: int = 1, manner: Manner = PLAIN, latents=None, opening: str = "\n") -> str:
    ids = torch.tensor([model.characters.ids(opening)])
    steps = written(model, ids, draws(seed, 0, length)[:, None], manner, latents)
    return model.characters.text(token.item() for token in steps)


@pytest.mark.parametrize("piece", [1, 7, 40])
def test_a_text_written_in_pieces_is_the_one_written_at_once(piece):
    model, latents = lively(), torch.randn(1, 3, generator=torch.Generator().manual_seed(5))
    so_far = ""
    while len(so_far) < 80:  # more than three windows
        ids = torch.tensor([model.characters.ids("\n" + so_far)])
        luck = draws(3, len(so_far), min(piece, 80 - len(so_far)))[:, None]
        so_far += model.characters.text(token.item() for token in written(model, ids, luck, Manner(0.7), latents))
    assert so_far == text(model, 80, 3, Manner(0.7), latents)


@torch.no_grad()
def test_the_likeliest_text_is_the_one_without_a_cache():
    model, ids = lively(TextLMConfig(**SIZES)), torch.zeros(1, 1, dtype=torch.long)
    for token in written(model, ids, torch.rand(60, 1, dtype=torch.float64), Manner(temperature=0)):
        shown = ids[:, context_start(ids.shape[1], 24) :]
        assert token == model.decoder(shown)[:, -1].argmax(-1)
        ids = torch.cat([ids, token[:, None]], 1)


def test_other_latents_and_other_luck_give_other_texts_and_rows_do_not_mix():
    model, codes = lively(), torch.randn(2, 3, generator=torch.Generator().manual_seed(5)) * 3
    first, second = (text(model, 40, 1, latents=code[None]) for code in codes)
    assert first != second and text(model, 40, 2, latents=codes[:1]) != first
    luck = draws(1, 0, 40)[:, None].expand(-1, 2)
    both = torch.stack(list(written(model, torch.zeros(2, 1, dtype=torch.long), luck, Manner(), codes)), 1)
    assert [model.characters.text(row) for row in both.tolist()] == [first, second]


def test_an_opening_longer_than_the_window_is_written_on():
    model = lively(TextLMConfig(**SIZES))
    opening = "\n" + "To be, or not to be: that is the question. " * 3
    shown = opening[context_start(len(opening), 24) :]
    assert text(model, 1, opening=opening) == text(model, 1, opening=shown)


def test_sampling_follows_the_models_own_probabilities():
    """The first characters of many samples are as likely as the model says, all latents being the same."""
    model = lively(CONFIG)
    luck = torch.rand(1, 20_000, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    latents = torch.full((20_000, 3), 0.5)
    first = next(written(model, torch.zeros(20_000, 1, dtype=torch.long), luck, Manner(), latents))
    expected = model.decoder(torch.zeros(1, 1, dtype=torch.long), latents[:1]).softmax(-1)[0, 0]
    found = first.bincount(minlength=65) / 20_000
    assert (found - expected).abs().max() < 0.012
