"""The lab sheet's text model: a VAE of single words, which does not model their order."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo import reading
from zoo.errors import ZooError
from zoo.models.base import ZooModel
from zoo.models.config import Config
from zoo.models.tokens import is_vocabulary, joined
from zoo.models.vae import Posterior

FILE = "vocabulary.json"


@dataclass(frozen=True)
class WordVAEConfig(Config):
    """Sizes: ``words`` in the vocabulary, including the unknown one; ``hidden_dim`` units on either side."""

    words: int = 8192
    hidden_dim: int = 64
    latent_dim: int = 50


class WordVAE(ZooModel, license="mit", tags=["variational-autoencoder", "text-generation", "shakespeare"]):
    """One-hot word -> ReLU units -> Gaussian code -> ReLU units -> probabilities of the words.

    The first layer's product with a one-hot word selects a column, and is computed in this way. The words themselves
    are in ``vocabulary.json`` beside the weights, and here in ``vocabulary``, which is empty until ``begin``.
    """

    Config = WordVAEConfig
    family = "shakespeare"
    FILES = (FILE,)

    @classmethod
    def capabilities(cls, config: WordVAEConfig) -> dict:
        """It draws words independently."""
        named = {"kind": "variational autoencoder of words", "explanation": "word-vae"}
        return super().capabilities(config) | named | {"draws": "text", "unit": "word", "prior": "normal"}

    def __init__(self, config: WordVAEConfig):
        super().__init__(config)
        self.vocabulary: tuple[str, ...] = ()
        self.columns = nn.EmbeddingBag(config.words, config.hidden_dim, mode="sum")
        self.encoder = nn.Sequential(nn.ReLU(), nn.Linear(config.hidden_dim, 2 * config.latent_dim))
        self.decoder = nn.Sequential(
            nn.Linear(config.latent_dim, config.hidden_dim), nn.ReLU(), nn.Linear(config.hidden_dim, config.words)
        )
        nn.init.normal_(self.columns.weight, std=0.05)

    def begin(self, train) -> None:
        """Take over the vocabulary of the training split."""
        if not is_vocabulary(train.vocabulary, self.config.words):
            raise ZooError(
                f"The vocabulary of the text does not have {self.config.words} different words, as the "
                f"model needs; use another."
            )
        self.vocabulary = tuple(train.vocabulary)

    def _read_beside(self, folder: Path) -> None:
        path = folder / FILE
        try:
            words = reading.json_file(path)["words"]
        except FileNotFoundError:
            raise ZooError(f"{path} is missing; fetch or train the checkpoint again.") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ZooError(f"{path} cannot be read ({error!r:.80}); fetch or train the checkpoint again.") from None
        if not is_vocabulary(words, self.config.words):
            raise ZooError(
                f"{path} does not have the {self.config.words} different words of its model; fetch or train the "
                "checkpoint again."
            )
        self.vocabulary = tuple(words)

    def _save_beside(self, folder: Path) -> None:
        content = json.dumps({"words": self._words()}, indent=1)
        (folder / FILE).write_text(content + "\n", encoding="utf-8")

    def _words(self) -> tuple[str, ...]:
        if not self.vocabulary:
            raise ZooError("This model has no vocabulary yet; call its begin() first.")
        return self.vocabulary

    def encode(self, words: Tensor) -> Posterior:
        """q(z|x) of word numbers (n,)."""
        return Posterior(*self.encoder(self.columns(words[:, None])).float().chunk(2, -1))

    def decode_logits(self, latents: Tensor) -> Tensor:
        """Logits of the words (..., words) for latents (..., latent_dim)."""
        return self.decoder(latents)

    def log_likelihood(self, words: Tensor, latents: Tensor) -> Tensor:
        """log p(x|z) in nats, (n,), of word numbers (n,) under latents (n, latent_dim)."""
        return -F.cross_entropy(self.decode_logits(latents).float(), words, reduction="none")

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """The negative ELBO of word numbers (n,) and its terms, in nats per word."""
        posterior = self.encode(batch)
        kl = posterior.kl().sum(1).mean()
        reconstruction = -self.log_likelihood(batch, posterior.sample()).mean()
        return {"loss": reconstruction + kl, "reconstruction": reconstruction, "kl": kl}

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """``n`` word numbers (n,), each from its own code, independently of the others."""
        codes = torch.randn(n, self.config.latent_dim, generator=generator)  # on the CPU: the same for a seed
        chances = self.decode_logits(codes.to(self.device)).softmax(-1).cpu()
        return torch.multinomial(chances, 1, generator=generator)[:, 0]

    def text(self, words: Tensor) -> str:
        """Word numbers (n,) as running text."""
        known = self._words()
        return joined([known[number] for number in words.tolist()])
