"""A dial from 1600 to today: is a text better twisted afterwards, or blended while the model writes it?

The rules of the twist are compared with the ways of ``twist_ways``, each by itself and with the rules run over its
texts. There are two judges of a text. One counts the words of held-out plays that are twisted as far as the dial says;
it is no neural network, but it favours what was drawn from counts. The other is the language model of characters,
which notices what does not hang together, but knows Shakespeare's English alone; so its figures compare ways at one
place of the dial.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

import zoo
from training.data import plays
from training.metrics import text_samples
from training.metrics.judged import Judge, perplexity
from training.metrics.samples import jackknife
from training.twist_ways import DEGREES, WAYS, Corpus, as_it_is, draw
from zoo.models.shakespeare import TextLM
from zoo.models.subword_lm import SubwordLM
from zoo.twist import modernise

WRITER, READER = "shakespeare-lm-subwords", "shakespeare-lm"
Figure = tuple[float, float]  # a value and its standard error from drawing the texts
Row = tuple[float, str, dict[str, Figure]]  # the degree, the way, and its figures
TITLES = {
    "perplexity": "perplexity",
    "nats": "nats per character",
    "known": "words known",
    "old": "old words left",
    "distinct": "distinct-2",
}


@dataclass(frozen=True)
class Reading:
    """What texts are measured with: a judge, a model of characters, and the known words."""

    judge: Judge
    reader: TextLM
    vocabulary: set[str]

    def figures(self, texts: Sequence[str]) -> dict[str, Figure]:
        """The figures of ``TITLES`` of texts whose last word may be cut off."""
        texts = [text_samples.uncut(text) for text in texts]
        words = [text_samples.words_of(text) for text in texts]
        old = torch.tensor([[left(text), len(each)] for text, each in zip(texts, words, strict=True)])
        numbers = torch.arange(len(texts))

        def of_words(statistic: Callable[[list], float]) -> Figure:
            return of(lambda some: statistic([words[number] for number in some.tolist()]), numbers)

        return {
            "perplexity": of(perplexity, self.judge(texts)),
            "nats": of(share, nats(self.reader, texts)),
            "known": of_words(partial(text_samples.known, vocabulary=self.vocabulary)),
            "old": of(share, old),
            "distinct": of_words(text_samples.distinct),
        }


def of(statistic: Callable[[Tensor], float], rows: Tensor) -> Figure:
    """A figure of rows, one of each text."""
    return statistic(rows), jackknife(statistic, rows)


def left(text: str) -> int:
    """How many words of a text full modernising would still change."""
    return sum(len(text_samples.words_of(edit.before)) for edit in modernise(text).edits)


def share(rows: Tensor) -> float:
    """The first column's sum divided by that of the second, of rows (n, 2)."""
    some, whole = rows.double().sum(0).tolist()
    return some / max(1, whole)


@torch.no_grad()
def nats(reader: TextLM, texts: Sequence[str]) -> Tensor:
    """(n, 2): for each text the nats of the characters that the reader sees at once, and their number."""
    known = [reader.characters.ids("\n" + reader.characters.read(text).text)[: 1 + reader.config.window]
             for text in texts]  # fmt: skip
    rows = reader.log_likelihood(pad_sequence([torch.tensor(ids) for ids in known], batch_first=True))
    counts = [len(ids) - 1 for ids in known]
    return torch.tensor([[-row[:count].sum().item(), count] for row, count in zip(rows, counts, strict=True)])


def rows(model: SubwordLM, reader: TextLM, corpus: Corpus, count: int, temperature: float) -> Iterator[Row]:
    """At each degree: real text, the rules afterwards, and each way without and with the rules."""
    plain = draw(model, partial(as_it_is, model), count, temperature)
    for degree in (0.0, *DEGREES):
        train = corpus.trains[degree]
        reading = Reading(Judge(corpus.aparts[degree]), reader, set(text_samples.words_of(train)))
        yield degree, "real text", reading.figures(text_samples.line_passages(train, count))
        yield degree, "the rules afterwards", reading.figures(ruled(plain, degree))
        for way, begin in WAYS.items() if degree else ():
            texts = draw(model, partial(begin, model, corpus, degree), count, temperature)
            yield degree, way, reading.figures(texts)
            yield degree, f"{way}, then the rules", reading.figures(ruled(texts, degree))


def ruled(texts: Sequence[str], degree: float) -> list[str]:
    """Texts that the rules modernise so far."""
    return [modernise(text, degree).text for text in texts]


def compared(count: int, temperature: float) -> Iterator[Row]:
    """``rows`` of the bundled models and the plays."""
    corpus = Corpus(plays.training().text, plays.apart())
    return rows(zoo.load(WRITER), zoo.load(READER), corpus, count, temperature)
