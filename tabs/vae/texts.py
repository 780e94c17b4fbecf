"""The page's texts about each kind of model, for readers who have never heard of a latent variable."""

from zoo.schema import Capabilities

LEADS = {  # by explanation
    "vae": "A variational autoencoder has learned to squeeze any handwritten digit into a few numbers and to redraw it "
    "from them. Each slider is one of these numbers, called latents. Move one and see what it means.",
    "beta-vae": "A β-VAE is a variational autoencoder that had to pay β times as much for everything its code says. So "
    "it says less and keeps to what redraws a digit best: few of its sliders do anything.",
    "iwae": "An importance-weighted autoencoder was allowed several guesses at the code of each digit in training and "
    "was scored mostly by the best of them. Each code may be vaguer, but more of its numbers are used.",
    "conv-vae": "A convolutional variational autoencoder looks for the same small patterns everywhere in the picture, "
    "instead of learning weights of its own for each pixel.",
    "flow-vae": "Here the encoder does not give each number of the code by itself, with a width of its own. A flow, a "
    "chain of small steps, bends the cloud of codes that fit a digit, so that one number may depend on another.",
    "vq-vae": "A VQ-VAE writes a digit in an alphabet of its own: it cuts the picture into a grid and gives each cell "
    "one entry of a code book. So a code is not a point to move but a short text. Change an entry and see what it "
    "draws.",
    "autoencoder": "An autoencoder squeezes a digit into a short code and redraws it. Each slider is one unit of the "
    "code. Nothing in training said what a code should look like, so most random codes are not digits.",
    "denoising-autoencoder": "A denoising autoencoder was shown digits with noise on them and had to redraw them "
    "without it. For that it had to learn what digits look like. Open Denoise below and give it something to clean.",
}
HINTS = {  # by sort
    "vae": "The most informative first. The bar shows how much this number tells about a digit: its KL divergence from "
    "the prior, in nats. If the bar is at 0, this slider does next to nothing.",
    "vq-vae": "Each cell holds the number of an entry of the code book. Pick a cell, then another entry for it. The "
    "decoder looks at a cell together with its neighbours.",
    "autoencoder": "The most informative first. The bar shows how much this number changes from digit to digit: its "
    "variance over the test digits. If the bar is at 0, the number is the same for every digit.",
}
NOTES = {  # by sort
    "vae": "Random draw: the seed shown draws every latent from the prior, a normal distribution around 0 with spread "
    "1.",
    "vq-vae": "Random draw: the seed shown draws the codes cell by cell from the prior that the model learned over the "
    "codes of digits.",
    "autoencoder": "Random draw: an autoencoder has no prior, so each unit is drawn on its own from a normal "
    "distribution with the mean and spread it has on the test digits.",
}
GENERAL = "This model has learned to squeeze any handwritten digit into a code and to redraw it from that."
SORTS = {  # by the form of a model's loss: the explanation shared by models of that kind
    "elbo": "vae", "importance_weighted": "vae", "codes": "vq-vae", "reconstruction": "autoencoder",
}  # fmt: skip


def sort_of(can: Capabilities) -> str:
    """The plainest explanation that fits a model; "" if its loss is unknown here."""
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
