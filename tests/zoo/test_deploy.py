"""The app as a Space, put on a server that answers as the Hub does: what is sent, what is said, what is refused."""

import json
import re
import subprocess
import sys

import pytest
import zero_gpu
from hub_server import TOKEN
from hub_spaces import NEEDS_PRO, SpacesHub
from huggingface_hub import constants

from zoo import deploy

REPO = "someone/zoo"
FREE = "A free account can have two Spaces like this one, on ZeroGPU"
SMALL = {
    "LICENSE": "free", "README.md": "---\ntitle: The Zoo\n---\n", "app.py": "@spaces.GPU\ndef count(): ...\n",
    "requirements.txt": "gradio\n", "assets/shared/style.css": "p {}", "docs/deploy.md": "# Deploy", "tabs/gan.py": "",
    "notebooks/text.ipynb": "{}", "training/fit.py": "",
    "zoo/__init__.py": "", "zoo/checkpoints/vae/.sha256": "sums", "zoo/checkpoints/vae/model.safetensors": "weights",
}  # fmt: skip
LEFT = ("tests/test_app.py", "runs/vae/state.pt", ".venv/python", "zoo/__pycache__/a.pyc",
        "zoo/checkpoints/.new/config.json", "assets/.DS_Store", "Makefile")  # fmt: skip


@pytest.fixture(scope="module")
def server():
    with SpacesHub() as hub:
        yield hub


@pytest.fixture
def hub(server, tmp_path, monkeypatch):
    """The server without Spaces, as the Hub of this process, and a small app in place of ours."""
    server.reset()
    for path in (*SMALL, *LEFT):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(SMALL.get(path, "not needed"))
    for name, value in {"HF_ENDPOINT": server.endpoint, "HF_TOKEN": TOKEN}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(deploy, "ROOT", tmp_path)
    monkeypatch.setattr(deploy, "POLL", 0.01)
    return server


@pytest.fixture
def run(capsys):
    def command(*arguments):
        capsys.readouterr()
        code = deploy.main(arguments)
        out, error = capsys.readouterr()
        assert TOKEN not in out + error
        return code, out, error

    return command


def sent(hub) -> dict[str, str]:
    files = hub.repos[REPO][-1].files
    return {path: content.decode() for path, content in files.items() if path != ".gitattributes"}


def listed(out: str) -> dict[str, int]:
    return {path: int(size.replace(",", "")) for size, path in re.findall(r"^ +([\d,]+) (\S+)$", out, re.MULTILINE)}


def test_a_dry_run_says_what_is_then_sent_and_sends_nothing(hub, run):
    code, planned, _ = run(REPO, "--store", "hf://me", "--private", "--dry-run")
    assert code == 0 and not hub.requests
    assert planned.splitlines()[:3] == [
        f"Space: {REPO}, private", "Hardware: zero-a10g (ZeroGPU)", "Variables: ZOO_STORE=hf://me"]  # fmt: skip
    code, out, error = run(REPO, "--store", "hf://me", "--private")
    assert code == 0, error
    assert sent(hub) == SMALL and listed(planned) == {path: len(text) for path, text in SMALL.items()}
    space = hub.spaces[REPO]
    assert (space["sdk"], space["hardware"], space["private"]) == ("gradio", "zero-a10g", True)
    assert space["variables"] == {"ZOO_STORE": "hf://me"}
    stages = [f"{REPO}: {stage}" for stage in ("no app file", "building", "app starting", "running")]
    lines = planned.splitlines()
    assert lines[-1].endswith(f" {sum(map(len, SMALL.values()))} bytes in {len(SMALL)} files")
    assert out.splitlines() == [*lines[:3], lines[-1], *stages, f"It runs: {hub.endpoint}/spaces/{REPO}"]


def test_a_space_is_brought_up_to_date_by_one_commit(hub, run, tmp_path):
    hub.me["isPro"] = True
    assert run(REPO, "--hardware", "cpu-basic")[0] == 0
    hub.spaces[REPO]["variables"]["OF_ITS_OWNER"] = "stays"
    (tmp_path / "tabs/gan.py").unlink()
    (tmp_path / "zoo/new.py").write_text("new")
    commits = len(hub.repos[REPO])
    code, out, error = run(REPO, "--store", "hf://me")
    assert code == 0, error
    assert sent(hub) == {path: text for path, text in SMALL.items() if path != "tabs/gan.py"} | {"zoo/new.py": "new"}
    assert len(hub.repos[REPO]) == commits + 1
    assert hub.spaces[REPO]["hardware"] == "zero-a10g"
    assert hub.spaces[REPO]["variables"] == {"OF_ITS_OWNER": "stays", "ZOO_STORE": "hf://me"}
    assert f"{REPO}: building" in out  # what ran before is not taken for the new one


