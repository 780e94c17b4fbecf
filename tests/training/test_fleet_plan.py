"""Which recipes a fleet trains, in which order, and which of them it leaves as they are."""

import json
import shutil
from dataclasses import replace

import pytest
import torch

import zoo
from training.fleet import plan
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.schema import VERSION
from zoo.stores import BundledStore, open_store
from zoo.stores.files import WEIGHTS

ABSENT = "shakespeare-vae-large"  # it and what it starts from are not in the bundle


def of(*names: str) -> list:
    return [RECIPES[name] for name in names]


@pytest.fixture
def store(tmp_path):
    return open_store(str(tmp_path / "store"))


def test_a_family_has_the_recipes_of_its_tab_and_an_unknown_one_names_those_that_exist():
    assert "dcgan" in plan.of_family("gan") and "vae-20" not in plan.of_family("gan")
    for name in ("bee", ""):
        with pytest.raises(ZooError, match=r"choose one of vae, gan, rbm, shakespeare, attention\."):
            plan.of_family(name)


@pytest.mark.parametrize(("given", "ordered"), [
    (("ae-32", "iwae-20", "vae-20"), ["vae-20", "ae-32", "iwae-20"]),
    (("gan", "dbn-finetuned", "dbn", "rbm", "ae-32"), ["rbm", "dbn", "gan", "dbn-finetuned", "ae-32"]),
    (("iwae-20", "ae-32"), ["iwae-20", "ae-32"]),
])  # fmt: skip
def test_what_others_start_from_comes_first_and_the_longest_chain_before_all(store, given, ordered):
    assert [recipe.name for recipe in plan.ordered(of(*given), store)] == ordered


def test_of_all_recipes_each_comes_after_the_one_it_starts_from(store):
    names = [recipe.name for recipe in plan.ordered(RECIPES.values(), store)]
    assert sorted(names) == sorted(RECIPES)
    assert all(names.index(each.start) < names.index(each.name) for each in RECIPES.values() if each.start)


def test_the_judges_come_first_where_they_measure_the_others_which_is_in_the_bundle(store):
    chosen, bundle = of("vae-20", "judge-open", "iwae-20", "judge"), BundledStore()
    names = [recipe.name for recipe in plan.ordered(chosen, bundle)]
    assert names == ["judge", "judge-open", "vae-20", "iwae-20"]
    assert plan.waits_for(RECIPES["iwae-20"], bundle) == {"vae-20", "judge", "judge-open"}
    assert plan.waits_for(RECIPES["iwae-20"], store) == {"vae-20"}
    assert plan.waits_for(RECIPES["judge"], bundle) == set()


def test_what_is_needed_and_in_no_store_is_trained_too(store):
    assert plan.needed(of(ABSENT), store) == ["shakespeare-vae-short-large", "shakespeare-lm-large"]
    assert plan.needed(of(ABSENT, "shakespeare-vae-short-large"), store) == ["shakespeare-lm-large"]
    assert plan.needed(of("iwae-20", "ae-32"), store) == []  # the bundle has vae-20
    store.push(BundledStore().resolve("shakespeare-lm"), "shakespeare-vae-short-large", "for a test")
    assert plan.needed(of(ABSENT), store) == []


def test_a_checkpoint_of_the_same_settings_is_up_to_date(store):
    assert plan.lacking(RECIPES["ae-32"], store) == "has no checkpoint yet"
    store.push(BundledStore().resolve("ae-32"), "ae-32", "for a test")
    assert plan.lacking(RECIPES["ae-32"], store) == ""
    assert plan.lacking(replace(RECIPES["ae-32"], epochs=1), store) == "was trained with another epochs"
    other = replace(RECIPES["ae-32"], learning_rate=0.5, seed=2)
    assert plan.lacking(other, store) == "was trained with another learning_rate, seed"


@pytest.mark.parametrize(("file", "content", "why"), [
    ("page.json", {"schema": VERSION - 1}, "has a checkpoint that is damaged or cannot be read"),
    ("training.json", {"epochs": 50}, "has a checkpoint that is damaged or cannot be read"),
])  # fmt: skip
def test_a_checkpoint_whose_files_do_not_fit_is_made_anew(store, tmp_path, file, content, why):
    folder = shutil.copytree(BundledStore().resolve("ae-32"), tmp_path / "made")
    (folder / file).write_text(json.dumps(content))
    store.push(folder, "ae-32", "for a test")
    assert plan.lacking(RECIPES["ae-32"], store) == why


def test_a_record_has_to_be_trained_to_have_weights():
    record = next(iter(BundledStore().records()))
    assert plan.lacking(RECIPES[record], BundledStore()) == "has a checkpoint without weights"


def test_a_checkpoint_that_started_from_other_weights_is_made_anew(store, tmp_path):
    """But not if only the figures of what it started from are new."""
    first = shutil.copytree(BundledStore().resolve("vae-20"), tmp_path / "first")
    revision = store.push(first, "vae-20", "for a test")
    folder = shutil.copytree(BundledStore().resolve("iwae-20"), tmp_path / "made")
    training = json.loads((folder / "training.json").read_text())
    (folder / "training.json").write_text(json.dumps(training | {"start_revision": revision}))
    store.push(folder, "iwae-20", "for a test")
    (first / "README.md").write_text("Other words.")
    store.push(first, "vae-20", "for a test")
    assert plan.lacking(RECIPES["iwae-20"], store) == ""
    model = zoo.load_folder(first)
    with torch.no_grad():
        next(model.parameters()).add_(1.0)
    model.save_pretrained(first)
    assert (first / WEIGHTS).read_bytes() != (BundledStore().resolve("vae-20") / WEIGHTS).read_bytes()
    store.push(first, "vae-20", "for a test")
    assert plan.lacking(RECIPES["iwae-20"], store) == "started from other weights of vae-20"
