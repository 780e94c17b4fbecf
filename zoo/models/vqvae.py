"""A VQ-VAE: an image as a grid of discrete codes, and a learned prior over these grids.

van den Oord et al. 2017 (arXiv:1711.00937); the code book follows the encoder by moving averages (appendix A.1), and
the prior over the codes is a causal Transformer instead of a PixelCNN.
"""

import math
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from zoo.batches import joined
from zoo.errors import ZooError
from zoo.models import in_page
from zoo.models.base import ZooModel
from zoo.models.config import Config, later
from zoo.models.conv_vae import Residual
from zoo.models.in_page import Steps, steps_of
from zoo.models.softplus import log_likelihood

SMALLEST_SHARE = 1e-6  # of a vector, whatever its count


@dataclass(frozen=True)
class VQVAEConfig(Config):
    """Sizes of the autoencoder, its code book and its prior; ``grid_size`` codes per side, each for 4x4 pixels.

    ``code_price``: see ``CodeBook``.
    """

    image_size: int = 28
    channels: tuple = (32, 64)
    grid_size: int = 7
    codebook_size: int = 64
    code_dim: int = 16
    decay: float = 0.99
    commitment: float = 0.25
    prior_width: int = 128
    prior_heads: int = 4
    prior_layers: int = 2
    code_price: float = later(0.0)

    def __post_init__(self):
        super().__post_init__()
        if not (math.isfinite(self.code_price) and self.code_price >= 0):
            raise ZooError(f"code_price must be a finite number of at least 0, not {self.code_price}.")


class CodeBook(nn.Module):
    """``size`` vectors that follow the means of the encoder's outputs assigned to them.

    A vector that is hardly ever chosen is moved to an output of the encoder (Dhariwal et al. 2020, sec. 3.1), while
    ``revives`` is set. With a ``price``, in squared units per nat, a vector also costs minus the log of its share, so
    that a rare one is chosen only where it is much nearer: entropy-constrained quantisation (Chou, Lookabaugh & Gray
    1989).
    """

    vectors: Tensor
    counts: Tensor
    revives = True

    def __init__(self, size: int, dim: int, decay: float, price: float = 0.0):
        super().__init__()
        self.decay, self.price = decay, price
        self.register_buffer("vectors", torch.randn(size, dim).div_(dim**0.5))
        self.register_buffer("counts", torch.ones(size))

    def choose(self, outputs: Tensor) -> Tensor:
        """Indices (...) of the vectors for ``outputs`` (..., dim): the nearest, or with a price the cheapest."""
        with torch.autocast(outputs.device.type, enabled=False):  # rounding could change the nearest vector
            costs = self.vectors.square().sum(1) - 2 * outputs @ self.vectors.T
            if self.price:
                shares = self.counts / self.counts.sum()
                costs = costs - self.price * shares.clamp_min(SMALLEST_SHARE).log()
        return costs.argmin(-1)

    def look_up(self, codes: Tensor) -> Tensor:
        """Vectors (..., dim) for indices (...)."""
        return F.embedding(codes, self.vectors)

    @torch.no_grad()
    def follow(self, outputs: Tensor, codes: Tensor) -> None:
        """Move the vectors towards the means of these outputs (n, dim), assigned to these codes (n,)."""
        size, gain = len(self.vectors), 1 - self.decay
        counts = torch.bincount(codes, minlength=size).float()
        sums = torch.zeros_like(self.vectors).index_add_(0, codes, outputs)
        total = self.vectors * self.counts[:, None] * self.decay + sums * gain
        self.counts.mul_(self.decay).add_(counts, alpha=gain)
        self.vectors.copy_(total / self.counts.clamp_min(1e-5)[:, None])
        if not self.revives:
            return
        unused = self.counts < 0.01 * self.counts.mean()
        chosen = outputs[torch.randint(len(outputs), (size,), device=outputs.device)]
        self.vectors.copy_(torch.where(unused[:, None], chosen, self.vectors))
        self.counts.copy_(torch.where(unused, self.counts.mean(), self.counts))


