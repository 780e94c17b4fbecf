"""Server function: what comes next after a text so far, from each of several codes, or after a word."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tabs.shakespeare.family import abilities, asked, is_coded
from tabs.shakespeare.request import (
    LONGEST_OPENING,
    begin_after,
    read_latents,
    read_opening,
    read_text,
    read_tokens,
)
from tabs.shared.request import answering, read_whole
from zoo.errors import ZooError
from zoo.models.characters import visible

MOST_CODES, MOST_PIECES = 5, 20
DRAWS = 400  # codes over which a word's probability is averaged


class Next(NamedTuple):
    """``shares`` (columns, tokens) of every token to come next, the ``text`` before it, the labels of tokens, and those
    that are no piece of a text and never offered."""

    shares: Any
    text: str
    labels: Callable[[list[int]], list[str]]
    nameless: tuple[int, ...] = ()


@answering("latents", "opening", "so_far", "count")
def following(request: dict) -> dict:
    """The likeliest pieces to come next after an ``opening`` and the tokens ``so_far`` that were chosen after it.

    ``{"pieces": [{"text", "token", "shares": one for each column}], "rest": the shares of all others, "text": what
    stands before}``. The pieces, at most ``count``, are those that are likeliest in any of the columns, the likeliest
    first; a space is shown as ␣ and a line break as ⏎. The columns are the codes, up to 5 ``latents``, of a model that
    writes from codes; a language model has one column. A model of single words reads the last word, and its columns are
    what it makes of that word and what it makes of a code that has read no word; what it gives to all the words that
    it does not know is among the others.
    """
    chosen = asked(request)
    count = read_whole(request.get("count", 8), "The count", 1, MOST_PIECES)
    names = chosen.vocabulary
    so_far = read_tokens(request.get("so_far", []), len(names))
    found = after_text(chosen, request, so_far) if abilities(chosen).context else after_word(chosen, request, so_far)
    most = found.shares.amax(0)
    most[list(found.nameless)] = 0
    order = most.argsort(descending=True, stable=True)[: min(count, int((most > 0).sum()))]
    each = [
        {"text": text, "token": token, "shares": found.shares[:, token].tolist()}
        for text, token in zip(found.labels(order.tolist()), order.tolist(), strict=True)
    ]
    rest = (1 - found.shares[:, order].sum(1)).clamp_min(0).tolist()
    return {"pieces": each, "rest": rest, "text": found.text}


def after_text(chosen, request: dict, so_far: Sequence[int]) -> Next:
    """What comes next for a model that sees the text so far."""
    import torch

    from zoo.models.writing import compelled, context_start

    codes = read_latents(chosen, request.get("latents"), MOST_CODES) if is_coded(abilities(chosen)) else None
    opening = read_opening(chosen, {"opening": request.get("opening", "")})
    ids = [*opening.ids, *so_far]
    ids, begin = ids[context_start(len(ids), chosen.config.window) :], begin_after(chosen, opening, so_far)
    rows = 1 if codes is None else len(codes)
    with torch.inference_mode():
        logits = chosen.decoder(torch.tensor([ids] * rows), codes)[:, -1].float()
        if begin:
            logits = compelled(logits, chosen.vocabulary, [begin] * rows)
        shares = logits.softmax(-1)
    stream = chosen.vocabulary.stream(len(opening.begin))
    text = opening.read.text + "".join(map(stream.push, so_far))
    return Next(shares, text, chosen.vocabulary.labels)


def after_word(chosen, request: dict, so_far: Sequence[int]) -> Next:
    """What a model of single words gives back for the last word, on average over codes, as the lab sheet's function
    draws it: the word is read, a code is drawn from what the encoder says, and the decoder's answer is the next word.

    The second column, the only one if there is no word, has codes from the prior, with the same random numbers.
    """
    import torch

    from zoo.models.tokens import UNKNOWN, joined

    words = [*read_words(chosen, request.get("opening", "")), *so_far]
    noise = torch.randn(DRAWS, chosen.config.latent_dim, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        codes = [noise]
        if words:
            codes.insert(0, chosen.encode(torch.tensor(words[-1:])).at(noise))
        shares = torch.stack([chosen.decode_logits(each).softmax(-1).mean(0) for each in codes])
    names = chosen.vocabulary
    text = joined([names[word] for word in words])
    return Next(shares, text, lambda ids: [visible(names[each]) for each in ids], (names.index(UNKNOWN),))


def read_words(chosen, value: object) -> list[int]:
    """The numbers of an opening's words. Raises ``ZooError`` for one that the model does not know."""
    from zoo.models.tokens import tokens

    numbers = {word: number for number, word in enumerate(chosen.vocabulary)}
    words = tokens(read_text(value, "The opening", LONGEST_OPENING))
    for word in words:
        if word not in numbers:
            raise ZooError(f"The model does not know “{word}”; choose a word of Shakespeare's plays.")
    return [numbers[word] for word in words]
