"""Reads one's own pictures, made grey, square and 28 by 28: a folder, an .npz or .parquet file, a data set of the Hub
or of torchvision."""

import logging
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps, UnidentifiedImageError
from torch import Tensor

from training.data import hub_pictures, parquet
from zoo.errors import ZooError
from zoo.folders import data_root

log = logging.getLogger(__name__)
SIZE = 28  # pixels on a side
RULE = "made grey, scaled until the longer side has 28 pixels, and centred on the grey of its own border"
FOLDER_KINDS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm")
TORCHVISION = {"KMNIST": {}, "FashionMNIST": {}, "EMNIST": {"split": "digits"}}  # with what each is asked for
NOUNS = {"KMNIST": "character", "FashionMNIST": "garment", "EMNIST": "digit"}  # what one of their pictures shows
LYING = ("EMNIST",)  # whose pictures have rows for columns
NOUN = re.compile(r"[a-z][a-z -]{0,23}")
NAMED = 5  # of the pictures that cannot be read


@dataclass(frozen=True)
class Pictures:
    """Images (n, 1, 28, 28) as bytes; the class of each, from 0, or None; and names of files that cannot be read.

    ``noun`` says what one of them shows; ``classes`` are the names of the classes, none if they are their numbers;
    ``licence`` is what their source says of it.
    """

    images: Tensor
    labels: Tensor | None
    skipped: tuple[str, ...] = ()
    noun: str = "picture"
    classes: tuple[str, ...] = ()
    licence: str = ""


def read(source: str) -> list[Pictures]:
    """The pictures of a source: one part, or one to train on and one to test with where the source has both.

    Raises ``ZooError`` if there is nothing that can be read.
    """
    if source.startswith("torchvision:"):
        return _torchvision(source.removeprefix("torchvision:"))
    if source.startswith(hub_pictures.SCHEME):
        path, licence = hub_pictures.fetched(source, FOLDER_KINDS)
        return [replace(part, licence=licence) for part in _at(path)]
    found = _at(Path(source).expanduser())
    if not found:
        raise ZooError(
            f"'{source}' is no data set; give drawn, a folder of pictures, an .npz or .parquet file, "
            f"{hub_pictures.SCHEME}NAME, or {', '.join(f'torchvision:{name}' for name in TORCHVISION)}."
        )
    return found


def _at(path: Path) -> list[Pictures]:
    """The pictures of a folder or a file; none if it is neither."""
    if path.is_dir():
        files = _files(path)
        return [_folder(path, files)] if files or not parquet.parts(path) else _parquet(path)
    if path.suffix == parquet.KIND and path.is_file():
        return _parquet(path)
    return _npz(path) if path.suffix == ".npz" and path.is_file() else []


