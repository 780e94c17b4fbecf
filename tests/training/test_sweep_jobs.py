"""A sweep in Hugging Face Jobs, asked of a server that answers as the Hub does, and the states that jobs keep there."""

import io
import os
import sys
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import tiny_fleet
from hub_jobs import JobsHub
from hub_server import TOKEN
from huggingface_hub import constants
from tiny_fleet import tiny

from training.engine.loop import Progress
from training.fleet import keeper
from training.fleet.keeper import Keeper
from training.recipes import RECIPES
from training.run_folder import STARTED, STATE, runs_folder
from training.sweeps import jobs, machines
from zoo.errors import ZooError
from zoo.stores import hub as hubstore

SWEEP = ("sweep", "ae-32", "--set", "learning_rate=1e-3", "--seeds", "1-2", "--on", "jobs", "--store", "hf://someone")
REPO = "someone/ae-32-sweep"


@pytest.fixture(scope="module")
def server():
    with JobsHub() as hub:
        yield hub


@pytest.fixture
def hub(server, tmp_path, monkeypatch):
    """The server without jobs, as the Hub of this process, with a token."""
    server.reset()
    for name, value in {"HF_ENDPOINT": server.endpoint, "HF_TOKEN": TOKEN, "ZOO_HOME": str(tmp_path / "home")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(hubstore, "PAUSES", (0.01, None))
    monkeypatch.setattr(jobs, "POLL", 0.01)
    monkeypatch.setitem(RECIPES, "ae-32", replace(tiny("ae-32"), epochs=1))
    return server


def words(*texts: str) -> str:
    return " ".join("".join(texts).replace("│", " ").split())


def test_the_request_has_the_machine_the_time_the_token_as_a_secret_and_the_command_of_its_part(hub, run):
    code, out, error = run(*SWEEP, "--jobs", "2", "--flavor", "a10g-small", "--timeout", "5h", "--yes")
    said = words(out)
    assert code == 0, error
    assert ("2 runs of ae-32 in 2 jobs of someone on a10g-small (Nvidia A10G - small), each for at most 5 h, at most "
            "$10.02.") in said  # fmt: skip
    assert said.count("completed") == 2 and "2 runs are not finished; run the same command again to go on." in said
    first, second = hub.asked
    assert (first["flavor"], first["timeoutSeconds"], first["attempts"]) == ("a10g-small", 18_000, 2)
    assert (
        first["secrets"] == {"HF_TOKEN": TOKEN}
        and TOKEN not in str(first["environment"]) + str(first["command"]) + said
    )
    assert first["labels"] == {"zoo-sweep": "ae-32", "name": "ae-32-sweep-1"}
    command = first["command"]
    assert command[:2] == ["uv", "run"] and "torch>=" in str(command) and "gradio" not in str(command)
    place = command.index(jobs.BOOT)
    revision = hub.repos[REPO][-1].oid
    assert command[place - 2 : place] == ["python", "-c"] and command[place + 1 : place + 3] == [REPO, revision]
    assert command[place + 3 :] == [
        "sweep", "ae-32", "--set", "learning_rate=1e-3", "--seeds", "1-2", "--on", "local", "--store", "hf://someone",
        "--keep", REPO, "--part", "1/2", "--yes"]  # fmt: skip
    assert second["command"][-3:] == ["--part", "2/2", "--yes"]


def test_a_job_that_is_cut_off_is_said_and_the_table_shows_what_jobs_have_done(
    hub, run, forked_from, tmp_path, monkeypatch
):
    hub.stages, hub.message = ["RUNNING", "ERROR"], "Job timeout"
    one = tuple("3" if part == "1-2" else part for part in SWEEP)
    code, out, error = run(*one, "--yes")
    assert code == 1 and "error (Job timeout)" in words(out)
    assert f"1 of 1 jobs did not end well: {hub.endpoint}/jobs/someone/1. Run the same command again" in words(error)
    command = hub.asked[0]["command"]
    real, variables = machines.train, {name: os.environ[name] for name in ("HF_ENDPOINT", "HF_TOKEN")}
    work = partial(tiny_fleet.work_on_hub, variables, str(tmp_path / "cache-of-the-job"))
    monkeypatch.setattr(machines, "train", lambda *about: real(*about, work=work))
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "of-the-job"))
    inside = command[command.index(jobs.BOOT) + 3 :]
    code, out, error = run(*inside, "--device", "cpu", "--workers", "1")
    assert code == 0 and "Best" not in out, error
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    code, out, _ = run(*one, "--yes")
    assert code == 0 and len(hub.asked) == 1
    assert "Best by the validation images or text: learning_rate 1e-3." in words(out)
    assert "someone/ae-32-learning-rate-1e-3-seed-3" in hub.repos


