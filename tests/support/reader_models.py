"""Checkpoints of readers for tests: untrained and small, but whole."""

import json
from dataclasses import replace
from pathlib import Path

from page_words import write_page
from small import begun, fresh, heard

from training.data.images import Data
from training.engine.logistic import LogisticStep
from training.recipes import RECIPES
from zoo.stores import open_store

NAMES = ("reader-bag", "reader-lstm", "reader-bilstm", "reader-transformer")
RIGHT = {"genre": 0.5, "style": 0.75}  # share of right answers by task


def reader_store(folder: Path) -> str:
    """A local store at ``folder`` with one checkpoint each of ``NAMES``; its path. The bag of words has learned."""
    store = open_store(str(folder))
    for name in NAMES:
        recipe = fresh(RECIPES[name])
        model = begun(recipe.build("cpu")).eval()
        if name == "reader-bag":
            LogisticStep(model).settle(few().train)
        written = folder.parent / f"{folder.name}-files" / name
        model.save_pretrained(written)
        write_page(model, written, name, recipe.title, recipe.summary)
        metrics = {f"{task}_accuracy": figure(value) for task, value in RIGHT.items()}
        (written / "metrics.json").write_text(json.dumps(metrics))
        (written / "training.json").write_text(json.dumps({"recipe": RECIPES[name].settings()}))
        (written / "README.md").write_text(f"# {recipe.title}\n")
        store.push(written, name, "Untrained")
    return str(folder)


def few() -> Data:
    """So few speeches that they are learned at once."""
    return replace(heard("cpu"), train=heard("cpu").train.head(200))


def figure(value: float) -> dict:
    return {"value": value, "unit": "share of speeches", "split": "test", "estimator": "exact", "bound": None,
            "noise": 0.0}  # fmt: skip