def plain(image: Image.Image) -> np.ndarray:
    """A picture as bytes (28, 28), by the ``RULE``; what is transparent is black."""
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", seen.size, "black"), seen)
    if image.mode.startswith(("I", "F")):  # 16 or 32 bits: the whole range becomes 0 to 255
        values = np.asarray(image, dtype=np.float64)
        spread = max(float(np.ptp(values)), 1e-9)
        image = Image.fromarray(((values - values.min()) / spread * 255).round().astype(np.uint8))
    width, height = (max(1, round(side * SIZE / max(image.size))) for side in image.size)
    grey = image.convert("L").resize((width, height), Image.Resampling.BOX)
    border = np.concatenate([edge.ravel() for edge in _edges(np.asarray(grey))])
    ground = Image.new("L", (SIZE, SIZE), int(np.median(border)))
    ground.paste(grey, ((SIZE - grey.width) // 2, (SIZE - grey.height) // 2))
    return np.asarray(ground)


def _edges(image: np.ndarray) -> tuple[np.ndarray, ...]:
    return image[0], image[-1], image[:, 0], image[:, -1]


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*") if file.suffix.lower() in FOLDER_KINDS and file.is_file())


def _parquet(path: Path) -> list[Pictures]:
    """The pictures in parquet files."""
    found = []
    for files in parquet.parts(path):
        images, labels, skipped, classes = parquet.read(files, plain)
        known = None if labels is None else torch.tensor(labels)
        found.append(Pictures(torch.from_numpy(images)[:, None], known, skipped, classes=classes))
    return found


def _folder(path: Path, files: list[Path]) -> Pictures:
    """All pictures below a folder; if each is in a folder of its class, these are the labels."""
    images, kept, skipped = [], [], []
    for file in files:
        try:
            with Image.open(file) as image:
                images.append(plain(image))
            kept.append(file)
        except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
            skipped.append(str(file.relative_to(path)))
    if not images:
        raise ZooError(f"{path} has no picture that can be read ({', '.join(FOLDER_KINDS)}); give another folder.")
    classes = sorted({file.parent for file in kept})
    sorted_in = len(classes) > 1 and path not in classes
    labels = torch.tensor([classes.index(file.parent) for file in kept]) if sorted_in else None
    names = tuple(str(place.relative_to(path)) for place in classes) if sorted_in else ()
    return Pictures(torch.from_numpy(np.stack(images))[:, None], labels, tuple(skipped), classes=names)


def _npz(path: Path) -> list[Pictures]:
    """The arrays of an .npz file: ``x_train``, ``y_train``, ``x_test`` and ``y_test`` as Keras has them, or ``images``
    and perhaps ``labels``, or one array of any name.

    ``noun``, a text, may say what a picture shows, and ``classes``, an array of texts, what the labels mean.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, zipfile.BadZipFile, EOFError):
        raise ZooError(
            f"{path} cannot be read as an .npz file of plain arrays; write it anew with numpy.savez."
        ) from None
    if "x_train" in arrays:
        parts = [(f"x_{part}", f"y_{part}") for part in ("train", "test") if f"x_{part}" in arrays]
    else:
        parts = [("images" if "images" in arrays else next(iter(arrays), ""), "labels")]
    found = [_arrays(path, arrays.get(images), arrays.get(labels), images) for images, labels in parts]
    noun, classes = (arrays.get(name, np.array("")) for name in ("noun", "classes"))
    words = {"noun": str(noun)} if noun.dtype.kind == "U" and NOUN.fullmatch(str(noun)) else {}
    words |= {"classes": tuple(map(str, classes))} if classes.dtype.kind == "U" and classes.ndim == 1 else {}
    return [replace(part, **words) for part in found]


def _arrays(path: Path, images: np.ndarray | None, labels: np.ndarray | None, name: str) -> Pictures:
    if images is None or images.ndim not in (3, 4) or images.dtype.kind not in "uifb" or not len(images):
        raise ZooError(
            f"{path} has no array of images; give one (n, height, width), grey or with a last axis of colours."
        )
    if labels is not None and (labels.shape[:1] != images.shape[:1] or labels.dtype.kind not in "ui"):
        raise ZooError(f"The labels of {path} do not match: {name} has {len(images)} images, for which there are "
                       f"{len(labels)} labels; give one whole number for each, or none.")  # fmt: skip
    if images.ndim == 4 and images.shape[1] in (1, 3) and images.shape[-1] not in (1, 3, 4):
        images = np.moveaxis(images, 1, -1)
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    if images.dtype != np.uint8:  # 0 to 1, or 0 to 255
        images = np.nan_to_num(images.astype(np.float64)) * (255 if float(images.max()) <= 1 else 1)
        images = images.clip(0, 255).round().astype(np.uint8)
    if images.shape[1:] != (SIZE, SIZE):
        images = np.stack([plain(Image.fromarray(image)) for image in images])
    found = None if labels is None else torch.from_numpy(labels.reshape(len(labels), -1)[:, 0].astype(np.int64))
    return Pictures(torch.from_numpy(np.ascontiguousarray(images))[:, None], found)


def _torchvision(name: str) -> list[Pictures]:
    if name not in TORCHVISION:
        raise ZooError(f"torchvision:{name} is not known here; choose {', '.join(TORCHVISION)}.")
    from torchvision import datasets

    parts = []
    for train in (True, False):
        try:
            found = getattr(datasets, name)(data_root(), train=train, download=True, **TORCHVISION[name])
        except (OSError, RuntimeError, EOFError, zipfile.BadZipFile) as error:
            why = str(error).split("\n")[0]
            raise ZooError(f"{name} is not in {data_root()} and could not be downloaded ({why}); try again with a "
                           "network, or give a folder or an .npz file.") from None  # fmt: skip
        images = found.data.transpose(1, 2) if name in LYING else found.data
        words = {"noun": NOUNS[name], "classes": tuple(found.classes)}
        parts.append(Pictures(images[:, None].contiguous(), found.targets.long(), **words))
    return parts


def told(pictures: list[Pictures]) -> str:
    """A sentence about the pictures that cannot be read; "" if there are none."""
    skipped = [name for part in pictures for name in part.skipped]
    if not skipped:
        return ""
    more = f" and {len(skipped) - NAMED} more" if len(skipped) > NAMED else ""
    return f"{len(skipped)} picture{'s' if len(skipped) > 1 else ''} cannot be read and are left out: " + (
        f"{', '.join(skipped[:NAMED])}{more}."
    )
