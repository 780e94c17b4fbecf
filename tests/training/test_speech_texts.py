"""Speeches as examples: their parts, what is given before them, and what of it in training."""

import pytest
import torch
from small import spoken, subwords

from training.data import speech_texts
from training.data.speech_texts import LIMIT, Passages
from zoo.models.given import counted, plain, texts
from zoo.models.prompts import prompt

LINE = subwords().line_break


@pytest.fixture(scope="module")
def data():
    return spoken("cpu")


def written(part: Passages) -> list[tuple[str, str]]:
    """What is given before each passage, and its text; what fills its row is left out."""
    rows, kept = part.blocks(), counted(part.blocks())
    ids, lengths = texts(rows)
    begins = 1 + kept.int().argmax(1)
    return [(subwords().text(plain(row)[:begin].tolist()), subwords().text(said[:length].tolist()))
            for row, begin, said, length in zip(rows, begins, ids, lengths, strict=True)]  # fmt: skip


def test_the_parts_of_a_speech_are_all_of_it_in_whole_lines_and_an_empty_one(data):
    part, told = data.validation, data.validation.tokens.speeches
    whole = [""] * len(told)
    for (speech, begin), (given, said) in zip(part.places, written(part), strict=True):
        assert given == prompt(told.speaker[speech]) and said.endswith("\n") and begin == len(tokens(whole[speech]))
        whole[speech] += said
    for speech, said in enumerate(whole):
        ids = part.tokens.ids[told.begin[speech] : told.end[speech]]
        assert said == subwords().text(ids.tolist()) + "\n\n"
    lengths = counted(part.blocks()).sum(1)
    assert lengths.max() <= LIMIT + 1 and lengths.max() > LIMIT - 20 and len(part) > len(told)


def tokens(text: str) -> list[int]:
    return subwords().ids(text)


def test_a_line_that_is_too_long_is_cut_and_the_empty_line_stays_with_the_last():
    long = [5] * (LIMIT + 9) + [LINE, LINE]
    assert speech_texts.part(long, 0, LINE) == [5] * LIMIT
    assert speech_texts.part(long, LIMIT, LINE) == [5] * 9 + [LINE, LINE]
    exact = [5] * (LIMIT - 1) + [LINE, LINE]
    assert speech_texts.part(exact, 0, LINE) == exact
    assert speech_texts.part([5, LINE, *exact], 0, LINE) == [5, LINE]
    assert speech_texts.lines_before([5, LINE, 6, 6, LINE, LINE], LINE) == [0, 0, 2, 2, 2, 5]


def test_rows_are_filled_up_with_what_does_not_count(data):
    part, index = data.validation, torch.arange(8)
    batch = part.batch(index)
    for row, number in zip(batch, index, strict=True):
        alone = part.batch(number[None])[0]
        assert torch.equal(row[: len(alone)], alone) and (row[len(alone) :] == ~LINE).all()
    assert torch.equal(part.batch(torch.tensor([3, 1])), part.batch(torch.tensor([1, 3])).flip(0))
    assert torch.equal(part.head(5).blocks(), part.batch(torch.arange(5))) and len(part.head(5)) == 5


def test_in_training_some_of_speaker_kind_and_title_are_given(data, monkeypatch):
    torch.manual_seed(3)
    part, told = data.train, data.train.tokens.speeches
    number = next(n for n, (speech, _) in enumerate(part.places) if told.play[speech] == "hamlet")
    speech, rows = part.places[number][0], part.batch(torch.full((400,), number))
    begins = 1 + counted(rows).int().argmax(1)
    found = [subwords().text(plain(row)[:begin].tolist()) for row, begin in zip(rows, begins, strict=True)]
    known = {"speaker": told.speaker[speech], "genre": "tragedy", "title": "Hamlet"}
    expected = {prompt(**{name: known[name] for name in known if mask >> list(known).index(name) & 1})
                for mask in range(8)}  # fmt: skip
    assert set(found) == expected
    for mark, share in ((f"{known['speaker']}:\n", 0.75), ("tragedy", 0.4), ("Hamlet", 0.4)):
        assert sum(mark in each for each in found) / 400 == pytest.approx(share, abs=0.1)


def test_in_training_the_parts_of_a_long_speech_begin_at_any_of_its_lines(data):
    torch.manual_seed(4)
    part = data.train
    number, (speech, _) = max(enumerate(part.places), key=lambda each: each[1][1])
    said = speech_texts.ids_of(part.tokens, speech)
    ids, lengths = texts(part.batch(torch.full((300,), number)))
    found = {tuple(row[:length].tolist()) for row, length in zip(ids, lengths, strict=True)}
    begins = sorted(set(speech_texts.lines_before(said, LINE)))[:-1]  # not the empty line alone
    assert found == {tuple(speech_texts.part(said, begin, LINE)) for begin in begins} and len(found) > 2
