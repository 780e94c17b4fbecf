"""Coroutines for tests: run in a thread, for Playwright keeps an event loop in that of the tests."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor

SECONDS = 30


def run(coroutine: Coroutine):
    """What the coroutine returns, from an event loop of its own; ``TimeoutError`` if it takes too long."""

    async def awaited():
        return await asyncio.wait_for(coroutine, SECONDS)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, awaited()).result()
