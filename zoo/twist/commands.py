"""Clauses with "thou" in them or left out: commands, questions without a subject, and "do" without stress."""

from zoo.twist.clauses import begins
from zoo.twist.closed import DETERMINERS, FUNCTION, OBJECTS
from zoo.twist.lists import each
from zoo.twist.questions import LEADING, LONGEST_LEAD, WH
from zoo.twist.tags import tag
from zoo.twist.thou import VERBS
from zoo.twist.verbs import AUXILIARIES, bases, inflect
from zoo.twist.words import Words

LOST = each("dost didst hast hadst wilt canst couldst wouldst shalt mayst art wert")
DO = {"doth": "s", "dost": "base", "didst": "past"}
WATCHING = each("see look mind ensure")  # "See thou tell no man."
# Commands whose "ye" is an object: "fare ye well", "I thank ye".
WITH_OBJECT = each("thank fare get hie save bless god help please let beseech hang haste hark look tell give show send")


def plain_do(words: Words, rank: float) -> None:
    """doth love -> loves, didst see -> saw: unstressed "do" belongs to Shakespeare's time (Barber 1976, p. 263)."""
    inverted = {"so", "as", "than", "thus", "then", "now", "here", "there", "nor", "neither", "never", "not", "only"}
    for index in range(len(words) - 1):
        word, verb = words[index], words[index + 1]
        kind = DO.get(word.low)
        if not kind or verb.gap != " " or " " in word.now or words.at(index - 1).low in inverted:
            continue
        if verb.low in bases() and verb.low not in FUNCTION | {"like", "well"} and not verb.text[0].isupper():
            kind = "base" if word.now == "do" else kind
            words.set([index, index + 1], [inflect(verb.low, kind), None], "verb", rank)


def lost_thou(words: Words, rank: float) -> None:
    """Dost know him? -> Do you know him?: the old form implies the subject; today it must be named."""
    for first, end, mark in words.clauses:
        for index in range(first, end if mark == "?" else first):
            word, following = words[index], words.at(index + 1)
            if word.low not in LOST or following.low in ("thou", "thyself"):
                continue
            lead = index - first < LONGEST_LEAD and all(before.low in LEADING for before in words[first:index])
            asked = word.joined and words[index - 1].low in WH - {"who", "which", "whom"}
            if (lead or asked) and word.new in set(VERBS.values()) | {"are", "will"}:
                words.set([index], [f"{word.new} you"], "verb", rank)


def commands(words: Words, rank: float) -> None:
    """Fear thou not -> fear not: today's commands have no subject. See thou tell no man -> see that you tell no man."""
    for index in range(1, len(words)):
        word, verb = words[index], words[index - 1]
        if word.low not in ("thou", "ye", "you") or word.gap != " ":
            continue
        if words.clauses[word.clause][2] == "?" or (verb.low not in bases() and verb.low not in ("be", "do")):
            continue
        if word.low == "you" and not (verb.low in WATCHING and words.opens(index - 1)):
            continue
        if tag(words, index - 1) in ("prep", "conj", "wh"):
            continue  # "Except ye repent"
        if _watches(words, index):
            words.set([index], ["that you"], "pronoun", rank)
        elif _is_command(words, index):
            words.set([index], [None], "pronoun", rank)


def _watches(words: Words, index: int) -> bool:
    """Whether the pronoun is the subject of what should be seen to: "See thou do it not"."""
    following, heed = words.at(index + 1), words[index - 1].low in ("heed", "care")
    known = following.low in bases() or following.low in ("be", "do", "have", "not", "never")
    if not known or following.gap != " " or (following.low in OBJECTS | DETERMINERS):
        return False
    return heed or (words[index - 1].low in WATCHING and begins(words, index - 1))


def _is_command(words: Words, index: int) -> bool:
    word, verb = words[index], words[index - 1]
    if word.low == "you":
        return False
    opening = begins(words, index - 1) or words.at(index - 2).low in ("therefore", "now", "not")
    if verb.low in AUXILIARIES and not (
        verb.low == "be" or (verb.low == "do" and words.at(index + 1).low not in bases())
    ):
        return False
    if word.low == "thou":
        return opening
    return opening and verb.low not in WITH_OBJECT
