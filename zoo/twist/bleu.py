"""BLEU of the twist against paraphrases: how near a modernised text comes to what people wrote for it.

Papineni et al. 2002 as sacreBLEU computes it: over the whole corpus, up to four words, the tokens of mteval-v13a, case
kept, the nearest reference for the brevity penalty, and exponential smoothing, which acts only where nothing matches.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu

from zoo.errors import ZooError
from zoo.twist import modernise

ORIGINAL = "original.txt"
MODERN = "modern*.txt"
# mteval-v13a: marks stand alone, but a full stop or comma inside a number.
MARKS = (
    (re.compile(r"([\{-\~\[-\` -\&\(-\+\:-\@\/])"), r" \1 "), (re.compile(r"([^0-9])([\.,])"), r"\1 \2 "),
    (re.compile(r"([\.,])([^0-9])"), r" \1 \2"), (re.compile(r"([0-9])(-)"), r"\1 \2 "),
)  # fmt: skip


class Score(NamedTuple):
    """BLEU from 0 to 100 of the originals as they are and of the modernised ones, with the size of the set."""

    as_is: float
    twisted: float
    sentences: int
    references: int


def tokens(sentence: str) -> list[str]:
    """The tokens of mteval-v13a."""
    sentence = f" {sentence.strip()} "
    for old, new in MARKS:
        sentence = old.sub(new, sentence)
    return sentence.split()


def bleu(sentences: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    """BLEU of ``sentences``, from 0 to 100; ``references`` holds one list of paraphrases for each person."""
    wanted = [[tokens(person[at]) for person in references] for at in range(len(sentences))]
    made = [tokens(sentence) for sentence in sentences]
    # method3 is the smoothing that sacreBLEU calls "exp"
    found = corpus_bleu(wanted, made, smoothing_function=SmoothingFunction().method3)
    return 100 * float(found)  # pyright: ignore[reportArgumentType]  (a list only for a list of weights)


def read_set(folder: Path) -> tuple[list[str], list[list[str]]]:
    """The originals and, for each person, their paraphrases line by line. Raises ``ZooError`` on another form."""
    files = sorted(folder.glob(MODERN))
    if not (folder / ORIGINAL).is_file() or not files:
        raise ZooError(
            f"{folder} has no paraphrase set; put the originals into {ORIGINAL} and each person's paraphrases into a "
            f"file {MODERN}, one sentence a line and line by line the same."
        )
    original, *modern = [file.read_text(encoding="utf-8").splitlines() for file in (folder / ORIGINAL, *files)]
    for file, lines in zip(files, modern, strict=True):
        if len(lines) != len(original):
            raise ZooError(
                f"{file.name} has {len(lines):,} lines and {ORIGINAL} {len(original):,}; line n of both must belong "
                f"together."
            )
    if not original:
        raise ZooError(f"{folder / ORIGINAL} is empty; put one sentence on each line.")
    return original, modern


def score(folder: Path) -> Score:
    """BLEU of the paraphrase set in ``folder``, as it is and modernised at full strength."""
    original, modern = read_set(folder)
    twisted = [modernise(line).text for line in original]
    return Score(bleu(original, modern), bleu(twisted, modern), len(original), len(modern))
