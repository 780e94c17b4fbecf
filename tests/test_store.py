"""The checkpoint stores: one contract for all three, crashes, damage, full disks, and a Hub that misbehaves."""

import errno
import io
import json
import logging
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import torch
from hub_server import TOKEN, HubServer, closed_port
from huggingface_hub import PyTorchModelHubMixin, constants, hf_hub_download, scan_cache_dir
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from zoo import files, hubstore
from zoo.errors import ZooError
from zoo.files import REQUIRED, atomic_write, sha256
from zoo.store import BundledStore, Checkpoint, HubStore, LocalStore, NotInStore, available, home, locate, open_store

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # of huggingface_hub's uploads
ROOT = Path(__file__).parents[1]
HEX = re.compile(r"[0-9a-f]{40}")
NESTED = "figures/samples.png"
KINDS = ("bundled", "local", "hub")
ON_DISK = {"bundled": BundledStore, "local": LocalStore}


def make_checkpoint(folder: Path, mark: str, *extra: str) -> Path:
    """A checkpoint folder, every file of which says ``mark``."""
    for path in (*REQUIRED, NESTED, *extra):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps({"mark": mark, "file": path}) * 3)
    return folder


def mark_of(folder: Path) -> str:
    """The mark of a whole checkpoint; all its files must have the same."""
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert {path.relative_to(folder).as_posix() for path in paths} >= {*REQUIRED, NESTED}
    marks = {re.search(r'"mark": "(.*?)"', path.read_text()).group(1) for path in paths}
    assert len(marks) == 1
    return marks.pop()


