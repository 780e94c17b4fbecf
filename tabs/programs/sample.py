"""``/sample``: new examples of any model that can draw some, whichever tab shows it."""

from tabs.gan.api import sampled
from tabs.gan.family import FAMILY as GANS
from tabs.shakespeare.api import text_of
from tabs.shakespeare.write import MOST_TEXTS
from tabs.shared.family import Family, drawable, model
from tabs.shared.pieces import Pieces
from tabs.shared.programs import gallery
from tabs.shared.request import LARGEST_SEED, read_seed, read_whole
from tabs.shared.turns import program_in_turn
from zoo.errors import ZooError
from zoo.record import record
from zoo.stores import Checkpoint

SAMPLING = Family("sampling", lambda page: page.capabilities.draws != "")
MOST_SAMPLES = 64
MOST_WRITTEN = 16  # of a model that draws step by step (a code book, a Gibbs chain): 64 digits take a core seconds
STEPWISE = ("codebook_size", "sample_steps")  # fields of the configs of such models
LENGTH = 300  # characters of a text, as /generate writes by default
PLAIN = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "opening": "", "latents": None,
         "speaker": "", "play": "", "genre": ""}  # fmt: skip


async def sample(
    model: str,
    count: int | None = None,
    seed: int = 0,
    truncation: float | None = None,
    digits: list | None = None,
) -> dict:
    """Draw new examples from a model: pictures of digits, or texts.

    Args:
        model: name of a checkpoint, for example vae-20, dcgan-32, rbm-500 or shakespeare-lm.
        count: how many, 1 to 64; 1 to 16 for a model that draws step by step (vq-vae, Boltzmann machines), 1 to 100 for
            a GAN, 1 to 12 texts. If left out, 1 or the number of digits.
        seed: whole number from 0 to 4294967295; the same seed gives the same examples. For a GAN they are those that
            the page shows for this seed. The texts are those that /generate writes with this seed and the next ones at
            temperature 1.
        truncation: for a GAN, 0.01 to 10, keeps every latent within this bound; null leaves them as they were drawn.
        digits: for a GAN that is told the digit (cgan), the digit of each image, 0 to 9; if left out, 0 to 9 in turn.

    Returns:
        ``{"images": each picture as rows of numbers in [0, 1], "png": base64 of one PNG with all of them tiled}``, or
        ``{"texts": one string each}``.
    """
    return await program_in_turn(examples)(model, count, seed, truncation, digits)


def examples(name: object, count: object, seed: object, truncation: object, digits: object) -> dict | Pieces:
    """``sample`` without Gradio."""
    checkpoint = SAMPLING.find(name)
    page = record(checkpoint).page
    if GANS.claims(page):
        return sampled(checkpoint, count, seed, truncation, digits)
    if truncation is not None or digits is not None:
        raise ZooError(
            "Only GANs take a truncation and only those that are told the digit take digits; leave these "
            "out for this model."
        )
    count, seed = 1 if count is None else count, read_seed(seed)
    if page.capabilities.draws == "text":
        return texts(checkpoint.name, read_whole(count, "The count", 1, MOST_TEXTS), seed)
    return drawn(checkpoint, count, seed)


def drawn(checkpoint: Checkpoint, count: object, seed: int) -> dict:
    """Pictures, by the model's own way of drawing."""
    import torch

    count, chosen = read_whole(count, "The count", 1, MOST_SAMPLES), model(drawable(checkpoint))
    if count > MOST_WRITTEN and any(hasattr(chosen.config, field) for field in STEPWISE):
        raise ZooError(
            f"This model draws step by step, at most {MOST_WRITTEN} digits at once; ask for fewer and use several "
            f"seeds."
        )
    with torch.inference_mode():
        return gallery(chosen.sample(count, torch.Generator().manual_seed(seed)))


def texts(name: str, count: int, seed: int) -> Pieces:
    """Texts of the seeds from ``seed`` onwards."""
    written = []
    for number in range(seed, seed + count):
        answer = yield from text_of(name, LENGTH, PLAIN | {"model": name, "seed": number % (LARGEST_SEED + 1)})
        written.append(answer["text"])
    return {"texts": written}
