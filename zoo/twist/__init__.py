"""The modern twist: Early Modern English into today's and back, and a dial for slang. Pure text processing, no model.

Every function returns the new text with the edits that turn the input into it. Spacing, verse lines, punctuation and
speakers' names stay unchanged, byte for byte. ``words`` splits a text and joins the edits, ``verbs`` knows verb forms,
``phrases`` the word lists of ``zoo/twist/lexicon/``, and each direction has its own files. Each edit has a rank, and a
dial applies the edits up to its value, so turning it up keeps earlier edits.
"""

from zoo.twist import modern as twist_modern
from zoo.twist import old as twist_old
from zoo.twist import slang as twist_slang
from zoo.twist.words import Edit, Twisted, apply, check, check_seed

__all__ = ["Edit", "Twisted", "blend", "modernise", "shakespearise"]


def modernise(text: str, strength: float = 1.0) -> Twisted:
    """Early Modern English in today's English: "Wherefore art thou?" -> "Why are you?".

    ``strength`` goes from 0, which changes nothing, through spelling, pronouns with their verbs, words, and word order,
    to all rules at 1. Modernising a second time changes nothing. Raises ``ZooError`` for anything but text of at most
    1,000,000 characters and a strength from 0 to 1.
    """
    strength = check(text, strength, "strength")
    return _up_to(text, strength, twist_modern.ranked_edits(text) if strength else [])


def shakespearise(text: str, strength: float = 1.0) -> Twisted:
    """Today's English in the English of Shakespeare's time: "Do you know him?" -> "Knowest thou him?".

    ``strength`` and errors are as for ``modernise``.
    """
    strength = check(text, strength, "strength")
    return _up_to(text, strength, twist_old.ranked_edits(text) if strength else [])


def blend(text: str, slang: float, seed: int) -> Twisted:
    """Contemporary words and references worked into the text, from none at ``slang`` 0 to heavy at 1.

    The same ``seed``, a whole number, gives the same choices. Errors are as for ``modernise``.
    """
    slang, seed = check(text, slang, "slang"), check_seed(seed)
    return _up_to(text, slang, twist_slang.ranked_edits(text, seed) if slang else [])


def _up_to(text: str, dial: float, ranked: list[tuple[float, Edit]]) -> Twisted:
    edits = tuple(edit for rank, edit in ranked if rank <= dial)
    return Twisted(apply(text, edits), edits)
