"""Clauses: where one begins, and the subject of a verb.

A clause begins behind a mark, a conjunction or an interjection, or where speech follows a verb of saying. A subject is
looked for from the verb to the left, past adverbs and relative clauses, so that the word next door is not taken for it.
"""

from zoo.twist.closed import NOMINATIVE
from zoo.twist.lists import each
from zoo.twist.tags import is_noun, tag
from zoo.twist.verbs import forms
from zoo.twist.words import Words

JOINING = each("and but or nor for then so yet if that because though although when while whilst till until since lest "
               "unless ere before after where whereas")  # fmt: skip
CALLING = each("o oh ah alas alack nay no yes yea ay lo behold well why what now hey ho hark tush pish fie come go "
               "prithee please pray sir madam sirrah")  # fmt: skip
SAYING = each("say ask answer cry reply tell speak call shout whisper exclaim demand think write")
RELATIVE = each("that which who")
PLURAL = each("i we they ye you thou these those")
INDEFINITE = each(
    "nobody somebody everybody anybody someone everyone anyone nothing something everything one none naught each"
)
MANY = each("men women children people feet teeth mice geese oxen folk brethren kine")
FAR = 12


def begins(words: Words, index: int) -> bool:
    """Whether a clause can begin with this word."""
    if words.opens(index):
        return True
    before = words.at(index - 1).low
    return before in JOINING or (before in CALLING and (index < 2 or begins(words, index - 1)))


def quoted(words: Words, index: int) -> bool:
    """Whether speech begins here, behind a comma: "Jesus said unto him, Lovest thou me?"."""
    word = words[index]
    if not words.opens(index) or not word.text[:1].isupper() or word.low == "i" or "," not in word.gap:
        return False
    first = words.clauses[word.clause][0]
    return any(forms().get(words[at].now, ("",))[0] in SAYING or words[at].low in ("saith", "quoth", "spake")
               for at in range(max(first, index - FAR), index))  # fmt: skip


# ---- subjects
def is_subject(words: Words, index: int) -> bool:
    """Whether a pronoun that can be both is a subject here, not the object of what stands before it."""
    low = words[index].low
    if low not in ("you", "ye", "it", "this", "that", "these", "those"):
        return low in NOMINATIVE
    if not words[index].joined:
        return True
    left = tag(words, index - 1)
    if left == "verb":
        base, kind = forms().get(words[index - 1].low, (words[index - 1].low, ""))
        return base in ("think", "say", "know", "hope", "believe", "wish", "swear", "see", "hear") and kind != "ing"
    return left not in ("prep", "verb") or words[index - 1].low in JOINING


def subject(words: Words, verb: int) -> int | None:
    """The pronoun or the head noun that a verb belongs to, or None if none is found to the left in its clause."""
    first, after = words.clauses[words[verb].clause][0], _past_name(words, verb)
    at, joined = after - 1, words[after].joined or after < verb
    while at >= first and joined and (tag(words, at) == "adv" or words[at].low == "not"):
        at, joined = at - 1, words[at].joined
    if at < first or not joined:
        return _past_relative(words, verb, first) if at >= first else None
    if words[at].low in RELATIVE:
        return (
            at - 1 if at > first and (is_noun(words, at - 1) or words[at - 1].low in NOMINATIVE | {"those"}) else None
        )
    if words[at].low in NOMINATIVE or words[at].low in ("these", "those", "this", "that"):
        return at if is_subject(words, at) else _past_relative(words, at, first)
    if words[at].low in INDEFINITE:
        return at
    if tag(words, at) == "verb":
        return _past_relative(words, verb, first)
    if not is_noun(words, at):
        return None
    found = _past_relative(words, at, first)
    return head(words, at, first) if found is None else found


def _past_name(words: Words, verb: int) -> int:
    """The first word of somebody called before the verb ("thy thoughts, Bianca, be"), or else the verb itself."""
    if "," not in words[verb].gap or not is_noun(words, verb - 1):
        return verb
    opening = start(words, verb - 1)
    return opening if "," in words[opening].gap else verb


def _past_relative(words: Words, index: int, first: int) -> int | None:
    """The word before a relative clause that ends at ``index``: "he" of "he that receiveth you"."""
    for at in range(index - 1, max(first, index - FAR), -1):
        if words[at].low in RELATIVE and words[at].joined and tag(words, at) in ("wh", "pron"):
            before = words[at - 1]
            if before.low in NOMINATIVE | {"those", "him", "them"} or is_noun(words, at - 1):
                return at - 1
    return None


def head(words: Words, last: int, first: int) -> int:
    """The head of the noun phrase that ends at ``last``: "king" of "the king of France"."""
    found = last
    for at in range(last - 1, first - 1, -1):
        if not words[at + 1].joined or tag(words, at) not in ("det", "adj", "noun", "name", "num", "prep"):
            break
        if words[at].low == "of" and at > first and is_noun(words, at - 1):
            found = at - 1
        elif tag(words, at) == "prep":
            break
    return found


def start(words: Words, last: int) -> int:
    """The first word of the noun phrase that ends at ``last``."""
    at = last
    while at > 0 and words[at].joined and tag(words, at - 1) in ("det", "adj", "noun", "name", "num"):
        at -= 1
    return at


def noun_phrase(words: Words, index: int, end: int) -> int | None:
    """The last word of the noun phrase that starts at ``index``: "the Duke of York", "my lord", "Romeo"; None if none.

    ``end`` is the end of the clause.
    """
    if index >= end or tag(words, index) not in ("det", "adj", "noun", "name", "num"):
        return None
    last = None
    for at in range(index, end):
        part = tag(words, at)
        if at > index and not words[at].joined:
            break
        if part in ("noun", "name"):
            last = at
        elif words[at].low == "of" and last == at - 1 and at > index:
            continue
        elif part not in ("det", "adj", "num") or last == at - 1:
            break
    return last


def third_person(words: Words, index: int | None) -> bool:
    """Whether a subject takes today's -s; so does one that was not found."""
    return index is None or not (words[index].low in PLURAL or plural(words, index))


def plural(words: Words, index: int) -> bool:
    """Whether a noun is a plural, by its form or by an "and" before it."""
    low = words[index].low
    if tag(words, index) not in ("noun", "name"):
        return low in ("they", "we", "these", "those", "them", "us", "ye")
    if low in MANY:
        return True
    first = start(words, index)
    linked = words[first].joined and words.at(first - 1).joined and words.at(first - 1).low == "and"
    if linked and is_noun(words, first - 2) and first - 2 >= words.clauses[words[index].clause][0]:
        return True
    return tag(words, index) == "noun" and low.endswith("s") and not low.endswith(("ss", "us", "is", "'s", "news"))
