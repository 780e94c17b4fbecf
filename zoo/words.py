"""The lab sheet's text model: a VAE of single words, which knows nothing of their order."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo.base import ZooModel
from zoo.config import Config
from zoo.errors import ZooError
from zoo.vae import Posterior

FILE = "vocabulary.json"
UNKNOWN = "<unknown>"  # stands for every word that is not in the vocabulary
_TOKEN = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*|\n|[^\sA-Za-z]")
_NO_SPACE_BEFORE = frozenset(".,;:!?'\n")


@dataclass(frozen=True)
class WordVAEConfig(Config):
    """Sizes: ``words`` in the vocabulary, the unknown one among them; ``hidden_dim`` units on either side."""

    words: int = 8192
    hidden_dim: int = 64
    latent_dim: int = 50


def tokens(text: str) -> list[str]:
    """The words, punctuation marks and line ends of a text, in order."""
    return _TOKEN.findall(text)


def vocabulary(text: str, size: int) -> tuple[str, ...]:
    """The ``size - 1`` most frequent tokens of a text, behind the unknown one; of two as frequent the first seen."""
    found = tuple(word for word, _ in Counter(tokens(text)).most_common(size - 1))
    if len(found) < size - 1:
        raise ZooError(f"The text has {len(found)} different words; the model asks for {size - 1}.")
    return UNKNOWN, *found


def joined(words: list[str]) -> str:
    """Words as running text."""
    text = ""
    for word in words:
        text += word if not text or text.endswith("\n") or word in _NO_SPACE_BEFORE else " " + word
    return text


class WordVAE(ZooModel, license="mit", tags=["variational-autoencoder", "text-generation", "shakespeare"]):
    """One-hot word -> ReLU units -> Gaussian code -> ReLU units -> probabilities of the words.

    The first layer's product with a one-hot word is the choice of a column, and is computed as that. The words
    themselves are in ``vocabulary.json`` beside the weights, and here in ``vocabulary``, empty until they are known.
    """

    Config = WordVAEConfig

    def __init__(self, config: WordVAEConfig):
        super().__init__(config)
        self.vocabulary: tuple[str, ...] = ()
        self.columns = nn.EmbeddingBag(config.words, config.hidden_dim, mode="sum")
        self.encoder = nn.Sequential(nn.ReLU(), nn.Linear(config.hidden_dim, 2 * config.latent_dim))
        self.decoder = nn.Sequential(
            nn.Linear(config.latent_dim, config.hidden_dim), nn.ReLU(), nn.Linear(config.hidden_dim, config.words)
        )
        nn.init.normal_(self.columns.weight, std=0.05)

    @classmethod
    def load(cls, folder: str | Path, map_location: str = "cpu") -> "WordVAE":
        """The model in ``folder``, with its vocabulary where that is there too."""
        model = super().load(folder, map_location)
        path = Path(folder) / FILE
        if path.exists():
            model.vocabulary = read_vocabulary(path, model.config.words)
        return model

    def encode(self, words: Tensor) -> Posterior:
        """q(z|x) of word numbers (n,)."""
        return Posterior(*self.encoder(self.columns(words[:, None])).float().chunk(2, -1))

    def decode_logits(self, latents: Tensor) -> Tensor:
        """Logits of the words (..., words) of latents (..., latent_dim)."""
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
        """``n`` word numbers (n,), each of a code of its own: nothing ties them to each other."""
        codes = torch.randn(n, self.config.latent_dim, generator=generator, device=self.device)
        return torch.multinomial(self.decode_logits(codes).softmax(-1), 1, generator=generator)[:, 0]

    def text(self, words: Tensor) -> str:
        """Word numbers (n,) as running text."""
        if not self.vocabulary:
            raise ZooError(f"{FILE} is missing beside the weights; fetch or train the checkpoint again.")
        return joined([self.vocabulary[number] for number in words.tolist()])


def read_vocabulary(path: Path, size: int) -> tuple[str, ...]:
    """The words of a ``vocabulary.json``, as many as the model has."""
    try:
        words = json.loads(path.read_text(encoding="utf-8"))["words"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ZooError(f"{path} cannot be read ({error!r:.80}); fetch or train the checkpoint again.") from None
    if not isinstance(words, list) or len(words) != size or not all(isinstance(word, str) for word in words):
        raise ZooError(f"{path} does not hold the {size} words of its model; fetch or train the checkpoint again.")
    return tuple(words)
