"""The interface of checkpoint stores; the stores themselves are in the other modules of this folder."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zoo.errors import ZooError

_NAME = re.compile(r"[a-z0-9](-?[a-z0-9])*")  # "--" separates namespace and name in the Hub's cache
_REVISION = re.compile(r"[0-9a-f]{7,40}")
FULL_REVISION = re.compile(r"[0-9a-f]{40}")


class NotInStore(ZooError):
    """The store works, but does not have this checkpoint or revision."""


@dataclass(frozen=True)
class Revision:
    """One version of a checkpoint: ``id`` is 40 hex digits, ``date`` is ISO 8601 in UTC."""

    id: str
    message: str
    date: str


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint found in a store: its files are in ``folder``; ``source`` is the store's kind."""

    name: str
    folder: Path
    source: str
    revision: str
    uri: str


class Store(ABC):
    """A place for checkpoints. Problems that a person can fix are raised as ``ZooError``."""

    kind: str
    uri: str

    @abstractmethod
    def names(self) -> list[str]:
        """Names of the checkpoints, sorted."""

    @abstractmethod
    def checkpoint(self, name: str, revision: str | None = None) -> Checkpoint:
        """The checkpoint ``name`` with its files verified; the newest unless a revision (or 7 digits of it) is
        given. On the Hub a revision may also be a branch, a tag or a pull request (``refs/pr/1``)."""

    @abstractmethod
    def history(self, name: str) -> list[Revision]:
        """Its revisions, newest first."""

    @abstractmethod
    def push(self, folder: str | Path, name: str, message: str) -> str:
        """Store ``folder`` as the newest revision of ``name``, whole or not at all, and return the revision.

        Content equal to the newest revision adds none.
        """

    @abstractmethod
    def need_writable(self) -> None:
        """Raise ``ZooError`` if a push here would fail, as far as that can be told without one; changes nothing."""

    def records(self) -> set[str]:
        """Names of the checkpoints that are stored without weights; most stores have none."""
        return set()

    def resolve(self, name: str, revision: str | None = None) -> Path:
        """The folder with the checkpoint's files."""
        return self.checkpoint(name, revision).folder

    def revision(self, name: str) -> str:
        """The newest revision."""
        return self.history(name)[0].id

    def unknown(self, name: str) -> NotInStore:
        """The error for a missing name, listing the available ones."""
        return NotInStore(f"{self.uri} has no checkpoint '{name}'; it has {', '.join(self.names()) or 'none yet'}.")

    def match(self, name: str, revision: str, known: Iterable[str]) -> str:
        """The one known revision that starts with ``revision``."""
        known = list(known)
        if not _REVISION.fullmatch(revision):
            raise ZooError(f"'{revision}' is not a revision; give 7 to 40 of its digits (0-9, a-f).")
        found = [each for each in known if each.startswith(revision)]
        if not found:
            raise NotInStore(
                f"{self.uri} has no revision {revision} of '{name}'; the newest is {known[0] if known else 'none'}."
            )
        if len(found) > 1:
            raise ZooError(f"{len(found)} revisions of '{name}' start with {revision}; give more of its digits.")
        return found[0]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.uri!r})"


def is_name(name: str) -> bool:
    """Whether ``name`` can name a checkpoint."""
    return isinstance(name, str) and len(name) <= 64 and _NAME.fullmatch(name) is not None


def check_name(name: str) -> str:
    """``name``, if it can name a checkpoint; such a name can never lead out of a store's folder."""
    if not is_name(name):
        raise ZooError(
            f"{name!r} cannot name a checkpoint; use 1 to 64 of a-z and 0-9, with single hyphens in between."
        )
    return name
