"""Today's English into Early Modern English: thou and its verbs, -eth, words, and questions without "do"."""

import itertools

from zoo.twist.phrases import (
    FUNCTION,
    NOMINATIVE,
    OBJECTS,
    PREPOSITIONS,
    entries,
    fix_articles,
    match,
    replace,
)
from zoo.twist.verbs import AUXILIARIES, BE, MODALS, bases, forms, old_third, past, second
from zoo.twist.words import Edit, Word, Words, each

# Rank of each rule; the word list has a rank for each entry.
RANKS = {"pronoun": 0.3, "verb": 0.5, "question": 0.8, "negation": 0.8}

# If one of these is in the clause, more than one person is addressed, and "thou" would be wrong.
MANY = each(
    "guys folks friends everyone everybody ladies gentlemen yourselves countrymen boys lads kids citizens "
    "sirs lords people team"
)  # fmt: skip
MANY_AFTER = each("all two both three four lot")
LINKS = each(
    "and but or if when while that because since as than though although until till before after where why "
    "how what who whom which so then now whenever wherever whatever unless once whether yet for nor say oh o "
    "yes no well please maybe perhaps perchance mayhap wherefore whilst ere anon"
)  # fmt: skip
# "I think you know" has a subject in the middle, "I saw you fall" an object.
THINKING = each(
    "think know hope say believe wish fear swear guess suppose bet feel mean promise wonder doubt understand "
    "hear find see imagine trust assume"
)  # fmt: skip
CAUSING = each("make let see hear help have bid watch feel")
ADVERBS = each(
    "always never just really also still not ever only often now even all truly surely soon already sometimes "
    "both yourself clearly certainly probably actually definitely usually quite almost simply"
)  # fmt: skip
EPITHETS = each("fool monster cheat beast dog idiot coward rogue hero genius brute")  # "You fool!"
DO = {"do": "base", "does": "s", "did": "past"}
NEGATIVE = {"don't": "do", "doesn't": "does", "didn't": "did", "isn't": "is", "aren't": "are", "wasn't": "was",
            "weren't": "were", "won't": "will", "wouldn't": "would", "can't": "can", "couldn't": "could",
            "shouldn't": "should", "haven't": "have", "hasn't": "has", "hadn't": "had", "mustn't": "must"}  # fmt: skip
THOU = {"were": "wert", "had": "hadst", "did": "didst", "could": "couldst", "would": "wouldst", "should": "shouldst",
        "might": "mightst", "must": "must", "are": "art", "was": "wast"}  # fmt: skip
MERGED = {"you're": "thou art", "you've": "thou hast", "you'll": "thou wilt", "you'd": "thou wouldst"}


def ranked_edits(text: str) -> list[tuple[float, Edit]]:
    """All edits of ``text`` with their ranks."""
    words = Words(text)
    table, index = entries("old_words.tsv"), 0
    for index in range(len(words)):
        _without_do(words, index)
    index = 0
    while index < len(words):
        entry = match(words, index, table)
        if entry and not (_many(words, index) and " thee" in f" {entry.after} "):
            index += replace(words, index, entry, "phrase" if len(entry.words) > 1 else "word")
            continue
        index += 1
    for index, word in enumerate(words):
        if not word.rule:
            _one_word(words, index)
    _contractions(words)
    fix_articles(words)
    return words.ranked()


def _one_word(words: Words, index: int) -> None:
    low, following = words[index].low, words.at(index + 1)
    if low in ("you", "ye") and not _many(words, index):
        _you(words, index)
    elif low in MERGED and not _many(words, index):
        perfect = low == "you'd" and forms().get(following.low, ("", ""))[1] in ("part", "past")
        words.set([index], ["thou hadst" if perfect or following.low in ("been", "better") else MERGED[low]], "pronoun",
                  RANKS["pronoun"])  # fmt: skip
    elif low in ("your", "yours", "yourself") and not _many(words, index):
        vowel = following.joined and _vowel(following.now)
        new = {"your": "thine" if vowel else "thy", "yours": "thine", "yourself": "thyself"}[low]
        words.set([index], [new], "pronoun", RANKS["pronoun"])
    elif low in ("my", "mine") and low == "my" and following.joined and following.low == "own":
        words.set([index], ["mine"], "pronoun", RANKS["verb"])
    elif low in ("has", "does"):
        words.set([index], [old_third("have" if low == "has" else "do")], "verb", RANKS["verb"])
    elif low in ("he", "she", "it", "who"):
        _third_person(words, index)


def _vowel(word: str) -> bool:
    silent = word.startswith(("hour", "honest", "honour", "honor", "heir"))
    return silent or (word[:1] in tuple("aeiou") and not word.startswith(("one", "once", "uni", "use", "eu", "usu")))


def _many(words: Words, index: int) -> bool:
    """Whether the clause shows that more than one person is addressed."""
    return words.clause_has(words[index].clause, "many", _names_many)


