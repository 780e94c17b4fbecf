"""A verb of motion that is left out: "Will you to the church?", "I must home", "Whither wilt thou?"."""

from zoo.twist.clauses import noun_phrase
from zoo.twist.closed import DETERMINERS, NOMINATIVE, OBJECTS
from zoo.twist.lists import each
from zoo.twist.tags import is_noun, tag
from zoo.twist.verbs import bases
from zoo.twist.words import Words

WILLING = each("will wilt shall shalt must would wouldst should shouldst")
TOWARDS = each("to unto into toward towards")
AWAY = each("home in forth along abroad thither hither back")
WITHOUT_ARTICLE = each("bed church court supper dinner horse arms school prison town heaven hell sea work mass market")
COMPARED = each("as than like what whatever whatsoever whatso all so that which if")  # "as you would to me"
TAKEN = each("god heaven")  # "Would to God!"
ADVERBS = each("straight now then presently first straightway again instantly")


def going(words: Words, rank: float) -> None:
    """Will you to the church? -> will you go to the church?; I must to the barber's -> I must go to the barber's."""
    for index, word in enumerate(words):
        if word.low in WILLING or word.low.endswith(("'ll", "’ll")):
            _insert(words, index, rank)


def _insert(words: Words, index: int, rank: float) -> None:
    last = _subject(words, index)
    if last is None or any(words[at].low in COMPARED for at in range(words.clauses[words[index].clause][0], index)):
        return
    if words.closes(last):
        if words.at(index - 1).low == "whither" and last > index:
            words.set([last], [f"{words[last].now} go"], "word", rank)
        return
    place = last + 1
    at = place + 1 if words[place].low in ADVERBS and words.at(place + 1).joined else place
    if _is_goal(words, at) and not words[at].drop:
        words.set([place], [f"go {words[place].now}"], "word", rank)


def _subject(words: Words, index: int) -> int | None:
    """The last of the auxiliary verb and its subject, if it has one."""
    word, before, after = words[index], words.at(index - 1), words.at(index + 1)
    if "'" in word.low or "’" in word.low:
        return index
    if after.joined and after.low in NOMINATIVE:
        return index + 1
    spoken = word.joined and (before.low in NOMINATIVE or (is_noun(words, index - 1) and tag(words, index) == "aux"))
    return index if spoken else None


def _is_goal(words: Words, at: int) -> bool:
    """Whether a place to go to follows, and no verb: "to the church", "to bed", "home", "after him"."""
    low, following = words[at].low, words.at(at + 1)
    if low in AWAY:
        return words.closes(at)
    if low in ("after", "with"):
        return following.joined and following.low in OBJECTS and words.closes(at + 1)
    if low not in TOWARDS or not following.joined or following.low in TAKEN:
        return False
    last = noun_phrase(words, at + 1, words.clauses[words[at].clause][1])
    if last is not None and words.at(last + 1).joined and tag(words, last + 1) in ("verb", "aux"):
        return False  # "We must to some extent agree"
    if following.low in DETERMINERS | OBJECTS | WITHOUT_ARTICLE or tag(words, at + 1) in ("det", "name"):
        return True
    return is_noun(words, at + 1) and following.low not in bases()
