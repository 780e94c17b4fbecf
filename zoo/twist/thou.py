"""Early Modern verbs in their sentence: whether "art" or "lovest" is one, and which subject it has."""

from zoo.twist.phrases import DETERMINERS, FUNCTION, HAVE, PREPOSITIONS
from zoo.twist.questions import LEADING, LONGEST_LEAD, WH
from zoo.twist.verbs import AUXILIARIES, BE, bases, forms, inflect, participle, pasts, read_second, read_third, third
from zoo.twist.words import Word, Words, each, words_of

VERBS = {
    "hath": "has", "doth": "does", "dost": "do", "doest": "do", "hast": "have", "hadst": "had", "didst": "did",
    "wast": "were", "wert": "were", "shalt": "shall", "canst": "can", "couldst": "could", "couldest": "could",
    "wouldst": "would", "wouldest": "would", "shouldst": "should", "shouldest": "should", "mayst": "may",
    "mayest": "may", "mightst": "might", "saith": "says", "doeth": "does", "needst": "need", "dar'st": "dare",
    "darest": "dare", "beest": "are", "saidst": "said", "mights't": "might", "durst": "dared",
}  # fmt: skip
LOST = each("dost didst hast hadst wilt canst couldst wouldst shalt mayst art wert")
SPOKE = each("spoke broke took shook stole wrote forsook mistook chose wove spake")
DO = {"doth": "s", "dost": "base", "didst": "past"}
# Before a superlative or the noun "art"; not "that", because in "thou that lovest" a verb follows.
NOMINAL = DETERMINERS | PREPOSITIONS | each("most more very another whose one two three other black magic")
ADVERBS = each("not still ever never so thus now then here there too but also only well yet ne'er e'er")
PLURAL = each("they we you ye i these those")


def verb(words: Words, index: int) -> str | None:
    """Today's form of an old verb form, or None."""
    low = words[index].low
    if low == "be":
        return _be(words, index)
    if low in ("art", "wilt"):
        return {"art": "are", "wilt": "will"}[low] if _is_old_auxiliary(words, index) else None
    if low in VERBS:
        plural_subject = words[index].joined and words.at(index - 1).low in PLURAL
        return {"hath": "have", "doth": "do", "saith": "say"}.get(low, VERBS[low]) if plural_subject else VERBS[low]
    if low.endswith("st"):
        return _second_person(words, index)
    if low.endswith("th") and (base := read_third(low)):
        word = words[index]
        if word.text[0].isupper() and not words.starts(index) and base not in bases():
            return None
        return base if word.joined and words.at(index - 1).low in PLURAL else third(base)
    return _participle(words, index)


def _participle(words: Words, index: int) -> str | None:
    """I have spoke -> spoken: Shakespeare's participles were often the past form."""
    before = words.at(index - 1).low if words[index].joined else ""
    base, kind = forms().get(words[index].low, ("", ""))
    helped = before in HAVE or (before in BE and words[index].low in SPOKE)
    return participle(base) if kind == "past" and helped and participle(base) != words[index].low else None


def _be(words: Words, index: int) -> str | None:
    """Where be thy brothers? -> are; if thou be, if he be -> are, is."""
    before, earlier = words.at(index - 1).low, words.at(index - 2).low
    if not words[index].joined:
        return None
    if before in ("where", "what", "how", "these", "those"):
        return None if earlier in ("if", "though", "let", "that") else "are"
    if before in ("thou", "he", "she", "it") and earlier in ("if", "though", "unless", "whether", "an"):
        return "are" if before == "thou" else "is"
    return None


def _is_old_auxiliary(words: Words, index: int) -> bool:
    """Whether art or wilt is a verb: next to thou, or in its clause and not in a noun's place."""
    word, before, following = words[index], words.at(index - 1), words.at(index + 1)
    if following.joined and following.low in ("thou", "not"):
        return following.low == "thou" or not _nominal(words, index)
    if word.joined and before.low in ("thou", "thyself"):
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
    elided = "'" in word.low or word.low.endswith("est")
    return modern if elided and (known or _speaks_to_thou(words, index, 0)) else None


def _superlative(low: str) -> str | None:
    """dear'st -> dearest, damned'st -> most damned; a form without an apostrophe is already correct."""
    if not low.endswith("'st"):
        return None
    stem = low[:-3]
    if stem.endswith(("ed", "ful", "on", "ing", "ous")):
        return f"most {stem}"
    return stem[:-1] + "iest" if stem.endswith("y") else stem + ("st" if stem.endswith("e") else "est")


def plain_do(words: Words, rank: float) -> None:
    """doth love -> loves, didst see -> saw: unstressed "do" belongs to Shakespeare's time (Barber 1976, p. 263)."""
    inverted = {"so", "as", "than", "thus", "then", "now", "here", "there", "nor", "neither", "never", "not", "only"}
    for index in range(len(words) - 1):
        word, verb = words[index], words[index + 1]
        kind = DO.get(word.low)
        if (
            not kind
            or verb.gap != " "
            or word.drop
            or " " in word.now
            or verb.rule
            or words.at(index - 1).low in inverted
        ):
            continue
        if verb.low in bases() and verb.low not in FUNCTION | {"like", "well"} and not verb.text[0].isupper():
            kind = "base" if word.now == "do" else kind
            words.set([index, index + 1], [inflect(verb.low, kind), None], "verb", rank)


def lost_thou(words: Words, rank: float) -> None:
    """Dost know him? -> Do you know him?: the old form implies the subject; today it must be named."""
    for first, end, mark in words.clauses:
        for index in range(first, end if mark == "?" else first):
            word, following = words[index], words.at(index + 1)
            if word.low not in LOST or word.drop or " " in word.now or following.low in ("thou", "thyself"):
                continue
            lead = index - first < LONGEST_LEAD and all(before.low in LEADING for before in words[first:index])
            asked = word.joined and words[index - 1].low in WH - {"who", "which", "whom"}
            if (lead or asked) and word.new in set(VERBS.values()) | {"are", "will"}:
                words.set([index], [f"{word.new} you"], "verb", rank)


def commands(words: Words, rank: float) -> None:
    """Fear thou not -> fear not: today's commands have no subject."""
    for index in range(1, len(words)):
        word, verb = words[index], words[index - 1]
        if word.low != "thou" or word.gap != " " or verb.rule or not words.opens(index - 1):
            continue
        asked = words.clauses[word.clause][2] == "?"
        if not asked and ((verb.low in bases() and verb.low not in AUXILIARIES) or verb.low == "be"):
            words.set([index], [None], "pronoun", rank)
