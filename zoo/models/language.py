"""What all language models share: likelihood, losses and sampling, whatever their tokens and their Transformer are."""

from typing import Any, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo.models.base import ZooModel
from zoo.models.characters import Read
from zoo.models.given import counted, plain
from zoo.models.transformer import Past, Pasts
from zoo.models.writing import Manner, written


class Stream(Protocol):
    """Tokens one after the other as text."""

    def push(self, number: int) -> str:
        """The characters that this token completes."""
        ...


class Vocabulary(Protocol):
    """Converts texts to the numbers of tokens and back."""

    def __len__(self) -> int: ...

    def ids(self, text: str) -> list[int]:
        """The numbers of a text's tokens."""
        ...

    def text(self, ids: Any) -> str:
        """The text for these numbers."""
        ...

    def labels(self, ids: Any) -> list[str]:
        """Each token by itself, for people to read."""
        ...

    def opened(self, ids: Any) -> tuple[list[int], bytes]:
        """The tokens of an opening from which a text goes on, and the bytes with which it then begins."""
        ...

    def stream(self, skip: int = 0) -> Stream:
        """Text token by token."""
        ...

    def read(self, text: str) -> Read:
        """Any text, changed so that it can be read."""
        ...


class LanguageModel(ZooModel):
    """A causal model of tokens; a batch has passages, each with the token before it: (n, 1 + t) ids. Further tokens may
    be given, as ``given`` says.

    A subclass sets ``decoder``, called as ``decoder(ids, latents, past)`` for the logits (n, t, tokens) of the next
    tokens, and says which ``vocabulary`` the ids are of; ``window`` of its config is how many tokens it sees at once.
    """

    family = "shakespeare"
    latent_dim = 0
    decoder: nn.Module

    @classmethod
    def capabilities(cls, config: Any) -> dict:
        """It writes texts that go on from an opening."""
        return super().capabilities(config) | {"draws": "text", "context": True}

    @property
    def vocabulary(self) -> Vocabulary:
        """What converts texts to ids and back."""
        raise NotImplementedError

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """``loss`` in nats per token and ``reconstruction`` in nats per passage, of ids (n, 1 + t)."""
        reconstruction = -self.log_likelihood(batch).sum(1).mean()
        length = counted(batch).sum(1).float().mean()
        return {"loss": reconstruction / length, "reconstruction": reconstruction}

    def log_likelihood(self, batch: Tensor, latents: Tensor | None = None) -> Tensor:
        """log p in nats, (n, t), of the tokens of passages (n, 1 + t) after the first; 0 for those that are given.

        ``latents`` (n, latent_dim) go to the decoder.
        """
        ids = plain(batch)
        logits = self.decoder(ids[:, :-1], latents).float()  # (n, t, tokens)
        return -F.cross_entropy(logits.transpose(1, 2), ids[:, 1:], reduction="none") * counted(batch)

    def past(self) -> Any:
        """Nothing read yet: what the decoder adds to as it reads."""
        return Past()

    def pasts(self, pasts: list) -> Any:
        """Side by side what was read of several texts, to which single tokens are added."""
        return Pasts(pasts, self.config.window, self.device)

    def codes(self, n: int, generator: torch.Generator | None = None) -> Tensor | None:
        """Codes (n, latent_dim) from the prior; None for a model without codes."""
        return None

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """``n`` passages as ids (n, window), each from the start of a line."""
        codes, line = self.codes(n, generator), torch.tensor([self.vocabulary.ids("\n")] * n)
        uniform = torch.rand(self.config.window, n, generator=generator, dtype=torch.float64)
        return torch.stack(list(written(self, line, uniform, Manner(), codes)), 1)
