"""MNIST fetched in the background, from mirrors of our own."""

import gzip
import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from zoo import mnist_download as download
from zoo.download import SWITCH
from zoo.mnist import TEST, TRAINING, digits, has_training_digits

STEMS = (*TRAINING, *TEST)


def idx(images: bool) -> bytes:
    """A file of two images, or of their labels, packed."""
    sizes = (2, 28, 28) if images else (2,)
    head = b"\0\0\x08" + bytes([len(sizes)]) + b"".join(size.to_bytes(4, "big") for size in sizes)
    return gzip.compress(head + bytes(2 * 28 * 28 if images else 2), mtime=0)


FILES = {f"/{stem}.gz": idx("images" in stem) for stem in STEMS}


class Mirror(BaseHTTPRequestHandler):
    """What is under /good is right, under /bad damaged, under /silent never comes; the rest is not found."""

    def do_GET(self):
        self.server.asked.append(self.path)
        _, kind, name = self.path.split("/", 2)
        if kind == "silent":
            self.server.closing.wait(10)
        content = {"good": FILES.get(f"/{name}"), "bad": b"nonsense"}.get(kind)
        self.send_response(404 if content is None else 200)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """``mirror(*kinds)`` sets the mirrors that are tried; the server has what it was ``asked`` for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    server.asked, server.closing = [], threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("ZOO_DATA", str(tmp_path))
    monkeypatch.delenv(SWITCH, raising=False)
    monkeypatch.setattr(download, "MD5", {stem: hashlib.md5(FILES[f"/{stem}.gz"]).hexdigest() for stem in STEMS})

    def use(*kinds: str):
        url = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setattr(download, "MIRRORS", tuple(f"{url}/{kind}/" for kind in kinds))
        return server

    yield use
    server.closing.set()
    server.shutdown()
    server.server_close()


def test_what_is_absent_is_fetched_once(mirror):
    server = mirror("good")
    assert len(digits()[0]) == 0 and not has_training_digits()
    thread = download.start()
    thread.join(20)
    assert len(digits()[0]) == 2 and has_training_digits() and download.absent() == []
    assert sorted(server.asked) == sorted(f"/good/{stem}.gz" for stem in STEMS)
    assert download.start() is None  # nothing is left to do


def test_files_that_are_there_are_kept_and_not_asked_for(mirror, tmp_path):
    server, raw = mirror("good"), tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / f"{TEST[0]}.gz").write_bytes(b"mine")
    (raw / TEST[1]).write_bytes(b"mine")
    assert download.fetch()
    assert (raw / f"{TEST[0]}.gz").read_bytes() == b"mine" and len(server.asked) == 2


def test_a_damaged_file_is_taken_from_the_next_mirror(mirror):
    server = mirror("bad", "missing", "good")
    assert download.fetch() and has_training_digits()
    assert len(server.asked) == 3 * len(STEMS)


@pytest.mark.parametrize("kind", ["bad", "missing"])
def test_without_a_good_mirror_nothing_is_left_and_nothing_raised(mirror, tmp_path, kind):
    mirror(kind)
    assert download.fetch() is False
    assert list(tmp_path.rglob("*.gz")) == [] and not has_training_digits()


def test_without_a_network_it_gives_up_after_one_file(mirror, monkeypatch):
    monkeypatch.setattr(download, "MIRRORS", ("http://127.0.0.1:9/",))  # nobody listens there
    assert download.fetch() is False


def test_a_silent_mirror_holds_up_nobody_and_is_given_up_on(mirror, monkeypatch):
    monkeypatch.setattr(download, "PATIENCE", 0.3)
    mirror("silent")
    begun = time.monotonic()
    thread = download.start()
    assert time.monotonic() - begun < 0.25 and thread.daemon
    thread.join(5)
    assert not thread.is_alive() and not has_training_digits()


def test_what_is_too_large_is_given_up_on(mirror, monkeypatch):
    mirror("good")
    monkeypatch.setattr(download, "LARGEST", 10)
    assert download.fetch() is False


@pytest.mark.parametrize("value", ["0", "off", " No "])
def test_it_can_be_switched_off(mirror, monkeypatch, value):
    server = mirror("good")
    monkeypatch.setenv(SWITCH, value)
    assert download.start() is None and server.asked == []


def test_a_folder_that_cannot_be_written_is_no_error(mirror, tmp_path, monkeypatch):
    mirror("good")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "file"))
    assert download.fetch() is False


def test_mirrors_and_sums_are_those_of_torchvision():
    from torchvision.datasets import MNIST

    assert list(download.MIRRORS) == MNIST.mirrors
    assert {f"{stem}.gz": md5 for stem, md5 in download.MD5.items()} == dict(MNIST.resources)
