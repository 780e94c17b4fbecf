"""Many runs beside each other: killed at any moment a fleet goes on and ends with the same weights."""

import io
import os
import signal
import time
from dataclasses import replace

import pytest
import tiny_fleet
import torch
from filelock import FileLock
from forked import PROCESSES
from rich.console import Console
from tiny_fleet import EPOCHS, tell, tiny

import zoo
from training import pipeline
from training.engine.loop import Progress
from training.fleet import launch, plan, worker
from training.fleet.crew import Crew, Run
from training.fleet.worker import Mark, Order
from training.run_folder import ASIDE, STATE, runs_folder
from zoo.errors import ZooError
from zoo.stores import BundledStore, open_store

NAMES = "iwae-20", "vae-20", "ae-32"  # the first starts from the second
pytestmark = pytest.mark.usefixtures("forked_from")


def runs_of(*names: str) -> list[Run]:
    store = open_store()
    return [Run(recipe, plan.waits_for(recipe, store)) for recipe in plan.ordered(map(tiny, names), store)]


def crew(runs, places, work, device="cpu", workers=2, until=None) -> Crew:
    order = Order("", places["ZOO_STORE"], device, epochs=EPOCHS, threads=1, until=until, environment=places)
    return Crew(runs, open_store(), order, workers, work)


def told(run: Run) -> tuple[str, str]:
    return run.state, run.said


# ---- real runs
def fleet(places: dict, heard) -> None:
    """A fleet in a process of its own, which tells when a run has finished an epoch."""
    os.environ.update(places)
    runs = runs_of(*NAMES)

    def changed() -> None:
        if any(run.mark and run.mark.epoch for run in runs):
            heard.send("an epoch")

    crew(runs, places, tiny_fleet.work_slowly).go(changed)


def test_a_fleet_killed_and_started_again_ends_with_the_weights_of_runs_alone(places, monkeypatch):
    here, there = PROCESSES.Pipe(duplex=False)
    killed = PROCESSES.Process(target=fleet, args=(places, there))
    killed.start()
    here.recv()
    killed.kill()
    killed.join()
    store, runs = open_store(), runs_of(*NAMES, "ae-64")
    assert "iwae-20" not in store.names() and list(runs_folder("").glob(f"*/{STATE}"))
    _wait_for_the_workers()
    with FileLock(runs_folder("ae-64") / "lock"):  # as if another process trained it
        crew(runs, places, tiny_fleet.work).go()
    ended = {run.recipe.name: told(run) for run in runs}
    assert ended.pop("ae-64") == ("failed", "ae-64 is already being trained by another process; wait for it.")
    assert ended == {name: ("done", store.revision(name)) for name in NAMES}
    for name in NAMES:
        alone = _alone(name)
        for key, tensor in zoo.load_folder(store.resolve(name)).state_dict().items():
            assert torch.equal(tensor, alone[key]), (name, key)
    again = runs_of(*NAMES)
    crew(again, places, tiny_fleet.work, workers=1).go()
    assert [told(run) for run in again] == [("up to date", "")] * 3


def _wait_for_the_workers() -> None:
    """Until those of a fleet that is gone are gone, too."""
    for name in NAMES:
        runs_folder(name).mkdir(parents=True, exist_ok=True)
        with FileLock(runs_folder(name) / "lock", timeout=20):
            pass


def _alone(name: str) -> dict:
    """The weights of a run by itself in this process."""
    recipe, threads = tiny(name), torch.get_num_threads()
    torch.set_num_threads(1)
    state = runs_folder(name) / "alone.pt"
    model, *_ = pipeline.fit(recipe, recipe.data("cpu"), state, "cpu", resume=False)
    torch.set_num_threads(threads)
    return model.state_dict()


def test_a_worker_begins_anew_where_the_state_is_of_another_run_and_keeps_that(places):
    recipe, store, epochs = tiny("ae-32"), open_store(), []
    heard = {"on_epoch": lambda progress: epochs.append(progress.epoch)}
    pipeline.train(replace(recipe, epochs=2), store, "cpu")
    left = runs_folder("ae-32")
    before = (left / STATE).read_bytes()
    pipeline.train(recipe, store, "cpu", resume=None, **heard)
    assert epochs == [1, 2, 3] and (left / ASIDE).read_bytes() == before
    pipeline.train(recipe, store, "cpu", resume=None, **heard)
    assert epochs == [1, 2, 3] and (left / ASIDE).read_bytes() == before  # all its epochs are done
    (left / STATE).write_bytes(b"damaged")
    pipeline.train(recipe, store, "cpu", resume=None, **heard)
    assert epochs == [1, 2, 3] * 2


