"""``docs/add-a-model.md``, followed word by word in a copy of the project: every block is written, applied or run."""

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
FEWER = {  # images, and draws for the bound of each image's likelihood
    "data/drawn.py": ("= 10_000, 1_000, 2_000", "= 600, 100, 300"),
    "metrics/likelihood.py": ("SAMPLES = 1000", "SAMPLES = 20"),
}
KEPT = ("vae-20", "judge")  # of the bundled checkpoints: one to stand beside, and the judge, which measures samples
SERVE = """
import app, time
from tabs.shared import page
served = app.create_app()
served.launch(prevent_thread_lock=True, quiet=True, server_name="127.0.0.1", **page.launch_settings())
print(served.local_url, flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The copy, with everything done that the guide says, and the environment that its commands ran in."""
    folder, home = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("home-of-the-copy")
    for part in PARTS:
        copy(ROOT / part, folder / part)
    for file, (whole, fewer) in FEWER.items():
        replace(folder / "training" / file, whole, fewer)
    environment = os.environ | {"ZOO_HOME": str(home), "PYTHONPATH": str(folder)}
    environment.pop("ZOO_STORE", None)
    for kind, text in BLOCKS:
        if kind == "diff":
            insert(folder, text)
        elif kind == "bash":
            for command in text.strip().splitlines():
                run(command, folder, environment)
        else:
            write(folder, text)
    return folder, environment


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


def run(command: str, folder: Path, environment: dict) -> str:
    """What a command of the guide prints."""
    program, *arguments = command.replace("STORE", str(Path(environment["ZOO_HOME"]) / "store")).split()
    assert program == "python"
    ran = subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, f"{command}: {ran.stdout[-2000:]} {ran.stderr[-2000:]}"
    return ran.stdout


def test_every_block_is_one_that_this_test_follows():
    assert {kind for kind, _ in BLOCKS} == {"python", "diff", "bash", "html", "js"} and len(BLOCKS) > 15


def test_what_was_written_is_in_the_style_of_the_project(followed):
    folder, _ = followed
    new = [folder / re.search(r"# (\S+)", text)[1] for kind, text in BLOCKS if kind == "python"]
    ruff = [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), "--quiet"]
    assert subprocess.run([*ruff, *map(str, new)], cwd=folder, capture_output=True, text=True).stdout == ""


def test_the_new_models_are_listed_and_tabulated(followed):
    listed = run("python -m training table --store STORE", *followed)
    assert "| `free-bits` | VAE, free bits |" in listed and "| `mean-image` | Mean image |" in listed


def test_the_page_shows_the_new_model_and_the_new_tab(followed, browser):
    folder, environment = followed
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
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
