"""How browser tests wait. What the page shows is waited for with Playwright's own means, ``expect`` and
``wait_for_function``; this is for what the test itself sees, such as requests that it holds back."""

import contextlib
import time

SECONDS = 20  # at most: a machine that is busy with other tests is slow, not wrong
SERVER = "**/component_server/"


def until(page, condition):
    """Wait until ``condition()`` is true; the page's events, requests among them, arrive meanwhile."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, f"not within {SECONDS} seconds"
        page.wait_for_timeout(20)


def pause(page, milliseconds: int = 300) -> None:
    """Let time pass in which nothing may happen, to show that it does not; say so where this is used."""
    page.wait_for_timeout(milliseconds)


def enter(field, value) -> None:
    """Fill a field and press Enter, after which the value counts at once, and not only when typing has paused."""
    field.fill(str(value))
    field.press("Enter")


def settle(page) -> None:
    """Wait for two animation frames: what was asked for in the page is drawn."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def asks(request, name: str) -> bool:
    """Whether a request is one of this server function."""
    return f'"fn_name":"{name}"' in (request.post_data or "")


@contextlib.contextmanager
def held_back(page, name: str):
    """Within, requests of this server function wait in the list; they are let go, and answered, at the end."""
    waiting, held = [], True

    def hold(route):
        waiting.append(route) if held and asks(route.request, name) else route.fallback()

    page.route(SERVER, hold)
    yield waiting
    held = False
    for route in waiting:
        let_go(page, route)


def let_go(page, route) -> None:
    """Let a request through that was held back, and wait for its answer."""
    with page.expect_event("requestfinished", lambda done: done == route.request):
        route.continue_()


@contextlib.contextmanager
def all_answered(page):
    """At the end, wait until every request to the server that was made within is answered."""
    going = set()
    page.on("request", lambda request: going.add(request) if "/component_server/" in request.url else None)
    page.on("requestfinished", lambda request: going.discard(request))  # Playwright takes no method of a set
    page.on("requestfailed", lambda request: going.discard(request))
    yield
    settle(page)
    until(page, lambda: not going)
    settle(page)
