"""Generative adversarial networks: two players and their objectives (Goodfellow et al. 2014, arXiv:1406.2661)."""

import math
from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zoo.batches import drawn, joined
from zoo.errors import ZooError
from zoo.images import enlarge
from zoo.models import in_page
from zoo.models.base import ZooModel
from zoo.models.config import Config
from zoo.models.in_page import Steps, steps_of
from zoo.models.judge import Labelled


class Objective(NamedTuple):
    """The losses of both players, given the critic's scores (n,) of real and generated images; higher is more real."""

    critic: Callable[[Tensor, Tensor], Tensor]
    generator: Callable[[Tensor], Tensor]
    logit: bool = False  # whether a score is the logit of "real"
    zero: bool = True  # whether 0 divides real from generated; if not, only differences of scores mean something


OBJECTIVES = {
    # cross-entropy of "real or not"; the generator's is the non-saturating one of section 3
    "logistic": Objective(
        lambda real, fake: F.softplus(-real).mean() + F.softplus(fake).mean(),
        lambda fake: F.softplus(-fake).mean(),
        logit=True,
    ),
    # eq. 4 of Zhang et al. 2019 (arXiv:1805.08318)
    "hinge": Objective(lambda real, fake: F.relu(1 - real).mean() + F.relu(1 + fake).mean(), lambda fake: -fake.mean()),
    # eq. 2 of Arjovsky et al. 2017 (arXiv:1701.07875)
    "wasserstein": Objective(lambda real, fake: fake.mean() - real.mean(), lambda fake: -fake.mean(), zero=False),
}


@dataclass(frozen=True)
class GANConfig(Config):
    """Sizes of two dense networks and their objective; ``critic`` says whether the checkpoint includes the critic."""

    image_size: int = 28
    latent_dim: int = 100
    hidden: int = 128
    dropout: float = 0.3
    objective: str = "logistic"
    critic: bool = True

    def __post_init__(self):
        super().__post_init__()
        check_objective(self.objective)
        check_sizes(image_size=self.image_size, latent_dim=self.latent_dim, hidden=self.hidden)
        if not 0 <= self.dropout < 1:
            raise ZooError(f"The dropout must be at least 0 and below 1, not {self.dropout}.")


def check_sizes(**sizes: int) -> None:
    """Check that sizes are at least 1."""
    for name, size in sizes.items():
        if type(size) is not int or size < 1:
            raise ZooError(f"The {name} must be 1 or more, not {str(size)[:40]}.")


def check_weight(name: str, weight: float) -> None:
    """Check that the weight of a loss is finite and not negative."""
    if not (math.isfinite(weight) and weight >= 0):
        raise ZooError(f"The {name} must be a finite number of at least 0, not {weight}.")


def check_objective(objective: str) -> None:
    """Check that the players' objective is one of ``OBJECTIVES``."""
    if objective not in OBJECTIVES:
        raise ZooError(f"There is no objective '{str(objective)[:40]}'; choose one of {', '.join(OBJECTIVES)}.")


def check_black(black: float) -> None:
    """Check that the number for black is within the range of tanh and below 1, which stands for white."""
    if not -1 <= black < 1:
        raise ZooError(f"The black must be at least -1 and below 1, not {black}.")


