"""How fast the page is, measured in a real browser: ``python tests/bench_page.py``, or with ``--training`` how many
frames it draws while a model is trained in it. No test: it asserts nothing."""

import argparse
import shutil
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent / "support")]  # as pytest has them

from conftest import BROWSERS, CHROMIUM  # noqa: E402
from served import Servers  # noqa: E402

DRAG = """async () => {
  const input = document.querySelector('.vae-slider input');
  const paints = [], began = performance.now();
  for (let event = 0; event < 300; event++) {
    const start = performance.now();
    input.value = Number(input.min) + (event % 100) / 100 * (input.max - input.min);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise(requestAnimationFrame);
    paints.push(performance.now() - start);
  }
  return { seconds: (performance.now() - began) / 1000, paints };
}"""

# On the map with the arrow keys, one a frame; or a slider whose decoder is on the server. Counts the new pictures.
MOVE = """async (what) => {
  const viewer = document.querySelector('.vae').viewer;
  const asked = () =>
    performance.getEntriesByType('resource').filter(({ name }) => name.includes('/component_server/'));
  const plot = [...document.querySelectorAll('.vae-plot')].find((one) => one.offsetParent);
  const input = document.querySelector('.vae-slider input');
  (what === 'map' ? plot : input).scrollIntoView({ block: 'center' });
  await new Promise((done) => setTimeout(done, 1500));
  performance.clearResourceTimings();
  const frames = [], began = performance.now();
  let pictures = 0, last = '';
  for (let event = 0; event < 300; event++) {
    const start = performance.now();
    if (what === 'map') {
      const key = ['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown'][Math.floor(event / 10) % 4];
      plot.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    } else {
      input.value = Number(input.min) + (event % 100) / 100 * (input.max - input.min);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
    await new Promise(requestAnimationFrame);
    const now = viewer.pixels().reduce((sum, value, i) => sum + value * (i + 1), 0).toFixed(4);
    pictures += now !== last;
    last = now;
    frames.push(performance.now() - start);
  }
  return { seconds: (performance.now() - began) / 1000, frames, pictures, requests: asked().length };
}"""

# From a press on the dice until the last of a hundred digits is painted, and from a moved number to its picture.
DRAWN = """async () => {
  const root = document.querySelector('.gan'), { viewer } = root;
  const frame = () => new Promise(requestAnimationFrame);
  const isWhole = () => viewer.sampled().length === 100 && !root.querySelector('.gan-cell.is-stale');
  const isAtHome = () => viewer.home?.ready;
  for (let i = 0; i < 300 && !(isWhole() && (isAtHome() || i > 120)); i++) await frame();
  performance.clearResourceTimings();
  const clicks = [], moves = [];
  for (let i = 0; i < 20; i++) {
    const start = performance.now();
    root.querySelector('[data-do=dice]').click();
    do await frame(); while (!isWhole());
    clicks.push(performance.now() - start);
  }
  for (let i = 0; i < 100; i++) {
    const start = performance.now(), latents = Float32Array.from(viewer.large.latents);
    latents[i % latents.length] = Math.sin(i);
    await viewer.move(latents);
    await frame();
    moves.push(performance.now() - start);
  }
  const asked = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/component_server/'));
  return { clicks, moves, home: Boolean(isAtHome()), requests: asked.length };
}"""

