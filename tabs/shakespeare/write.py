"""Server functions with which the Shakespeare viewer writes: a seed's code, the next piece of a text, texts of
codes."""

from collections.abc import Sequence

from tabs.shakespeare.cast import TOLD
from tabs.shakespeare.family import abilities, asked, with_code
from tabs.shakespeare.memory import keep, key_of, taken
from tabs.shakespeare.request import (
    LONGEST,
    Opening,
    begin_after,
    longest_of,
    read_latents,
    read_manner,
    read_opening,
    read_tokens,
    reading,
    told,
)
from tabs.shared.pieces import Pieces, Shared
from tabs.shared.request import LARGEST_SEED, answering, read_seed, read_whole
from zoo.errors import ZooError

MOST_PIECE = 100  # characters or words of one request
STEPS, FEW_STEPS = 20, 4  # tokens of each text in one turn; of few texts, which others can soon join at no cost
MOST_TOGETHER = 64  # texts of one model in one turn
MOST_TEXTS = 12
MOST_BYTES = 4  # of a character
LUCK = ("same", "own")
DIALS = ("temperature", "top_k", "top_p")


@answering("seed")
def code(request: dict) -> dict:
    """The code drawn from the prior with ``{"seed"}``, as ``{"latents": [...]}``."""
    from zoo.models.noise import latents

    chosen = with_code(asked(request))
    return {"latents": latents(read_seed(request.get("seed")), chosen.latent_dim)[0].tolist()}


@answering("seed", "so_far", "count", "latents", "opening", *TOLD, *DIALS)
def write(request: dict) -> Pieces:
    """The next ``count`` characters of a text, as ``{"text", "tokens"}``, with ``ended`` if that is the end of a
    speech. The page asks piece by piece and stops by not asking.

    ``opening`` is the beginning of the text and ``so_far`` are the ``tokens`` of all pieces before, because the same
    text could be cut into other tokens. The text does not depend on how it is divided into pieces. The last token may
    have more characters than were asked for; a character that is not complete yet comes with the next piece.
    ``latents`` is the code to write from; null draws one from the prior by the seed. ``speaker``, ``play`` and
    ``genre`` say whose speech it is to be, for a model that names some. If ``so_far`` is empty, ``read`` in the answer
    says how the model read the opening (``text``, ``replaced``, ``dropped``). A model of single words takes none
    of these but the seed, and ``count`` is a number of words.
    """
    count = read_whole(request.get("count"), "The count", 1, MOST_PIECE)
    return (yield from written_on(asked(request), request, count))


def written_on(chosen, request: dict, count: int) -> Pieces:
    """``write`` for a loaded model and any ``count``; gives the same answer."""
    seed, can = read_seed(request.get("seed")), abilities(chosen)
    so_far = read_tokens(request.get("so_far", []), len(chosen.vocabulary))
    manner = read_manner(request, len(chosen.vocabulary))
    if can.context:
        opening = read_opening(chosen, request)
        check_length(Text(chosen, opening, so_far).had + count, "characters")
        codes = told(chosen, request.get("latents"), seed)
        row, text = row_of(chosen, opening, seed, count, manner, codes, so_far)
        row.memory = taken(key_of(chosen, codes, row.ids)) or row.memory
        yield from completed(chosen, [row])
        keep(key_of(chosen, codes, row.ids), row.memory)
        answer, read = {"text": text.text, "tokens": text.tokens}, reading(opening.read)
        answer |= {"ended": True} if text.ended else {}
    else:
        if any(request.get(key) for key in ("opening", *TOLD)) or request.get("latents") is not None:
            raise ZooError("This model knows only single words; leave out the opening and the latents.")
        check_length(len(so_far) + count, "words")
        answer = yield from words_on(chosen, seed, count, manner, so_far)
        read = {"text": "", "replaced": [], "dropped": []}
    return answer if so_far else answer | {"read": read}


def check_length(length: int, counted: str) -> None:
    """Raise ``ZooError`` for a text that would become too long."""
    if length > LONGEST:
        raise ZooError(f"A text can have at most {LONGEST:,} {counted}; start another one.")


@answering("latents", "luck", "seed", "count", *DIALS)
def texts(request: dict) -> Pieces:
    """A text of ``count`` characters from each of up to 12 ``latents``, as ``{"texts"}``.

    With ``luck`` "same" all texts are drawn with the same random numbers, so that they differ only by their latents.
    With "own" each has a seed of its own: ``seed`` and the numbers that follow.
    """
    chosen = with_code(asked(request))
    codes = read_latents(chosen, request.get("latents"), MOST_TEXTS)
    count = read_whole(request.get("count"), "The count", 1, longest_of(chosen))
    manner, seed = read_manner(request, len(chosen.vocabulary)), read_seed(request.get("seed"))
    if request.get("luck", LUCK[0]) not in LUCK:
        raise ZooError(f"The luck must be one of {', '.join(LUCK)}.")
    step = int(request.get("luck") == "own")
    seeds = [(seed + step * at) % (LARGEST_SEED + 1) for at in range(len(codes))]
    return {"texts": (yield from of_codes(chosen, codes, seeds, count, manner))}