def test_a_job_fetches_the_code_and_is_the_command_line(hub, run, tmp_path, monkeypatch):
    assert run(*SWEEP, "--yes")[0] == 0
    command = hub.asked[0]["command"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(constants, "ENDPOINT", hub.endpoint)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", hub.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
    )
    monkeypatch.setattr(sys, "argv", ["-c", *command[command.index(jobs.BOOT) + 1 :]])
    started = []
    monkeypatch.setattr(os, "execv", lambda *about: started.append(about))
    exec(jobs.BOOT, {})
    assert started == [(sys.executable, [sys.executable, "-m", "training", *sys.argv[3:]])]
    assert Path.cwd() == tmp_path / "zoo" and Path("training/__main__.py").is_file()


def test_the_code_has_what_training_needs_and_no_more():
    names = zipfile.ZipFile(io.BytesIO(jobs.code(RECIPES["iwae-20"]))).namelist()
    assert {"training/__main__.py", "zoo/models/vae.py", "assets/shared/examples.json"} <= set(names)
    bundled = {name.split("/")[2] for name in names if name.startswith("zoo/checkpoints/")}
    assert bundled == {"judge", "judge-open", "vae-20", "iwae-20"}
    assert not [name for name in names if name.startswith("tabs/") or "__pycache__" in name]


# ---- refusals
@pytest.mark.parametrize(("fault", "arguments", "said"), [
    ("credit", [], "127.0.0.1 refused the job for lack of credit; add some at"),
    ("none", ["--flavor", "abacus"], "There is no flavor 'abacus'; choose one of cpu-basic, a10g-small."),
    ("token", [], "A job needs a token that may write to the Hub"),
    ("under way", [], "A job of this sweep is already under way: "),
    ("down", [], "127.0.0.1 is overloaded or down (HTTP 503)"),
])  # fmt: skip
def test_what_the_hub_refuses_is_one_sentence(hub, run, monkeypatch, fault, arguments, said):
    if fault == "credit":
        hub.credit = False
    elif fault == "token":
        monkeypatch.setattr("huggingface_hub.get_token", lambda: None)
    elif fault == "under way":
        hub.asked, hub.stages = [{"labels": {"zoo-sweep": "ae-32"}}], ["RUNNING"]
    elif fault == "down":
        hub.faults.always["/api/jobs"] = 503
    code, _, error = run(*SWEEP, *arguments, "--yes")
    assert code == 1 and said in words(error)
    assert len(hub.asked) == (fault == "under way") and TOKEN not in error


# ---- states
def test_a_state_is_found_again_on_another_machine(hub, tmp_path, monkeypatch):
    hub.add_commit(REPO, "initial commit", {}, set())
    monkeypatch.setattr(keeper, "EVERY", 0.0)
    here = runs_folder("a-run")
    kept = Keeper(REPO, "a-run")  # nothing is there yet
    here.mkdir(parents=True)
    (here / STATE).write_bytes(b"a state")
    (here / STARTED).write_text("0123abc")
    (here / "log.txt").write_text("not kept")
    kept.epoch(Progress(epoch=3))
    assert set(hub.repos[REPO][-1].files) == {f"states/a-run/{STATE}", f"states/a-run/{STARTED}"}
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "another"))
    Keeper(REPO, "a-run")
    there = runs_folder("a-run")
    assert there != here and (there / STATE).read_bytes() == b"a state" and (there / STARTED).read_text() == "0123abc"


def test_a_state_is_not_sent_often_and_one_that_cannot_be_sent_does_not_end_the_run(hub, monkeypatch, caplog):
    hub.add_commit(REPO, "initial commit", {}, set())
    kept = Keeper(REPO, "a-run")
    runs_folder("a-run").mkdir(parents=True)
    (runs_folder("a-run") / STATE).write_bytes(b"a state")
    kept.epoch(Progress(epoch=1))
    assert hub.repos[REPO][-1].files == {}
    monkeypatch.setattr(keeper, "EVERY", 0.0)
    hub.faults.always["/api/models"] = 403
    kept.epoch(Progress(epoch=2))
    assert "The state of a-run was not kept: 127.0.0.1 does not let you use someone/ae-32-sweep" in caplog.text
    with pytest.raises(ZooError, match="has no someone/nothing"):
        Keeper("someone/nothing", "another-run")
