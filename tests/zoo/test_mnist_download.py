"""MNIST fetched in the background, from mirrors of our own."""

import gzip
import hashlib
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tabs.shared import parts
from tabs.shared.digits import mnist
from zoo import mnist_download as download
from zoo.download import SWITCH
from zoo.mnist import RAW, TEST, TRAINING, digits, has_training_digits, is_whole
from zoo.stores import BundledStore

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
    monkeypatch.setattr(download, "_attempts", {})
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


def come(tmp_path) -> None:
    """Wait for the thread that fetches."""
    download._attempts[tmp_path / RAW].thread.join(20)


def test_what_is_absent_is_fetched_when_first_wanted(mirror, tmp_path):
    server = mirror("good")
    assert len(digits()[0]) == 0 and not has_training_digits() and server.asked == []
    assert download.wanted() == "coming"
    come(tmp_path)
    assert (download.wanted(), len(digits()[0])) == ("here", 2) and has_training_digits() and download.absent() == []
    assert sorted(server.asked) == sorted(f"/good/{stem}.gz" for stem in STEMS)


def test_a_mirror_may_be_named_by_a_variable(mirror, tmp_path, monkeypatch):
    server = mirror("bad")
    monkeypatch.setenv(download.MIRROR, f"http://127.0.0.1:{server.server_port}/good")
    assert download.fetch(tmp_path / RAW) and {path.split("/")[1] for path in server.asked} == {"good"}
    for wrong in ("nonsense", "http://", "http://127.0.0.1:9/"):
        monkeypatch.setenv(download.MIRROR, wrong)
        assert download.fetch(tmp_path / "other") is False


def test_whole_files_are_kept_and_others_fetched_anew(mirror, tmp_path):
    server, raw = mirror("good"), tmp_path / RAW
    raw.mkdir(parents=True)
    labels = gzip.decompress(idx(False))
    (raw / TEST[1]).write_bytes(labels)
    (raw / f"{TEST[0]}.gz").write_bytes(gzip.compress(b"\0\0\x08\1\0\0\0\3abc"))  # another data set, whole
    (raw / f"{TRAINING[0]}.gz").write_bytes(FILES[f"/{TRAINING[0]}.gz"][:-9])  # a download that was cut off
    (raw / TRAINING[1]).write_bytes(labels[:-1])  # and unpacking that was
    assert not has_training_digits()
    assert download.fetch(raw) and has_training_digits()
    assert server.asked == [f"/good/{TRAINING[1]}.gz", f"/good/{TRAINING[0]}.gz"]
    assert is_whole(raw / f"{TRAINING[0]}.gz")
    assert gzip.decompress((raw / f"{TEST[0]}.gz").read_bytes()).endswith(b"abc")


@pytest.mark.parametrize("content", [b"", b"mine", b"\0\0\x08", b"\0\0\x08\4" + bytes(16),
                                     b"\0\0\x09\1\0\0\0\0", b"\0\0\x08\2\0\0\0\1", b"\0\0\x08\1\0\0\0\2a",
                                     b"\0\0\x08\1\0\0\0\2abc"])  # fmt: skip
def test_what_is_no_file_of_mnists_kind_is_not_whole(tmp_path, content):
    (tmp_path / "plain").write_bytes(content)
    (tmp_path / "packed.gz").write_bytes(gzip.compress(content))
    (tmp_path / "torn.gz").write_bytes(content)
    for name in ("plain", "packed.gz", "torn.gz", "none", "none.gz"):
        assert not is_whole(tmp_path / name)


def test_a_damaged_file_is_taken_from_the_next_mirror(mirror, tmp_path):
    server = mirror("bad", "missing", "good")
    assert download.fetch(tmp_path / RAW) and has_training_digits()
    assert len(server.asked) == 3 * len(STEMS)


@pytest.mark.parametrize("kind", ["bad", "missing"])
def test_without_a_good_mirror_nothing_is_left_and_it_is_said_once(mirror, tmp_path, kind, monkeypatch, caplog):
    server = mirror(kind)
    caplog.set_level(logging.INFO, "zoo.mnist_download")
    assert download.wanted() == "coming"
    come(tmp_path)
    assert list(tmp_path.rglob("*.gz")) == [] and not has_training_digits()
    assert download.wanted() == "absent" and len(server.asked) == 1  # not at every visit
    monkeypatch.setattr(download, "AGAIN", 0)
    assert download.wanted() == "coming"
    come(tmp_path)
    assert len(server.asked) == 2 and len(caplog.records) == 1
    assert "MNIST was not fetched (no mirror gave train-labels-idx1-ubyte.gz)" in caplog.text


def test_without_a_network_it_gives_up_after_one_file(mirror, monkeypatch, tmp_path):
    monkeypatch.setattr(download, "MIRRORS", ("http://127.0.0.1:9/",))  # nobody listens there
    assert download.fetch(tmp_path / RAW) is False


def test_a_silent_mirror_holds_up_nobody_and_is_given_up_on(mirror, monkeypatch, tmp_path):
    monkeypatch.setattr(download, "PATIENCE", 0.3)
    server = mirror("silent")
    assert download.wanted() == download.wanted() == "coming" and not server.closing.is_set()
    come(tmp_path)
    assert download.wanted() == "absent" and len(server.asked) == 1


def test_what_is_too_large_is_given_up_on(mirror, monkeypatch, tmp_path):
    mirror("good")
    monkeypatch.setattr(download, "LARGEST", 10)
    assert download.fetch(tmp_path / RAW) is False


@pytest.mark.parametrize("value", ["0", "off", " No "])
def test_it_can_be_switched_off(mirror, monkeypatch, value):
    server = mirror("good")
    monkeypatch.setenv(SWITCH, value)
    assert download.wanted() == "absent" and server.asked == []


@pytest.mark.parametrize("place", ["file", "proc"])
def test_a_folder_that_cannot_be_written_costs_no_download(mirror, tmp_path, monkeypatch, place):
    server = mirror("good")
    (tmp_path / "file").write_text("")
    root = tmp_path / "file" if place == "file" else "/proc/nothing"
    monkeypatch.setenv("ZOO_DATA", str(root))
    assert download.wanted() == "coming"
    download._attempts[download.data_root() / RAW].thread.join(20)
    assert download.wanted() == "absent" and server.asked == []


def test_the_page_is_told_and_then_hears_that_it_came(mirror, monkeypatch, tmp_path):
    server = mirror("silent", "good")
    monkeypatch.setattr(download, "PATIENCE", 20)
    told = parts.data_parts(BundledStore().checkpoint("vae-2"))
    assert (told["mnist"], told["test_digits"]) == ("coming", 0)
    assert mnist({}) == {"mnist": "coming", "test_digits": 0, "nearest": False}
    server.closing.set()  # the silent one answers: not found
    come(tmp_path)
    assert mnist({}) == {"mnist": "here", "test_digits": 2, "nearest": True}
    assert parts.data_parts(BundledStore().checkpoint("vae-2"))["test_digits"] == 2


def test_mirrors_and_sums_are_those_of_torchvision():
    from torchvision.datasets import MNIST

    assert list(download.MIRRORS) == MNIST.mirrors
    assert {f"{stem}.gz": md5 for stem, md5 in download.MD5.items()} == dict(MNIST.resources)