def contents(folder: Path) -> dict[str, bytes]:
    """Content of every file that is not hidden."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def assert_clean(root: Path) -> None:
    """Nothing of a push is left in a store on disk: no staging, no blob, commit or snapshot without a use."""
    assert [path for path in root.rglob("*") if re.search(r"push-|\.(tmp|new|old|trash)$", path.name)] == []
    for repo in root.glob("models--*"):
        store, name = LocalStore(root), repo.name.removeprefix("models--")
        revisions = {each.id for each in store.history(name)}
        assert {path.name for path in (repo / "snapshots").iterdir()} == revisions
        assert {path.stem for path in (repo / "commits").iterdir()} == revisions
        used = {path.resolve().name for path in (repo / "snapshots").rglob("*") if path.is_file()}
        assert {path.name for path in (repo / "blobs").iterdir()} == used


@pytest.fixture(scope="module")
def server():
    with pytest.MonkeyPatch.context() as patch, HubServer() as hub:
        patch.setenv("NO_PROXY", "127.0.0.1,localhost")
        yield hub


@pytest.fixture
def hub(server, monkeypatch):
    """The server without models or faults, and this process without a token of its own."""
    server.reset()
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", True)
    monkeypatch.setattr(hubstore, "PAUSES", (0.01, 0.01, None))
    return server


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    """One empty store of each kind."""
    if request.param == "hub":
        return hub_store(request.getfixturevalue("hub"), tmp_path)
    return ON_DISK[request.param](tmp_path / "store")


def hub_store(hub: HubServer, tmp_path: Path, cache: str = "cache", **options) -> HubStore:
    return HubStore("someone", **{"endpoint": hub.endpoint, "token": TOKEN, "cache_dir": tmp_path / cache} | options)


@pytest.fixture(autouse=True)
def token_stays_secret(caplog):
    """No log line of any test, at any level, shows the token."""
    caplog.set_level(logging.DEBUG)
    yield
    for when in ("setup", "call"):
        assert all(TOKEN not in record.getMessage() for record in caplog.get_records(when))


def sentence(error: pytest.ExceptionInfo) -> str:
    """The message of a ``ZooError``: one line that ends in a full stop, and no token anywhere around it."""
    message = str(error.value)
    assert message.endswith(".") and "\n" not in message
    shown = "".join(traceback.format_exception(error.value)) + repr(error.value)
    assert TOKEN not in shown and "Bearer" not in shown
    return message


# The contract, for all stores


def test_a_new_store_is_empty(store):
    assert store.names() == []
    with pytest.raises(NotInStore, match="none yet") as error:
        store.resolve("vae")
    assert "'vae'" in sentence(error)


def test_push_then_resolve_gives_the_same_files(store, tmp_path):
    source = make_checkpoint(tmp_path / "new", "one", "deep/down/vocabulary.json")
    revision = store.push(source, "vae", "Train vae")
    assert HEX.fullmatch(revision)
    assert store.names() == ["vae"]
    assert contents(store.resolve("vae")) == contents(source)
    assert store.resolve("vae") == store.resolve("vae", revision) == store.resolve("vae", revision[:7])
    assert store.revision("vae") == revision
    folder = store.resolve("vae")
    assert store.checkpoint("vae") == Checkpoint("vae", folder, store.kind, revision, store.uri)


def test_names_are_sorted(store, tmp_path):
    source = make_checkpoint(tmp_path / "new", "one")
    for name in ("vae-20", "gan", "rbm", "vae"):
        store.push(source, name, "first")
    assert store.names() == ["gan", "rbm", "vae", "vae-20"]


def test_a_push_replaces_all_files(store, tmp_path):
    store.push(make_checkpoint(tmp_path / "old", "old", "stale.txt"), "vae", "old")
    store.push(make_checkpoint(tmp_path / "new", "new", "fresh.txt"), "vae", "new")
    assert contents(store.resolve("vae")) == contents(tmp_path / "new")


def test_history_is_newest_first_in_utc(store, tmp_path):
    pushed = [store.push(make_checkpoint(tmp_path / mark, mark), "vae", mark) for mark in ("one", "two")]
    history = store.history("vae")
    assert history[0].id == store.revision("vae") == pushed[1]
    assert all(datetime.fromisoformat(each.date).utcoffset() == timedelta(0) for each in history)
    if store.kind != "bundled":
        assert [(each.id, each.message) for each in history[:2]] == [(pushed[1], "two"), (pushed[0], "one")]


def test_old_revisions_stay(store, tmp_path):
    first, second = [store.push(make_checkpoint(tmp_path / mark, mark), "vae", mark) for mark in ("one", "two")]
    assert mark_of(store.resolve("vae", second)) == "two"
    if store.kind == "bundled":
        with pytest.raises(NotInStore, match=f"no revision {first}") as error:
            store.resolve("vae", first)
        assert second in sentence(error)
    else:
        assert mark_of(store.resolve("vae", first)) == "one"


def test_equal_content_is_no_new_revision(store, tmp_path):
    source = make_checkpoint(tmp_path / "new", "one")
    first = store.push(source, "vae", "first")
    before = store.history("vae")
    assert store.push(source, "vae", "again") == first
    assert store.history("vae") == before


def test_hidden_files_are_not_stored(store, tmp_path):
    source = make_checkpoint(tmp_path / "new", "one", ".DS_Store", ".cache/note.txt")
    store.push(source, "vae", "first")
    found = [path.name for path in store.resolve("vae").rglob(".*")]
    assert found == ([".gitattributes"] if store.kind == "hub" else [])


def test_copies_from_store_to_store(store, tmp_path):
    local = LocalStore(tmp_path / "other")
    local.push(make_checkpoint(tmp_path / "new", "one"), "vae", "first")
    store.push(local.resolve("vae"), "vae", "copy")
    local.push(store.resolve("vae"), "gan", "and back")
    assert contents(local.resolve("gan")) == contents(store.resolve("vae")) == contents(tmp_path / "new")
    assert local.checkpoint("gan").folder != local.checkpoint("vae").folder
    assert not (store.resolve("vae") / "config.json").resolve().is_relative_to(tmp_path / "other")


def test_an_unknown_name_lists_the_known(store, tmp_path):
    store.push(make_checkpoint(tmp_path / "new", "one"), "rbm", "first")
    store.push(tmp_path / "new", "gan", "first")
    for ask in (store.resolve, store.revision, store.history):
        with pytest.raises(NotInStore, match="'vae'; it has gan, rbm") as error:
            ask("vae")
        sentence(error)


@pytest.mark.parametrize("revision", ["0" * 40, "0" * 7])
def test_an_unknown_revision(store, tmp_path, revision):
    store.push(make_checkpoint(tmp_path / "new", "one"), "vae", "first")
    with pytest.raises(NotInStore, match="no") as error:
        store.resolve("vae", revision)
    assert "revision" in sentence(error)


@pytest.mark.parametrize("revision", ["", "abc", "main", "../../etc", "A" * 40, "0" * 41, "0" * 39 + "\n"])
def test_an_impossible_revision(store, tmp_path, revision):
    store.push(make_checkpoint(tmp_path / "new", "one"), "vae", "first")
    with pytest.raises(ZooError, match="is not a revision") as error:
        store.resolve("vae", revision)
    assert "7 to 40" in str(error.value)


@pytest.mark.parametrize("name", ["", "../x", "a/b", "/etc", "A", "a--b", "-a", "a-", "a.b", "a\n", "x" * 65, None])
def test_an_impossible_name(store, tmp_path, name):
    source = make_checkpoint(tmp_path / "new", "one")
    for ask in (store.resolve, store.history, lambda n: store.push(source, n, "first"), lambda n: locate(n)):
        with pytest.raises(ZooError, match="cannot name a checkpoint") as error:
            ask(name)
        sentence(error)
    assert store.names() == []


@pytest.mark.parametrize("lost", REQUIRED)
def test_an_incomplete_checkpoint_is_refused(store, tmp_path, lost):
    source = make_checkpoint(tmp_path / "new", "one")
    (source / lost).unlink()
    with pytest.raises(ZooError, match=f"lacks {lost}") as error:
        store.push(source, "vae", "first")
    sentence(error)
    assert store.names() == []


@pytest.mark.parametrize("name", ["model.pt", "pytorch_model.bin", "deep/state.PKL", "x.pth", "a.pickle", "b.ckpt"])
def test_pickles_are_refused(store, tmp_path, name):
    with pytest.raises(ZooError, match=f"{name}.*safetensors") as error:
        store.push(make_checkpoint(tmp_path / "new", "one", name), "vae", "first")
    sentence(error)


@pytest.mark.parametrize("name", ["missing", "file"])
def test_what_is_no_folder_is_refused(store, tmp_path, name):
    (tmp_path / "file").write_text("a file")
    with pytest.raises(ZooError, match="There is no folder") as error:
        store.push(tmp_path / name, "vae", "first")
    sentence(error)


def test_repr_shows_the_uri_only(store):
    assert repr(store) == f"{type(store).__name__}({store.uri!r})"
    assert TOKEN not in repr(store) + str(store)


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z0-9_]{1,8}(/[a-z0-9_]{1,8}){0,2}\.(json|txt|png)", fullmatch=True), st.binary(max_size=99)
    ),
    st.sampled_from(sorted(ON_DISK)),
)
def test_any_files_come_back_byte_for_byte(tmp_path_factory, extra, kind):
    folder = tmp_path_factory.mktemp("any")
    source = make_checkpoint(folder / "new", "one")
    for path, data in extra.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_bytes(data)
    store = ON_DISK[kind](folder / "store")
    store.push(source, "vae", "first")
    assert contents(store.resolve("vae")) == contents(source)


# Crashes: a push that is killed leaves the old version or the new one

KILL_AT_EVERY_STEP = """
import os, shutil, signal, sys
from zoo.store import BundledStore, LocalStore
import filelock
kind, base, source, out = sys.argv[1:]
STEPS = ("mkdir", "rename", "replace", "rmdir", "symlink", "unlink")

