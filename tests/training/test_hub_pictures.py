"""Pictures of a data set on the Hub, which a small server answers for."""

import io
import json
import sys

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


@pytest.fixture
def table(tmp_path):
    """``table(levels)`` -> the bytes of a parquet file as the datasets library writes it: grey pictures, whose label is
    the last digit of the level; None stands for bytes that are no picture."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")

    def written(levels: list[int | None], names: list[str] | None = None) -> bytes:
        images = [{"bytes": b"none" if level is None else png(level), "path": "x.png"} for level in levels]
        found = arrow.table({"image": images, "label": [(level or 0) % 10 for level in levels]})
        if names:
            features = {"label": {"names": names}}
            found = found.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
        parquet.write_table(found, tmp_path / "written.parquet", row_group_size=7)
        return (tmp_path / "written.parquet").read_bytes()

    return written


def test_parquet_files_are_read_with_their_labels_and_their_split(hub, table, tmp_path):
    names = [*"abcdefghij"]
    train, test = [[*range(40), None], [*range(40, 60)]], [*range(100, 115)]
    files = {f"data/train-0000{place}-of-00002.parquet": table(part, names) for place, part in enumerate(train)}
    files |= {"data/test-00000-of-00001.parquet": table(test), "data/validation-00000.parquet": table([200])}
    hub.add_commit("someone/digits", "all", files | {"README.md": CARD}, set())
    taken, told = own.take("hf://datasets/someone/digits")
    assert taken.classes == 10 and taken.about.classes == names and taken.about.licence == "cc-by-4.0"
    assert told == "1 picture cannot be read and are left out: train-00000-of-00002.parquet, row 41."
    parts = pictures.read("hf://datasets/someone/digits")
    for part, levels in zip(parts, ([*range(60)], test), strict=True):
        assert part.images[:, 0, 3, 3].tolist() == levels and part.labels is not None
        assert part.labels.tolist() == [level % 10 for level in levels]
    alone = tmp_path / "alone.parquet"
    alone.write_bytes(table(test))
    (found,) = pictures.read(str(alone))
    assert found.images[:, 0, 0, 0].tolist() == test and own.named_after(str(alone)) == "alone"


def test_a_parquet_file_without_pictures_says_so(table, tmp_path):
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "words.parquet"
    parquet.write_table(arrow.table({"text": ["a"], "label": [1]}), file)
    with pytest.raises(ZooError, match="no column of encoded pictures, only text, label"):
        pictures.read(str(tmp_path))
    file.write_bytes(b"PAR1")
    with pytest.raises(ZooError, match="cannot be read as a parquet file"):
        pictures.read(str(file))


def test_without_the_library_for_parquet_files_it_is_named(tmp_path, monkeypatch):
    (tmp_path / "train.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ZooError, match="pip install pyarrow"):
        pictures.read(str(tmp_path))


@pytest.mark.parametrize(("files", "said"), [
    ({"README.md": CARD}, "has no pictures"), (None, "does not let you use data set someone/x; check"),
])  # fmt: skip
def test_a_data_set_that_cannot_be_used_says_why(hub, files, said):
    if files:
        hub.add_commit("someone/x", "all", files, set())
    with pytest.raises(ZooError, match=said):
        pictures.read("hf://datasets/someone/x")
