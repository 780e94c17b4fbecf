"""``python -m training words``: a recipe's words in a checkpoint that is trained already."""

import json
import os
import shutil
from dataclasses import replace

import pytest

from training import recipes, words
from training.recipes import RECIPES
from zoo import pages
from zoo.stores import BundledStore, open_store
from zoo.stores.files import WEIGHTS


@pytest.fixture
def renamed(monkeypatch):
    recipe = replace(RECIPES["ae-32"], title="Small squeezer", summary="It squeezes.", order=7)
    monkeypatch.setitem(recipes.RECIPES, "ae-32", recipe)
    return recipe


def untouched(folder) -> dict:
    names = ("metrics.json", "config.json", "latents.json", WEIGHTS)
    return {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}


@pytest.mark.parametrize("bundled", [False, True])
def test_words_change_and_nothing_that_was_measured(tmp_path, renamed, bundled):
    store = BundledStore(tmp_path / "bundle") if bundled else open_store(str(tmp_path / "store"))
    old = store.push(BundledStore().resolve("ae-32"), "ae-32", "as it was")
    before = untouched(store.resolve("ae-32"))
    new = words.write(renamed, store.checkpoint("ae-32"), store)
    found = store.checkpoint("ae-32")
    assert found.revision == new != old and len(store.history("ae-32")) == (1 if bundled else 2)
    assert pages.read(found) == renamed.page() and untouched(found.folder) == before
    card = (found.folder / "README.md").read_text()
    assert "# Small squeezer\n\nIt squeezes. " in card and "`squared_error`" in card
    assert json.loads((found.folder / "training.json").read_text())["title"] == "Small squeezer"


def test_all_are_those_that_have_a_recipe(tmp_path, renamed, run):
    store = open_store(str(tmp_path / "store"))
    for name in ("ae-32", "mine"):
        store.push(BundledStore().resolve("ae-32"), name, "as it was")
    code, out, _ = run("words", "--all", "--store", store.uri)
    assert code == 0 and out.split()[0] == "ae-32" and "mine" not in out
    assert pages.read(store.checkpoint("ae-32")) == renamed.page() and len(store.history("mine")) == 1
    assert run("words", "--store", store.uri)[0] == 2


def test_a_record_without_weights_keeps_its_card(tmp_path, renamed):
    store = BundledStore(tmp_path / "bundle")
    store.push(BundledStore().resolve("ae-32"), "ae-32", "as it was", record=True)
    card = (store.resolve("ae-32") / "README.md").read_text()
    words.write(renamed, store.checkpoint("ae-32"), store)
    found = store.checkpoint("ae-32")
    assert pages.read(found) == renamed.page() and (found.folder / "README.md").read_text() == card


def test_what_has_the_words_already_stays_as_it_is(tmp_path):
    store = BundledStore(tmp_path / "bundle")
    shutil.copytree(BundledStore().resolve("wgan-gp"), store.root / "wgan-gp")
    shutil.copytree(BundledStore().resolve("dcgan-32"), store.root / "dcgan-32")
    before = store.revision("wgan-gp")
    assert words.write(RECIPES["wgan-gp"], store.checkpoint("wgan-gp"), store) == before


class Crash(BaseException):
    """The end of the process, as far as one can have it in a test."""


def crashing(real, left: list[int]):
    """A function that does what ``real`` does, until none is ``left``."""

    def step(*arguments, **options):
        left[0] -= 1
        if left[0] < 0:
            raise Crash
        return real(*arguments, **options)

    return step


def test_a_crash_at_any_step_leaves_the_old_words_or_the_new_ones(tmp_path, renamed, monkeypatch):
    base = BundledStore(tmp_path / "base")
    old = base.push(BundledStore().resolve("ae-32"), "ae-32", "as it was")
    found, ended = set(), False
    for steps in range(200):
        store = BundledStore(shutil.copytree(base.root, tmp_path / str(steps)))
        with monkeypatch.context() as patch:
            left = [steps]
            for name in ("replace", "rename", "fsync"):
                patch.setattr(os, name, crashing(getattr(os, name), left))
            try:
                ended = words.write(renamed, store.checkpoint("ae-32"), store)
            except Crash:
                found.add(BundledStore(store.root).revision("ae-32"))
        if ended:
            break
        assert words.write(renamed, store.checkpoint("ae-32"), store) not in ("", old)  # the next try succeeds
    assert found == {old, ended} and steps > 10
