"""Work that keeps a core busy waits here for its turn, outside of the threads that all tabs share."""

import functools
from collections.abc import Callable, Generator
from typing import Any

import anyio
import gradio as gr
from anyio.lowlevel import RunVar

from zoo.errors import ZooError

AT_ONCE = 2  # pieces of such work, whether the page asks for it or a program; a hosted page has two cores
MOST_WAITING = 50  # at a few tenths of a second each the last has an answer before it gives up
CROWDED = "Many visitors are drawing just now; try again in a moment."

Pieces = Generator[None, None, Any]  # long work that pauses where others may go on, and returns what it came to

_limiter: RunVar[anyio.CapacityLimiter] = RunVar("turns")  # one for each event loop, as anyio wants it


def in_turn(handler: Callable[[Any], Any]) -> Callable:
    """``handler`` of one request as a coroutine that runs it in a thread, at most ``AT_ONCE`` of all such work.

    Gradio runs plain functions in threads, too, but has 40 for everything: fifty visitors who wait in these for two
    cores would keep all others from the page. Here they wait in the event loop, which costs nothing. Beyond
    ``MOST_WAITING`` a request is refused with a sentence. A handler may answer with ``Pieces``: then each of them waits
    for a turn, so that long work keeps nobody from a short wish.
    """

    @functools.wraps(handler)
    async def answer(request):
        try:
            return await finished(functools.partial(handler, request))
        except ZooError as error:
            return {"error": str(error)}

    del answer.__wrapped__  # Gradio reads the signature: one argument, of any type
    return answer


def program_in_turn(function: Callable) -> Callable:
    """A function for programs likewise, its signature kept: it takes turns with the page, and is refused with it."""

    @functools.wraps(function)
    async def answer(*args, **options):
        try:
            return await finished(functools.partial(function, *args, **options))
        except ZooError as error:
            raise gr.Error(str(error), print_exception=False) from None

    return answer


async def finished(work: Callable[[], Any]) -> Any:
    """What ``work`` returns, done in a thread at its turn; if that is ``Pieces``, then a turn for each of them."""
    turns = _turns()
    if turns.statistics().tasks_waiting >= MOST_WAITING:
        raise ZooError(CROWDED)
    answer = await anyio.to_thread.run_sync(work, limiter=turns)
    while isinstance(answer, Generator):
        answer = await anyio.to_thread.run_sync(_next, answer, limiter=turns)
    return answer


def _next(pieces: Pieces) -> Any:
    """``pieces`` again while there are more of them, else what they came to."""
    try:
        next(pieces)
    except StopIteration as end:
        return end.value
    return pieces


def whole(answer: Any) -> Any:
    """The same at once, for work that is short enough for a single turn."""
    while isinstance(answer, Generator):
        answer = _next(answer)
    return answer


def _turns() -> anyio.CapacityLimiter:
    try:
        return _limiter.get()
    except LookupError:
        _limiter.set(anyio.CapacityLimiter(AT_ONCE))
        return _limiter.get()
