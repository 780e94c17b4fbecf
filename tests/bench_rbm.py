"""How fast the Gibbs viewer runs, in a real browser: ``python tests/bench_rbm.py``. No test: it asserts nothing.

Four chains of a machine with 784 and 500 units, as ``rbm-500``. The time of a step depends on how many units are on:
give the ``model.safetensors`` of a trained checkpoint as the argument to measure that one.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import gradio as gr
from playwright.sync_api import sync_playwright

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent / "support")]  # as pytest has them

import rbm_page  # noqa: E402
from conftest import CHROMIUM, launch  # noqa: E402

from tabs.shared import delivery  # noqa: E402

SECONDS = 5
COUNT = """async ([seconds, pace]) => {
  const viewer = document.querySelector('.rbm').viewer;
  const [speed, steps] = ['speed', 'pace'].map((name) => document.querySelector(`.rbm-chain-settings [name=${name}]`));
  [speed.value, steps.value] = [60, pace];
  for (const field of [speed, steps]) field.dispatchEvent(new Event('input', { bubbles: true }));
  viewer.play();
  await new Promise((done) => setTimeout(done, 1000));
  const [before, began] = [viewer.steps, performance.now()];
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  const rate = (viewer.steps - before) / pace / ((performance.now() - began) / 1000);
  viewer.pause();
  return rate;
}"""


def main() -> None:
    """Serve the viewer, run it, print the frames a second."""
    rbm_page.KINDS["RBM"] = {"hidden_dim": 500, "weight_sd": 0.05}
    value = rbm_page.data("RBM", Path(tempfile.mkdtemp()))
    if len(sys.argv) > 1:
        value["weights"] = delivery.publish(Path(sys.argv[1]).read_bytes(), ".safetensors")
    with gr.Blocks(analytics_enabled=False) as app:
        rbm_page.build(value)
    url = launch(app)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM))
        page = browser.new_page(reduced_motion="reduce")
        page.goto(url)
        rbm_page.ready(page)
        for pace in (1, 5, 20):
            rate = page.evaluate(COUNT, [SECONDS, pace])
            print(f"4 chains of 784 + 500 units, {pace:3} steps a frame: {rate:5.1f} frames a second")
        milliseconds = page.evaluate("""() => {
          const began = performance.now();
          document.querySelector('.rbm').viewer.step(200);
          return (performance.now() - began) / 800;
        }""")
        print(f"one step of one chain: {milliseconds:.3f} ms")
        browser.close()
    app.close()


if __name__ == "__main__":
    main()
