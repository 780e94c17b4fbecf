"""Kills the app, a training and a push at random moments: ``python tests/kill.py --times 100``. No test: it prints what
was found, and ends with an error at the first thing that was lost or half-written.

After every kill of a push the store shows one whole version, and its history is without a gap. The training goes on
after every kill and ends with the weights of a run that was left alone. The app starts again after every kill, also
while it fetches MNIST, and answers as before; of MNIST there are whole files or none, fetched from those in
``ZOO_DATA``.
"""

import argparse
import functools
import multiprocessing
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent / "support")]  # as pytest has them

from zoo.folders import data_root  # noqa: E402
from zoo.mnist import RAW, is_whole  # noqa: E402

PROCESSES = multiprocessing.get_context("forkserver")
PRELOADED = ["app", "small", "training.pipeline", "torch._dynamo", "checkpoints"]
NAME, EPOCHS, IMAGES = "vae-2", 6, 2000
MARK = 40_000  # characters in the mark of each file of a checkpoint that is pushed, so that writing takes a while
SECONDS = 90  # until an app must answer


def train(folder: Path) -> None:
    """A few epochs of a small training, or what is left of them."""
    from small import quick

    from training import pipeline
    from training.recipes import RECIPES

    recipe = quick(RECIPES[NAME], epochs=EPOCHS, size=IMAGES)
    folder.mkdir(exist_ok=True)
    model, *_ = pipeline.fit(recipe, recipe.data("cpu"), folder / "state.pt", "cpu", resume=True)
    model.save_pretrained(folder / "model")


def push(root: Path, sources: list[Path]) -> None:
    """Push one checkpoint after the other for ever."""
    from zoo.stores import LocalStore

    store = LocalStore(root)
    while True:
        for source in sources:
            store.push(source, "vae", source.name)


def serve(port: int) -> None:
    """The app, which fetches MNIST."""
    import app
    from tabs.shared import page
    from zoo import mnist_download

    mnist_download.wanted()
    served = app.create_app()
    page.launch(served, server_port=port, quiet=True)
    served.block_thread()


def started(work: Callable, *arguments) -> BaseProcess:
    """A process that does this."""
    process = PROCESSES.Process(target=_in, args=({**os.environ}, work, *arguments))
    process.start()
    return process


def _in(environment: dict[str, str], work: Callable, *arguments) -> None:
    os.environ.update(environment)  # the server of forks has that of its own start
    work(*arguments)


def killed(process: BaseProcess, seconds: float) -> bool:
    """Kill a process after so many seconds; whether it was still there."""
    process.join(seconds)
    was_there = process.is_alive()
    process.kill()
    process.join()
    return was_there


def kill_trainings(times: int, folder: Path, moments: random.Random) -> str:
    """Kill trainings, each again and again until it ends in spite of that."""
    began = time.monotonic()
    started(train, folder / "whole").join()
    longest, kills, ended = time.monotonic() - began, 0, 0
    while kills < times:
        kills += killed(started(train, folder / f"killed{ended}"), moments.uniform(0, longest / 2))
        if (folder / f"killed{ended}" / "model" / "model.safetensors").exists():
            assert_same_weights(folder, ended)
            ended += 1
    started(train, folder / f"killed{ended}").join()
    assert_same_weights(folder, ended)
    return f"{ended + 1} trainings of {EPOCHS} epochs ended with the weights of one that was left alone"


def assert_same_weights(folder: Path, number: int) -> None:
    """The weights of a training that was killed are those of the one that was not."""
    whole, own = (folder / each / "model" / "model.safetensors" for each in ("whole", f"killed{number}"))
    assert whole.read_bytes() == own.read_bytes(), f"training {number} ended with other weights"


