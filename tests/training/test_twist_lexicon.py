"""The lexicon of the twist: counts on a text of our own, and the shipped lists from the same command."""

import pytest

from training.twist import count_parts, todays_words, tokenise, write_lexicon
from zoo.errors import ZooError
from zoo.twist.lists import LEXICON

TEXT = "I love the king. They love a jest. My love is great. To love is fair, and so fair. The fair queen of love."


def test_frames_are_counted():
    counts = count_parts(tokenise(TEXT))
    assert counts["love"] == (
        2,
        3,
        0,
    )  # nouns: "my love is", "of love."; verbs: "I love", "they love", "to love"
    assert counts["fair"] == (0, 0, 2)  # "is fair," and "so fair."; "the fair queen" counts a quarter


def test_beside_a_noun_a_word_counts_a_quarter_and_what_was_seen_once_says_nothing():
    counts = count_parts(tokenise("The fair queen sees. " * 12 + "I run. The moon. "))
    assert counts["fair"] == (0, 0, 3) and not {"run", "moon", "queen"} & set(counts)


def test_names_and_words_with_capitals_inside_are_no_words_of_today(tmp_path):
    (tmp_path / "words").write_text("Faire\nkinge\nNATO\nMcKinge\nloue-d\nLOVE\n", encoding="utf-8")
    assert todays_words([tmp_path / "words"], {"fair", "king", "nat", "love"}) == {"faire", "kinge"}


def test_the_lists_have_the_form_of_the_shipped_ones(tmp_path):
    (tmp_path / "play.html").write_text(f"<b>KING</b><a>{TEXT} {TEXT}</a>", encoding="utf-8")
    (tmp_path / "words").write_text("Faire\nkingly\nNATO\n", encoding="utf-8")
    parts, vocabulary = write_lexicon(tmp_path, [tmp_path / "words"], tmp_path)
    assert parts >= 3 and vocabulary >= 10
    for name in ("parts.tsv", "vocabulary.txt"):
        made, shipped = (folder / name for folder in (tmp_path, LEXICON))
        assert made.read_text(encoding="utf-8").splitlines()[0] == shipped.read_text(encoding="utf-8").splitlines()[0]
    words = (tmp_path / "vocabulary.txt").read_text(encoding="utf-8").split()
    assert "faire" in words and "king" not in words[:12]  # a word of today that a step would change is known
    assert "kingly" not in words and "nato" not in words


def test_a_folder_without_plays_and_a_missing_dictionary_are_refused(tmp_path):
    with pytest.raises(ZooError, match=r"no \.txt or \.html file"):
        write_lexicon(tmp_path, [], tmp_path)
    (tmp_path / "play.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(ZooError, match="no dictionary"):
        write_lexicon(tmp_path, [tmp_path / "none"], tmp_path)
