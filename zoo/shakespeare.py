"""Models of text, character by character: a Transformer language model, and one that is told a latent code.

The code makes it a variational autoencoder of passages (Bowman et al. 2016, arXiv:1511.06349). Left alone such a model
learns to ignore its code. Here three things keep the code in use: its encoder is taken from an autoencoder and its
decoder begins anew (Li et al. 2019, arXiv:1909.00868), each latent may tell ``free_nats`` for free (Kingma et al. 2016,
arXiv:1606.04934, eq. 15), and the decoder hears the code at every layer.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from zoo.base import ZooModel
from zoo.characters import SHAKESPEARE, Characters
from zoo.config import Config
from zoo.errors import ZooError
from zoo.transformer import Decoder, Encoder
from zoo.vae import Posterior
from zoo.writing import Manner, written


@dataclass(frozen=True)
class TextLMConfig(Config):
    """Sizes of a language model of ``vocabulary``'s characters that sees ``window`` of them at once."""

    vocabulary: str = SHAKESPEARE
    window: int = 256
    width: int = 128
    layers: int = 4
    heads: int = 4
    dropout: float = 0.1
    forget: float = 0.0

    def __post_init__(self):
        super().__post_init__()
        if self.heads < 1 or self.width % self.heads:
            raise ZooError(f"A width of {self.width} cannot be split among {self.heads} heads.")
        if "\n" not in Characters(self.vocabulary):
            raise ZooError("A vocabulary needs the line's end: it is what every text is written behind.")


@dataclass(frozen=True)
class TextVAEConfig(TextLMConfig):
    """The same with a code of ``latent_dim`` numbers for each passage, read by ``encoder_layers``.

    ``beta`` weighs the KL divergence; each latent's first ``free_nats`` of it, on average over a batch, cost nothing.
    """

    latent_dim: int = 32
    encoder_layers: int = 3
    beta: float = 1.0
    free_nats: float = 0.25


class TextLM(ZooModel, license="mit", tags=["text-generation", "shakespeare"]):
    """A causal Transformer over characters; a batch is passages, each with the character before it: (n, 1 + t) ids."""

    Config = TextLMConfig
    latent_dim = 0

    def __init__(self, config: TextLMConfig):
        super().__init__(config)
        self.characters = Characters(config.vocabulary)
        sizes = config.window, config.width, config.layers, config.heads, config.dropout
        self.decoder = Decoder(len(self.characters), *sizes, self.latent_dim, config.forget)

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """``loss`` in nats per character, and ``reconstruction`` in nats per passage, of ids (n, 1 + t)."""
        reconstruction = -self.log_likelihood(batch).sum(1).mean()
        return {"loss": reconstruction / (batch.shape[1] - 1), "reconstruction": reconstruction}

    def log_likelihood(self, batch: Tensor, latents: Tensor | None = None) -> Tensor:
        """log p in nats, (n, t), of the characters of passages (n, 1 + t) after the first; latents (n, latent_dim)."""
        logits = self.decoder(batch[:, :-1], latents).float()  # (n, t, characters)
        return -F.cross_entropy(logits.transpose(1, 2), batch[:, 1:], reduction="none")

    def codes(self, n: int, generator: torch.Generator | None = None) -> Tensor | None:
        """Codes (n, latent_dim) from the prior; None for a model without."""
        return None

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """``n`` passages as ids (n, window), each from the start of a line."""
        codes, line = self.codes(n, generator), torch.tensor([self.characters.ids("\n")] * n)
        uniform = torch.rand(self.config.window, n, generator=generator, dtype=torch.float64)
        return torch.stack(list(written(self, line, uniform, Manner(), codes)), 1)


class TextVAE(TextLM, license="mit", tags=["variational-autoencoder", "text-generation", "shakespeare"]):
    """The language model, told a Gaussian code of the passage, whose prior is N(0, I)."""

    Config = TextVAEConfig

    def __init__(self, config: TextVAEConfig):
        self.latent_dim = config.latent_dim
        super().__init__(config)
        sizes = config.window, config.width, config.encoder_layers, config.heads, config.dropout
        self.encoder = Encoder(len(self.characters), *sizes, 2 * config.latent_dim)

    def encode(self, ids: Tensor, lengths: Tensor | None = None) -> Posterior:
        """q(z|x) of passages (n, t), of which only the first ``lengths`` (n,) characters count."""
        return Posterior(*self.encoder(ids, lengths).float().chunk(2, -1))

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """``loss`` as trained, in nats per character of a window; ``reconstruction`` and ``kl`` in nats per passage.

        A shorter passage counts by its length: the loss is the same part of its bound.
        """
        posterior = self.encode(batch[:, 1:])
        reconstruction = -self.log_likelihood(batch, posterior.sample()).sum(1).mean()
        kl = posterior.kl().mean(0)  # (latent_dim,)
        charged = self.config.beta * kl.clamp_min(self.config.free_nats).sum()
        loss = (reconstruction + charged) / self.config.window
        return {"loss": loss, "reconstruction": reconstruction, "kl": kl.sum()}

    def codes(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Codes (n, latent_dim) from the prior."""
        return torch.randn(n, self.latent_dim, generator=generator).to(self.device)

    def start_from(self, trained: "TextVAE") -> None:
        """Take the encoder of a trained model; the decoder begins anew, for one that leaned on a code too much is a
        bad start (Li et al. 2019)."""
        self.encoder.load_state_dict(trained.encoder.state_dict())
