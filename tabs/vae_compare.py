"""Two models side by side: the same digit redrawn, the same draw, their figures in one table, and what to look at."""

from tabs import common, measures
from tabs.vae_digits import encoded, read_digit
from tabs.vae_family import find, model, title
from tabs.vae_request import answering, read_seed, to_base64
from tabs.vae_texts import variant
from zoo.config import read_config
from zoo.errors import ZooError
from zoo.store import Checkpoint

DRAWS = 16
FACTS = {  # what of a config is worth saying where both models have it
    "hidden": "hidden layers", "channels": "channels", "activation": "activation",
    "beta": "β, the weight of the KL divergence", "samples": "guesses per digit in training",
    "objective": "trained on", "strength": "strongest noise in training",
}  # fmt: skip
CLASSES = {
    "VAE": "variational autoencoder", "ConvVAE": "convolutional VAE", "VQVAE": "VQ-VAE", "Autoencoder": "autoencoder",
    "DenoisingAutoencoder": "denoising autoencoder",
}  # fmt: skip
NO_PRIOR = ("Autoencoder", "DenoisingAutoencoder")


@answering("left", "right", "digit", "seed")
def compare(request: dict) -> dict:
    """Two models on one digit (which may be left out) and one seed.

    ``{"left": name, "right": name, "digit", "seed"}`` gives ``left`` and ``right`` (``name``, ``title``, ``rebuilt``
    or null, ``error``: squared error of it, ``samples``: 16 pictures), ``seen``, ``table`` (a row a metric, ``better``
    is "left", "right" or null), ``differences`` (a row a fact) and ``lesson``: what to look at, as sentences.
    """
    left, right = find(request.get("left")), find(request.get("right"))
    seed = read_seed(request.get("seed"))
    size = read_config(left.folder)[1].get("image_size")
    if size != read_config(right.folder)[1].get("image_size"):
        raise ZooError(f"{left.name} and {right.name} make pictures of different sizes; compare two of one size.")
    seen = None if request.get("digit") is None else read_digit(request["digit"], size)[0]
    return {
        "left": side(left, seen, seed),
        "right": side(right, seen, seed),
        "seen": None if seen is None else to_base64(seen),
        "table": table(left, right),
        "differences": differences(left, right),
        "lesson": lesson(left, right),
    }


def side(checkpoint: Checkpoint, seen, seed: int) -> dict:
    """What one of the two models makes of the digit and of the seed; equal code lengths get equal noise."""
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


def table(left: Checkpoint, right: Checkpoint) -> list[dict]:
    """A row for each metric that either model has."""
    found = [common.read_json(each, "metrics.json") for each in (left, right)]
    comparable = data_of(left) == data_of(right)
    rows = []
    for name in measures.rows(found[1] | found[0]):
        metrics = [each[name] if measures.is_single(each.get(name)) else None for each in found]
        better = measures.winner(name, *metrics) if all(metrics) and comparable else None
        rows.append(_row(name, metrics, measures.floor(name, found[1] | found[0])) | {"better": better})
    return rows


def _row(name: str, metrics: list[dict | None], real: str | None) -> dict:
    there = next(filter(None, metrics))
    called, meaning = measures.words(name, there)
    left, right = (each and measures.shown(each) for each in metrics)
    texts = {"name": name, "title": called, "meaning": meaning, "unit": str(there.get("unit", ""))}
    return texts | {"left": left, "right": right, "real": real}


def data_of(checkpoint: Checkpoint) -> str:
    """The name of the data a model was trained on; grey and binary MNIST are the same digits."""
    recipe = common.read_json(checkpoint, "training.json").get("recipe")
    return str(recipe.get("data") if isinstance(recipe, dict) else None).removeprefix("binary_")


def differences(left: Checkpoint, right: Checkpoint) -> list[dict]:
    """The facts in which two models differ: ``{"name", "left", "right"}``."""
    (left_kind, one), (right_kind, two) = read_config(left.folder), read_config(right.folder)
    rows = [("kind of model", CLASSES[left_kind], CLASSES[right_kind]), ("a code", _code(one), _code(two))]
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


LESSONS = {  # by the two sorts of model, whichever stands on the left
    frozenset(("VAE", "Autoencoder")): "Look at the random draws. The VAE was trained so that a code drawn from its "
    "prior, a normal around 0, is a digit. The autoencoder was only asked to redraw, and it does; "
    "but nobody told it where codes should lie, so a random code is mostly a blot. That is what the prior is for.",
    frozenset(("VAE", "beta")): "Look at the redrawn digit and the KL divergence. A larger β makes every nat of the "
    "code dearer, so the code says less: strokes blur and details are lost. In return fewer latents are in use, and "
    "each of them tends to mean one thing.",
    frozenset(("VAE", "iwae")): "Look at the negative log-likelihood and the active units. The importance-weighted "
    "model was scored mostly by the best of several guesses, a bound closer to the true likelihood; its codes may be "
    "vaguer, so it often uses more latents.",
    frozenset(("VAE", "ConvVAE")): "Look at the strokes. The dense network learns about each pixel on its own; the "
    "convolutional one uses the same small patterns everywhere, so its strokes are cleaner and its likelihood is "
    "better.",
    frozenset(("VAE", "VQVAE")): "Look at the edges. A VAE's code is a point in a continuous space and small changes "
    "blur; a VQ-VAE writes the digit as a small text of code-book entries and learns afterwards which texts are "
    "digits.",
    frozenset(("Autoencoder", "DenoisingAutoencoder")): "Redrawing is what the autoencoder was trained for; the other "
    "one was trained to take noise away and does not mind some. Open Denoise to see the difference.",
}


def lesson(left: Checkpoint, right: Checkpoint) -> str:
    """What to look at, chosen by the two models' sorts and configs."""
    (left_kind, one), (right_kind, two) = read_config(left.folder), read_config(right.folder)
    if data_of(left) != data_of(right):
        return (
            f"{left.name} was trained on {data_of(left)} and {right.name} on {data_of(right)}: their figures cannot be "
            "compared, so none is marked as better."
        )
    if left.name == right.name:
        return "This is the same model twice; choose another one on either side."
    sorts = variant(left_kind, one), variant(right_kind, two)
    found = LESSONS.get(frozenset(sorts))
    if found is None and (left_kind in NO_PRIOR) != (right_kind in NO_PRIOR):
        found = LESSONS[frozenset(("VAE", "Autoencoder"))]
    return found or _by_sizes(left, right, one, two)


def _by_sizes(left: Checkpoint, right: Checkpoint, one: dict, two: dict) -> str:
    """For two models of one sort: what another length of code or another network does."""
    lengths = one.get("latent_dim"), two.get("latent_dim")
    if None not in lengths and lengths[0] != lengths[1]:
        more, fewer = (left, right) if lengths[0] > lengths[1] else (right, left)
        return (
            f"A code of {max(lengths)} numbers holds more than one of {min(lengths)}: look how much of the digit comes "
            f"back from {more.name} and what {fewer.name} has to leave out. A short code is easier to draw a map of."
        )
    if one.get("hidden") != two.get("hidden"):
        return "The codes are equally long; what differs is the network between the digit and its code."
    return "Look at the redrawn digit first, then at the random draws, then at the figures below."
