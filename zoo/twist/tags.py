"""Parts of speech: what a word can be, from the lexicon, and what it is, from the words around it.

``tag`` gives one of the names in ``TAGS``. Closed classes are listed; an open word is what it most often is in the
plays (``lexicon/parts.tsv``) in a place like this one: each sign around it multiplies the count of a part of speech.
"""

import functools
from collections.abc import Mapping

from zoo.twist.lists import each, rows, words_of
from zoo.twist.verbs import AUXILIARIES, BE, MODALS, forms, read_second, read_third
from zoo.twist.words import FOREIGN, Words

TAGS = each("noun name verb adj adv det pron prep conj wh aux num intj mark")

SUBJECTS = each("i thou he she we they ye you it")
# "Noun" words in front of a noun phrase; some ("that", "her", "this", "all") are pronouns as well.
ARTICLES = each("the a an my thy our its your their every no each such whose")
CLOSED: dict[str, str] = {
    **dict.fromkeys(each("me thee him us them himself herself itself myself thyself yourself themselves ourselves "
                         "none nothing something anything everything nobody somebody everybody naught aught one "
                         "ones another's mine yours hers ours theirs thine this that these those") | SUBJECTS, "pron"),
    **dict.fromkeys(ARTICLES | each("his her any some both all another either neither many much more most few"), "det"),
    **dict.fromkeys(each("of in on to for with at by from upon into unto against about before after under over between "
                         "through towards toward within without than like till until among amongst betwixt beside "
                         "besides beneath behind above below across along around near during since save "
                         "except"), "prep"),
    **dict.fromkeys(each("and or but if nor because though although lest unless whether ere whilst while as yet"),
                    "conj"),
    **dict.fromkeys(each("who whom which what when where why how wherefore whither whence whose whoever whatever"),
                    "wh"),
    **dict.fromkeys(each("so not never ever still now then here there thus too also only even just well indeed perhaps "
                         "already almost always often oft soon again away once twice hence thence hither thither "
                         "therefore rather quite very out up down off back forth home else ne'er e'er together "
                         "today tomorrow tonight yesterday far alone"), "adv"),
    **dict.fromkeys(each("o oh ah ay aye yes yea no nay alas alack lo fie hey ho ha hi hello wow prithee please pray "
                         "farewell marry hark tush pish amen"), "intj"),
    **dict.fromkeys(AUXILIARIES - {"need", "dare", "let", "having", "being", "doing", "done"}, "aux"),
    "no": "det", "one": "num", "two": "num", "three": "num", "four": "num", "five": "num", "ten": "num",
    "hundred": "num", "thousand": "num",
}  # fmt: skip
# Past forms and base forms that are mostly adjectives or nouns: how often each, where the plays are too few to tell.
EXTRA = {
    "bad": (4, 1, 60), "felt": (4, 40, 0), "saw": (6, 120, 0), "left": (2, 40, 15), "spoke": (2, 30, 0),
    "ground": (40, 2, 0), "wound": (30, 6, 0), "rose": (30, 12, 0), "bore": (3, 20, 0), "found": (1, 60, 0),
    "lost": (1, 30, 20), "wont": (5, 0, 5), "art": (30, 0, 0), "will": (180, 0, 0), "mine": (10, 0, 0),
    "list": (10, 10, 0),
    "still": (1, 1, 5), "dove": (20, 1, 0), "shore": (30, 1, 0), "bit": (10, 5, 0), "lit": (0, 5, 2),
    "born": (0, 0, 20), "come": (0, 90, 0),
}  # fmt: skip
ADJECTIVES = ("ful", "ous", "less", "able", "ible", "ish", "ical", "ive", "some")
NOUNS = ("ness", "ment", "tion", "sion", "ity", "ance", "ence", "ship", "hood", "dom", "ism")


def tag(words: Words, index: int) -> str:
    """The part of speech of a word, "mark" outside the text."""
    if not 0 <= index < len(words):
        return "mark"
    number = words[index].clause
    if number not in words.tags:
        words.tags[number] = _clause(words, *words.clauses[number][:2])
    return words.tags[number][index - words.clauses[number][0]]


def is_noun(words: Words, index: int) -> bool:
    """Whether a word is a noun or a name."""
    return tag(words, index) in ("noun", "name")


@functools.cache
def counts() -> Mapping[str, tuple[float, float, float]]:
    """Word -> how often it is a noun, a verb, an adjective in the plays."""
    found = {word: (float(one), float(two), float(three)) for word, one, two, three in rows("parts.tsv")}
    return found | EXTRA


