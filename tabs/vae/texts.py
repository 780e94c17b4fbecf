"""What the page says of each kind of model, for somebody who never heard of a latent variable."""

LEADS = {
    "VAE": "A variational autoencoder has learned to squeeze any handwritten digit into a few numbers and to redraw it "
    "from them. Each slider is one of these numbers, called latents. Move one and see what it means.",
    "beta": "A β-VAE is a variational autoencoder that had to pay β times as much for everything its code says. So it "
    "says less and keeps to what matters most: few sliders do anything, and each tends to mean one thing.",
    "iwae": "An importance-weighted autoencoder was allowed several guesses at the code of each digit in training and "
    "was scored mostly by the best of them. Each code may be vaguer, but more of its numbers are put to use.",
    "ConvVAE": "A convolutional variational autoencoder looks for the same small patterns everywhere in the picture, "
    "as an eye would, instead of learning about each pixel on its own. It is less surprised by a new digit.",
    "VQVAE": "A VQ-VAE writes a digit in an alphabet of its own: it cuts the picture into a grid and gives each cell "
    "one entry of a code book. A code is no point to slide, but a small text. Change a letter and see what it spells.",
    "Autoencoder": "An autoencoder squeezes a digit into a short code and redraws it. Each slider is one unit of the "
    "code. Nobody told it what a code should look like, so most random codes are no digit at all.",
    "DenoisingAutoencoder": "A denoising autoencoder was shown digits with noise on them and had to redraw them "
    "without it. To do so it had to learn what digits look like. Open Denoise below and give it something to clean.",
}
HINTS = {
    "VAE": "Most telling first. The bar says how much this number tells about a digit: its KL divergence from the "
    "prior, in nats. A bar at 0: this slider does nothing.",
    "VQVAE": "Each cell holds the number of an entry of the code book. Pick a cell, then another entry for it; the "
    "decoder looks at a cell together with its neighbours.",
    "Autoencoder": "Most telling first. The bar says how much this number changes from digit to digit: its variance "
    "over the test digits. A bar at 0: it is the same for every digit.",
}
NOTES = {
    "VAE": "Random: every latent drawn from the prior, a normal around 0 with spread 1, by the seed shown.",
    "VQVAE": "Random: the codes are drawn cell by cell from the prior that the model learned over the codes of digits, "
    "by the seed shown.",
    "Autoencoder": "Random: an autoencoder has no prior, so each unit is drawn on its own from a normal with the mean "
    "and spread it has on the test digits.",
}
BASE = {"ConvVAE": "VAE", "beta": "VAE", "iwae": "VAE", "DenoisingAutoencoder": "Autoencoder"}


def variant(kind: str, config: dict) -> str:
    """The kind under which the page explains a model: its class, or "beta" and "iwae" for these two sorts of VAE."""
    if kind == "VAE" and number_of(config, "samples") > 1:
        return "iwae"
    if kind == "VAE" and number_of(config, "beta") != 1:
        return "beta"
    return kind


def number_of(config: dict, key: str) -> float:
    """A number of a config, 1 where it has none of that name."""
    value = config.get(key, 1)
    return value if isinstance(value, int | float) else 1


def texts(kind: str, config: dict) -> dict[str, str]:
    """The lead above the viewer, the hint above the code and the note beside the random draw."""
    mine = variant(kind, config)
    family = BASE.get(mine, mine)
    return {
        "variant": mine,
        "lead": LEADS[mine],
        "hint": HINTS.get(mine, HINTS[family]),
        "note": NOTES.get(mine, NOTES[family]),
    }
