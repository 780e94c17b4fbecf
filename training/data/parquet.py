"""Pictures in parquet files, as the ``datasets`` library and the Hub keep them: a column of encoded pictures, and
perhaps one of labels."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from zoo.errors import ZooError

KIND = ".parquet"
LABELS = ("label", "labels", "class", "digit", "target")  # what a column of labels is called
UNREAD = (OSError, ValueError, SyntaxError, TypeError, Image.DecompressionBombError)  # of a picture
ROWS = 500  # read at a time


def parts(path: Path) -> list[list[Path]]:
    """The parquet files of a file or folder: those to train on, and those to test with if there are both. Files of a
    validation split are left out then."""
    files = [path] if path.is_file() else sorted(path.rglob(f"*{KIND}"))
    split = {name: [file for file in files if _is(file, name)] for name in ("train", "test")}
    return [*split.values()] if all(split.values()) else [files] if files else []


def _is(file: Path, split: str) -> bool:
    return file.stem.lower().startswith(split) or file.parent.name.lower() == split


def read(files: list[Path], plain: Callable[[Image.Image], np.ndarray]):
    """Images (n, 28, 28), made ``plain``; the label of each or None; names of those that cannot be read; and the names
    of the classes, none if they are not told. Raises ``ZooError`` for files without a column of pictures."""
    images, labels, skipped = [], [], []
    classes: tuple[str, ...] = ()
    for file in files:
        table = _open(file)
        picture, label = _columns(file, table.schema_arrow)
        classes = classes or _classes(table.schema_arrow, label)
        for number, (content, its) in enumerate(_rows(table, picture, label)):
            try:
                with Image.open(io.BytesIO(content)) as image:
                    images.append(plain(image))
                labels.append(its)
            except UNREAD:
                skipped.append(f"{file.name}, row {number + 1}")
    if not images:
        raise ZooError(f"{files[0]} has no picture that can be read; give another data set.")
    known = None if None in labels else labels
    return np.stack(images), known, tuple(skipped), classes


def _open(file: Path) -> Any:
    try:
        from pyarrow import ArrowException  # pyright: ignore[reportMissingImports]
        from pyarrow.parquet import ParquetFile  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise ZooError("Parquet files are read by pyarrow, which is not installed; run: pip install pyarrow") from None
    try:
        return ParquetFile(file)
    except (ArrowException, OSError) as error:
        raise ZooError(f"{file} cannot be read as a parquet file ({str(error).splitlines()[0]}).") from None


def _columns(file: Path, schema: Any) -> tuple[str, str]:
    """The names of the columns of pictures and of labels; "" for no labels."""
    import pyarrow as arrow  # pyright: ignore[reportMissingImports]

    def holds(kind: Any) -> bool:
        encoded = arrow.types.is_struct(kind) and kind.get_field_index("bytes") >= 0
        return encoded or arrow.types.is_binary(kind) or arrow.types.is_large_binary(kind)

    picture = next((each.name for each in schema if holds(each.type)), "")
    if not picture:
        raise ZooError(f"{file} has no column of encoded pictures, only {', '.join(schema.names)}; give another set.")
    whole = [each.name for each in schema if arrow.types.is_integer(each.type)]
    return picture, next((name for name in LABELS if name in whole), "")


def _classes(schema: Any, label: str) -> tuple[str, ...]:
    """The names of the classes, from what the ``datasets`` library writes into a file."""
    try:
        features = json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
        return tuple(map(str, features[label]["names"]))
    except (KeyError, TypeError, ValueError):
        return ()


def _rows(table: Any, picture: str, label: str) -> Iterator[tuple[Any, int | None]]:
    """The encoded picture of each row and its label."""
    for batch in table.iter_batches(ROWS, columns=[picture, *([label] if label else [])]):
        labels = batch.column(label).to_pylist() if label else [None] * len(batch)
        for content, its in zip(batch.column(picture).to_pylist(), labels, strict=True):
            yield content.get("bytes") if isinstance(content, dict) else content, its
