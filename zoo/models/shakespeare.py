"""Models of text, character by character: a Transformer language model, and one that is told a latent code.

The code makes it a variational autoencoder of passages (Bowman et al. 2016, arXiv:1511.06349). By itself such a model
learns to ignore its code. Four measures keep the code in use: batch normalisation of the posterior means, so that the
information in the code is a fixed number of nats and not learned (Zhu et al. 2020, arXiv:2004.12585); an encoder that
starts as a trained language model, with the principal axes of its summaries as latents; a decoder that gets the code at
every layer; and a first stage on short passages, about which a code says much, with the decoder's own weights fixed.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from zoo.errors import ZooError
from zoo.models.characters import SHAKESPEARE, Characters
from zoo.models.config import Config
from zoo.models.language import LanguageModel
from zoo.models.transformer import Decoder, Encoder
from zoo.models.vae import Posterior

SETTLED = 1000  # training passages, at least, from which the normalisation of codes is computed
CHUNK = 25  # passages at once; with more, a CPU waits for memory


@dataclass(frozen=True)
class TextLMConfig(Config):
    """Sizes of a language model of the characters in ``vocabulary`` that sees ``window`` of them at once."""

    vocabulary: str = SHAKESPEARE
    window: int = 256
    width: int = 128
    layers: int = 4
    heads: int = 4
    dropout: float = 0.1

    def __post_init__(self):
        super().__post_init__()
        if self.heads < 1 or self.width % self.heads:
            raise ZooError(
                f"A width of {self.width} cannot be divided among {self.heads} heads; choose a multiple of "
                f"{self.heads}."
            )
        if "\n" not in Characters(self.vocabulary):
            raise ZooError("A vocabulary needs the line break, since every text starts after one; add it.")


@dataclass(frozen=True)
class TextVAEConfig(TextLMConfig):
    """The same with a code of ``latent_dim`` numbers for each passage.

    Their posterior means have the standard deviation ``spread``, between 0 and 1; each carries -ln(1 - spread²) / 2
    nats.
    """

    latent_dim: int = 16
    spread: float = 0.8

    def __post_init__(self):
        super().__post_init__()
        if not 0 < self.spread < 1:
            raise ZooError(f"The spread must be between 0 and 1, not {self.spread}.")


class TextLM(LanguageModel, license="mit", tags=["text-generation", "shakespeare"]):
    """A causal Transformer over characters."""

    Config = TextLMConfig

    @classmethod
    def capabilities(cls, config: TextLMConfig) -> dict:
        """It writes character by character."""
        named = {"kind": "language model", "explanation": "text-lm", "unit": "character"}
        return super().capabilities(config) | named

    def __init__(self, config: TextLMConfig):
        super().__init__(config)
        self.characters = Characters(config.vocabulary)
        sizes = config.window, config.width, config.layers, config.heads, config.dropout
        self.decoder = Decoder(len(self.characters), *sizes, self.latent_dim)

    @property
    def vocabulary(self) -> Characters:
        """What converts texts to ids and back."""
        return self.characters


class TextVAE(TextLM, license="mit", tags=["variational-autoencoder", "text-generation", "shakespeare"]):
    """The language model with a Gaussian code of the passage, whose prior is N(0, I).

    Each posterior has the variance 1 - spread², and the variance of their means is spread², so that together they match
    the prior.
    """

    Config = TextVAEConfig

    @classmethod
    def capabilities(cls, config: TextVAEConfig) -> dict:
        """Those of a language model, and a code of the passage."""
        named = {"kind": "variational autoencoder of passages", "explanation": "text-vae"}
        return super().capabilities(config) | named | {"prior": "normal"}

    def __init__(self, config: TextVAEConfig):
        self.latent_dim = config.latent_dim
        super().__init__(config)
        sizes = config.window, config.width, config.layers, config.heads
        self.encoder = Encoder(len(self.characters), *sizes, config.latent_dim)
        self.standard = nn.BatchNorm1d(config.latent_dim, eps=1e-8, affine=False)

    def encode(self, ids: Tensor, lengths: Tensor | None = None) -> Posterior:
        """q(z|x) of passages (n, t), using only the first ``lengths`` (n,) characters of each."""
        mean = self.config.spread * self.standard(self.encoder(ids, lengths))
        return Posterior(mean, torch.full_like(mean, math.log(1 - self.config.spread**2)))

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """``loss`` as trained, in nats per character of a window; ``reconstruction`` and ``kl`` in nats per passage.

        A shorter passage is weighted by its length: the loss is the same fraction of its bound.
        """
        posterior = self.encode(batch[:, 1:])
        reconstruction = -self.log_likelihood(batch, posterior.sample()).sum(1).mean()
        kl = posterior.kl().sum(1).mean()
        return {"loss": (reconstruction + kl) / self.config.window, "reconstruction": reconstruction, "kl": kl}

    def codes(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Codes (n, latent_dim) from the prior."""
        return torch.randn(n, self.latent_dim, generator=generator).to(self.device)

    def start_from(self, trained: TextLM) -> None:
        """Copy all weights of a VAE; from a language model, copy its Transformer into the decoder and the encoder."""
        if isinstance(trained, TextVAE):
            self.load_state_dict(trained.state_dict())
            return
        shape = {name: getattr(self.config, name) for name in ("vocabulary", "window", "width", "layers", "heads")}
        if any(getattr(trained.config, name, None) != value for name, value in shape.items()):
            raise ZooError(
                "A VAE can start only from a language model with its own vocabulary, window and sizes; "
                "train that one first."
            )
        for part in (self.decoder, self.encoder):
            part.load_state_dict(trained.decoder.state_dict(), strict=False)  # all but the code's layers

    @torch.no_grad()
    def begin(self, train) -> None:
        """Use the principal axes of the encoder's summaries as latents, unless they are already trained."""
        if self.standard.num_batches_tracked:
            return
        found = self._summaries(train)
        mean = found.mean(0)
        _, lengths, axes = torch.linalg.svd(found - mean, full_matrices=False)
        scaled = (axes * math.sqrt(len(found)) / lengths.clamp_min(1e-6)[:, None])[: self.latent_dim]
        self.encoder.out.weight.copy_(scaled)
        self.encoder.out.bias.copy_(-scaled @ mean)

    @torch.no_grad()
    def settle(self, train) -> None:
        """Set the means and variances for normalising the codes to those of the training passages."""
        read = self.encoder.out(self._summaries(train))
        self.standard.get_buffer("running_mean").copy_(read.mean(0))
        self.standard.get_buffer("running_var").copy_(read.var(0))

    def _summaries(self, train) -> Tensor:
        """The encoder's summaries, (n, features), of evenly picked passages of a split."""
        passages = train.blocks()
        some = passages[:: max(1, len(passages) // SETTLED), 1:]
        return torch.cat([self.encoder.summary(each) for each in some.split(CHUNK)])
