"""A variational autoencoder of speeches: the language model of subwords, told a code that an encoder reads from one.

Such a model learns to ignore its code (Bowman et al. 2016, arXiv:1511.06349). What keeps it in use here:

- The KL divergence has a price in place of the weight 1, which rises and falls until the code carries ``nats`` on
  average over speeches (as in Rezende & Viola 2018, arXiv:1810.00597, and Shao et al. 2020, arXiv:2004.05988). Each
  speech has a variance of its own, so a long one may take more of these nats than a short one. The price is at most 1:
  a code that is worth its nats may carry more.
- The encoder starts as the first layers of a trained language model, with the principal axes of its summaries as
  latents, so that from the first step a code tells speeches apart.
- The decoder starts as the language model and gets at every layer and before the logits the code and features of it,
  which are no longer linear: with them a code may name words, not only raise and lower all at once.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo.errors import ZooError
from zoo.models.given import counted, parted, texts
from zoo.models.language import LanguageModel
from zoo.models.layers import Layers
from zoo.models.rotary import RotaryBlock, RotaryDecoder, looked, normal, start
from zoo.models.subword_lm import SubwordLM, SubwordLMConfig
from zoo.models.transformer import Heads, Past
from zoo.models.vae import Posterior

SEEN = 1000  # training speeches, at least, whose summaries the first codes are made from
CHUNK = 50  # speeches at once; with more, a CPU waits for memory
PARTS = 4  # of a batch, by length, that are computed one after the other
HASTE = 0.01  # how much the price moves at a step, for each part by which the nats miss their aim


@dataclass(frozen=True)
class SubwordVAEConfig(SubwordLMConfig):
    """Sizes of the language model, and of the code: ``latent_dim`` numbers that carry ``nats`` of a speech, read by
    ``readers`` layers, and ``features`` of it for the decoder."""

    window: int = 128
    latent_dim: int = 32
    nats: float = 22.0
    readers: int = 3
    features: int = 128

    def __post_init__(self):
        super().__post_init__()
        if self.nats <= 0 or self.latent_dim < 1:
            raise ZooError(f"{self.latent_dim} latents cannot carry {self.nats:g} nats; both must be above 0.")
        if not 0 < self.readers <= self.layers:
            raise ZooError(f"The encoder's {self.readers} layers are the first of the {self.layers}; choose 1 or more.")


class SpeechEncoder(nn.Module):
    """A causal Transformer over a text, summarised by means over its positions.

    There are weighted ones with several reaches, as in ``transformer.Encoder``, one of the words alone, and the length.
    There is no dropout, because its noise would hide the small differences between the means.
    """

    REACHES = (4, 16, 64)

    def __init__(self, tokens: int, width: int, layers: int, heads: int, out: int):
        super().__init__()
        self.embed = nn.Embedding(tokens, width)
        self.blocks: Layers[RotaryBlock] = Layers(RotaryBlock(width, heads, 0.0) for _ in range(layers))
        start(self)
        self.mean, self.log_var = (nn.Linear((len(self.REACHES) + 1) * width + 1, out) for _ in range(2))

    def forward(self, ids: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and logarithm of the variance, each (n, out), of the codes of ``lengths`` (n,) tokens of ids (n, t)."""
        summary = self.summary(ids, lengths)
        return self.mean(summary).float(), self.log_var(summary).float()

    def summary(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """The means of texts and their lengths, (n, features)."""
        places, far = torch.arange(ids.shape[1], device=ids.device), torch.tensor(self.REACHES, device=ids.device)
        inside = places < lengths[:, None]  # (n, t)
        near = (-places / far[:, None]).exp() * inside[:, None]  # (n, reaches, t)
        x = words = self.stream(ids)
        for block in self.blocks:
            x = block(x)
        means = [share(near) @ normal(x).float(), share(inside[:, None].float()) @ words.float()]
        return torch.cat([*(mean.flatten(1) for mean in means), lengths[:, None].clamp_min(1).log()], 1)

    def stream(self, ids: Tensor) -> Tensor:
        """What enters the first block, (n, t, width), for ids (n, t)."""
        return normal(self.embed(ids))

    def look(self, ids: Tensor) -> Iterator[Heads]:
        """Layer by layer, what each head does with ids (n, t)."""
        return looked(self.blocks, self.stream(ids))


def share(weights: Tensor) -> Tensor:
    """Weights (..., t) divided by their sum; zeros stay zeros."""
    return weights / weights.sum(-1, keepdim=True).clamp_min(1e-6)


class ToldDecoder(RotaryDecoder):
    """The decoder told a code (n, latent_dim) and ``features`` of it."""

    def __init__(self, tokens: int, width: int, layers: int, heads: int, dropout: float, latent_dim: int,
                 features: int):  # fmt: skip
        super().__init__(tokens, width, layers, heads, dropout, latent_dim + features)
        self.unfold = nn.Linear(latent_dim, features)
        nn.init.normal_(self.unfold.weight, std=latent_dim**-0.5)

    def unfolded(self, latents: Tensor) -> Tensor:
        """Codes (n, latent_dim) with their features, (n, latent_dim + features)."""
        return torch.cat([latents, F.relu(self.unfold(latents))], 1)

    def forward(self, ids: Tensor, latents: Tensor, past: Past | None = None) -> Tensor:
        """Logits (n, t, tokens) of the token after each of ids (n, t) given codes (n, latent_dim)."""
        return super().forward(ids, self.unfolded(latents), past)

    def look(self, ids: Tensor, latents: Tensor) -> Iterator[Heads]:
        """Layer by layer, what each head does with ids (n, t)."""
        return super().look(ids, self.unfolded(latents))


class SubwordVAE(SubwordLM, license="mit", tags=["variational-autoencoder", "text-generation", "shakespeare"]):
    """The language model with a Gaussian code of the text, whose prior is N(0, I).

    A batch has texts behind what is given, as in ``given``: the code is of the text alone.
    """

    Config = SubwordVAEConfig
    undivided = "its losses are of a batch's texts in the order of their lengths"

    @classmethod
    def capabilities(cls, config: SubwordVAEConfig) -> dict:
        """Those of a language model, a code of the speech, and that it can be told whose speech it is."""
        named = {"kind": "variational autoencoder of speeches", "explanation": "subword-vae"}
        return super().capabilities(config) | named | {"prior": "normal", "speeches": True}

    def __init__(self, config: SubwordVAEConfig):
        LanguageModel.__init__(self, config)
        self.latent_dim, self._vocabulary, self._placed = config.latent_dim, None, False
        sizes = config.tokens, config.width
        self.encoder = SpeechEncoder(*sizes, config.readers, config.heads, config.latent_dim)
        self.decoder = ToldDecoder(*sizes, config.layers, config.heads, config.dropout, config.latent_dim,
                                   config.features)  # fmt: skip
        self.register_buffer("price", torch.tensor(0.5))

    def encode(self, ids: Tensor, lengths: Tensor | None = None) -> Posterior:
        """q(z|x) of texts (n, t), of which the first ``lengths`` (n,) tokens count."""
        if lengths is None:
            lengths = torch.full((len(ids),), ids.shape[1], device=ids.device)
        return Posterior(*self.encoder(ids, lengths))

    def posterior(self, batch: Tensor) -> Posterior:
        """q(z|x) of the texts of a batch (n, 1 + t), in which some tokens may be given."""
        return self.encode(*texts(batch))

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """``loss`` in nats per token: the bound, and while training with the price of the KL divergence.

        ``reconstruction`` and ``kl`` are in nats per text.
        """
        reconstruction, kl = torch.stack([self._terms(part) for part in parted(batch, PARTS)]).sum(0) / len(batch)
        price = self._paid(kl.detach()) if self.training else 1.0
        length = counted(batch).sum(1).float().mean()
        return {"loss": (reconstruction + price * kl) / length, "reconstruction": reconstruction, "kl": kl}

    def _terms(self, batch: Tensor) -> Tensor:
        """The sums over a batch of its texts' reconstruction and KL divergence in nats, (2,)."""
        posterior = self.posterior(batch)
        return torch.stack([-self.log_likelihood(batch, posterior.sample()).sum(), posterior.kl().sum()])

    def _paid(self, kl: Tensor) -> Tensor:
        """The price at this step; it moves by how far the nats of this batch are from their aim."""
        price = self.get_buffer("price")
        price.add_(HASTE * (kl / self.config.nats - 1)).clamp_(0, 1)
        return price.clone()

    def codes(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Codes (n, latent_dim) from the prior."""
        return torch.randn(n, self.latent_dim, generator=generator).to(self.device)

    def start_from(self, trained: SubwordLM) -> None:
        """Copy all of a VAE; of a language model, copy its Transformer into the decoder and its first layers into the
        encoder."""
        if isinstance(trained, SubwordVAE):
            super().start_from(trained)
            self._placed = True
            return
        sizes = "tokens", "width", "layers", "heads"
        if any(getattr(trained.config, name, None) != getattr(self.config, name) for name in sizes):
            raise ZooError(
                "A VAE can start only from a language model with its own vocabulary and sizes; train that one first."
            )
        for part in (self.decoder, self.encoder):
            known = part.state_dict().keys()
            state = {name: each for name, each in trained.decoder.state_dict().items() if name in known}
            part.load_state_dict(state, strict=False)  # all but what has to do with the code
        self._vocabulary = trained._vocabulary  # none yet of a model that has not begun

    @torch.no_grad()
    def begin(self, train) -> None:
        """Take over the vocabulary; let the first codes be the principal axes of the encoder's summaries, with as much
        noise as leaves ``nats``, unless they are trained already."""
        super().begin(train)
        if self._placed:
            return
        rows = train.blocks()
        some = rows[:: max(1, len(rows) // SEEN)].split(CHUNK)
        found = torch.cat([self.encoder.summary(*texts(each)) for each in some])
        noise = math.exp(-2 * self.config.nats / self.latent_dim)  # variance: each latent carries its part of the nats
        weight, bias = axes(found, self.latent_dim)
        for part, value in ((self.encoder.mean.weight, weight), (self.encoder.mean.bias, bias)):
            part.copy_(value * math.sqrt(1 - noise))
        nn.init.zeros_(self.encoder.log_var.weight)
        nn.init.constant_(self.encoder.log_var.bias, math.log(noise))


def axes(found: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Weight (count, features) and bias (count,) of a layer whose outputs are the first principal components of rows
    ``found`` (n, features), each with mean 0 and variance 1."""
    mean = found.mean(0)
    _, lengths, directions = torch.linalg.svd(found - mean, full_matrices=False)
    scaled = directions * math.sqrt(len(found)) / lengths.clamp_min(1e-6)[:, None]
    weight = F.pad(scaled[:count], (0, 0, 0, max(0, count - len(scaled))))  # of few rows there are only as many
    return weight, -weight @ mean
