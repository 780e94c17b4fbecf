"""Word order and wishes: "Villain am I none", "Then came he", "I would the fool were married"."""

from zoo.twist.clauses import begins, noun_phrase
from zoo.twist.closed import DETERMINERS
from zoo.twist.lists import each
from zoo.twist.questions import finite
from zoo.twist.tags import is_noun, tag
from zoo.twist.words import Words

WISHERS = each("i we he she they")
UNREAL = each("were had would could did might")
FRONTED = each("then thus so now this that these those there here him them")
AGREED = {"i": "am", "he": "is", "she": "is", "it": "is", "we": "are", "they": "are", "you": "are", "thou": "are"}


def wishes(words: Words, rank: float) -> None:
    """I would the fool were married -> I wish the fool were married; would the king were dead -> I wish ..."""
    for index, word in enumerate(words):
        if word.low != "would" or word.rule or words.clauses[word.clause][2] == "?":
            continue
        following = words.at(index + 1)
        if not following.joined or not _unreal(words, index + 1):
            continue
        if words.opens(index):
            words.set([index], ["I wish"], "word", rank)
        elif words.at(index - 1).low in WISHERS and word.gap == " " and words.at(index - 2).low not in ("what", "as"):
            words.set([index], ["wishes" if words[index - 1].low in ("he", "she") else "wish"], "word", rank)


def _unreal(words: Words, index: int) -> bool:
    """Whether a subject with an unreal verb follows: "the fool were", "that thou hadst", "my son would"."""
    end = words.clauses[words[index].clause][1]
    at = index + (words[index].low == "that")
    if at >= end:
        return False
    last = at if tag(words, at) == "pron" and words[at].low in AGREED else noun_phrase(words, at, end)
    if last is None:
        return False
    verb = words.at(last + 1)
    return verb.joined and (verb.low in UNREAL or verb.now in UNREAL)


def inversions(words: Words, rank: float) -> None:
    """Villain am I none -> I am no villain; then came he -> then he came."""
    for index in range(1, len(words) - 1):
        verb, subject = words[index], words[index + 1]
        if subject.low not in AGREED or subject.gap != " " or verb.gap != " ":
            continue
        if words.clauses[subject.clause][2] == "?":
            continue
        if verb.low in ("am", "is", "are", "art", "was", "were"):
            _none(words, index, rank)
        elif subject.low in WISHERS and _fronted(words, index, subject.low):
            words.set([index, index + 1], ["I" if subject.low == "i" else subject.low, verb.low], "order", rank)


def _none(words: Words, index: int, rank: float) -> None:
    noun, subject, last = words[index - 1], words[index + 1], words.at(index + 2)
    if last.low != "none" or last.gap != " " or not is_noun(words, index - 1) or not words.opens(index - 1):
        return
    news = [subject.low if subject.low != "i" else "I", words[index].low, f"no {noun.low}", None]
    words.set([index - 1, index, index + 1, index + 2], news, "order", rank)


def _fronted(words: Words, index: int, subject: str) -> bool:
    """Whether a verb of its own follows "then", "now" or an object that opens the clause."""
    found = finite(words, index)
    if (
        not found
        or words[index - 1].low not in FRONTED
        or not begins(words, index - 1)
        or words[index].low.endswith("st")
    ):
        return False
    following = words.at(index + 2)
    object_next = following.joined and (following.low in DETERMINERS or tag(words, index + 2) == "verb")
    agrees = found[1] == "past" or (found[1] == "s") == (subject in ("he", "she"))
    return agrees and not (object_next and found[0] in ("say", "be"))
