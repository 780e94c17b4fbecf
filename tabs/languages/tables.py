"""The tables of ``assets/languages``: one JSON file per language, English text -> translation.

The key "" holds the language's own name and its words for the terms of the glossary. A text that nobody has translated
yet has the value "": it stays English.
"""

import json
import re
from pathlib import Path

from tabs.languages import collect
from tabs.shared import languages
from zoo.errors import ZooError

HOLE = re.compile(r"\{\w+\}")


def path(code: str) -> Path:
    """Where the table of a language is."""
    return languages.FOLDER / f"{code}.json"


def codes() -> list[str]:
    """The languages that have a table."""
    return sorted(file.stem for file in languages.FOLDER.glob("*.json"))


def read(code: str) -> dict:
    """The table of a language, "" with what is about it."""
    if code not in codes():
        raise ZooError(f"There is no language '{code}', only {', '.join(codes())}.")
    return json.loads(path(code).read_text(encoding="utf-8"))


def missing(code: str) -> list[str]:
    """The texts without a translation, those that the table does not have yet among them."""
    table = read(code)
    return [text for texts in collect.texts().values() for text in texts if not table.get(text)]


def update(code: str) -> tuple[int, int]:
    """Add the texts that are new, leave out those that are gone. Gives how many of each."""
    table = read(code)
    new = updated(table)
    path(code).write_text(json.dumps(new, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(new.keys() - table.keys()), len(table.keys() - new.keys())


def updated(table: dict) -> dict:
    """A table with just the texts that there are, in the order of the files that they are in."""
    wanted = {text: table.get(text, "") for texts in collect.texts().values() for text in texts}
    known = collect.mentioned()
    extra = {text: said for text, said in table.items() if text and text not in wanted and text in known}
    return {"": table[""], **wanted, **dict(sorted(extra.items()))}


def add(code: str, name: str) -> Path:
    """Begin the table of a new language, which calls itself ``name``."""
    if not re.fullmatch(r"[a-z]{2,3}", code) or code in (*codes(), *languages.ENGLISH):
        raise ZooError(f"'{code}' is no code of a new language: two or three small letters, like 'fr'.")
    table = updated({"": {"name": name, "terms": {}}})
    path(code).write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path(code)


def misfits(table: dict) -> list[str]:
    """Texts whose translation has other holes than they have."""
    return [
        text
        for text, said in table.items()
        if text and said and sorted(HOLE.findall(text)) != sorted(HOLE.findall(said))
    ]