# Gaps between the frames of five seconds.
GAPS = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const gaps = [];
  const began = await frame();
  for (let last = began; last - began < 5000; ) {
    const now = await frame();
    gaps.push(now - last);
    last = now;
  }
  return gaps;
}"""
# trainings in the page, at full speed and without an end: tab, experiment, the part of the page that shows it
TRAININGS = {
    "RBM 784 x 100": ("rbm", "train=epochs:1000,seed:1", "#rbm-panel-train"),
    "VAE 784-128-2": ("vae", "train=epochs:1000,seed:1", "#vae-panel-train"),
    "GAN in the plane": ("gan", "plane=epochs:1000,seed:1", ".gan-train-plane"),
    "GAN on digits": ("gan", "train=epochs:1000,seed:1", ".gan-train-digits"),
    "A and B, RBM": ("rbm", "train=epochs:1000,seed:1,b.rate:1", "#rbm-panel-train"),
}


def main() -> None:
    """Start the app, open it, drag, draw, and print what each took."""
    parser = argparse.ArgumentParser(description="How fast the page is.")
    parser.add_argument("--training", action="store_true", help="count frames while a model is trained in the page")
    parser.add_argument("--url", help="a server that is already there, and has other visitors")
    options = parser.parse_args()
    started = time.perf_counter()
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with Servers(url=options.url) as servers, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM))
        page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=servers.url)
        part = training if options.training else measure
        part(page, started)


def training(page, _started: float) -> None:
    """Print the frames a second of each training."""
    for what, (tab, link, box) in TRAININGS.items():
        page.goto(f"?tab={tab}&{link}")
        page.locator(f"{box} .zoo-train-where").filter(has_text="epoch 0.00").wait_for()
        page.locator(box).get_by_role("button", name="▶ Train").click()
        page.wait_for_timeout(2000)  # the browser has compiled it then
        gaps = sorted(page.evaluate(GAPS))
        rate, late = 1000 * len(gaps) / sum(gaps), gaps[len(gaps) * 95 // 100]
        print(f"{what:17} {rate:3.0f} frames a second; 95th percentile {late:.1f} ms, longest {gaps[-1]:.0f} ms; "
              f"{page.locator(f'{box} .zoo-train-where').inner_text()}", flush=True)  # fmt: skip


def measure(page, started: float) -> None:
    """Print the figures; ``started`` is when the server process was."""
    page.goto("")
    print(f"page answers       {time.perf_counter() - started:6.2f} s after this command began")
    page.wait_for_selector(".vae-slider")
    print(f"page ready         {time.perf_counter() - started:6.2f} s, sliders shown and digit decoded")
    began = time.perf_counter()
    page.reload()
    page.wait_for_selector(".vae-slider")
    print(f"second visit       {time.perf_counter() - began:6.2f} s")
    drag = page.evaluate(DRAG)
    paints = sorted(drag["paints"])
    print(f"drag, 300 events   {300 / drag['seconds']:6.0f} digits a second, a frame at a time")
    print(f"input to paint     {statistics.median(paints):6.1f} ms median, {paints[284]:.1f} ms 95th percentile")
    for what, model in (("map", "vae-2"), ("map", "vae-20"), ("slider", "conv-vae"),
                        ("slider", "ae-30-deep")):  # fmt: skip
        page.goto(f"?model={model}&seed=1")
        page.wait_for_function("document.querySelector('.vae')?.viewer?.pixels().some(Boolean)")
        moved = page.evaluate(MOVE, what)
        frames, rate = sorted(moved["frames"]), moved["pictures"] / moved["seconds"]
        print(f"{what:6} of {model:10} {rate:5.0f} new digits a second, frame {statistics.median(frames):.1f} ms, "
              f"95th percentile {frames[284]:.1f} ms, {moved['requests']} requests")  # fmt: skip
    for model in ("dcgan-32", "cgan", "sagan", "dcgan"):
        page.goto(f"?tab=gan&model={model}&seed=1&count=100")
        page.wait_for_selector(".gan-cell:not(.is-empty)")
        drawn = page.evaluate(DRAWN)
        clicks, moves = sorted(drawn["clicks"]), sorted(drawn["moves"])
        print(f"{model:10} {'in the page' if drawn['home'] else 'on the server'}: 100 digits "
              f"{statistics.median(clicks):.0f} ms, 95th percentile {clicks[18]:.0f} ms; one moved "
              f"{statistics.median(moves):.0f} ms, 95th percentile {moves[94]:.0f} ms; "
              f"{drawn['requests']} requests")  # fmt: skip


if __name__ == "__main__":
    main()
