"""What is wrong with the variables that say where the page is served, told before Gradio fails on them."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from zoo import address

ROOT = Path(__file__).parents[2]
VARIABLES = "GRADIO_SERVER_NAME", "GRADIO_SERVER_PORT", "GRADIO_TEMP_DIR"


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_the_usual_place_and_another_one(monkeypatch):
    assert address.place() == ("127.0.0.1", 7860)
    monkeypatch.setenv("GRADIO_SERVER_NAME", "0.0.0.0")
    monkeypatch.setenv("GRADIO_SERVER_PORT", "0")
    assert address.place() == ("0.0.0.0", 0) and address.wrong() == ""


def test_a_port_that_somebody_has_is_a_fault_if_it_was_asked_for(monkeypatch):
    """Otherwise Gradio takes the next one."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        host, port = taken.getsockname()
        assert address.fault(host, port).errno == address.IN_USE
        monkeypatch.setattr(address, "PORT", port)
        assert address.wrong() == ""
        monkeypatch.setenv("GRADIO_SERVER_PORT", str(port))
        assert address.wrong().startswith(f"The page cannot be served at 127.0.0.1:{port} (")
    assert address.fault(host, port) is None and address.wrong() == ""


@pytest.mark.parametrize("port", ["abc", "65536", "-1", "7860.0", "٧"])
def test_what_is_no_port(monkeypatch, port):
    monkeypatch.setenv("GRADIO_SERVER_PORT", port)
    assert address.wrong() == f"GRADIO_SERVER_PORT is '{port}', which is no port; give a number up to 65535."


def test_a_host_of_another_machine(monkeypatch):
    monkeypatch.setenv("GRADIO_SERVER_NAME", "192.0.2.1")  # kept free for documentation (RFC 5737)
    assert address.wrong().startswith("The page cannot be served at 192.0.2.1:7860 (")
    assert address.wrong().endswith("; set GRADIO_SERVER_NAME or GRADIO_SERVER_PORT to another.")


def test_a_folder_of_gradio_that_cannot_be_made(monkeypatch, tmp_path):
    monkeypatch.setenv("GRADIO_SERVER_PORT", "0")
    (tmp_path / "file").touch()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "file" / "gradio"))
    assert address.wrong().startswith("GRADIO_TEMP_DIR: ") and "is not a folder" in address.wrong()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "new" / "gradio"))
    assert address.wrong() == "" and not (tmp_path / "new").exists()


def test_the_page_says_so_in_one_sentence_and_does_not_start():
    ran = subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=os.environ | {"GRADIO_SERVER_PORT": "abc"},
                         capture_output=True, text=True)  # fmt: skip
    assert ran.returncode == 1 and ran.stdout == ""
    assert ran.stderr == "GRADIO_SERVER_PORT is 'abc', which is no port; give a number up to 65535.\n"
