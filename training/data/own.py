"""One's own data sets: pictures that were read once and are kept, so that a checkpoint can be measured again.

A set's data is called ``NAME@DIGEST`` (with ``binary_`` or ``labelled_`` before it), so that a record tells whether a
set is still the one that a model was trained on.
"""

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.data import pictures
from training.data.images import Data, LabelledSplit, Split, binary_mnist, labelled_mnist, mnist
from training.recipe import Recipe
from zoo import pages
from zoo.errors import ZooError
from zoo.folders import home
from zoo.stores.files import atomic_write, plain_errors

MARK = "@"  # in the name of a set's data
LEAST = 40  # pictures, of which a tenth are for validation and a tenth for the test
SEED = 1  # of the order in which pictures are split
CLASSES = 10  # that models and the page know
PARTS = ("train", "validation", "test")
FORMS = {mnist: "", binary_mnist: "binary_", labelled_mnist: "labelled_"}


class OwnData(Data):
    """Data that no judge knows: the figures for which it is needed are left out."""

    judged = False


@dataclass(frozen=True)
class Own:
    """A set of one's own: its name, the digest of its content, and whether each picture has a label."""

    name: str
    digest: str
    labelled: bool


def take(source: str) -> tuple[Own, str]:
    """Read the pictures of ``source`` and keep them, in place of an earlier set of this name. Returns the set, and a
    sentence about those that cannot be read."""
    parts = pictures.read(source)
    name = named_after(source)
    content = _split(parts, source)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **content)
    with plain_errors(str(_file(name))):
        _file(name).parent.mkdir(parents=True, exist_ok=True)
        atomic_write(_file(name), buffer.getvalue())
    return kept(name), pictures.told(parts)


def kept(name: str) -> Own:
    """The kept set of this name. Raises ``ZooError`` if there is none."""
    content = _content(name)
    digest = hashlib.sha256()
    for key in sorted(content):
        digest.update(key.encode() + content[key].tobytes())
    return Own(name, digest.hexdigest()[:8], "train_labels" in content)


def recorded(data: str) -> str:
    """The name of the set whose data a record calls ``data``."""
    return data.removeprefix("binary_").removeprefix("labelled_").partition(MARK)[0]


def names() -> list[str]:
    """Names of the kept sets, sorted."""
    return sorted(file.stem for file in (home() / "own").glob("*.npz"))


def on(recipe: Recipe, own: Own) -> Recipe:
    """The recipe on such a set, as a checkpoint of its own, called by both. Raises ``ZooError`` if it cannot use it."""
    if recipe.data not in FORMS:
        raise ZooError(f"{recipe.name} cannot be trained on pictures of one's own; choose another image model.")
    if recipe.data is labelled_mnist and not own.labelled:
        raise ZooError(f"{recipe.name} needs labels, of at most {CLASSES} classes, and {own.name} has none.")
    return replace(
        recipe, name=f"{recipe.name}-{own.name}", title=f"{recipe.title}, {own.name}", base=recipe.name,
        summary=f"The recipe {recipe.name} on a data set of one's own, {own.name}.", order=pages.LAST,
        changes=f"trained on {own.name} instead of MNIST", data=_loader(own, FORMS[recipe.data]),
        start=recipe.start and f"{recipe.start}-{own.name}",
        selected_on="" if "coverage" in recipe.selected_on else recipe.selected_on,  # which the judge tells
    )  # fmt: skip


def named_after(source: str) -> str:
    """What a set is called: the folder's, the file's or the data set's name in small letters, digits and hyphens."""
    stem = Path(source.removeprefix("torchvision:")).expanduser().absolute()
    name = re.sub(r"[^a-z0-9]+", "-", (stem.stem if stem.suffix == ".npz" else stem.name).lower()).strip("-")
    return name[:24].strip("-") or "own"


def _loader(own: Own, form: str) -> Callable[[str], Data]:
    def load(device: str) -> Data:
        content = _content(own.name)
        if kept(own.name) != own:
            raise ZooError(f"{own.name} has changed since; train again.")
        kind = LabelledSplit if form == "labelled_" else Split
        return OwnData(*(_part(content, part, device, kind, form == "binary_") for part in PARTS))

    load.__name__ = f"{form}{own.name}{MARK}{own.digest}"
    return load


def _part(content: dict, part: str, device: str, kind: type[Split], binarise: bool) -> Split:
    images = torch.from_numpy(content[f"{part}_images"])
    labels = content.get(f"{part}_labels")
    found = torch.zeros(len(images), dtype=torch.long) if labels is None else torch.from_numpy(labels)
    return kind(images.to(device), found.to(device), binarise)


def _split(parts: list[pictures.Pictures], source: str) -> dict[str, Any]:
    """The three parts, by chance but always the same: a tenth is for validation, and a tenth for the test if the source
    has no pictures of its own for that."""
    count = len(parts[0].images)
    if count < LEAST:
        raise ZooError(f"{source} has {count} picture{'s' if count > 1 else ''}; at least {LEAST} are needed.")
    order = torch.randperm(count, generator=torch.Generator().manual_seed(SEED))
    tenth = count // 10
    places = {"validation": order[:tenth], "train": order[tenth:]}
    if len(parts) == 1:
        places |= {"test": order[tenth : 2 * tenth], "train": order[2 * tenth :]}
    found = {part: (parts[0].images[index], _at(parts[0].labels, index)) for part, index in places.items()}
    if len(parts) > 1:
        found["test"] = parts[1].images, parts[1].labels
    labels = {f"{part}_labels": its.numpy() for part, (_, its) in found.items() if its is not None}
    known = len(labels) == len(PARTS) and all(its.min() >= 0 and its.max() < CLASSES for its in labels.values())
    content = {f"{part}_images": images.numpy() for part, (images, _) in found.items()}
    return content | labels if known else content


def _at(labels: Tensor | None, index: Tensor) -> Tensor | None:
    return None if labels is None else labels[index]


def _file(name: str) -> Path:
    return home() / "own" / f"{name}.npz"


def _content(name: str) -> dict[str, np.ndarray]:
    try:
        with np.load(_file(name), allow_pickle=False) as file:
            return {key: file[key] for key in file.files}
    except (OSError, ValueError):
        raise ZooError(f"There is no data set {name} of one's own here; give its source again with --data.") from None
