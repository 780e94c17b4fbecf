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
from tabs.shared.request import LARGEST_SEED, answering, read_seed, read_whole
from tabs.shared.turns import Pieces, whole
from zoo.errors import ZooError

MOST_PIECE = 100  # characters or words written in one turn, all texts together
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
def write(request: dict) -> dict:
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
    return whole(written_on(asked(request), request, read_whole(request.get("count"), "The count", 1, MOST_PIECE)))


def written_on(chosen, request: dict, count: int) -> Pieces:
    """``write`` for a loaded model and any ``count``; gives the same answer."""
    seed, can = read_seed(request.get("seed")), abilities(chosen)
    so_far = read_tokens(request.get("so_far", []), len(chosen.vocabulary))
    manner = read_manner(request, len(chosen.vocabulary))
    if can.context:
        opening = read_opening(chosen, request)
        check_length(Text(chosen, opening, so_far).had + count, "characters")
        codes = told(chosen, request.get("latents"), seed)
        key = key_of(chosen, codes, [*opening.ids, *so_far])
        memory = taken(key)
        (text,) = yield from continued(chosen, opening, [seed], count, manner, codes, so_far, memory)
        keep(key_of(chosen, codes, [*opening.ids, *so_far, *text.tokens]), memory)
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
    return in_answer(of_codes(chosen, codes, seeds, count, manner))


def in_answer(pieces: Pieces) -> Pieces:
    """Texts in the form of the answer of ``texts``."""
    return {"texts": (yield from pieces)}


def of_codes(chosen, codes, seeds: list[int], count: int, manner) -> Pieces:
    """A text of ``count`` characters, as a string, from each of ``codes`` (n, latent_dim)."""
    found = yield from continued(chosen, read_opening(chosen), seeds, count, manner, codes)
    return [text.text[:count] for text in found]


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


def continued(chosen, opening: Opening, seeds: list[int], count: int, manner, codes,
              so_far: Sequence[int] = (), memory=None) -> Pieces:  # fmt: skip
    """What follows ``opening`` and the tokens ``so_far``: for each seed a ``Text`` of at least ``count`` characters, or
    up to the end of its speech.

    Token number i is drawn with the seed's random number i. ``codes`` is (n, latent_dim) or None, ``memory`` what was
    read of these texts. Other requests get their turn after every ``MOST_PIECE`` characters.
    """
    import torch

    from zoo.models.writing import draws, written

    begin = begin_after(chosen, opening, so_far)
    most = len(begin) + MOST_BYTES * count  # a token has at least one byte
    uniform = torch.stack([draws(seed, len(so_far), most) for seed in seeds], 1)
    ids = torch.tensor([[*opening.ids, *so_far]] * len(seeds))
    steps = written(chosen, ids, uniform, manner, codes, begin, memory)
    texts = [Text(chosen, opening, so_far) for _ in seeds]
    while True:
        made = 0
        while made < MOST_PIECE:
            unfinished = [len(text.text) < count and not text.ended for text in texts]
            with torch.inference_mode():  # per thread: another thread may write the next piece
                numbers = next(steps, None) if any(unfinished) else None
            if numbers is None:
                return texts
            drawn = zip(texts, numbers.tolist(), unfinished, strict=True)
            made += sum(text.push(number) for text, number, goes_on in drawn if goes_on)
        yield


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
