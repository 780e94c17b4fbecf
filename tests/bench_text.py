"""How fast text streams into one browser and into two at once: ``python tests/bench_text.py``. No test: it asserts
nothing.

Server and browsers share the machine, and the twist follows each piece, as when somebody looks at the page.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent / "support")]  # as pytest has them

from conftest import BROWSERS, CHROMIUM  # noqa: E402

ROOT = Path(__file__).parent.parent
PORT = "7898"
MODELS = sys.argv[1:] or ["shakespeare-lm-subwords", "shakespeare-lm"]
LENGTH = 2000  # characters, the longest text
WRITE = """(seed) => {
  const viewer = document.querySelector('.shakespeare').viewer;
  const form = document.querySelector('.shakespeare-controls');
  form.querySelector('[name=seed]').value = seed;
  const began = performance.now();
  let first = 0;
  viewer.onText((text) => { first ||= performance.now(); });
  form.requestSubmit();
  window.written = new Promise((done) => {
    const look = setInterval(() => {
      if (viewer.seed !== seed || !viewer.whole()) return;
      clearInterval(look);
      const now = performance.now();
      done({ seconds: (now - began) / 1000, first: first - began, characters: [...viewer.text()].length });
    }, 5);
  });
}"""


def main() -> None:
    """Start the app, let one browser and then two write, and print what each took."""
    environment = os.environ | {"GRADIO_SERVER_PORT": PORT}
    server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        with sync_playwright() as playwright:
            found = next(filter(None, map(shutil.which, BROWSERS)), None)
            browsers = [playwright.chromium.launch(executable_path=found, args=list(CHROMIUM)) for _ in range(2)]
            pages = [browser.new_page() for browser in browsers]
            for model in MODELS:
                for page in pages:
                    opened(page, model)
                for count in (1, 2):
                    measure(pages[:count], model)
    finally:
        server.terminate()
        server.wait()


def opened(page: Page, model: str) -> None:
    """Open the tab and wait for its first text, so that the model is loaded."""
    while True:
        try:
            page.goto(f"http://127.0.0.1:{PORT}/?tab=shakespeare&model={model}&seed=1&length={LENGTH}")
            break
        except Exception:
            time.sleep(0.05)
    page.wait_for_function("document.querySelector('.shakespeare')?.viewer?.whole()", timeout=120_000)


def measure(pages: list[Page], model: str) -> None:
    """Let all pages write at once, each another text, and print the characters a second of each."""
    for at, page in enumerate(pages):
        page.evaluate(WRITE, 10 * len(pages) + at)
    for page in pages:
        found = page.evaluate("window.written")
        rate = found["characters"] / found["seconds"]
        print(f"{model:24} {len(pages)} at once  {rate:6.0f} characters a second: {found['characters']:,} "
              f"in {found['seconds']:.2f} s, the first after {found['first']:.0f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
