"""Early Modern verbs in their sentence: whether "art" or "lovest" is one, and which subject it has."""

from zoo.twist.clauses import subject, third_person
from zoo.twist.closed import DETERMINERS, PREPOSITIONS
from zoo.twist.lists import each, words_of
from zoo.twist.perfect import be, old_past, participle_after_have
from zoo.twist.verbs import BE, bases, forms, pasts, read_second, read_third, third
from zoo.twist.words import Word, Words

VERBS = {
    "hath": "has", "doth": "does", "dost": "do", "doest": "do", "hast": "have", "hadst": "had", "didst": "did",
    "wast": "were", "wert": "were", "shalt": "shall", "canst": "can", "couldst": "could", "couldest": "could",
    "wouldst": "would", "wouldest": "would", "shouldst": "should", "shouldest": "should", "mayst": "may",
    "mayest": "may", "mightst": "might", "saith": "says", "doeth": "does", "needst": "need", "dar'st": "dare",
    "darest": "dare", "beest": "are", "be'st": "are", "saidst": "said", "mights't": "might", "durst": "dared",
    "didest": "did", "haddest": "had", "dids't": "did", "mightest": "might", "oughtest": "ought", "hads't": "had",
}  # fmt: skip
# Before a superlative or the noun "art"; not "that", because in "thou that lovest" a verb follows.
NOMINAL = DETERMINERS | PREPOSITIONS | each("most more very another whose one two three other black magic")
ADVERBS = each("not still ever never so thus now then here there too but also only well yet ne'er e'er")
THIRD = {"hath": "have", "doth": "do", "saith": "say", "doeth": "do"}  # with a plural


def verb(words: Words, index: int) -> str | None:
    """Today's form of an old verb form, or None."""
    low = words[index].low
    if low in ("art", "wilt"):
        return {"art": "are", "wilt": "will"}[low] if _is_old_auxiliary(words, index) else None
    if low in VERBS:
        return VERBS[low] if low not in THIRD or third_person(words, subject(words, index)) else THIRD[low]
    if low.endswith("st"):
        return _second_person(words, index)
    if low.endswith("th") and (base := read_third(low)):
        return _third_person(words, index, base)
    if low == "be":
        return be(words, index)
    return old_past(words, index) or participle_after_have(words, index)


def _third_person(words: Words, index: int, base: str) -> str | None:
    """loveth -> loves, or love with a plural; a word that only looks like a verb stays."""
    word, found = words[index], subject(words, index)
    if base not in bases() and (word.text[0].isupper() or found is None or not word.joined):
        return None
    return third(base) if third_person(words, found) else base


def _is_old_auxiliary(words: Words, index: int) -> bool:
    """Whether art or wilt is a verb: next to thou, or in its clause and not in a noun's place."""
    word, before, following = words[index], words.at(index - 1), words.at(index + 1)
    if following.joined and following.low in ("thou", "not"):
        return following.low == "thou" or not _nominal(words, index)
    if word.joined and before.low in ("thou", "thyself", "who", "which"):
        return True
    if words.opens(index) and words.clauses[word.clause][2] == "?" and following.joined:
        return following.low in words_of("adjectives.txt") | {"gone", "here", "so", "there", "come", "yet"}
    if word.low == "wilt" and before.low in ("and", "or", "but") and following.low in bases() | {"be", "have"}:
        return True
    if _nominal(words, index) or following.low in BE or following.low in ("of", "itself", "has", "hath", "can", "will"):
        return False
    return _speaks_to_thou(words, index, 1)


def _nominal(words: Words, index: int) -> bool:
    before = words.at(index - 1)
    return words[index].joined and (before.low in NOMINAL or before.low.endswith(("'s", "s'")))


def _speaks_to_thou(words: Words, index: int, clauses: int) -> bool:
    """Whether thou, thee or thy occurs in this clause or in a number of clauses before it."""
    number = words[index].clause
    near = range(max(0, number - clauses), number + 1)
    return any(words.clause_has(clause, "thou", _names_thou) for clause in near)


def _names_thou(clause: list[Word]) -> bool:
    return any(word.low.startswith(("thou", "thee", "thy", "thine")) for word in clause)


def _second_person(words: Words, index: int) -> str | None:
    word, before, following = words[index], words.at(index - 1), words.at(index + 1)
    modern = read_second(word.low)
    if modern is None:
        return None
    base = modern if modern in words_of("adjectives.txt") else forms().get(modern, (modern,))[0]
    known = base in bases() or modern in pasts().values()
    adjective = base in words_of("adjectives.txt")
    beside = (following.joined and following.low == "thou") or (word.joined and before.low == "thou")
    if beside and not known and (word.text[:1].isupper() or word.low in words_of("vocabulary.txt")):
        return _superlative(word.low) if adjective else None
    if following.joined and following.low == "thou":
        return modern
    if word.joined and before.low == "thou":
        return modern if known or not adjective else _superlative(word.low)
    if _nominal(words, index):
        return _superlative(word.low)
    if word.text[0].isupper() and not words.starts(index) and not words.opens(index):
        return None
    if adjective:
        near = word.joined and before.low in ADVERBS and words.at(index - 2).low == "thou"
        return modern if near and known else _superlative(word.low)
    marked = "'" in word.low or word.low.endswith(("est", "dst"))
    return modern if marked and known and _has_thou_for_subject(words, index) else None


def _has_thou_for_subject(words: Words, index: int) -> bool:
    """Whether thou is spoken to, or no other subject stands before a form in -st."""
    if "'" in words[index].low or _speaks_to_thou(words, index, 1):
        return True
    found = subject(words, index)
    return found is None or words[found].low == "thou" or words.at(index - 1).low in ("who", "that", "which")


def _superlative(low: str) -> str | None:
    """dear'st -> dearest, damned'st -> most damned; a form without an apostrophe is already correct."""
    if not low.endswith("'st"):
        return None
    stem = low[:-3]
    if stem.endswith(("ed", "ful", "on", "ing", "ous")):
        return f"most {stem}"
    return stem[:-1] + "iest" if stem.endswith("y") else stem + ("st" if stem.endswith("e") else "est")
