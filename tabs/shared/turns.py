"""A queue for CPU-bound work, outside the threads that all tabs share."""

import functools
from collections.abc import Callable, Generator
from typing import Any

import anyio
import gradio as gr
from anyio.lowlevel import RunVar

from zoo.errors import ZooError

AT_ONCE = 2  # jobs at once, from the page and from programs together; a hosted page has two cores
MOST_WAITING = 50  # at a few tenths of a second each, the last one is answered before the visitor gives up
CROWDED = "Many visitors are drawing now; try again in a moment."

Pieces = Generator[None, None, Any]  # long work that yields where others may run, and returns its result

_limiter: RunVar[anyio.CapacityLimiter] = RunVar("turns")  # one per event loop, as anyio requires


def in_turn(handler: Callable[[Any], Any]) -> Callable:
    """``handler`` of one request as a coroutine that runs it in a thread, at most ``AT_ONCE`` of all such work.

    Gradio also runs plain functions in threads, but has 40 for everything: fifty visitors waiting in them for two cores
    would block the page for all others. Here they wait in the event loop, which costs nothing. Beyond
    ``MOST_WAITING``, a request is refused with a sentence. A handler may return ``Pieces``; each piece then waits for
    its own turn, so that long work does not delay short requests.
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
    """The same for a function for programs, with its signature kept; it shares the queue with the page."""

    @functools.wraps(function)
    async def answer(*args, **options):
        try:
            return await finished(functools.partial(function, *args, **options))
        except ZooError as error:
            raise gr.Error(str(error), print_exception=False) from None

    return answer


async def finished(work: Callable[[], Any]) -> Any:
    """What ``work`` returns, run in a thread at its turn; if it returns ``Pieces``, each piece gets a turn."""
    turns = _turns()
    if turns.statistics().tasks_waiting >= MOST_WAITING:
        raise ZooError(CROWDED)
    answer = await anyio.to_thread.run_sync(work, limiter=turns)
    while isinstance(answer, Generator):
        answer = await anyio.to_thread.run_sync(_next, answer, limiter=turns)
    return answer


def _next(pieces: Pieces) -> Any:
    """Runs one piece. Returns ``pieces`` if there are more, otherwise their result."""
    try:
        next(pieces)
    except StopIteration as end:
        return end.value
    return pieces


def whole(answer: Any) -> Any:
    """Runs all pieces at once, for work that is short enough for a single turn."""
    while isinstance(answer, Generator):
        answer = _next(answer)
    return answer


def _turns() -> anyio.CapacityLimiter:
    try:
        return _limiter.get()
    except LookupError:
        _limiter.set(anyio.CapacityLimiter(AT_ONCE))
        return _limiter.get()
