"""Questions and negations without "do": Do you know? -> Knowest thou?; I do not know -> I know not."""

from zoo.twist.address import stays_you
from zoo.twist.closed import FUNCTION, NOMINATIVE, OBJECTS
from zoo.twist.lists import each
from zoo.twist.tags import tag
from zoo.twist.verbs import bases, forms, old_third, past, second
from zoo.twist.words import Words

LINKS = each(
    "and but or if when while that because since as than though although until till before after where why "
    "how what who whom which so then now whenever wherever whatever unless once whether yet for nor say oh o "
    "yes no well please maybe perhaps perchance mayhap wherefore whilst ere anon"
)  # fmt: skip
THINKING = each(
    "think know hope say believe wish fear swear guess suppose bet feel mean promise wonder doubt understand "
    "hear find see imagine trust assume"
)  # fmt: skip
DO = {"do": "base", "does": "s", "did": "past"}
NEGATIVE = {"don't": "do", "doesn't": "does", "didn't": "did", "isn't": "is", "aren't": "are", "wasn't": "was",
            "weren't": "were", "won't": "will", "wouldn't": "would", "can't": "can", "couldn't": "could",
            "shouldn't": "should", "haven't": "have", "hasn't": "has", "hadn't": "had", "mustn't": "must"}  # fmt: skip
THOU = {"were": "wert", "had": "hadst", "did": "didst", "could": "couldst", "would": "wouldst", "should": "shouldst",
        "might": "mightst", "must": "must", "are": "art", "was": "wast"}  # fmt: skip
RANK = 0.8  # of questions and negations; with thou, the rank of pronouns
THOU_RANK = 0.3


def without_do(words: Words, index: int) -> None:
    """Do you know? -> Knowest thou?; I do not know -> I know not; he doesn't love me -> he loveth me not."""
    word = words[index]
    do = NEGATIVE.get(word.low, word.low)
    if do not in DO:
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
    return word.gap == " " and word.low in bases() and word.low not in FUNCTION - {"have", "like"}


def _old_form(base: str, do: str, subject: str) -> str:
    """The verb that "do" leaves behind; ``subject`` is "thou" where you has become it."""
    form = past(base) if do == "did" and base != "have" else {"have": "had"}.get(base, base) if do == "did" else base
    if subject == "thou":
        return THOU.get(form) or second(form)
    return old_third(base) if do == "does" else form


def _name(words: Words, index: int) -> str:
    """The subject in its old form: thou, or you if it stays; I keeps its capital."""
    word = words[index]
    if word.low in ("you", "thou"):
        return "you" if stays_you(words, index) else "thou"
    return word.text if word.low == "i" else word.low


def _thinks_of_a_clause(words: Words, verb: int) -> bool:
    """Whether what is thought follows as a clause: "I do not think she is coming" keeps its do."""
    following, after = words.at(verb + 1), words.at(verb + 2)
    if words[verb].low not in THINKING or not following.joined:
        return False
    name, mark, _ = following.low.partition("'")
    if following.low == "that":
        return after.joined and tag(words, verb + 2) in ("pron", "det", "name")
    return name in NOMINATIVE and bool(mark or (after.joined and tag(words, verb + 2) in ("verb", "aux", "adv")))


def _question(words: Words, index: int, do: str, negative: bool) -> None:
    subject, verb = words[index + 1], index + 2
    inner = words.at(verb).low == "not" and words.at(verb).gap == " "
    verb += inner
    if not _lexical(words, verb) or subject.gap != " ":
        return
    name = _name(words, index + 1)
    form = _old_form(words[verb].low, do, name)
    rank = THOU_RANK if name == "thou" else RANK
    if (negative or inner) and _object_closes(words, verb + 1):
        moved = f"{_object(words, verb + 1)} not"
        places, news = range(index, verb + 2), [form, name, *[None] * (verb - index - 2), moved, None]
    else:
        negated = " not" if negative or inner else ""
        places, news = range(index, verb + 1), [form, name + negated, *[None] * (verb - index - 1)]
    words.set(list(places), news, "question", rank)


def _object_closes(words: Words, index: int) -> bool:
    """Whether a pronoun is the object of the verb before it and ends the clause: it then stands before "not"."""
    pronoun = words.at(index)
    return pronoun.low in OBJECTS and pronoun.gap == " " and words.closes(index)


def _object(words: Words, index: int) -> str:
    """An object pronoun in its old form: thee, or you if it stays."""
    pronoun = words[index]
    return "thee" if pronoun.low in ("you", "ye") and not stays_you(words, index) else pronoun.low


def _negation(words: Words, index: int, do: str, negative: bool) -> None:
    verb = index + 1 if negative else index + 2
    if not _lexical(words, verb) or (not negative and words[index + 1].gap != " ") or _asked_before(words, index - 1):
        return
    if _thinks_of_a_clause(words, verb):
        return
    form = _old_form(words[verb].low, do, _name(words, index - 1))
    indices, news = [index], [form]
    if _object_closes(words, verb + 1):
        moved = _object(words, verb + 1)
        tail = [moved, "not", None] if not negative else [f"{moved} not", None]
        indices, news = [*indices, *range(index + 1, verb + 2)], [*news, *tail]
    else:
        tail = ["not"] if negative else ["not", None]
        indices, news = [*indices, *range(index + 1, verb + 1)], [*news, *tail]
    rank = RANK
    if _name(words, index - 1) == "thou":
        indices, news, rank = [index - 1, *indices], ["thou", *news], THOU_RANK
    words.set(indices, news, "negation", rank)


def _asked_before(words: Words, index: int) -> bool:
    """Whether "you" is not the subject here: "I told you do not go"."""
    before = words.at(index - 1)
    thinking = forms().get(before.low, ("", ""))[0] in THINKING
    return words[index].low in ("you", "it") and words[index].joined and before.low not in LINKS and not thinking
