"""Work that keeps a core busy takes turns, and nothing else waits for it."""

import asyncio
import threading
from collections.abc import Callable
from itertools import chain
from types import SimpleNamespace

import loops
import pytest
from gradio.context import LocalContext

from tabs.shared import turns
from tabs.shared.pieces import Pieces, Shared, whole
from zoo.errors import ZooError


def in_pieces(work: Callable) -> Callable:
    """``work`` as the last of three pieces."""

    def begin(request: object) -> Pieces:
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


# ---- several visitors
def sums(log: list) -> Callable:
    """A handler whose result is twice the request; ``log`` has the requests for which that was done together."""

    def doubled(items: list[int]) -> list[int]:
        log.append(items)
        if 13 in items:
            raise ZooError("13 is too much.")
        return [2 * item for item in items]

    def handler(request: int) -> Pieces:
        found = yield Shared("sums", request, doubled, most=4)
        return {"twice": found}

    return handler


async def held(ask) -> list:
    """The answers of what ``ask()`` begins while all turns are taken."""
    release = threading.Event()
    taken = [asyncio.create_task(turns.in_turn(lambda _: release.wait(10))(0)) for _ in range(turns.AT_ONCE)]
    await asyncio.sleep(0)
    asked = ask()
    while turns._turns().waiting < len(asked):
        await asyncio.sleep(0.001)
    release.set()
    await asyncio.gather(*taken)
    return await asyncio.gather(*asked)


async def by(visitor: str, handler: Callable, request: object):
    """The answer to a request of this visitor's."""
    LocalContext.request.set(SimpleNamespace(session_hash=visitor))
    return await turns.in_turn(handler)(request)


def test_requests_that_wait_are_answered_together_and_each_gets_its_own():
    log = []
    answers = loops.run(held(lambda: [asyncio.create_task(by(f"v{at}", sums(log), at)) for at in range(6)]))
    assert answers == [{"twice": 2 * at} for at in range(6)]
    assert sorted(map(len, log)) == [2, 4] and sorted(chain(*log)) == [*range(6)]  # in whatever order they come
    assert whole(sums(log)(9)) == {"twice": 18} and log[-1] == [9]


@pytest.mark.parametrize(("free", "together"), [(3, [[0], [1, 2]]), (1, [[0], [1], [2]])])
def test_who_can_share_at_no_cost_waits_for_the_turn_that_is_under_way(free, together, monkeypatch):
    monkeypatch.setattr(turns, "AT_ONCE", 2)
    log, begun, release = [], threading.Semaphore(0), threading.Event()

    def run(items: list[int]) -> list[int]:
        log.append(items)
        begun.release()
        assert release.wait(10)
        return items

    def handler(request: int) -> Pieces:
        return (yield Shared("key", request, run, most=4, free=free))

    async def ask() -> list[int]:
        asked = []
        for at in range(3):
            asked.append(asyncio.create_task(by(f"v{at}", handler, at)))
            while at == 0 and not begun.acquire(blocking=False):
                await asyncio.sleep(0.001)
        while turns._turns().waiting < (2 if free > 1 else 1):  # two turns are all there are
            await asyncio.sleep(0.001)
        release.set()
        return await asyncio.gather(*asked)

    assert loops.run(ask()) == [0, 1, 2]
    assert log[0] == [0] and sorted(map(sorted, log)) == together  # in whatever order they come


def test_one_request_that_fails_spoils_no_other():
    asked = (1, 13, 3)
    answers = loops.run(held(lambda: [asyncio.create_task(by(f"v{at}", sums([]), at)) for at in asked]))
    assert answers == [{"twice": 2}, {"error": "13 is too much."}, {"twice": 6}]


def test_a_visitor_with_many_requests_delays_no_other(monkeypatch):
    monkeypatch.setattr(turns, "AT_ONCE", 1)
    order = []
    who = ["many"] * 5 + ["one", "other"]
    loops.run(held(lambda: [asyncio.create_task(by(each, order.append, f"{each}{at}")) for at, each in enumerate(who)]))
    assert order == ["many0", "one5", "other6", "many1", "many2", "many3", "many4"]


def test_what_nobody_waits_for_any_more_is_not_computed():
    class Left(turns.Request):
        async def is_disconnected(self) -> bool:
            return True

    done = []

    async def asked():
        LocalContext.request.set(Left({"type": "http", "headers": []}))
        return await turns.in_turn(done.append)(1)

    assert loops.run(asked()) == {"error": turns.GONE} and done == []
