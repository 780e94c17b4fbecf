"""Who is addressed: one person, who is thou, or several or a person of rank, who are you."""

from zoo.twist.clauses import CALLING
from zoo.twist.lists import each, words_of
from zoo.twist.tags import tag
from zoo.twist.verbs import BE
from zoo.twist.words import Words

# If one of these is called in the clause, more than one person is addressed.
MANY = each(
    "guys folks friends everyone everybody ladies gentlemen countrymen boys lads kids citizens sirs lords people team"
)
LEADING = each("my our dear good fellow young old")  # these, and adjectives, lead to the name of those who are called
HAILING = CALLING | each("hello hi thanks welcome")
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
    clause = words[index].clause
    if ("many", clause) not in words.memory:
        words.memory["many", clause] = _names_many(words, *words.clauses[clause][:2])
    return words.memory["many", clause] or polite(words, words[index].speech)


def _names_many(words: Words, first: int, end: int) -> bool:
    clause = words[first:end]
    if any(word.low in MANY and _called(words, first + at) for at, word in enumerate(clause)):
        return True
    lows = [word.low for word in clause]
    return (
        "yourselves" in lows
        or any(
            (one in ("you", "ye") and two.low in MANY_AFTER and two.joined) or (one == "of" and two.low == "you")
            for one, two in zip(lows, clause[1:], strict=False)
        )
        or any(
            (one in ("you", "ye") and two in BE and three == "all") or (one == "you're" and two == "all")
            for one, two, three in zip(lows, lows[1:], [*lows[2:], ""], strict=False)
        )
    )


def _called(words: Words, index: int) -> bool:
    """Whether the name of several people addresses them or says what you are, as no object does."""
    first = index
    while words[first].joined and words.at(first - 1).low in LEADING | words_of("adjectives.txt"):
        first -= 1
    before, after = words.at(first - 1), words.at(index + 1)
    ends = words.closes(index) or (after.low in MANY_AFTER | {"and"} and words.closes(index + 1 + (after.low == "and")))
    if words.opens(first) or (before.low == "and" and first > 1 and words.opens(first - 2)):  # "men and lads, stand!"
        return ends  # set off on both sides
    if before.low in ("you", "ye"):  # "you boys are late", but not "I told you everyone knows"
        return ends or words[index].low not in ("everyone", "everybody")
    if before.low in HAILING or before.low in BE:
        return True
    return first == index and ends and tag(words, index - 1) in ("adv", "intj", "name")  # "see you tomorrow, everyone"


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
