"""Texts, latents and dials of a request to a text model, checked; each error is one sentence."""

from tabs.shakespeare.family import CODED, sort_of, with_code
from tabs.shared.request import read_number, read_whole
from tabs.vae.request import read_codes
from zoo.errors import ZooError
from zoo.models.characters import Read

HOTTEST = 2.0  # temperature
LEAST_TOP_P = 0.01
LONGEST = 2000  # characters, or words, of a text
LONGEST_OPENING = 500
LONGEST_RAW = 20_000  # characters of a text that is taken unchanged
SPARE = 4  # factor: this many times the allowed characters are accepted, since some may be dropped
FIRST_SURROGATE, LAST_SURROGATE = "\ud800", "\udfff"


def read_text(value: object, name: str, longest: int = LONGEST_RAW, spare: int = 1) -> str:
    """A text of at most ``longest`` characters, or ``spare`` times as many if not all will be kept.

    A lone surrogate, which cannot be sent in an answer, becomes U+FFFD.
    """
    if not isinstance(value, str):
        raise ZooError(f"{name} must be text.")
    if len(value) > spare * longest:
        raise ZooError(f"{name} has {len(value):,} characters; at most {longest:,} are read.")
    return "".join("\ufffd" if FIRST_SURROGATE <= each <= LAST_SURROGATE else each for each in value)


def read_characters(chosen, value: object, name: str, longest: int) -> Read:
    """A text in a model's characters, at most ``longest`` of them."""
    read = chosen.characters.read(read_text(value, name, longest, SPARE))
    if len(read.text) > longest:
        raise ZooError(f"{name} has {len(read.text):,} characters; at most {longest:,} are read.")
    return read


def read_passage(chosen, value: object, name: str = "The passage") -> Read:
    """A passage that an encoder can read: at least one character and no longer than the model's window."""
    read = read_characters(chosen, value, name, chosen.config.window)
    if read.text.strip():
        return read
    if isinstance(value, str) and value.strip():
        raise ZooError(f"{name} has no character that this model knows; it reads English letters and punctuation.")
    raise ZooError(f"{name} is empty; type a line or two.")


def reading(read: Read) -> dict:
    """How a text was read, for the page."""
    return {"text": read.text, "replaced": list(read.replaced), "dropped": list(read.dropped)}


def read_manner(request: dict, tokens: int):
    """The dials of a request, for a model with this number of ``tokens``."""
    from zoo.models.writing import Manner

    return Manner(
        read_number(request.get("temperature", 1), "The temperature", 0, HOTTEST),
        read_whole(request.get("top_k", 0), "Top-k", 0, tokens),
        read_number(request.get("top_p", 1), "Top-p", LEAST_TOP_P, 1),
    )


def read_latents(chosen, values: object, most: int):
    """Latents (k, latent_dim) of a request, as lists of numbers."""
    return read_codes(values, with_code(chosen).config, most)


def told(chosen, values: object, seed: int):
    """The code (1, latent_dim) that a text is written from: the one given, or else one drawn from the prior by the
    seed.

    None for a model without a code.
    """
    from zoo.models.noise import latents

    if values is not None:
        return read_latents(chosen, [values], 1)
    return latents(seed, chosen.latent_dim) if sort_of(chosen) == CODED else None
