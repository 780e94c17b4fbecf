"""The verb before its subject where an adverb opens the clause: "Then spoke the prince", "Thus have I heard"."""

from zoo.twist.clauses import begins, noun_phrase, plural
from zoo.twist.closed import NOMINATIVE
from zoo.twist.lists import each
from zoo.twist.questions import finite
from zoo.twist.tags import tag
from zoo.twist.verbs import MODALS, old_third
from zoo.twist.words import Words

OPENING = each("then thus straight straightway anon")
# Verbs that seldom have an object, so that what follows one is its subject. "Then came the war" is said today, too.
ALONE = each(
    "speak say answer reply cry weep laugh smile rise arise sleep die pray kneel tremble rejoice repent depart flee "
    "groan sigh mourn awake shine"
)
MAY_BE_ALONE = ALONE | each("call stop sing run turn return wake leap cease whisper shout fly swear shake march fall")
SAID = each(
    "prayer prayers word words name names grace truth lie lies question questions door phone call letter letters bell "
    "farewell goodbye"
)
PERFECT = each("have hath hast had")
HELPING = PERFECT | (MODALS - {"need", "dare"}) | each("did doth do does didst")
BEHIND = ("prep", "adv", "conj", "wh", "det", "pron", "intj")


def subject_first(words: Words, rank: float) -> None:
    """Then spoke the prince -> then the prince spoke; then shall the king weep -> then the king shall weep."""
    for index in range(len(words) - 2):
        if words[index].low not in OPENING or not begins(words, index):
            continue
        verb, last = words[index + 1], _subject(words, index + 2)
        if last is None or not verb.joined:
            continue
        alone = words[last].low not in NOMINATIVE | SAID and _is_its_verb(words, index + 1, last, ALONE)
        if alone or _helps(words, index + 1, last):
            subject = " ".join(_shown(words, at) for at in range(index + 2, last + 1))
            places = list(range(index + 1, last + 1))
            words.set(places, [f"{subject} {verb.now}", *[None] * (len(places) - 1)], "order", rank)


def _helps(words: Words, helping: int, last: int) -> bool:
    """Whether an auxiliary verb stands before its subject and what it helps behind it: "shall the king weep"."""
    low = words[helping].low
    if low not in HELPING or words.clauses[words[helping].clause][2] == "?":
        return False
    if low in PERFECT and words[last].low not in NOMINATIVE:
        return False  # "Then have the waiter bring it"
    return words.at(last + 1).joined and tag(words, last + 1) in ("verb", "adv", "aux")


def verb_first(words: Words, rank: float) -> None:
    """Then the prince spoke -> then spoke the prince; then she weeps -> then weepeth she."""
    for index in range(len(words) - 2):
        if words[index].low not in ("then", "thus") or not begins(words, index):
            continue
        last = _subject(words, index + 1)
        if last is None or words[last].low in ("you", "it") or words.clauses[words[last].clause][2] == "?":
            continue
        if not _is_its_verb(words, last + 1, last, MAY_BE_ALONE):
            continue
        places = list(range(index, last + 2))
        if any(words[at].rule for at in places):
            continue
        base, kind = finite(words, last + 1) or ("", "")
        form = old_third(base) if kind == "s" else words[last + 1].low
        subject = " ".join(_shown(words, at) for at in range(index + 1, last + 1))
        words.set(places, [f"{words[index].low} {form} {subject}", *[None] * (len(places) - 1)], "order", rank)


def _subject(words: Words, index: int) -> int | None:
    """The last word of the subject that begins at ``index``, a pronoun or a noun with what belongs to it."""
    word = words.at(index)
    if word.gap != " ":
        return None
    if word.low in NOMINATIVE:
        return index
    last = noun_phrase(words, index, words.clauses[word.clause][1])
    if last is None and word.low == "the" and tag(words, index + 1) == "adj":
        last = index + 1  # "the righteous"
    return last if last is not None and all(each.gap == " " for each in words[index : last + 1]) else None


def _is_its_verb(words: Words, verb: int, last: int, known: frozenset[str]) -> bool:
    """Whether the word at ``verb`` is one of the ``known`` verbs and goes with the subject that ends at ``last``."""
    found = finite(words, verb)
    if not found or found[0] not in known or found[1] == "base" or words[verb].gap != " ":
        return False
    if found[1] == "s" and (plural(words, last) or words[last].low in ("i", "we", "they", "you")):
        return False
    end = max(verb, last)
    return words.closes(end) or tag(words, end + 1) in BEHIND


def _shown(words: Words, at: int) -> str:
    """A word as it stands in the middle of a sentence: names and "I" keep their capitals."""
    word = words[at]
    return word.text if word.low == "i" or tag(words, at) == "name" or not words.starts(at) else word.low
