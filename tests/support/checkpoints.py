"""Small checkpoints and what must hold of every store: shared by the stores' tests."""

import json
import re
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from hub_server import TOKEN, HubServer
from huggingface_hub import scan_cache_dir

from zoo.stores import BundledStore, HubStore, LocalStore
from zoo.stores.files import REQUIRED
from zoo.stores.hub import LIBRARY

ROOT = Path(__file__).parents[2]
HEX = re.compile(r"[0-9a-f]{40}")
NESTED = "figures/samples.png"
KINDS = ("bundled", "local", "hub")
ON_DISK = {"bundled": BundledStore, "local": LocalStore}


def make_checkpoint(folder: Path, mark: str, *extra: str) -> Path:
    """A checkpoint folder, every file of which says ``mark``."""
    for path in (*REQUIRED, NESTED, *extra):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        front_matter = f"---\nlibrary_name: {LIBRARY}\n---\n" if path == "README.md" else ""
        (folder / path).write_text(front_matter + json.dumps({"mark": mark, "file": path}) * 3)
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
        assert {path.name for path in (repo / "refs" / "kept").iterdir()} <= revisions
        used = {path.resolve().name for path in (repo / "snapshots").rglob("*") if path.is_file()}
        assert {path.name for path in (repo / "blobs").iterdir()} == used


def hub_store(hub: HubServer, tmp_path: Path, cache: str = "cache", **options) -> HubStore:
    return HubStore("someone", **{"endpoint": hub.endpoint, "token": TOKEN, "cache_dir": tmp_path / cache} | options)


def sentence(error: pytest.ExceptionInfo) -> str:
    """The message of a ``ZooError``: one line that ends in a full stop, and no token anywhere around it."""
    message = str(error.value)
    assert message.endswith(".") and "\n" not in message
    shown = "".join(traceback.format_exception(error.value)) + repr(error.value)
    assert TOKEN not in shown and "Bearer" not in shown
    return message


def python(script: str, *arguments, **options) -> subprocess.Popen:
    """A process of its own that runs ``script`` with the project on its path."""
    return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)], cwd=ROOT, text=True, **options)


def assert_scans_without_warnings(root: Path) -> None:
    """huggingface_hub reads the cache layout and finds nothing odd."""
    if root.is_dir():
        assert scan_cache_dir(root).warnings == []


def damage_blob(folder: Path) -> None:
    path = (folder / "model.safetensors").resolve()
    path.write_bytes(path.read_bytes()[::-1])