class DenseGenerator(nn.Module):
    """Maps latents (n, latent_dim) to images (n, 1, H, W) in [-1, 1] through one hidden layer."""

    def __init__(self, config: GANConfig):
        super().__init__()
        size = config.image_size
        self.layers = nn.Sequential(
            nn.Linear(config.latent_dim, config.hidden), nn.ReLU(),
            nn.Linear(config.hidden, size**2), nn.Tanh(), nn.Unflatten(1, (1, size, size)),
        )  # fmt: skip

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        return self.layers(latents)

    def first(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """The hidden layer's activations, (n, hidden)."""
        return self.layers[:2](latents)

    def page_steps(self, name: str) -> Steps:
        """The steps in the page."""
        return steps_of(self.layers, f"{name}.layers")


class DenseCritic(nn.Module):
    """Maps images (n, 1, H, W) in [-1, 1] to scores (n,) through one hidden layer with dropout."""

    def __init__(self, config: GANConfig):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(), nn.Linear(config.image_size**2, config.hidden), nn.LeakyReLU(0.2),
            nn.Dropout(config.dropout), nn.Linear(config.hidden, 1),
        )  # fmt: skip

    def forward(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        return self.layers(images).flatten()


class GAN(ZooModel, license="mit", tags=["generative-adversarial-network", "mnist"]):
    """A generator and the critic it learned from; here both are dense.

    A subclass sets the classes of the two networks. Internally, images are in [-1, 1] at ``image_size``, with ``black``
    for black and 1 for white; the interface uses [0, 1]. ``generator`` makes the samples; it is the averaged one if
    training averages weights.
    """

    Config = GANConfig
    family = "gan"
    Generator, Critic = DenseGenerator, DenseCritic
    classes = 0  # number of labels that the players are told; 0 for none
    penalty = 0.0  # weight of the gradient penalty
    black = -1.0  # the internal number for black

    @classmethod
    def capabilities(cls, config: Any) -> dict:
        """It draws latents from N(0, I)."""
        runs = in_page.decoder(cls, config, config.latent_dim, "generate")
        return super().capabilities(config) | {"kind": "GAN", "explanation": "gan", "prior": "normal", "decoder": runs}

    def __init__(self, config: Any):
        super().__init__(config)
        self.generator = self.Generator(config)
        self.critic = self.Critic(config) if config.critic else None

    def latents(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Draws from the prior N(0, I), (n, latent_dim)."""
        return drawn(torch.randn, (n, self.config.latent_dim), generator=generator, device=self.device)

    def labels(self, n: int, generator: torch.Generator | None = None) -> Tensor | None:
        """Classes (n,) drawn uniformly; None for a model without classes."""
        if not self.classes:
            return None
        return torch.randint(self.classes, (n,), generator=generator, device=self.device)

    def generate(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images (n, 1, H, W) in [0, 1] from latents (n, latent_dim), and labels (n,) if it has classes."""
        self._check_labels(labels)
        drawn = self.generator(latents, labels).float()
        return ((drawn - self.black) / (1 - self.black)).clamp(0, 1)  # darker than black counts as black

    def page_steps(self) -> Steps:
        """The steps of ``generate`` in the page."""
        return [*steps_of(self.generator, "generator"), {"do": "levels", "black": float(self.black)}]

    def first_features(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Features (n, d) whose principal directions show how the digits vary: the generator's first activations.

        For a generator without ``first`` they are its images.
        """
        self._check_labels(labels)
        return getattr(self.generator, "first", self.generator)(latents, labels).flatten(1)

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """``n`` images (n, 1, H, W) in [0, 1]; a model with classes draws the labels uniformly."""
        return self.generate(self.latents(n, generator), self.labels(n, generator))

    def inside(self, batch: Tensor | Labelled) -> tuple[Tensor, Tensor | None]:
        """Images (n, 1, H, W) in [-1, 1] at the model's size, from a batch in [0, 1] at this or a smaller size; and
        labels."""
        images, labels = batch if isinstance(batch, Labelled) else (batch, None)
        inside = enlarge(images, self.config.image_size) * (1 - self.black) + self.black
        return inside, labels if self.classes else None

    def score(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The critic's scores (n,) of images (n, 1, H, W) in [0, 1]; for a logistic objective, the logit of "real".

        Raises ``ZooError`` for a checkpoint that was saved without its critic.
        """
        return self._scores(self.inside(images)[0], labels)

    def probability(self, scores: Tensor) -> Tensor | None:
        """The probability (n,) of being real of images with these scores (n,); None if scores are no logits."""
        return scores.sigmoid() if OBJECTIVES[self.config.objective].logit else None

    def first_is_real(self, first: Tensor, second: Tensor) -> Tensor | None:
        """The chance (n,) that the first of two images, one real and one generated, is the real one, by their scores
        (n,); None under an objective whose scores are no logits.

        The best D has D / (1 - D) = p_data / p_generated (proposition 1 of Goodfellow et al. 2014), so the odds of "the
        first is real" to "the second is" are exp(first - second).
        """
        return self.probability(first - second)

    def saliency(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The gradient (n, 1, H, W) of each image's score with respect to its pixels in [0, 1]: by how much the score
        rises, to first order, per unit that a pixel gets brighter (Simonyan et al. 2014, arXiv:1312.6034).

        The model must be in evaluation mode, where no image changes the score of another. Raises ``ZooError`` like
        ``score``.
        """
        with torch.inference_mode(False), torch.enable_grad():
            pixels = images.detach().clone().requires_grad_()
            return torch.autograd.grad(self.score(pixels, labels).sum(), pixels)[0]

    def _scores(self, images: Tensor, labels: Tensor | None) -> Tensor:
        """The critic's scores (n,) of images (n, 1, H, W) in [-1, 1]."""
        if self.critic is None:
            raise ZooError(
                "This checkpoint was saved without its critic, so it has no scores and no losses; choose "
                "one with a critic."
            )
        self._check_labels(labels)
        return self.critic(images, labels).float()

    def _check_labels(self, labels: Tensor | None) -> None:
        if self.classes and labels is None:
            raise ZooError("This model draws the digits that it is told; give labels.")

    def critic_losses(self, real: Tensor, fake: Tensor, labels: Tensor | None = None) -> dict[str, Tensor]:
        """The critic's loss on images (n, 1, H, W) in [-1, 1], its accuracy on both kinds, and the generator's loss for
        the same scores."""
        scores, objective = (self._scores(real, labels), self._scores(fake, labels)), OBJECTIVES[self.config.objective]
        loss, generator = objective.critic(*scores), objective.generator(scores[1]).detach()
        told = {"loss": loss, "critic": loss.detach(), "generator": generator}
        return told | _accuracy(*scores, objective)

    def generator_losses(self, fake: Tensor, labels: Tensor | None = None) -> dict[str, Tensor]:
        """The generator's loss on its images (n, 1, H, W) in [-1, 1]."""
        loss = OBJECTIVES[self.config.objective].generator(self._scores(fake, labels))
        return {"loss": loss, "generator": loss.detach()}

    def gradient_penalty(self, real: Tensor, fake: Tensor, labels: Tensor | None = None) -> Tensor:
        """(|gradient of the score| - 1)^2 between real and generated images (n, 1, H, W): eq. 3 of Gulrajani et al.
        2017 (arXiv:1704.00028)."""
        mixed = real.lerp(fake, drawn(torch.rand, (len(real), 1, 1, 1), device=real.device)).requires_grad_()
        (gradient,) = torch.autograd.grad(self._scores(mixed, labels).sum(), mixed, create_graph=True)
        return (gradient.flatten(1).norm(dim=1) - 1).square().mean()

    def losses(self, batch: Tensor | Labelled) -> dict[str, Tensor]:
        """Both players' losses on images in [0, 1] and as many generated ones; ``"loss"`` is the critic's."""
        real, labels = self.inside(batch)
        self._check_labels(labels)
        return self.critic_losses(real, self.generator(self.latents(len(real)), labels), labels)

    def without_critic(self) -> "GAN":
        """The same generator in a model without a critic, of half the size."""
        model = type(self)(replace(self.config, critic=False))
        model.generator.load_state_dict(self.generator.state_dict())
        return model.to(self.device).eval()

    def _check_names(self, path: Path, found: Set[str], expected: Set[str]) -> None:
        if self.config.critic and not any(name.startswith("critic.") for name in found):
            raise ZooError(f"{path} lacks the critic that its config mentions; fetch or train it again.")
        super()._check_names(path, found, expected)


def _accuracy(real: Tensor, fake: Tensor, objective: Objective) -> dict[str, Tensor]:
    """Shares of real and of generated images on the right side of the threshold, which is 0 or, if the objective's
    scores have no zero, midway between both means."""
    threshold = 0.0 if objective.zero else (joined(real).mean() + joined(fake).mean()) / 2
    return {
        "real_accuracy": (real > threshold).float().mean(),
        "generated_accuracy": (fake <= threshold).float().mean(),
    }
