"""``docs/add-a-model.md``, followed word by word in a copy of the project: every block is written, applied or run."""

import itertools
import json
import os
import re
import shutil
import signal
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
import gc, json, os, runpy, sys, traceback
import huggingface_hub, matplotlib.pyplot, rich, safetensors.torch, torch._dynamo, torchmetrics.image.fid, torchvision
import typer

def forked(work, output):
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    for stream in (1, 2):
        os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    code = 1
    try:
        work()
        code = 0
    except SystemExit as stop:
        code = stop.code or 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    os._exit(code)  # without taking all that was imported to pieces

def command(arguments):
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)

def several(commands):
    import training.figures, training.pipeline, training.recipes
    for arguments, output in commands:
        if code := forked(lambda: command(arguments), output):
            sys.exit(code)

gc.freeze()
for line in sys.stdin:
    if commands := json.loads(line):
        print(forked(lambda: several(commands), commands[0][1]), flush=True)
    elif not os.fork():
        exec(SERVE)
"""  # modules, run as ``python -m`` does, in forks of a process that has imported libraries and nothing of the project;
# those of commands that follow each other in the guide are of one fork that has imported the project. None: the page.
SERVE = f"""
import os, sys, time
sys.path.append({str(ROOT / "tests" / "support")!r})
from stubs import without_stubs
without_stubs()
import app
from tabs.shared import page
served = app.create_app()
page.launch(served, quiet=True, server_name="127.0.0.1")
print(os.getpid(), served.local_url, flush=True)
time.sleep(600)
"""


class Copy:
    """The copy of the project, and the process and the environment in which the guide's commands run there."""

    def __init__(self, folder: Path, home: Path):
        self.folder, self.home, self.output = folder, home, home / "output"
        self.environment = os.environ | {"ZOO_HOME": str(home), "PYTHONPATH": str(folder)}
        self.environment.pop("ZOO_STORE", None)
        self.process = subprocess.Popen([sys.executable, "-c", f"SERVE = {SERVE!r}\n{COMMANDS}"], cwd=folder,
                                        env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)  # fmt: skip

    def run(self, *commands: str) -> str:
        """What the last one of commands of the guide prints."""
        several = []
        for number, command in enumerate(commands):
            program, option, *arguments = command.replace("STORE", str(self.home / "store")).split()
            assert (program, option) == ("python", "-m")
            several.append((arguments, f"{self.output}{number}"))
            Path(several[-1][1]).unlink(missing_ok=True)
        code = self.asked(several)
        said = [Path(output).read_text(encoding="utf-8") for _, output in several if Path(output).exists()]
        assert code == "0", f"{commands}: {code} {said[-1][-4000:]}"
        return said[-1]

    def asked(self, commands: list) -> str:
        """What the process answers."""
        print(json.dumps(commands), file=self.process.stdin, flush=True)
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The copy, with everything done that the guide says."""
    folder = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        copy(ROOT / part, folder / part)
    for file, (whole, fewer) in FEWER.items():
        replace(folder / "training" / file, whole, fewer)
    made = Copy(folder, tmp_path_factory.mktemp("home-of-the-copy"))
    for are_commands, blocks in itertools.groupby(BLOCKS, lambda block: block[0] == "bash"):
        if are_commands:
            made.run(*"".join(text for _, text in blocks).splitlines())
            continue
        for kind, text in blocks:
            (insert if kind == "diff" else write)(folder, text)
    yield made
    made.process.communicate()  # no more commands: it ends


def copy(source: Path, target: Path) -> None:
    """A part of the project; of its checkpoints only those in ``KEPT``."""
    if source.is_file():
        shutil.copy(source, target)
        return

    def left_out(where: str, names: list[str]) -> list[str]:
        among = Path(where).name == "checkpoints"
        return [name for name in names if among and name not in KEPT]

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
    pid, url = followed.asked([]).split()
    page = browser.new_page()
    try:
        page.goto(f"{url}?model=free-bits")
        page.wait_for_function("document.querySelector('.vae')?.viewer?.name() === 'free-bits'")
        page.goto(f"{url}?model=mean-image")
        expect(page.locator(".means h3")).to_have_text("Mean image")
        page.get_by_role("button", name="Draw", exact=True).click()
        page.wait_for_function("""() => document.querySelector('.means canvas').getContext('2d')
            .getImageData(0, 0, 28, 28).data.some((level, i) => i % 4 === 0 && level > 0)""")
    finally:
        page.close()
        os.kill(int(pid), signal.SIGKILL)
