"""Weights that came with the app and have changed since: told before they are shown or used."""

import os
import shutil
from datetime import UTC, datetime

import pytest

import zoo
from tabs.shared.card import beside_card
from zoo.errors import ZooError
from zoo.stores import BundledStore, need_weights
from zoo.stores.bundled import BUNDLE, SUMS, damaged

DAMAGES = {
    "a flipped bit": lambda content: content[:-7] + bytes([content[-7] ^ 4]) + content[-6:],
    "cut short": lambda content: content[:1000],
    "empty": lambda content: b"",
}


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A bundle of our own with one model, which is the one in use."""
    monkeypatch.setattr(BundledStore.__init__, "__defaults__", (tmp_path / "bundle",))
    monkeypatch.setenv("ZOO_STORE", "bundled")
    made = BundledStore()
    made.push(BUNDLE / "rbm-25", "rbm-25", "for a test")
    return made


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_weights_are_told_before_they_are_used_or_shown(store, damage):
    found = need_weights(store.checkpoint("rbm-25"))
    assert type(zoo.load("rbm-25")).__name__ == "RBM"
    path = found.folder / "model.safetensors"
    path.write_bytes(damage(path.read_bytes()))
    changed = store.checkpoint("rbm-25")
    with pytest.raises(ZooError, match=r"model\.safetensors of 'rbm-25' that came with the app is damaged; restore"):
        zoo.load("rbm-25")
    data, _, _ = beside_card(changed, lambda checkpoint: {"weights": "shown"})
    assert "that came with the app is damaged" in data["error"] and "weights" not in data


def test_the_config_of_another_model_is_told(store):
    (store.resolve("rbm-25") / "config.json").write_bytes((BUNDLE / "rbm-400" / "config.json").read_bytes())
    with pytest.raises(ZooError, match=r"config\.json of 'rbm-25' that came with the app is damaged"):
        need_weights(store.checkpoint("rbm-25"))


def test_an_older_bundle_without_checksums_is_taken_as_it_is(store):
    found = store.checkpoint("rbm-25")
    (found.folder / SUMS).unlink()
    assert damaged(found.folder) is None and need_weights(found) == found


def test_a_copy_in_another_store_has_its_own_checks(store, tmp_path):
    copy = shutil.copytree(store.resolve("rbm-25"), tmp_path / "copy")
    store.push(copy, "rbm-copy", "for a test")
    assert (store.resolve("rbm-copy") / SUMS).read_text() == (BUNDLE / "rbm-25" / SUMS).read_text()


def test_a_checkpoint_is_as_old_as_its_newest_file(store):
    folder = store.resolve("rbm-25")
    for second, path in enumerate(sorted(path for path in folder.rglob("*") if path.is_file())):
        os.utime(path, (0, 1_700_000_000 + second))
    (only,) = store.history("rbm-25")
    newest = datetime.fromtimestamp(1_700_000_000 + second, UTC)
    assert only.date == newest.isoformat(timespec="seconds") and only.date.endswith("+00:00")


@pytest.mark.parametrize("name", BundledStore(BUNDLE).names())
def test_every_bundled_checkpoint_has_checksums_and_is_whole(name):
    """``python -m training bundle NAME`` writes them."""
    folder = BUNDLE / name
    listed = [line.split("  ", 1)[1] for line in (folder / SUMS).read_text().splitlines()]
    assert listed == ["config.json", *sorted(path.name for path in folder.glob("*.safetensors"))]
    assert damaged(folder) is None
