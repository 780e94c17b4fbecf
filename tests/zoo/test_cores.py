"""How many cores a process may use."""

import os

import pytest

from zoo import cores as module
from zoo.cores import cores


@pytest.mark.parametrize(("quota", "count"), [
    ("max 100000", 6), ("200000 100000", 2), ("150000 100000", 2), ("10000 100000", 1), ("900000 100000", 6),
    ("", 6), ("5 0", 6), (None, 6),
])  # fmt: skip
def test_a_container_has_its_share(tmp_path, monkeypatch, quota, count):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(6)), raising=False)
    monkeypatch.setattr(module, "QUOTA", tmp_path / "cpu.max")
    if quota is not None:
        (tmp_path / "cpu.max").write_text(quota)
    assert cores() == count


@pytest.mark.parametrize(("there", "count"), [(3, 3), (None, 1)])
def test_where_affinity_is_not_known_all_cores_count_and_one_if_none_does(tmp_path, monkeypatch, there, count):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: there)
    monkeypatch.setattr(module, "QUOTA", tmp_path / "none")
    assert cores() == count
