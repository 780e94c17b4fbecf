"""Two GANs side by side, or a GAN and a VAE: their runs, their figures in one table, and what to look at."""

from tabs.gan.data import facts_of, lesson_of
from tabs.gan.family import FAMILY, either
from tabs.gan.run import NO_RUN, run_of
from tabs.gan.run import game as game_of
from tabs.shared import measures
from tabs.shared.family import has_weights
from tabs.shared.request import answering
from tabs.shared.table import table
from zoo.lessons import MANY
from zoo.record import METRICS, TRAINING, record
from zoo.stores import Checkpoint
from zoo.text import listed

LOOK = "Look at the samples first, then at the two games, then at the figures."
SAME = "This is the same model twice; choose another one on either side."
LUCK = "The difference is no larger than what another random seed makes of the same model."
FACTS = ("name", "title", "kind", "size", "latent_dim", "classes", "objective", "drawable")  # of `facts_of`
HEIGHTS = "They play for different losses, so the heights of their curves cannot be compared."
BESIDE = (
    "The VAE learned to redraw digits and is scored pixel by pixel, so where it is unsure it draws all that might be: "
    "soft strokes, greys in between. A GAN's critic can tell such pictures from real ones, so its strokes can be "
    "crisp; but a GAN may leave out kinds of digits, so look at the coverage, too. And only the VAE can read a digit "
    "back into its numbers."
)
PARTS = {  # what two GANs can differ in, as a sentence names it: the most telling first, and what to look at
    "the kind of network": "In the dense network every pixel has weights of its own, in the convolutional "
    "ones it is drawn by small patterns that are the same everywhere. Look for specks between the strokes.",
    "being told the digit": "One of them is told which digit is meant. Look whether each picture is what was asked "
    "for, and whether all ten digits come up equally often.",
    "the number that is black": "For one of them black is 0, for the other -1. The last layer of these generators "
    "draws 0 where nothing in it stirs: that is black for the one and mid-grey for the other. Look at the background.",
    "the grid": "What one of them draws is brought onto the grid of 28 by 28 pixels that real images were made from, "
    "so that the traces of their enlarging do not tell real from generated. Look how far strokes hold together.",
    "the noise on what the critic sees": "For one of them noise lies on every picture that the critic sees, real or "
    "generated, so that it cannot tell them apart by what is finer than the noise. Look how often the critic is right.",
    "self-attention": "With self-attention a network sees far corners of the picture at once. Look whether long "
    "strokes and loops close.",
    "the loss": "The critics play for different losses, so the heights of their curves cannot be compared, only where "
    "they go. Look at the coverage along the training.",
    "batch normalisation": "Batch normalisation keeps the numbers inside a network in a steady range. Without it the "
    "game can be harder to balance: look at the losses along the training, and at what is left of the digits.",
    "the turns in the game": "They took turns differently. Either critic takes one step for every batch of images, so "
    "it is the generator that takes more or fewer steps in an epoch. Look how often the critic is right: one that "
    "nearly always is has run ahead, and may leave the generator little to learn from.",
    "the size of the pictures": "They draw pictures of different sizes; the figures are of both at 28 by 28 pixels. "
    "Larger pictures take a layer more and much more time.",
    "spectral normalisation": "Spectral normalisation keeps the critic from changing its mind too steeply. Look how "
    "steady its losses are.",
    "the learning rates": "They do not learn at the same rates. Look at the critic's accuracies, and how soon the "
    "coverage rises.",
}
BELONG = {  # what comes with another difference, as the paper of the variant has it
    "self-attention": {"the loss", "spectral normalisation", "batch normalisation", "the learning rates"},
    "the loss": {"batch normalisation", "the turns in the game", "spectral normalisation", "the learning rates"},
    "the kind of network": {"the size of the pictures", "batch normalisation", "the learning rates"},
}  # fmt: skip


@answering("left", "right")
def compare(request: dict) -> dict:
    """``{"left": name, "right": name}`` gives both sides, one row per metric, and where to look as ``guide``.

    ``right`` may be a model of another tab that makes images of draws from N(0, I).
    """
    left = FAMILY.find(request.get("left"))
    right = either(request.get("right")).find(request.get("right"))
    return {"left": side(left), "right": side(right), "rows": rows(left, right), "guide": guide(left, right)}


