"""Opening stores, finding checkpoints in them, and the files underneath."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from checkpoints import (
    ROOT,
    damage_blob,
    hub_store,
    make_checkpoint,
    mark_of,
    sentence,
)
from hub_server import closed_port

from zoo.errors import ZooError
from zoo.folders import home
from zoo.stores import BundledStore, LocalStore, available, files, locate, open_store
from zoo.stores.files import atomic_write, sha256

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # of huggingface_hub's uploads


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    for name in ("ZOO_STORE", "ZOO_HOME", "XDG_CACHE_HOME", "HF_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    return tmp_path / "me"


def test_open_store_by_uri(own_home, tmp_path):
    assert isinstance(open_store("bundled"), BundledStore)
    assert (open_store("hf://someone").uri, open_store("hf://someone").kind) == ("hf://someone", "hub")
    assert open_store("hf://someone/").namespace == "someone"
    assert open_store(str(tmp_path)).root == open_store(tmp_path).root == tmp_path
    assert open_store("~/zoo").root == own_home / "zoo"
    assert open_store("zoo").root == Path.cwd() / "zoo"


@pytest.mark.parametrize(
    "uri", ["s3://bucket", "https://huggingface.co/someone", "hf://", "hf://someone/vae", "hf:me", "hf:/me"]
)
def test_open_store_of_something_else(own_home, uri):
    with pytest.raises(ZooError, match="hf://") as error:
        open_store(uri)
    sentence(error)


def test_the_default_store(own_home, monkeypatch, tmp_path):
    assert open_store().root == home() / "store" == own_home / ".cache" / "generative-model-zoo" / "store"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert home() == tmp_path / "cache" / "generative-model-zoo"
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "zoo"))
    assert open_store().root == tmp_path / "zoo" / "store"
    monkeypatch.setenv("ZOO_STORE", "hf://someone")
    assert open_store().uri == "hf://someone"
    monkeypatch.setenv("ZOO_STORE", "")
    assert open_store().names() == []
    assert not own_home.exists() and not (tmp_path / "zoo").exists()  # looking makes no folders


@pytest.fixture
def two_stores(tmp_path):
    """A local store with ``gan`` and a newer ``vae``, and a bundle with ``rbm`` and an older ``vae``."""
    local, bundled = LocalStore(tmp_path / "local"), BundledStore(tmp_path / "bundle")
    for store, marks in ((local, {"gan": "gan", "vae": "new"}), (bundled, {"rbm": "rbm", "vae": "old"})):
        for name, mark in marks.items():
            store.push(make_checkpoint(tmp_path / f"{store.kind}-{mark}", mark), name, mark)
    return [local, bundled]


def test_locate_takes_the_first_store_that_has_it(two_stores, caplog):
    found = {name: locate(name, stores=two_stores) for name in ("gan", "rbm", "vae")}
    assert {name: mark_of(each.folder) for name, each in found.items()} == {"gan": "gan", "rbm": "rbm", "vae": "new"}
    assert {name: each.source for name, each in found.items()} == {"gan": "local", "rbm": "bundled", "vae": "local"}
    assert available(two_stores) == ["gan", "rbm", "vae"]
    assert [record for record in caplog.records if record.name.startswith("zoo")] == []


def test_locate_by_revision(two_stores):
    old = two_stores[1].revision("vae")
    assert mark_of(locate("vae", old, two_stores).folder) == "old"
    with pytest.raises(ZooError, match="no checkpoint 'vae' at revision 0000000") as error:
        locate("vae", "0000000", two_stores)
    sentence(error)


def test_locate_says_what_there_is(two_stores):
    with pytest.raises(ZooError, match=r"no checkpoint 'dbn'; choose one of gan, rbm, vae") as error:
        locate("dbn", stores=two_stores)
    sentence(error)
    with pytest.raises(ZooError, match="train one first"):
        locate("dbn", stores=[])


def test_locate_passes_over_a_damaged_copy(two_stores, caplog):
    for name in ("gan", "vae"):
        damage_blob(two_stores[0].resolve(name))
    assert mark_of(locate("vae", stores=two_stores).folder) == "old"
    assert "model.safetensors" in caplog.text
    with pytest.raises(ZooError, match=r"'gan' \(.*damaged.*\); choose one of") as error:
        locate("gan", stores=two_stores)
    sentence(error)


def test_locate_passes_over_a_hub_that_is_not_there(hub, two_stores, tmp_path, caplog):
    stores = [hub_store(hub, tmp_path, endpoint=closed_port()), *two_stores]
    assert mark_of(locate("rbm", stores=stores).folder) == "rbm"
    assert available(stores) == ["gan", "rbm", "vae"]
    warnings = [record.getMessage() for record in caplog.records if record.name == "zoo.stores"]
    assert ["hf://someone cannot provide 'rbm'" in warnings[0], "cannot list" in warnings[1]] == [True, True]


def test_locate_asks_the_default_store_and_then_the_bundle(own_home, monkeypatch, tmp_path, caplog):
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    with pytest.raises(ZooError, match="'no-such-model'"):
        locate("no-such-model")
    open_store().push(make_checkpoint(tmp_path / "new", "one"), "no-such-model", "first")
    assert locate("no-such-model").uri == str(tmp_path / "store")
    assert "no-such-model" in available()
    monkeypatch.setenv("ZOO_STORE", "s3://bucket")
    assert available() == sorted({*BundledStore().names()} - BundledStore().records())
    assert "cannot be opened" in caplog.text


# Files


def test_importing_the_stores_is_cheap():
    script = (
        "import sys, zoo.stores; print(*{'torch', 'gradio', 'numpy', 'huggingface_hub', 'filelock'} & {*sys.modules})"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True).stdout == b"\n"


def test_atomic_write_replaces_whole(tmp_path):
    path = tmp_path / "state"
    for data in (b"first", b"", b"x" * 100_000):
        atomic_write(path, data)
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_atomic_write_that_fails_leaves_the_old(tmp_path, monkeypatch):
    path = tmp_path / "state"
    atomic_write(path, b"old")

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        atomic_write(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_hashes_follow_the_content(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"hello\n")
    assert sha256(path) == "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
    assert files.git_sha1(path) == "ce013625030ba8dba906f756967f9e9ca394464a"  # git hash-object
    before = path.stat()
    path.write_bytes(b"jello\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert sha256(path) != "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
