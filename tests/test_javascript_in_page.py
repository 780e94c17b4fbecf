"""The page's modules that need a page, each by itself in an empty page of a real browser: one item per file of
``tests/js/page``. No server and no model: what they ask for is answered by the test.

A file belongs there if what it tests touches the document, a canvas or the browser's own store or events; what only
computes belongs to ``tests/js``, for node, which is the same engine and takes a tenth of the time."""

import browser_modules
import pytest
from browser_modules import ROOT

FILES = sorted((ROOT / "tests" / "js" / "page").glob("*.test.mjs"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_browser_finds_no_fault_in(new_page, file):
    page, problems = new_page("modules", viewport={"width": 1000, "height": 800}), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    browser_modules.empty(page)
    found = page.evaluate("""async (test) => {
      await import(test);
      return (await import('/tests/js/page/harness.mjs')).run();
    }""", f"/{file.relative_to(ROOT).as_posix()}")  # fmt: skip
    assert not found["failed"], "\n\n".join(f"{name}\n{why}" for name, why in found["failed"].items())
    assert found["count"] > 0 and problems == []
