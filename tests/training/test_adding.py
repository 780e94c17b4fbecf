"""``measure --only``: one part of the figures of a trained checkpoint; everything else in it stays."""

import json
from dataclasses import replace

import pytest
import torch

from training import adding, recipes
from training.metrics import Metric, boltzmann, speech_codes
from training.recipes import RECIPES, dbn, rbm
from zoo.errors import ZooError
from zoo.models.rbm import RBM, RBMConfig
from zoo.stores import BundledStore, open_store

NEW = {
    "squared_error": Metric(1.25, "squared", "as a test has it", noise=0.5),
    "lightness": Metric(0.125, "share of ink", "newly thought of"),
    "lightness_by_row": Metric([0.5, 0.25], "share of ink", "newly thought of"),
}
MACHINES = [name for name, recipe in RECIPES.items() if recipe.model in ("RBM", "DBN")]


def lightness(model, data):
    assert isinstance(model, RBM) and model.config.hidden_dim == 25 and data == "data on cpu"
    return NEW


@pytest.fixture
def store(tmp_path, monkeypatch):
    recipe = replace(RECIPES["rbm-25"], parts=(lightness,), data=lambda device: f"data on {device}")
    recipe.data.__name__ = "binary_mnist"
    monkeypatch.setitem(recipes.RECIPES, "rbm-25", recipe)
    store = open_store(str(tmp_path / "store"))
    store.push(BundledStore().resolve("rbm-25"), "rbm-25", "as it was")
    return store


def test_a_part_is_written_into_card_and_figures_and_the_rest_stays(store, run):
    old = store.resolve("rbm-25")
    code, out, _ = run("measure", "rbm-25", "--only", "lightness", "--store", str(store.root), "--device", "cpu")
    said = " ".join(out.split())
    assert code == 0 and "lightness 0.125 ± 0: newly thought of" in said and "lightness_by_row of 2 ± 0: " in said
    new = store.resolve("rbm-25")
    before, after = (json.loads((folder / "metrics.json").read_text()) for folder in (old, new))
    assert after == before | {name: metric.to_dict() for name, metric in NEW.items()}
    assert list(after) == [*before, "lightness", "lightness_by_row"]
    card = (new / "README.md").read_text()
    assert "newly thought of" in card and "as a test has it" in card
    same = {path.relative_to(old) for path in old.rglob("*") if path.is_file()}
    assert same == {path.relative_to(new) for path in new.rglob("*") if path.is_file()}
    changed = {str(name) for name in same if (old / name).read_bytes() != (new / name).read_bytes()}
    assert {"metrics.json", "README.md"} <= changed <= {"metrics.json", "README.md", "training.json", "page.json"}
    assert store.history("rbm-25")[0].message == "Measure lightness of rbm-25"


def test_a_part_that_is_none_is_refused(store):
    with pytest.raises(ZooError, match="have no part 'weight'; choose one of lightness"):
        adding.write(recipes.RECIPES["rbm-25"], store.checkpoint("rbm-25"), store, "weight", "cpu")
    with pytest.raises(ZooError, match="of vae-20 have no part 'no_digit'; measure all of it"):
        adding.part_of(RECIPES["vae-20"], "no_digit")


@pytest.mark.parametrize("name", MACHINES)
def test_the_parts_of_a_machine_are_what_its_samples_say(name):
    assert [adding.part_of(RECIPES[name], part) for part in ("quality", "no_digit")] == [
        boltzmann.quality,
        boltzmann.no_digit,
    ]


def test_a_thousand_chains_are_judged_and_their_length_is_stated(monkeypatch):
    asked = []

    def judged(model, data, count):
        asked.append((model, data, count))
        return {"no_digit": Metric(0.5, "share", "1,000 samples"), "no_digit_floor": Metric(0.0, "share", "images")}

    monkeypatch.setattr(boltzmann.samples, "no_digit", judged)
    model = RBM(RBMConfig(image_size=4, hidden_dim=3, sample_steps=70))
    found = boltzmann.no_digit(model, "data")
    assert asked == [(model, "data", 1000)]
    assert found["no_digit"].estimator == "1,000 samples, each after 70 Gibbs steps from noise"
    assert found["no_digit_floor"].estimator == "images"


def test_all_figures_of_a_machine_have_both_parts(monkeypatch):
    for name in ("likelihood", "bound", "reconstruction", "quality", "no_digit"):
        monkeypatch.setattr(boltzmann, name, lambda *_, name=name: {name: 1})
    for module in (rbm, dbn):
        monkeypatch.setattr(module, "wandering", lambda *_: {"wandering": 1})
    data = type("Data", (), {"test": type("Split", (), {"intensities": lambda self: torch.zeros(1)})()})
    for name, first in (("rbm", "likelihood"), ("dbn", "bound")):
        assert list(RECIPES[name].measure(None, data)) == [first, "reconstruction", "quality", "no_digit", "wandering"]


def test_a_part_with_arguments_of_its_own_has_the_name_of_its_function():
    part = adding.part_of(RECIPES["shakespeare-vae-subwords"], "nats")
    assert (part.func, part.keywords) == (speech_codes.nats, {"against": "shakespeare-lm-subwords"})
