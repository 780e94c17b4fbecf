"""Real MNIST, but little of it: for tests of everything that does not need all of it."""

from dataclasses import replace
from types import SimpleNamespace

import torch

from training.data.images import Data
from training.engine.players import AdversarialStep
from training.recipe import Recipe
from training.recipes import RECIPES
from zoo.models.dcgan import DCGANConfig
from zoo.models.judge import Labelled
from zoo.models.shakespeare import TextLMConfig, TextVAEConfig
from zoo.models.tokens import UNKNOWN


def small(data: Data, size: int = 2000) -> Data:
    """The first ``size`` images, passages or words of each split."""
    return Data(**{name: split.head(size) for name, split in vars(data).items()})


def begun(model):
    """The model as it is where a run begins: one of words knows which its numbers stand for."""
    count = getattr(model.config, "words", 1)
    vocabulary = UNKNOWN, *(f"word-{number}" for number in range(1, count))
    passages = torch.randint(60, (20, 33), generator=torch.Generator().manual_seed(3))
    model.begin(SimpleNamespace(vocabulary=vocabulary, blocks=lambda: passages))
    return model


def quick(recipe: Recipe, epochs: int = 1, size: int = 200) -> Recipe:
    """The recipe on little data."""

    def little(device: str) -> Data:
        return small(recipe.data(device), size)

    return replace(fresh(recipe), data=little, epochs=epochs)


def fresh(recipe: Recipe) -> Recipe:
    """The recipe from random weights: what another starts from need not be trained here. A DCGAN has fewer channels, a
    Transformer fewer of everything."""
    config = recipe.config
    if isinstance(config, DCGANConfig):
        config = replace(config, image_size=16, generator_channels=(16, 8), critic_channels=(8, 16),
                         attention=8 if config.attention else 0)  # fmt: skip
    if isinstance(config, TextLMConfig):
        config = replace(config, width=16, layers=2, heads=2)
    if isinstance(config, TextVAEConfig):
        config = replace(config, latent_dim=3)
    return replace(recipe, start="", config=config)


def made(name: str = "dcgan-32", bfloat16: bool = False, **game):
    """(model, step) of a small version of the recipe, in float32 unless asked otherwise."""
    recipe = fresh(RECIPES[name])
    model = recipe.build("cpu").train()
    torch.manual_seed(5)
    return model, AdversarialStep(model, recipe.learning_rate, replace(recipe.game, **game), bfloat16)


def real(model, n: int = 16):
    """A batch of random images, with labels for a model that has classes."""
    images = torch.rand(n, 1, 28, 28, generator=torch.Generator().manual_seed(2))
    return Labelled(images, torch.arange(n) % 10) if model.classes else images
