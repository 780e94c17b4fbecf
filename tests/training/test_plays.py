"""The plays and the text they make: on an edition of our own, and on the real one beside tinyshakespeare itself."""

from dataclasses import replace
from difflib import SequenceMatcher
from email.message import Message
from urllib.error import HTTPError

import play_pages
import pytest
import real_data
import torch
from play_pages import BOAT, FOUL, WIFE

from training.data import corpus, fetched, plays, subword_texts
from training.data.play_list import PLAYS
from zoo.errors import ZooError
from zoo.models.subwords import Subwords
from zoo.stores import BundledStore


@pytest.fixture
def edition(tmp_path, monkeypatch):
    """The small edition; its data folder."""
    return play_pages.write(tmp_path / "data", monkeypatch)


@pytest.fixture(scope="module")
def real(real_text):
    real_data.need(real_data.PLAYS)
    return plays.training()


def well_marked(text: plays.Marked) -> bool:
    """Whether each speech is in the text where it is said to be."""
    return all(text.text.startswith(each.text(), at) for each, at in zip(text.speeches, text.starts, strict=True))


def test_a_text_has_the_form_of_tinyshakespeare(edition):
    text = plays.written(plays.play(FOUL)[:2])
    assert text.text == ("ROMEO:\nThe fair is foul of act 1 is 0,\n\n"
                         "First Citizen:\nThe fair is foul of act 1 is 1,\nAnd 1 is not a fair is foul of mine."
                         )  # fmt: skip
    assert well_marked(text) and text.starts[1] == text.text.index("First")


def test_training_has_the_other_plays_once_and_the_opening_of_the_held_out_one_as_the_text_has_it(edition):
    train, (first, last) = plays.training(), plays.tiny()
    assert (first.text, last.text) == corpus.parts() and all(map(well_marked, (train, first, last)))
    assert train.text == first.text  # the plays before the held out one are the same in both
    assert {each.play for each in train.speeches} == {FOUL, WIFE}
    assert {each.play for each in last.speeches} == {WIFE, BOAT}
    cut = train.speeches[-1]
    assert (
        train.text.endswith(cut.text()) and cut.text() != next(e for e in plays.play(WIFE) if e.act == cut.act).text()
    )


def test_speeches_of_the_text_have_what_the_edition_says_of_them(edition):
    for part in plays.tiny():
        known = [each for name in (FOUL, WIFE, BOAT) for each in plays.play(name)]
        whole = [each for each in part.speeches[:-1] if each in known]
        assert len(whole) == len(part.speeches) - 1 and {each.act for each in whole} >= {1, 2, 3}


def test_a_missing_page_is_named_with_its_address_and_downloaded_where_that_is_allowed(edition, host, monkeypatch):
    path = edition / plays.FOLDER / BOAT / plays.PAGE
    content = path.read_bytes()
    path.unlink()
    monkeypatch.setattr(plays, "SOURCE", host(f"{BOAT}/{plays.PAGE}", content).removesuffix(f"{BOAT}/{plays.PAGE}"))
    monkeypatch.setenv("ZOO_DOWNLOAD", "0")
    with pytest.raises(ZooError, match=rf"no page of the play Boat at {path}; download http://\S*boat/full.html to"):
        plays.play(BOAT)
    monkeypatch.delenv("ZOO_DOWNLOAD")
    assert plays.play(BOAT) and path.read_bytes() == content and list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(("code", "attempts"), [(None, fetched.ATTEMPTS), (503, fetched.ATTEMPTS), (404, 1)])
def test_a_download_is_asked_for_again_when_the_network_fails_and_not_when_there_is_no_such_file(
    edition, monkeypatch, code, attempts
):
    asked = []

    def read(url, *_):
        asked.append(url)
        raise HTTPError(url, code, "the network is down", Message(), None) if code else OSError("the network is down")

    monkeypatch.delenv("ZOO_DOWNLOAD")
    monkeypatch.setattr(fetched, "PAUSE", 0.0)
    monkeypatch.setattr(fetched, "read", read)
    (edition / plays.FOLDER / BOAT / plays.PAGE).unlink()
    with pytest.raises(ZooError, match=r"could not be downloaded \(.*the network is down\); save http"):
        plays.play(BOAT)
    assert len(asked) == attempts


@pytest.mark.parametrize(("path", "reason"), [("boat/full.html", "another text"), ("other/full.html", "404")])
def test_a_download_of_another_page_leaves_nothing(edition, host, monkeypatch, path, reason):
    file = edition / plays.FOLDER / BOAT / plays.PAGE
    file.unlink()
    monkeypatch.setattr(plays, "SOURCE", host(path, b"<html>log in</html>").removesuffix(path))
    with pytest.raises(ZooError, match=rf"page of the play Boat at .* could not be downloaded \(.*{reason}"):
        plays.play(BOAT)
    assert not file.exists()


