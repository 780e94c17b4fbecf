"""Which images the data sets of recipes have: the splits of MNIST, binary or labelled, and what is put beside them."""

from types import SimpleNamespace

import pytest
import torch

from training.data import images, no_digits
from training.data.images import LabelledSplit, Split


@pytest.fixture
def numbered(monkeypatch):
    """Twelve images to train and validate on and five to test on, whose levels are their numbers, from 200 on those of
    the test; of validation are three."""

    def read(train: bool, device: str):
        numbers = torch.arange(12) if train else 200 + torch.arange(5)
        return numbers.byte()[:, None, None, None].repeat(1, 1, 2, 2).to(device), numbers % 10

    monkeypatch.setattr(images, "_read_mnist", read)
    monkeypatch.setattr(images, "VALIDATION", 3)


NUMBERS = {"train": list(range(9)), "validation": [9, 10, 11], "test": [200, 201, 202, 203, 204]}


@pytest.mark.parametrize(("load", "kind", "binary"), [
    (images.mnist, Split, False), (images.binary_mnist, Split, True), (images.labelled_mnist, LabelledSplit, False),
])  # fmt: skip
def test_the_last_training_images_are_for_validation_and_each_keeps_its_label(numbered, load, kind, binary):
    for name, split in vars(load()).items():
        assert type(split) is kind and split.binarise == binary and split.device.type == "cpu"
        assert split.images[:, 0, 0, 0].tolist() == NUMBERS[name]
        assert split.labels.tolist() == [number % 10 for number in NUMBERS[name]]


def test_a_batch_has_levels_from_0_to_1_and_a_binary_one_draws_of_them():
    split = Split(torch.tensor([0, 51, 255]).byte()[:, None, None, None].repeat(1, 1, 20, 20), torch.arange(3))
    index = torch.tensor([1, 2, 1])
    assert split.batch(index)[:, 0, 0, 0].tolist() == pytest.approx([0.2, 1.0, 0.2])
    torch.testing.assert_close(split.intensities()[index], split.batch(index))
    torch.manual_seed(1)
    drawn = Split(split.images, split.labels, binarise=True).batch(index)
    assert set(drawn.unique().tolist()) == {0, 1}
    assert drawn.mean((1, 2, 3)).tolist() == pytest.approx([0.2, 1.0, 0.2], abs=0.06)
    labelled = LabelledSplit(split.images, split.labels).batch(index)
    assert labelled.labels.tolist() == [1, 2, 1] and torch.equal(labelled.images, split.batch(index))
    head = split.head(2)
    assert (len(head), head.labels.tolist()) == (2, [0, 1]) and torch.equal(head.images, split.images[:2])


@pytest.mark.parametrize("name", ["mnist", "drawn"])
def test_pictures_without_a_digit_are_beside_the_digits_of_either_set(monkeypatch, name):
    asked = []
    monkeypatch.setattr(no_digits, name, lambda: name)
    monkeypatch.setattr(no_digits, "with_others", lambda *given: asked.append(given) or "both")
    assert getattr(no_digits, f"labelled_{name}_and_others")("cuda") == "both" and asked == [(name, "cuda")]


def test_of_a_folder_that_cannot_be_written_the_packed_files_are_copied_once(tmp_path, monkeypatch):
    raw, home = tmp_path / "data" / "MNIST" / "raw", tmp_path / "home"
    raw.mkdir(parents=True)
    monkeypatch.setenv("ZOO_HOME", str(home))
    for name in ("a.gz", "b.gz", "notes.txt"):
        (raw / name).write_text(name)
    assert images._writable_root(tmp_path / "data") == tmp_path / "data"
    monkeypatch.setattr(images, "os", SimpleNamespace(access=lambda *_: False, W_OK=2))
    assert images._writable_root(tmp_path / "none") == tmp_path / "none"  # nothing is there to be copied
    copy = home / "data" / "MNIST" / "raw"
    assert images._writable_root(tmp_path / "data") == home / "data"
    (copy / "a.gz").unlink()
    (copy / "b.gz").write_text("already there")
    assert images._writable_root(tmp_path / "data") == home / "data"
    assert {file.name: file.read_text() for file in copy.iterdir()} == {"a.gz": "a.gz", "b.gz": "already there"}
    monkeypatch.setattr(images.mnist_files, "unpacked", lambda raw: True)
    assert images._writable_root(tmp_path / "data") == tmp_path / "data"  # nothing is left to be written
