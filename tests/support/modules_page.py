"""A page of the modules in headless Chromium, for benchmarks: ``with modules() as page: page.evaluate(...)``."""

import contextlib
import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage")


@contextlib.contextmanager
def modules(**served: bytes) -> Iterator[Any]:
    """A page from which the repository's files can be imported, and ``served`` fetched by name as ``/NAME``."""
    serve = functools.partial(http.server.SimpleHTTPRequestHandler, directory=ROOT)
    serve.func.log_message = lambda *_: None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        found = filter(None, map(shutil.which, ("chromium", "chromium-headless-shell")))
        page = playwright.chromium.launch(executable_path=next(found, None), args=list(ARGUMENTS)).new_page()
        for name, content in served.items():
            page.route(f"**/{name}", functools.partial(_answer, content))
        page.goto(f"http://127.0.0.1:{server.server_port}/assets/gan/index.html")
        yield page
    server.shutdown()


def _answer(content: bytes, route: Any) -> None:
    route.fulfill(body=content)