class CausalPrior(nn.Module):
    """p(code | the codes before it), row by row: a causal Transformer (Vaswani et al. 2017)."""

    def __init__(self, codes: int, length: int, width: int, heads: int, layers: int):
        super().__init__()
        self.start = codes  # the token before the first code
        self.token = nn.Embedding(codes + 1, width)
        self.position = nn.Parameter(torch.randn(length, width).mul_(0.02))
        block = nn.TransformerEncoderLayer(
            width, heads, 4 * width, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(block, layers, nn.LayerNorm(width), enable_nested_tensor=False)
        self.head = nn.Linear(width, codes)

    def forward(self, codes: Tensor) -> Tensor:
        """Logits (n, t + 1, codes) of each next code after codes (n, t); t below the length of the sequence."""
        codes = F.pad(codes, (1, 0), value=self.start)
        length = codes.shape[1]
        mask = torch.full((length, length), -math.inf, device=codes.device).triu(1)
        with _attention(codes.device):
            return self.head(self.layers(self.token(codes) + self.position[:length], mask, is_causal=True))


def _attention(device: torch.device) -> AbstractContextManager:
    """How attention is computed: on a CPU in bfloat16 by separate products, as the gradient of torch's fused attention
    takes four times as long there."""
    slow = device.type == "cpu" and torch.is_autocast_enabled("cpu")
    return sdpa_kernel(SDPBackend.MATH) if slow else nullcontext()


class VQVAE(ZooModel, license="mit", tags=["vq-vae", "mnist"]):
    """A convolutional autoencoder with a quantised code and its prior, trained together; the prior affects nothing
    else. While ``prior_alone`` is set, only the prior is trained.

    The bound of an image x with codes c is -log p(x) <= -log p(x|c) - log p(c), both in nats over binary pixels.
    """

    Config = VQVAEConfig
    family = "vae"
    memory_format = torch.channels_last
    prior_alone = False

    @classmethod
    def capabilities(cls, config: VQVAEConfig) -> dict:
        """A code consists of entries of a code book, over which it learned a prior."""
        named = {"kind": "VQ-VAE", "explanation": "vq-vae"}
        runs = {"decoder": in_page.decoder(cls, config, config.grid_size**2, "decode", "decode_logits")}
        return super().capabilities(config) | named | runs | {"prior": "learned", "redraws": True, "loss": "codes"}

    def __init__(self, config: VQVAEConfig):
        super().__init__(config)
        half, quarter = config.channels
        self.encoder = nn.Sequential(
            nn.PixelUnshuffle(2), nn.Conv2d(4, half, 3, padding=1), nn.ReLU(),
            nn.Conv2d(half, quarter, 2, stride=2), Residual(quarter), nn.ReLU(),
            nn.Conv2d(quarter, config.code_dim, 1),
        )  # fmt: skip
        self.codebook = CodeBook(config.codebook_size, config.code_dim, config.decay, config.code_price)
        self.decoder = nn.Sequential(
            nn.Conv2d(config.code_dim, quarter, 3, padding=1), Residual(quarter), nn.ReLU(),
            nn.Conv2d(quarter, 4 * half, 1), nn.PixelShuffle(2), Residual(half), nn.ReLU(),
            nn.Conv2d(half, 4, 3, padding=1), nn.PixelShuffle(2),
        )  # fmt: skip
        self.prior = CausalPrior(
            config.codebook_size, config.grid_size**2, config.prior_width, config.prior_heads, config.prior_layers
        )
        if config.grid_size * 4 != config.image_size:
            raise ValueError(f"grid_size {config.grid_size} is not a quarter of image_size {config.image_size}")
        self.to(memory_format=self.memory_format)

    def _outputs(self, images: Tensor) -> Tensor:
        """The encoder's outputs (n, grid, grid, code_dim) before they are quantised."""
        return self.encoder(images).to(images.dtype).permute(0, 2, 3, 1)

    def encode(self, images: Tensor) -> Tensor:
        """Codes (n, grid, grid), whole numbers below ``codebook_size``, of images (n, 1, H, W) in [0, 1]."""
        return self.codebook.choose(self._outputs(images))

    def _decode_vectors(self, vectors: Tensor) -> Tensor:
        return self.decoder(vectors.permute(0, 3, 1, 2)).float().flatten(1)

    def decode_logits(self, codes: Tensor) -> Tensor:
        """Logits of p(x|codes), (n, H * W), for codes (n, grid, grid)."""
        return self._decode_vectors(self.codebook.look_up(codes))

    def decode(self, codes: Tensor) -> Tensor:
        """Pixel probabilities (n, 1, H, W) for codes (n, grid, grid)."""
        size = self.config.image_size
        return self.decode_logits(codes).sigmoid().unflatten(-1, (1, size, size))

    def reconstruct(self, images: Tensor) -> Tensor:
        """Images (n, 1, H, W) by their codes and back."""
        return self.decode(self.encode(images))

    def page_steps(self) -> Steps:
        """The steps of ``decode`` in the page."""
        size, side = self.config.codebook_size, self.config.grid_size
        vectors = {"do": "look_up", "name": "codebook.vectors", "size": size, "height": side, "width": side}
        return [vectors, *steps_of(self.decoder, "decoder"), {"do": "sigmoid"}]

    def prior_nll(self, codes: Tensor) -> Tensor:
        """-log p(codes) in nats, (n,), of codes (n, grid, grid)."""
        flat = codes.flatten(1)
        logits = self.prior(flat[:, :-1]).float()
        return F.cross_entropy(logits.transpose(1, 2), flat, reduction="none").sum(1)

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """For binary images (n, 1, H, W): reconstruction and code cost in nats, commitment in squared units (eq. 3)."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.prior_alone):
            outputs = self._outputs(batch)
            codes = self.codebook.choose(outputs.detach())
            vectors = self.codebook.look_up(codes)
            if self.training and not self.prior_alone:
                self.codebook.follow(joined(outputs.detach()).flatten(0, 2), joined(codes).flatten())
            commitment = (outputs - vectors).square().sum() / len(batch)
            logits = self._decode_vectors(outputs + (vectors - outputs).detach())  # straight-through
            reconstruction = -log_likelihood(logits, batch.flatten(1)).mean()
        code_cost = self.prior_nll(codes).mean()
        loss = reconstruction + self.config.commitment * commitment + code_cost
        return {"loss": loss, "reconstruction": reconstruction, "code_cost": code_cost, "commitment": commitment}

    @torch.no_grad()
    def sample_codes(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Codes (n, grid, grid) drawn from the prior, one after the other."""
        side = self.config.grid_size
        codes = torch.empty(n, 0, dtype=torch.long, device=self.device)
        for _ in range(side**2):
            following = self.prior(codes)[:, -1].float().softmax(-1)
            codes = torch.cat([codes, torch.multinomial(following, 1, generator=generator)], dim=1)
        return codes.unflatten(1, (side, side))

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Pixel probabilities (n, 1, H, W) for codes drawn from the prior."""
        return self.decode(self.sample_codes(n, generator))
