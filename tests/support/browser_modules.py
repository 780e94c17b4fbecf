"""An empty page of a real browser from which the page's modules, and those of ``tests/js``, can be imported."""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
HOST = "http://modules.test"
SERVED = (ROOT / "assets", ROOT / "tests" / "js")


def empty(page) -> None:
    """Make it such a page."""
    page.route(f"{HOST}/**", _serve)
    page.goto(HOST)


def _serve(route) -> None:
    """The empty page, and the files that are asked for."""
    path = (ROOT / urlsplit(route.request.url).path[1:]).resolve()
    if path == ROOT:
        route.fulfill(content_type="text/html", body="<!doctype html><meta charset='utf-8'><body></body>")
    elif path.is_file() and any(path.is_relative_to(folder) for folder in SERVED):
        kind = "text/javascript" if path.suffix == ".mjs" else mimetypes.guess_type(path)[0]
        route.fulfill(content_type=kind, body=path.read_bytes())
    else:
        route.fulfill(status=404)
