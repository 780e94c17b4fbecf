"""The local store's layout, and damage to it."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from checkpoints import (
    NESTED,
    assert_clean,
    assert_scans_without_warnings,
    damage_blob,
    make_checkpoint,
    mark_of,
    sentence,
)
from hub_server import TOKEN
from huggingface_hub import PyTorchModelHubMixin, hf_hub_download, scan_cache_dir
from torch import nn

from zoo.errors import ZooError
from zoo.stores import LocalStore, NotInStore
from zoo.stores.files import REQUIRED, sha256

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # of huggingface_hub's uploads


def test_a_push_removes_what_killed_ones_have_left(tmp_path):
    store = LocalStore(tmp_path / "store")
    store.push(make_checkpoint(tmp_path / "one", "one"), "vae", "one")
    repo, lost = tmp_path / "store" / "models--vae", "0" * 40
    (repo / "snapshots" / lost).mkdir()
    for part in ("refs/kept", "blobs"):
        (repo / part / lost).write_text(lost)
    (repo / "commits" / f"{lost}.json").write_text("{}")
    store.push(make_checkpoint(tmp_path / "two", "two"), "vae", "two")
    assert_clean(tmp_path / "store")
    assert_scans_without_warnings(tmp_path / "store")


def test_the_layout_is_the_hubs_cache(tmp_path):
    store = LocalStore(tmp_path / "store")
    first = store.push(make_checkpoint(tmp_path / "one", "one"), "vae", "one")
    second = store.push(make_checkpoint(tmp_path / "two", "two"), "vae", "two")
    repo = tmp_path / "store" / "models--vae"
    assert (repo / "refs" / "main").read_text() == second
    link = repo / "snapshots" / second / NESTED
    assert os.readlink(link) == f"../../../blobs/{sha256(link)}"
    assert os.readlink(repo / "snapshots" / first / "config.json").startswith("../../blobs/")
    found = scan_cache_dir(store.root)
    assert found.warnings == [] and found.incomplete_files == frozenset()
    (cached,) = found.repos
    assert (cached.repo_id, cached.repo_type) == ("vae", "model")
    assert {each.commit_hash: each.refs for each in cached.revisions} == {
        first: {f"kept/{first}"}, second: {"main", f"kept/{second}"}
    }  # fmt: skip
    assert {file.file_name for each in cached.revisions for file in each.files} == {*REQUIRED, "samples.png"}


def test_the_hf_command_reads_it(tmp_path):
    store = LocalStore(tmp_path / "store")
    store.push(make_checkpoint(tmp_path / "one", "one"), "vae", "one")
    listing = subprocess.run(
        [sys.executable, "-m", "huggingface_hub.cli.hf", "cache", "ls", "--cache-dir", str(store.root)],
        capture_output=True, text=True, check=True, env=os.environ | {"HF_HUB_DISABLE_UPDATE_CHECK": "1"},
    )  # fmt: skip
    assert "model/vae" in listing.stdout and "warning" not in (listing.stdout + listing.stderr).lower()


def prune(store: LocalStore) -> None:
    """``hf cache prune``, which deletes every revision without a reference."""
    subprocess.run(
        [sys.executable, "-m", "huggingface_hub.cli.hf", "cache", "prune", "--yes", "--cache-dir", str(store.root)],
        capture_output=True, text=True, check=True, env=os.environ | {"HF_HUB_DISABLE_UPDATE_CHECK": "1"},
    )  # fmt: skip


def test_pruning_keeps_the_history(tmp_path):
    store = LocalStore(tmp_path / "store")
    revisions = [store.push(make_checkpoint(tmp_path / mark, mark), "vae", mark) for mark in ("one", "two", "three")]
    prune(store)
    assert [each.id for each in store.history("vae")] == revisions[::-1]
    assert mark_of(store.resolve("vae", revisions[0])) == "one"


def test_what_was_pruned_from_an_older_store_leaves_the_history(tmp_path):
    store = LocalStore(tmp_path / "store")
    first, second = [store.push(make_checkpoint(tmp_path / mark, mark), "vae", mark) for mark in ("one", "two")]
    shutil.rmtree(store.root / "models--vae" / "refs" / "kept")
    prune(store)
    assert [each.id for each in store.history("vae")] == [second]
    with pytest.raises(NotInStore, match=f"no revision {first}"):
        store.resolve("vae", first)
    third = store.push(make_checkpoint(tmp_path / "three", "three"), "vae", "three")
    assert [each.message for each in store.history("vae")] == ["three", "two"]
    assert_scans_without_warnings(store.root)
    prune(store)
    assert mark_of(store.resolve("vae", second)) == "two" and store.revision("vae") == third


def test_the_store_moves_as_a_whole(tmp_path):
    LocalStore(tmp_path / "store").push(make_checkpoint(tmp_path / "one", "one"), "vae", "one")
    shutil.move(tmp_path / "store", tmp_path / "moved")
    assert mark_of(LocalStore(tmp_path / "moved").resolve("vae")) == "one"


class Tiny(nn.Module, PyTorchModelHubMixin):
    """The least model that huggingface_hub saves and loads."""

    def __init__(self, width: int = 2):
        super().__init__()
        self.layer = nn.Linear(width, 1)


def test_from_pretrained_reads_every_revision(tmp_path):
    store, models, revisions = LocalStore(tmp_path / "store"), [], []
    for width in (2, 3):
        models.append(Tiny(width=width))
        source = make_checkpoint(tmp_path / str(width), "one")
        models[-1].save_pretrained(source)
        revisions.append(store.push(source, "tiny", f"width {width}"))
    cache = {"cache_dir": store.root, "local_files_only": True}
    for model, revision in zip((models[1], *models), (None, *revisions), strict=True):
        loaded = Tiny.from_pretrained("tiny", revision=revision, strict=True, **cache)
        assert torch.equal(loaded.layer.weight, model.layer.weight)
        assert torch.equal(Tiny.from_pretrained(store.resolve("tiny", revision)).layer.weight, model.layer.weight)
    assert store.resolve("tiny") == Path(hf_hub_download("tiny", "config.json", **cache)).parent


def test_without_links_files_are_copied(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "symlink", refuse)
    store = LocalStore(tmp_path / "store")
    revisions = [store.push(make_checkpoint(tmp_path / mark, mark), "vae", mark) for mark in ("one", "two")]
    assert [mark_of(store.resolve("vae", each)) for each in revisions] == ["one", "two"]
    assert not any(path.is_symlink() for path in store.root.rglob("*"))
    assert_scans_without_warnings(store.root)
    (store.resolve("vae") / "config.json").write_text("{}")
    with pytest.raises(ZooError, match=r"'config.json' of 'vae'"):
        store.resolve("vae")


def delete_blob(folder: Path) -> None:
    (folder / "model.safetensors").resolve().unlink()


def delete_link(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def swap_link(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").symlink_to(os.readlink(folder / "README.md"))


@pytest.mark.parametrize("damage", [damage_blob, delete_blob, delete_link, swap_link, shutil.rmtree])
def test_damage_is_named_and_mended_by_a_push(tmp_path, damage):
    store, source = LocalStore(tmp_path / "store"), make_checkpoint(tmp_path / "new", "one")
    old = store.push(make_checkpoint(tmp_path / "old", "old"), "vae", "old")
    store.push(source, "vae", "first")
    damage(store.resolve("vae"))
    with pytest.raises(ZooError, match=r"'.*' of 'vae' .* is missing or damaged; push the checkpoint again") as error:
        store.resolve("vae")
    assert ("README.md" if damage is shutil.rmtree else "model.safetensors") in sentence(error)
    assert mark_of(store.resolve("vae", old)) == "old"
    assert store.names() == ["vae"]
    store.push(source, "vae", "again")
    assert mark_of(store.resolve("vae")) == "one"


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_text("{")])
def test_a_damaged_record_stops_pushes_instead_of_losing_versions(tmp_path, damage):
    store = LocalStore(tmp_path / "store")
    first = store.push(make_checkpoint(tmp_path / "one", "one"), "vae", "one")
    store.push(make_checkpoint(tmp_path / "two", "two"), "vae", "two")
    damage(store.root / "models--vae" / "commits" / f"{first}.json")
    before = sorted(store.root.rglob("*"))
    for ask in (store.history, lambda n: store.push(make_checkpoint(tmp_path / "three", "three"), n, "three")):
        with pytest.raises(ZooError, match=f"{first}.json is missing or damaged; restore it") as error:
            ask("vae")
        sentence(error)
    assert mark_of(store.resolve("vae")) == "two"
    assert sorted(store.root.rglob("*")) == before


def test_a_commit_that_is_its_own_ancestor_ends_the_history_with_a_sentence(tmp_path):
    store = LocalStore(tmp_path / "store")
    first, second = [store.push(make_checkpoint(tmp_path / mark, mark), "vae", mark) for mark in ("one", "two")]
    path = store.root / "models--vae" / "commits" / f"{first}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"parent": second}))
    for ask in (store.history, lambda n: store.push(make_checkpoint(tmp_path / "three", "three"), n, "three")):
        with pytest.raises(ZooError, match=f"{second}.json is missing or damaged; restore it") as error:
            ask("vae")
        sentence(error)
    assert mark_of(store.resolve("vae")) == "two"


def test_a_commit_without_a_message_or_a_date_has_an_empty_one(tmp_path):
    store = LocalStore(tmp_path / "store")
    revision = store.push(make_checkpoint(tmp_path / "one", "one"), "vae", "one")
    path = store.root / "models--vae" / "commits" / f"{revision}.json"
    path.write_text(json.dumps({"files": json.loads(path.read_text())["files"]}))
    assert [(each.message, each.date) for each in store.history("vae")] == [("", "")]
    assert mark_of(store.resolve("vae")) == "one"


@pytest.mark.parametrize("content", [b"", b"../../x", b"\xff" * 40, b"0" * 40])
def test_a_damaged_reference(tmp_path, content):
    store = LocalStore(tmp_path / "store")
    store.push(make_checkpoint(tmp_path / "one", "one"), "vae", "one")
    (store.root / "models--vae" / "refs" / "main").write_bytes(content)
    before = sorted(store.root.rglob("*"))
    for ask in (store.resolve, lambda n: store.push(make_checkpoint(tmp_path / "two", "two"), n, "two")):
        with pytest.raises(ZooError, match="damaged; restore it") as error:
            ask("vae")
        sentence(error)
    assert sorted(store.root.rglob("*")) == before


def test_the_hubs_own_downloads_are_not_the_stores(hub, tmp_path):
    """One folder as the Hub's cache and as a store: each leaves the other's models alone."""
    hub.add_commit("someone/vae", "one", {"config.json": b"{}"}, set())
    store = LocalStore(tmp_path / "store")
    hf_hub_download("someone/vae", "config.json", cache_dir=store.root, endpoint=hub.endpoint, token=TOKEN)
    shutil.copytree(store.root / "models--someone--vae", store.root / "models--gpt2", symlinks=True)
    assert store.names() == []
    source = make_checkpoint(tmp_path / "new", "one")
    with pytest.raises(ZooError, match="downloaded from the Hub") as error:
        store.push(source, "gpt2", "first")
    sentence(error)
    store.push(source, "rbm", "first")
    assert store.names() == ["rbm"]
    assert (store.root / "models--gpt2" / "refs" / "main").is_file()
    assert_scans_without_warnings(store.root)


def test_stray_entries_confuse_nothing(tmp_path):
    store, source = LocalStore(tmp_path / "store"), make_checkpoint(tmp_path / "new", "one")
    revision = store.push(source, "vae", "first")
    repo = store.root / "models--vae"
    (store.root / "models--Upper--case").mkdir()
    (store.root / "models--no-push").mkdir()
    shutil.copytree(repo / "snapshots" / revision, repo / "snapshots" / ("0" * 40), symlinks=True)
    (repo / "commits" / f"{'1' * 40}.json").write_text("{")
    (repo / "blobs" / ("2" * 64)).write_text("half a fi")
    assert store.names() == ["vae"]
    assert [each.id for each in store.history("vae")] == [revision]
    with pytest.raises(NotInStore):
        store.resolve("vae", "0" * 40)
    store.push(make_checkpoint(tmp_path / "next", "two"), "vae", "second")
    assert len(list((repo / "snapshots").iterdir())) == len(list((repo / "commits").iterdir())) == 2
    assert not (repo / "blobs" / ("2" * 64)).exists()


def test_a_prefix_of_two_revisions_is_not_enough(tmp_path):
    store = LocalStore(tmp_path / "store")
    with pytest.raises(ZooError, match="2 revisions of 'vae' start with 0123456") as error:
        store.match("vae", "0123456", ["0123456a" * 5, "0123456b" * 5])
    sentence(error)
