"""Checks this machine for somebody with a problem: ``python -m training doctor``. Nothing is changed or pushed.

Each check is a function that yields findings. One that fails says so, and the others go on.
"""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from zoo import variables
from zoo.cores import cores
from zoo.errors import ZooError

ROOT = Path(__file__).parents[1]
PYTHON = (3, 11)
PAGE_ONLY = ("gradio", "nltk", "pyyaml")  # training does without them
FREE = 2.0  # GB that should be free: a download of MNIST, a run's state, a few checkpoints

GOOD, NOTE, WRONG = "ok", "note", "wrong"


class Finding(NamedTuple):
    """``grade`` is ``GOOD``, ``NOTE`` for what hinders nobody, or ``WRONG``; ``said`` is one or two plain sentences."""

    grade: str
    said: str


Findings = Iterator[Finding]


def examine() -> Iterator[tuple[str, list[Finding]]]:
    """The title and the findings of every check."""
    for title, check in CHECKS.items():
        found: list[Finding] = []
        try:
            for finding in check():
                found.append(finding)
        except ZooError as error:
            found.append(Finding(WRONG, str(error)))
        except Exception as error:  # of any kind: the other checks go on
            found.append(Finding(WRONG, f"This could not be checked ({type(error).__name__}: {error})."))
        yield title, found


