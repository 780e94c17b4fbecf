"""Shared by the tests of training: its command line."""

import functools
import http.server
import threading

import pytest
from small import rough_figures

from training import __main__ as cli
from training.data import fetched
from zoo.download import SWITCH


@pytest.fixture(scope="module", autouse=True)
def quick_figures():
    """Of every test here: whole runs end with figures, most of which nobody looks at."""
    with pytest.MonkeyPatch.context() as patch:
        rough_figures(patch)
        yield


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
