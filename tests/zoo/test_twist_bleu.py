"""BLEU of the twist: known answers, and a paraphrase set of our own."""

import pytest

from zoo.errors import ZooError
from zoo.twist.bleu import bleu, read_set, score, tokens


def test_bleu_of_a_sentence_counted_by_hand():
    """Of 7 words, 6 pairs, 5 triples and 4 quadruples, 6, 4, 2 and 1 are in the reference."""
    made, wanted = "The cat sat on The mat.", "The cat sat on a mat."
    assert bleu([made], [[wanted]]) == pytest.approx(100 * (6 / 7 * 4 / 6 * 2 / 5 * 1 / 4) ** 0.25)


def test_a_short_text_is_penalised_and_the_nearest_of_two_references_counts():
    made = "He came to the old house"
    longer = made + " at night"
    assert bleu([made], [[longer]]) == pytest.approx(100 * 2.718281828 ** (1 - 8 / 6))
    assert bleu([made], [[longer], [made]]) == pytest.approx(100)


def test_marks_are_tokens_but_not_inside_numbers():
    assert tokens("Go, sir! 1,000.5 o'er (so)") == ["Go", ",", "sir", "!", "1,000.5", "o'er", "(", "so", ")"]


def test_a_set_is_scored_as_it_is_and_modernised(tmp_path):
    (tmp_path / "original.txt").write_text("Thou art mad, my lord.\nHe loveth thee not at all.\n", encoding="utf-8")
    (tmp_path / "modern-1.txt").write_text("You are mad, my lord.\nHe does not love you at all.\n", encoding="utf-8")
    found = score(tmp_path)
    assert (found.sentences, found.references) == (2, 1)
    assert found.twisted == pytest.approx(100) and found.as_is < 50


def test_a_set_of_another_form_is_refused(tmp_path):
    with pytest.raises(ZooError, match="no paraphrase set"):
        read_set(tmp_path)
    (tmp_path / "original.txt").write_text("One.\nTwo.\n", encoding="utf-8")
    (tmp_path / "modern.txt").write_text("One.\n", encoding="utf-8")
    with pytest.raises(ZooError, match=r"modern\.txt has 1 lines and original\.txt 2"):
        read_set(tmp_path)
