"""Shared by the tests of training: its command line, a host of files, and bundles whose figures are made up."""

import functools
import http.server
import json
import shutil
import threading

import forked
import pytest
from rough import rough_figures, short_measures

from training import __main__ as cli
from training.data import fetched
from training.recipes import RECIPES
from zoo.download import SWITCH
from zoo.schema import SEEDS
from zoo.stores import BundledStore


@pytest.fixture(scope="module", autouse=True)
def quick_figures():
    """Of every test here: whole runs end with figures, most of which nobody looks at."""
    with pytest.MonkeyPatch.context() as patch:
        rough_figures(patch)
        yield


@pytest.fixture(scope="module")
def short_measuring():
    """For a file that asks for it: whole runs are measured on little, and their numbers mean nothing."""
    with pytest.MonkeyPatch.context() as patch:
        short_measures(patch)
        yield


@pytest.fixture(scope="session")
def forked_from(home):
    """For a test whose code starts processes: they are forked from one that has imported the tests' modules, too."""
    forked.start()


@pytest.fixture
def run(monkeypatch, capsys):
    """``run("train", "vae-2")`` -> (exit code, standard output, standard error)."""

    def call(*arguments: str):
        monkeypatch.setattr("sys.argv", ["training", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        captured = capsys.readouterr()
        return stop.value.code, captured.out, captured.err

    return call


@pytest.fixture
def host(tmp_path, monkeypatch):
    """``host(name, content)`` -> the address of a server that has a file; another path there is not found. Downloads
    are on, and asked for again at once."""
    served = tmp_path / "served"
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(served))
    handler.func.log_message = lambda *_: None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.delenv(SWITCH, raising=False)
    monkeypatch.setattr(fetched, "PAUSE", 0.0)

    def serve(name: str, content: bytes) -> str:
        (served / name).parent.mkdir(parents=True, exist_ok=True)
        (served / name).write_bytes(content)
        return f"http://127.0.0.1:{server.server_port}/{name}"

    yield serve
    server.shutdown()
    server.server_close()


@pytest.fixture
def bundle(tmp_path):
    """``bundle(name, metrics)`` -> a bundle with one more checkpoint: the autoencoder's, but for its metrics."""
    store = BundledStore(tmp_path / "checkpoints")

    def add(name: str, metrics: dict, kind: str = "Autoencoder", data: str = "mnist") -> BundledStore:
        folder = shutil.copytree(BundledStore().resolve("ae-32"), tmp_path / "made" / name)
        (folder / "metrics.json").write_text(json.dumps(metrics))
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps(config | {"model": kind}))
        (folder / "page.json").unlink()  # so its class says what it is
        (folder / SEEDS).unlink(missing_ok=True)
        training = json.loads((folder / "training.json").read_text())
        title = RECIPES[name].title if name in RECIPES else "Another"
        (folder / "training.json").write_text(json.dumps(training | {"title": title, "recipe": {"data": data}}))
        store.push(folder, name, "for a test")
        return store

    return add


@pytest.fixture
def places(tmp_path, monkeypatch):
    """``ZOO_HOME`` and ``ZOO_STORE`` of a test's own."""
    found = {name: str(tmp_path / name.removeprefix("ZOO_").lower()) for name in ("ZOO_HOME", "ZOO_STORE")}
    for name, place in found.items():
        monkeypatch.setenv(name, place)
    return found
