"""The plays as tokens: passages, speeches and the cache, on an edition of our own; see test_plays for the real one."""

import sys

import play_pages
import pytest
import torch

from training.data import corpus, plays, row, subword_texts
from training.data.subword_texts import Tokens
from zoo.errors import ZooError
from zoo.models.subwords import BYTES

SIZE, WINDOW = BYTES + 80, 16


@pytest.fixture
def edition(tmp_path, monkeypatch):
    """The small edition; its data folder."""
    return play_pages.write(tmp_path / "data", monkeypatch)


@pytest.fixture
def data(edition):
    return subword_texts.plays(size=SIZE, window=WINDOW)


def said(part: Tokens, ids: torch.Tensor) -> str:
    return part.vocabulary.text(ids.tolist())


def test_both_texts_are_there_each_behind_the_token_before(data):
    train, validation = corpus.parts()
    assert data.train.text() == plays.training().text and data.validation.text() == validation
    assert data.validation.ids[0] == data.train.ids[-1] and data.train.ids[0] == data.train.vocabulary.line_break
    assert data.test is data.validation and data.train.shifted and not data.validation.shifted
    tiny = subword_texts.tiny_plays(size=SIZE, window=WINDOW)
    assert tiny.train.text() == train and tiny.validation.text() == validation
    assert len(data.train.vocabulary) == SIZE and data.train.ids.dtype == torch.long


def test_characters_of_tokens_make_nats_per_character(data):
    for part in (data.train, data.validation):
        assert part.characters[part.ids[1:]].sum() == len(part.text()) and part.characters.shape == (SIZE,)


def test_blocks_are_the_text_in_order(data):
    part = data.validation
    blocks = part.blocks()
    assert blocks.shape == (len(part), WINDOW + 1) and len(part) == (len(part.ids) - 1) // WINDOW
    assert torch.equal(blocks[:, 1:].flatten(), part.ids[1 : 1 + WINDOW * len(part)])
    assert torch.equal(part.batch(torch.tensor([3, 0])), blocks[[3, 0]])


def test_training_passages_begin_within_their_block_or_with_the_line_there(data, monkeypatch):
    torch.manual_seed(1)
    part, index = data.train, torch.arange(len(data.train))
    for share, of_lines in ((0.0, 0.3), (1.0, 1.0)):
        monkeypatch.setattr(row, "AT_LINES", share)
        starts = part._shifted(index * WINDOW)
        assert (starts < (index + 1) * WINDOW).all() and starts.max() <= len(part.ids) - 1 - WINDOW
        at_lines = (part.ids[starts] == part.vocabulary.line_break).float().mean()
        assert at_lines >= 0.98 if of_lines == 1 else at_lines < of_lines
    batch = part.batch(index[:40])
    assert batch.shape == (40, WINDOW + 1) and all(said(part, row) in "\n" + part.text() for row in batch)


def test_every_speech_is_where_it_is_said_to_be(data):
    for part, text in ((data.train, plays.training()), (data.validation, plays.tiny()[1])):
        told = part.speeches
        assert len(told) == len(text.speeches) and {len(values) for values in vars(told).values()} == {len(told)}
        for place, speech in enumerate(text.speeches):
            assert said(part, part.ids[told.start[place] : told.end[place]]) == speech.text()
            assert said(part, part.ids[told.begin[place] : told.end[place]]) == "\n".join(speech.lines)
        for name in ("play", "genre", "speaker", "act", "scene", "verse"):
            assert getattr(told, name) == tuple(getattr(speech, name) for speech in text.speeches)


def test_the_first_passages_have_their_speeches(data):
    part = data.train.head(9)
    assert len(part) == 9 and part.shifted and data.train.text().startswith(part.text())
    assert 0 < len(part.speeches) < len(data.train.speeches) and max(part.speeches.end) <= len(part.ids)
    assert part.speeches.speaker == data.train.speeches.speaker[: len(part.speeches)]


def test_where_the_cache_is_no_library_is_needed(data, edition, monkeypatch):
    kept = list((edition / "shakespeare").glob("subwords-*"))
    assert len(kept) == 1
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    again = subword_texts.plays(size=SIZE, window=WINDOW)
    assert torch.equal(again.train.ids, data.train.ids) and again.train.vocabulary == data.train.vocabulary
    with pytest.raises(ZooError, match="package tokenizers; install it"):
        subword_texts.plays(size=SIZE + 1, window=WINDOW)


@pytest.mark.parametrize("damage", [lambda c: c[:2000], lambda c: b"", lambda c: c.replace(b"Regex", b"Other", 1)])
def test_a_damaged_cache_is_made_again(data, edition, damage):
    [kept] = (edition / "shakespeare").glob("subwords-*")
    content = kept.read_bytes()
    kept.write_bytes(damage(content))
    assert torch.equal(subword_texts.plays(size=SIZE, window=WINDOW).train.ids, data.train.ids)
    assert kept.read_bytes() == content


def test_another_text_or_size_has_another_cache(data, edition, monkeypatch):
    subword_texts.plays(size=SIZE + 1, window=WINDOW + 1)
    subword_texts.plays(size=SIZE, window=WINDOW + 1)  # the window is not a matter of the cache
    assert len(list((edition / "shakespeare").glob("subwords-*"))) == 2


def test_a_data_folder_that_cannot_be_written_is_no_hindrance(edition, monkeypatch, home, tmp_path):
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(subword_texts.os, "access", lambda path, _: "home" in str(path))
    subword_texts.plays(size=SIZE, window=WINDOW)
    assert list((edition / "shakespeare").glob("subwords-*")) == []
    assert len(list((tmp_path / "home" / "data" / "shakespeare").glob("subwords-*"))) == 1
