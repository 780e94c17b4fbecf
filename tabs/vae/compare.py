"""Two models side by side: the same digit redrawn, the same draw, their figures in one table, and where to look."""

from typing import Any

from tabs.shared.digits import read_digit
from tabs.shared.request import answering, read_seed, to_base64
from tabs.shared.table import data_of, table
from tabs.vae.digits import encoded
from tabs.vae.family import find, model, title
from tabs.vae.texts import sort_of
from zoo import pages
from zoo.errors import ZooError
from zoo.models.config import read_config
from zoo.schema import Capabilities
from zoo.stores import Checkpoint
from zoo.text import listed

DRAWS = 16
FACTS = {  # entries of a config that are shown if both models have them
    "hidden": "hidden layers", "channels": "channels", "activation": "activation",
    "beta": "β, the weight of the KL divergence", "samples": "guesses per digit in training",
    "objective": "trained on", "strength": "strongest noise in training",
}  # fmt: skip
PARTS = {  # what two models of one family can differ in, by the name that lessons use
    "grid_size": "the length of the code", "latent_dim": "the length of the code", "codebook_size": "the code book",
    "hidden": "the network", "channels": "the network", "blocks": "the network", "activation": "the network",
    "code_activation": "the network", "objective": "what they were trained on", "beta": "the weight β",
    "samples": "the guesses per digit in training", "strength": "the noise in training",
}  # fmt: skip
SHORT, TIMES = 4, 4  # the longer code surely holds more if the other is at most SHORT long and it is TIMES as long


@answering("left", "right", "digit", "seed")
def compare(request: dict) -> dict:
    """Two models on one digit (which may be left out) and one seed.

    ``{"left": name, "right": name, "digit", "seed"}`` gives ``left`` and ``right`` (``name``, ``title``, ``rebuilt``
    or null, ``error``: squared error of it, ``samples``: 16 pictures), ``seen``, ``table`` (one row per metric,
    ``better`` is "left", "right" or null), ``differences`` (one row per fact) and ``lesson``: where to look, as
    sentences.
    """
    left, right = find(request.get("left")), find(request.get("right"))
    seed = read_seed(request.get("seed"))
    size: Any = read_config(left.folder)[1].get("image_size")
    if size != read_config(right.folder)[1].get("image_size"):
        raise ZooError(
            f"{left.name} and {right.name} make pictures of different sizes; compare two models of the same size."
        )
    seen = None if request.get("digit") is None else read_digit(request["digit"], size, left)[0]
    return {
        "left": side(left, seen, seed),
        "right": side(right, seen, seed),
        "seen": None if seen is None else to_base64(seen),
        "rows": table(left, right),
        "differences": differences(left, right),
        "guide": lesson(left, right),
    }


def side(checkpoint: Checkpoint, seen, seed: int) -> dict:
    """What one of the two models makes of the digit and the seed; codes of equal length get the same noise."""
    import torch

    chosen = model(checkpoint)
    with torch.inference_mode():
        samples = chosen.sample(DRAWS, torch.Generator().manual_seed(seed))
        rebuilt = None if seen is None else chosen.decode(encoded(chosen, seen)[0])
    return {
        "name": checkpoint.name,
        "title": title(checkpoint.name),
        "rebuilt": None if seen is None else to_base64(rebuilt),
        "error": None if seen is None else float((rebuilt - seen).square().sum()),
        "samples": [to_base64(sample) for sample in samples],
    }


def differences(left: Checkpoint, right: Checkpoint) -> list[dict]:
    """The facts in which two models differ: ``{"name", "left", "right"}``."""
    kinds = (pages.read(each).capabilities.kind for each in (left, right))
    one, two = (read_config(each.folder)[1] for each in (left, right))
    rows = [("kind of model", *kinds), ("a code", _code(one), _code(two))]
    rows += [(name, _fact(one, key), _fact(two, key)) for key, name in FACTS.items() if key in one and key in two]
    return [{"name": name, "left": first, "right": second} for name, first, second in rows if first != second]


def _code(config: dict) -> str:
    if "codebook_size" in config:
        return f"{config.get('grid_size', 0) ** 2} entries of a book of {config['codebook_size']}"
    return f"{config.get('latent_dim')} numbers"


