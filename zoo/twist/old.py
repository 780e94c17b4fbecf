"""Today's English into Early Modern English: thou and its verbs, -eth, words, and questions without "do"."""

from zoo.twist.address import stays_you
from zoo.twist.clauses import CALLING, subject, third_person
from zoo.twist.closed import FUNCTION, NOMINATIVE, PREPOSITIONS
from zoo.twist.fronted import verb_first
from zoo.twist.lists import each
from zoo.twist.opened import MERGED, NEGATED, open_contraction, opened_helper
from zoo.twist.phrases import entries, fix_articles, match, replace
from zoo.twist.tags import tag
from zoo.twist.verbs import AUXILIARIES, BE, MODALS, forms, old_third, second
from zoo.twist.without_do import LINKS, NEGATIVE, THINKING, THOU, without_do
from zoo.twist.words import Edit, Words

# Rank of each rule; the word list has a rank for each entry.
RANKS = {"pronoun": 0.3, "contraction": 0.3, "verb": 0.5, "order": 0.9}
FAR = 8  # words between two verbs of one subject
SINGULAR = each("he she it")

# "I think you know" has a subject in the middle, "I saw you fall" an object.
CAUSING = each("make let see hear help have bid watch feel")
ADVERBS = each(
    "always never just really also still not ever only often now even all truly surely soon already sometimes "
    "both yourself clearly certainly probably actually definitely usually quite almost simply"
)  # fmt: skip
EPITHETS = each("fool monster cheat beast dog idiot coward rogue hero genius brute")  # "You fool!"


def ranked_edits(text: str) -> list[tuple[float, Edit]]:
    """All edits of ``text`` with their ranks."""
    words = Words(text)
    table, index = entries("old_words.tsv"), 0
    for index in range(len(words)):
        without_do(words, index)
    verb_first(words, RANKS["order"])
    index = 0
    while index < len(words):
        entry = match(words, index, table)
        singular = entry and {"thou", "thee", "thy"} & set(entry.after.split())
        if entry and not (singular and stays_you(words, index)):
            index += replace(words, index, entry, "phrase" if len(entry.words) > 1 else "word")
            continue
        index += 1
    for index, word in enumerate(words):
        if not word.rule:
            _one_word(words, index)
    fix_articles(words)
    return words.ranked()


def _one_word(words: Words, index: int) -> None:
    low, following = words[index].low, words.at(index + 1)
    if low in ("you", "ye") and not stays_you(words, index):
        _you(words, index)
    elif low in MERGED and not stays_you(words, index):
        perfect = low == "you'd" and forms().get(following.low, ("", ""))[1] in ("part", "past")
        words.set([index], ["thou hadst" if perfect or following.low in ("been", "better") else MERGED[low]], "pronoun",
                  RANKS["pronoun"])  # fmt: skip
    elif low in ("your", "yours", "yourself") and not stays_you(words, index):
        vowel = following.joined and _vowel(following.now)
        new = {"your": "thine" if vowel else "thy", "yours": "thine", "yourself": "thyself"}[low]
        words.set([index], [new], "pronoun", RANKS["pronoun"])
    elif low == "my" and following.joined and following.low == "own":
        words.set([index], ["mine"], "pronoun", RANKS["verb"])
    elif low in ("has", "does"):
        words.set([index], [old_third("have" if low == "has" else "do")], "verb", RANKS["verb"])
    elif low in NEGATED and following.joined and following.low in NOMINATIVE - {"you", "thou"}:
        name = following.text if following.low == "i" else following.low
        words.set([index, index + 1], [opened_helper(low), f"{name} not"], "contraction", RANKS["contraction"])
    elif "'" in low:
        opened = open_contraction(words, index)
        if opened:
            words.set([index], [opened], "contraction", RANKS["contraction"])
    else:
        _third_person(words, index)


def _vowel(word: str) -> bool:
    silent = word.startswith(("hour", "honest", "honour", "honor", "heir"))
    return silent or (word[:1] in tuple("aeiou") and not word.startswith(("one", "once", "uni", "use", "eu", "usu")))


# ---- you
def _you(words: Words, index: int) -> None:
    before = words.at(index - 1) if words[index].joined else words.at(-1)
    if _asked(words, index, before.low):
        _conjugate(words, [index - 1, index], index - 1)
        return
    verb = _verb_after(words, index)
    if verb is not None and _is_subject(words, index, verb):
        _conjugate(words, [index, verb], verb)
        return
    base, kind = forms().get(before.low, ("", ""))
    question = words.clauses[words[index].clause][2] == "?"
    if (
        question
        and kind == "base"
        and words.at(index - 2).low not in NOMINATIVE | AUXILIARIES | {"to"}
        and verb is None
    ):
        return  # "think you?" has no equivalent today
    is_object = before.low in PREPOSITIONS | {"let", "around", "behind", "beside", "past"} or (base and verb is None)
    loose = words.closes(index) or words.at(index + 1).low in FUNCTION
    governed = (words[index].joined and tag(words, index - 1) in ("verb", "prep")) or before.low.endswith(("ed", "ing"))
    is_object = is_object or (verb is None and before.low not in FUNCTION | LINKS | CALLING and loose and governed)
    if before.low in ("am", "is", "are", "was", "were", "be", "than", "as", "like") and verb is None:
        is_object = before.low not in ("than", "as", "are", "were")
    if is_object or (base and verb is not None and (base in CAUSING or base not in THINKING)):
        words.set([index], ["thee"], "pronoun", RANKS["pronoun"])
    elif (before.low in CALLING and loose) or (
        not before.low and words.at(index + 1).joined and _is_name(words, index + 1)
    ):
        words.set([index], ["thou"], "pronoun", RANKS["pronoun"])


