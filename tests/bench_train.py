"""Training in the page beside PyTorch: ``python tests/bench_train.py``.

How many images a second the page's modules train in headless Chromium, on one core, and PyTorch on one thread, with the
page's usual settings and real digits. With ``--epochs 10 --seeds 3`` instead what the RBM and the VAE have learned
after as many epochs of MNIST, by the page's modules under node and by PyTorch, on the validation split. No test: it
asserts nothing.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file, save, save_file

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent / "support")]  # as pytest has them

from modules_page import modules  # noqa: E402
from node import answers  # noqa: E402

from training.data.images import binary_mnist, mnist  # noqa: E402
from training.engine import loop  # noqa: E402
from training.recipes import RECIPES  # noqa: E402

FEW = 10_000  # images for the speed alone
RBM, VAE, GAN = RECIPES["rbm"], RECIPES["vae-2-plain"], RECIPES["gan"]
# what is timed: module, class, and the same recipe
TIMED = {
    "RBM 784 x 100, CD-1, batch 100": ("rbm/train", "RBMTraining", RBM),
    "VAE 784-128-2, batch 100": (
        "vae/train",
        "VAETraining",
        replace(VAE, config=replace(VAE.config, hidden=(128,), activation="relu"), batch_size=100, learning_rate=2e-3),
    ),
    "GAN 100-128-784, batch 128": ("gan/train/digits", "DigitsTraining", GAN),
}
SCRIPT = """async ([folder, kind, epochs]) => {
  const { [kind]: Training } = await import(`/assets/${folder}/training.js`);
  const { DEFAULTS } = await import(`/assets/${folder}/settings.js`);
  const { parseSafetensors } = await import("/assets/shared/safetensors.js");
  const { train, held } = parseSafetensors(await (await fetch("/digits")).arrayBuffer());
  const waiting = [];
  const training = new Training({ post: () => {}, later: (call) => waiting.push(call) });
  training.every = Infinity; // what is seen is not timed
  training.measure = () => {};
  training.receive({ act: "begin", settings: { ...DEFAULTS, epochs: 1000 }, train, held });
  const run = (until) => {
    training.run(Infinity, until);
    while (waiting.length) waiting.shift()();
  };
  run(1); // the browser has compiled it then
  const began = performance.now();
  run(1 + epochs);
  return (epochs * train.length / 784 * 1000) / (performance.now() - began);
}"""


def main() -> None:
    """Print speeds, or figures."""
    parser = argparse.ArgumentParser(description="Train as the page does, and by PyTorch.")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=0)
    given = parser.parse_args()
    torch.set_num_threads(1)
    if given.seeds:
        figures(given.epochs, list(range(1, given.seeds + 1)))
    else:
        speeds(given.epochs)


# ---- speeds
def speeds(epochs: int) -> None:
    """Both speeds of each training, and how many times as long the page takes."""
    found = mnist()
    images = {"train": found.train.head(FEW).images, "held": found.validation.images[:1000]}
    digits = save({name: part.squeeze(1).contiguous() for name, part in images.items()})
    with modules(digits=digits) as page:
        for name, (folder, kind, recipe) in TIMED.items():
            mine = page.evaluate(SCRIPT, [folder, kind, epochs])
            theirs = by_pytorch_alone(recipe, epochs)
            print(f"{name:31} page {mine:7,.0f} images/s   PyTorch {theirs:7,.0f} images/s   {theirs / mine:.1f} times")


def by_pytorch_alone(recipe, epochs: int) -> float:
    """Images a second of the pipeline's loop, after an epoch that is not timed."""
    model = recipe.build("cpu")
    step = recipe.step(model, recipe, 1)
    train = recipe.data().train.head(FEW)
    loop.train_epoch(model, step, train, recipe.batch_size, 0)
    began = time.perf_counter()
    for epoch in range(epochs):
        loop.train_epoch(model, step, train, recipe.batch_size, epoch + 1)
    return epochs * len(train) / (time.perf_counter() - began)


# ---- what was learned
FIGURES = {"RBM": ("free_energy", "squared_error", "pseudo_nll"), "VAE": ("loss", "reconstruction", "kl")}


def figures(epochs: int, seeds: list[int]) -> None:
    """The figures of the validation split for each seed."""
    data = binary_mnist()
    for what, (module, kind, recipe) in list(TIMED.items())[:2]:
        page = by_page(module, kind, recipe, data, epochs, seeds)
        for where, models in (("page", page), ("PyTorch", by_pytorch(recipe, data, epochs, seeds))):
            for seed, model in zip(seeds, models, strict=True):
                print(f"{what:31} {where:8} seed {seed}:", *told(model, data, FIGURES[what[:3]]), flush=True)


def told(model, data, names: tuple[str, ...]) -> list[str]:
    """The figures of the validation split, all on the same draws."""
    torch.manual_seed(0)
    found = loop.evaluate(model, data.validation, 100)
    return [f"{name} {found[name]:8.2f}" for name in names]


def by_page(module: str, kind: str, recipe, data, epochs: int, seeds: list[int]):
    """The model of each seed, trained by the page's modules under node."""
    with tempfile.TemporaryDirectory() as folder:
        digits = {"train": data.train.images, "held": data.validation.images}
        digits = {name: images.squeeze(1).contiguous() for name, images in digits.items()}
        save_file(digits, f"{folder}/digits.safetensors")
        asked = {"module": module, "kind": kind, "digits": f"{folder}/digits.safetensors", "epochs": epochs}
        answers("train.bench.mjs", asked | {"seeds": seeds, "folder": folder})
        for seed in seeds:
            model = recipe.build("cpu")
            model.load_state_dict(load_file(f"{folder}/{seed}.safetensors"))
            yield model


def by_pytorch(recipe, data, epochs: int, seeds: list[int]):
    """The same by the pipeline's loop."""
    for seed in seeds:
        model = replace(recipe, seed=seed).build("cpu")
        step = recipe.step(model, recipe, 1)
        for epoch in range(epochs):
            loop.train_epoch(model, step, data.train, recipe.batch_size, epoch)
        yield model


if __name__ == "__main__":
    main()