def test_what_git_ignores_is_not_sent(hub, run, tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("*.log\nsecrets/\n")
    for path in ("zoo/run.log", "tabs/secrets/token", "zoo/mine.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("mine")
    assert run(REPO)[0] == 0
    assert sent(hub) == SMALL | {"zoo/mine.py": "mine"}


def test_another_space_of_this_name_is_overwritten_only_when_asked(hub, run):
    assert run(REPO)[0] == 0
    newest = hub.repos[REPO][-1].files
    del newest["zoo/__init__.py"]
    code, _, error = run(REPO)
    assert code == 1 and error.startswith(f"{REPO} is another Space, with {len(SMALL) - 2} files that would be lost")
    assert hub.repos[REPO][-1].files is newest
    assert run(REPO, "--replace")[0] == 0 and sent(hub) == SMALL


@pytest.mark.parametrize(("fault", "arguments", "said"), [
    ("cpu", ["--hardware", "cpu-basic"], f"on cpu-basic. {FREE} (--hardware zero-a10g)"),
    ("cpu", ["--hardware", "cpu-basic"], f"(127.0.0.1 says: {NEEDS_PRO})"),
    ("third", [], f"on zero-a10g. {FREE}"),
    ("gpu", ["--hardware", "t4-small"], "other hardware costs money by the hour"),
    ("other", [], "The token in use is nobody's, who cannot push to hf://someone"),
    ("token", [], "can only read hf://someone; set HF_TOKEN to one that may write"),
    ("down", [], "127.0.0.1 is overloaded or down (HTTP 503)"),
])  # fmt: skip
def test_what_the_hub_refuses_is_a_sentence_that_says_what_can_be_done(hub, run, fault, arguments, said):
    if fault == "third":
        hub.spaces |= {"someone/a": {"hardware": "zero-a10g"}, "someone/b": {"hardware": "zero-a10g"}}
    elif fault == "other":
        hub.me["name"] = "nobody"
    elif fault == "token":
        hub.me["auth"]["accessToken"]["role"] = "read"
    elif fault == "down":
        hub.faults.always["/api/repos/create"] = 503
    code, _, error = run(REPO, *arguments)
    assert code == 1 and said in error and error.count("\n") == 1
    assert REPO not in hub.repos


def test_a_space_that_does_not_run_is_an_error_with_the_reason(hub, run, tmp_path):
    (tmp_path / "app.py").write_text("nothing for a GPU")
    code, _, error = run(REPO)
    assert code == 1
    assert error.splitlines()[-1] == (
        "The Space does not run (runtime error): No @spaces.GPU function detected during startup. See "
        f"{hub.endpoint}/spaces/{REPO}?logs=container"
    )


def test_a_space_that_never_starts_is_given_up(hub, run, monkeypatch):
    monkeypatch.setattr(deploy, "LONGEST", 0.0)
    code, out, error = run(REPO)
    assert code == 1 and error.splitlines()[-1].startswith("The Space does not run yet (no app file); see ")
    assert "It runs" not in out


@pytest.mark.parametrize(("arguments", "said"), [
    (["zoo"], "name the Space as USER/NAME"), (["some one/zoo"], "name the Space as USER/NAME"),
    ([REPO, "--store", "/home/me/store"], "a Space reaches no folder of this machine"),
    ([REPO, "--store", "hf://"], "write hf://NAMESPACE"), ([REPO, "--hardware", "abacus"], "invalid choice: 'abacus'"),
])  # fmt: skip
def test_bad_usage_exits_with_2(hub, capsys, arguments, said):
    with pytest.raises(SystemExit) as ended:
        deploy.main(arguments)
    assert ended.value.code == 2 and said in capsys.readouterr().err and not hub.requests


def test_a_folder_that_is_not_the_whole_app_or_too_large_is_refused(hub, run, tmp_path, monkeypatch):
    monkeypatch.setattr(deploy, "MOST_BYTES", 60)
    assert "more than 60; bundle fewer checkpoints." in run(REPO)[2]
    (tmp_path / "LICENSE").unlink()
    assert "lacks LICENSE; run this command in a whole checkout" in run(REPO)[2] and not hub.requests


def test_the_files_that_are_sent_are_few_enough_and_are_an_app_that_zero_gpu_takes(tmp_path):
    """It refuses an app without a function for its GPU. Digits counted by ours are those counted without one."""
    files = deploy.files_of(deploy.ROOT)
    assert sum(files.values()) <= deploy.MOST_BYTES
    for path in files:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).symlink_to(deploy.ROOT / path)
    ran = subprocess.run([sys.executable, zero_gpu.__file__], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    assert (told["started"], told["asked"]) == (["/startup-report"], ["/schedule", "/allow", "/release"])
    assert told["borrowed"] == told["here"] and told["here"]["samples"] == 200
