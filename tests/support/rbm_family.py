"""A store with a small family of machines, for the tests of the tools under the Gibbs viewer."""

import json
from pathlib import Path

import rbm_page
import torch
from rbm_models import pictures, write
from timelines import add_timeline

from training.data.images import Split
from zoo.stores import open_store

KINDS = {"rbm": "RBM", "dbn": "DBN", "dbn-finetuned": "fine-tuned DBN"}
FRECHET = {"rbm": 12.5, "dbn": 9.5, "dbn-finetuned": 11.0}


def family() -> dict:
    """The models by name, their weights and biases random; what goes up in the last differs from what goes down."""
    return {name: rbm_page.machine(kind).requires_grad_(False) for name, kind in KINDS.items()}


def family_store(models: dict, folder: Path) -> str:
    """A local store in ``folder`` with these models, their figures made up, the last one with a timeline; its path."""
    store = open_store(str(folder / "store"))
    for name, model in models.items():
        written = write(model, folder / name, name)
        metrics = json.loads((written / "metrics.json").read_text())
        metrics["frechet"]["value"] = FRECHET[name]
        (written / "metrics.json").write_text(json.dumps(metrics))
        if name == "dbn-finetuned":
            images = pictures(model)["images"][:, None]
            add_timeline(written, model, Split(images, torch.zeros(len(images), dtype=torch.long)))
        store.push(written, name, "Untrained")
    return str(folder / "store")
