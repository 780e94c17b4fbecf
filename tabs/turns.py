"""Work that keeps a core busy waits here for its turn, outside of the threads that all tabs share."""

import functools
from collections.abc import Callable

import anyio
from anyio.lowlevel import RunVar

AT_ONCE = 2  # pieces of such work; a hosted page has two cores

_limiter: RunVar[anyio.CapacityLimiter] = RunVar("turns")  # one for each event loop, as anyio wants it


def in_turn(handler: Callable[[object], dict]) -> Callable:
    """``handler`` of one request as a coroutine that runs it in a thread, at most ``AT_ONCE`` of all such handlers.

    Gradio runs plain functions in threads, too, but has 40 for everything: fifty visitors who wait in these for two
    cores would keep all others from the page. Here they wait in the event loop, which costs nothing.
    """

    @functools.wraps(handler)
    async def answer(request):
        return await anyio.to_thread.run_sync(handler, request, limiter=_turns())

    del answer.__wrapped__  # Gradio reads the signature: one argument, of any type
    return answer


def _turns() -> anyio.CapacityLimiter:
    try:
        return _limiter.get()
    except LookupError:
        _limiter.set(anyio.CapacityLimiter(AT_ONCE))
        return _limiter.get()
