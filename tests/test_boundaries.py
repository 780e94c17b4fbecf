"""Which layer may import which, and what importing costs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def imports(path: Path) -> set[str]:
    """Top-level packages imported anywhere in a file, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize(("layer", "forbidden"), [
    ("zoo", {"gradio", "training", "tabs", "app", "matplotlib", "torchvision"}),
    ("training", {"gradio", "tabs", "app", "nltk"}),
    ("tabs", {"training", "app"}),
    ("app.py", {"training", "torch", "matplotlib"}),
])  # fmt: skip
def test_no_layer_reaches_where_it_must_not(layer, forbidden):
    root = ROOT / layer
    files = [root] if root.is_file() else sorted(root.rglob("*.py"))
    assert files
    for file in files:
        assert not imports(file) & forbidden, file


@pytest.mark.parametrize(("module", "heavy"), [
    ("zoo", ("torch", "gradio", "huggingface_hub")), ("zoo.stores", ("torch", "gradio")),
    ("zoo.beside", ("torch", "gradio", "huggingface_hub", "numpy")),
    ("app", ("torch", "matplotlib.pyplot")),
])  # fmt: skip
def test_importing_is_cheap(module, heavy):
    code = f"import sys, {module}; print(*[name for name in {heavy!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.split() == []


def test_building_the_page_does_not_load_torch():
    code = "import sys, app; app.create_app(); print('torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split()[-1] == "False"


def test_no_host_is_named_where_the_page_would_call_it():
    """The page works with no network: no style sheet, font or script from elsewhere."""
    for file in (ROOT / "assets").rglob("*"):
        if file.suffix in (".css", ".js", ".html"):
            text = file.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
            assert "://" not in text and text.count("@import") == text.count('@import url("../'), file
