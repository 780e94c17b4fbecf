"""A text as the page has it written, piece by piece, and as the model itself writes it."""

import torch

import zoo
from tabs.shakespeare import write as shakespeare_write
from tabs.shakespeare.write import write
from tabs.shared.turns import whole
from zoo.models.writing import Manner, draws, written

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


def in_pieces(asked: dict, length: int, size: int = 100) -> tuple[str, dict]:
    """A text of this length in pieces of this size, without its opening, and how the opening was read."""
    text, tokens, read = "", [], {}
    while (made := len(tokens) if asked["model"] == WORDS else len(text)) < length:
        answer = write(asked | {"so_far": tokens, "count": min(size, length - made)})
        assert "error" not in answer, answer
        text, tokens, read = text + answer["text"], tokens + answer["tokens"], read or answer["read"]
        if answer.get("ended"):
            break
    return text if asked["model"] == WORDS else text[:length], read


def texts(request: object) -> dict:
    """The texts that the page has after some turns."""
    return whole(shakespeare_write.texts(request))


def at_once(
    name: str, seed: int, length: int, manner: Manner, opening: str = "", latents=None, before: str = "\n"
) -> str:
    """The same text from the model itself."""
    model = zoo.load(name)
    opened, begin = model.vocabulary.opened(model.vocabulary.ids(opening))
    ids, luck = torch.tensor([[*model.vocabulary.ids(before), *opened]]), draws(seed, 0, 2 * length)
    stream, text = model.vocabulary.stream(len(begin)), ""
    for token in written(model, ids, luck[:, None], manner, latents, begin):
        text += stream.push(int(token))
        if len(text) >= length:
            return text[:length]
    raise AssertionError("it has not enough luck for its length")


def drawing(wanted: list[int]):
    """In place of ``written``: what is drawn after the line break at the beginning are these tokens."""

    def drawn(model, ids, *_):
        return (torch.tensor([number]) for number in wanted[ids.shape[1] - 1 :])

    return drawn
