"""Shared by the tests of training: its command line."""

import pytest

from training import __main__ as cli


@pytest.fixture
def run(monkeypatch, capsys):
    """``run("train", "vae-2")`` -> (exit code, standard output, standard error)."""

    def call(*arguments: str):
        monkeypatch.setattr("sys.argv", ["training", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        captured = capsys.readouterr()
        return stop.value.code, captured.out, captured.err

    return call
