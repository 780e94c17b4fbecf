"""A text of one's own, which is kept, so that a checkpoint can be measured again. Its characters are the vocabulary.

The last tenth is for validation. The text's data is called ``NAME@DIGEST``, as that of pictures is.
"""

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from training.data.images import Data
from training.data.own import MARK, named_after
from training.data.texts import WINDOW, Passages, shakespeare
from training.figures import shakespeare as figures_text
from training.metrics import text
from training.recipe import Recipe
from zoo import pages
from zoo.errors import ZooError
from zoo.folders import home
from zoo.models.characters import Characters
from zoo.schema import DataSet
from zoo.stores.files import atomic_write, plain_errors

LEAST = 20 * WINDOW  # characters, so that the last tenth has two passages
LARGEST = 200_000_000  # bytes
MOST = 4_000  # different characters; rarer ones are left out
TRAINING = 0.9  # of the characters


@dataclass(frozen=True)
class Text:
    """A kept text: its name, the digest of its content, its characters with the line break first, its licence."""

    name: str
    digest: str
    alphabet: str
    licence: str = ""


@dataclass(frozen=True)
class Loader:
    """The ``data`` of a recipe on such a text."""

    text: Text

    @property
    def __name__(self) -> str:
        return f"{self.text.name}{MARK}{self.text.digest}"

    def __call__(self, device: str) -> Data[Passages]:
        content = _content(self.text.name)
        if kept(self.text.name) != self.text:
            raise ZooError(f"{self.text.name} has changed since; train again.")
        characters, alphabet = Characters(self.text.alphabet), self.text.alphabet
        cut = int(TRAINING * len(content))
        train, held_out = (torch.tensor(characters.ids(part)).to(device)
                           for part in ("\n" + content[:cut], content[cut - 1 :]))  # fmt: skip
        validation = Passages(held_out, alphabet=alphabet)
        return Data(Passages(train, shifted=True, alphabet=alphabet), validation, validation)


def take(source: str, licence: str = "") -> tuple[Text, str]:
    """Read a text file and keep it, in place of an earlier text of this name. Returns the text, and what is to be said
    of characters that are left out."""
    content = _read(Path(source).expanduser())
    counts = Counter(content)
    rare = {character for character, _ in counts.most_common()[MOST:]}
    content = "".join(character for character in content if character not in rare) if rare else content
    name = named_after(str(Path(source).with_suffix("")))
    with plain_errors(str(_file(name))):
        _file(name).parent.mkdir(parents=True, exist_ok=True)
        atomic_write(_file(name), content.encode())
        atomic_write(_file(name).with_suffix(".json"), json.dumps({"licence": licence.strip()}).encode())
    return kept(name), f"{len(rare):,} characters that are rare in {source} are left out." if rare else ""


def kept(name: str) -> Text:
    """The kept text of this name. Raises ``ZooError`` if there is none."""
    content = _content(name)
    others = sorted(set(content) - {"\n"})
    licence = json.loads(_file(name).with_suffix(".json").read_text(encoding="utf-8"))["licence"]
    return Text(name, hashlib.sha256(content.encode()).hexdigest()[:8], "".join(["\n", *others]), licence)


def names() -> list[str]:
    """Names of the kept texts, sorted."""
    return sorted(file.stem for file in (home() / "own" / "texts").glob("*.txt"))


def on(recipe: Recipe, taken: Text) -> Recipe:
    """The recipe on such a text, as a checkpoint of its own, called by both. Raises ``ZooError`` if it cannot be."""
    if recipe.data is not shakespeare or recipe.start:
        raise ZooError(f"{recipe.name} cannot be trained on a text of one's own; choose shakespeare-lm.")
    return replace(
        recipe, name=f"{recipe.name}-{taken.name}", title=f"{recipe.title}, {taken.name}", base=recipe.name,
        summary=f"The recipe {recipe.name} on a text of one's own, {taken.name}, whose characters are its vocabulary.",
        changes=f"trained on another text, {taken.name}", order=pages.LAST, data=Loader(taken),
        measure=text.measure_own, draw=figures_text.draw, config=replace(recipe.config, vocabulary=taken.alphabet),
        pictures=DataSet(name=taken.name, noun="text", licence=taken.licence[:200]),
    )  # fmt: skip


def use(taken: Text) -> Callable[[Recipe], Recipe]:
    """``on`` for one text."""
    return lambda recipe: on(recipe, taken)


def _read(path: Path) -> str:
    if not path.is_file():
        raise ZooError(f"{path} is no file; give a file of plain text.")
    with plain_errors(str(path)):
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    if size > LARGEST:
        raise ZooError(f"{path} has {size:,} bytes; give a text of at most {LARGEST:,}.")
    try:
        found = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ZooError(f"{path} is no text in UTF-8; save it as one.") from None
    found = unicodedata.normalize("NFC", found).replace("\r\n", "\n").replace("\0", "").strip()
    if len(found) < LEAST:
        raise ZooError(f"{path} has {len(found):,} characters; at least {LEAST:,} are needed.")
    return found


def _file(name: str) -> Path:
    return home() / "own" / "texts" / f"{name}.txt"


def _content(name: str) -> str:
    try:
        return _file(name).read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        raise ZooError(f"There is no text {name} of one's own here; give its file again with --text.") from None
