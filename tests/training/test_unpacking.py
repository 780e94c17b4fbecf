"""MNIST's files on disk: unpacked once, whole, whatever was killed before and whoever else is at it."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from filelock import FileLock

from training.data import images as data
from zoo.errors import ZooError


@pytest.fixture
def raw(mnist_files, tmp_path, monkeypatch):
    """The folder of MNIST's packed files, which nobody has unpacked, below a ``ZOO_DATA`` of its own."""
    folder = tmp_path / "MNIST" / "raw"
    folder.mkdir(parents=True)
    for file in (mnist_files / "MNIST" / "raw").glob("*.gz"):
        shutil.copyfile(file, folder / file.name)
    monkeypatch.setenv("ZOO_DATA", str(tmp_path))
    return folder


def test_data_that_a_kill_left_half_unpacked_is_unpacked_again(raw):
    (raw / "train-images-idx3-ubyte").write_bytes(b"\0" * 1000)
    (raw / "t10k-labels-idx1-ubyte").write_bytes(b"")
    assert len(data.mnist().train) == 55_000


def test_files_of_the_right_size_with_other_content_are_not_trained_on(raw):
    data.mnist()
    labels = raw / "train-labels-idx1-ubyte"
    content = labels.read_bytes()
    labels.write_bytes(content[: len(content) // 2] + b"\0" * (len(content) - len(content) // 2))
    with pytest.raises(ZooError, match=r"train-labels-idx1-ubyte of MNIST in .* is damaged .* delete it") as error:
        data.mnist()
    assert "\n" not in str(error.value)
    labels.unlink()
    assert len(data.mnist().train) == 55_000


@pytest.mark.parametrize(
    "content", [b"", b"<html>Please log in.</html>", None], ids=["empty", "a web page", "cut short"]
)
def test_a_packed_file_that_is_damaged_is_named_and_not_called_missing(raw, monkeypatch, content):
    for variable in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")  # nothing listens there
    packed = raw / "train-images-idx3-ubyte.gz"
    packed.write_bytes(packed.read_bytes()[:100_000] if content is None else content)
    with pytest.raises(ZooError, match=r"^train-images-idx3-ubyte\.gz of MNIST in .* is damaged .* A download failed"):
        data.mnist()


def test_what_another_is_unpacking_is_left_alone_until_it_is_done(raw):
    half = raw / "train-images-idx3-ubyte"
    with ThreadPoolExecutor(1) as threads:
        with FileLock(raw / "lock"):
            half.write_bytes(b"\0" * 1000)
            reading = threads.submit(data.mnist)
            with pytest.raises(TimeoutError):
                reading.result(timeout=1)
            assert half.stat().st_size == 1000
            half.unlink()
        assert len(reading.result(timeout=60).train) == 55_000


def test_what_is_whole_is_read_without_the_lock(raw, monkeypatch):
    data.mnist()
    monkeypatch.setattr(data, "DOWNLOAD_SECONDS", 0.1)
    with FileLock(raw / "lock"):
        assert len(data.mnist().test) == 10_000


def test_one_that_waits_too_long_says_so(raw, monkeypatch):
    monkeypatch.setattr(data, "DOWNLOAD_SECONDS", 0.1)
    with FileLock(raw / "lock"), pytest.raises(ZooError, match=r"Another download has held .* for 0\.1 s; wait until"):
        data.mnist()