def test_a_page_of_another_play_or_with_fewer_acts_is_named(edition, monkeypatch):
    play_pages.place(edition, BOAT, play_pages.play("goat", 40))
    plays._play.cache_clear()
    with pytest.raises(ZooError, match=r"boat/full\.html is not the page of Boat that this project knows"):
        plays.play(BOAT)
    play_pages.place(edition, BOAT, play_pages.play("boat", 40).replace(b"ACT V", b"ACT I"))
    with pytest.raises(ZooError, match="has not the 5 acts of the play Boat"):
        plays.play(BOAT)
    with pytest.raises(ZooError, match="no play 'hamlet'; choose one of foul, wife, boat"):
        plays.play("hamlet")


def test_the_real_pages_come_out_as_tinyshakespeare_has_them(real):
    """99.79 % of its lines; the others are its page headings, second spaces, and misprints of either side."""
    text = corpus.corpus()
    ours = [
        line for name in plays.TINY for line in "\n".join(each.text() + "\n" for each in plays.play(name)).split("\n")
    ]
    theirs = text.split("\n")
    known = set(ours)
    assert sum(line in known for line in theirs) / len(theirs) > 0.998
    for name in ("richardii", "winters_tale"):  # in order, too; all of it would take a minute
        lines = "\n\n".join(each.text() for each in plays.play(name)).split("\n")
        begin = theirs.index(lines[1]) - 1
        part = theirs[begin : begin + len(lines)]
        same = sum(match.size for match in SequenceMatcher(None, lines, part, autojunk=False).get_matching_blocks())
        assert same / len(lines) > 0.97


def test_the_real_text_has_all_of_tinyshakespeares_first_part_and_none_of_its_last(real):
    first, last = plays.tiny()
    assert (len(real.text), len(real.speeches), len({each.play for each in real.speeches})) == (4_501_210, 29_723, 36)
    lines = set(real.text.split("\n"))
    assert sum(line in lines for line in first.text.split("\n")) / len(first.text.split("\n")) > 0.998
    assert [line for line in last.text.split("\n") if len(line) > 40 and line in lines] == []
    assert (
        real.text.endswith(first.text[first.text.index(plays.SHREW) :])
        and well_marked(real)
        and well_marked(first)
        and well_marked(last)
    )


def test_the_judges_text_is_whole_speeches_of_the_held_out_plays_and_none_of_what_is_trained_on(real):
    text, last = plays.apart(), plays.tiny()[1]
    assert text.startswith("GREMIO:\nGood morrow, neighbour Baptista.\n\n")
    assert text.endswith("Let your indulgence set me free.") and 160_000 < len(text) < 180_000
    lines, trained = set(text.split("\n")), set(real.text.split("\n"))
    assert not {line for line in lines & trained if len(line) > 40}
    told = [line for each in last.speeches[:-1] for line in each.lines]  # the last one is cut short
    assert sum(line in lines for line in told) / len(told) > 0.99


def test_the_real_plays_have_their_acts_kinds_and_verse(real):
    assert len(PLAYS) == 37 and [each.genre for each in PLAYS.values()].count("comedy") == 17
    for name, known in PLAYS.items():
        speeches = plays.play(name)
        assert {each.act for each in speeches} - {0} == {1, 2, 3, 4, 5} and len(speeches) >= 500
        assert all(each.genre == known.genre and each.lines and each.speaker for each in speeches)
        assert not any(mark in each.text() for each in speeches for mark in "[]\t")
    verse = {name: sum(e.verse for e in plays.play(name)) / len(plays.play(name)) for name in PLAYS}
    assert (
        min(verse["richardii"], verse["john"]) > 0.99 and verse["merry_wives"] < 0.25 and 0.3 < verse["1henryiv"] < 0.7
    )


def test_the_real_text_in_its_tokens(real, real_text, tmp_path, monkeypatch):
    """2.610 characters of the validation text are one of 2,048 tokens, those of the bundled models: learning them anew
    takes longer than all else."""
    bundled = (BundledStore().resolve("shakespeare-lm-subwords") / "tokenizer.json").read_text()
    monkeypatch.setattr(Subwords, "learn", lambda *_: Subwords(bundled))
    monkeypatch.setenv("ZOO_HOME", str(tmp_path))
    monkeypatch.setattr(subword_texts.os, "access", lambda path, _: path.is_relative_to(tmp_path))  # writes here alone
    data = subword_texts.plays()
    assert data.train.text() == real.text
    assert (len(data.train.ids), len(data.validation.ids)) == (1_628_639, 42_736)
    assert len(real_text) - corpus.cut(real_text) == data.validation.characters[data.validation.ids[1:]].sum()
    names = Subwords(data.train.vocabulary.json).ids("FALSTAFF:\n")
    assert len(names) <= 4 and data.train.speeches.speaker.count("FALSTAFF") > 450
    assert replace(data.train, window=512).batch(torch.tensor([0])).shape == (1, 513)