def kill_pushes(times: int, folder: Path, moments: random.Random) -> str:
    """Kill pushes to a local store."""
    from checkpoints import assert_clean, assert_scans_without_warnings, make_checkpoint, mark_of

    from zoo.stores import LocalStore

    store = LocalStore(folder / "store")
    sources = [make_checkpoint(folder / mark, mark * MARK) for mark in ("a", "b")]
    store.push(sources[0], "vae", "a")
    for _ in range(times):
        before = len(store.history("vae"))
        assert killed(started(push, store.root, sources), moments.uniform(0.05, 0.6))
        history = store.history("vae")
        assert len(history) >= before, "a version is gone"
        assert [mark_of(store.resolve("vae", each.id))[0] for each in history] == [each.message for each in history]
        assert_scans_without_warnings(store.root)
    store.push(sources[1], "vae", "b")
    assert_clean(store.root)
    return f"{len(store.history('vae'))} versions in the store, each whole"


def kill_apps(times: int, folder: Path, moments: random.Random) -> str:
    """Kill apps while they start, fetch MNIST, and answer."""
    from served import free_port

    source, os.environ["ZOO_DATA"] = data_root() / RAW, str(folder / "data")
    mirror = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(source)))
    threading.Thread(target=mirror.serve_forever, daemon=True).start()
    os.environ |= {"ZOO_MNIST": f"http://127.0.0.1:{mirror.server_port}/", "ZOO_DOWNLOAD": "1"}
    raw, port, right = folder / "data" / RAW, free_port(), None
    for number in range(times + 1):
        process = started(serve, port)
        if number < times and moments.random() < 0.5:  # while it starts
            assert killed(process, moments.uniform(0, 3)), "the app ended by itself"
        else:
            right = right or answer(port)
            assert answer(port) == right, "the app answers something else"
            asking = threading.Thread(target=answer, args=(port, False))
            asking.start()
            assert killed(process, moments.uniform(0, 0.2)), "the app ended by itself"
            asking.join()
        halves = [path.name for path in raw.glob("*") if not path.name.startswith(".") and not is_whole(path)]
        assert not halves, f"half-written: {halves}"
    mirror.shutdown()
    return f"{len([*raw.glob('[!.]*')])} files of MNIST there in the end, each whole"


class Quiet(SimpleHTTPRequestHandler):
    """Files, without a line for each."""

    def log_message(self, *_) -> None: ...


def answer(port: int, must: bool = True) -> str:
    """Sixteen digits of a GAN as a program gets them; waits until the app answers, or, if it need not, tries once."""
    import httpx

    until = time.monotonic() + SECONDS
    while True:
        try:
            asked = {"model": "dcgan-32", "count": 16, "seed": 1, "truncation": None, "digits": None}
            url = f"http://127.0.0.1:{port}/gradio_api/call/v2/sample"
            event = httpx.post(url, json=asked, timeout=SECONDS).raise_for_status().json()["event_id"]
            return httpx.get(f"http://127.0.0.1:{port}/gradio_api/call/sample/{event}", timeout=SECONDS).text
        except (httpx.HTTPError, KeyError):
            if not must or time.monotonic() > until:
                assert not must, f"no answer in {SECONDS} s"
                return ""
            time.sleep(0.1)


PARTS = {"training": kill_trainings, "push": kill_pushes, "app": kill_apps}


def main() -> None:
    """Kill each part its share of the times."""
    parser = argparse.ArgumentParser(description="Kills the app, a training and a push at random moments.")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    PROCESSES.set_forkserver_preload(PRELOADED)
    for at, name in enumerate(options.only):
        times = (options.times + at) // len(options.only)
        with tempfile.TemporaryDirectory(prefix="zoo-kill-", ignore_cleanup_errors=True) as folder:
            os.environ["ZOO_HOME"] = folder
            began = time.monotonic()
            found = PARTS[name](times, Path(folder), random.Random(options.seed))
            print(f"{name}: killed {times} times in {time.monotonic() - began:.0f} s; {found}", flush=True)


if __name__ == "__main__":
    main()
