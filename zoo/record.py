"""The files beside a checkpoint's weights, read once and passed on. No torch."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from zoo import beside, pages, reading
from zoo.errors import ZooError
from zoo.models.config import read_config
from zoo.schema import SEEDS, Page, Seeds, Training
from zoo.stores.contract import Checkpoint

REMEMBERED = 128  # cached records
METRICS, TRAINING, CARD = "metrics.json", "training.json", "README.md"


@dataclass(eq=False)
class Record:
    """A checkpoint's config and the files beside its weights, each read on first access.

    If a part is damaged, the rest is still available: ``training`` and ``metrics`` leave out what does not fit, and
    ``problems`` has, by file, a sentence for each part that was left out.
    """

    checkpoint: Checkpoint
    kind: str  # the model's class
    config: dict
    problems: dict[str, list[str]] = field(default_factory=dict)
    _files: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def page(self) -> Page:
        """How it is presented. Raises ``ZooError`` if that cannot be read."""
        return pages.read(self.checkpoint)

    @cached_property
    def training(self) -> Training | None:
        """How it was made; None if nothing of that can be read."""
        return self._fitting(TRAINING)

    @cached_property
    def metrics(self) -> dict[str, dict] | None:
        """Its figures by name, each with the fields of ``schema.Metric``; None if none can be read."""
        found = self._fitting(METRICS)
        return None if found is None else found.model_dump()

    @cached_property
    def seeds(self) -> Seeds | None:
        """Its recipe's runs with several seeds; None if there are none or they cannot be read."""
        return self._fitting(SEEDS) if (self.checkpoint.folder / SEEDS).is_file() else None

    @cached_property
    def card(self) -> str:
        """Its card as Markdown. Raises ``ZooError`` if there is none."""
        try:
            return reading.content(self.checkpoint.folder / CARD).decode(errors="replace")
        except (OSError, ValueError):
            raise ZooError(f"The card of {self.checkpoint.name} is missing; train or fetch it again.") from None

    def whole(self, file: str) -> Any:
        """``training`` or ``metrics``, by file name. Raises ``ZooError`` if nothing of it can be read."""
        found = {TRAINING: lambda: self.training, METRICS: lambda: self.metrics}[file]()
        if found is None:
            raise ZooError(self.problems[file][0])
        return found

    def run(self) -> dict | None:
        """The figures, the training and the ``seeds`` for ``zoo.lessons``; None if one of the first two is missing."""
        if self.training is None or self.metrics is None:
            return None
        training = self.training.model_dump(exclude_none=True)
        return {"metrics": self.metrics, "training": training, "seeds": self.seeds}

    def file(self, name: str) -> Any:
        """Another file, as defined in ``zoo.schema``. Raises ``ZooError`` naming what does not fit."""
        if name not in self._files:
            try:
                self._files[name] = beside.read(self.checkpoint.folder, name, self.checkpoint.name)
            except ZooError as error:
                self._files[name] = error
        found = self._files[name]
        if isinstance(found, ZooError):
            raise ZooError(str(found))
        return found

    def misfit(self, file: str, what: object) -> ZooError:
        """The error for a file that does not fit this model; ``what`` is "FIELD must be ..."."""
        return beside.misfit(file, self.checkpoint.name, what)

    def _fitting(self, file: str) -> Any:
        try:
            found, self.problems[file] = beside.fitting(self.checkpoint.folder, file, self.checkpoint.name)
        except ZooError as error:
            found, self.problems[file] = None, [str(error)]
        return found


def record(checkpoint: Checkpoint) -> Record:
    """The checkpoint's record, the same object until one of its files changes.

    Raises ``ZooError`` if its config cannot be read.
    """
    return _record(checkpoint, _stamp(checkpoint.folder))


@lru_cache(maxsize=REMEMBERED)
def _record(checkpoint: Checkpoint, _stamp: tuple) -> Record:
    return Record(checkpoint, *read_config(checkpoint.folder))


def _stamp(folder: Path) -> tuple:
    """Names, sizes and times of the files of a record."""
    try:
        found = [(path.name, path.stat()) for path in folder.iterdir() if path.suffix in (".json", ".md")]
    except OSError:
        return ()
    return tuple(sorted((name, stat.st_size, stat.st_mtime_ns, stat.st_ino) for name, stat in found))
