"""``docs/add-a-model.md``, followed word by word in a copy of the project: every block is written, applied or run."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "add-a-model.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
PARTS = ("app.py", "assets", "tabs", "training", "zoo")
FEWER = {  # images, draws for the bound of each image's likelihood, dots of a figure, and codes that are moved
    "data/drawn.py": ("= 10_000, 1_000, 2_000", "= 600, 100, 300"),
    "metrics/likelihood.py": ("SAMPLES = 1000", "SAMPLES = 20"),
    "figures/common.py": ('DOTS, LAYOUT = 120, "constrained"', "DOTS, LAYOUT = 20, None"),
    "metrics/effects.py": ("SAMPLES = 100", "SAMPLES = 10"),
}
KEPT = ("vae-20", "judge")  # of the bundled checkpoints: one to stand beside, and the judge, which measures samples
COMMANDS = """
import json, os, runpy, sys
import huggingface_hub, matplotlib.pyplot, rich, safetensors.torch, torch._dynamo, torchvision, typer
for line in sys.stdin:
    arguments, output = json.loads(line)
    if not (child := os.fork()):
        for stream in (1, 2):
            os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
        sys.argv = arguments
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
        sys.exit()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""  # modules, run as ``python -m`` does, in forks of a process that has imported libraries, but nothing of the project
SERVE = """
import app, time
from tabs.shared import page
served = app.create_app()
page.launch(served, quiet=True, server_name="127.0.0.1")
print(served.local_url, flush=True)
time.sleep(600)
"""


class Copy:
    """The copy of the project, and the process and the environment in which the guide's commands run there."""

    def __init__(self, folder: Path, home: Path):
        self.folder, self.home, self.output = folder, home, home / "output.txt"
        self.environment = os.environ | {"ZOO_HOME": str(home), "PYTHONPATH": str(folder)}
        self.environment.pop("ZOO_STORE", None)
        self.process = subprocess.Popen([sys.executable, "-c", COMMANDS], cwd=folder, env=self.environment,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # fmt: skip

    def run(self, command: str) -> str:
        """What a command of the guide prints."""
        program, option, *arguments = command.replace("STORE", str(self.home / "store")).split()
        assert (program, option) == ("python", "-m")
        self.output.unlink(missing_ok=True)
        print(json.dumps([arguments, str(self.output)]), file=self.process.stdin, flush=True)
        code, said = self.process.stdout.readline().strip(), self.output.read_text(encoding="utf-8")
        assert code == "0", f"{command}: {code} {said[-4000:]}"
        return said


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The copy, with everything done that the guide says."""
    folder = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        copy(ROOT / part, folder / part)
    for file, (whole, fewer) in FEWER.items():
        replace(folder / "training" / file, whole, fewer)
    made = Copy(folder, tmp_path_factory.mktemp("home-of-the-copy"))
    for kind, text in BLOCKS:
        if kind == "diff":
            insert(folder, text)
        elif kind == "bash":
            for command in text.strip().splitlines():
                made.run(command)
        else:
            write(folder, text)
    yield made
    made.process.communicate()  # no more commands: it ends


def copy(source: Path, target: Path) -> None:
    """A part of the project; of its checkpoints only those in ``KEPT``."""
    if source.is_file():
        shutil.copy(source, target)
        return

    def left_out(where: str, names: list[str]) -> list[str]:
        among = Path(where).name == "checkpoints"
        return [name for name in names if name == "__pycache__" or (among and name not in KEPT)]

    shutil.copytree(source, target, ignore=left_out)


def write(folder: Path, text: str) -> None:
    """A new file; the first line has its path."""
    path = folder / re.search(r"(?:#|//|<!--) (\S+)", text.splitlines()[0])[1]
    assert not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.split("\n", 1)[1], encoding="utf-8")


def insert(folder: Path, text: str) -> None:
    """Lines after a line that is there once."""
    name, context, *added = text.strip("\n").splitlines()
    assert added and all(each.startswith("+") for each in added), text
    line = context[1:] + "\n"
    replace(folder / name.removeprefix("--- "), line, line + "".join(f"{each[1:]}\n" for each in added))


def replace(path: Path, old: str, new: str) -> None:
    """In a file, what is there once."""
    before = path.read_text(encoding="utf-8")
    assert before.count(old) == 1, f"{path}: {old}"
    path.write_text(before.replace(old, new), encoding="utf-8")


def test_every_block_is_one_that_this_test_follows():
    assert {kind for kind, _ in BLOCKS} == {"python", "diff", "bash", "html", "js"} and len(BLOCKS) > 15


def test_what_was_written_is_in_the_style_of_the_project(followed):
    folder = followed.folder
    new = [folder / re.search(r"# (\S+)", text)[1] for kind, text in BLOCKS if kind == "python"]
    ruff = [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), "--quiet"]
    assert subprocess.run([*ruff, *map(str, new)], cwd=folder, capture_output=True, text=True).stdout == ""


def test_the_new_models_are_listed_and_tabulated(followed):
    listed = followed.run("python -m training table --store STORE")
    assert "| `free-bits` | VAE, free bits |" in listed and "| `mean-image` | Mean image |" in listed


def test_the_page_shows_the_new_model_and_the_new_tab(followed, browser):
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], cwd=followed.folder, env=followed.environment, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as server:  # fmt: skip
        page = browser.new_page()
        try:
            url = server.stdout.readline().strip()
            page.goto(f"{url}?model=free-bits")
            page.wait_for_function("document.querySelector('.vae')?.viewer?.name() === 'free-bits'")
            page.goto(f"{url}?model=mean-image")
            expect(page.locator(".means h3")).to_have_text("Mean image")
            page.get_by_role("button", name="Draw", exact=True).click()
            page.wait_for_function("""() => document.querySelector('.means canvas').getContext('2d')
                .getImageData(0, 0, 28, 28).data.some((level, i) => i % 4 === 0 && level > 0)""")
        finally:
            page.close()
            server.kill()
