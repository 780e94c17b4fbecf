"""Which layer may import which, and what importing costs."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def imports(path: Path) -> set[str]:
    """Full names of what is imported anywhere in a file, inside functions too."""
    return imported(path.read_text(encoding="utf-8"), path.relative_to(ROOT).with_suffix("").parts)


def imported(source: str, place: tuple[str, ...]) -> set[str]:
    """Full names of what the ``source`` of the module at ``place`` imports; relative ones are resolved."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = place[: len(place) - node.level] if node.level else ()
            package = ".".join([*above, *filter(None, [node.module])])
            found |= {package, *(f"{package}.{alias.name}" for alias in node.names)}
    return found


def reached(names: set[str], forbidden: set[str]) -> set[str]:
    """Those of the imported ``names`` that are a ``forbidden`` package or are in one."""
    return {name for name in names for package in forbidden if f"{name}.".startswith(f"{package}.")}


@pytest.mark.parametrize(("line", "found"), [
    ("import tabs.vae.family", {"tabs.vae.family"}), ("from tabs import vae", {"tabs.vae"}),
    ("from tabs.vae.family import judge", {"tabs.vae.family", "tabs.vae.family.judge"}),
    ("from ..vae import family", {"tabs.vae", "tabs.vae.family"}), ("from .. import vae", {"tabs.vae"}),
    ("def late():\n    from tabs.vae import link", {"tabs.vae", "tabs.vae.link"}),
    ("from tabs.vaegan import link", set()), ("from .family import Family", set()), ("import zoo.models.vae", set()),
])  # fmt: skip
def test_every_way_of_importing_is_seen(line, found):
    assert reached(imported(line, ("tabs", "shared", "digits")), {"tabs.vae"}) == found


def families() -> set[str]:
    """The packages of the tabs."""
    return {f"tabs.{folder.parent.name}" for folder in (ROOT / "tabs").glob("*/tab.py")}


def test_what_tabs_share_knows_no_tab():
    files = sorted((ROOT / "tabs" / "shared").rglob("*.py"))
    assert len(files) > 10 and {"tabs.vae", "tabs.attention"} <= families()
    for file in files:
        assert not reached(imports(file), families()), file


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
        assert not reached(imports(file), forbidden), file


@pytest.mark.parametrize(("module", "heavy"), [
    ("zoo", ("torch", "gradio", "huggingface_hub")), ("zoo.stores", ("torch", "gradio")),
    ("zoo.beside", ("torch", "gradio", "huggingface_hub", "numpy")),
])  # fmt: skip
def test_importing_is_cheap(module, heavy):
    code = f"import sys, {module}; print(*[name for name in {heavy!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.split() == []


def at_once(module: str) -> set[str]:
    """What is imported when a module of the project is, by it or by those it imports; not what functions import."""
    found, left = set(), [module]
    while left:
        name = left.pop()
        place = ROOT.joinpath(*name.split("."))
        path = next(filter(Path.is_file, (place.with_suffix(".py"), place / "__init__.py")), None)
        if path and name not in found:
            body = ast.parse(path.read_text(encoding="utf-8")).body
            lines = [ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
            left += imported("\n".join(lines), tuple(name.split(".")))
        found.add(name)
    return found


def test_recipes_load_nothing_that_is_slow_to_import_or_absent_where_one_trains():
    found = at_once("training.recipes")
    assert {"training.metrics.readers", "training.data.readings", "torch"} <= found
    assert not reached(found, {"gradio", "nltk", "scipy", "sklearn", "torchmetrics", "torchvision", "transformers"})


OPENING = """
import sys
sys.path.append("tests/support")
from stubs import without_stubs
without_stubs()
def loaded(*names):
    print("loaded:", [name for name in names if name in sys.modules])
import app
loaded("torch", "matplotlib.pyplot")
app.create_app()
loaded("torch", "nltk")
from tabs.shakespeare import tab
tab.follow({"tab": "shakespeare"})
loaded("torch", "nltk")
import zoo
for name in ("cgan", "dbn", "shakespeare-lm", "vq-vae"):
    zoo.load(name)
loaded("torch._dynamo")
print("drawn:", tuple(zoo.load("rbm-25").sample(1).shape))
"""
NAMELESS = ["setpriv", "--reuid=54321", "--clear-groups", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]


def test_neither_the_app_nor_building_the_page_nor_a_link_nor_a_model_loads_what_is_heavy():
    """In a process of its own; where that can be, it is that of a user without a name: with a number that the system
    does not know, and without variables. (It may read all, as the interpreter may be in a private folder.)"""
    can = shutil.which("setpriv") and os.geteuid() == 0
    given = {name: os.environ[name] for name in ("PATH", "OMP_NUM_THREADS", "ZOO_DOWNLOAD") if name in os.environ}
    command = [*(NAMELESS if can else []), sys.executable, "-B", "-c", OPENING]
    ran = subprocess.run(command, cwd=ROOT, env=given if can else None, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0 and "Traceback" not in ran.stderr, ran.stderr
    said = [line for line in ran.stdout.splitlines() if line.startswith(("loaded:", "drawn:"))]
    assert said == [*["loaded: []"] * 4, "drawn: (1, 1, 28, 28)"]


def test_no_host_is_named_where_the_page_would_call_it():
    """The page works with no network: no style sheet, font or script from elsewhere."""
    for file in (ROOT / "assets").rglob("*"):
        if file.suffix in (".css", ".js", ".html"):
            text = file.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
            assert "://" not in text and text.count("@import") == text.count('@import url("../'), file
