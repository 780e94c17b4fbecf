"""The checkpoints of the GAN tab, and those of other tabs that may stand beside them."""

from tabs.shared.catalogue import catalogue
from tabs.shared.family import Family, has_weights
from tabs.vae.family import FIRST

FAMILY = Family(
    ("GAN", "DCGAN"),
    ("dcgan", "dcgan-32", "cgan", "wgan-gp", "sagan", "gan", "dcgan-32-g2", "dcgan-32-d2", "dcgan-32-no-bn"),
)  # the order in which a newcomer should meet them
OTHERS = Family(("VAE", "ConvVAE"), FIRST)  # they, too, make images of draws from N(0, I)


def either(name: object) -> Family:
    """The family that a model is of, this tab's unless it is one of the others."""
    return OTHERS if isinstance(name, str) and name in OTHERS.choices() else FAMILY


def others() -> list[dict]:
    """Name and title of each model of another tab that compare may put beside a GAN."""
    there = [name for name in OTHERS.choices() if has_weights(catalogue()[name][1])]
    return [{"name": name, "title": OTHERS.title(name)} for name in there]
