"""A checkpoint's record: read once, anew when a file changes, and of damaged parts the rest."""

import json
import os
import shutil

import pytest

from zoo import beside
from zoo.errors import ZooError
from zoo.record import METRICS, TRAINING, record
from zoo.stores import BundledStore, Checkpoint


@pytest.fixture
def copy(tmp_path):
    folder = shutil.copytree(BundledStore().resolve("gan"), tmp_path / "gan")
    return Checkpoint("gan", folder, "local", "0" * 40, "here")


def rewrite(checkpoint: Checkpoint, file: str, **changed) -> None:
    path = checkpoint.folder / file
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))


def test_each_file_is_read_once(copy, monkeypatch):
    read, known = [], beside._text
    monkeypatch.setattr(beside, "_text", lambda folder, file, of: read.append(file) or known(folder, file, of))
    for _ in range(3):
        own = record(copy)
        assert own.kind == "GAN" and own.page.title and own.training.title and own.metrics["frechet"]["value"] > 0
        assert own.file("critic.json").real and own.card.startswith("---") and own.run()["training"]["epochs"] == 100
    assert sorted(read) == ["critic.json", "metrics.json", "page.json", "training.json"]


def test_a_file_that_changed_is_read_anew(copy):
    first = record(copy)
    assert first.training.epochs == 100
    rewrite(copy, TRAINING, epochs=7)
    assert record(copy) is not first and record(copy).training.epochs == 7


def test_a_card_that_changed_or_is_in_no_known_encoding_is_read_all_the_same(copy):
    first = record(copy).card
    (copy.folder / "README.md").write_bytes(b"---\nAnother \xff card\n")
    assert record(copy).card == "---\nAnother \ufffd card\n" != first


def test_a_run_has_what_is_known_of_it_and_no_more(copy):
    rewrite(copy, TRAINING, diverged=None)
    training = json.loads((copy.folder / TRAINING).read_text())
    del training["collapse"]
    (copy.folder / TRAINING).write_text(json.dumps(training))
    run = record(copy).run()
    assert not {"collapse", "diverged"} & set(run["training"]) and run["seeds"] == record(copy).seeds
    assert run["metrics"]["frechet"]["value"] == record(copy).metrics["frechet"]["value"]


def test_a_change_shows_where_the_file_is_as_long_as_before(copy):
    path = copy.folder / TRAINING
    for epochs in (7, 8):  # written in place, a millisecond later
        rewrite(copy, TRAINING, epochs=epochs)
        os.utime(path, ns=(0, 10**6 * epochs))
        assert record(copy).training.epochs == epochs
    other = path.with_suffix(".new")  # another put in its place, of the same time
    other.write_text(json.dumps(json.loads(path.read_text()) | {"epochs": 9}))
    os.utime(other, ns=(0, 10**6 * 8))
    assert other.stat().st_size == path.stat().st_size
    other.replace(path)
    assert record(copy).training.epochs == 9


def test_what_is_damaged_leaves_the_rest(copy):
    rewrite(copy, TRAINING, epochs="many", trace=[{"epoch": 1.0}, {}])
    rewrite(copy, METRICS, frechet=5)
    own = record(copy)
    assert own.training.epochs is None and len(own.training.trace) == 1 and own.training.title
    assert "frechet" not in own.metrics and "coverage" in own.metrics
    assert own.problems[METRICS] == [
        "metrics.json of gan does not fit: frechet must be an object; train or fetch it again."
    ]
    assert "epochs must be a whole number" in own.problems[TRAINING][0]


@pytest.mark.parametrize(("file", "part"), [(TRAINING, "training"), (METRICS, "metrics")])
def test_what_cannot_be_read_is_none_and_says_so(copy, file, part):
    (copy.folder / file).write_text("[]")
    own = record(copy)
    assert getattr(own, part) is None and own.run() is None and own.card
    with pytest.raises(ZooError, match=f"{file} of gan is missing or damaged"):
        own.whole(file)


def test_a_damaged_file_says_so_each_time(copy):
    rewrite(copy, "critic.json", real=[1.0])
    own = record(copy)
    for _ in range(2):
        with pytest.raises(ZooError, match=r"critic\.json of gan does not fit: real must have at least 101 entries"):
            own.file("critic.json")


def test_without_a_config_or_a_card_it_is_none(copy):
    (copy.folder / "README.md").unlink()
    with pytest.raises(ZooError, match="card of gan is missing"):
        assert record(copy).card
    (copy.folder / "config.json").write_text("[]")
    with pytest.raises(ZooError):
        record(copy)
