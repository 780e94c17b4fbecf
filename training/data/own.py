"""One's own data sets: pictures that were read once and are kept, so that a checkpoint can be measured again.

A set's data is called ``NAME@DIGEST`` (with ``binary_`` or ``labelled_`` before it), so that a record tells whether a
set is still the one that a model was trained on. A set with labels has a judge of its own, ``judge-NAME``, which
measures the models that are trained on it and is kept beside it.
"""

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.data import pictures
from training.data.images import Data, LabelledSplit, Split, binary_mnist, labelled_mnist, mnist
from training.recipe import Recipe
from zoo import pages, reading
from zoo.errors import ZooError
from zoo.folders import home
from zoo.held_out import FILE, MOST
from zoo.schema import DataSet
from zoo.stores import Checkpoint, LocalStore, NotInStore
from zoo.stores.files import atomic_write, plain_errors

MARK = "@"  # in the name of a set's data
LEAST = 40  # pictures, of which a tenth are for validation and a tenth for the test
SEED = 1  # of the order in which pictures are split
CLASSES = 10  # that models and the page know
PARTS = ("train", "validation", "test")
FORMS = {mnist: "", binary_mnist: "binary_", labelled_mnist: "labelled_"}
TOLD = ("noun", "classes", "licence")  # of a set, beside its pictures; not part of the digest


@dataclass(frozen=True)
class Own:
    """A set of one's own: its name, the digest of its content, the number of its classes (0 without labels), and what
    is said of it."""

    name: str
    digest: str
    classes: int = 0
    about: DataSet = field(default=DataSet(name="own"), compare=False)

    @property
    def labelled(self) -> bool:
        """Whether each picture has a label."""
        return self.classes > 0

    @property
    def judge(self) -> str:
        """The name of its judge."""
        return f"{pages.JUDGE}-{self.name}"


@dataclass(frozen=True)
class OwnData(Data):
    """Data that the bundled judges do not know. Without labels, the figures for which a judge is needed are left
    out."""

    own: Own | None = None

    @property
    def judged(self) -> bool:
        return self.own is not None and self.own.labelled

    def judge(self) -> Checkpoint | None:
        return kept_judge(self.own) if self.own and self.own.labelled else None


@dataclass(frozen=True)
class Loader:
    """The ``data`` of a recipe on a set, in one of ``FORMS``."""

    own: Own
    form: str

    @property
    def __name__(self) -> str:
        return f"{self.form}{self.own.name}{MARK}{self.own.digest}"

    def __call__(self, device: str) -> OwnData:
        content = _content(self.own.name)
        if kept(self.own.name) != self.own:
            raise ZooError(f"{self.own.name} has changed since; train again.")
        kind = LabelledSplit if self.form == "labelled_" else Split
        return OwnData(*(_part(content, part, device, kind, self.form == "binary_") for part in PARTS), own=self.own)


# ---- a set
def take(source: str, licence: str = "") -> tuple[Own, str]:
    """Read the pictures of ``source`` and keep them, in place of an earlier set of this name. Returns the set, and what
    is to be said of pictures and labels that are not used."""
    parts = pictures.read(source)
    name = named_after(source)
    content, unused = _split(parts, source)
    first = parts[0]
    told = {"noun": first.noun, "classes": first.classes, "licence": licence.strip() or first.licence}
    content |= {key: np.array(value, dtype=np.str_) for key, value in told.items()}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **content)
    with plain_errors(str(_file(name))):
        _file(name).parent.mkdir(parents=True, exist_ok=True)
        atomic_write(_file(name), buffer.getvalue())
    return kept(name), " ".join(filter(None, [pictures.told(parts), unused]))


def kept(name: str) -> Own:
    """The kept set of this name. Raises ``ZooError`` if there is none."""
    content = _content(name)
    digest = hashlib.sha256()
    for key in sorted(content.keys() - set(TOLD)):
        digest.update(key.encode() + content[key].tobytes())
    labels = content.get("train_labels")
    count = 0 if labels is None else 1 + max(int(content[f"{part}_labels"].max()) for part in PARTS)
    noun, given, licence = (content.get(key, np.array("")) for key in TOLD)
    names = [str(each)[:40] for each in given.ravel()[:count]]
    classes = names if len(names) == count and all(names) else [str(number) for number in range(count)]
    about = DataSet(name=name, noun=str(noun) or "picture", classes=classes, licence=str(licence)[:200])
    return Own(name, digest.hexdigest()[:8], count, about)


def recorded(data: str) -> str:
    """The name of the set whose data a record calls ``data``."""
    return data.removeprefix("binary_").removeprefix("labelled_").partition(MARK)[0]


def names() -> list[str]:
    """Names of the kept sets, sorted."""
    return sorted(file.stem for file in (home() / "own").glob("*.npz"))


def named_after(source: str) -> str:
    """What a set is called: the folder's, the file's or the data set's name in small letters, digits and hyphens."""
    stem = Path(re.sub(r"^(torchvision:|hf://datasets/)", "", source)).expanduser().absolute()
    name = re.sub(r"[^a-z0-9]+", "-", (stem.stem if stem.suffix in (".npz", ".parquet") else stem.name).lower()).strip(
        "-"
    )
    return name[:24].strip("-") or "own"


