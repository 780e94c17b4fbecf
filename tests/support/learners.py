"""Asking what the page's learners (``tests/js/learners.mjs``) make of cases, under node and in a browser."""

import json
from pathlib import Path

import browser_modules
from node import answers

WHERE = ("node", "browser")


def learned(where: str, pages, which: str, cases: list[dict]) -> list[dict]:
    """The answers of "rbm", "vae" or "gan" to the cases; ``pages`` are those of the browser (see ``conftest.py``)."""
    if where == "node":
        return answers("learners.answers.mjs", {"which": which, "cases": cases})
    page = pages.take()
    browser_modules.empty(page)
    script = "async ([which, cases]) => cases.map((await import('/tests/js/learners.mjs')).learners[which])"
    found = page.evaluate(script, [which, cases])
    pages.give_back(page)
    return found


def assert_told(folder: Path, count: int, data: str, **recipe) -> None:
    """What a checkpoint that was saved in the page after one epoch says of its training is what its settings were."""
    training, config, page, metrics = (json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
                                       for name in ("training", "config", "page", "metrics"))  # fmt: skip
    told, card = training["recipe"], (folder / "README.md").read_text(encoding="utf-8")
    assert training["epochs"] == training["best_epoch"] == told["epochs"] == 1
    assert (training["train_images"], training["device"], training["diverged"]) == (count, "a browser", "")
    assert (told["model"], told["config"], told["data"]) == (config["model"], config, f"{data}, {count} images")
    assert {name: told[name] for name in recipe} == recipe and training["seed"] == recipe["seed"]
    points = [point for curve in training["curves"].values() for point in curve]
    assert all(isinstance(value, int | float) for point in points for value in point.values())
    assert f"1 epoch, trained in a browser on {count} digits of MNIST, seed {recipe['seed']}." in page["summary"]
    assert page["summary"] == training["summary"] and page["summary"] in card
    assert page["title"].startswith("Yours: ") and f"- {page['family']}\n" in card
    assert f"It is a {page['capabilities']['kind']} that" in card
    for name, metric in metrics.items():
        assert f"over {count} held-out images" in metric["estimator"] and metric["split"] == "validation", name
