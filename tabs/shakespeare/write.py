"""Server functions with which the Shakespeare viewer writes: a seed's code, the next piece of a text, texts of
codes."""

import itertools

from tabs.shakespeare.family import WORDS, asked, sort_of, with_code
from tabs.shakespeare.request import (
    LONGEST,
    LONGEST_OPENING,
    read_characters,
    read_latents,
    read_manner,
    read_text,
    reading,
    told,
)
from tabs.shared.request import LARGEST_SEED, answering, read_seed, read_whole
from tabs.shared.turns import Pieces, whole
from zoo.errors import ZooError

MOST_PIECE = 100  # characters or words written in one turn, all texts together
MOST_TEXTS = 12
LUCK = ("same", "own")
DIALS = ("temperature", "top_k", "top_p")


@answering("seed")
def code(request: dict) -> dict:
    """The code drawn from the prior with ``{"seed"}``, as ``{"latents": [...]}``."""
    from zoo.models.noise import latents

    chosen = with_code(asked(request))
    return {"latents": latents(read_seed(request.get("seed")), chosen.latent_dim)[0].tolist()}


@answering("seed", "so_far", "count", "latents", "opening", *DIALS)
def write(request: dict) -> dict:
    """The next ``count`` characters of a text, as ``{"text"}``. The page asks piece by piece and stops by not asking.

    ``opening`` is the beginning of the text and ``so_far`` what was written after it; the text does not depend on how
    it is divided into pieces. ``latents`` is the code to write from; null draws one from the prior by the seed. If
    ``so_far`` is empty, ``read`` in the answer says how the model read the opening (``text``, ``replaced``,
    ``dropped``). A model of single words takes neither opening nor latents, and ``count`` is a number of words.
    """
    return whole(written_on(asked(request), request, read_whole(request.get("count"), "The count", 1, MOST_PIECE)))


def written_on(chosen, request: dict, count: int) -> Pieces:
    """``write`` for a loaded model and any ``count``; gives the same answer."""
    seed = read_seed(request.get("seed"))
    if sort_of(chosen) == WORDS:
        return (yield from words_on(chosen, seed, count, request))
    manner = read_manner(request, len(chosen.characters))
    opening = read_characters(chosen, request.get("opening", ""), "The opening", LONGEST_OPENING)
    so_far = read_text(request.get("so_far", ""), "The text so far", LONGEST)
    if len(so_far) + count > LONGEST:
        raise ZooError(f"A text can have at most {LONGEST:,} characters; start another one.")
    ids = [*opening.ids, *chosen.characters.ids(so_far)]
    codes = told(chosen, request.get("latents"), seed)
    texts = yield from continued(chosen, [ids], [seed], len(so_far), count, manner, codes)
    return {"text": texts[0]} if so_far else {"text": texts[0], "read": reading(opening)}


@answering("latents", "luck", "seed", "count", *DIALS)
def texts(request: dict) -> Pieces:
    """A text of ``count`` characters from each of up to 12 ``latents``, as ``{"texts"}``.

    With ``luck`` "same" all texts are drawn with the same random numbers, so that they differ only by their latents.
    With "own" each has a seed of its own: ``seed`` and the numbers that follow.
    """
    chosen = with_code(asked(request))
    codes = read_latents(chosen, request.get("latents"), MOST_TEXTS)
    count = read_whole(request.get("count"), "The count", 1, chosen.config.window)
    manner, seed = read_manner(request, len(chosen.characters)), read_seed(request.get("seed"))
    if request.get("luck", LUCK[0]) not in LUCK:
        raise ZooError(f"The luck must be one of {', '.join(LUCK)}.")
    step = int(request.get("luck") == "own")
    seeds = [(seed + step * at) % (LARGEST_SEED + 1) for at in range(len(codes))]
    return in_answer(continued(chosen, [[]] * len(codes), seeds, 0, count, manner, codes))


def in_answer(pieces: Pieces) -> Pieces:
    """Texts in the form of the answer of ``texts``."""
    return {"texts": (yield from pieces)}


def continued(chosen, ids: list[list[int]], seeds: list[int], first: int, count: int, manner, codes) -> Pieces:
    """The ``count`` characters that follow each text of ``ids``, as a list, drawn with random numbers ``first``
    onwards.

    A text begins after a line break. All ``ids`` have the same length; ``codes`` is (n, latent_dim) or None. Other
    requests get their turn after every ``MOST_PIECE`` characters.
    """
    import torch

    from zoo.models.writing import draws, written

    before = chosen.characters.ids("\n")
    uniform = torch.stack([draws(seed, first, count) for seed in seeds], 1)
    steps = written(chosen, torch.tensor([before + each for each in ids]), uniform, manner, codes)
    tokens: list = []
    while len(tokens) < count:
        if tokens:
            yield
        with torch.inference_mode():  # per thread: another thread may write the next piece
            tokens += itertools.islice(steps, max(1, MOST_PIECE // len(ids)))
    return [chosen.characters.text(row) for row in torch.stack(tokens, 1).tolist()]


def words_on(chosen, seed: int, count: int, request: dict) -> Pieces:
    """``written_on`` for a model of single words, each from its own code; what was written so far is only counted."""
    import torch

    from zoo.models.tokens import UNKNOWN, joined, tokens
    from zoo.models.writing import draws, pick

    if request.get("opening") or request.get("latents") is not None:
        raise ZooError("This model knows only single words; leave out the opening and the latents.")
    so_far = read_text(request.get("so_far", ""), "The text so far")
    first = len(tokens(so_far.replace(UNKNOWN, "unknown")))
    if first + count > LONGEST:
        raise ZooError(f"A text can have at most {LONGEST:,} words; start another one.")
    manner = read_manner(request, chosen.config.words)
    noise = torch.Generator().manual_seed(seed)
    codes = torch.randn(LONGEST, chosen.config.latent_dim, generator=noise)[first : first + count]
    words: list[str] = []
    for some, luck in zip(codes.split(MOST_PIECE), draws(seed, first, count).split(MOST_PIECE), strict=True):
        if words:
            yield
        with torch.inference_mode():
            words += [chosen.vocabulary[number] for number in pick(chosen.decode_logits(some), manner, luck).tolist()]
    text = joined([so_far, *words])[len(so_far) :]
    return {"text": text} if so_far else {"text": text, "read": {"text": "", "replaced": [], "dropped": []}}
