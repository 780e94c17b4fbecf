"""Texts, latents and dials of a request to a text model, checked; each error is one sentence."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from tabs.shakespeare.cast import read_prompt
from tabs.shakespeare.family import abilities, is_coded, longest_passage, with_code
from tabs.shared.request import is_number, read_number, read_whole
from tabs.vae.request import read_codes
from zoo.errors import ZooError
from zoo.models.characters import Read
from zoo.models.prompts import END, START, prompt

HOTTEST = 2.0  # temperature
LEAST_TOP_P = 0.01
LONGEST = 2000  # characters, or words, of a text
LONGEST_OPENING = 500
LONGEST_RAW = 20_000  # characters of a text that is taken unchanged
MOST_TOKENS = 4 * (LONGEST + LONGEST_OPENING)  # of a text so far: a character has at most four bytes
SPARE = 4  # factor: this many times the allowed characters are accepted, since some may be dropped
NAMED = re.compile(r"([A-Z][^\n:.,;!?]{0,40}):\n(?=.)")  # the line before a speech
FIRST_SURROGATE, LAST_SURROGATE = "\ud800", "\udfff"


class Opening(NamedTuple):
    """How a text begins: the opening as it was read, with the speaker's name; the ids before what is drawn; the bytes
    with which that begins; and whether the opening has words, so that a speech can end after it."""

    read: Read
    ids: list[int]
    begin: bytes = b""
    has_words: bool = False


class Passage(NamedTuple):
    """A text to encode: how it was read, the ids that are given before it, such as its speaker, and its own."""

    read: Read
    given: list[int]
    ids: list[int]


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
    """A text as a model reads it, at most ``longest`` characters."""
    read = chosen.vocabulary.read(read_text(value, name, longest, SPARE))
    if len(read.text) > longest:
        raise ZooError(f"{name} has {len(read.text):,} characters; at most {longest:,} are read.")
    return read


def read_opening(chosen, request: dict | None = None) -> Opening:
    """The beginning of a text, which is that of a line: what a request tells of the speech, and its ``opening``."""
    request, vocabulary, can = request or {}, chosen.vocabulary, abilities(chosen)
    read = read_characters(chosen, request.get("opening", ""), "The opening", LONGEST_OPENING)
    given, shown = read_prompt(can, request)
    if can.speeches and given == START and NAMED.match(read.text):
        given += "\n"  # a name stands after an empty line
    before, begin = vocabulary.opened(read.ids)
    has_words = bool(read.text.strip("\n"))
    return Opening(replace(read, text=shown + read.text), [*vocabulary.ids(given), *before], begin, has_words)


def begin_after(chosen, opening: Opening, so_far: Sequence[int]) -> bytes:
    """The bytes with which the text must still begin after the tokens ``so_far``."""
    begin = opening.begin
    for number in so_far:
        begin = begin and begin[len(chosen.vocabulary.pieces[number]) :]
    return begin


def read_tokens(value: object, size: int) -> list[int]:
    """The tokens of a text so far, of a vocabulary of this size."""
    if (
        not isinstance(value, list)
        or len(value) > MOST_TOKENS
        or not all(is_number(each) and each == int(each) and 0 <= each < size for each in value)
    ):
        raise ZooError(f"The text so far must be a list of at most {MOST_TOKENS:,} tokens, from 0 to {size - 1}.")
    return [int(each) for each in value]


def read_passage(chosen, value: object, name: str = "The passage") -> Passage:
    """A passage that an encoder can read: at least one character and no longer than the model's window."""
    read = read_characters(chosen, value, name, longest_of(chosen))
    if read.text.strip():
        return (
            as_speech(chosen, read)
            if abilities(chosen).speeches
            else Passage(read, chosen.vocabulary.ids(START), list(read.ids))
        )
    if isinstance(value, str) and value.strip():
        raise ZooError(f"{name} has no character that this model knows; it reads English letters and punctuation.")
    raise ZooError(f"{name} is empty; type a line or two.")


def as_speech(chosen, read: Read) -> Passage:
    """A text as one speech, with its end; its first line is given if it is the name of a speaker."""
    text, ids = read.text.strip("\n"), chosen.vocabulary.ids
    named = NAMED.match(text)
    if named is None:
        return Passage(read, ids(START), ids(text + END))
    return Passage(read, ids(prompt(named[1])), ids(text[named.end() :] + END))


def longest_of(chosen) -> int:
    """Characters of the longest passage that a model can read or write at once."""
    return longest_passage(abilities(chosen), chosen.config.window)


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
    return latents(seed, chosen.latent_dim) if is_coded(abilities(chosen)) else None
