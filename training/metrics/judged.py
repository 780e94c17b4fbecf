"""How surprising texts are to judges that have read Shakespeare: n-gram models, which know nothing of our models.

There are two, because no text will do for all. One has read the two plays of the validation text, which is in no
model's training text: it favours none, but it knows few words, and takes a rare word for as strange as an invented one.
The other has read the 35 plays of the training text: it knows the words, but favours a model that copies from them.
Each has the text that the other has read for its figure of real text.
"""

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from training.data import plays
from training.metrics import Metric
from training.metrics.kneser_ney import KneserNey
from training.metrics.samples import jackknife
from training.metrics.text_samples import FLOOR, SPLIT, kinds, line_passages, uncut
from zoo.models.tokens import UNKNOWN, tokens

ORDER = 5  # words of the longest sequences that are counted, and letters
LETTERS = "abcdefghijklmnopqrstuvwxyz'-"
OTHER, END = len(LETTERS), len(LETTERS) + 1  # any other character, and the end of a word
Heard = tuple[str, str]  # the texts that the two judges have read


def heard() -> Heard:
    """The validation plays without what is in a training text, and the 35 training plays."""
    return plays.apart(), plays.training().text


def measure(samples: Sequence[str], cool: Sequence[str], texts: Heard, top_p: float = 1.0) -> dict[str, Metric]:
    """``judged_perplexity``, under the judge of the first text, and ``judged_perplexity_plays``, under that of the
    second, of the same samples as ``text_samples.measure``, with the same endings of names.

    ``..._floor`` is of passages of the text that the judge has not read.
    """
    (apart, read), found = texts, {}
    held_out, training = "the two validation plays", "the 35 training plays"
    for name, own, mine, other, others in (("judged_perplexity", apart, held_out, read, training),
                                           ("judged_perplexity_plays", read, training, apart, held_out)):  # fmt: skip
        real = line_passages(other, len(samples))
        for suffix, some, said in [*kinds(samples, cool, top_p), (FLOOR, real, f"passages of {others}")]:
            rows = judge(own)([uncut(text) for text in some])
            noise = 0.0 if suffix == FLOOR else jackknife(perplexity, rows)
            how = (f"exp of the mean nats of words, marks and line breaks, with the letters of unknown words, of "
                   f"{len(some)} {said}, under a Kneser-Ney model of {ORDER}-grams of {mine}")  # fmt: skip
            found[name + suffix] = Metric(perplexity(rows), "per word", how, split=SPLIT, noise=noise)
    return found


def perplexity(rows: Tensor) -> float:
    """The perplexity per word of texts with the nats and the words of rows (n, 2)."""
    nats, words = rows.sum(0).tolist()
    return math.exp(nats / max(1, words))


class Judge:
    """A Kneser-Ney model of the words of a text, in lower case, its marks and its line breaks.

    All words that the text has only once are one to it, the unknown word. Of this it judges the letters, too, by such a
    model of the letters of the different words. So a word that is none costs what it takes to spell it.
    """

    def __init__(self, text: str):
        said = _words(text)
        times = Counter(said)
        self._known = {word: 1 + at for at, word in enumerate(word for word, count in times.items() if count > 1)}
        self._words = KneserNey(self._ids(said), 1 + len(self._known), ORDER)
        letters = [letter for word in times for letter in _letters(word)[1:]]
        self._letters = KneserNey(torch.tensor([END, *letters]), END + 1, ORDER)

    def __call__(self, texts: Sequence[str]) -> Tensor:
        """(n, 2): for each text the nats of all of its words, and their number."""
        said = [_words(text) for text in texts]
        log_p = self._words.log_probability(pad_sequence([self._ids(words) for words in said], batch_first=True))
        spelled = self.spelled({word for words in said for word in words if word not in self._known})
        nats = [sum(spelled.get(word, 0.0) for word in words) - row[: len(words)].sum().item()
                for row, words in zip(log_p, said, strict=True)]  # fmt: skip
        return torch.tensor([*zip(nats, map(len, said), strict=True)], dtype=torch.double)

    def spelled(self, words: set[str]) -> dict[str, float]:
        """The nats of the letters of each word, and of its end."""
        rows = {word: torch.tensor(_letters(word)) for word in sorted(words)}
        if not rows:
            return {}
        log_p = self._letters.log_probability(pad_sequence([*rows.values()], batch_first=True))
        return {word: -row[1 : len(ids)].sum().item() for (word, ids), row in zip(rows.items(), log_p, strict=True)}

    def _ids(self, words: list[str]) -> Tensor:
        return torch.tensor([self._known.get(word, 0) for word in words], dtype=torch.long)


@lru_cache(maxsize=2)
def judge(text: str) -> Judge:
    """The judge that has read a text."""
    return Judge(text)


def _words(text: str) -> list[str]:
    return tokens(text.replace(UNKNOWN, "unknown").lower())


def _letters(word: str) -> list[int]:
    """The numbers of a word's letters, between two ends of words."""
    return [END, *(LETTERS.find(letter) if letter in LETTERS else OTHER for letter in word), END]
