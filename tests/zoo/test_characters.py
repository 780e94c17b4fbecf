"""Any text as the characters a model knows: what stands in for what, what is dropped, that nothing else comes out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo.errors import ZooError
from zoo.models.characters import SHAKESPEARE, Characters

KNOWN = Characters(SHAKESPEARE)


def test_the_vocabulary_is_that_of_the_corpus(real_text):
    assert "".join(sorted(set(real_text))) == SHAKESPEARE and len(KNOWN) == 65


def test_a_text_of_the_vocabulary_is_read_as_it_is(real_text):
    text = real_text[:20_000]
    read = KNOWN.read(text)
    assert read.text == text and KNOWN.text(read.ids) == text and (read.replaced, read.dropped) == ((), ())


@pytest.mark.parametrize(("text", "expected", "replaced", "dropped"), [
    ("“O Romeo”", "'O Romeo'", "“”", ""), ("o’er — and…", "o'er -- and...", "’—…", ""), ("a–b", "a-b", "–", ""),
    ("Café Noël", "Cafe Noel", "éë", ""), ("Cafe\u0301", "Cafe", "é", ""), ("Æther", "Aether", "Æ", ""),
    ("a\r\nb\rc\u2028d", "a\nb\nc\nd", "\r\u2028", ""), ("a\tb\u00a0c\u3000d", "a b c d", "\t\u00a0\u3000", ""),
    ("[1] 2 & $3", " & $3", "", "[1]2"), ("ﬁne", "fine", "ﬁ", ""), ("Ｒｏｍｅｏ", "Romeo", "Ｒｏｍｅ", ""),
    ("hi 😀!", "hi !", "", "😀"), ("שלום a", " a", "", "שלום"), ("\u202eabc", "abc", "", "\u202e"),
    ("<b>{{x}}</b>", "bxb", "", "<>{}/"), ("x\u0302", "x", "", "\u0302"), ("\0\u200b", "", "", "\0\u200b"),
    ("", "", "", ""),
])  # fmt: skip
def test_what_stands_in_and_what_is_dropped(text, expected, replaced, dropped):
    read = KNOWN.read(text)
    assert read.text.replace("  ", " ") == expected.replace("  ", " ")
    assert set(read.replaced) == set(replaced) and set(read.dropped) == set(dropped)
    assert len(set(read.replaced)) == len(read.replaced) and len(set(read.dropped)) == len(read.dropped)


@given(st.text())
def test_whatever_comes_is_read_in_known_characters_and_reading_it_again_changes_nothing(text):
    read = KNOWN.read(text)
    assert all(character in KNOWN for character in read.text) and KNOWN.ids(read.text) == list(read.ids)
    assert KNOWN.read(read.text).text == read.text
    composed = set(unicodedata.normalize("NFC", text))
    assert set(read.replaced) | set(read.dropped) == {each for each in composed if each not in KNOWN} - _carriage(text)


def _carriage(text: str) -> set[str]:
    """A line's end of two characters is one, and nothing is said of it."""
    return {"\r"} if "\r" not in unicodedata.normalize("NFC", text).replace("\r\n", "\n") else set()


def test_a_character_that_is_not_there_is_an_error():
    with pytest.raises(ZooError, match="no character 'é'"):
        KNOWN.ids("é")


@pytest.mark.parametrize("characters", ["", "aa"])
def test_a_vocabulary_has_each_character_once(characters):
    with pytest.raises(ZooError, match="not repeat any"):
        Characters(characters)


def test_a_vocabulary_without_a_space_drops_it():
    assert Characters("\nab").read("a b\tc").text == "ab"