def of_codes(chosen, codes, seeds: list[int], count: int, manner) -> Pieces:
    """A text of ``count`` characters, as a string, from each of ``codes`` (n, latent_dim)."""
    opening = read_opening(chosen)
    rows, written = zip(*(row_of(chosen, opening, seed, count, manner, code[None])
                          for seed, code in zip(seeds, codes, strict=True)), strict=True)  # fmt: skip
    yield from completed(chosen, rows)
    return [text.text[:count] for text in written]


class Text:
    """A text while it is written: the new ``tokens`` and the whole characters ``text`` that they make, after ``had``
    characters of the tokens ``so_far``.

    A speech has ``ended`` with the first empty line after its first words; its line breaks are held back until more
    comes.
    """

    def __init__(self, chosen, opening: Opening, so_far: Sequence[int] = ()):
        self._stream = chosen.vocabulary.stream(len(opening.begin))
        self._line_break = chosen.vocabulary.line_break if abilities(chosen).speeches else None
        self._has_words, self._last, self._held = opening.has_words, None, ""
        self.text, self.tokens, self.ended = "", [], False
        self.had = sum(map(self.push, so_far))
        self.text, self.tokens = "", []

    def push(self, number: int) -> int:
        """One token more; how many characters it completes."""
        self.ended = self.ended or (self._has_words and number == self._last == self._line_break)
        self._has_words, self._last = self._has_words or number != self._line_break, number
        more = self._held + self._stream.push(number)
        kept = more if self._line_break is None else more.rstrip("\n")
        self._held = more[len(kept) :]
        self.text += kept
        self.tokens.append(number)
        return len(kept)


def row_of(chosen, opening: Opening, seed: int, count: int, manner, codes, so_far: Sequence[int] = ()):
    """A row for ``together`` and its ``Text``, which follows ``opening`` and the tokens ``so_far``: at least ``count``
    characters, or up to the end of its speech; fewer, if so many tokens have none, as line breaks that are held back.

    Token number i is drawn with the seed's random number i. ``codes`` is (1, latent_dim) or None.
    """
    from zoo.models.together import Row
    from zoo.models.writing import draws

    text, begin = Text(chosen, opening, so_far), begin_after(chosen, opening, so_far)
    luck = draws(seed, len(so_far), len(begin) + MOST_BYTES * count)  # a token has at least one byte

    def told(number: int | None = None) -> bool:
        if number is not None:
            text.push(number)
        return len(text.text) < count and not text.ended and len(text.tokens) < len(luck)

    row = Row([*opening.ids, *so_far], iter(luck.tolist()), told, manner, codes, begin)
    row.goes_on = told()
    return row, text


def completed(chosen, rows: Sequence) -> Pieces:
    """Write rows of one request to their ends, together with those of other requests."""
    from zoo.models.together import FEWEST

    try:
        while going := [row for row in rows if row.goes_on]:
            yield Shared((steps, chosen), (chosen, going), steps, len(going), MOST_TOGETHER, FEWEST)
    finally:  # if nobody waits any more, nothing is to be kept for it
        for row in rows:
            row.company = None


def steps(items: list) -> list[None]:
    """Some tokens more of the rows of several requests, all of one model."""
    from zoo.models.together import FEWEST, write_on

    rows = [row for _, several in items for row in several]
    write_on(items[0][0], rows, STEPS if len(rows) > FEWEST else FEW_STEPS)
    return [None] * len(items)


def words_on(chosen, seed: int, count: int, manner, so_far: Sequence[int]) -> Pieces:
    """``written_on`` for a model of single words, each from its own code."""
    import torch

    from zoo.models.tokens import joined
    from zoo.models.writing import draws, pick

    first, noise = len(so_far), torch.Generator().manual_seed(seed)
    codes = torch.randn(LONGEST, chosen.config.latent_dim, generator=noise)[first : first + count]
    found: list[int] = []
    for some, luck in zip(codes.split(MOST_PIECE), draws(seed, first, count).split(MOST_PIECE), strict=True):
        if found:
            yield
        with torch.inference_mode():
            found += pick(chosen.decode_logits(some), manner, luck).tolist()
    before, after = (joined([chosen.vocabulary[number] for number in ids]) for ids in (so_far, [*so_far, *found]))
    return {"text": after[len(before) :], "tokens": found}
