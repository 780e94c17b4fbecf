"""The data of the tests. Nearly all run on data of our own; the few that need MNIST or the Shakespeare text are skipped
where a machine has neither them nor a network."""

import os
import subprocess
import sys
import threading
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from training.data.play_list import PLAYS as PAGES
from zoo.folders import data_root
from zoo.mnist import RAW, TEST, TRAINING
from zoo.text import listed

REAL = data_root()  # where the real data is, as the person who runs the tests has it: fixtures move ZOO_DATA elsewhere
PROBE_SECONDS, DOWNLOAD_SECONDS = 3, 120
WORKER = "PYTEST_XDIST_WORKER"  # set in the processes that pytest-xdist starts
NEEDS = "needs real data: "


@dataclass(frozen=True)
class Real:
    """A data set of others: its name, a way to load it (and so to download it), one of its addresses, and the files of
    which one of each row must be there."""

    name: str
    load: str
    source: str
    files: tuple[tuple[Path, ...], ...]

    def present(self) -> bool:
        """Whether its files are there; they are not read."""
        return all(any((REAL / file).is_file() for file in row) for row in self.files)


MNIST = Real("MNIST", "training.data.images.mnist",
             "https://ossci-datasets.s3.amazonaws.com/mnist/train-labels-idx1-ubyte.gz",
             tuple((RAW / stem, RAW / f"{stem}.gz") for stem in (*TRAINING, *TEST)))  # fmt: skip
TEXT = Real("the Shakespeare text", "training.data.texts.shakespeare",
            "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
            ((Path("shakespeare") / "tinyshakespeare.txt",),))  # fmt: skip
PLAYS = Real("the plays of the MIT edition", "training.data.plays.training",
             "https://raw.githubusercontent.com/TheMITTech/shakespeare/master/tempest/full.html",
             tuple((Path("shakespeare") / "mit" / name / "full.html",) for name in PAGES))  # fmt: skip
SETS = (MNIST, TEXT, PLAYS)
HOW = (f"set ZOO_DATA to a folder with {RAW}/*.gz, {TEXT.files[0][0]} and shakespeare/mit/*/full.html, or "
       "run the tests once with a network")  # fmt: skip


def need(real: Real) -> None:
    """Skip the test that asks where the data is not there."""
    if not real.present():
        pytest.skip(NEEDS + real.name)


def fetch() -> None:
    """Try once, and briefly, to download what is absent: a machine without a network waits for seconds, not minutes."""
    absent = [real for real in SETS if not real.present()]
    if os.environ.get(WORKER) or not absent:
        return
    reached: list[Real] = []
    probes = [threading.Thread(target=_probe, args=(real, reached), daemon=True) for real in absent]
    for probe in probes:
        probe.start()
    for probe in probes:
        probe.join(PROBE_SECONDS + 1)  # also where the name server is what does not answer
    for real in list(reached):
        module, load = real.load.rsplit(".", 1)
        with suppress(subprocess.TimeoutExpired):
            subprocess.run([sys.executable, "-c", f"from {module} import {load}; {load}()"], timeout=DOWNLOAD_SECONDS,
                           env=os.environ | {"ZOO_DATA": str(REAL), "ZOO_DOWNLOAD": "1"}, cwd=Path(__file__).parents[2],
                           capture_output=True)  # fmt: skip


def _probe(real: Real, reached: list[Real]) -> None:
    with suppress(OSError), urllib.request.urlopen(real.source, timeout=PROBE_SECONDS) as answer:
        answer.read(1)
        reached.append(real)


def summary(skipped: list) -> str | None:
    """A line about the tests that were skipped for want of data, by their reports; None where there are none."""
    reasons = [report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)]
    wanted = [reason.split(NEEDS, 1)[1] for reason in reasons if NEEDS in reason]
    if not wanted:
        return None
    counts = listed([f"{wanted.count(real.name)} for {real.name}" for real in SETS if real.name in wanted])
    return f"Tests skipped for want of data: {counts}. To run them, {HOW}."


def write_digits(folder: Path) -> None:
    """Drawings in a data folder in the form of MNIST's files, for the page: it shows them as its test digits."""
    from training.data.drawn import drawn

    data = drawn()
    for (images, labels), splits in ((TRAINING, (data.train, data.validation)), (TEST, (data.test,))):
        write_idx(folder / RAW / images, [split.images[:, 0].numpy() for split in splits])
        write_idx(folder / RAW / labels, [split.labels.numpy().astype("uint8") for split in splits])


def write_idx(path: Path, parts: list) -> None:
    """Arrays of bytes, one after the other, as one idx file."""
    sizes = (sum(map(len, parts)), *parts[0].shape[1:])
    header = b"\0\0\x08" + bytes([len(sizes)]) + b"".join(size.to_bytes(4, "big") for size in sizes)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header + b"".join(part.tobytes() for part in parts))
