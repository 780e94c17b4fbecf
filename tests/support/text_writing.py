"""A text as the page has it written, piece by piece, and as the model itself writes it."""

import torch

import zoo
from tabs.shakespeare.write import write
from zoo.models.together import Row, write_on
from zoo.models.writing import Manner, draws

VAE, LM, WORDS = "shakespeare-vae", "shakespeare-lm", "shakespeare-words"  # WORDS counts words, not characters
SUBWORDS, SPEECHES = "shakespeare-lm-subwords", "shakespeare-vae-subwords"
ASKED = {"model": VAE, "seed": 7, "so_far": [], "count": 40, "temperature": 0.8, "top_k": 0, "top_p": 1.0,
         "latents": None, "opening": ""}  # fmt: skip
SPEECHLESS = {
    "empty": "",
    "spaces": " \n ",
    "right to left": "שלום עולם",
    "emoji": "👩‍👩‍👧👍🏽",
    "Chinese": "吾輩は猫である",
}


def in_pieces(asked: dict, length: int, size: int = 100, write=write) -> tuple[str, dict]:
    """A text of this length in pieces of this size, without its opening, and how the opening was read."""
    text, tokens, read = "", [], {}
    while (made := len(tokens) if asked["model"] == WORDS else len(text)) < length:
        answer = write(asked | {"so_far": tokens, "count": min(size, length - made)})
        assert "error" not in answer, answer
        text, tokens, read = text + answer["text"], tokens + answer["tokens"], read or answer["read"]
        if answer.get("ended"):
            break
    return text if asked["model"] == WORDS else text[:length], read


def at_once(
    name: str, seed: int, length: int, manner: Manner, opening: str = "", latents=None, before: str = "\n"
) -> str:
    """The same text from the model itself."""
    model = zoo.load(name)
    opened, begin = model.vocabulary.opened(model.vocabulary.ids(opening))
    stream, text = model.vocabulary.stream(len(begin)), ""

    def told(token: int) -> bool:
        nonlocal text
        text += stream.push(token)
        return len(text) < length

    luck = iter(draws(seed, 0, 2 * length).tolist())
    write_on(model, [Row([*model.vocabulary.ids(before), *opened], luck, told, manner, latents, begin)], 2 * length)
    return text[:length]


def drawing(wanted: list[int]):
    """In place of ``pick``: what is drawn with the seed's numbers, one after the other, are these tokens."""
    numbers = draws(ASKED["seed"], 0, len(wanted)).tolist()

    def drawn(logits, manner, luck):
        return torch.tensor([wanted[numbers.index(each)] for each in luck.tolist()])

    return drawn
