"""The word "still" where it means always, as it did in Shakespeare's time; not where it means yet, quiet or even so."""

from zoo.twist.clauses import begins, noun_phrase, start, subject
from zoo.twist.closed import HAVE, NOMINATIVE
from zoo.twist.lists import each
from zoo.twist.tags import is_noun, tag
from zoo.twist.verbs import AUXILIARIES, bases, forms, inflect, read_third
from zoo.twist.words import Words

OLD = each("thou thee thy thyself ye doth dost hath hast didst art wert")  # signs of the older English
DENYING = each("no not never none nothing nor neither nobody")
LASTING = each("get keep leave remain stay hold")  # "He has still got it": the state lasts
OFTEN = each("oft often ofttimes ever never")
FORMS_OF_DO = {"do": "base", "doth": "s", "does": "s", "did": "past", "didst": "past"}
LIKENESS = each("like the a an thy your his her our the same such one")
FAR = 14


def always(words: Words, rank: float) -> None:
    """Thou hast still loved me -> you have always loved me; the still-vexed sea -> the ever-vexed sea."""
    for index, word in enumerate(words):
        if word.low != "still":
            continue
        if words.at(index + 1).gap == "-":
            _compound(words, index, rank)
        elif not _pair(words, index, rank) and not _fronted(words, index, rank) and _means_always(words, index):
            kind, verb = FORMS_OF_DO.get(words.at(index - 1).low, ""), words.at(index + 1).low
            if kind and word.joined and verb in bases():
                words.set([index - 1, index, index + 1], [None, "always", inflect(verb, kind)], "word", rank)
            else:
                words.set([index], ["always"], "word", rank)


def _compound(words: Words, index: int, rank: float) -> None:
    base, kind = forms().get(words[index + 1].low, ("", ""))
    if kind in ("ing", "past", "part") and base not in ("bear", "hunt", "lie") and words[index].gap != "-":
        words.set([index], ["ever"], "word", rank)


def _pair(words: Words, index: int, rank: float) -> bool:
    """Still and ever, ever and still."""
    for place in ([index, index + 1, index + 2], [index - 2, index - 1, index]):
        first, link, last = (words.at(at) for at in place)
        both = {first.low, last.low} == {"still", "ever"} and not any(words.at(at).rule for at in place)
        if both and link.low == "and" and link.joined and last.joined:
            words.set(place, ["always", None, None], "word", rank)
            return True
    return False


def _means_always(words: Words, index: int) -> bool:
    if any(words[at].low in DENYING for at in range(*words.clauses[words[index].clause][:2])):
        return False
    return (
        _perfect(words, index)
        or _rule_of_life(words, index)
        or _commanded(words, index)
        or (_repeated(words, index) and _lexical(words, index + 1))
    )


def _lexical(words: Words, index: int) -> bool:
    word = words.at(index)
    return word.joined and tag(words, index) == "verb" and word.low not in AUXILIARIES


def _done(words: Words, index: int) -> bool:
    """Whether this is the participle of a perfect that says that something was so again and again."""
    word = words.at(index)
    base, kind = forms().get(word.low, ("", ""))
    known = tag(words, index) == "verb" and kind in ("past", "part") and base not in LASTING
    return word.joined and (word.low in ("been", "done") or known)


def _perfect(words: Words, index: int) -> bool:
    """Thou hast still been; hast thou still been; thou still hast been."""
    word, before, after = words[index], words.at(index - 1), words.at(index + 1)
    if word.joined and before.low in HAVE:
        return _done(words, index + 1)
    if word.joined and before.low in NOMINATIVE and words.at(index - 2).low in HAVE:
        return before.joined and _done(words, index + 1)
    return after.joined and after.low in HAVE and _done(words, index + 2)


def _old(words: Words, index: int) -> bool:
    """Whether the sentence is in the English of Shakespeare's time."""
    first, end, _ = words.clauses[words[index].clause]
    return any(
        word.low in OLD or (word.low.endswith("eth") and read_third(word.low) in bases()) for word in words[first:end]
    )


def _rule_of_life(words: Words, index: int) -> bool:
    """Fools do still mistake; conscience doth still accuse; he that loveth still giveth."""
    before = words.at(index - 1)
    helped = words[index].joined and before.low in FORMS_OF_DO
    if not _lexical(words, index + 1) or not (helped or _old(words, index)):
        return False
    if forms().get(words[index + 1].low, ("", "s"))[1] == "past":
        return False
    head = subject(words, index - 1 if helped else index + 1)
    if head is None:
        return False
    if words.at(head + 1).low in ("that", "which", "who"):
        return words[head].low in ("he", "she", "they") or is_noun(words, head)
    return tag(words, head) == "noun" and start(words, head) == head and words[head].low not in ("god", "heaven")


def _commanded(words: Words, index: int) -> bool:
    """But still remember what the Lord hath done; be thou still like thyself."""
    before, after = words.at(index - 1), words.at(index + 1)
    if before.low in ("thou", "ye", "you", "be") and words[index].joined:
        verb = index - 1 - (before.low != "be")
        return words.at(verb).low == "be" and begins(words, verb) and after.joined and after.low in LIKENESS
    opening = begins(words, index) and not (words.closes(index) or words.clauses[words[index].clause][2] == "?")
    return opening and after.low in bases() and tag(words, index + 1) == "verb" and _old(words, index)


def _repeated(words: Words, index: int) -> bool:
    """Oft invited me, still questioned me: one more verb of a subject of whom it was said what she did often."""
    if not begins(words, index):
        return False
    earlier = words[max(0, index - FAR) : index]
    return any(word.low in OFTEN and word.speech == words[index].speech for word in earlier)


def _fronted(words: Words, index: int, rank: float) -> bool:
    """For still temptation follows where thou art -> for temptation always follows where you are."""
    if words.at(index - 1).low not in ("for", "so", "thus") or not begins(words, index) or not _old(words, index):
        return False
    end = words.clauses[words[index].clause][1]
    last = noun_phrase(words, index + 1, end)
    if last is None or not _lexical(words, last + 1) or forms().get(words[last + 1].low, ("", "s"))[1] != "s":
        return False
    words.set([index, last + 1], [None, f"always {words[last + 1].now}"], "word", rank)
    return True
