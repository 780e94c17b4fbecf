"""What make would do on machines of other people: with uv and without, with no Python, with no home, with spaces."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[1] / "Makefile"
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="there is no make")


@pytest.fixture
def make(tmp_path):
    """``make(target, NAME=value, ...)``: the commands that it would run in a new checkout, or the error."""
    place = tmp_path / "Größe mit Leerzeichen"
    (place / "training").mkdir(parents=True)
    (place / "tests").mkdir()
    shutil.copy(MAKEFILE, place)
    for folder in ("", "training", "tests"):
        (place / folder / "requirements.txt").touch()

    def run(*arguments: str, only: str = "-n", **environment: str) -> subprocess.CompletedProcess:
        known = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        command = ["make", only, "run", *arguments]
        return subprocess.run(command, cwd=place, env=known | environment, capture_output=True, text=True)

    return run


def test_uv_makes_and_fills_the_environment_from_its_cache_if_it_must(make):
    lines = [" ".join(line.split()) for line in make("UV=/my tools/uv", "PYTHON=python3.13").stdout.splitlines()]
    assert '"/my tools/uv" venv --quiet --allow-existing --python "python3.13" .venv' in lines
    install, offline = next(line for line in lines if "pip install" in line).split("||")
    assert "--offline" in offline and "--offline" not in install and "--no-cache" not in install
    assert lines[-1] == ".venv/bin/python app.py"


def test_without_uv_it_is_pip(make):
    lines = make("UV=", "PYTHON=python3.12").stdout.splitlines()
    assert "python3.12 -m venv .venv" in lines
    assert ".venv/bin/python -m pip install --quiet -r requirements.txt" in lines


def test_a_user_without_a_home_has_no_cache_unless_one_is_named(make, tmp_path):
    home = str(tmp_path / "nowhere")
    assert "--no-cache" in make("UV=uv", HOME=home).stdout
    assert "--no-cache" not in make("UV=uv", HOME=home, UV_CACHE_DIR="/somewhere").stdout
    assert "--cache .venv/.npm" in make("tsc", HOME=home).stdout and "--cache" not in make("tsc").stdout


def test_no_python_and_no_uv_is_a_sentence(make):
    ended = make("UV=", "PYTHON=", only="--silent")
    assert ended.returncode == 2 and ended.stdout.startswith("This needs Python 3.11 or newer; install it")


def test_a_python_that_does_not_run_is_passed_over(make, tmp_path):
    """As where pyenv puts names of Pythons into the path that it has not switched on."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, line in {"python3.11": "exit 127", "python3.12": 'exec echo "$0" >&2'}.items():
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    assert "python3.12 -m venv .venv" in make("UV=", PATH=f"{tools}:{os.environ['PATH']}").stdout
