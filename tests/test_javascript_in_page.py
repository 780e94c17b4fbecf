"""The page's modules that need a page, each by itself in an empty page of a real browser: one item per file of
``tests/js/page``. No server and no model: what they ask for is answered by the test."""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "tests" / "js" / "page").glob("*.test.mjs"))
HOST = "http://modules.test"
SERVED = (ROOT / "assets", ROOT / "tests" / "js")


def serve(route) -> None:
    """The empty page, and the files that are asked for."""
    path = (ROOT / urlsplit(route.request.url).path[1:]).resolve()
    if path == ROOT:
        route.fulfill(content_type="text/html", body="<!doctype html><meta charset='utf-8'><body></body>")
    elif path.is_file() and any(path.is_relative_to(folder) for folder in SERVED):
        kind = "text/javascript" if path.suffix == ".mjs" else mimetypes.guess_type(path)[0]
        route.fulfill(content_type=kind, body=path.read_bytes())
    else:
        route.fulfill(status=404)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_browser_finds_no_fault_in(new_page, file):
    page, problems = new_page(viewport={"width": 1000, "height": 800}), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.route(f"{HOST}/**", serve)
    page.goto(HOST)
    found = page.evaluate("""async (test) => {
      await import(test);
      return (await import('/tests/js/page/harness.mjs')).run();
    }""", f"/{file.relative_to(ROOT).as_posix()}")  # fmt: skip
    assert not found["failed"], "\n\n".join(f"{name}\n{why}" for name, why in found["failed"].items())
    assert found["count"] > 0 and problems == []