def _names_many(clause: list[Word]) -> bool:
    if any(word.low in MANY for word in clause):
        return True
    return any(
        (one.low in ("you", "ye") and two.low in MANY_AFTER and two.joined) or (one.low == "of" and two.low == "you")
        for one, two in itertools.pairwise(clause)
    )


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
    is_object = is_object or (verb is None and before.low and before.low not in FUNCTION | LINKS and loose)
    if before.low in ("am", "is", "are", "was", "were", "be", "than", "as", "like") and verb is None:
        is_object = before.low not in ("than", "as", "are", "were")
    if is_object or (base and verb is not None and (base in CAUSING or base not in THINKING)):
        words.set([index], ["thee"], "pronoun", RANKS["pronoun"])
    elif not before.low and words.at(index + 1).joined and _is_name(words, index + 1):
        words.set([index], ["thou"], "pronoun", RANKS["pronoun"])


def _is_name(words: Words, index: int) -> bool:
    """Whether "you" is followed by an epithet: "You fool!", "you old rascal,"."""
    following = words[index].low
    return following not in FUNCTION and following not in forms() and (words.closes(index) or words.closes(index + 1))


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


# ---- he, she, it
def _third_person(words: Words, index: int) -> None:
    for at in range(index + 1, min(index + 3, len(words))):
        word = words[at]
        if not word.joined or (word.rule and word.low not in ADVERBS):
            return
        base, kind = forms().get(word.low, ("", ""))
        if kind == "s" and word.low not in AUXILIARIES:
            words.set([at], [old_third(base)], "verb", RANKS["verb"])
            return
        if word.low not in ADVERBS and not word.low.endswith("ly"):
            return


# ---- do
def _without_do(words: Words, index: int) -> None:
    """Do you know? -> Knowest thou?; I do not know -> I know not; he doesn't love me -> he loveth me not."""
    word = words[index]
    do = NEGATIVE.get(word.low, word.low)
    if do not in DO or word.rule or _many(words, index):
        return
    negative = word.low in NEGATIVE
    following = words.at(index + 1)
    if (
        following.low in NOMINATIVE
        and following.joined
        and (words.opens(index) or words.at(index - 1).low in LINKS | {"whom"})
    ):
        _question(words, index, do, negative)
    elif (negative or following.low == "not") and words.at(index - 1).low in NOMINATIVE and word.gap == " ":
        _negation(words, index, do, negative)


def _lexical(words: Words, index: int) -> bool:
    word = words.at(index)
    return word.gap == " " and word.low in bases() and word.low not in FUNCTION - {"have"} and not word.rule


def _old_form(base: str, do: str, subject: str) -> str:
    form = past(base) if do == "did" and base != "have" else {"have": "had"}.get(base, base) if do == "did" else base
    if subject in ("you", "thou"):
        return THOU.get(form) or second(form)
    return old_third(base) if do == "does" else form


def _question(words: Words, index: int, do: str, negative: bool) -> None:
    subject, verb = words[index + 1], index + 2
    inner = words.at(verb).low == "not" and words.at(verb).gap == " "
    verb += inner
    if not _lexical(words, verb) or subject.gap != " ":
        return
    form = _old_form(words[verb].low, do, subject.low)
    name = "thou" if subject.low == "you" else subject.text if subject.low == "i" else subject.low
    rank = RANKS["pronoun"] if name == "thou" else RANKS["question"]
    middle = [index + 2] if inner else []
    news = [form, name + (" not" if negative and not inner else ""), *(["not"] if inner else []), None]
    words.set([index, index + 1, *middle, verb], news, "question", rank)


def _negation(words: Words, index: int, do: str, negative: bool) -> None:
    subject = words[index - 1]
    verb = index + 1 if negative else index + 2
    if not _lexical(words, verb) or (not negative and words[index + 1].gap != " ") or _asked_before(words, index - 1):
        return
    form = _old_form(words[verb].low, do, subject.low)
    indices, news = [index], [form]
    pronoun = words.at(verb + 1)
    if pronoun.low in OBJECTS and pronoun.gap == " " and words.closes(verb + 1):
        moved = "thee" if pronoun.low in ("you", "ye") else pronoun.low
        tail = [moved, "not", None] if not negative else [f"{moved} not", None]
        indices, news = [*indices, *range(index + 1, verb + 2)], [*news, *tail]
    else:
        tail = ["not"] if negative else ["not", None]
        indices, news = [*indices, *range(index + 1, verb + 1)], [*news, *tail]
    rank = RANKS["negation"]
    if subject.low == "you":
        indices, news, rank = [index - 1, *indices], ["thou", *news], RANKS["pronoun"]
    words.set(indices, news, "negation", rank)


def _asked_before(words: Words, index: int) -> bool:
    """Whether "you" is not the subject here: "I told you do not go"."""
    before = words.at(index - 1)
    thinking = forms().get(before.low, ("", ""))[0] in THINKING
    return words[index].low in ("you", "it") and words[index].joined and before.low not in LINKS and not thinking


def _contractions(words: Words) -> None:
    """don't -> do not, and similar forms that were not written in Shakespeare's time."""
    for index, word in enumerate(words):
        if not word.rule and word.low in NEGATIVE and words.at(index + 1).low not in NOMINATIVE:
            new = {"can't": "cannot"}.get(word.low) or NEGATIVE[word.low] + " not"
            words.set([index], [new.replace("does", "doth").replace("has", "hath")], "verb", RANKS["verb"])
