"""Work that keeps a core busy takes turns, and nothing else waits for it."""

import asyncio
import threading

import loops

from tabs.shared import turns


def test_work_waits_for_its_turn_outside_of_the_threads():
    """However many ask, two work at once, and meanwhile the event loop goes on."""
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
        tasks = [asyncio.create_task(turns.in_turn(work)(at)) for at in range(50)]
        await asyncio.wait_for(until_all_work(), 10)
        release.set()
        return await asyncio.gather(*tasks)

    for _ in range(2):  # each event loop has turns of its own
        release.clear()
        assert [answer["asked"] for answer in loops.run(ask())] == list(range(50)) and most == turns.AT_ONCE
