"""Properties of text samples: their words, their variety, and whether they copy or repeat."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import torch

from training.data.texts import WINDOW
from training.metrics import Metric
from training.metrics.samples import jackknife
from zoo.models.base import ZooModel
from zoo.models.language import LanguageModel
from zoo.models.noise import latents
from zoo.models.tokens import UNKNOWN, tokens
from zoo.models.writing import UNCHANGED, Manner, draws, written

SEED = 16_233
COUNT = 200  # samples
COOL = 0.8  # a temperature below 1: fewer rare characters, so fewer invented words
COPIED, REPEATED = 8, 4  # words per sequence
SPLIT = "validation"
FLOOR = "_floor"  # after the name of a figure: that of real text
Passage = list[str]  # the words of one text, in lower case


def measure(
    samples: list[str], train: str, validation: str, cool: Sequence[str] = (), top_p: float = 1.0
) -> dict[str, Metric]:
    """Figures on the words of ``samples``, each with its ``..._floor``, the same figure of validation text.

    With ``cool``, which are samples at the temperature ``COOL`` and at ``top_p``, also their figures as ``..._cool``.
    The last word of a sample may be cut off. ``noise`` is the standard error from drawing them, by the jackknife over
    groups of samples; the floors have none.
    """
    real, figures = line_passages(validation, len(samples)), _figures(train)
    found = {}
    for suffix, texts, said in [*kinds(samples, cool, top_p), (FLOOR, real, "validation passages")]:
        passages = [words_of(uncut(text)) for text in texts]
        for name, (statistic, unit, what) in figures.items():
            noise = 0.0 if suffix == FLOOR else _noise(statistic, passages)
            value, estimator = statistic(passages), f"{what}, of {len(passages)} {said}"
            found[name + suffix] = Metric(value, unit, estimator, split=SPLIT, noise=noise)
    return found


def kinds(samples: Sequence[str], cool: Sequence[str], top_p: float = 1.0) -> list[tuple[str, Sequence[str], str]]:
    """The samples and, if there are any, those at the temperature ``COOL`` and at ``top_p``: what their figures'
    names end with, the texts, and how they were drawn."""
    found = [("", samples, "samples at temperature 1")]
    if cool:
        dials = f" and top-p {top_p:g}, where the page's dials stand" if top_p < 1 else ", where the page's dial stands"
        found.append(("_cool", cool, f"samples at temperature {COOL}{dials} at first"))
    return found


@lru_cache(maxsize=1)
def _figures(train: str) -> dict[str, tuple[Callable[[list[Passage]], float], str, str]]:
    """By name: a function of passages, its unit, and its description."""
    seen = words_of(train)
    vocabulary, sequences = set(seen), set(runs(seen, COPIED))
    share = f"share of sequences of {COPIED} words"
    return {
        "known_words": (lambda passages: known(passages, vocabulary), "share of words", "found in the training text"),
        "distinct_2": (distinct, "share of pairs of words", "different ones among all pairs"),
        f"copied_{COPIED}": (lambda passages: copied(passages, sequences), share, "found in the training text"),
        "repetition": (repetition, f"share of sequences of {REPEATED} words", "seen before in the same passage"),
    }


def words_of(text: str) -> Passage:
    """The words of a text in lower case, without punctuation; the word model's unknown word counts as a word."""
    pieces = text.split(UNKNOWN)
    found = [[word.lower() for word in tokens(piece) if word[0].isalpha()] for piece in pieces]
    return sum(([UNKNOWN, *each] for each in found[1:]), found[0])


def uncut(text: str) -> str:
    """A text without its last word, which may be cut off."""
    return re.sub(r"[A-Za-z'-]+\Z", "", text)


def line_passages(text: str, count: int, length: int = WINDOW) -> list[str]:
    """``count`` passages that begin with a line, evenly picked from a text."""
    places = torch.linspace(0, max(0, len(text) - length), count).long().tolist()
    starts = [text.rfind("\n", 0, place) + 1 for place in places]
    return [text[start : start + length] for start in starts]


def runs(passage: Passage, length: int) -> Iterator[tuple[str, ...]]:
    """All sequences of ``length`` consecutive words."""
    return zip(*(passage[first:] for first in range(length)), strict=False)


def known(passages: list[Passage], vocabulary: set[str]) -> float:
    """The share of the words that are in a vocabulary; 0 if there are none, as in all functions below."""
    return _share([word in vocabulary for passage in passages for word in passage])


def distinct(passages: list[Passage]) -> float:
    """Different pairs of words divided by all pairs, over all passages: distinct-2 (Li et al. 2016,
    arXiv:1510.03055)."""
    pairs = [pair for passage in passages for pair in runs(passage, 2)]
    return len(set(pairs)) / max(1, len(pairs))


def copied(passages: list[Passage], sequences: set[tuple[str, ...]]) -> float:
    """The share of the sequences of ``COPIED`` words that occur in another text."""
    return _share([run in sequences for passage in passages for run in runs(passage, COPIED)])


def repetition(passages: list[Passage]) -> float:
    """The share of the sequences of ``REPEATED`` words that occur earlier in the same passage."""
    total = sum(max(0, len(passage) - REPEATED + 1) for passage in passages)
    return (total - sum(len(set(runs(passage, REPEATED))) for passage in passages)) / max(1, total)


def _share(hits: list[bool]) -> float:
    return sum(hits) / max(1, len(hits))


def _noise(statistic: Callable[[list[Passage]], float], passages: list[Passage]) -> float:
    return jackknife(lambda rows: statistic([passages[row] for row in rows.tolist()]), torch.arange(len(passages)))


@torch.no_grad()
def of_seed(model: LanguageModel, seed: int, length: int) -> str:
    """The first ``length`` characters that the page writes with a seed while its dials stand as at first."""
    codes = latents(seed, model.latent_dim) if model.latent_dim else None
    line, stream, text = torch.tensor([model.vocabulary.ids("\n")]), model.vocabulary.stream(), ""
    for token in written(model, line, draws(seed, 0, length)[:, None], cool(model), codes):
        text += stream.push(int(token))
        if len(text) >= length:
            break
    return text[:length]


def cool(model: ZooModel) -> Manner:
    """How the page's dials stand at first."""
    return Manner(COOL, top_p=type(model).capabilities(model.config).get("top_p", 1.0))


def manners(model: ZooModel) -> tuple[Manner, Manner]:
    """In which the samples that are measured are drawn: as the model has learned, and as the page does at first."""
    return UNCHANGED, cool(model)


def draw(model: LanguageModel, count: int, manner: Manner = UNCHANGED) -> list[str]:
    """``count`` samples of a model of characters as texts, each from the start of a line and as long as its window."""
    generator = torch.Generator().manual_seed(SEED)
    codes, line = model.codes(count, generator), torch.tensor([model.vocabulary.ids("\n")] * count)
    uniform = torch.rand(model.config.window, count, generator=generator, dtype=torch.float64)
    ids = torch.stack(list(written(model, line, uniform, manner, codes)), 1)
    return [model.vocabulary.text(row) for row in ids.tolist()]