# ---- a recipe on a set
def on(recipe: Recipe, own: Own) -> Recipe:
    """The recipe on such a set, as a checkpoint of its own, called by both. Raises ``ZooError`` if it cannot use it."""
    if recipe.data not in FORMS:
        raise ZooError(f"{recipe.name} cannot be trained on pictures of one's own; choose another image model.")
    if recipe.data is labelled_mnist and not own.labelled:
        raise ZooError(f"{recipe.name} needs labels, of at most {CLASSES} classes, and {own.name} has none.")
    unjudged = "coverage" in recipe.selected_on and not own.labelled
    sizes = {"classes": own.classes} if getattr(recipe.config, "classes", 0) else {}
    return replace(
        recipe, name=f"{recipe.name}-{own.name}", title=f"{recipe.title}, {own.name}", base=recipe.name,
        summary=f"The recipe {recipe.name} on a data set of one's own, {own.name}.", order=pages.LAST,
        changes=f"trained on another data set, {own.name}", data=Loader(own, FORMS[recipe.data]),
        start=recipe.start and f"{recipe.start}-{own.name}", selected_on="" if unjudged else recipe.selected_on,
        config=replace(recipe.config, **sizes), describe=_with_tests(recipe.describe), pictures=own.about,
    )  # fmt: skip


def of(recipe: Recipe) -> Own | None:
    """The set that a recipe is on; None for a recipe on other data."""
    return recipe.data.own if isinstance(recipe.data, Loader) else None


def _with_tests(describe: Callable) -> Callable:
    """``describe`` that adds a few of the test images, which the page shows with the model."""

    def described(model, data: OwnData) -> dict:
        step = max(1, -(-len(data.test) // MOST))
        tensors = {"images": data.test.images[::step, 0].cpu()}
        if data.judged:
            tensors["labels"] = data.test.labels[::step].to(torch.uint8).cpu()
        return describe(model, data) | {FILE: tensors}

    return described


# ---- its judge
def judges() -> LocalStore:
    """The judges of all sets, which are here whatever store their checkpoints went to."""
    return LocalStore(home() / "own" / "judges")


def is_judge(recipe: Recipe) -> bool:
    """Whether a recipe makes the judge of a set."""
    own = of(recipe)
    return own is not None and recipe.name == own.judge


def keep_judge(recipe: Recipe, folder: Path) -> None:
    """Keep a finished judge in ``folder`` beside its set; any other checkpoint is nothing to do with this."""
    own = of(recipe)
    if own and is_judge(recipe):
        judges().push(folder, recipe.name, f"Judge of {own.name}")


def kept_judge(own: Own) -> Checkpoint:
    """The judge of a set. Raises ``ZooError`` if there is none, or if it has learned from other pictures."""
    try:
        found = judges().checkpoint(own.judge)
    except NotInStore:
        raise ZooError(f"Models of {own.name} are measured by {own.judge}, which is missing; train it first.") from None
    learned = reading.json_file(found.folder / "training.json")["recipe"]["data"]
    if learned != f"labelled_{own.name}{MARK}{own.digest}":
        raise ZooError(f"{own.judge} has learned from other pictures than {own.name} has now; train it again first.")
    return found


def need_judge(recipe: Recipe) -> None:
    """Raise ``ZooError`` if the judge that measures the recipe's models is missing."""
    own = of(recipe)
    if own and missing_judge(recipe):
        kept_judge(own)


def missing_judge(recipe: Recipe) -> str:
    """The name of the judge that has to be trained before the recipe's models can be measured; "" if none has."""
    own = of(recipe)
    if own is None or not own.labelled or is_judge(recipe):
        return ""
    try:
        kept_judge(own)
    except ZooError:
        return own.judge
    return ""


# ---- files
def _part(content: dict, part: str, device: str, kind: type[Split], binarise: bool) -> Split:
    images = torch.from_numpy(content[f"{part}_images"])
    labels = content.get(f"{part}_labels")
    found = torch.zeros(len(images), dtype=torch.long) if labels is None else torch.from_numpy(labels)
    return kind(images.to(device), found.to(device), binarise)


def _split(parts: list[pictures.Pictures], source: str) -> tuple[dict[str, Any], str]:
    """The three parts, by chance but always the same: a tenth is for validation, and a tenth for the test if the source
    has no pictures of its own for that. And why labels are not used, if there are some."""
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
    labels = {part: its for part, (_, its) in found.items() if its is not None}
    unused = _unused(labels) if labels else ""
    content = {f"{part}_images": images.numpy() for part, (images, _) in found.items()}
    known = {} if unused else {f"{part}_labels": its.numpy() for part, its in labels.items()}
    return content | known, unused


def _unused(labels: dict[str, Tensor]) -> str:
    """Why these labels are not used, as a sentence; "" if they are."""
    if len(labels) < len(PARTS):
        return "The labels are not used: the pictures to train on have some, and those to test with have none."
    every = torch.cat([*labels.values()])
    if every.min() < 0 or every.max() >= CLASSES:
        return (f"The labels are not used: they go from {every.min()} to {every.max()}, and only classes from 0 to "
                f"{CLASSES - 1} are known here.")  # fmt: skip
    return "The labels are not used: all of them are the same." if every.min() == every.max() else ""


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
