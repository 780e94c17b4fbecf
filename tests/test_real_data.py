"""What the tests do about data that is absent: they say so in one line, and never wait long for a network."""

import socket
import time
from types import SimpleNamespace

import real_data


def report(reason: str):
    return SimpleNamespace(longrepr=("file.py", 1, f"Skipped: {reason}"))


def test_the_line_at_the_end_counts_what_was_skipped_by_what_it_needs():
    skipped = [report(real_data.NEEDS + real.name) for real in (real_data.MNIST, real_data.TEXT, real_data.MNIST)]
    line = real_data.summary([*skipped, report("another reason")])
    assert "2 for MNIST and 1 for the Shakespeare text." in line and "ZOO_DATA" in line
    assert real_data.summary([report("another reason")]) is None


def test_a_network_that_does_not_answer_costs_a_few_seconds(tmp_path, monkeypatch):
    """A server that takes the call and says nothing is asked once, by one process of several, and is then let be."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        absent = real_data.Real("nothing", "no.such.module", source, ((tmp_path / "absent",),))
        monkeypatch.setattr(real_data, "SETS", (absent, absent))
        monkeypatch.setattr(real_data, "PROBE_SECONDS", 0.2)
        monkeypatch.delenv(real_data.WORKER, raising=False)
        started = time.monotonic()
        real_data.fetch()
        assert time.monotonic() - started < 10
