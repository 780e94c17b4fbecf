"""The game in the plane, timed in headless Chromium and by PyTorch on one thread: ``python tests/bench_plane.py``.

How many turns of one player a second, with the page's usual settings. No test: it asserts nothing.
"""

import sys
import time
from pathlib import Path

import torch

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / part) for part in (".", "tests", "tests/tabs", "tests/support")]  # as pytest has them

from modules_page import modules  # noqa: E402
from test_gan_players import build, played  # noqa: E402

OBJECTIVES = {"logistic": 0.0, "hinge": 0.0, "wasserstein": 0.1, "relativistic": 0.1}  # and their penalties
TURNS, BATCH, UNITS = 600, 100, 32
SCRIPT = """async ([objective, penalty, turns]) => {
  const { PlaneTraining } = await import("/assets/gan/train/plane/training.js");
  const { DEFAULTS } = await import("/assets/gan/train/plane/settings.js");
  const waiting = [];
  const training = new PlaneTraining({ post: () => {}, later: (call) => waiting.push(call) });
  training.receive({ act: "begin", settings: { ...DEFAULTS, objective, penalty } });
  const run = (count) => {
    training.run(count);
    while (waiting.length) waiting.shift()();
  };
  run(turns); // the browser has compiled it then
  const began = performance.now();
  run(turns);
  return (1000 * turns) / (performance.now() - began);
}"""


def main() -> None:
    """Print both speeds for each objective."""
    torch.set_num_threads(1)
    with modules() as page:
        for objective, penalty in OBJECTIVES.items():
            mine = page.evaluate(SCRIPT, [objective, penalty, TURNS])
            print(f"{objective:13} page {mine:6,.0f} turns/s   PyTorch {by_pytorch(objective, penalty):6,.0f} turns/s")


def by_pytorch(objective: str, penalty: float) -> float:
    """Turns a second of PyTorch."""
    networks = [build(sizes, "leaky") for sizes in ([2, UNITS, UNITS, 2], [2, UNITS, UNITS, 1])]
    settings = {"objective": objective, "penalty": penalty, "rate": 0.002, "momentum": 0.5}
    turns = [{"who": who, "real": torch.rand(BATCH, 2), "noise": torch.rand(BATCH, 2), "mix": torch.rand(BATCH)}
             for _ in range(TURNS // 2) for who in ("critic", "generator")]  # fmt: skip
    began = time.perf_counter()
    for _ in played(networks, turns, settings):
        pass
    return TURNS / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
