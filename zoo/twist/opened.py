"""Contractions of today that were not written in Shakespeare's time, opened: don't, she's, they've, he'd."""

from zoo.twist.lists import each
from zoo.twist.tags import EXTRA, tag
from zoo.twist.verbs import BE, forms
from zoo.twist.without_do import NEGATIVE
from zoo.twist.words import Words

MERGED = {"you're": "thou art", "you've": "thou hast", "you'll": "thou wilt", "you'd": "thou wouldst"}


NEGATED = NEGATIVE | {"shan't": "shall", "needn't": "need", "mightn't": "might", "oughtn't": "ought", "daren't": "dare"}
OLD = {"does": "doth", "has": "hath"}
# What is before 's, 'd or 're and is no noun.
PRONOUNS = each(
    "i you he she it we they who what that this there here where how when why one someone somebody everyone everybody "
    "nobody no-one nothing something everything anyone anybody these those"
)
QUESTIONS = each("what where who why how when")
SUBJECTS = each("he she it")
ENDINGS = {"'re": "are", "'ve": "have", "'m": "am"}
# Participles that go with "is" in the perfect, or are adjectives: "she's gone", "he's dead".
WITH_IS = each("gone come fled departed arrived fallen risen grown become married born lost drunk broken tired done "
               "dead finished closed made called worried scared interested excited bored pleased supposed")  # fmt: skip
WITH_HAS = each("been had got happened lived died stayed worked waited slept tried wanted begun seen known written")


def open_contraction(words: Words, index: int) -> str | None:
    """The words that a contraction stands for, or None if it stays ("I'll", "the king's crown")."""
    word = words[index]
    low = word.low
    if low in NEGATED:
        return "cannot" if NEGATED[low] == "can" else f"{opened_helper(low)} not"
    if low == "ain't":
        before = words.at(index - 1).low
        return "am not" if before == "i" else "are not" if before in ("you", "we", "they", "thou") else "is not"
    if low == "let's":
        return "let us"
    stem, _, ending = low.rpartition("'")
    kept, ending = word.text[: len(stem)], "'" + ending
    kept = kept if stem == "i" or stem not in PRONOUNS else stem
    if ending in ENDINGS and (stem in PRONOUNS or ending == "'ve"):
        return f"{kept} {ENDINGS[ending]}"
    if ending == "'d" and stem in PRONOUNS:
        return f"{kept} {_had_or_would(words, index)}"
    if ending == "'s":
        meant = _is_or_has(words, index, stem in PRONOUNS)
        return f"{kept} {meant}" if meant else None
    return None


def opened_helper(negated: str) -> str:
    """The verb in a contraction with "not": hasn't -> hath, won't -> will."""
    return OLD.get(NEGATED[negated], NEGATED[negated])


def _next(words: Words, index: int) -> int:
    """The next word but adverbs."""
    at = index + 1
    while words.at(at).joined and tag(words, at) == "adv" and words.closes(at) is False:
        at += 1
    return at


def _had_or_would(words: Words, index: int) -> str:
    following = words.at(_next(words, index)).low
    kind = forms().get(following, ("", ""))[1]
    return "had" if kind in ("past", "part") or following in ("been", "better", "had", "rather") else "would"


def _is_or_has(words: Words, index: int, pronoun: bool) -> str | None:
    """What 's stands for; None where it is the sign of the possessive."""
    at = _next(words, index)
    following, after = words.at(at), words.at(at + 1)
    kind = forms().get(following.low, ("", ""))[1]
    if not words.at(index + 1).joined:
        return "is" if pronoun else None
    if following.low in WITH_HAS:
        return "hath"
    if following.low in SUBJECTS and words[index].low.removesuffix("'s") in QUESTIONS:
        return "hath" if _has_done(words, at) else "is"
    if not pronoun and not _speaks(words, index + 1, kind):
        return None
    asked = words.at(index - 1).low in ("what", "that", "which", "whom", "all") and words[index].joined
    if asked and (kind in ("past", "part") or following.low == "done") and after.low != "by":
        return "hath"  # "what he's done"
    doubtful = following.low in EXTRA and tag(words, at) != "verb"
    if kind in ("past", "part") and following.low not in WITH_IS and not doubtful:
        owned = after.joined and tag(words, at + 1) in ("det", "pron", "noun", "name")
        return "hath" if owned or (kind == "part" and after.low != "by") else "is"
    return "is"


def _has_done(words: Words, subject: int) -> bool:
    """Whether a question goes on with what the subject has done: "what's he done?"; not "where's she gone?"."""
    verb = words.at(_next(words, subject)).low
    if verb == "done":
        return words[subject].low != "it"  # "how's it done?"
    return forms().get(verb, ("", ""))[1] in ("past", "part") and verb not in WITH_IS


def _speaks(words: Words, index: int, kind: str) -> bool:
    """Whether the word after a noun with 's shows that a clause goes on: "Tom's a fool", "dinner's ready"."""
    word, part = words[index], tag(words, index)
    if part in ("det", "prep", "wh") or word.low in BE | {
        "not",
        "here",
        "there",
        "never",
        "always",
        "so",
        "too",
        "very",
    }:
        return True
    if kind == "ing" or word.low in ("gone", "come", "dead"):
        return words.closes(index) or tag(words, index + 1) in ("det", "prep", "pron", "adv")
    goes_on = words.at(index + 1).low == "and" and tag(words, index + 2) in ("pron", "det", "name")
    return part == "adj" and (words.closes(index) or goes_on)
