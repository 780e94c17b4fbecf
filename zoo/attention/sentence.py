"""Attention over a sentence with random embeddings: the arithmetic before anything has been learned."""

import hashlib
import unicodedata

import torch

from zoo.attention.matrices import MAX_TOKENS, quote
from zoo.attention.steps import MultiHead, causal_mask, multi_head, positional_encoding, random_projections
from zoo.errors import ZooError

WIDTH = 64  # d_model
HEAD_WIDTH = 16  # d_k = d_v
MAX_HEADS = 8
MAX_SEED = 2**32 - 1
LONGEST_SENTENCE = 2_000
LONGEST_TOKEN = 40

# Scripts without spaces between words, in which each character is a token: kana, Chinese characters.
IDEOGRAPHS = ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
JOINER = "\u200d"


def tokenize(text: object) -> list[str]:
    """Words, numbers and single punctuation marks, in any language; Chinese and Japanese are split into characters.

    Combining marks and joiners stay with the character they modify. Raises ``ZooError`` for no tokens, too many or too
    long ones.
    """
    if not isinstance(text, str):
        raise ZooError("The sentence must be text.")
    if len(text) > LONGEST_SENTENCE:
        raise ZooError(f"The sentence has {len(text):,} characters; at most {LONGEST_SENTENCE:,} are read.")
    tokens = _split(unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8")))
    if not tokens:
        raise ZooError("There is no word in this sentence yet; type one.")
    if len(tokens) > MAX_TOKENS:
        raise ZooError(f"The sentence has {len(tokens)} tokens; at most {MAX_TOKENS} are shown. Shorten it.")
    for token in tokens:
        if len(token) > LONGEST_TOKEN:
            raise ZooError(f"The word “{quote(token)}” has {len(token)} characters; at most {LONGEST_TOKEN} are read.")
    return tokens


def _split(text: str) -> list[str]:
    tokens: list[str] = []
    previous = "space"  # kind of the last character that was not a mark
    for index, character in enumerate(text):
        kind = _kind(character, text[index - 1 : index], text[index + 1 : index + 2])
        joins = kind == "mark" or previous == "joiner" or (kind == "letter" and previous == "letter")
        if joins and kind != "space" and previous != "space":
            tokens[-1] += character
        elif kind not in ("space", "mark"):
            tokens.append(character)
        if kind != "mark":
            previous = kind
        elif character == JOINER and previous == "sign":
            previous = "joiner"  # holds emoji together
    return tokens


def _kind(character: str, before: str, after: str) -> str:
    """space, mark (belongs to the character before), letter, ideograph or sign."""
    category = unicodedata.category(character)
    if character.isspace() or category == "Cc":
        return "space"
    if category[0] == "M" or category == "Cf" or 0x1F3FB <= ord(character) <= 0x1F3FF:  # the range is skin tones
        return "mark"
    if any(low <= ord(character) <= high for low, high in IDEOGRAPHS):
        return "ideograph"
    inside = (character in "'’" and before.isalpha() and after.isalpha()) or (
        character in ".," and before.isdigit() and after.isdigit()
    )
    return "letter" if category[0] in "LN" or inside else "sign"


def embed(tokens: list[str], seed: int, width: int = WIDTH) -> torch.Tensor:
    """Random embeddings (len(tokens), width), standard normal, float64; the same token and seed give the same
    numbers."""
    table = {token: torch.randn(width, generator=_generator(seed, token), dtype=torch.float64) for token in set(tokens)}
    return torch.stack([table[token] for token in tokens])


def attend(tokens: list[str], seed: int, heads: int, positions: bool = True, causal: bool = False) -> MultiHead:
    """Self-attention over ``tokens`` with random embeddings and random projections, all drawn from ``seed``."""
    if not 1 <= heads <= MAX_HEADS:
        raise ZooError(f"There can be 1 to {MAX_HEADS} heads, not {heads}.")
    if not 0 <= seed <= MAX_SEED:
        raise ZooError(f"The seed must be a whole number from 0 to {MAX_SEED}.")
    x = embed(tokens, seed)
    if positions:
        x = x + positional_encoding(len(tokens), WIDTH)
    mask = causal_mask(len(tokens), len(tokens)) if causal else None
    return multi_head(x, x, random_projections(heads, WIDTH, HEAD_WIDTH, _generator(seed, "")), mask)


def _generator(seed: int, purpose: str) -> torch.Generator:
    """A separate generator for each purpose, so that a new word does not change the numbers of other words."""
    digest = hashlib.sha256(f"{seed}:{purpose}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:7], "big"))
