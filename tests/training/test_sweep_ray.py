"""A sweep on a local Ray cluster of two nodes; only where Ray is installed."""

import io
import json
import os
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from tiny_fleet import tiny

from training.recipes import RECIPES
from training.sweeps import rays, results, settings
from training.sweeps.results import Planned
from zoo.errors import ZooError
from zoo.stores import open_store

ray = pytest.importorskip("ray")
import ray_tasks  # noqa: E402


@pytest.fixture(scope="module")
def cluster():
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    made.add_node(num_cpus=1)
    ray.init(address=made.address, log_to_driver=False)
    yield made
    ray.shutdown()
    made.shutdown()


@pytest.fixture
def sweep(cluster, tmp_path, monkeypatch):
    """``sweep(task, seeds)`` -> the results of these runs of a small recipe, each by this task."""
    recipe = replace(tiny("ae-32"), epochs=1)
    monkeypatch.setitem(RECIPES, "ae-32", recipe)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    store, said = open_store(str(tmp_path / "store")), io.StringIO()

    def start(task, seeds: str, data: str = ""):
        planned = [Planned(run, settings.changed(recipe, run)) for run in settings.grid(recipe, [], seeds)]
        monkeypatch.setattr("training.fleet.plan.needed", lambda *_: [])
        try:
            rays.train(recipe, planned, store, "cpu", data, None, Console(file=said, width=200), task)
        except ZooError as error:
            return said.getvalue() + str(error)
        nodes = [json.loads((store.resolve(each.recipe.name) / ray_tasks.NODE).read_text()) for each in planned]
        return results.read(recipe, planned, store), nodes

    return start


def test_two_nodes_train_beside_each_other_and_their_checkpoints_come_here(sweep):
    found, nodes = sweep(ray_tasks.small, "1-2")
    assert [run.seed for run in found.runs] == [1, 2] and found.missing == [] and found.ranking == "loss"
    assert len(set(nodes)) == 2


@pytest.mark.parametrize(("task", "said"), [
    (ray_tasks.killed, f"ae-32-seed-3 failed: {rays.LOST}"), (ray_tasks.refused, "failed: There is no recipe 'none'."),
])  # fmt: skip
def test_a_run_that_is_lost_or_refused_is_one_sentence(sweep, monkeypatch, task, said):
    monkeypatch.setattr(rays, "RETRIES", 0)
    told = sweep(task, "3")
    assert said in told and "1 of 1 runs failed: ae-32-seed-3. Run the command again to go on." in told


@pytest.mark.parametrize(("device", "gpus"), [("cpu", None), ("cuda", 0.25), ("cuda:1", 0.25)])
def test_four_runs_share_a_gpu(tmp_path, monkeypatch, device, gpus):
    asked, store = [], open_store(str(tmp_path))
    monkeypatch.setattr("ray.remote", lambda **options: asked.append(options) or (lambda work: work))
    monkeypatch.setattr("ray.is_initialized", lambda: True)
    monkeypatch.setattr(rays, "_go", lambda *_: None)
    rays.train(tiny("ae-32"), [], store, device, "", None, Console(file=io.StringIO()))
    assert [options.get("num_gpus") for options in asked] == [gpus] and asked[0]["max_retries"] == rays.RETRIES


def test_what_a_lost_node_did_is_done_by_another(sweep, cluster, tmp_path):
    file = tmp_path / "where"

    def lose() -> None:
        while not file.exists() or not file.read_text():
            time.sleep(0.1)
        lost = next(each for each in cluster.list_all_nodes() if each.node_id == file.read_text())
        if lost is cluster.head_node:
            file.write_text("it was the head, which a cluster cannot lose")
        cluster.remove_node(lost)

    busy = ray.remote(num_cpus=1)(ray_tasks.busy)
    head = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(cluster.head_node.node_id, soft=False)
    waiting = busy.options(scheduling_strategy=head).remote(8)  # so that the run begins on the other node
    threading.Thread(target=lose, daemon=True).start()
    found, nodes = sweep(ray_tasks.on_a_node_that_is_lost, "4", str(file))
    assert nodes == [cluster.head_node.node_id] and nodes[0] != Path(file).read_text() and len(found.runs) == 1
    del waiting
