"""Texts that are written together: each is what it is alone, whatever stands beside it and whoever joins or leaves."""

from types import SimpleNamespace

import pytest
import torch
from lively import CONFIG, SIZES, enlivened, lively, lively_rotary
from small import SUBWORDS, subwords

from zoo.models.recurrent import TextLSTM, TextLSTMConfig
from zoo.models.shakespeare import TextLMConfig
from zoo.models.subword_lm import SubwordLM, SubwordLMConfig
from zoo.models.together import Company, Memory, Row, write_on
from zoo.models.transformer import Past, Pasts
from zoo.models.writing import Manner, draws, written

MANNERS = [Manner(), Manner(0.7), Manner(0), Manner(top_k=5), Manner(top_p=0.6)]
LENGTHS = [1, 30, 7, 23, 24, 60]  # of what stands there before, in a window of 24
PIECE = 9


@pytest.fixture(params=["characters", "subwords", "lstm"])
def model(request):
    if request.param == "characters":
        return lively(CONFIG)
    torch.manual_seed(0)
    if request.param == "lstm":
        return enlivened(TextLSTM(TextLSTMConfig(window=24, width=16, hidden=16))).eval()
    begun = enlivened(SubwordLM(SubwordLMConfig(tokens=SUBWORDS, **SIZES))).eval()
    begun.begin(SimpleNamespace(vocabulary=subwords()))
    return begun


def row(model, number: int, length: int = 50) -> Row:
    """A text of its own: its beginning, luck, dials and code; it is to have ``length`` tokens more."""
    chance, before = torch.Generator().manual_seed(number), LENGTHS[number % len(LENGTHS)]
    ids = torch.randint(60, (before,), generator=chance).tolist()
    codes = torch.randn(1, model.latent_dim, generator=chance) * 2 if model.latent_dim else None
    luck, left = iter(draws(number, 0, length).tolist()), iter(range(length - 1, -1, -1))
    return Row(ids, luck, lambda _: next(left) > 0, MANNERS[number % len(MANNERS)], codes)


def finished(model, rows: list[Row]) -> list[list[int]]:
    """Their ids when all are written, piece by piece."""
    while going := [each for each in rows if each.goes_on]:
        write_on(model, going, PIECE)
    return [each.ids for each in rows]


@torch.no_grad()
@pytest.mark.parametrize("kind", ["learned positions", "rotary positions"])
def test_a_step_of_texts_of_different_lengths_is_each_text_s_own(kind):
    decoder = lively_rotary() if kind.startswith("rotary") else lively().decoder
    texts = [
        torch.randint(60, (1, length), generator=torch.Generator().manual_seed(length)) for length in (1, 9, 20, 4)
    ]
    codes, pasts = torch.randn(4, 3), [Past() for _ in texts]
    for ids, code, past in zip(texts, codes, pasts, strict=True):
        if ids.shape[1] > 1:
            decoder(ids[:, :-1], code[None], past)
    side_by_side, next_ones = Pasts(pasts, 24, torch.device("cpu")), torch.tensor([[3], [1], [4], [1]])
    first = decoder(torch.cat([ids[:, -1:] for ids in texts]), codes, side_by_side)
    second = decoder(next_ones, codes, side_by_side)
    for at, (ids, code, one) in enumerate(zip(texts, codes, next_ones, strict=True)):
        alone = decoder(torch.cat([ids, one[None]], 1), code[None])
        torch.testing.assert_close(torch.cat([first, second], 1)[at], alone[0, -2:], rtol=1e-4, atol=1e-5)
        own = side_by_side.part(at)
        torch.testing.assert_close(decoder(one[None], code[None], own), decoder(
            torch.cat([ids, one[None], one[None]], 1), code[None])[:, -1:], rtol=1e-4, atol=1e-5)  # fmt: skip


def test_texts_written_together_are_those_written_alone(model):
    alone = [finished(model, [row(model, number)])[0] for number in range(6)]
    assert finished(model, [row(model, number) for number in range(6)]) == alone
    assert finished(model, [row(model, number) for number in reversed(range(6))]) == alone[::-1]
    ids = torch.tensor([row(model, 1).ids])
    steps = written(model, ids, draws(1, 0, 50)[:, None], MANNERS[1], row(model, 1).latents)
    assert alone[1][ids.shape[1] :] == [int(token) for token in steps]


def test_who_joins_or_leaves_changes_nothing_for_the_others(model):
    alone = [finished(model, [row(model, number, 10 * number + 1)])[0] for number in range(7)]
    rows, there = [row(model, number, 10 * number + 1) for number in range(7)], []
    for each in rows:  # one more for each piece, and the first ones end soon
        there = [one for one in there if one.goes_on] + [each]
        write_on(model, there, PIECE)
    assert finished(model, rows) == alone


def test_who_stay_together_are_put_together_once_and_whoever_goes_on_alone_has_all_it_read(model):
    alone = [finished(model, [row(model, number)])[0] for number in range(3)]
    rows = [row(model, number) for number in range(3)]
    write_on(model, rows, 4)
    company = rows[0].company
    write_on(model, rows[::-1], 4)
    assert company and all(each.company is company for each in rows)
    write_on(model, rows[:1], 4)
    assert rows[0].company not in (None, company) and rows[1].company is rows[2].company is None
    assert finished(model, rows) == alone and rows[0].company is None


def test_a_step_that_breaks_off_leaves_each_text_what_it_had(model, monkeypatch):
    alone = [finished(model, [row(model, number)])[0] for number in range(3)]
    rows = [row(model, number) for number in range(3)]
    write_on(model, rows, 4)
    with monkeypatch.context() as patch:
        patch.setattr(Company, "_drawn", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_on(model, rows, 4)
    assert finished(model, rows) == alone


def test_a_finished_text_is_not_kept_waiting_by_others(model):
    rows = [row(model, number, 2 if number < 4 else 50) for number in range(6)]
    before = [len(each.ids) for each in rows]
    write_on(model, rows, 50)
    assert [len(each.ids) - length for each, length in zip(rows, before, strict=True)] == [2] * 6
    assert [each.goes_on for each in rows] == [False] * 4 + [True] * 2


def test_what_was_read_is_read_once(model):
    each, read = row(model, 0, 60), []
    hook = model.decoder.register_forward_pre_hook(lambda _, given: read.append(given[0].shape[1]))
    finished(model, [each])
    hook.remove()
    again = [12, 12, 12]  # the window's second half, whenever it is full
    assert len(each.ids) == 61 and [count for count in read if count > 1] == again
    assert each.memory.end == 60 and each.memory.past.length == 60 - each.memory.start <= 24


def test_a_memory_of_another_beginning_is_not_used():
    model = lively(TextLMConfig(**SIZES))
    fresh, told = row(model, 5), row(model, 5)
    told.memory = Memory(start=7, end=20)
    assert finished(model, [told]) == finished(model, [fresh])


def test_what_goes_on_begins_with_the_bytes_that_it_must_over_as_many_tokens_as_it_takes():
    torch.manual_seed(0)
    model = enlivened(SubwordLM(SubwordLMConfig(tokens=SUBWORDS, **SIZES))).eval()
    model.begin(SimpleNamespace(vocabulary=subwords()))
    rows = [row(model, 6 * number, 12) for number in range(20)]
    for each in rows:
        each.begin = b" the king"
    texts = [b"".join(model.vocabulary.pieces[number] for number in ids[1:]) for ids in finished(model, rows)]
    assert all(text.startswith(b" the king") for text in texts)
    assert len({each.ids[1] for each in rows}) > 1 and len(set(texts)) > 15
