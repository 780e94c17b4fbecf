"""Ways in which a model of subwords could write between Shakespeare's English and today's while it samples.

``WAYS`` has those that ``twist_dial`` compares with the rules of the twist, run afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from training.data.texts import WINDOW
from training.metrics import text_samples
from training.metrics.kneser_ney import KneserNey
from zoo.models.subword_lm import SubwordLM
from zoo.models.subwords import Subwords
from zoo.models.transformer import Past
from zoo.models.writing import Manner, pick
from zoo.twist import modernise
from zoo.twist.modern import ranked_edits
from zoo.twist.words import apply

DEGREES = (0.5, 1.0)
ORDER = 4  # subwords of the longest sequences that are counted
CHUNK = 100  # texts that are written at once
BLOCK = 100_000  # characters that are twisted at once
Chances = Callable[[Tensor], Tensor]  # ids (n, t) of texts -> probabilities (n, tokens) of what may follow


@dataclass
class Corpus:
    """What the ways and the judges know: a training text and a held-out one, as they are and twisted."""

    train: str
    apart: str

    @cached_property
    def trains(self) -> dict[float, str]:
        """The training text by the degree to which it is twisted."""
        return twisted(self.train)

    @cached_property
    def aparts(self) -> dict[float, str]:
        """The held-out text by the degree to which it is twisted."""
        return twisted(self.apart)


def twisted(text: str) -> dict[float, str]:
    """A text of any length modernised to 0 and each of ``DEGREES``, speech by speech."""
    ends = [0]
    while ends[-1] < len(text):
        end = text.find("\n\n", ends[-1] + BLOCK)
        ends.append(len(text) if end < 0 else end)
    found: dict[float, list[str]] = {degree: [] for degree in (0.0, *DEGREES)}
    for first, end in pairwise(ends):
        block = text[first:end]
        edits = ranked_edits(block)
        for degree, parts in found.items():
            parts.append(apply(block, [edit for rank, edit in edits if rank <= degree]))
    return {degree: "".join(parts) for degree, parts in found.items()}


def as_it_is(model: SubwordLM) -> Chances:
    """The model's own probabilities after the text as it stands. Each call goes on from the last one's ids."""
    past, read = Past(), 0

    def chances(ids: Tensor) -> Tensor:
        nonlocal read
        logits, read = model.decoder(ids[:, read:], None, past)[:, -1], ids.shape[1]
        return logits.double().softmax(-1)

    return chances


def reading_modern(model: SubwordLM, corpus: Corpus, degree: float) -> Chances:
    """Two distributions mixed: the second is the model's after what it has read was modernised."""
    own, after = as_it_is(model), After(model)
    return lambda ids: (1 - degree) * own(ids) + degree * after([modern_ids(model, row) for row in ids.tolist()])


def modern_ids(model: SubwordLM, ids: list[int]) -> list[int]:
    """The tokens of a text that is modernised. Those of its last word are kept, because they may be a part of one."""
    pieces, last = model.vocabulary.pieces, len(ids) - 1
    while last > 0 and chr(pieces[ids[last]][0]).isalpha():
        last -= 1
    text, tail = modernise(model.vocabulary.text(ids)).text, model.vocabulary.text(ids[last:])
    if text.endswith(tail):
        return model.vocabulary.ids(text[: len(text) - len(tail)]) + ids[last:]
    return model.vocabulary.ids(text)


class After:
    """The model's probabilities (n, tokens) after contexts of any lengths; what these begin with is read once."""

    def __init__(self, model: SubwordLM):
        self._model, self._past, self._read = model, Past(), None

    def __call__(self, contexts: list[list[int]]) -> Tensor:
        shared = min(map(common, contexts, self._read or [[]] * len(contexts)))
        self._past.cut(shared)
        new = [torch.tensor(context[shared:]) for context in contexts]
        logits = self._model.decoder(pad_sequence(new, batch_first=True), None, self._past)  # what fills a row is last
        self._read = contexts
        return logits[torch.arange(len(new)), [len(each) - 1 for each in new]].double().softmax(-1)


def common(context: list[int], before: list[int]) -> int:
    """How many tokens two contexts begin with alike, at most all but the last of the first."""
    alike = (at for at, (one, other) in enumerate(zip(context, before, strict=False)) if one != other)
    return min(next(alike, len(before)), len(context) - 1)


@lru_cache(maxsize=2)
def counting(vocabulary: Subwords, text: str) -> KneserNey:
    """A model of the subwords of a text that counts sequences."""
    return KneserNey(torch.tensor(vocabulary.ids(text)), len(vocabulary), ORDER)


def mixed(model: SubwordLM, corpus: Corpus, degree: float) -> Chances:
    """The model mixed with one that has counted the subwords of the modernised training text."""
    own, modern = as_it_is(model), counting(model.vocabulary, corpus.trains[1.0])
    return lambda ids: (1 - degree) * own(ids) + degree * modern.following(ids)


def steered(model: SubwordLM, corpus: Corpus, degree: float) -> Chances:
    """The model times how much likelier a token is in modernised text than in the same text as it is, both counted
    (DExperts, Liu et al. 2021, arXiv:2105.03023)."""
    own = as_it_is(model)
    modern, old = (counting(model.vocabulary, corpus.trains[each]) for each in (1.0, 0.0))

    def chances(ids: Tensor) -> Tensor:
        found = own(ids) * (modern.following(ids) / old.following(ids)) ** degree
        return found / found.sum(-1, keepdim=True)

    return chances


WAYS: dict[str, Callable[[SubwordLM, Corpus, float], Chances]] = {
    "two readings": reading_modern,
    "mixed with counts": mixed,
    "steered by counts": steered,
}


def draw(model: SubwordLM, begin: Callable[[], Chances], count: int, temperature: float) -> list[str]:
    """``count`` texts of ``WINDOW`` characters, each from the start of a line, always with the same random numbers.

    ``begin()`` gives what they are drawn from, anew for each ``CHUNK`` of them.
    """
    generator = torch.Generator().manual_seed(text_samples.SEED)
    uniform = torch.rand(WINDOW, count, generator=generator, dtype=torch.float64)
    return [text for some in uniform.split(CHUNK, 1) for text in drawn(model, begin(), some, temperature)]


@torch.no_grad()
def drawn(model: SubwordLM, chances: Chances, uniform: Tensor, temperature: float) -> list[str]:
    """A text for each column of ``uniform`` (length, n)."""
    ids = torch.tensor([model.vocabulary.ids("\n")] * uniform.shape[1])
    characters = torch.tensor(model.vocabulary.characters)
    for row in uniform:
        ids = torch.cat([ids, pick(chances(ids).log(), Manner(temperature), row)[:, None]], 1)
        if characters[ids[:, 1:]].sum(1).min() >= WINDOW:
            break
    return [model.vocabulary.text(row)[:WINDOW] for row in ids[:, 1:].tolist()]
