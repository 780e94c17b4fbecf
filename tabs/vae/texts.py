"""What the page says of each kind of model, for somebody who never heard of a latent variable."""

from zoo.schema import Capabilities

LEADS = {  # by explanation
    "vae": "A variational autoencoder has learned to squeeze any handwritten digit into a few numbers and to redraw it "
    "from them. Each slider is one of these numbers, called latents. Move one and see what it means.",
    "beta-vae": "A β-VAE is a variational autoencoder that had to pay β times as much for everything its code says. So "
    "it says less and keeps to what matters most: few sliders do anything, and each tends to mean one thing.",
    "iwae": "An importance-weighted autoencoder was allowed several guesses at the code of each digit in training and "
    "was scored mostly by the best of them. Each code may be vaguer, but more of its numbers are put to use.",
    "conv-vae": "A convolutional variational autoencoder looks for the same small patterns everywhere in the picture, "
    "as an eye would, instead of learning about each pixel on its own. It is less surprised by a new digit.",
    "vq-vae": "A VQ-VAE writes a digit in an alphabet of its own: it cuts the picture into a grid and gives each cell "
    "one entry of a code book. A code is no point to slide, but a small text. Change a letter and see what it spells.",
    "autoencoder": "An autoencoder squeezes a digit into a short code and redraws it. Each slider is one unit of the "
    "code. Nobody told it what a code should look like, so most random codes are no digit at all.",
    "denoising-autoencoder": "A denoising autoencoder was shown digits with noise on them and had to redraw them "
    "without it. To do so it had to learn what digits look like. Open Denoise below and give it something to clean.",
}
HINTS = {  # by sort
    "vae": "Most telling first. The bar says how much this number tells about a digit: its KL divergence from the "
    "prior, in nats. A bar at 0: this slider does nothing.",
    "vq-vae": "Each cell holds the number of an entry of the code book. Pick a cell, then another entry for it; the "
    "decoder looks at a cell together with its neighbours.",
    "autoencoder": "Most telling first. The bar says how much this number changes from digit to digit: its variance "
    "over the test digits. A bar at 0: it is the same for every digit.",
}
NOTES = {  # by sort
    "vae": "Random: every latent drawn from the prior, a normal around 0 with spread 1, by the seed shown.",
    "vq-vae": "Random: the codes are drawn cell by cell from the prior that the model learned over the codes of "
    "digits, by the seed shown.",
    "autoencoder": "Random: an autoencoder has no prior, so each unit is drawn on its own from a normal with the mean "
    "and spread it has on the test digits.",
}
GENERAL = "This model has learned to squeeze any handwritten digit into a code and to redraw it from that."
SORTS = {  # by how a model's loss reads: the explanation that it shares with others of the kind
    "elbo": "vae", "importance_weighted": "vae", "codes": "vq-vae", "reconstruction": "autoencoder",
}  # fmt: skip


def sort_of(can: Capabilities) -> str:
    """The plainest explanation that fits a model; "" for one whose loss is none of those known here."""
    return SORTS.get(can.loss, "")


def texts(can: Capabilities) -> dict[str, str]:
    """The lead above the viewer, the hint above the code and the note beside the random draw."""
    sort = sort_of(can)
    return {
        "explanation": can.explanation,
        "lead": LEADS.get(can.explanation) or LEADS.get(sort, GENERAL),
        "hint": HINTS.get(sort, ""),
        "note": NOTES.get(sort, ""),
    }
