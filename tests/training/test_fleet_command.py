"""What is shown of many runs, and the command that starts them."""

import io
import os
import re
import time
from dataclasses import replace

import pytest
import torch
from hub_server import closed_port
from rich.console import Console
from tiny_fleet import tiny

from training import pipeline
from training.engine.budget import lasting
from training.fleet import board, launch, plan
from training.fleet.crew import Crew, Run
from training.fleet.worker import Mark
from training.recipes import RECIPES
from zoo.stores import open_store


# ---- what is shown
def shown(runs, **console) -> str:
    said = io.StringIO()
    with board.Board(Console(file=said, width=100, height=10, **console), runs, "a store") as shows:
        shows.changed()
    return said.getvalue()


@pytest.fixture
def states() -> list[Run]:
    mark = Mark(11, 0.25, 98.765, 12_345.6, 252.0)
    return [
        Run(RECIPES["vae-2"], state="waiting"),
        Run(RECIPES["ae-64"], state="done", said="0123456789" * 4),
        Run(RECIPES["rbm"], state="failed", said="There is no data."),
        Run(RECIPES["ae-32"], state="up to date"),
        Run(RECIPES["vae-20"], state="running", mark=mark),
        Run(RECIPES["dcgan"], state="measuring", mark=replace(mark, epoch=9, share=1.0)),
    ]


def test_the_table_has_what_runs_first_and_counts_what_has_no_room(states):
    rows = [
        line.split()
        for line in Console(width=100).render_lines(board.table(states, 9))
        for line in ["".join(segment.text for segment in line)]
    ]
    assert [row[0] for row in rows[1:7]] == ["vae-20", "dcgan", "rbm", "ae-64", "vae-2", "ae-32"]
    assert rows[1] == ["vae-20", "running", "12/1000", "98.77", "12,346/s", *lasting(252.0).split()]
    assert rows[2] == ["dcgan", "measuring", "10/10", "98.77"]
    short = board.table(states, 4)
    assert [*short.columns[0].cells] == ["vae-20", "dcgan", "rbm", "and 3 more"]


def test_the_summary_counts_the_states_and_tells_what_is_left_of_the_budget(states):
    said = "6 runs: 1 running, 1 measuring, 1 failed, 1 done, 1 waiting, 1 up to date"
    assert board.summary(states) == said
    assert board.summary(states, time.time() + 60.4).startswith(f"{said}; budget: 1 min")
    assert board.summary(states, time.time() - 1) == f"{said}; the budget is used up"


def test_a_log_has_a_line_for_each_state_of_a_run(states):
    assert shown(states).splitlines() == [
        "ae-64 is in a store as revision 01234567.",
        "rbm failed: There is no data.",
        "ae-32, up to date",
        "vae-20, running, 12/1000, 98.77, 12,346/s, 4 min 12 s",
        "dcgan, measuring, 10/10, 98.77",
    ]


def test_a_terminal_has_a_table_and_above_it_a_line_for_each_run_that_ended(states):
    said = shown(states, force_terminal=True)
    assert said.count("rbm failed: There is no data.") == 1 and "time left" in said and "12,346/s" in said


# ---- the command
@pytest.mark.parametrize(("ends", "code", "said"), [
    (("done", "up to date"), 0, "All 2 checkpoints are in "),
    (("done", "stopped"), 0, "1 of 2 runs are not finished; run the command again to go on."),
    (("failed", "left out"), 1, "1 of 2 runs failed: ae-32. Run the command again to go on."),
])  # fmt: skip
def test_the_command_ends_with_1_only_if_a_run_failed(run, places, monkeypatch, ends, code, said):
    def go(self, changed) -> None:
        for each, state in zip(self.runs.values(), ends, strict=True):
            each.end(state)

    monkeypatch.setattr(Crew, "go", go)
    ended, out, error = run("train", "ae-32", "ae-64", "--device", "cpu")
    assert ended == code and said in " ".join((out + error).split())


@pytest.mark.parametrize(("given", "threads"), [("1", 1), ("3", 3), ("50", 4), ("0", 4), ("2,1", 4), ("", 4)])
def test_a_worker_has_no_more_threads_than_a_single_run_may_have(monkeypatch, given, threads):
    monkeypatch.setattr(launch, "cores", lambda: 12)
    monkeypatch.setenv("OMP_NUM_THREADS", given)
    assert launch.threads_of(3) == threads and launch.threads_of(50) == 1


