"""Training in the page beside the pipeline, with the settings of ``rbm``: ``python tests/bench_train.py``.

How many images a second the page's modules train under node, and PyTorch on one thread. With ``--epochs 10 --seeds 3``
also what both have learned after as many epochs of MNIST, on the validation split. No test: it asserts nothing.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent / "support")]  # as pytest has them

from node import answers  # noqa: E402

from training.data.images import binary_mnist  # noqa: E402
from training.engine import loop  # noqa: E402
from training.recipes.rbm import RBM_CD1  # noqa: E402

FEW = 10_000  # images for the speed alone
FIGURES = ("free_energy", "squared_error", "pseudo_nll")


def main() -> None:
    """Train in both ways, print speeds and figures."""
    parser = argparse.ArgumentParser(description="Train RBMs as the page does, and by PyTorch.")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=0)
    given = parser.parse_args()
    torch.set_num_threads(1)
    data, seeds = binary_mnist(), list(range(1, given.seeds + 1)) or [1]
    train = data.train if given.seeds else data.train.head(FEW)
    for name, trained in (("page", by_page), ("PyTorch", by_pytorch)):
        for seed, (speed, model) in zip(seeds, trained(train, data.validation, given.epochs, seeds), strict=True):
            print(f"{name:8} seed {seed}: {speed:8,.0f} images/s", *(told(model, data) if given.seeds else ()))


def told(model, data) -> list[str]:
    """The figures of the validation split, all on the same draws."""
    torch.manual_seed(0)
    found = loop.evaluate(model, data.validation, RBM_CD1.batch_size)
    return [f"{figure} {found[figure]:8.2f}" for figure in FIGURES]


def by_page(train, held, epochs: int, seeds: list[int]):
    """Speed and model of each seed, trained by the page's modules under node."""
    with tempfile.TemporaryDirectory() as folder:
        digits = {"train": train.images.squeeze(1).contiguous(), "held": held.images.squeeze(1).contiguous()}
        save_file(digits, f"{folder}/digits.safetensors")
        asked = {"digits": f"{folder}/digits.safetensors", "epochs": epochs, "seeds": seeds, "folder": folder}
        for seed, speed in zip(seeds, answers("rbm.train.bench.mjs", asked), strict=True):
            model = RBM_CD1.build("cpu")
            model.load_state_dict(load_file(f"{folder}/{seed}.safetensors"))
            yield speed, model


def by_pytorch(train, held, epochs: int, seeds: list[int]):
    """The same by the pipeline's loop."""
    for seed in seeds:
        model = replace(RBM_CD1, seed=seed).build("cpu")
        step = RBM_CD1.step(model, RBM_CD1, 1)
        began = time.perf_counter()
        for epoch in range(epochs):
            loop.train_epoch(model, step, train, RBM_CD1.batch_size, epoch)
        yield epochs * len(train) / (time.perf_counter() - began), model


if __name__ == "__main__":
    main()
