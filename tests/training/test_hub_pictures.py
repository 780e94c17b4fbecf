"""Pictures of a data set on the Hub, which a small server answers for."""

import io

import numpy as np
import pytest
from hub_server import HubServer
from huggingface_hub import constants
from PIL import Image

from training.data import own, pictures
from zoo.errors import ZooError

CARD = b"---\nlicense: cc-by-4.0\n---\nRunes.\n"


@pytest.fixture(scope="module")
def server():
    with HubServer() as hub:
        yield hub


@pytest.fixture
def hub(server, tmp_path, monkeypatch):
    server.reset()
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", True)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    return server


def png(level: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (28, 28), level).save(buffer, "PNG")
    return buffer.getvalue()


def test_the_pictures_of_a_data_set_have_labels_and_the_licence_of_its_card(hub):
    files = {f"train/{'ab'[number % 2]}/{number:02}.png": png(number) for number in range(44)}
    hub.add_commit("someone/Runes", "all", files | {"README.md": CARD, "notes.bin": b"x" * 99}, set())
    taken, told = own.take("hf://datasets/someone/Runes")
    assert (taken.name, taken.classes, told) == ("runes", 2, "")
    assert taken.about.licence == "cc-by-4.0" and not any("notes.bin" in path for _, path in hub.requests)
    assert own.take("hf://datasets/someone/Runes", "mine")[0].about.licence == "mine"


def test_one_npz_file_is_read(hub):
    buffer = io.BytesIO()
    np.savez(buffer, images=np.arange(50, dtype=np.uint8)[:, None, None] + np.zeros((50, 28, 28), np.uint8))
    hub.add_commit("someone/arrays", "all", {"data/all.npz": buffer.getvalue()}, set())
    (found,) = pictures.read("hf://datasets/someone/arrays")
    assert found.images[:, 0, 0, 0].tolist() == [*range(50)] and found.licence == ""


@pytest.mark.parametrize(("files", "said"), [
    ({"data/train.parquet": b"PAR1"}, "in parquet files, which are not read here"),
    ({"README.md": CARD}, "has no pictures"), (None, "does not let you use data set someone/x; check"),
])  # fmt: skip
def test_a_data_set_that_cannot_be_used_says_why(hub, files, said):
    if files:
        hub.add_commit("someone/x", "all", files, set())
    with pytest.raises(ZooError, match=said):
        pictures.read("hf://datasets/someone/x")
