"""A push that is killed leaves the old version or the new one, and pushes take turns."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from checkpoints import ON_DISK, assert_clean, assert_scans_without_warnings, make_checkpoint, mark_of, python, sentence

from zoo.errors import ZooError
from zoo.stores import LocalStore, files

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # of huggingface_hub's uploads


KILL_AT_EVERY_STEP = """
import os, shutil, signal, sys
from zoo.stores import BundledStore, LocalStore
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
import os, sys
from zoo.stores import BundledStore, LocalStore
kind, root, *sources = sys.argv[1:]
store = {"bundled": BundledStore, "local": LocalStore}[kind](root)
store.push(sources[0], "vae", "first")  # which imports all that a push needs
for line in sys.stdin:
    if child := os.fork():
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    print(os.getpid(), flush=True)
    while True:
        for source in sources:
            store.push(source, "vae", source)
"""  # in a fork for each line that is read

PUSH_MANY = """
import sys
from pathlib import Path
from zoo.stores import BundledStore, LocalStore
kind, root, *sources = sys.argv[1:]
store = {"bundled": BundledStore, "local": LocalStore}[kind](root)
print("ready", flush=True)
sys.stdin.read()
for source in sources:
    store.push(source, "vae", Path(source).name)
"""


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
    pushing = python(PUSH_FOR_EVER, kind, store.root, *sources, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for _ in range(15):
        print(file=pushing.stdin, flush=True)
        child = int(pushing.stdout.readline())
        time.sleep(moments.uniform(0, 0.08))
        if kind == "local":
            assert mark_of(store.resolve("vae"))[0] in "ab"  # a reader meanwhile
        os.kill(child, signal.SIGKILL)
        assert pushing.stdout.readline() == f"{-signal.SIGKILL}\n"
        assert store.names() == ["vae"] and mark_of(store.resolve("vae"))[0] in "ab"
        if kind == "local":
            assert_scans_without_warnings(store.root)
    pushing.communicate()  # nothing more: it ends
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
