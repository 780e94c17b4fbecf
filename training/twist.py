"""What the twist's rules know from texts: which words there are, and how often each is a noun, verb or adjective.

The plays are their own evidence: after "the" and before a mark stands a noun, after "I" or "to" a verb, before a noun
an adjective. These frames are counted; ``zoo.twist.tags`` decides each place from the counts and the words around it.
"""

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from zoo.errors import ZooError
from zoo.stores.files import atomic_write, plain_errors
from zoo.twist.lists import each

NEXT_TO_NOUN = 0.25  # "the fair queen": an adjective, or as in "the queen walks" a noun
COUNTED = 2  # frames that a word needs before its counts say anything
DETERMINERS = each("the a an my thy his our your their this no every each any some these those")
BEFORE_VERBS = each(
    "i we they thou ye he she will shall would should can could may might must did do doth dost didst wilt shalt canst "
    "cannot wouldst shouldst let's to"
)
BEFORE_ADJECTIVES = each("so too very most more is art are am was")
BEFORE_NOUNS = each("of in with from and")
AFTER_NOUNS = each(
    "of and or is are was were in on to with that which who hath shall will be for from by at as but have has doth "
    "than when not upon so if can may must"
)
HEADER = "# Written by `python -m training twist-lexicon` from the plays"
WITH = (
    ", with the words of today that the steps for old spelling would change, from SCOWL (Copyright 2000-2011 by Kevin "
    "Atkinson, used with permission)."
)


def write_lexicon(texts: Path, dictionaries: list[Path], folder: Path) -> tuple[int, int]:
    """Write ``parts.tsv`` and ``vocabulary.txt`` into ``folder``. Returns the number of words in each.

    Raises ``ZooError`` if ``texts`` has no .txt or .html file, a dictionary cannot be read, or ``folder`` not written.
    """
    tokens = tokenise(read_texts(texts))
    parts, vocabulary = count_parts(tokens), words_of(tokens)
    vocabulary |= todays_words(dictionaries, vocabulary)
    rows = [f"{word}\t" + "\t".join(map(str, counts)) for word, counts in sorted(parts.items())]
    title = f"{HEADER}: word, and how often it stood where a noun, a verb, an adjective stands."
    lines = [
        " ".join(word for word in sorted(vocabulary) if word[0] == letter) for letter in "abcdefghijklmnopqrstuvwxyz"
    ]
    with plain_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        for name, written in (("parts.tsv", [title, *rows]), ("vocabulary.txt", [HEADER + WITH, *lines])):
            atomic_write(folder / name, ("\n".join(written) + "\n").encode())
    return len(parts), len(vocabulary)


def read_texts(folder: Path) -> str:
    """The texts of a folder as one, tags, speakers and stage directions left out."""
    files = sorted(file for kind in ("*.txt", "*.html") for file in folder.rglob(kind))
    if not files:
        raise ZooError(f"There is no .txt or .html file in {folder}; give the folder that has the plays.")
    pages = [file.read_bytes().decode("utf-8", errors="replace") for file in files]
    bare = [re.sub(r"(?is)<(b|i|h\d|title)>.*?</\1>", "\n\n", page) for page in pages]
    return "\n\n".join(html.unescape(re.sub(r"<[^>]*>", "", page)) for page in bare).replace("’", "'")


def tokenise(text: str) -> list[str]:
    """Words and marks."""
    return re.findall(r"[A-Za-z']+|[^\sA-Za-z']", text)


def words_of(tokens: list[str]) -> set[str]:
    """The words, in lower case."""
    return {token.lower() for token in tokens if token.isalpha()}


def count_parts(tokens: list[str]) -> dict[str, tuple[int, int, int]]:
    """Word -> how often it stood in the place of a noun, a verb, an adjective."""
    low = [token.lower() for token in tokens]
    nouns: Counter[str] = Counter()
    verbs: Counter[str] = Counter()
    adjectives: dict[str, float] = defaultdict(float)
    for before, word, after in zip(low, low[1:], low[2:], strict=False):
        if not word.isalpha() or len(word) < 2:
            continue
        closed = after in tuple(",.;:!?")
        if before in BEFORE_VERBS:
            verbs[word] += 1
        elif before in DETERMINERS and (closed or after in AFTER_NOUNS):
            nouns[word] += 1
        elif before in BEFORE_ADJECTIVES and closed:
            adjectives[word] += 1
        elif before in DETERMINERS and after.isalpha():
            adjectives[word] += NEXT_TO_NOUN
        elif before in BEFORE_NOUNS and closed:
            nouns[word] += 1
    some = {word for word in {*nouns, *verbs, *adjectives} if nouns[word] + verbs[word] + adjectives[word] >= COUNTED}
    return {word: (nouns[word], verbs[word], round(adjectives[word])) for word in some}


def todays_words(dictionaries: Iterable[Path], vocabulary: set[str]) -> set[str]:
    """The words of today's dictionaries that the steps for old spelling would turn into one of ``vocabulary``."""
    from zoo.twist.folio import known, reach

    def old(word: str) -> bool:
        return word in vocabulary or known(word)

    found = set()
    for path in dictionaries:
        try:
            words = path.read_text(encoding="utf-8").split()
        except (OSError, UnicodeDecodeError):
            raise ZooError(f"There is no dictionary at {path}; give a file with one word a line.") from None
        found |= {word.lower() for word in words if word.isascii() and word.isalpha() and word[1:].islower()}
    return {word for word in found - vocabulary if len(word) > 1 and reach(word, old)}
