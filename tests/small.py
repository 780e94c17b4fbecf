"""Real MNIST, but little of it: for tests of everything that does not need all of it."""

from dataclasses import replace

from training.data import Data
from training.recipe import Recipe
from zoo.dcgan import DCGANConfig


def small(data: Data, size: int = 2000) -> Data:
    """The first ``size`` images of each split."""
    splits = {name: replace(split, images=split.images[:size], labels=split.labels[:size])
              for name, split in vars(data).items()}  # fmt: skip
    return Data(**splits)


def quick(recipe: Recipe, epochs: int = 1, size: int = 200) -> Recipe:
    """The recipe on little data."""

    def little(device: str) -> Data:
        return small(recipe.data(device), size)

    return replace(fresh(recipe), data=little, epochs=epochs)


def fresh(recipe: Recipe) -> Recipe:
    """The recipe from random weights: what another starts from need not be trained here. A DCGAN has fewer channels."""
    config = recipe.config
    if isinstance(config, DCGANConfig):
        config = replace(config, image_size=16, generator_channels=(16, 8), critic_channels=(8, 16),
                         attention=8 if config.attention else 0)  # fmt: skip
    return replace(recipe, start="", config=config)