def test_a_run_that_started_from_other_weights_begins_anew(places):
    store, epochs = open_store(), []
    recipe, first = tiny("iwae-20"), BundledStore().resolve("vae-20")
    store.push(first, "vae-20", "for a test")

    def stop(progress: Progress) -> None:
        epochs.append(progress.epoch)
        if len(epochs) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.train(recipe, store, "cpu", on_epoch=stop)
    model = zoo.load_folder(first)
    with torch.no_grad():
        next(model.parameters()).add_(0.01)
    model.save_pretrained(runs_folder("other"))
    for file in ("README.md", "metrics.json", "training.json"):
        (runs_folder("other") / file).write_bytes((first / file).read_bytes())
    store.push(runs_folder("other"), "vae-20", "for a test")
    pipeline.train(recipe, store, "cpu", resume=None, on_epoch=stop)
    assert epochs == [1, 1, 2, 3]


# ---- the crew, with workers that only tell
@pytest.mark.parametrize(("device", "state", "said", "second"), [
    ("tells", "done", "0123456789" * 4, "done"),
    ("fails", "failed", "There is no data.", "left out"),
    ("stops", "stopped", "1 of 3 epochs are done.", "stopped"),
    ("dies", "failed", "Its process was killed by signal 9, perhaps for want of memory.", "left out"),
    ("breaks", "failed", "are: RuntimeError: out of luck", "left out"),
])  # fmt: skip
def test_however_a_run_ends_it_is_said_and_what_does_not_need_it_goes_on(places, device, state, said, second):
    runs = runs_of("vae-20", "iwae-20", "ae-32")
    crew(runs, places, tell, f"{device},tells").go()
    first, other, needy = (
        next(run for run in runs if run.recipe.name == name) for name in ("vae-20", "ae-32", NAMES[0])
    )
    assert first.state == state and first.said.endswith(said)
    assert other.state == "done" and first.mark == Mark(1, 0.5, 98.7, 1234.0, 60.0)
    assert needy.state == second and ("vae-20" in needy.said or second == "done")


def test_after_the_budget_no_run_begins(places):
    runs = runs_of("vae-20", "iwae-20")
    crew(runs, places, tell, until=time.time() - 1).go()
    assert [told(run) for run in runs] == [
        ("stopped", "It was not begun: the budget was used up."),
        ("stopped", "It was not begun: it needs vae-20, which is not finished."),
    ]


@pytest.fixture
def heeds_ctrl_c():
    """Ctrl-C raises, even where whoever started the tests has it ignored, as in a job of the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_ends_all_workers(places, heeds_ctrl_c):
    runs = runs_of("vae-20", "ae-32", "ae-64")
    group = crew(runs, places, tell, "waits")
    processes, pressed = [], []

    def interrupted() -> None:
        processes[:] = [process for _, process, _ in group._crew.values()]
        if sum(run.mark is not None for run in runs) == 2:
            pressed.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        group.go(interrupted)
    assert len(processes) == 2 and not any(process.is_alive() for process in processes)
    assert [run.state for run in runs] == ["stopped", "stopped", "waiting"] and time.monotonic() - pressed[0] < 60


@pytest.mark.parametrize("gone", [False, True])
def test_a_worker_stops_as_by_ctrl_c_when_it_is_told_and_at_once_when_its_fleet_is_gone(places, gone):
    here, there = PROCESSES.Pipe()
    order = Order("ae-32", places["ZOO_STORE"], "cpu", epochs=EPOCHS, environment=places)
    process = PROCESSES.Process(target=tiny_fleet.work_slowly, args=(order, there))
    process.start()
    there.close()
    assert here.recv()[0] == worker.GOES
    if gone:
        here.close()
    else:
        here.send("stop")
        while (heard := here.recv())[0] in (worker.GOES, worker.MEASURES):
            pass
        assert heard == (worker.STOPPED, "It was stopped.")
    process.join(20)
    assert process.exitcode == int(gone) and open_store().names() == []


def test_a_failed_start_of_a_worker_is_a_sentence(places, tmp_path, monkeypatch):
    (tmp_path / "home").write_text("not a folder")
    runs = runs_of("ae-32")
    crew(runs, places, tiny_fleet.work).go()
    assert runs[0].state == "failed" and "is not a folder" in runs[0].said
    with pytest.raises(ZooError, match="1 of 1 runs failed"):
        launch.conclude(runs, open_store(), Console(file=io.StringIO()))
