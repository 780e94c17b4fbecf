"""Disks that are full, and places that cannot be written."""

import errno
import io
import os

import pytest
from checkpoints import (
    ON_DISK,
    assert_clean,
    make_checkpoint,
    mark_of,
    sentence,
)

from zoo.errors import ZooError
from zoo.stores import BundledStore, LocalStore, files
from zoo.stores.files import REQUIRED

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # of huggingface_hub's uploads


@pytest.mark.parametrize("kind", sorted(ON_DISK))
@pytest.mark.parametrize("code, words", [(errno.ENOSPC, "is full; free"), (errno.EIO, "cannot be used")])
def test_a_disk_that_fails_at_any_write(tmp_path, monkeypatch, kind, code, words):
    store = ON_DISK[kind](tmp_path / "store")
    store.push(make_checkpoint(tmp_path / "old", "old"), "vae", "old")
    source, real, failed = make_checkpoint(tmp_path / "new", "new"), os.fsync, 0
    while mark_of(store.resolve("vae")) == "old":
        calls = iter(range(999))

        def fsync(descriptor, calls=calls, last=failed):
            if next(calls) == last:
                raise OSError(code, os.strerror(code))
            real(descriptor)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fsync)
            try:
                store.push(source, "vae", "new")
            except ZooError as error:
                assert words in str(error)
                failed += 1
    assert failed >= len(REQUIRED) + 1
    store.push(make_checkpoint(tmp_path / "last", "last"), "vae", "last")
    assert mark_of(store.resolve("vae")) == "last"
    assert_clean(store.root)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs Linux, which lists what is open")
@pytest.mark.parametrize("kind", sorted(ON_DISK))
def test_nothing_stays_open_after_a_push_that_succeeded_or_failed(tmp_path, monkeypatch, kind):
    store, source = ON_DISK[kind](tmp_path / "store"), make_checkpoint(tmp_path / "new", "new")
    store.push(source, "vae", "one")
    before = os.listdir("/proc/self/fd")
    store.push(make_checkpoint(tmp_path / "next", "next"), "vae", "two")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(ZooError):
        store.push(source, "vae", "three")
    assert len(os.listdir("/proc/self/fd")) == len(before)


@pytest.mark.parametrize("kind", sorted(ON_DISK))
def test_a_disk_that_fills_up_within_a_file(tmp_path, monkeypatch, kind):
    """The first file is written half-way when the disk turns out to be full."""

    class Filling(io.FileIO):
        def write(self, data):
            super().write(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    store = ON_DISK[kind](tmp_path / "store")
    store.push(make_checkpoint(tmp_path / "old", "old"), "vae", "old")
    with monkeypatch.context() as patch:
        patch.setattr(files, "open", lambda path, mode: (Filling if mode == "xb" else open)(path, mode), raising=False)
        with pytest.raises(ZooError, match="is full; free some space") as error:
            store.push(make_checkpoint(tmp_path / "new", "new"), "vae", "new")
    sentence(error)
    assert mark_of(store.resolve("vae")) == "old"
    assert_clean(store.root)


def test_a_full_disk_after_a_push_that_was_killed_between_its_renames(tmp_path, monkeypatch):
    """The only copy of the old version is then the one put aside; it comes back before anything is written."""
    store = BundledStore(tmp_path / "store")
    revision = store.push(make_checkpoint(tmp_path / "old", "old"), "vae", "old")
    (store.root / "vae").rename(store.root / ".staging" / "vae.old")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ZooError, match="is full"):
        store.push(make_checkpoint(tmp_path / "new", "new"), "vae", "new")
    assert store.checkpoint("vae").revision == revision and mark_of(store.root / "vae") == "old"


@pytest.mark.parametrize("below", ["", "store", "deep/store"])
def test_a_store_below_a_file(tmp_path, below):
    (tmp_path / "file").write_text("not a folder")
    store = LocalStore(tmp_path / "file" / below)
    source = make_checkpoint(tmp_path / "new", "one")
    for ask in (store.names, lambda: store.push(source, "vae", "first"), lambda: store.resolve("vae")):
        with pytest.raises(ZooError, match="not a folder") as error:
            ask()
        sentence(error)


def test_a_place_that_cannot_be_written(tmp_path):
    store = LocalStore("/proc/no-such-place")  # not even root can make folders there
    assert store.names() == []
    with pytest.raises(ZooError, match=r"/proc/no-such-place.*choose another place") as error:
        store.push(make_checkpoint(tmp_path / "new", "one"), "vae", "first")
    sentence(error)


def test_a_refused_permission(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(tmp_path / "store"))

    monkeypatch.setattr(os, "rename", refuse)  # root is refused nothing, so the refusal is made up
    with pytest.raises(ZooError, match="change its permissions") as error:
        LocalStore(tmp_path / "store").push(make_checkpoint(tmp_path / "new", "one"), "vae", "first")
    sentence(error)


def test_a_folder_that_is_no_store_is_left_alone(tmp_path):
    documents = tmp_path / "documents"
    make_checkpoint(documents / "thesis", "mine")
    with pytest.raises(ZooError, match="not empty and not a checkpoint store") as error:
        LocalStore(documents).push(make_checkpoint(tmp_path / "new", "one"), "vae", "first")
    sentence(error)
    assert LocalStore(documents).names() == []
    assert [path.name for path in documents.iterdir()] == ["thesis"]
