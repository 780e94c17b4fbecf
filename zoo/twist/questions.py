"""Word order: questions and negations with the main verb first get today's "do"."""

from zoo.twist.clauses import noun_phrase, quoted
from zoo.twist.closed import DETERMINERS, FUNCTION, OBJECTS
from zoo.twist.lists import each
from zoo.twist.tags import is_noun, tag
from zoo.twist.verbs import AUXILIARIES, MODALS, forms, participle
from zoo.twist.words import Words

SUBJECTS = each("i you he she it we they")
LONGEST_LEAD = 8
WH = each("what why where how when whom who wherefore whither which whose")
LEADING = each("and but or then so o oh no yes what why pray please well now sir madam nay")
DO = {"s": "does", "past": "did", "base": "do"}
# "What said you?" is a question, but in "What made you?" the subject may be "what", so only these verbs count.
SAYING = each("say think mean know see hear")
# Imperatives that take "you" ("look you", "pray you"), and words that are seldom the verb of a question.
COMMANDS = each(
    "look pray thank hark mark fare get save take bid hie wake let please bless help god like sit well will "
    "need dare use beseech crave content commend"
)  # fmt: skip
# Verbs that a noun may follow as their subject: "How goes the night?", "What says my lord?"
QUIET = each(
    "say fare mean go do think stand lie hold grow look live dwell hang begin run sleep rest stay sit feel "
    "like come"
)  # fmt: skip
VOCATIVES = each("sir madam sirrah sire mistress")
BELIEF = each("think hope trust suppose fear guess")
ONLY = each("only alone merely just because one a an for but")
NOUNS_TOO = each(
    "look love fear tear hope doubt wish thought thanks work name word sin arm hand eye face heart will part "
    "turn rest stand cry plague sport grace sleep dream answer report"
)  # fmt: skip


def reorder(words: Words, question: float, negation: float) -> None:
    """Mark the changes of order in ``words``, with the rank of each."""
    for first, end, mark in words.clauses:
        _question(words, first, end, mark == "?", question)
    for index, word in enumerate(words):
        if word.low == "not" and word.gap == " ":
            _negation(words, index, negation)


def finite(words: Words, index: int) -> tuple[str, str] | None:
    """(base, kind) of a main verb that can stand alone: base, "s" or past; None for any other word."""
    word = words.at(index)
    found = forms().get(word.now)
    if not found or found[1] in ("part", "ing") or word.now in AUXILIARIES or word.gap == "-":
        return None
    return None if found[0] in ("be", "have", "do") else found


def agrees(kind: str, subject: str) -> bool:
    """Whether a verb form goes with a pronoun: "goes he", "go you", "went they"."""
    return kind == "past" or (kind == "s") == (subject in ("he", "she", "it"))


# ---- questions
def _question(words: Words, first: int, end: int, marked: bool, rank: float) -> None:
    """The first inverted verb of a question: "What said he?", "Know you this man?", "How goes the night?".

    Without a question mark, only forms such as "know'st thou" are certainly questions, but for "then camest thou".
    """
    for index in range(first, end - 1):
        verb = finite(words, index)
        if not verb:
            continue
        asked, subject = _asks(words, first, index), words[index + 1]
        certain = subject.low == "thou" and words[index].low.endswith("st")
        if certain and not marked and words[index - 1].low in ("then", "thus"):
            words.set([index, index + 1], [subject.now, words[index].now], "order", rank)
            return
        if not asked or not (marked or certain):
            continue
        if subject.now in SUBJECTS and subject.low != "thee" and subject.joined and agrees(verb[1], subject.now):
            if not _unclear(words, index, asked, verb):
                _with_do(words, index, index + 1, verb, rank)
                return
            continue
        last = _noun_subject(words, index + 1, end)
        quiet = asked in WH - {"who", "which"} and verb[0] in QUIET and verb[1] != "base"
        opening = asked == "yes" and verb[1] == "s" and (index == first or words[index].text[0].isupper())
        if last and (quiet or opening):
            _with_do(words, index, last, verb, rank)
            return


def _asks(words: Words, first: int, index: int) -> str:
    """The question word before the verb at ``index``, "yes" if the verb itself opens the question, otherwise ""."""
    if index == first or words.opens(index):
        return "yes"
    for at in range(index - 1, max(first, index - 4) - 1, -1):
        if words[at].now in WH and words[at + 1].joined:
            between = [words[place].now for place in range(at + 1, index)]
            if all(word in ("then", "so", "now", "therefore", "else", "thus") for word in between):
                return words[at].now
            plain = words[at].now in ("how", "what", "which", "whose") and not any(
                word in FUNCTION or words[at + 1].text[0].isupper() for word in between
            )
            return words[at].now if not between or plain else ""
        if not words[at].joined:
            break
    lead = index - first < LONGEST_LEAD and all(words[at].now in LEADING for at in range(first, index))
    return "yes" if lead else ""


