"""The lexicon of the twist: counts on a text of our own, and the shipped lists from the same command."""

import pytest

from training.twist import count_parts, read_texts, todays_words, tokenise, write_lexicon
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


@pytest.mark.parametrize(("said", "counts"), [
    ("of moon. ", {"moon": (2, 0, 0)}), ("the moon and. ", {"moon": (2, 0, 0)}), ("my moon! ", {"moon": (2, 0, 0)}),
    ("to shine here. ", {"shine": (0, 2, 0)}), ("to shine. ", {"shine": (0, 2, 0)}),
    ("too cold; ", {"cold": (0, 0, 2)}),
    ("of moon bright. ", {}), ("so cold wind. ", {}), ("the moon shone. ", {}), ("to x. ", {}), ("to o'er. ", {}),
])  # fmt: skip
def test_each_frame_is_of_one_part_of_speech(said, counts):
    assert count_parts(tokenise(said * 2)) == counts


def test_texts_are_read_without_tags_speakers_and_directions(tmp_path):
    (tmp_path / "b.txt").write_text("plain & <simple>", encoding="utf-8")
    (tmp_path / "deep").mkdir()
    page = "<title>Play</title><H3>SCENE\nI</H3><b>KING</b><a name=1>O, &lt;love&gt;’s</a><br><i>Exit\nall</i>sweet"
    (tmp_path / "deep" / "a.html").write_bytes(page.encode() + b"\xff")
    (tmp_path / "notes.md").write_text("not a play")
    assert read_texts(tmp_path).split() == ["plain", "&", "O,", "<love>'s", "sweet\N{REPLACEMENT CHARACTER}"]


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
    rows = (tmp_path / "parts.tsv").read_text(encoding="utf-8").splitlines()[1:]
    counts = count_parts(tokenise(f"{TEXT} {TEXT}"))
    assert rows == sorted(f"{word}\t{noun}\t{verb}\t{other}" for word, (noun, verb, other) in counts.items())
    assert len(rows) == parts and "love\t4\t6\t0" in rows
    lines = (tmp_path / "vocabulary.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert (
        len(lines) == 26
        and lines[5].split()[:2] == ["fair", "faire"]
        and sum(map(len, map(str.split, lines))) == vocabulary
    )
    words = (tmp_path / "vocabulary.txt").read_text(encoding="utf-8").split()
    assert "faire" in words and "king" not in words[:12]  # a word of today that a step would change is known
    assert "kingly" not in words and "nato" not in words


def test_a_folder_without_plays_and_a_missing_dictionary_are_refused(tmp_path):
    with pytest.raises(ZooError, match=r"no \.txt or \.html file"):
        write_lexicon(tmp_path, [], tmp_path)
    (tmp_path / "play.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(ZooError, match="no dictionary"):
        write_lexicon(tmp_path, [tmp_path / "none"], tmp_path)