def versions() -> Findings:
    """Python and the libraries, against the files of requirements."""
    from packaging.requirements import Requirement

    asked = ".".join(map(str, PYTHON))
    fits = sys.version_info >= PYTHON
    yield Finding(GOOD if fits else WRONG, f"Python {platform.python_version()}; {asked} or newer is needed.")
    others = 0
    for file in ("requirements.txt", "training/requirements.txt"):
        lines = [line.split("#")[0].strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
        for asked in map(Requirement, filter(None, lines)):
            if finding := _library(asked, file):
                yield finding
            else:
                others += 1
    yield Finding(GOOD, f"{others} libraries are installed in the versions that the requirements ask for.")


def _library(asked, file: str) -> Finding | None:
    """What is not as the requirements have it; None if all is."""
    try:
        found = version(asked.name)
    except PackageNotFoundError:
        absent = f"{asked.name} is not installed; run: pip install -r {file}"
        if asked.name in PAGE_ONLY:
            return Finding(NOTE, f"{absent} (only the page needs it).")
        return Finding(WRONG, f"{absent}.")
    if asked.specifier.contains(found, prereleases=True):
        return None
    return Finding(NOTE, f"{asked.name} {found} is installed, but {file} asks for {asked.specifier}; both may work.")


def device() -> Findings:
    """What training would run on."""
    import torch

    from training.pipeline import choose_device

    chosen = choose_device()
    if chosen == "cuda":
        memory = torch.cuda.get_device_properties(0).total_memory / 1e9
        yield Finding(
            GOOD, f"torch {torch.__version__} trains on {torch.cuda.get_device_name(0)} with {memory:.0f} GB."
        )
        return
    if torch.version.cuda:
        hidden = ", and CUDA_VISIBLE_DEVICES hides some" if os.environ.get("CUDA_VISIBLE_DEVICES") is not None else ""
        yield Finding(NOTE, f"torch is built for CUDA {torch.version.cuda}, but finds no GPU{hidden}.")
    yield Finding(
        GOOD, f"torch {torch.__version__} trains on {'the GPU of this Mac' if chosen == 'mps' else 'the CPU'}."
    )
    found = cores()
    threads, bfloat16 = torch.get_num_threads(), "with" if _computes_bfloat16(torch) else "without"
    yield Finding(GOOD, f"Cores: {found}, {bfloat16} instructions for bfloat16; threads of torch: {threads}.")
    if threads > found:
        yield Finding(NOTE, f"More threads than cores are slow; set OMP_NUM_THREADS to {found}.")


def _computes_bfloat16(torch) -> bool:
    supported = getattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", None)
    return torch.backends.mkldnn.is_available() and supported is not None and supported()


def settings() -> Findings:
    """The environment variables that are set, and those that nobody reads."""
    given = [name for name in variables.KNOWN if os.environ.get(name)]
    for name in given:
        yield Finding(GOOD, f"{name} is {'set' if name in variables.SECRET else os.environ[name]}.")
    if not given:
        yield Finding(GOOD, "No environment variable changes anything.")
    for name in sorted(os.environ):
        if name.startswith("ZOO_") and name not in variables.KNOWN:
            near = get_close_matches(name, variables.OURS, 1) or ["one of docs/deploy.md"]
            yield Finding(NOTE, f"{name} is set, but nothing reads it; is {near[0]} meant?")


def folders() -> Findings:
    """The app's own folder and the temporary one: whether they can be written, and how much is free."""
    from zoo import address
    from zoo.folders import home
    from zoo.stores.files import explain, need_writable

    for name, folder in (("ZOO_HOME", home()), ("The temporary folder", Path(tempfile.gettempdir()))):
        try:
            need_writable(folder)
        except OSError as error:
            yield Finding(WRONG, f"{name}: {explain(error, str(folder))}")
            continue
        nearest = next(each for each in (folder, *folder.parents) if each.exists())
        free = shutil.disk_usage(nearest).free / 1e9
        little = f"; a run may need {FREE:g}" if free < FREE else ""
        yield Finding(
            NOTE if little else GOOD, f"{name} ({folder}) can be written, and {free:.1f} GB are free{little}."
        )
    if unwritable := address.unwritable(os.environ.get("GRADIO_TEMP_DIR")):
        yield Finding(WRONG, unwritable)


def store() -> Findings:
    """The store in use: its kind, what it has, whether a push would succeed."""
    from zoo.record import record
    from zoo.stores import open_store

    used = open_store()
    kind = {"local": "a folder", "hub": "on the Hugging Face Hub", "bundled": "the bundle"}[used.kind]
    names = used.names()
    yield Finding(GOOD, f"The store {used.uri} is {kind} and has {len(names) or 'no'} checkpoints.")
    if used.kind == "local":
        for name in names:
            try:
                _ = record(used.checkpoint(name)).page
            except ZooError as error:
                yield Finding(WRONG, str(error))
    try:
        used.need_writable()
        yield Finding(GOOD, "It can be written.")
    except ZooError as error:
        yield Finding(NOTE if used.kind == "hub" else WRONG, f"It cannot be written: {error}")


def mnist() -> Findings:
    """MNIST's files, by their checksums."""
    from training.data import mnist_files
    from zoo.folders import data_root
    from zoo.mnist import RAW
    from zoo.mnist_download import absent

    raw = data_root() / RAW
    missing, damaged = absent(), [*mnist_files.damaged(raw), *mnist_files.damaged_packed(raw)]
    half = [
        name for name, (whole, _) in mnist_files.UNPACKED.items() if mnist_files.size(raw / name) not in (None, whole)
    ]
    if damaged:
        yield Finding(WRONG, mnist_files.advice(raw, damaged))
    if half:
        yield Finding(NOTE, f"{', '.join(half)} in {raw} were cut short; the next training unpacks them again.")
    if missing:
        yield Finding(
            NOTE, f"MNIST lacks {', '.join(missing)} in {raw}; training downloads it, or put the .gz files there."
        )
    if not (damaged or half or missing):
        yield Finding(GOOD, f"MNIST in {raw} is whole.")


def texts() -> Findings:
    """The Shakespeare text and the plays, by their checksums."""
    from training.data import corpus, plays
    from zoo.folders import data_root

    wanted = {corpus.FILE: corpus.SHA256} | {
        plays.FOLDER / name / plays.PAGE: each.sha256 for name, each in plays.PLAYS.items()
    }
    yield from _texts(data_root(), wanted)


def _texts(root: Path, wanted: dict[Path, str]) -> Findings:
    from zoo.download import SWITCH, allowed
    from zoo.stores.files import sha256

    there = [file for file in wanted if (root / file).is_file()]
    damaged = [file for file in there if sha256(root / file) != wanted[file]]
    for file in damaged:
        yield Finding(
            WRONG, f"{root / file} is damaged (the checksum differs); delete it, to have it downloaded again."
        )
    if len(there) < len(wanted):
        how = "training downloads them" if allowed() else f"{SWITCH} keeps training from downloading them"
        yield Finding(NOTE, f"{len(wanted) - len(there)} of {len(wanted)} texts are not in {root}; {how}.")
    if there and not damaged:
        yield Finding(GOOD, f"{len(there)} texts in {root} are whole.")


def bundle() -> Findings:
    """The checkpoints that come with the app: their weights' checksums, and the files that the page reads first."""
    from zoo.record import record
    from zoo.stores import BundledStore, need_whole

    bundled, whole = BundledStore(), 0
    for name in bundled.names():
        try:
            own = record(need_whole(bundled.checkpoint(name)))
            _ = own.page, own.card
            if own.metrics is None or own.training is None or any(own.problems.values()):
                raise ZooError(next(said for of in own.problems.values() for said in of))
            whole += 1
        except ZooError as error:
            yield Finding(WRONG, str(error))
    yield Finding(GOOD if whole else WRONG, f"{whole} checkpoints that came with the app are whole.")


def port() -> Findings:
    """Whether the page's address is free."""
    from zoo import address

    try:
        host, number = address.place()
    except ValueError as error:
        yield Finding(WRONG, str(error))
        return
    error = address.fault(host, number)
    if error is None:
        yield Finding(GOOD, f"The page can be served at http://{host}:{number}.")
    elif error.errno == address.IN_USE and not os.environ.get("GRADIO_SERVER_PORT"):
        yield Finding(NOTE, f"Port {number} is in use, perhaps by this page; another one takes the next free port.")
    else:
        yield Finding(WRONG, address.refused(host, number, error))


CHECKS: dict[str, Callable[[], Findings]] = {
    "Python and libraries": versions,
    "Device": device,
    "Environment variables": settings,
    "Folders": folders,
    "Store": store,
    "MNIST": mnist,
    "Texts": texts,
    "Bundle": bundle,
    "Page": port,
}
