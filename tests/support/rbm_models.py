"""Checkpoints of the RBM family for tests: untrained, so that they cost no time, but whole."""

import json
from pathlib import Path

import torch
from page_words import write_page
from safetensors.torch import save_file

from zoo.models.dbn import DBN, DBNConfig
from zoo.models.rbm import RBM, RBMConfig
from zoo.stores import open_store

MODELS = {
    "rbm": lambda: RBM(RBMConfig()),
    "rbm-real": lambda: RBM(RBMConfig()),
    "rbm-500": lambda: RBM(RBMConfig(hidden_dim=500, weight_sd=0.05, steps=5, chains=20)),
    "rbm-25": lambda: RBM(RBMConfig(hidden_dim=25)),
    "dbn": lambda: DBN(DBNConfig()),
    "dbn-tied": lambda: DBN(DBNConfig(hidden=(100, 784), tied_start=True)),
    "dbn-finetuned": lambda: DBN(DBNConfig(untied=True)),
}
SHARED = {"squared_error": (12.5, "squared intensity", None), "frechet": (150.0, "squared feature units", None),
          "coverage": (0.3, "share", None), "log_partition": (600.0, "nats", None)}  # fmt: skip
OWN = {
    "RBM": {"log_likelihood_ais": (-150.0, "nats per image", None),
            "log_likelihood_ais_reverse": (-152.0, "nats per image", None)},
    "DBN": {"log_likelihood_bound": (-140.0, "nats per image", ">=")},
}  # fmt: skip
BETTER = {"rbm-500": 60.0, "rbm-25": -40.0}  # nats by which their made-up figures differ from the others'


def untrained_store(folder: Path) -> str:
    """A local store at ``folder`` with one checkpoint each of ``MODELS``; its path."""
    store = open_store(str(folder))
    for name, build in MODELS.items():
        torch.manual_seed(1)
        store.push(write(build(), folder.parent / f"{folder.name}-files" / name, name), name, "Untrained")
    return str(folder)


def write(model, folder: Path, name: str) -> Path:
    """A whole checkpoint of ``model``, its figures made up."""
    model.eval().save_pretrained(folder)
    kind = type(model).__name__
    figures = {key: (value + BETTER.get(name, 0) * key.startswith("log_likelihood"), *rest)
               for key, (value, *rest) in (OWN[kind] | SHARED).items()}  # fmt: skip
    metrics = {
        key: {"value": value, "unit": unit, "estimator": "made up", "bound": bound, "split": "test", "noise": 0.5}
        for key, (value, unit, bound) in figures.items()
    }
    training = {"title": f"Untrained {name}", "summary": "For tests.", "epochs": 0, "seconds": 0, "device": "CPU"}
    recipe = {"data": "mnist" if name == "rbm-real" else "binary_mnist", "learning_rate": 0.1}
    (folder / "metrics.json").write_text(json.dumps(metrics))
    (folder / "training.json").write_text(json.dumps(training | {"recipe": recipe}))
    write_page(model, folder, name, training["title"], training["summary"])
    (folder / "units.json").write_text(json.dumps({"layers": layers(model)}))
    (folder / "README.md").write_text(f"# Untrained {name}\n")
    save_file(pictures(model), folder / "shown.safetensors")
    return folder


def layers(model) -> list[dict]:
    """``units.json`` of a model: how often each unit is on, from hardly ever to nearly always; the first never."""
    sizes = model.config.hidden if model.lower else [model.config.hidden_dim]
    return [{"size": size, "frequency": [0.0, *torch.linspace(0.02, 0.98, size - 1).tolist()]} for size in sizes]


@torch.no_grad()
def pictures(model) -> dict:
    """``shown.safetensors`` of a model: squares for images, what it makes of them, and short chains for samples."""
    images = torch.zeros(20, 1, 28, 28)
    for index in range(20):
        images[index, 0, 4 : 10 + index // 2, 6 : 12 + index // 3] = 1
    shown = {"images": images, "reconstructions": model.reconstruct(images)}
    shown["samples"] = model.gibbs(images.repeat(3, 1, 1, 1), 2, torch.Generator().manual_seed(1))
    return {name: (value[:, 0] * 255).round().byte().contiguous() for name, value in shown.items()}