def deadly(real):
    def step(*args, **options):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return real(*args, **options)
    return step

rounds = 0
while True:
    root, left = f"{out}/{rounds}", rounds
    if os.path.isdir(base):
        shutil.copytree(base, root, symlinks=True)
    child = os.fork()
    if child == 0:
        for name in STEPS:
            setattr(os, name, deadly(getattr(os, name)))
        {"bundled": BundledStore, "local": LocalStore}[kind](root).push(source, "vae", "new")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        sys.exit(os.WEXITSTATUS(status))
    rounds += 1
"""

PUSH_FOR_EVER = """
import sys
from zoo.store import BundledStore, LocalStore
import filelock
kind, root, *sources = sys.argv[1:]
store = {"bundled": BundledStore, "local": LocalStore}[kind](root)
print("ready", flush=True)
while True:
    for source in sources:
        store.push(source, "vae", source)
"""

PUSH_MANY = """
import sys
from pathlib import Path
from zoo.store import BundledStore, LocalStore
kind, root, *sources = sys.argv[1:]
store = {"bundled": BundledStore, "local": LocalStore}[kind](root)
print("ready", flush=True)
sys.stdin.read()
for source in sources:
    store.push(source, "vae", Path(source).name)
"""


def python(script: str, *arguments, **options) -> subprocess.Popen:
    """A process of its own that runs ``script`` with the project on its path."""
    return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)], cwd=ROOT, text=True, **options)


def assert_scans_without_warnings(root: Path) -> None:
    """huggingface_hub reads the cache layout and finds nothing odd."""
    if root.is_dir():
        assert scan_cache_dir(root).warnings == []


@pytest.mark.parametrize(
    "kind, before",
    [("bundled", ()), ("bundled", ("old",)), ("local", ()), ("local", ("older", "old"))],
    ids=["bundled-first", "bundled-next", "local-first", "local-next"],
)
def test_killed_at_every_step_of_a_push(tmp_path, kind, before):
    base, new = ON_DISK[kind](tmp_path / "base"), make_checkpoint(tmp_path / "new", "new", "added.txt")
    for mark in before:
        base.push(make_checkpoint(tmp_path / mark, mark, f"{mark}.txt"), "vae", mark)
    (tmp_path / "out").mkdir()
    child = python(KILL_AT_EVERY_STEP, kind, base.root, new, tmp_path / "out")
    assert child.wait() == 0
    roots = sorted((tmp_path / "out").iterdir())
    assert len(roots) > 4
    seen = [check_after_kill(ON_DISK[kind](root), before, tmp_path) for root in roots]
    assert set(seen) == {before[-1] if before else None, "new"}


def check_after_kill(store, before: tuple[str, ...], tmp_path: Path) -> str | None:
    """The store shows one whole version, ``hf cache`` reads it, and the next push works and cleans up."""
    shown = mark_of(store.resolve("vae")) if store.names() else None
    if store.kind == "local":
        marks = [*before, "new"] if shown == "new" else list(before)
        history = store.history("vae") if shown else []
        assert [each.message for each in reversed(history)] == marks
        assert [mark_of(store.resolve("vae", each.id)) for each in reversed(history)] == marks
        assert_scans_without_warnings(store.root)
    for aside in store.root.glob(".staging/*.old"):
        assert mark_of(aside) in before
    store.push(make_checkpoint(tmp_path / "next", "next"), "vae", "next")
    assert store.names() == ["vae"] and mark_of(store.resolve("vae")) == "next"
    assert_clean(store.root)
    return shown


@pytest.mark.parametrize("kind", sorted(ON_DISK))
def test_killed_at_random_moments(tmp_path, kind):
    store, moments = ON_DISK[kind](tmp_path / "store"), random.Random(0)
    sources = [make_checkpoint(tmp_path / mark, mark * 9999) for mark in ("a", "b")]
    store.push(sources[0], "vae", "first")
    for _ in range(15):
        child = python(PUSH_FOR_EVER, kind, store.root, *sources, stdout=subprocess.PIPE)
        assert child.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0, 0.08))
        if kind == "local":
            assert mark_of(store.resolve("vae"))[0] in "ab"  # a reader meanwhile
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
        child.stdout.close()
        assert store.names() == ["vae"] and mark_of(store.resolve("vae"))[0] in "ab"
        if kind == "local":
            assert_scans_without_warnings(store.root)
    store.push(make_checkpoint(tmp_path / "c", "c"), "vae", "last")
    assert mark_of(store.resolve("vae")) == "c"
    assert_clean(store.root)


@pytest.mark.parametrize("kind", sorted(ON_DISK))
def test_two_processes_push_at_once(tmp_path, kind):
    store = ON_DISK[kind](tmp_path / "store")
    marks = [f"{who}{i}" for who in "ab" for i in range(8)]
    sources = [make_checkpoint(tmp_path / "sources" / mark, mark) for mark in marks]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    children = [python(PUSH_MANY, kind, store.root, *part, **pipes) for part in (sources[:8], sources[8:])]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.close()
    for child in children:
        assert child.wait() == 0
        child.stdout.close()
    assert mark_of(store.resolve("vae")) in ("a7", "b7")
    if kind == "local":
        history = store.history("vae")[::-1]
        assert sorted(each.message for each in history) == marks
        assert [mark_of(store.resolve("vae", each.id)) for each in history] == [each.message for each in history]
    assert_clean(store.root)


def test_a_push_waits_for_another_and_then_says_so(tmp_path, monkeypatch):
    from filelock import FileLock

    store, source = LocalStore(tmp_path / "store"), make_checkpoint(tmp_path / "new", "one")
    store.push(source, "vae", "first")
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.1)
    with FileLock(store.root / ".locks" / "models--vae" / "push.lock"), pytest.raises(ZooError) as error:
        store.push(make_checkpoint(tmp_path / "next", "two"), "vae", "second")
    assert "Another push" in sentence(error)
    assert mark_of(store.resolve("vae")) == "one"


# Disks that refuse


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


# The local store's layout


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
    assert {each.commit_hash: each.refs for each in cached.revisions} == {first: set(), second: {"main"}}
    assert {file.file_name for each in cached.revisions for file in each.files} == {*REQUIRED, "samples.png"}


def test_the_hf_command_reads_it(tmp_path):
    store = LocalStore(tmp_path / "store")
    store.push(make_checkpoint(tmp_path / "one", "one"), "vae", "one")
    listing = subprocess.run(
        [sys.executable, "-m", "huggingface_hub.cli.hf", "cache", "ls", "--cache-dir", str(store.root)],
        capture_output=True, text=True, check=True, env=os.environ | {"HF_HUB_DISABLE_UPDATE_CHECK": "1"},
    )  # fmt: skip
    assert "model/vae" in listing.stdout and "warning" not in (listing.stdout + listing.stderr).lower()


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


def damage_blob(folder: Path) -> None:
    path = (folder / "model.safetensors").resolve()
    path.write_bytes(path.read_bytes()[::-1])


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


# The Hub


def file_requests(hub: HubServer) -> list[str]:
    """Paths of the files that were downloaded since the last look."""
    paths = [path for method, path in hub.requests if method == "GET" and re.search("/resolve/|/cdn/", path)]
    hub.requests.clear()
    return paths


@pytest.fixture
def pushed(hub, tmp_path):
    """A Hub that has ``someone/vae``, and a store for it with an empty cache."""
    hub_store(hub, tmp_path, "elsewhere").push(make_checkpoint(tmp_path / "new", "one"), "vae", "one")
    hub.requests.clear()
    return hub_store(hub, tmp_path)


def test_files_are_downloaded_once(hub, pushed):
    pushed.resolve("vae")
    assert len(file_requests(hub)) == len(REQUIRED) + 2  # figures/samples.png and .gitattributes
    pushed.resolve("vae")
    assert file_requests(hub) == []


def test_large_and_small_files_take_their_own_ways(hub, pushed):
    folder = pushed.resolve("vae")
    assert len((folder / "model.safetensors").resolve().name) == 64
    assert len((folder / "config.json").resolve().name) == 40
    assert hub.repos["someone/vae"][-1].lfs == {"model.safetensors"}


def test_listings_of_several_pages(hub, pushed, tmp_path):
    for name in ("rbm", "gan", "dbn", "vqvae"):
        hub_store(hub, tmp_path).push(tmp_path / "new", name, "first")
    assert pushed.names() == ["dbn", "gan", "rbm", "vae", "vqvae"]


def test_models_of_other_libraries_are_not_listed(hub, pushed):
    hub.add_commit("someone/gpt", "one", {"config.json": b"{}"}, set())
    hub.add_commit("someone/Upper.Case", "one", {"config.json": b"{}"}, set())
    hub.add_commit("another/gan", "one", {"config.json": b"{}"}, set())
    hub.libraries = {"someone/gpt": "transformers", "someone/vae": "generative-model-zoo"}
    assert pushed.names() == ["vae"]


def test_a_repository_without_a_checkpoint(hub, pushed):
    hub.add_commit("someone/empty", "initial commit", {".gitattributes": b""}, set())
    with pytest.raises(NotInStore, match="without a checkpoint") as error:
        pushed.resolve("empty")
    sentence(error)


@pytest.mark.parametrize("ask", ["names", "resolve", "history", "revision", "push"])
def test_a_hub_that_is_not_there(hub, tmp_path, ask):
    store, source = hub_store(hub, tmp_path, endpoint=closed_port()), make_checkpoint(tmp_path / "new", "one")
    arguments = {"names": (), "push": (source, "vae", "first")}.get(ask, ("vae",))
    with pytest.raises(hubstore.Unreachable, match=r"127.0.0.1 cannot be reached .*check the network") as error:
        getattr(store, ask)(*arguments)
    sentence(error)


def test_the_cached_copy_is_used_without_the_hub(hub, pushed, tmp_path, caplog):
    revision = pushed.checkpoint("vae").revision
    offline = hub_store(hub, tmp_path, endpoint=closed_port())
    for asked in (None, revision):
        caplog.clear()
        assert offline.checkpoint("vae", asked) == pushed.checkpoint("vae")
        assert "Using the cached copy of 'vae'" in caplog.text
    with pytest.raises(hubstore.Unreachable):
        offline.resolve("vae", revision[:8])


def test_offline_mode_uses_the_cached_copy(hub, pushed, monkeypatch):
    folder = pushed.resolve("vae")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert pushed.resolve("vae") == folder


def test_a_half_downloaded_copy_is_not_used(hub, pushed, tmp_path):
    (pushed.resolve("vae") / "metrics.json").unlink()
    with pytest.raises(hubstore.Unreachable) as error:
        hub_store(hub, tmp_path, endpoint=closed_port()).resolve("vae")
    sentence(error)
    assert mark_of(pushed.resolve("vae")) == "one"


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("ask", ["names", "resolve", "history", "push"])
def test_a_hub_that_refuses(hub, pushed, tmp_path, status, ask):
    hub.faults.always["^/api/"] = status
    arguments = {"names": (), "push": (tmp_path / "new", "vae", "first")}.get(ask, ("vae",))
    with pytest.raises(ZooError, match=r"does not let you use (hf://)?someone") as error:
        getattr(pushed, ask)(*arguments)
    assert "hf auth login" in sentence(error) and "HF_TOKEN" in str(error.value)


def test_a_wrong_token(hub, pushed, tmp_path):
    wrong = hub_store(hub, tmp_path, token=TOKEN + "-old")
    for ask in (wrong.names, lambda: wrong.resolve("vae"), lambda: wrong.push(tmp_path / "new", "vae", "again")):
        with pytest.raises(ZooError, match="log in with 'hf auth login'") as error:
            ask()
        sentence(error)


def test_no_token_reads_what_is_public(hub, pushed, tmp_path):
    anonymous = hub_store(hub, tmp_path, token=None)
    assert mark_of(anonymous.resolve("vae")) == "one"
    with pytest.raises(ZooError, match="HF_TOKEN") as error:
        anonymous.push(make_checkpoint(tmp_path / "two", "two"), "vae", "second")
    sentence(error)
    hub.private.add("someone/vae")
    with pytest.raises(NotInStore, match="HF_TOKEN") as error:
        anonymous.history("vae")
    sentence(error)


def test_the_token_and_the_endpoint_of_the_environment(hub, pushed, monkeypatch, tmp_path):
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", False)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    hub.private.add("someone/vae")
    assert open_store("hf://someone").names() == ["vae"]
    assert mark_of(HubStore("someone", cache_dir=tmp_path / "cache").resolve("vae")) == "one"


@pytest.mark.parametrize("token", ["hf_two words", "hf_line\n", "hf_ü", ""])
def test_an_impossible_token_is_refused_unseen(token):
    with pytest.raises(ZooError, match="impossible character") as error:
        HubStore("someone", token=token)
    assert not token or token not in str(error.value)


@pytest.mark.parametrize("namespace", ["", "a/b", "../x", "a b", "hf://a", "-a"])
def test_an_impossible_namespace(namespace):
    with pytest.raises(ZooError, match="write hf://NAMESPACE") as error:
        HubStore(namespace)
    sentence(error)


@pytest.mark.parametrize("path", ["^/$", "^/api/models/someone/vae", "^/api/repos/create", "/resolve/", "/cdn/"])
def test_a_hub_that_is_overloaded_for_a_while(hub, pushed, tmp_path, path):
    hub.faults.status[path] = [503, 503]
    assert pushed.names() == ["vae"]
    assert mark_of(pushed.resolve("vae")) == "one"
    pushed.push(make_checkpoint(tmp_path / "two", "two"), "vae", "second")
    assert mark_of(pushed.resolve("vae")) == "two"
    assert hub.faults.status[path] == []


@pytest.mark.parametrize("ask", ["names", "resolve", "history", "push"])
def test_a_hub_that_stays_overloaded(hub, pushed, tmp_path, ask):
    hub.faults.always[""] = 503
    arguments = {"names": (), "push": (tmp_path / "new", "vae", "first")}.get(ask, ("vae",))
    with pytest.raises(hubstore.Unreachable, match=r"overloaded or down \(HTTP 503\)") as error:
        getattr(pushed, ask)(*arguments)
    sentence(error)
    assert len(hub.requests) == len(hubstore.PAUSES)


def test_an_overloaded_hub_gives_way_to_the_cached_copy(hub, pushed, caplog):
    folder = pushed.resolve("vae")
    hub.faults.always[""] = 503
    assert pushed.resolve("vae") == folder
    assert "Using the cached copy" in caplog.text


def test_a_download_that_breaks_off_is_resumed(hub, pushed):
    hub.faults.cut_once = {"model.safetensors"}
    assert mark_of(pushed.resolve("vae")) == "one"
    assert hub.faults.cut_once == set()


@pytest.mark.parametrize("path", ["model.safetensors", "config.json"])
def test_a_download_that_ends_early(hub, pushed, path):
    hub.faults.short = {path}
    with pytest.raises(ZooError, match=r"download of someone/vae from 127.0.0.1 was cut short; try again") as error:
        pushed.resolve("vae")
    sentence(error)
    hub.faults.short.clear()
    assert mark_of(pushed.resolve("vae")) == "one"


@pytest.mark.parametrize("links", [True, False], ids=["links", "copies"])
@pytest.mark.parametrize("path", ["model.safetensors", "config.json", NESTED])
def test_a_download_with_the_wrong_content(hub, pushed, monkeypatch, path, links):
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_SYMLINKS", not links)
    hub.faults.corrupt = {path}
    for _ in range(2):
        with pytest.raises(ZooError, match=f"^{path} of hf://someone/vae does not match its checksum") as error:
            pushed.resolve("vae")
        sentence(error)
    hub.faults.corrupt.clear()
    assert mark_of(pushed.resolve("vae")) == "one"


def test_a_copy_that_decays_in_the_cache(hub, pushed):
    damage_blob(pushed.resolve("vae"))
    with pytest.raises(ZooError, match=r"model.safetensors of hf://someone/vae does not match"):
        pushed.resolve("vae")
    assert mark_of(pushed.resolve("vae")) == "one"


def test_a_cache_without_links_and_without_the_hub(hub, pushed, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_SYMLINKS", True)
    assert mark_of(pushed.resolve("vae")) == "one"
    offline = hub_store(hub, tmp_path, endpoint=closed_port())
    assert mark_of(offline.resolve("vae")) == "one"
    assert "used unchecked" in caplog.text


def test_a_web_page_instead_of_the_hub(hub, pushed, tmp_path):
    hub.faults.nonsense = True
    for ask in (pushed.names, lambda: pushed.resolve("vae"), lambda: pushed.push(tmp_path / "new", "vae", "again")):
        with pytest.raises(ZooError, match="check HF_ENDPOINT") as error:
            ask()
        sentence(error)


@pytest.mark.parametrize("ask", ["names", "resolve", "push"])
def test_a_hub_that_never_answers(hub, pushed, tmp_path, monkeypatch, ask):
    monkeypatch.setattr(hubstore, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(hubstore, "READ_SECONDS", 0.2)
    hub.faults.hang = threading.Event()
    arguments = {"names": (), "push": (tmp_path / "new", "vae", "first")}.get(ask, ("vae",))
    try:
        with pytest.raises(hubstore.Unreachable, match="cannot be reached") as error:
            getattr(pushed, ask)(*arguments)
    finally:
        hub.faults.hang.set()
    sentence(error)


def test_a_header_of_the_card_that_is_not_yaml(hub, pushed, tmp_path):
    source = make_checkpoint(tmp_path / "bad", "bad")
    (source / "README.md").write_text("---\nmetrics: [1, 2\n---\n# Card\n")
    with pytest.raises(ZooError, match=r"does not accept the metadata of someone/vae's README.md") as error:
        pushed.push(source, "vae", "second")
    sentence(error)
    assert mark_of(pushed.resolve("vae")) == "one"


@pytest.mark.parametrize("path", ["/preupload/", "/objects/batch", "^/upload/", "/objects/verify", "/commit/"])
def test_a_push_that_fails_changes_nothing(hub, pushed, tmp_path, path):
    before = pushed.history("vae")
    hub.faults.always[path] = 403
    with pytest.raises(ZooError, match="HF_TOKEN") as error:
        pushed.push(make_checkpoint(tmp_path / "two", "two"), "vae", "second")
    sentence(error)
    assert pushed.history("vae") == before and mark_of(pushed.resolve("vae")) == "one"


# Opening stores and finding checkpoints


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


@pytest.mark.parametrize("uri", ["s3://bucket", "https://huggingface.co/someone", "hf://", "hf://someone/vae"])
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
    with pytest.raises(ZooError, match=r"no checkpoint 'dbn' .*: gan, rbm, vae") as error:
        locate("dbn", stores=two_stores)
    sentence(error)
    with pytest.raises(ZooError, match="none yet"):
        locate("dbn", stores=[])


def test_locate_passes_over_a_damaged_copy(two_stores, caplog):
    for name in ("gan", "vae"):
        damage_blob(two_stores[0].resolve(name))
    assert mark_of(locate("vae", stores=two_stores).folder) == "old"
    assert "model.safetensors" in caplog.text
    with pytest.raises(ZooError, match=r"'gan' to be had \(.*damaged.*\); choose one of those there are") as error:
        locate("gan", stores=two_stores)
    sentence(error)


def test_locate_passes_over_a_hub_that_is_not_there(hub, two_stores, tmp_path, caplog):
    stores = [hub_store(hub, tmp_path, endpoint=closed_port()), *two_stores]
    assert mark_of(locate("rbm", stores=stores).folder) == "rbm"
    assert available(stores) == ["gan", "rbm", "vae"]
    warnings = [record.getMessage() for record in caplog.records if record.name == "zoo.store"]
    assert ["hf://someone cannot give 'rbm'" in warnings[0], "cannot list" in warnings[1]] == [True, True]


def test_locate_asks_the_default_store_and_then_the_bundle(own_home, monkeypatch, tmp_path, caplog):
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    with pytest.raises(ZooError, match="'no-such-model'"):
        locate("no-such-model")
    open_store().push(make_checkpoint(tmp_path / "new", "one"), "no-such-model", "first")
    assert locate("no-such-model").uri == str(tmp_path / "store")
    assert "no-such-model" in available()
    monkeypatch.setenv("ZOO_STORE", "s3://bucket")
    assert available() == BundledStore().names()
    assert "cannot be opened" in caplog.text


# Files


def test_importing_the_stores_is_cheap():
    script = (
        "import sys, zoo.store; print(*{'torch', 'gradio', 'numpy', 'huggingface_hub', 'filelock'} & {*sys.modules})"
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
