"""Who is addressed: one person, who is thou, or several or a person of rank, who are you."""

import itertools

from zoo.twist.lists import each
from zoo.twist.words import Word, Words

# If one of these is in the clause, more than one person is addressed.
MANY = each(
    "guys folks friends everyone everybody ladies gentlemen yourselves countrymen boys lads kids citizens "
    "sirs lords people team"
)  # fmt: skip
MANY_AFTER = each("all two both three four lot")
TITLES = each(
    "majesty grace highness honour honor lordship ladyship excellency excellence worship holiness reverence eminence"
)
# Set off by marks, these address a person of rank: "sir", "my lord", "good madam".
RANK = each("sir madam sire ma'am")
# Titles before a name or alone, as today's people use them: "Mr. President", "Doctor".
CALLED = each(
    "mr mrs ms miss mx dr prof doctor professor president chancellor minister senator ambassador governor mayor judge "
    "officer captain major colonel general admiral inspector bishop reverend"
)
LONGEST_NAME = 3  # words
MY_RANK = each("lord lady liege king queen sovereign prince duke")


def stays_you(words: Words, index: int) -> bool:
    """Whether "you" stays: several people are addressed in the clause, or a person of rank in the speech."""
    return words.clause_has(words[index].clause, "many", _names_many) or polite(words, words[index].speech)


def _names_many(clause: list[Word]) -> bool:
    if any(word.low in MANY for word in clause):
        return True
    return any(
        (one.low in ("you", "ye") and two.low in MANY_AFTER and two.joined) or (one.low == "of" and two.low == "you")
        for one, two in itertools.pairwise(clause)
    )


def polite(words: Words, speech: int) -> bool:
    """Whether a paragraph or speech addresses a person of rank."""
    if ("polite", speech) not in words.memory:
        for index, word in enumerate(words):
            known = words.memory.get(("polite", word.speech), False)
            words.memory["polite", word.speech] = known or _ranked(words, index)
    return words.memory["polite", speech]


def _ranked(words: Words, index: int) -> bool:
    word, before = words[index], words.at(index - 1)
    if word.low.removesuffix("'s") in TITLES and before.low == "your" and word.joined:
        return word.text[:1].isupper() or (words.opens(index - 1) and words.closes(index))
    if word.low in CALLED and words.opens(index) and calls(words, index):
        return True
    if not words.closes(index):
        return False
    if word.low in RANK:
        return words.opens(index) or before.low in ("good", "dear", "sweet", "gentle", "noble", "yes", "no", "please")
    near = before if before.low == "my" else words.at(index - 2)
    first = index - 1 if before.low == "my" else index - 2
    return word.low in MY_RANK and near.low == "my" and word.joined and words.opens(first)


def calls(words: Words, index: int) -> bool:
    """Whether a title with the names behind it is set off by marks: "Dr. House, could you", "could you, Professor?"."""
    last = index
    while last - index < LONGEST_NAME and _names(words, last, last + 1):
        last += 1
    marks = words[index].gap + words.at(last + 1).gap[:1]
    return words.closes(last) and ("," in marks or marks.endswith(("!", "?")))


def _names(words: Words, title: int, index: int) -> bool:
    """Whether a name follows a title, whose abbreviation may end with a point."""
    word = words.at(index)
    return word.text[:1].isupper() and (word.joined or (word.gap == ". " and words[title].low in CALLED))
