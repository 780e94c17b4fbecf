"""What the doctor finds: on this machine nothing that hinders, and each kind of damage in a sentence."""

import hashlib
import re
import socket
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from training import doctor
from training.data import mnist_files
from training.data.mnist_files import UNPACKED
from zoo import address, variables
from zoo.mnist import RAW
from zoo.stores import BundledStore, open_store
from zoo.stores.bundled import BUNDLE


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Folders of our own for everything; returns them."""
    for name in variables.KNOWN:
        monkeypatch.delenv(name, raising=False)
    for name in ("home", "data", "store"):
        monkeypatch.setenv(f"ZOO_{name.upper()}", str(tmp_path / name))
        (tmp_path / name).mkdir()
    return tmp_path


def said(check, grade: str) -> str:
    """The findings of a check with this grade, as lines."""
    return "\n".join(finding.said for finding in check() if finding.grade == grade)


def test_on_a_machine_that_works_all_is_told_and_nothing_is_wrong(run, places):
    code, out, error = run("doctor")
    assert code == 0, error
    assert all(title in out for title in doctor.CHECKS) and "Nothing here hinders" in out
    assert not list((places / "store").iterdir()) and not list((places / "home").iterdir())  # nothing was written


def test_what_is_wrong_is_counted_and_exits_with_1(run, places, monkeypatch):
    monkeypatch.setenv("GRADIO_SERVER_PORT", "http")
    code, out, error = run("doctor")
    assert code == 1 and "1 thing is wrong" in error and "GRADIO_SERVER_PORT is 'http'" in out


def test_a_check_that_fails_leaves_the_others(places, monkeypatch):
    def breaks():
        yield doctor.Finding(doctor.GOOD, "before")
        raise RuntimeError("no such thing")

    monkeypatch.setattr(doctor, "CHECKS", {"Broken": breaks, "Folders": doctor.folders})
    found = dict(doctor.examine())
    assert [finding.said for finding in found["Broken"]] == [
        "before", "This could not be checked (RuntimeError: no such thing)."]  # fmt: skip
    assert len(found["Folders"]) == 2


def test_without_a_home_every_check_that_needs_none_works(monkeypatch):
    for name in ("HOME", "ZOO_HOME", "ZOO_STORE", "ZOO_DATA", "XDG_CACHE_HOME", "GRADIO_SERVER_PORT"):
        monkeypatch.delenv(name, raising=False)

    def unknown(path):
        raise KeyError("uid not found")

    monkeypatch.setattr("pwd.getpwuid", unknown)
    found = {title: {finding.grade for finding in findings} for title, findings in doctor.examine()}
    wrong = {title for title, grades in found.items() if doctor.WRONG in grades}
    assert wrong == {"Folders", "Store", "MNIST", "Texts"}


def test_libraries_that_are_absent_or_of_another_version(monkeypatch):
    def version(name):
        if name in ("gradio", "torchmetrics"):
            raise doctor.PackageNotFoundError(name)
        return "0.0.1" if name == "pydantic" else "99!1"

    texts = [(doctor.ROOT / file).read_text() for file in ("requirements.txt", "training/requirements.txt")]
    asked = [line for text in texts for line in text.splitlines() if line.split("#")[0].strip()]
    assert said(doctor.versions, doctor.GOOD).splitlines()[-1].startswith(f"{len(asked)} libraries are installed in")
    monkeypatch.setattr(doctor, "version", version)
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    assert "gradio is not installed; run: pip install -r requirements.txt (only the page" in said(
        doctor.versions, doctor.NOTE
    )
    assert "pydantic 0.0.1 is installed, but requirements.txt asks for" in said(doctor.versions, doctor.NOTE)
    wrong = said(doctor.versions, doctor.WRONG)
    assert "torchmetrics is not installed; run: pip install -r training/requirements.txt." in wrong
    assert "3.11 or newer is needed" in wrong


def test_variables_are_told_but_no_secret_and_a_misspelt_one_is_noted(places, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setenv("ZOO_STOER", "/x")
    good = said(doctor.settings, doctor.GOOD)
    assert f"ZOO_DATA is {places / 'data'}." in good and "HF_TOKEN is set." in good and "hf_secret" not in good
    assert said(doctor.settings, doctor.NOTE) == "ZOO_STOER is set, but nothing reads it; is ZOO_STORE meant?"


def test_where_no_variable_is_set_this_is_said(monkeypatch):
    for name in variables.KNOWN:
        monkeypatch.delenv(name, raising=False)
    assert said(doctor.settings, doctor.GOOD) == "No environment variable changes anything."


@pytest.mark.parametrize(("chosen", "cuda", "good", "note"), [
    ("cuda", "12.4", [r"on Tesla with 24 GB\."], ""),
    ("mps", None, [r"trains on the GPU of this Mac\.", "Cores: 4, without .* threads of torch: 4"], ""),
    ("cpu", None, [r"trains on the CPU\.", "Cores: 4, with instructions for bfloat16; threads of torch: 4"], ""),
    ("cpu", "12.4", [r"trains on the CPU\.", "Cores"], "torch is built for CUDA 12.4, but finds no GPU."),
])  # fmt: skip
def test_what_training_would_run_on(monkeypatch, chosen, cuda, good, note):
    memory = SimpleNamespace(total_memory=24e9)
    gpu = SimpleNamespace(get_device_properties=lambda _: memory, get_device_name=lambda _: "Tesla")
    monkeypatch.setattr("training.pipeline.choose_device", lambda: chosen)
    monkeypatch.setattr(torch, "cuda", gpu)
    monkeypatch.setattr(torch.version, "cuda", cuda)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 4)
    monkeypatch.setattr(doctor.os, "sched_getaffinity", lambda _: range(4), raising=False)
    monkeypatch.setattr("zoo.cores.QUOTA", Path("no container"))
    monkeypatch.setattr(doctor, "_computes_bfloat16", lambda torch: chosen == "cpu")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    lines = said(doctor.device, doctor.GOOD).splitlines()
    assert len(lines) == len(good) and all(map(re.search, good, lines)) and said(doctor.device, doctor.NOTE) == note
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert ("hides some" in said(doctor.device, doctor.NOTE)) == bool(note)
    monkeypatch.setattr(doctor.os, "sched_getaffinity", lambda _: range(3), raising=False)
    assert ("set OMP_NUM_THREADS to 3" in said(doctor.device, doctor.NOTE)) == (chosen != "cuda")


def test_data_that_is_whole(tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_DATA", str(tmp_path))
    monkeypatch.setattr("zoo.mnist_download.absent", list)
    for name in ("damaged", "damaged_packed"):
        monkeypatch.setattr(mnist_files, name, lambda raw: [])
    assert said(doctor.mnist, doctor.GOOD) == f"MNIST in {tmp_path / RAW} is whole."
    assert not said(doctor.mnist, doctor.NOTE)
    (tmp_path / "a.txt").write_bytes(b"To be")
    known = {Path("a.txt"): hashlib.sha256(b"To be").hexdigest(), Path("b.txt"): "0" * 64}
    texts = partial(doctor._texts, tmp_path, known)
    assert said(texts, doctor.GOOD) == f"1 texts in {tmp_path} are whole."
    away = f"1 of 2 texts are not in {tmp_path}; "
    monkeypatch.setenv("ZOO_DOWNLOAD", "0")
    assert said(texts, doctor.NOTE) == f"{away}ZOO_DOWNLOAD keeps training from downloading them."
    monkeypatch.delenv("ZOO_DOWNLOAD")
    assert said(texts, doctor.NOTE) == f"{away}training downloads them."
    known.pop(Path("b.txt"))
    assert not said(texts, doctor.NOTE)


def test_a_folder_that_cannot_be_written_and_a_full_disk(places, monkeypatch):
    (places / "file").write_text("")
    monkeypatch.setenv("ZOO_HOME", str(places / "file" / "home"))
    assert "is not a folder, or one of its parents is a file" in said(doctor.folders, doctor.WRONG)
    monkeypatch.setattr(doctor, "FREE", 1e9)
    assert "a run may need 1e+09" in said(doctor.folders, doctor.NOTE)


def test_a_store_with_a_damaged_checkpoint_and_one_that_is_none(places, monkeypatch):
    used = open_store()
    used.push(BUNDLE / "rbm-25", "rbm-25", "for a test")
    assert "is a folder and has 1 checkpoints" in said(doctor.store, doctor.GOOD)
    (used.resolve("rbm-25") / "README.md").resolve().write_text("")
    assert "'README.md' of 'rbm-25'" in said(doctor.store, doctor.WRONG)
    monkeypatch.setenv("ZOO_STORE", "hf:me")
    (found,) = dict(doctor.examine())["Store"]
    assert found.grade == doctor.WRONG and "'hf:me' is not a store" in found.said
    (places / "data" / "x").write_text("")
    monkeypatch.setenv("ZOO_STORE", str(places / "data"))
    assert "not empty and not a checkpoint store" in said(doctor.store, doctor.WRONG)


def test_data_that_is_damaged_cut_short_or_absent(places):
    raw = places / "data" / RAW
    raw.mkdir(parents=True)
    assert "MNIST lacks t" in said(doctor.mnist, doctor.NOTE) and not said(doctor.mnist, doctor.WRONG)
    (raw / "t10k-labels-idx1-ubyte").write_bytes(b"\0" * UNPACKED["t10k-labels-idx1-ubyte"][0])
    (raw / "train-images-idx3-ubyte.gz").write_bytes(b"<html>")
    (raw / "train-labels-idx1-ubyte").write_bytes(b"\0" * 100)
    assert "t10k-labels-idx1-ubyte and train-images-idx3-ubyte.gz of MNIST in" in said(doctor.mnist, doctor.WRONG)
    assert "train-labels-idx1-ubyte in" in said(doctor.mnist, doctor.NOTE)
    play = places / "data" / "shakespeare" / "mit" / "hamlet"
    play.mkdir(parents=True)
    (play / "full.html").write_text("To be")
    assert "hamlet/full.html is damaged" in said(doctor.texts, doctor.WRONG)
    assert "37 of 38 texts are not in" in said(doctor.texts, doctor.NOTE)


def test_bundled_checkpoints_that_are_damaged(tmp_path, monkeypatch):
    monkeypatch.setattr(BundledStore.__init__, "__defaults__", (tmp_path / "bundle",))
    bundled = BundledStore()
    for name in ("rbm-25", "ae-32", "vae-2"):
        bundled.push(BUNDLE / name, name, "for a test")
    (bundled.resolve("ae-32") / "model.safetensors").write_bytes(b"")
    (bundled.resolve("vae-2") / "metrics.json").write_text("{")
    wrong = said(doctor.bundle, doctor.WRONG)
    assert "model.safetensors of 'ae-32'" in wrong and "metrics.json of vae-2 is missing or damaged" in wrong
    assert said(doctor.bundle, doctor.GOOD) == "1 checkpoints that came with the app are whole."


def test_a_port_in_use_and_an_address_of_another_machine(places, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.delenv("GRADIO_SERVER_PORT", raising=False)
        monkeypatch.setattr(address, "PORT", port)
        assert f"Port {port} is in use" in said(doctor.port, doctor.NOTE)
        monkeypatch.setenv("GRADIO_SERVER_PORT", str(port))
        assert f"cannot be served at 127.0.0.1:{port}" in said(doctor.port, doctor.WRONG)
    assert "can be served" in said(doctor.port, doctor.GOOD)
    monkeypatch.setenv("GRADIO_SERVER_NAME", "192.0.2.1")  # kept free for documentation (RFC 5737)
    assert "cannot be served at 192.0.2.1" in said(doctor.port, doctor.WRONG)


def test_a_folder_of_gradio_that_cannot_be_written_and_a_port_that_is_none(places, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "file" / "gradio"))
    assert "GRADIO_TEMP_DIR: " in said(doctor.folders, doctor.WRONG)
    monkeypatch.setenv("GRADIO_SERVER_PORT", "99999")
    assert "GRADIO_SERVER_PORT is '99999', which is no port" in said(doctor.port, doctor.WRONG)
