"""The small reader of MNIST's digits: the same as torchvision's, and nothing where the data is not whole."""

import gzip

import numpy as np
import pytest
import real_data

from training.data.drawn import TEST
from zoo import mnist as reader


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The files of drawings, by the names of the test set's: packed."""
    folder = tmp_path_factory.mktemp("drawn")
    real_data.write_digits(folder)
    return {stem: gzip.compress((folder / reader.RAW / stem).read_bytes(), 1) for stem in reader.TEST}


@pytest.fixture
def raw(packed, tmp_path, monkeypatch):
    """A data folder of our own with the files of a test set, which stand for those of the training set, too."""
    target = tmp_path / reader.RAW
    target.mkdir(parents=True)
    for stem, twin in zip(reader.TEST, reader.TRAINING, strict=True):
        for name in (stem, twin):
            (target / f"{name}.gz").write_bytes(packed[stem])
    monkeypatch.setenv("ZOO_DATA", str(tmp_path))
    return target


def test_the_digits_are_those_of_torchvision(mnist, mnist_files):
    images, labels = reader.digits()
    assert np.array_equal(images, mnist.test.images[:, 0].numpy()) and np.array_equal(labels, mnist.test.labels.numpy())


def test_unpacked_files_are_read_and_half_unpacked_ones_are_not(raw):
    packed = reader.digits()
    whole = gzip.decompress((raw / f"{reader.IMAGES}.gz").read_bytes())
    (raw / reader.IMAGES).write_bytes(whole[: len(whole) // 2])
    assert np.array_equal(reader.digits()[0], packed[0])
    (raw / reader.IMAGES).write_bytes(whole)
    (raw / f"{reader.IMAGES}.gz").unlink()
    assert np.array_equal(reader.digits()[0], packed[0])


@pytest.mark.parametrize("stem", [reader.IMAGES, reader.LABELS])
@pytest.mark.parametrize("damage", [
    lambda path: path.unlink(),
    lambda path: path.write_bytes(path.read_bytes()[:1000]),
    lambda path: path.write_bytes(b"nonsense"),
    lambda path: path.write_bytes(gzip.compress(b"\0\0\x08\x01" + (10).to_bytes(4, "big") + b"\x01" * 9)),
    lambda path: path.write_bytes(gzip.compress(b"\0\0\x08\x01" + (10).to_bytes(4, "big") + b"\x63" * 10)),
])  # fmt: skip
def test_what_is_absent_or_damaged_is_no_digits(raw, stem, damage):
    damage(raw / f"{stem}.gz")
    images, labels = reader.digits()
    assert images.shape == (0, 28, 28) and labels.shape == (0,)


@pytest.mark.parametrize(
    "content", [b"", b"\0\0\x08", b"\0\0\x09\x01\0\0\0\0", b"\0\0\x08\x00", b"\0\0\x08\x03" + b"\xff" * 12]
)
def test_bytes_that_are_no_idx_file(content):
    assert reader.parse_idx(content) is None


def test_labels_that_are_no_digits_are_no_labels(raw):
    path = raw / f"{reader.LABELS}.gz"
    whole = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(whole[:-1] + b"\x0a"))
    assert len(reader.digits()[0]) == 0
    path.write_bytes(gzip.compress(whole[:-1] + b"\x09"))
    assert len(reader.digits()[0]) == TEST and reader.digits()[1][-1] == 9


def test_data_that_arrives_later_is_found(raw):
    path = raw / f"{reader.IMAGES}.gz"
    content = path.read_bytes()
    path.unlink()
    assert len(reader.digits()[0]) == 0
    path.write_bytes(content)
    assert len(reader.digits()[0]) == TEST


def test_the_training_digits_are_those_of_torchvision(mnist, mnist_files):
    images, labels = reader.training_digits()
    parts = mnist.train, mnist.validation
    assert np.array_equal(images, np.concatenate([part.images[:, 0].numpy() for part in parts]))
    assert np.array_equal(labels, np.concatenate([part.labels.numpy() for part in parts]))
    assert reader.has_training_digits() and len(mnist.validation) == reader.VALIDATION


def test_the_nearest_image_is_one_that_models_are_trained_on(mnist, mnist_files):
    known = mnist.train.intensities().flatten(1)
    for asked in (mnist.test.images[3, 0], mnist.validation.images[5, 0], mnist.train.images[-1, 0]):
        distances = (known - asked.flatten() / 255).norm(dim=1)
        index, distance = reader.nearest(asked.numpy() / 255)
        assert index == int(distances.argmin()) and distance == pytest.approx(float(distances.min()), abs=1e-4)
    assert (index, distance) == (len(known) - 1, 0.0)


@pytest.mark.parametrize("stem", reader.TRAINING)
def test_without_training_images_there_is_no_nearest(raw, stem, monkeypatch):
    image = reader.digits()[0][0] / 255
    monkeypatch.setattr(reader, "VALIDATION", TEST // 2)
    assert reader.has_training_digits() and reader.nearest(image) == (0, 0.0)  # among half of the test images
    (raw / f"{stem}.gz").write_bytes(b"nonsense")
    assert not reader.has_training_digits() and reader.nearest(image) is None and len(reader.training_digits()[0]) == 0
    (raw / f"{stem}.gz").unlink()
    assert not reader.has_training_digits() and reader.nearest(image) is None and len(reader.digits()[0]) == TEST


def test_a_picture_of_another_size_has_no_nearest_image():
    assert reader.nearest(np.zeros((32, 32))) is None
