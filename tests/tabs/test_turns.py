"""Work that keeps a core busy takes turns, and nothing else waits for it."""

import asyncio
import threading
from collections.abc import Callable

import loops
import pytest

from tabs.shared import turns


def in_pieces(work: Callable) -> Callable:
    """``work`` as the last of three pieces."""

    def begin(request: object) -> turns.Pieces:
        yield
        yield
        return work(request)

    return begin


@pytest.mark.parametrize("form", [lambda work: work, in_pieces], ids=["whole", "in pieces"])
def test_work_waits_for_its_turn_outside_of_the_threads(form):
    """However many ask, two work at once, and meanwhile the event loop goes on; each piece of long work waits too."""
    working, most, release = 0, 0, threading.Event()
    lock = threading.Lock()

    def work(request: object) -> dict:
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
        release.wait(10)
        with lock:
            working -= 1
        return {"asked": request}

    async def until_all_work() -> None:
        while working < turns.AT_ONCE:
            await asyncio.sleep(0.001)

    async def ask() -> list[dict]:
        tasks = [asyncio.create_task(turns.in_turn(form(work))(at)) for at in range(50)]
        await asyncio.wait_for(until_all_work(), 10)
        await asyncio.sleep(0.05)  # for others to begin, if they could
        release.set()
        return await asyncio.gather(*tasks)

    for _ in range(2):  # each event loop has turns of its own
        release.clear()
        assert [answer["asked"] for answer in loops.run(ask())] == list(range(50)) and most == turns.AT_ONCE