def _is_name(words: Words, index: int) -> bool:
    """Whether "you" is followed by an epithet: "You fool!", "you old rascal,"."""
    following = words[index].low
    known = following in EPITHETS or (following not in FUNCTION and following not in forms())
    return known and (words.closes(index) or words.closes(index + 1))


def _asked(words: Words, index: int, before: str) -> bool:
    """Whether the verb before "you" is its own, as in "are you", not "they have you"."""
    verb = NEGATIVE.get(before, before)
    if verb not in BE | MODALS | {"do", "did", "have", "had"} or verb in ("is", "was", "am", "be", "being", "been"):
        return False
    earlier = words.at(index - 2).low
    return words.opens(index - 1) or earlier not in NOMINATIVE | {"not", "never", "to", "i'll", "we'll"}


def _verb_after(words: Words, index: int) -> int | None:
    """The finite verb after "you", with at most two adverbs in between."""
    for at in range(index + 1, min(index + 4, len(words))):
        word = words[at]
        if not word.joined:
            return None
        low = NEGATIVE.get(word.low, word.low)
        if low in THOU or low in ("do", "have", "will", "can", "shall", "may"):
            return at
        kind = forms().get(low, ("", ""))[1]
        if kind in ("base", "past") and low not in FUNCTION | {"like"} and not word.rule:
            return None if low in EPITHETS and words.closes(at) else at
        if low == "like" and words.at(at + 1).joined:
            return at
        if low not in ADVERBS and not low.endswith("ly"):
            return None
    return None


def _is_subject(words: Words, index: int, verb: int) -> bool:
    before = words.at(index - 1)
    finite = NEGATIVE.get(words[verb].low, words[verb].low)
    if not words[index].joined or before.low in LINKS - {"than", "for"}:
        return True
    base = forms().get(before.low, ("", ""))[0]
    if finite in THOU or finite in ("have", "will", "can", "shall", "may", "do"):
        return before.low not in PREPOSITIONS or before.low in ("before", "after", "than", "like", "for")
    if base in THINKING:
        return base not in CAUSING or forms()[finite][1] == "past"
    return not base and before.low not in PREPOSITIONS | AUXILIARIES


def _conjugate(words: Words, indices: list[int], verb: int) -> None:
    """Change "you" and its verb together: you are -> thou art, do you -> dost thou, don't you -> dost thou not."""
    low = words[verb].low
    negative = low in NEGATIVE
    finite = THOU.get(NEGATIVE.get(low, low)) or second(NEGATIVE.get(low, low))
    asked = verb < max(indices)
    news = {index: finite if index == verb else "thou" for index in indices}
    if negative:
        news[max(indices)] = news[max(indices)] + " not"
    rule = "question" if asked else "pronoun"
    words.set(indices, [news[index] for index in indices], rule, RANKS["pronoun"])
    if not asked and not negative and finite not in THOU.values():
        _second_verb(words, verb)


def _second_verb(words: Words, verb: int) -> None:
    """You come and go -> thou comest and goest: a second verb right after the first."""
    link, other = words.at(verb + 1), words.at(verb + 2)
    same = forms().get(other.low, ("", ""))[1] == forms().get(words[verb].low, ("", ""))[1]
    if link.low in ("and", "or", "but") and link.joined and other.joined and same and other.low not in FUNCTION:
        words.set([verb, verb + 2], [words[verb].new, second(other.low)], "pronoun", RANKS["pronoun"])


# ---- he, she, it, Mary
def _third_person(words: Words, index: int) -> None:
    """He says, Mary loves, the queen walks and sings: -eth after a subject in the singular."""
    word = words[index]
    base, kind = forms().get(word.low, ("", ""))
    if kind != "s" or word.low in AUXILIARIES or not word.joined or words.at(index + 1).gap == "-":
        return
    if words[index - 1].low in ("and", "or", "but"):
        fits = any(other.rule == "verb" for other in words[max(0, index - FAR) : index])
    else:
        found = subject(words, index)
        near = words[index - 1].low in SINGULAR or (words[index - 1].low == "who" and found is None)
        fits = near or (found is not None and third_person(words, found))
    if fits and (tag(words, index) == "verb" or words[index - 1].low in SINGULAR):
        words.set([index], [old_third(base)], "verb", RANKS["verb"])
