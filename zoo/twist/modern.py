"""Early Modern English into today's, in passes of all rules: words one by one, then the order of words."""

import re

from zoo.twist.always import always
from zoo.twist.closed import FUNCTION, HAVE
from zoo.twist.commands import commands, lost_thou, plain_do
from zoo.twist.folio import old_spelling
from zoo.twist.fronted import subject_first
from zoo.twist.going import going
from zoo.twist.order import inversions, wishes
from zoo.twist.perfect import am_come
from zoo.twist.phrases import entries, fix_articles, match, plural, replace, swaps
from zoo.twist.questions import reorder
from zoo.twist.senses import before_vowel, liking, personal
from zoo.twist.spelling import contraction, spelling
from zoo.twist.thou import verb
from zoo.twist.verbs import BE, forms, inflect, participle
from zoo.twist.words import Edit, Words, apply, compose

# Rank of each rule: the dial applies the rules up to its value. Word lists have a rank for each entry.
RANKS = {
    "old spelling": 0.1, "spelling": 0.1, "contraction": 0.2, "pronoun": 0.3, "verb": 0.3, "word": 0.5, "wish": 0.7,
    "motion": 0.8, "negation": 0.8, "order": 0.9, "question": 0.9,
}  # fmt: skip
PLAIN = re.compile(r"[A-Za-zſ'’]+")  # no rule knows a word with other letters or with digits
PASSES = 8  # usually two suffice; this stops rules that would enable each other endlessly

PRONOUNS = {"thou": "you", "thee": "you", "ye": "you", "thy": "your", "thyself": "yourself"}


# ---- the whole
def ranked_edits(text: str) -> list[tuple[float, Edit]]:
    """All edits of ``text`` with their ranks. Passes are repeated until nothing changes, so a second call changes
    nothing."""
    edits, now = [], text
    for _ in range(PASSES):
        more = _one_pass(now)
        if not more:
            break
        edits = compose(text, edits, more)
        now = apply(text, [edit for _, edit in edits])
    return edits


def _one_pass(text: str) -> list[tuple[float, Edit]]:
    """One pass of all rules: word by word, then those that move or drop words."""
    words = Words(text)
    table, index = entries("modern_words.tsv"), 0
    while index < len(words):
        entry = match(words, index, table)
        if entry:
            index += replace(words, index, entry, "phrase" if len(entry.words) > 1 else "word")
            continue
        _one_word(words, index)
        index += 1
    lost_thou(words, RANKS["verb"])
    plain_do(words, RANKS["verb"])
    commands(words, RANKS["pronoun"])
    am_come(words, RANKS["verb"])
    always(words, RANKS["word"])
    going(words, RANKS["motion"])
    wishes(words, RANKS["wish"])
    inversions(words, RANKS["order"])
    subject_first(words, RANKS["order"])
    reorder(words, RANKS["question"], RANKS["negation"])
    fix_articles(words)
    return words.ranked()


def _one_word(words: Words, index: int) -> None:
    word = words[index]
    if not PLAIN.fullmatch(word.text):
        return
    for rule, change in RULES if "'" in word.low else PLAIN_RULES:
        new = change(words, index)
        if new is not None and new != word.low:
            words.set([index], [new], rule, RANKS[rule])
            break
    _swap(words, index)


# ---- pronouns
def _pronoun(words: Words, index: int) -> str | None:
    low = words[index].low
    if low in ("thine", "mine"):
        if before_vowel(words, index):
            return "your" if low == "thine" else "my"
        return "yours" if low == "thine" else None
    if low == "an" and words.at(index + 1).joined and words.at(index + 1).low.startswith("h"):
        silent = words.at(index + 1).low.startswith(("hour", "honest", "honour", "honor", "heir", "habitual", "histor"))
        return None if silent or words.at(index + 1).low in FUNCTION else "a"
    return PRONOUNS.get(low)


# ---- nouns and verbs that changed
def _swap(words: Words, index: int) -> None:
    word = words[index]
    found = swaps("modern_swaps.tsv").get(word.now)
    if not found or (word.text[0].isupper() and not words.starts(index)) or word.gap.endswith("-"):
        return
    part, new, kind, rank = found
    if part == "noun":
        made = plural(new) if kind == "many" else new
    else:
        perfect = word.joined and words.at(index - 1).low in HAVE | BE
        same = (
            kind in ("past", "part") and participle(forms()[word.now][0]) == word.now if word.now in forms() else False
        )
        made = inflect(new, ("part" if perfect else "past") if same else kind)
    words.set([index], [made], "word", min(rank, word.rank) if word.rule else rank)


# The first rule that changes a word is used; those about apostrophes are asked only where there is one.
PLAIN_RULES = (
    ("old spelling", old_spelling), ("pronoun", _pronoun), ("word", personal), ("word", liking), ("verb", verb),
)  # fmt: skip
RULES = (
    ("old spelling", old_spelling), ("pronoun", _pronoun), ("contraction", contraction), ("spelling", spelling),
    ("verb", verb),
)  # fmt: skip