def side(checkpoint: Checkpoint) -> dict:
    """What the page shows for one of the two."""
    own = record(checkpoint)
    kind, config, shown = own.kind, own.config, own.page
    summary = shown.summary.replace("`", "")[:400]
    if in_family(checkpoint):
        facts = facts_of(checkpoint)
        told = {key: facts[key] for key in FACTS}
        said = {"redraws": False, "summary": summary, "lesson": lesson_of(checkpoint), "empty": is_empty(checkpoint)}
        return told | run_of(checkpoint) | said
    told = {"name": checkpoint.name, "title": either(checkpoint.name).title(checkpoint.name), "kind": kind,
            "size": config.get("image_size"), "latent_dim": config.get("latent_dim"), "classes": 0,
            "objective": None, "drawable": has_weights(checkpoint), "redraws": shown.capabilities.redraws}  # fmt: skip
    return told | NO_RUN | {"notice": "", "summary": summary, "lesson": "", "empty": False}


def is_empty(checkpoint: Checkpoint) -> bool:
    """Whether most of a model's pictures show nothing."""
    blank = record(checkpoint).whole(METRICS).get("blank")
    return measures.is_single(blank) and blank["value"] > MANY


def rows(left: Checkpoint, right: Checkpoint) -> list[dict]:
    """One row per metric; for a model of another tab only the metrics that both have."""
    found = table(left, right)
    if in_family(right):
        return found
    return [row for row in found if row["left"] is not None and row["right"] is not None]


def guide(left: Checkpoint, right: Checkpoint) -> str:
    """Where to look, given how the two differ; which is ahead; and whether one was trained for longer."""
    if left.name == right.name:
        return SAME
    parts = [BESIDE if not in_family(right) else lesson(left, right), ahead(left, right)]
    return " ".join(filter(None, [*parts, longer(left, right) if in_family(right) else ""]))


def in_family(checkpoint: Checkpoint) -> bool:
    """Whether a model is one of this tab."""
    return FAMILY.claims(record(checkpoint).page)


def lesson(left: Checkpoint, right: Checkpoint) -> str:
    """What to look at in two GANs, and what else they differ in."""
    one, two = differing(left), differing(right)
    parts = [part for part in PARTS if one[part] != two[part]]
    if not parts:
        return LOOK
    telling = parts[0]
    rest = [part for part in parts[1:] if part not in BELONG.get(telling, set())]
    text = PARTS[telling]
    if telling != "the loss" and one["the loss"] != two["the loss"]:
        text = f"{text} {HEIGHTS}"
    if not rest:
        return text
    return f"{text} They differ in {listed(rest)}, too: their figures cannot be put down to one thing alone."


def differing(checkpoint: Checkpoint) -> dict:
    """What two GANs can differ in, by the keys of ``PARTS``."""
    own = record(checkpoint)
    config, training = own.config, own.whole(TRAINING)
    game = game_of(training) or {}
    return {
        "the kind of network": own.page.capabilities.explanation,
        "being told the digit": config.get("classes", 0),
        "the number that is black": config.get("black", -1.0),
        "the grid": config.get("grid", 0),
        "the noise on what the critic sees": game.get("noise", 0),
        "self-attention": config.get("attention", 0),
        "the loss": config.get("objective"),
        "batch normalisation": (config.get("generator_norm"), config.get("critic_norm")),
        "the turns in the game": (game.get("generator_updates"), game.get("critic_updates")),
        "the size of the pictures": config.get("image_size"),
        "spectral normalisation": config.get("spectral", False),
        "the learning rates": (training.recipe.learning_rate, game.get("critic_rate")),
    }


def ahead(left: Checkpoint, right: Checkpoint) -> str:
    """Which of the two is ahead by the Fréchet distance, if they differ by more than the noise."""
    one, two = (record(each).whole(METRICS).get("frechet") for each in (left, right))
    if not measures.is_single(one) or not measures.is_single(two):
        return "Their samples were not both measured."
    runs = [record(each).seeds for each in (left, right)]
    figures = " and ".join(
        measures.over_seeds(its, "frechet") or measures.number(each["value"])
        for its, each in zip(runs, (one, two), strict=True)
    )
    better = measures.winner("frechet", one, two, runs)
    if better is None:
        luck = f" {LUCK}" if any(runs) else ""
        return f"Their Fréchet distances, {figures}, are too near to each other to call one better.{luck}"
    ahead = left if better == "left" else right
    return f"By the Fréchet distance ({figures}; less is better) {either(ahead.name).title(ahead.name)} is ahead."


def longer(left: Checkpoint, right: Checkpoint) -> str:
    """A sentence if the weights that were kept are of different epochs; otherwise ""."""
    runs = [record(each).whole(TRAINING) for each in (left, right)]
    epochs = [run.epochs if run.best_epoch is None else run.best_epoch for run in runs]
    if None in epochs or epochs[0] == epochs[1]:
        return ""
    kept = f"{left.name} has the weights of epoch {epochs[0]}, {right.name} those of epoch {epochs[1]}"
    return f"{kept}: part of it may be just that."
