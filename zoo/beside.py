"""Reads and writes the files beside a checkpoint's weights, checked against ``zoo.schema``. No torch."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from zoo import reading
from zoo.errors import ZooError
from zoo.schema import FILES, VERSION, File, Misfit
from zoo.stores.files import atomic_write

LOOSE = ("trace", "collapse")  # lists whose rows contain their own position, so single rows can be dropped
MOST_ROUNDS = 100
LONGEST_PLACE = 80  # characters of a field's path, in a sentence
PHRASES = {  # by pydantic's error type: what the field must be
    "missing": "is missing",
    "float_type": "must be a number", "finite_number": "must be a finite number", "int_type": "must be a whole number",
    "string_type": "must be text", "bool_type": "must be true or false", "list_type": "must be a list",
    "dict_type": "must be an object", "model_type": "must be an object", "extra_forbidden": "is not known",
    "greater_than_equal": "must be at least {ge:g}", "less_than_equal": "must be at most {le:g}",
    "greater_than": "must be above {gt:g}",
    "too_short": "must have at least {min_length} entries", "too_long": "must have at most {max_length} entries",
    "string_too_long": "must have at most {max_length} characters", "literal_error": "must be {expected}",
}  # fmt: skip


def read(folder: Path, file: str, of: str) -> Any:
    """A file of the checkpoint ``of``, as defined in ``zoo.schema``. Raises ``ZooError`` naming a field that
    misfits."""
    text = _text(folder, file, of)
    try:
        return FILES[file].model_validate_json(text)
    except ValidationError:
        raise _first(FILES[file], _parsed(text, file, of), file, of) from None


def fitting(folder: Path, file: str, of: str) -> tuple[Any, list[str]]:
    """The parts of a file that fit its definition, and a sentence for each part that was left out.

    Raises ``ZooError`` if the file is missing, is not a JSON object, or was written for a later version.
    """
    text, kind, problems = _text(folder, file, of), FILES[file], []
    try:
        return kind.model_validate_json(text), problems
    except ValidationError:
        content = _parsed(text, file, of)
    for _ in range(MOST_ROUNDS):
        try:
            return kind.model_validate(content), problems
        except ValidationError as error:
            faults = _faults(error)
            problems = problems or [str(misfit(file, of, _said(fault))) for fault in faults]  # the rest follows
            if not _prune(content, faults):
                break
    raise ZooError(problems[0])


def check(file: str, content: dict) -> dict:
    """``content`` to write as ``file``, with its version number. Raises ``ZooError`` if it does not fit."""
    kind = FILES.get(file)
    if kind is None:
        return content
    try:
        kind.model_validate(content, extra=None if kind.model_config.get("extra") == "allow" else "forbid")
    except ValidationError as error:
        raise ZooError(f"{file} cannot be written: {said(error)}.") from None
    return {"schema": VERSION} | content if issubclass(kind, File) else content


def write(path: Path, content: dict) -> None:
    """Write a JSON file of a checkpoint atomically, with its version number. Raises ``ZooError`` if it does not fit."""
    text = json.dumps(check(path.name, content), indent=1, allow_nan=False)
    atomic_write(path, f"{text}\n".encode())


def misfit(file: str, of: str, what: object) -> ZooError:
    """The error for a part of a checkpoint that does not fit; ``what`` is "FIELD must be ..."."""
    return ZooError(f"{file} of {of} does not fit: {what}; train or fetch it again.")


def _text(folder: Path, file: str, of: str) -> bytes:
    try:
        return reading.content(folder / file)
    except (OSError, ValueError):
        raise _damaged(file, of) from None


def _parsed(text: bytes, file: str, of: str) -> dict:
    """The JSON of a file that does not fit. Raises its own error for invalid JSON or a later version."""
    try:
        content = reading.parse(text)
    except ValueError:
        raise _damaged(file, of) from None
    if not isinstance(content, dict):
        raise _damaged(file, of)
    version = content.get("schema")
    if type(version) is int and version > VERSION:
        raise ZooError(f"{file} of {of} was written for a later version of this app; update the app to use it.")
    return content


def _damaged(file: str, of: str) -> ZooError:
    return ZooError(f"{file} of {of} is missing or damaged; train or fetch it again.")


def _first(kind: type[BaseModel], content: dict, file: str, of: str) -> ZooError:
    try:
        kind.model_validate(content)
    except ValidationError as error:
        return misfit(file, of, said(error))
    return _damaged(file, of)  # JSON that only one of the two parsers accepts


def said(error: ValidationError) -> str:
    """The first fault in words: "latents.3.low must be a number"."""
    return _said(_faults(error)[0])


def _faults(error: ValidationError) -> list[Any]:
    return error.errors(include_url=False, include_input=False)


def _said(fault: Any) -> str:
    """A pydantic error in words."""
    place = ".".join(map(str, fault["loc"]))[:LONGEST_PLACE]
    if fault["type"] == "value_error":
        what, path = fault["ctx"]["error"], f"{place}." if place else ""
        return f"{path}{what}" if isinstance(what, Misfit) else f"{place} {what}"
    return f"{place} {PHRASES.get(fault['type'], str(fault['msg']).lower()).format(**fault.get('ctx', {}))}"


def _prune(content: dict, faults: list[Any]) -> bool:
    """Remove the faulty parts of ``content``. Returns whether any were removed."""
    paths = {_cut(content, fault["loc"][:-1] if fault["type"] == "missing" else fault["loc"]) for fault in faults}
    paths.discard(())
    paths = {path for path in paths if not any(path[:end] in paths for end in range(1, len(path)))}  # with the parent
    keys = [path for path in paths if isinstance(path[-1], str)]
    rows = sorted((path for path in paths if not isinstance(path[-1], str)), key=lambda path: -path[-1])
    for *above, last in keys + rows:  # last rows first, so that the indices of earlier ones stay valid
        part: Any = content
        for key in above:
            part = part[key]
        part.pop(last, None) if isinstance(part, dict) else part.pop(last)
    return bool(paths)


def _cut(content: Any, path: tuple) -> tuple:
    """The part to remove for a fault at ``path``: a key or a row of a loose list; any other list is removed whole."""
    cut, part = (), content
    for depth, key in enumerate(path, 1):
        if isinstance(part, dict) or (isinstance(part, list) and depth > 1 and path[depth - 2] in LOOSE):
            cut = path[:depth]
        try:
            part = part[key]
        except (LookupError, TypeError):
            break
    return cut
