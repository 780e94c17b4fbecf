"""The parser of the MIT edition's pages, on pages of our own."""

import pytest
from play_pages import heading, page, said, speech

from training.data import play_page
from training.data.play_page import is_verse
from zoo.errors import ZooError

SCENE = heading("ACT I"), heading("SCENE II. Verona. A street.")


def read(*body: str) -> list[play_page.Speech]:
    return play_page.read(page(*body), "play", "comedy", "full.html")


def test_speakers_lines_acts_and_scenes_are_read_and_directions_are_not():
    speeches = read(*SCENE, speech("ROMEO", "But, soft! what light"), "<p><i>A noise</i></p>",
                    said("Is there?"), heading("ACT IV"), heading("SCENE XIV. Elsewhere."),
                    speech("First Citizen", "Speak."))  # fmt: skip
    assert [(each.act, each.scene, each.speaker) for each in speeches] == [(1, 2, "ROMEO"), (4, 14, "First Citizen")]
    assert speeches[0].text() == "ROMEO:\nBut, soft! what light\nIs there?"
    assert (speeches[0].play, speeches[0].genre) == ("play", "comedy")


def test_directions_within_lines_are_left_out_with_lines_of_nothing_else():
    lines = "[Aside]  Ay, [to himself] me.", "[To the lords", "without] None,", "[Exit]", "     and so, I  go."
    assert read(*SCENE, speech("ROMEO", *lines))[0].lines == ("Ay, me.", "None,", "and so, I go.")
    assert [each.speaker for each in read(*SCENE, speech("A", "[Reads]"), speech("B", "O"), speech("C"))] == ["B"]


@pytest.mark.parametrize(("line", "expected"), [
    ("Lord Chief-Justice\tGive me leave.", ("Lord Chief-Justice", "Give me leave.")),
    ("First 'Prentice\tHere, Peter.", ("First 'Prentice", "Here, Peter.")),
    ("Senators,  & C\tWeapons!", ("Senators, &C", "Weapons!")), ("Jeweller:\tAy.", ("Jeweller", "Ay.")),
    ("Welcome, my lord\twhat is it?", ("A", "Welcome, my lord what is it?")),
    ("Not I\tnor you.", ("A", "Not I nor you.")),
    ("'Twas I; but 'tis not I\tI do not shame", ("A", "'Twas I; but 'tis not I I do not shame")),
])  # fmt: skip
def test_a_tab_follows_a_name_that_the_edition_missed_or_is_a_space(line, expected):
    last = read(*SCENE, speech("A", "So.", line))[-1]
    assert (last.speaker, last.lines[-1]) == expected


def test_headings_that_are_no_names_are_put_where_they_belong():
    speeches = read(*SCENE, speech("BIRON", "Go."), speech("Here stand I", "lady, dart thy skill at me;", "Bruise me."))
    assert [each.lines for each in speeches] == [("Go.", "Here stand I lady, dart thy skill at me;", "Bruise me.")]
    assert read(*SCENE, speech("Here stand I", "lady."))[0].speaker == "Here stand I"  # nobody speaks before it
    speeches = read(*SCENE, speech("RICHMOND", "Amen.", "Ghost"), speech("of Prince Edward", "Despair, and die!"))
    assert [each.text() for each in speeches] == ["RICHMOND:\nAmen.", "Ghost of Prince Edward:\nDespair, and die!"]
    speeches = read(*SCENE, speech("A", "O."), speech("Scene III", "Eastcheap."), speech("ROSENCRANTZ:", "Ay."))
    assert [(each.speaker, each.scene) for each in speeches] == [("A", 2), ("ROSENCRANTZ", 3)]


def test_a_prologue_may_have_no_name_and_the_rest_of_a_scenes_heading_is_none():
    speeches = read(heading("ACT I"), heading("PROLOGUE"), said("Two households,", "Both alike"), heading("SCENE I."),
                    said("Yorkshire."), speech("A", "O."))  # fmt: skip
    assert [(each.speaker, each.scene, each.lines) for each in speeches] == [
        ("PROLOGUE", 0, ("Two households,", "Both alike")), ("A", 1, ("O.",))]  # fmt: skip


def test_verse_is_told_from_prose_by_capitals_and_single_lines_are_as_those_before():
    prose = speech("A", "I would the fool were", "married to her grave,", "and so would", "I")
    verse = speech("B", "What light through", "'Tis the east, and", "yet", "Juliet is the sun.", "Arise,")
    single = speech("C", "Ay, my lord.")
    flags = [each.verse for each in read(*SCENE, single, prose, single, verse, single, heading("SCENE III"), single)]
    assert flags == [False, False, False, True, True, True]
    assert is_verse(["One"]) is None and is_verse(["One", "--"]) is None


@pytest.mark.parametrize(("content", "named"), [
    (page(*SCENE, speech("A", "O."), end=""), "cut short: its end is missing"),
    (page(*SCENE, speech("A", "O."))[:-200], "cut short"),
    (page(*SCENE, speech("A", "“O.”".encode().decode("iso-8859-1"))), "not in the encoding iso-8859-1"),
    (page(*SCENE, speech("A", "O.")).decode().encode("utf-16"), "not in the encoding"),
    (b"\xef\xbb\xbf" + page(*SCENE, speech("A", "O.")), "not in the encoding"),
    (page(*SCENE, "<p>A. <span>O, I am slain</span></p>"), 'has "A." outside of a line, a name and a direction'),
    (page(*SCENE), "no speeches in the form of the MIT edition"), (page(), "no speeches"),
])  # fmt: skip
def test_what_is_no_page_of_the_edition_is_named(content, named):
    with pytest.raises(ZooError, match=rf"^data/full\.html .*{named}.*save the page"):
        play_page.read(content, "play", "comedy", "data/full.html")


def test_characters_beyond_ascii_are_those_of_the_encoding():
    assert read(*SCENE, speech("A", "O caf\xe9."))[0].lines == ("O café.",)
