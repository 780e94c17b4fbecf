"""Texts of different lengths that are written together: each step of the model gives every one of them a token.

What is drawn depends on a text's own luck and on nothing of the others. A step makes the products of all texts at once,
in the order in which it would make those of one: with the libraries that torch has, a text's probabilities are the same
to the last digit, if there are at least ``FEWEST`` rows and one thread. Elsewhere they are the same but for rounding.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from zoo.models.writing import Manner, compelled, context_start, pick

FEWEST = 4  # rows; with fewer, matrices are multiplied in another way
_parting = threading.Lock()


@dataclass
class Memory:
    """What a decoder has read of a text, the tokens ``start`` to ``end``; ``past`` is the model's, None before any."""

    past: Any = None
    start: int = 0
    end: int = 0


@dataclass
class Row:
    """A text that is being written.

    ``ids`` are its tokens so far, at least one; the next is drawn with the next number in [0, 1) of ``luck``.
    ``latents`` (1, latent_dim) go to the model. What follows begins with the bytes ``begin``, for a model whose
    vocabulary is of bytes. ``told`` gets each new token and returns whether there is to be another. ``memory`` is of
    these ids and latents, and is up to date once the row is finished; until then its ``company`` may have it.
    """

    ids: list[int]
    luck: Iterator[float]
    told: Callable[[int], bool]
    manner: Manner
    latents: Tensor | None = None
    begin: bytes = b""
    memory: Memory = field(default_factory=Memory)
    goes_on: bool = True
    company: "Company | None" = field(default=None, repr=False)


@torch.inference_mode()
def write_on(model, rows: list[Row], most: int) -> None:
    """Add up to ``most`` tokens to each row that goes on. It may be fewer: once more than half of the rows are finished
    these need not wait for the others, which can go on in another call."""
    company = _company_of(model, rows)
    try:
        for _ in range(most):
            if 2 * sum(row.goes_on for row in rows) < len(rows):
                break
            company.step()
    except Exception:
        for row in rows:  # in the middle of a step: what was read is read anew
            row.company, row.memory = None, Memory()
        raise


def _company_of(model, rows: list[Row]) -> "Company":
    """That in which these rows were last, if they are all that is left of it and it is not too large; else a new one.
    Whoever is in another one leaves it, and so do the others there."""
    if (had := rows[0].company) and had.is_of(rows):
        return had
    with _parting:  # those of one company may come from several threads
        for row in rows:
            if row.company:
                row.company.leave()
    return Company(model, rows)


class Company:
    """Rows side by side, with what the decoder has read of each."""

    def __init__(self, model, rows: list[Row]):
        self._model, self._rows, self._device = model, rows, model.device
        self._writing = list(range(len(rows)))  # those whose memory is here
        spare = max(0, FEWEST - len(rows))
        self._latents = None
        if model.latent_dim:
            codes = [row.latents for row in rows if row.latents is not None]
            self._latents = torch.cat([*codes, torch.zeros(spare, model.latent_dim)]).to(self._device)
        pasts = [*map(self._read, rows), *(model.past() for _ in range(spare))]
        self._past = model.pasts(pasts)
        self._sort()
        for row in rows:
            row.company = self

    def is_of(self, rows: list[Row]) -> bool:
        """Whether these are the rows that are written here, and at least half of those that are carried along."""
        same = {id(self._rows[at]) for at in self._writing} == set(map(id, rows))
        return same and len(self._idle) <= max(FEWEST, 2 * len(rows))

    def _sort(self) -> None:
        """Where the rows that are written are, and which of all rows are carried along."""
        self._at = torch.tensor(self._writing, dtype=torch.long)
        self._idle = torch.ones(len(self._past.lengths), dtype=torch.bool).index_fill(0, self._at, False)

    def _read(self, row: Row) -> Any:
        """The past of all tokens but the last that the model sees; what it has not read yet, it reads."""
        start, memory = context_start(len(row.ids), self._model.config.window), row.memory
        if memory.start != start:
            row.memory = memory = Memory(start=start, end=start)
        if memory.past is None:
            memory.past = self._model.past()
        if unread := row.ids[memory.end : -1]:
            ids = torch.tensor([unread], device=self._device)
            self._model.decoder(ids, None if row.latents is None else row.latents.to(ids.device), memory.past)
            memory.end += len(unread)
        return memory.past

    def step(self) -> None:
        """One token more for each row that goes on."""
        for at in self._writing:
            row = self._rows[at]
            if context_start(len(row.ids), self._model.config.window) != row.memory.start:
                self._past.put(at, self._read(row))
        last = torch.zeros(len(self._idle), 1, dtype=torch.long)
        last[self._at, 0] = torch.tensor([self._rows[at].ids[-1] for at in self._writing])
        if len(self._writing) < len(last):
            self._past.rest(self._idle)
        logits = self._model.decoder(last.to(self._device), self._latents, self._past)[:, -1]
        for at, token in zip(self._writing, self._drawn(logits[self._at.to(self._device)]), strict=True):
            self._rows[at].ids.append(token)
            self._rows[at].goes_on = self._rows[at].told(token)
        for at in [at for at in self._writing if not self._rows[at].goes_on]:
            self._leave(at)

    def _drawn(self, logits: Tensor) -> list[int]:
        """A token for each row that is written, of logits (n, tokens)."""
        rows = [self._rows[at] for at in self._writing]
        if any(row.begin for row in rows):
            logits = compelled(logits, self._model.vocabulary, [row.begin for row in rows])
        luck = torch.tensor([next(row.luck) for row in rows], dtype=torch.float64)
        found = self._picked(logits, luck).tolist()
        for row, token in zip(rows, found, strict=True):
            row.begin = row.begin and row.begin[len(self._model.vocabulary.pieces[token]) :]
        return found

    def _picked(self, logits: Tensor, luck: Tensor) -> Tensor:
        """A token for each row (n,), in its manner; rows of one manner are drawn together."""
        manners = [self._rows[at].manner for at in self._writing]
        if len(kinds := set(manners)) == 1:
            return pick(logits, manners[0], luck)
        tokens = torch.zeros(len(manners), dtype=torch.long)
        for manner in kinds:
            alike = torch.tensor([each == manner for each in manners])
            tokens[alike] = pick(logits[alike.to(logits.device)], manner, luck[alike])
        return tokens

    def leave(self) -> None:
        """Give every row its memory back."""
        for at in [*self._writing]:
            self._leave(at)

    def _leave(self, at: int) -> None:
        row = self._rows[at]
        row.memory, row.company = Memory(self._past.part(at), row.memory.start, len(row.ids) - 1), None
        self._writing.remove(at)
        self._sort()
