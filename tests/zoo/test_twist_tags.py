"""Parts of speech of the twist, against sentences tagged by hand."""

from pathlib import Path

from zoo.twist.tags import TAGS, tag
from zoo.twist.words import Words

LINES = (Path(__file__).parent / "twist_tags.txt").read_text(encoding="utf-8").splitlines()


def judged() -> list[tuple[str, str, str, str]]:
    """(sentence, word, right tag, found tag) of each word that has a right one."""
    found = []
    for line in LINES:
        if line.startswith("#"):
            continue
        pairs = [token.partition("/") for token in line.split()]
        words = Words(" ".join(word for word, *_ in pairs) + ".")
        found += [(line, pair[0], pair[2], tag(words, at)) for at, pair in enumerate(pairs) if pair[2]]
    return found


def test_all_but_four_words_get_the_right_part_of_speech():
    words = judged()
    wrong = [f"{line}: {word} is {found}" for line, word, right, found in words if right != found]
    assert len(words) > 180 and {right for _, _, right, _ in words} <= TAGS
    assert wrong == [
        "hand/verb me the book/noun: hand is noun",
        "a lean/adj and hungry/adj look/noun: lean is noun",
        "blessed/adj are the meek: blessed is noun",
        "all that glisters/verb is not gold/noun: glisters is noun",
    ]
