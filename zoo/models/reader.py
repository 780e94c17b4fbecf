"""What all readers have in common: they read the words of a speech and answer questions about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from zoo.errors import ZooError
from zoo.models.base import ZooModel
from zoo.models.config import Config
from zoo.models.spoken import FILE, FILL, SPECIAL, UNKNOWN, Tasks

SPREAD = 0.1  # of an embedding's numbers at first


class Said(NamedTuple):
    """Speeches as lists of words, and the numbers of the right answers (n,)."""

    words: list[list[str]]
    labels: Tensor


Batch = dict[str, Said]  # by task


@dataclass(frozen=True)
class ReaderConfig(Config):
    """The tasks with their numbers of answers."""

    tasks: tuple = ("genre", "play", "play_named", "style")
    classes: tuple = (3, 37, 37, 3)


@dataclass(frozen=True)
class WordReaderConfig(ReaderConfig):
    """And how many words each task's vocabulary has at most, with those of special meaning."""

    words: int = 4000


class Reader(ZooModel):
    """Base of all readers.

    It has a network of its own for each task, so that none learns from the speeches that another task holds out. A
    subclass defines ``logits``. The tasks are in ``tasks.json`` beside the weights, and here from ``begin`` on.
    """

    Config = ReaderConfig
    family = "attention"
    FILES = (FILE,)
    undivided = "it reads a batch of several tasks"

    def __init__(self, config: ReaderConfig):
        super().__init__(config)
        self._tasks: Tasks | None = None

    @classmethod
    def capabilities(cls, config: ReaderConfig) -> dict:
        """It reads speeches."""
        return super().capabilities(config) | {"kind": "reader", "reads": True}

    @property
    def tasks(self) -> Tasks:
        """What is asked of a speech. Raises ``ZooError`` before ``begin``."""
        if self._tasks is None:
            raise ZooError("This reader knows no task yet; call its begin() first.")
        return self._tasks

    def logits(self, task: str, speeches: Sequence[Sequence[str]]) -> Tensor:
        """Scores (n, classes) of the answers for speeches of at least one word, with names masked as the task says."""
        raise NotImplementedError

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """The sum over the tasks of the cross-entropy in nats per speech, each of these, and each share of wrong
        answers."""
        terms: dict[str, Tensor] = {}
        for task in self.config.tasks:
            logits, labels = self.logits(task, batch[task].words), batch[task].labels
            terms[task] = F.cross_entropy(logits, labels)
            terms[f"{task}_error"] = (logits.argmax(1) != labels).float().mean()
        return {"loss": torch.stack([terms[task] for task in self.config.tasks]).sum(), **terms}

    @torch.no_grad()
    def beliefs(self, task: str, words: Sequence[str], backwards: bool = False) -> Tensor:
        """Probabilities (words, classes) after each word: row t is of a reader that has read only so far.

        Backwards, row t is of one that has read only from word t to the end.
        """
        read = self.tasks.read(task, words)
        parts = [read[at:] if backwards else read[: at + 1] for at in range(len(read))]
        return self.logits(task, parts).softmax(1)

    def begin(self, train) -> None:
        """Take over the tasks of the training split."""
        self._tasks = self._checked(train.tasks, "The data")

    def start_from(self, trained: "Reader") -> None:
        """Start from the weights of a reader with the same tasks."""
        super().start_from(trained)
        self._tasks = trained.tasks

    def _checked(self, tasks: Tasks, whose: str) -> Tasks:
        sizes = dict(zip(self.config.tasks, self.config.classes, strict=True))
        found = {name: len(task.classes) for name, task in tasks.by_name.items()}
        if {name: found.get(name) for name in sizes} != sizes:
            raise ZooError(f"{whose} has other tasks than the reader: {found}, not {sizes}; train it again.")
        return tasks

    def _read_beside(self, folder: Path) -> None:
        self._tasks = self._checked(Tasks.load(folder / FILE), str(folder / FILE))

    def _save_beside(self, folder: Path) -> None:
        self.tasks.save(folder / FILE)


def embedding(words: int, width: int) -> nn.Embedding:
    """An embedding that begins near 0, so that rare words, of which it learns little, say little."""
    layer = nn.Embedding(words, width)
    nn.init.normal_(layer.weight, std=SPREAD)
    return layer


class WordReader(Reader):
    """A reader of our own vocabulary: words are numbers."""

    hidden_words = 0.0  # share of the words that it does not see in training

    def _checked(self, tasks: Tasks, whose: str) -> Tasks:
        super()._checked(tasks, whose)
        most = max(len(tasks[name].words) for name in self.config.tasks)
        if most + SPECIAL > self.config.words:
            raise ZooError(f"{whose} has more words than the {self.config.words:,} of the reader; train it again.")
        return tasks

    def ids(self, task: str, speeches: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor]:
        """The ids (n, t) of words, filled up behind the end, and the numbers of words (n,)."""
        rows = [torch.tensor(self.tasks[task].ids(words)) for words in speeches]
        ids = pad_sequence(rows, batch_first=True, padding_value=FILL)
        if self.training and self.hidden_words:
            hidden = (torch.rand(ids.shape) < self.hidden_words) & (ids != FILL)
            ids = ids.masked_fill(hidden, UNKNOWN)
        return ids.to(self.device), torch.tensor([len(row) for row in rows])


def by_task(config: ReaderConfig, make) -> nn.ModuleDict:
    """A network of each task from ``make(classes)``."""
    return nn.ModuleDict({task: make(classes) for task, classes in zip(config.tasks, config.classes, strict=True)})
