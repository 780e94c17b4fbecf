"""A convolutional VAE whose posterior is an inverse autoregressive flow (Kingma et al. 2016, arXiv:1606.04934)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo.errors import ZooError
from zoo.models.conv_vae import ConvVAE, ConvVAEConfig
from zoo.models.layers import Layers
from zoo.models.vae import Posterior, log_prior_ratio

MOMENT_DRAWS = 64  # from which mean and variance of a flow's posterior are estimated: noise and its negative
MOMENT_SEED = 1606
GATE_BIAS = 1.5  # added to the gate's logit, so that a step begins near the identity (section 4)


@dataclass(frozen=True)
class FlowVAEConfig(ConvVAEConfig):
    """Sizes: those of a convolutional VAE; ``flow_steps`` autoregressive steps with ``flow_width`` hidden units each,
    which know the image by ``context`` numbers."""

    flow_steps: int = 4
    flow_width: int = 320
    context: int = 64

    def __post_init__(self):
        super().__post_init__()
        if self.samples != 1:
            raise ZooError(f"A VAE with a flow is trained on the ELBO; set samples to 1, not {self.samples}.")
        if self.flow_width < self.latent_dim:
            raise ZooError(
                f"flow_width must be at least latent_dim = {self.latent_dim}, not {self.flow_width}, so that each "
                "latent before the last is seen."
            )


class FlowStep(nn.Module):
    """One step of the flow: z_i becomes g_i z_i + (1 - g_i) m_i, with a gate g_i in (0, 1) and a value m_i that depend
    on z_1 to z_(i-1) and on the image (eq. 14 and 15)."""

    def __init__(self, latent_dim: int, width: int, context: int):
        super().__init__()
        self.read = nn.Linear(latent_dim, width)
        self.told = nn.Linear(context, width, bias=False)
        self.answer = nn.Linear(width, 2 * latent_dim)

    def masks(self) -> tuple[Tensor, Tensor]:
        """Which latents each unit sees, (width, latent_dim), and which answers it has a part in, (2 latent_dim, width):
        a MADE (Germain et al. 2015, arXiv:1502.03509) whose unit i sees the first ``i % latent_dim`` latents."""
        width, size = self.read.weight.shape
        own = torch.arange(size, device=self.read.weight.device)
        first = torch.arange(width, device=own.device) % size
        return own < first[:, None], (first <= own[:, None]).repeat(2, 1)

    def forward(self, latents: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
        """New latents (..., latent_dim) and the log-determinant of the step (...), for a ``context`` (..., context)."""
        sees, tells = self.masks()
        units = F.relu(F.linear(latents, self.read.weight * sees, self.read.bias) + self.told(context))
        gate, value = F.linear(units, self.answer.weight * tells, self.answer.bias).chunk(2, -1)
        gate = gate + GATE_BIAS
        kept = gate.sigmoid()
        return kept * latents + (1 - kept) * value, F.logsigmoid(gate).sum(-1)


class FlowPosterior:
    """q(z|x): draws from the Gaussian ``base``, transformed by ``flow``.

    ``flow(latents)`` returns the transformed latents and the log-determinant of its derivative.
    """

    exact = False  # whether ``divergence`` has no noise

    def __init__(self, base: Posterior, flow: Callable[[Tensor], tuple[Tensor, Tensor]]):
        self.base, self.flow = base, flow

    def at(self, noise: Tensor) -> Tensor:
        """Latents (..., n, latent_dim) for draws ``noise`` from N(0, I) of that shape."""
        return self.draws(noise)[0]

    def draws(self, noise: Tensor) -> tuple[Tensor, Tensor]:
        """Latents (..., n, latent_dim) as of ``at``, and log p(z) - log q(z|x) of each, (..., n)."""
        latents, log_det = self.flow(self.base.at(noise))
        return latents, log_prior_ratio(latents, noise, self.base.log_var) + log_det

    def divergence(self, ratio: Tensor) -> Tensor:
        """KL(q(z|x) || N(0, I)) in nats, (n,), estimated from the ``ratio`` (k, n) of k draws."""
        return -ratio.mean(0)

    def kl(self) -> Tensor:
        """KL(q || N(0, I)) in nats, (n, latent_dim), of each latent by itself, as if it were normal. Their sum is not
        the divergence: latents depend on each other."""
        return Posterior(self.mean, self.log_var).kl()

    @property
    def mean(self) -> Tensor:
        """The mean of q(z|x), (n, latent_dim), of ``MOMENT_DRAWS`` draws, the same ones for every image."""
        return self._moments.mean

    @property
    def log_var(self) -> Tensor:
        """The logarithm of the variance of each latent under q(z|x), (n, latent_dim), of the same draws."""
        return self._moments.log_var

    @cached_property
    def _moments(self) -> Posterior:
        mean = self.base.mean
        chance = torch.Generator().manual_seed(MOMENT_SEED)
        noise = torch.randn(MOMENT_DRAWS // 2, 1, mean.shape[-1], generator=chance).to(mean)
        drawn = self.at(torch.cat([noise, -noise]).expand(-1, *mean.shape))
        return Posterior(drawn.mean(0), drawn.var(0).clamp_min(1e-12).log())


class FlowVAE(ConvVAE, license="mit", tags=["variational-autoencoder", "normalizing-flow", "mnist"]):
    """A convolutional VAE whose q(z|x) is a Gaussian bent by autoregressive steps, so that it can follow a posterior
    whose latents depend on each other. The decoder and the prior are those of ``ConvVAE``."""

    Config = FlowVAEConfig

    @classmethod
    def capabilities(cls, config: FlowVAEConfig) -> dict:
        """Those of a convolutional VAE, with its own name and explanation."""
        named = {"kind": "convolutional VAE with a flow", "explanation": "flow-vae"}
        return super().capabilities(config) | named

    def __init__(self, config: FlowVAEConfig):
        super().__init__(config)
        sizes = config.latent_dim, config.flow_width, config.context
        self.flow: Layers[FlowStep] = Layers(FlowStep(*sizes) for _ in range(config.flow_steps))

    def _answers(self, config: FlowVAEConfig) -> int:
        return 2 * config.latent_dim + config.context

    @torch.no_grad()
    def start_from(self, trained: ConvVAE) -> None:
        """Copy the networks of a convolutional VAE of the same sizes; the flow and its context stay as they are."""
        sizes = "image_size", "channels", "blocks", "hidden", "latent_dim"
        if differ := [name for name in sizes if getattr(trained.config, name, None) != getattr(self.config, name)]:
            raise ZooError(f"A VAE with a flow starts from a convolutional VAE of its own {', '.join(differ)}.")
        mine = self.state_dict()
        for name, theirs in trained.state_dict().items():
            mine[name][: len(theirs)] = theirs

    def encode(self, images: Tensor) -> FlowPosterior:
        """q(z|x) of images (n, 1, H, W) in [0, 1]."""
        size = self.config.latent_dim
        mean, log_var, context = self.encoder(images).to(images.dtype).split((size, size, self.config.context), dim=-1)
        return FlowPosterior(Posterior(mean, log_var), lambda latents: self._transformed(latents, context))

    def _transformed(self, latents: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
        """Latents (..., n, latent_dim) after all steps, each of which sees them in the other order, and the
        log-determinant (..., n)."""
        log_det = latents.new_zeros(())
        with torch.autocast(latents.device.type, enabled=False):  # a density needs the whole precision
            for step in self.flow:
                latents, more = step(latents.flip(-1), context)
                log_det = log_det + more
        return latents, log_det
