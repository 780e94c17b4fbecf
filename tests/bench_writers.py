"""How fast models of text learn and write on one core: ``python tests/bench_writers.py``. No test: it asserts nothing.

Each figure is the best of three, in characters a second of CPU time: of a training step as in the model's recipe, of
one text that is written alone, and of sixty-four that are written together.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import torch

import zoo
from training.recipes import RECIPES
from zoo.models.writing import Manner, written

MODELS = sys.argv[1:] or ["shakespeare-lm", "shakespeare-lstm"]
STEPS, LENGTH = 4, 250  # of training, and characters of a text, less than a window


def best(run: Callable[[], int]) -> float:
    """Characters a second of ``run``, which says how many characters it took."""
    found = []
    for _ in range(3):
        began = time.process_time()
        count = run()
        found.append(count / (time.process_time() - began))
    return max(found)


def learning(name: str) -> float:
    """Of steps of training on whole windows."""
    recipe = RECIPES[name]
    model = recipe.build("cpu").train()
    step = recipe.step(model, recipe, 1000)
    shape = recipe.batch_size, 1 + recipe.config.window
    batch = torch.randint(len(model.vocabulary), shape)
    step(batch)

    def run() -> int:
        for _ in range(STEPS):
            step(batch)
        return STEPS * batch[:, 1:].numel()

    return best(run)


def writing(name: str, texts: int) -> float:
    """Of so many texts that are written together."""
    model = zoo.load(name)
    line = torch.tensor([model.vocabulary.ids("\n")] * texts)
    uniform = torch.rand(LENGTH, texts, dtype=torch.float64)
    return best(lambda: sum(len(token) for token in written(model, line, uniform, Manner(0.8))))


def main() -> None:
    """Print a row for each model."""
    torch.set_num_threads(1)
    print("| checkpoint | parameters | training | writing one text | writing 64 together |")
    print("|---|---:|---:|---:|---:|")
    for name in MODELS:
        parameters = sum(parameter.numel() for parameter in zoo.load(name).parameters())
        figures = learning(name), writing(name, 1), writing(name, 64)
        print(f"| `{name}` | {parameters:,} | " + " | ".join(f"{figure:,.0f}" for figure in figures) + " |")


if __name__ == "__main__":
    main()
