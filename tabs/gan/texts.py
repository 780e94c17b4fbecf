"""The page's texts about each GAN, for readers who have never heard of one."""

import re

GAME = (
    "A generative adversarial network is two networks that play against each other. The generator turns {latents} "
    "random numbers into a picture. The discriminator, also called the critic, is shown real digits and such pictures "
    "and has to tell which is which. Each learns to beat the other."
)
CONVOLUTIONS = (
    " In this one, a DCGAN, the generator starts with a tiny picture of 4 by 4 cells and doubles its size until it has "
    "{size} by {size} pixels."
)
DENSE = " This is the plainest one: each network has a single hidden layer, and every pixel has weights of its own."
CLASSES = " Both players are told which digit is wanted, so you can ask this one for a digit, or for a whole number."
WASSERSTEIN = (
    " Its critic does not say real or generated but gives a score. It learns how far apart the two kinds of picture "
    "are, which tells the generator something even where they are easy to tell apart."
)
ATTENTION = " Its networks can look at distant parts of the picture together (self-attention)."
NO_NORM = (
    " It was trained without batch normalisation, which keeps the numbers inside a network in a steady range. The "
    "timeline shows what became of it."
)
GENERATOR_MORE = " Here the generator was updated {times} for each update of the critic."
CRITIC_MORE = " Here the critic was updated {times} for each update of the generator."


NETWORKS = {"gan": DENSE, "dcgan": CONVOLUTIONS}  # by explanation


def lead(explanation: str, config: dict, game: dict | None, figures: dict) -> str:
    """A few plain sentences that say what this model is, and how near to real digits its ``figures`` are."""
    told = {"latents": config.get("latent_dim"), "size": config.get("image_size")}
    text = (GAME + NETWORKS.get(explanation, "")).format(**told)
    return text + "".join(_special(config, game or {})) + _near(figures)


def _near(figures: dict) -> str:
    """How far its digits are from real ones; "" if that was not measured."""
    own, real = (figures.get(name, {}).get("value") for name in ("frechet", "frechet_floor"))
    if own is None:
        return ""
    beside = "" if real is None else f" (two sets of real ones: {real:.1f})"
    return f" As a whole its digits are {own:,.1f} away from real ones by Fréchet distance{beside}; 0 would be equal."


def spaced(text: str) -> str:
    """The text with percentages as the page writes them: 5 %, with a non-breaking space."""
    return re.sub(r"(?<=\d)%", "\u00a0%", text)


def _special(config: dict, game: dict) -> list[str]:
    """What sets a variant apart; the numbers of updates are mentioned only if nothing else is."""
    found = [
        text
        for text, there in (
            (CLASSES, config.get("classes")),
            (WASSERSTEIN, config.get("objective") == "wasserstein"),
            (ATTENTION, config.get("attention")),
            (NO_NORM, config.get("generator_norm") is False),
        )
        if there
    ]
    for text, key in ((GENERATOR_MORE, "generator_updates"), (CRITIC_MORE, "critic_updates")):
        times = game.get(key, 1)
        if not found and times != 1:
            found.append(text.format(times="twice" if times == 2 else f"{times} times"))
    return found