def test_workers_share_the_cores_and_all_else_goes_to_each(run, places, tmp_path, monkeypatch):
    crews = []
    monkeypatch.setattr(launch, "cores", lambda: 12)
    monkeypatch.delenv("OMP_NUM_THREADS")
    monkeypatch.setattr(Crew, "go", lambda self, changed: crews.append(self))
    arguments = "train", "--family", "rbm", "vae-2", "--data", "drawn", "--epochs", "7", "--device", "cpu"
    for more in ((), ("--workers", "3"), ("--workers", "50"), ("--budget", "8m", "--out", str(tmp_path / "out"))):
        assert run(*arguments, *more)[0] == 0
    assert [each._order.threads for each in crews] == [1, 4, 1, 1]
    assert [len(each._free) for each in crews] == [8, 3, len(crews[0].runs), 8]
    first, last = crews[0]._order, crews[-1]._order
    assert (first.device, first.data, first.epochs, first.until) == ("cpu", "drawn", 7, None)
    assert (first.store, first.environment["ZOO_STORE"]) == (places["ZOO_STORE"],) * 2
    assert {"vae-2", *plan.of_family("rbm")} == set(crews[0].runs)
    assert all(each.recipe.epochs == 7 and "drawn" in each.recipe.data.__name__ for each in crews[0].runs.values())
    assert 470 < last.until - time.time() <= 480 and last.store == str(tmp_path / "out" / "store")
    assert last.environment["ZOO_HOME"] == str(tmp_path / "out")
    assert last.environment["ZOO_DATA"] == first.environment["ZOO_DATA"]
    assert os.environ["ZOO_HOME"] == places["ZOO_HOME"]


def test_several_gpus_are_shared_out(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(launch, "cores", lambda: 64)
    assert launch._devices("cuda") == ["cuda:0", "cuda:1"] and launch.by_default("cuda") == 8
    assert launch._devices("cuda:1") == ["cuda:1"] and launch.by_default("cuda:1") == 4
    assert launch.by_default("mps") == 1


def test_a_dry_run_says_what_would_be_trained_and_why(run, places):
    code, out, _ = run("train", "iwae-20", "ae-32", "vae-20", "--dry-run", "--epochs", "2", "--device", "cpu")
    rows = [line.split() for line in out.splitlines() if line.strip()]
    assert code == 0 and open_store().names() == []
    assert [row[0] for row in rows[1:4]] == ["vae-20", "iwae-20", "ae-32"] or [row[0] for row in rows[1:4]] == [
        "vae-20", "ae-32", "iwae-20"]  # fmt: skip
    assert ["iwae-20", "2", "has", "no", "checkpoint", "yet", "vae-20"] in rows


def test_what_cannot_use_the_data_is_left_out_of_all_and_refused_by_name(run, places):
    code, out, _ = run("train", "--family", "shakespeare", "rbm", "ae-32", "--data", "drawn", "--dry-run")
    assert code == 2
    code, out, _ = run("train", "--all", "--data", "drawn", "--dry-run", "--device", "cpu")
    assert code == 0 and "Left out, because they cannot be trained on this data: shakespeare-words" in " ".join(
        out.split()
    )
    for wrong in (("shakespeare-lm", "ae-32", "--data", "drawn"), ("--all", "--data", "foo"), ("--family", "bee"),
                  ("ae-32", "--budget", "soon"), ("ae-32", "rbm", "--workers", "0"), ()):  # fmt: skip
        assert run("train", *wrong, "--dry-run")[0] == 2, wrong


def test_without_its_pretrained_network_a_model_is_left_out_of_all_with_the_reason(run, places, monkeypatch, tmp_path):
    monkeypatch.setenv("HF_ENDPOINT", closed_port())
    pretrained = RECIPES["shakespeare-gpt2"]
    kept = replace(pretrained, name="kept", config=replace(pretrained.config, pretrained=str(tmp_path)))
    monkeypatch.setitem(RECIPES, "kept", kept)
    code, out, _ = run("train", "--family", "shakespeare", "--dry-run", "--device", "cpu")
    said = " ".join(out.split())
    assert code == 0 and re.search(r"Left out: shakespeare-gpt2\. \S+ cannot be reached, and gpt2 was not", said)
    assert [line.split()[0] for line in out.splitlines() if "no checkpoint yet" in line].count("kept") == 1
    assert said.count("shakespeare-gpt2") == 1
    missing = replace(kept, config=replace(pretrained.config, pretrained="python:no_such_package"))
    monkeypatch.setitem(RECIPES, "kept", missing)
    assert "Left out: kept. The package no_such_package is not installed" in run("train", "--all", "--dry-run")[1]
    assert run("train", "kept", "ae-32", "--dry-run")[0] == 0


def test_a_budget_for_one_run_ends_it_and_says_how_to_go_on(run, places, monkeypatch):
    monkeypatch.setitem(RECIPES, "ae-32", tiny("ae-32"))
    code, out, _ = run("train", "ae-32", "--budget", "0.001s", "--device", "cpu")
    said = " ".join(out.split())
    assert code == 0 and open_store().names() == [] and "To go on, run the command again with --resume." in said
    assert "epochs are done; the next, of about" in said or "The budget ended within epoch 1 of 3" in said


def test_one_name_is_a_run_in_this_process_and_one_with_workers_is_not(run, places, monkeypatch):
    trained = []
    monkeypatch.setattr(pipeline, "train", lambda recipe, *_, **__: trained.append(recipe.name) or "0123456789")
    monkeypatch.setattr(Crew, "go", lambda self, changed: trained.append(list(self.runs)))
    assert run("train", "ae-32")[0] == run("train", "ae-32", "--workers", "1")[0] == 0
    assert trained == ["ae-32", ["ae-32"]]


def test_a_store_that_cannot_be_written_is_said_before_anything_runs(run, places, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    code, _, error = run("train", "ae-32", "ae-64", "--store", str(tmp_path / "file" / "store"))
    assert code == 1 and "is not a folder, or one of its parents is a file" in error
