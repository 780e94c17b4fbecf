"""Words with several senses, decided by what stands around them: mine, list, wherefore, pray."""

from zoo.twist.clauses import begins
from zoo.twist.closed import FUNCTION, NOMINATIVE, OBJECTS
from zoo.twist.lists import each
from zoo.twist.tags import is_noun, tag
from zoo.twist.verbs import AUXILIARIES, forms
from zoo.twist.words import Words

LIST = {"list": "like", "listeth": "likes", "lists": "likes", "listed": "liked", "listest": "like"}
LIKING = each("as where what when how whatever whither which if whoso whosoever who that wherever who'er whatsoever "
              "whithersoever wheresoever howsoever")  # fmt: skip
KNOWING = each("know ask tell see show learn understand wonder guess declare reason cause sake and")
PEOPLE = each("i we he she they ye you thou him them us me man men woman people lord god father son")
ALONE = each("already also again alone else ever even indeed almost always enough is are own's")


def before_vowel(words: Words, index: int) -> bool:
    """Whether mine or thine stands for my or thy before a vowel or h ("thine eyes"), not alone ("thine is")."""
    following, before = words.at(index + 1), words.at(index - 1)
    if not following.joined or following.low in FUNCTION | ALONE or following.low[:1] not in tuple("aeiouh"):
        return False
    if words[index].low == "mine" and words[index].joined:
        the = before.low in ("the", "a", "an", "another", "each", "every")
        if the or tag(words, index - 1) == "adj" or (is_noun(words, index - 1) and tag(words, index + 1) == "verb"):
            return False
    return tag(words, index + 1) in ("noun", "name", "adj", "num") or not _finite(words, index + 1)


def _finite(words: Words, index: int) -> bool:
    return tag(words, index) == "verb" and forms().get(words[index].low, ("", ""))[1] in ("s", "past")


def liking(words: Words, index: int) -> str | None:
    """As they list -> as they like; where it listeth -> where it likes; the noun and the list stay."""
    new = LIST.get(words[index].now)
    if not new or not words[index].joined:
        return None
    subject, opening = words.at(index - 1), words.at(index - 2)
    if subject.low in ("whoso", "whosoever", "whoever") or (subject.low == "who" and new == "like"):
        return "likes"
    fits = subject.low in NOMINATIVE and subject.joined and opening.low in LIKING
    following = words.at(index + 1)
    new = "likes" if new == "like" and subject.low in ("he", "she", "it") else new
    return new if fits and not (following.joined and following.low in OBJECTS | {"the", "a", "all"}) else None


def personal(words: Words, index: int) -> str | None:
    """They which are with me -> they who are with me; our Father, which art -> who are."""
    if words[index].low != "which" or tag(words, index - 1) in ("prep", "verb") or words.at(index + 1).low == "of":
        return None
    before, verb = words.at(index - 1), words.at(index + 1)
    spoken = before.low in PEOPLE and (words[index].joined or "," in words[index].gap)
    addressed = verb.joined and (verb.low in ("art", "hast", "dost", "didst") or verb.low.endswith("est"))
    return "who" if spoken or addressed else None


# ---- places of the word lists
def asks(words: Words, start: int, end: int) -> bool:
    """Whether "wherefore" asks: in a question, before an inverted verb, or after "know" and "tell"."""
    return not _noun(words, start) and not concludes(words, start, end)


def concludes(words: Words, start: int, end: int) -> bool:
    """Whether "wherefore" means therefore: it opens a clause that is no question."""
    if _noun(words, start) or not begins(words, start) or (words.closes(end - 1) and words.at(end).gap[:1] != ","):
        return False
    before = words.at(start - 1)
    if before.low in KNOWING - {"and"} and words[start].joined:
        return False
    number = words[start].clause
    mark = words.clauses[number][2]
    inverted = words.at(end).low in AUXILIARIES and words.at(end + 1).low in NOMINATIVE
    return mark != "?" and not inverted


def _noun(words: Words, index: int) -> bool:
    before = words.at(index - 1)
    return words[index].joined and (tag(words, index - 1) == "det" or before.low in ("whys", "no"))


def entreats(words: Words, start: int, end: int) -> bool:
    """Whether "pray you" is a please: before a command or a question, or set off; not before what is prayed for."""
    following, before = words.at(end), words.at(start - 1).low
    if before in ("i", "we") and words[start].joined:
        return False  # "I pray you" is one phrase
    if words.closes(end - 1):
        linked = before in ("and", "but", "then", "now", "nay", "o")
        return linked or words[start].low in ("i", "we") or words.opens(start)
    low = following.low
    verb = forms().get(low, ("", ""))[1] == "base" and low not in ("god", "lord")
    return (
        verb
        or low in AUXILIARIES | each("what who how why where when whose tell let")
        or (low in ("now", "you", "sir", "good", "my") and tag(words, end + 1) in ("verb", "mark", "noun"))
    )
