"""What the processes that run the tests beside each other would each do: here it is done once for all of them,
or once in each."""

import compileall
import multiprocessing
import sys
from functools import cache
from pathlib import Path

from _pytest.assertion import rewrite
from xdist.scheduler import LoadFileScheduling

from zoo.stores import bundled

ROOT = Path(__file__).parents[2]
FORKING = "forked_from"  # the fixture of tests whose processes are forked


def compiled(config) -> None:
    """Compile the tests, as pytest does with their assertions, and the project, in two processes: in a new checkout
    each of those that run the tests would do so, for ten seconds."""
    if sys.dont_write_bytecode or "fork" not in multiprocessing.get_all_start_methods():
        return
    fork = multiprocessing.get_context("fork")
    tests = [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "tests").rglob("conftest.py")]
    tests += (ROOT / "tests" / "support").glob("*_page.py")
    parts = [fork.Process(target=_compile, args=(tests[at::2], config, folders)) for at, folders in
             enumerate((("zoo", "tabs"), ("training", "tests/support")))]  # fmt: skip
    for part in parts:
        part.start()
    for part in parts:
        part.join()


def _compile(tests: list[Path], config, folders: tuple[str, ...]) -> None:
    state = config.stash[rewrite.assertstate_key]
    for path in tests:
        pyc = rewrite.get_cache_dir(path) / f"{path.stem}{rewrite.PYC_TAIL}"
        if rewrite.try_makedirs(pyc.parent) and rewrite._read_pyc(path, pyc) is None:
            found, code = rewrite._rewrite_test(path, config)
            rewrite._write_pyc(state, code, found, pyc)
    for folder in folders:
        compileall.compile_dir(ROOT / folder, quiet=2)


def bundle_hashed() -> None:
    """The checkpoints that come with the app stay as they are while tests run: each is hashed once in a process."""
    revision = bundled._content_revision
    once = cache(revision)
    bundled._content_revision = lambda folder: (once if folder.parent == bundled.BUNDLE else revision)(folder)


class Scheduler(LoadFileScheduling):
    """One file after the other, but for those whose processes are forked: they go to the same process of the tests, so
    that what is forked has to import its libraries once.

    The last of three processes begins at the end, where no file needs a browser: it has the cores while the others wait
    for their pages, and starts neither a browser nor a server.
    """

    def _assign_work_unit(self, node) -> None:
        if len(self.nodes) > 2 and node is self.nodes[-1]:
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return FORKING if _forks(file) else file


@cache
def _forks(file: str) -> bool:
    return FORKING in (ROOT / file).read_text(encoding="utf-8")
