"""Asking what the page's learners (``tests/js/learners.mjs``) make of cases, under node and in a browser."""

import browser_modules
from node import answers

WHERE = ("node", "browser")


def learned(where: str, pages, which: str, cases: list[dict]) -> list[dict]:
    """The answers of "rbm", "vae" or "gan" to the cases; ``pages`` are those of the browser (see ``conftest.py``)."""
    if where == "node":
        return answers("learners.answers.mjs", {"which": which, "cases": cases})
    page = pages.take()
    browser_modules.empty(page)
    script = "async ([which, cases]) => cases.map((await import('/tests/js/learners.mjs')).learners[which])"
    found = page.evaluate(script, [which, cases])
    pages.give_back(page)
    return found
