"""The page's modules that need a page, in an empty page of a real browser: one item for the files of ``tests/js/page``
of each tab, which are loaded together. No server and no model: what they ask for is answered by the test.

A file belongs there if what it tests touches the document, a canvas or the browser's own store or events; what only
computes belongs to ``tests/js``, for node, which is the same engine and takes a tenth of the time."""

from itertools import groupby

import browser_modules
import pytest
from browser_modules import ROOT

FILES = sorted((ROOT / "tests" / "js" / "page").glob("*.test.mjs"))
PARTS = {part: list(files) for part, files in groupby(FILES, lambda file: file.name.split(".")[0])}


@pytest.mark.parametrize("part", PARTS)
def test_the_browser_finds_no_fault_in(new_page, part):
    page, problems = new_page("modules", viewport={"width": 1000, "height": 800}), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    browser_modules.empty(page)
    found = page.evaluate("""async (files) => {
      for (const file of files) await import(file);
      return (await import('/tests/js/page/harness.mjs')).run();
    }""", [f"/{file.relative_to(ROOT).as_posix()}" for file in PARTS[part]])  # fmt: skip
    assert not found["failed"], "\n\n".join(f"{name}\n{why}" for name, why in found["failed"].items())
    assert found["count"] >= len(PARTS[part]) and problems == []
