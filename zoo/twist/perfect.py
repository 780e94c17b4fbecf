"""Forms of "be" and "have": the subjunctive "if he be", participles ("I have spoke"), and "am come" for "have come"."""

from zoo.twist.clauses import plural, start, subject
from zoo.twist.closed import DETERMINERS, HAVE, NOMINATIVE, OBJECTS
from zoo.twist.lists import each
from zoo.twist.tags import EXTRA, can_be, is_noun, tag
from zoo.twist.verbs import BE, forms, participle, pasts
from zoo.twist.words import Words

# Past forms that are no other word, which stood for the participle after "be", too: "it was wrote".
SPOKE = each("spoke broke took shook stole wrote forsook mistook chose wove spake drove froze tore swore forgot rode")
CONDITIONS = each("if though although unless whether except till until an ere before")
OTHER_WORDS = each("bare brake tare gat rid")
FAR = 4  # words between "have" and its participle
ARRIVED = each("come become arrived")
BE_TO_HAVE = {"am": "have", "are": "have", "is": "has", "was": "had", "were": "had", "art": "have", "be": "have"}


# ---- be
def be(words: Words, index: int) -> str | None:
    """Where be thy brothers? -> are; if Claudio be condemned -> is; there be stars -> there are."""
    before, earlier = words.at(index - 1).low, words.at(index - 2).low
    if not words[index].joined and "," not in words[index].gap:
        return None
    if before in ("where", "what", "how", "these", "those"):
        return None if earlier in ("if", "though", "let", "that") else "are"
    if before == "there":
        return None if (words.at(index - 2).joined and tag(words, index - 2) == "aux") or earlier == "let" else (
            _is_or_are(words, _next_noun(words, index))
        )  # fmt: skip
    found = subject(words, index)
    if found is None:
        return None
    if before == "that" and words[found].low in ("they", "those", "ye"):
        return "are"
    opening = start(words, found) if is_noun(words, found) else found
    while words[opening].joined and words.at(opening - 1).low in ("and", "or") and is_noun(words, opening - 2):
        opening = start(words, opening - 2)
    conditional = opening > 0 and words[opening].joined and words[opening - 1].low in CONDITIONS
    return _is_or_are(words, found) if conditional else None


def _next_noun(words: Words, index: int) -> int:
    end = words.clauses[words[index].clause][1]
    return next((at for at in range(index + 1, min(index + 5, end)) if is_noun(words, at)), index + 1)


def _is_or_are(words: Words, index: int) -> str:
    low = words.at(index).low
    if low == "i":
        return "am"
    many = low in ("thou", "we", "you", "ye", "they", "these", "those", "none", "many", "two", "three")
    return "are" if many or (0 <= index < len(words) and plural(words, index)) else "is"


# ---- participles
def participle_after_have(words: Words, index: int) -> str | None:
    """I have spoke -> spoken: the participle was often the past form. "We have bad news" has none."""
    word = words[index]
    base, kind = forms().get(word.low, ("", ""))
    if kind != "past" or not word.joined:
        return None
    wanted = participle(base)
    if wanted == word.low or not _helped(words, index):
        return None
    noun, _, adjective = can_be(word.low)
    named = is_noun(words, index + 1) and words.at(index + 1).joined
    doubtful = word.low in EXTRA and noun + adjective > 2
    return None if doubtful and (named or tag(words, index) != "verb" or adjective > 20) else wanted


def _helped(words: Words, index: int) -> bool:
    """Whether have, or be where no other reading is left, governs the word, past adverbs and an inverted subject."""
    for at in range(index - 1, max(-1, index - 1 - FAR), -1):
        low = words[at].low
        if not words[at + 1].joined:
            return False
        if low in HAVE:
            return True
        if low in BE:
            return words[index].low in SPOKE
        inverted = low in NOMINATIVE and words.at(at - 1).low in HAVE and words[at].joined
        if tag(words, at) != "adv" and not inverted and low != "not":
            return False
    return False


def old_past(words: Words, index: int) -> str | None:
    """She bare a son -> bore; they brake the bread -> broke: old past forms that are other words today."""
    word = words[index]
    new = pasts().get(word.low)
    if new in (None, word.low) or word.low in ("bid", "bad", "span", "awaked", "writ") or not word.joined:
        return None
    if tag(words, index - 1) in ("det", "adj", "prep"):
        return None
    if word.low not in OTHER_WORDS:
        return new
    found = subject(words, index) if words[index - 1].low not in ("and", "that", "which", "who") else index
    following = words.at(index + 1)
    governs = following.joined and (
        following.low in OBJECTS | DETERMINERS or following.low in ("witness", "record", "fruit", "children", "bread")
    )
    return new if found is not None and governs and not _helped(words, index) else None


# ---- be come
def am_come(words: Words, rank: float) -> None:
    """I am come -> I have come: verbs of arriving made their perfect with "be"."""
    for index in range(1, len(words)):
        word = words[index]
        if word.low not in ARRIVED or not word.joined:
            continue
        at = index - 1
        while at > 0 and words[at].joined and (tag(words, at) == "adv" or words[at].low in NOMINATIVE):
            at -= 1
        helper = words[at]
        own = helper.now in BE_TO_HAVE and helper.low != "be"
        if own and (word.low != "arrived" or words.closes(index)) and not (words.opens(at) and at == index - 1):
            words.set([at], [BE_TO_HAVE[helper.now]], helper.rule or "verb", min(rank, helper.rank or rank))
