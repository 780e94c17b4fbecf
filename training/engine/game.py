"""The number of players in a training: one network alone, or two against each other. Holds all that depends on it."""

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import nn

from zoo.models.base import ZooModel


@dataclass(frozen=True)
class Solo:
    """One network with one objective. Its texts about a run are the defaults for other kinds of training."""

    curves = "Training and validation loss; the dashed line is the epoch kept."  # caption of a run's figure
    validation = "select the epoch"  # what the validation images are for
    open_ended = False  # whether a run can be continued with more epochs

    def record(self) -> dict:
        """Its entries in a recipe's settings."""
        return {}

    def size(self, model: ZooModel, config) -> str:
        """The size of the model, as the beginning of a sentence."""
        return f"{count(model):,} parameters"

    def step(self, recipe) -> str:
        """How the weights are updated, as part of a sentence."""
        return f"step `{recipe.step.__name__}` at a rate of up to {recipe.learning_rate:g}"

    def kept(self, recipe, model: ZooModel) -> str:
        """What is kept of a run, as sentences after a space; "" if the final weights are."""
        return f" The checkpoint holds {_average('the weights', 'the', recipe.average)}." if recipe.average else ""


@dataclass(frozen=True)
class Game(Solo):
    """How two players are trained.

    For every ``critic_updates`` of the critic, each on fresh images, the generator gets ``generator_updates``.
    ``critic_rate`` is the critic's learning rate as a multiple of the generator's, ``betas`` are Adam's. With ``decay``
    both rates fall linearly to 0 over the run. ``noise`` is the standard deviation of the Gaussian noise on all that
    the critic is shown in training, real and generated (Sønderby et al. 2017, arXiv:1610.04490; black and white are
    ``1 - config.black`` apart). It hides what is too small to see but tells real images for sure, such as the exact
    straight lines of enlarged images.
    """

    generator_updates: int = 1
    critic_updates: int = 1
    critic_rate: float = 1.0
    betas: tuple = (0.5, 0.999)
    decay: bool = False
    noise: float = 0.0

    curves = "By epoch: both players' losses, how often the critic tells real from generated images, and coverage."
    validation = "watch the samples"

    @property
    def open_ended(self) -> bool:
        """True unless the rates decay: then they depend on the number of epochs."""
        return not self.decay

    def record(self) -> dict:
        """The numbers of the game; ``decay`` and ``noise``, which came later, only where there is some."""
        numbers = asdict(self) | {"betas": list(self.betas)}
        return {name: number for name, number in numbers.items() if number or name not in ("decay", "noise")}

    def size(self, model: Any, config) -> str:
        """Each player's number of parameters, the critic's even if it is not kept."""
        with torch.device("meta"):  # without memory, only to count
            critic = count(type(model)(config).critic)
        both = f"{count(model.generator):,} parameters of the generator and {critic:,} of the critic"
        return f"{both}, {config.image_size}×{config.image_size} pixels"

    def step(self, recipe) -> str:
        """Updates, objective and rates."""
        rate = recipe.learning_rate
        rates = f"{rate:g} for both"
        if self.critic_rate != 1:
            rates = f"{rate:g} for the generator and {rate * self.critic_rate:g} for the critic"
        updates = f"{_times(self.generator_updates)} of the generator for {_times(self.critic_updates)} of the critic"
        rounding = ", products rounded to bfloat16" if recipe.bfloat16 else ""
        falling = ", falling to 0 over the run" if self.decay else ""
        blur = f", noise of standard deviation {self.noise:g} on what the critic sees" if self.noise else ""
        adam = f"Adam (β₁ = {self.betas[0]:g}, β₂ = {self.betas[1]:g}) at a rate of {rates}{falling}{rounding}"
        return f"{updates}, {recipe.config.objective} objective, {adam}{blur}"

    def kept(self, recipe, model: Any) -> str:
        """The average of the generator's weights, and whether the critic is kept."""
        average = _average("the generator's weights", "its", recipe.average) if recipe.average else ""
        text = f" Samples come from {average}." if average else ""
        return text + (" The critic is not kept." if model.critic is None else "")


SOLO = Solo()


def count(network: nn.Module) -> int:
    """The number of parameters of a network."""
    return sum(parameter.numel() for parameter in network.parameters())


def _average(what: str, whose: str, decay: float) -> str:
    ninth = f"a moving average of {what}, over about the last ninth of {whose} updates"
    return f"{ninth} and never more than the last {1 / (1 - decay):,.0f}"


def _times(updates: int) -> str:
    return "1 update" if updates == 1 else f"{updates} updates"