def _unclear(words: Words, index: int, asked: str, verb: tuple[str, str]) -> bool:
    """Whether "you" or "it" after the verb may be its object, or the verb a command."""
    base, kind = verb
    subject, following = words[index + 1].now, words.at(index + 2)
    if words[index + 1].low == "thou" and words[index].low.endswith("st"):
        return False  # only a question has this order
    if following.joined and (following.now in AUXILIARIES or (finite(words, index + 2) or ("", "base"))[1] != "base"):
        return True  # "what words he spoke": it was not a verb
    if kind == "past" and subject in ("it", "you") and words[index - 1].now not in WH and asked not in ("yes", "why"):
        return words[index - 1].now not in ("far", "long", "much", "many", "often", "well", "counsel", "way")
    if asked == "yes":
        return (
            (base in COMMANDS and kind == "base")
            or (base in ("say", "reply") and kind == "past" and following.low != "not")
            or (_long_before(words, index) and not quoted(words, index))
        )
    if asked == "who" and subject in ("you", "it") and kind != "base":
        return True
    doubtful = asked in ("what", "who", "which") and subject in ("you", "it")
    return (kind == "base" and base in ("pray", "thank", "please", "bless", "beseech")) or (
        doubtful and kind != "base" and base not in SAYING
    )


def _long_before(words: Words, index: int) -> bool:
    """Whether the clause had other words before the comma, to which the verb may belong."""
    first = words.clauses[words[index].clause][0]
    return index - first > 3


def _noun_subject(words: Words, start: int, end: int) -> int | None:
    """The last word of a noun phrase that can be the subject of the verb before it, not its object or a place."""
    head = words.at(start)
    if not head.joined or start >= end or "\n" in head.gap:
        return None
    name = head.text[:1].isupper() and head.low not in FUNCTION
    if head.low in VOCATIVES:
        return None
    if not name and head.now not in DETERMINERS | {"this", "that", "your"}:
        return None
    last = start if head.low in ("this", "that") and words.closes(start) else noun_phrase(words, start, end)
    if last is None:
        return None
    following = words.at(last + 1)
    ended = words.closes(last) or tag(words, last + 1) in ("prep", "adv", "adj", "conj") or following.low == "to"
    return last if ended else None


def _with_do(words: Words, verb_at: int, subject_at: int, verb: tuple[str, str], rank: float) -> None:
    base, kind = verb
    subject = words[subject_at]
    kept = subject.new if subject.new is not None else subject.text
    negative = words.at(subject_at + 1)
    indices: list[int] = [verb_at, subject_at]
    news: list[str | None] = [DO[kind]]
    if negative.low == "not" and negative.gap == " " and subject_at == verb_at + 1:
        indices, news = [*indices, subject_at + 1], [*news, kept, f"not {base}"]
    else:
        news.append(f"{kept} {base}")
    words.set(indices, news, "question", rank)


# ---- negations
def _negation(words: Words, index: int, rank: float) -> None:
    """I know not -> I do not know; he loves me not -> he does not love me; fear not -> do not fear."""
    following = words.at(index + 1)
    if (following.joined and following.low in ONLY | {"you", "thou", "ye"}) or words[index - 1].low == "thou":
        return
    moved = words[index - 1].low in OBJECTS and words[index - 1].gap == " "
    at = index - 2 if moved else index - 1
    verb = finite(words, at) if at >= 0 else None
    if not verb:
        return
    base, kind = verb
    subject = words.at(at - 1)
    if base in BELIEF and kind == "base" and words.closes(index) and not moved and words[at].joined:
        return  # "I think not." is still said
    spoken = words[at].joined and subject.now in SUBJECTS | {"who", "that", "which"}
    if spoken and not _finite_place(words, at, subject.now, kind):
        return
    if not spoken and not _command_or_noun(words, at, base, kind, moved):
        return
    does = "does" if kind == "base" and subject.now in ("he", "she", "it") and spoken else DO[kind]
    if moved:
        words.set([at, index], [f"{does} not {base}", None], "negation", rank)
    else:
        words.set([at, index], [does, f"not {base}"], "negation", rank)


def _finite_place(words: Words, at: int, subject: str, kind: str) -> bool:
    """Whether the pronoun before the verb is its subject, and no "shall" or "make" before it requires an infinitive."""
    before = words.at(at - 2)
    near = before.now if words[at - 1].joined else ""
    infinitive = near in AUXILIARIES or forms().get(near, ("", ""))[0] in ("make", "let", "see", "hear", "bid", "help")
    if subject in ("that", "which", "who"):
        return kind == "past" or near not in ("is", "all")
    return not infinitive and near not in ("nor", "neither") and (agrees(kind, subject) or kind == "base")


def _command_or_noun(words: Words, at: int, base: str, kind: str, moved: bool) -> bool:
    """Whether a verb without a pronoun is a command ("fear not") or has a noun for subject ("the king hears not")."""
    before = words.at(at - 1)
    linked = words[at].joined and before.low in ("and", "but", "or")
    first = words.clauses[words[at].clause][0]
    if kind == "base":
        opening = words.opens(at) and (at == first or before.now in LEADING)
        promised = any(word.low in MODALS for word in words[first:at])
        opening = opening or (linked and not promised and tag(words, at) == "verb")
        return opening and base not in COMMANDS - {"look", "let", "take", "get", "mark", "use"}
    if linked:
        return tag(words, at) == "verb" and base not in NOUNS_TOO
    certain = kind == "s" or moved or participle(base) != words[at].low
    named = before.now not in FUNCTION and before.text.isalpha() and (kind == "s" or is_noun(words, at - 1))
    return certain and words[at].joined and base not in NOUNS_TOO and named