@functools.lru_cache(maxsize=8192)
def can_be(word: str) -> tuple[float, float, float]:
    """How often a word is a noun, a verb, an adjective; for an unseen one as far as its ending tells."""
    noun, verb, adjective = counts().get(word, (0, 0, 0))
    kind = forms().get(word, ("", ""))[1]
    if not kind:
        old = (read_third(word) if word.endswith("th") else read_second(word) if word.endswith("st") else None) or ""
        kind, verb = ("s", verb + 3) if old in forms() and not noun + adjective else ("", 0)
    if kind in ("past", "part", "ing") and word not in EXTRA:
        verb, adjective = verb + adjective, adjective / 2  # before a noun a participle, too, is like an adjective
    if word in words_of("adjectives.txt") or word.endswith(ADJECTIVES):
        adjective += 2
    if word.endswith(NOUNS):
        noun += 2
    if kind == "s":
        noun = max(noun, counts().get(word[:-1], (0, 0, 0))[0] / 10)
        verb = max(verb, counts().get(forms().get(word, (word,))[0], (0, 0, 0))[1] / 10)
    verb = verb + 0.5 if kind else 0
    return noun + 0.5, verb, adjective + 0.1


def _clause(words: Words, first: int, end: int) -> list[str]:
    found: list[str] = []
    for index in range(first, end):
        found.append(_tag(words, index, found[-1] if found and words[index].joined else "mark"))
    return found


def _tag(words: Words, index: int, left: str) -> str:
    word, before, after = words[index], words.at(index - 1), words.at(index + 1)
    low = word.low
    if low == FOREIGN:
        return "name"
    if low.isdigit():
        return "num"
    closed = CLOSED.get(low)
    if (
        low in ("art", "will", "wilt", "might", "can", "must")
        and left in ("det", "adj")
        and before.low not in ("all", "that")
    ):
        return "noun"
    if low == "that" and left in ("noun", "name", "pron"):
        return "wh"
    if low in ("her", "that", "this", "these", "those") and after.joined and _may_be_noun(after.low):
        return "det"
    if low in ("still", "well", "just", "even", "very", "only", "far") and left == "det":
        return "adj"
    if low.endswith(("'s", "s'")) and not closed:
        return "noun"
    if low == "like" and left in ("pron", "aux") and before.low not in BE:
        return "verb"
    if closed:
        return closed
    if word.text[0].isupper() and low not in forms():
        placed = words.starts(index) or words.opens(index)
        if not placed or (can_be(low)[0] < 3 and can_be(low)[2] < 1):
            return "name"
    if low.endswith("ly") and low not in forms() and low not in words_of("adjectives.txt"):
        return "adv"
    noun, verb, adjective = _weighed(words, index, left)
    best = max(noun, verb, adjective)
    return "verb" if best == verb else "noun" if best == noun else "adj"


@functools.lru_cache(maxsize=8192)
def _may_be_noun(low: str) -> bool:
    if low in CLOSED or low == FOREIGN or (forms().get(low, ("", ""))[1] == "past" and low not in EXTRA):
        return False
    noun, verb, adjective = can_be(low)
    return verb < 1.5 * (noun + adjective)


def _weighed(words: Words, index: int, left: str) -> tuple[float, float, float]:
    """The counts of a word as a noun, verb and adjective, times what the words beside it say."""
    word = words[index]
    noun, verb, adjective = can_be(word.low)
    before = words.at(index - 1).low if word.joined else ""
    after = words.at(index + 1)
    near = after.low if after.joined else ""
    kind = forms().get(word.low, ("", "base"))[1]
    named = bool(near) and _may_be_noun(near)
    if left == "det" or before in ("this", "these", "those") or before.endswith(("'s", "s'")):
        verb *= 0.01
        adjective *= 8 if named else 1 if near == "and" else 0.3
    elif left in ("prep", "adj", "num"):
        verb *= 10 if before == "to" and kind == "base" else 2 if before == "to" else 0.05
        adjective *= 3 if named else 1
    elif left in ("pron", "wh"):
        verb *= 20 if before in SUBJECTS or before in ("who", "that", "which") else 2
    elif left == "aux":
        wanted = ("base",) if before in MODALS or before.startswith("d") else ("past", "part", "ing")
        verb *= 0.05 if kind not in wanted else 0.05 if named and word.low in EXTRA else 15
        adjective *= 5 if before in BE else 3 if named else 1
    elif left in ("noun", "name"):
        verb *= {"s": 8, "past": 8, "base": 0.7}.get(kind, 1)
    elif left == "verb":
        verb *= 0.2
    elif left == "adv":
        adjective *= 10 if before in ("so", "too", "very", "most", "more") else 1
    elif left == "mark":
        verb *= {"base": 3, "s": 0.3}.get(kind, 0.7)
    closed = CLOSED.get(near, "")
    if near in ("me", "him", "us", "them", "thee"):
        verb *= 40
    elif closed in ("det", "pron") and near not in SUBJECTS - {"it", "you"}:
        verb *= 5
    elif near == "of":
        noun *= 5
    elif closed == "aux":
        verb *= 0.1
        noun *= 3
    return noun, verb, adjective
