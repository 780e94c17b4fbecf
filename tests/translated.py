"""How much of what each tab shows is translated: ``python tests/translated.py de`` prints shares, and what is left.

It opens every tab and every tool of its strip, for its first model, and compares the page with the English one.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

TABS = ("vae", "gan", "rbm", "shakespeare", "attention")
LOOK = """(page) => {
  const found = [];
  const walk = document.createTreeWalker(document.querySelector(page) ?? document.body, NodeFilter.SHOW_TEXT);
  const left = "code, pre, kbd, math, script, style, textarea, [translate=no], .zoo-model-card, footer:not([class])";
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const text = node.data.trim().replace(/\\s+/g, " ");
    const { parentElement: box } = node;
    if (/\\p{L}{3}/u.test(text) && !box.closest(left) && box.checkVisibility()) found.push(text);
  }
  return found;
}"""
OPENERS = "`${panel} .zoo-tools [role=tab], ${panel} .attention-modes button`"
PRESS = f"(panel) => document.querySelectorAll({OPENERS}).length"
NTH = f"([panel, at]) => document.querySelectorAll({OPENERS})[at].click()"


@contextmanager
def served(port: int):
    """The app on this port, as long as the block runs."""
    settings = os.environ | {"GRADIO_SERVER_PORT": str(port), "GRADIO_ANALYTICS_ENABLED": "0"}
    app = subprocess.Popen([sys.executable, "app.py"], env=settings, stdout=subprocess.PIPE, text=True)
    try:
        while "Running" not in app.stdout.readline():
            pass
        yield f"http://127.0.0.1:{port}"
    finally:
        app.terminate()


def seen(page, url: str, language: str, tab: str) -> set[str]:
    """What a tab shows in a language, with each tool of it."""
    page.goto(f"{url}/?lang={language}&tab={tab}")
    page.wait_for_selector(f"#tab-{tab} .zoo-lead, #tab-{tab} .attention-lead")
    page.wait_for_load_state("networkidle")
    found = set()
    for at in range(page.evaluate(PRESS, f"#tab-{tab}") or 1):
        if page.evaluate(PRESS, f"#tab-{tab}"):
            page.evaluate(NTH, [f"#tab-{tab}", at])
        page.wait_for_timeout(700)
        found |= set(page.evaluate(LOOK, "body"))
    return found


def alone(page, url: str, language: str, path: str) -> set[str]:
    """What a page of its own shows."""
    page.goto(f"{url}/{path}?lang={language}", wait_until="domcontentloaded")
    page.wait_for_selector("h1, h2")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.wait_for_timeout(500)
    return set(page.evaluate(LOOK, "body"))


def main(language: str, url: str = "") -> None:
    """Print the share of the characters of each tab that is not the same in English, and the longest texts that are."""
    with sync_playwright() as play, served(7899) if not url else _at(url) as where:
        browser = play.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for name in (*TABS, "course", "glossary"):
            look = alone if name in ("course", "glossary") else seen
            english, other = (look(page, where, code, name) for code in ("en", language))
            same = sorted(english & other, key=len, reverse=True)
            share = 1 - sum(map(len, same)) / sum(map(len, english))
            print(f"{name}: {share:.0%} of {sum(map(len, english)):,} characters")
            print(json.dumps(same[: int(os.environ.get("LEFT", "20"))], ensure_ascii=False, indent=1))
        browser.close()


@contextmanager
def _at(url: str):
    yield url


if __name__ == "__main__":
    main(*sys.argv[1:])