def _fact(config: dict, key: str) -> str:
    value = config[key]
    if isinstance(value, list):
        return " + ".join(str(each) for each in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


LESSONS = {  # by two explanations, whichever stands on the left
    frozenset(pair): text
    for pair, text in {
        ("vae", "autoencoder"): "Look at the random draws. The VAE was trained with a prior: the codes of digits were "
        "held near a normal distribution around 0, so that draws from it are like them. The autoencoder learned only "
        "to redraw. Nothing told it where codes should lie, so most random codes give a blot. That is what the prior "
        "is for.",
        ("vae", "beta-vae"): "Look at the redrawn digit and the KL divergence. A larger β makes every nat of the code "
        "cost more, so the code says less, and the digit is redrawn less exactly. Look also at how many latents are "
        "still in use.",
        ("vae", "iwae"): "Look at the negative log-likelihood and the active units. The importance-weighted model was "
        "scored mostly by the best of several guesses. That bound is closer to the true likelihood and lets a code be "
        "vaguer, so the model often uses more latents.",
        ("vae", "conv-vae"): "Look at the strokes. The dense network learns each pixel on its own; the convolutional "
        "one uses the same small patterns everywhere. Look also at the negative log-likelihood.",
        ("conv-vae", "flow-vae"): "Look at the negative log-likelihood and the KL divergence. The model with the "
        "flow began with the weights of the other. The flow lets the cloud of codes that fit a digit have any shape, "
        "so less is lost by the encoder's answer. But it was also trained for longer, and these figures cannot tell "
        "how much of the gain is due to that.",
        ("vae", "flow-vae"): "Look at the strokes. The dense network learns each pixel on its own; the other one uses "
        "the same small patterns everywhere, and a flow bends the cloud of codes that fit a digit. Look also at the "
        "negative log-likelihood.",
        ("vae", "denoising-autoencoder"): "Look at the random draws. The VAE was trained with a prior: "
        "the codes of digits were held near a normal distribution around 0, so that draws from it are like them. The "
        "denoising autoencoder learned to clean noisy digits. Nothing told it where codes should lie, so most random "
        "codes give a blot. That is what the prior is for.",
        (
            "vae",
            "vq-vae",
        ): "Look at the edges. A VAE's code is a point in a continuous space; a VQ-VAE writes the digit "
        "as a small text of code-book entries, and its prior learns which texts are digits.",
        ("vq-vae", "autoencoder"): "Look at the random draws. The VQ-VAE learned a prior over the entries of its code "
        "book: which of them, in which places, make a digit. It draws from that. The autoencoder has no prior, so "
        "each number of its code is drawn on its own, and the result is mostly a blot.",
        ("autoencoder", "denoising-autoencoder"): "The autoencoder was trained to redraw; the other one was trained "
        "to remove noise and copes with some. Open Denoise to see the difference.",
    }.items()
}
TIGHTENED = " At the end, the convolutional one was also trained on a tighter bound, the importance-weighted one."
LOOK = "Look at the redrawn digit first, then at the random draws, then at the figures below."


def lesson(left: Checkpoint, right: Checkpoint) -> str:
    """Where to look, chosen by the two models' explanations and configs."""
    if data_of(left) != data_of(right):
        return (
            f"{left.name} was trained on {data_of(left)} and {right.name} on {data_of(right)}: their figures cannot be "
            "compared, so no better one is marked."
        )
    if left.name == right.name:
        return "This is the same model twice; choose another one on one side."
    told = pages.read(left).capabilities, pages.read(right).capabilities
    one, two = (read_config(each.folder)[1] for each in (left, right))
    return _of_explanations(told, one, two) or _by_parts(left, right, one, two)


def _of_explanations(told: tuple[Capabilities, Capabilities], one: dict, two: dict) -> str | None:
    """The lesson for two explanations; None if the main difference may be something else."""
    explanations, (first, second) = [can.explanation for can in told], map(sort_of, told)
    if first == second:
        found = LESSONS.get(frozenset(explanations))
        if {"beta-vae", "iwae"} & set(explanations) and one.get("latent_dim") != two.get("latent_dim"):
            return None  # 2 latents say less than 20, whatever the 20 cost
        if _holds_more(one.get("latent_dim"), two.get("latent_dim")):
            return None  # no network makes up for that
        tightened = "conv-vae" in explanations and any(can.loss == "importance_weighted" for can in told)
        return found + TIGHTENED if found and tightened else found
    named = {"denoising-autoencoder"} if "vae" in (first, second) else set()  # its own sentence covers that
    return LESSONS.get(frozenset(can.explanation if can.explanation in named else sort_of(can) for can in told))


def _by_parts(left: Checkpoint, right: Checkpoint, one: dict, two: dict) -> str:
    """For two models of one family: how they differ, and what follows if it is in one thing only."""
    parts = list(dict.fromkeys(part for key, part in PARTS.items() if one.get(key) != two.get(key)))
    first, second = one.get("latent_dim"), two.get("latent_dim")
    lengths = None if first is None or second is None else (first, second)
    if parts == ["the length of the code"]:
        return _by_length(left, right, lengths) if lengths else LOOK
    if parts == ["the network"] and lengths:
        return f"The codes are equally long; the networks between a digit and its code differ. {LOOK}"
    if len(parts) < 2:
        return LOOK
    return (
        f"{left.name} and {right.name} differ in {listed(parts)}, so no difference in their "
        f"figures can be attributed to one of these alone. {LOOK}"
    )


def _holds_more(one: int | None, two: int | None) -> bool:
    """Whether one of two code lengths is so short that the other, much longer one surely holds more."""
    return one is not None and two is not None and min(one, two) <= SHORT and max(one, two) >= TIMES * min(one, two)


def _by_length(left: Checkpoint, right: Checkpoint, lengths: tuple[int, int]) -> str:
    """For two models that differ in the length of their codes only."""
    few, many = sorted(lengths)
    if _holds_more(few, many):
        more, fewer = (left, right) if lengths[0] == many else (right, left)
        return (
            f"A code of {many} numbers holds more than one of {few}: look at how much of the digit {more.name} brings "
            f"back and what {fewer.name} has to leave out. But a short code is easier to draw as a map."
        )
    return (
        f"The codes differ in length: {lengths[0]} numbers and {lengths[1]}. A longer code can hold more, "
        "but a model need not use all of it: look at the active units."
    )
