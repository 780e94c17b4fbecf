"""The table of environment variables in docs/deploy.md: every one that the code reads, and none that nobody reads."""

import ast
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from zoo import variables

ROOT = Path(__file__).parents[1]
CODE = [ROOT / "app.py", *(path for of in ("zoo", "training", "tabs") for path in (ROOT / of).rglob("*.py"))]
TABLE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8").split("## Environment variables")[1].split("\n## ")[0]
DOCUMENTED = [
    name for row in re.findall(r"^\| (`[^|]+) \|", TABLE, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
]


def read_by(path: Path) -> set[str]:
    """The names that a module looks up in ``os.environ``, as they stand there or by a constant of the module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {target.id: node.value for node in tree.body if isinstance(node, ast.Assign) for target in node.targets
                 if isinstance(target, ast.Name)}  # fmt: skip
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and re.fullmatch(r"os\.(environ\.get|getenv)", ast.unparse(node.func)):
            asked = node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            asked = node.slice
        else:
            continue
        value = constants.get(asked.id) if isinstance(asked, ast.Name) else asked
        if isinstance(value, ast.Constant):
            found.add(value.value)
    return found


def test_every_variable_is_in_the_table_once_and_none_else():
    assert sorted(DOCUMENTED) == sorted(variables.KNOWN)


def test_the_code_reads_those_that_are_ours():
    """The doctor also looks at some of the libraries', to say what they would do; Ray's workers get Python's path."""
    read = set().union(*(read_by(path) for path in CODE)) - {"PYTHONPATH"}
    assert set(variables.OURS) <= read <= set(variables.KNOWN)


@pytest.mark.parametrize(("name", "file"), variables.OF_LIBRARIES.items())
def test_the_library_reads_those_of_a_library(name, file):
    package, _, path = file.partition("/")
    source = Path(find_spec(package).origin).parent / path
    assert name in source.read_text(encoding="utf-8")
