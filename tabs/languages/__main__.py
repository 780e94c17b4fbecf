"""``python -m tabs.languages``: what a translator needs.

missing CODE     the texts that have no translation in this language, as JSON to fill in
update [CODE]    adds new texts to the tables and leaves out those that are gone
new CODE NAME    begins the table of a language that calls itself NAME
"""

import json
import sys

from tabs.languages import tables
from zoo.errors import ZooError


def main(words: list[str]) -> str:
    """Does what the command line says; gives what to print. Raises ``ZooError`` if it makes no sense."""
    match words:
        case ["missing", code]:
            return json.dumps(dict.fromkeys(tables.missing(code), ""), ensure_ascii=False, indent=1)
        case ["update", *some]:
            done = {code: tables.update(code) for code in some or tables.codes()}
            return "\n".join(f"{code}: {new} new, {gone} gone, {len(tables.missing(code))} to translate"
                             for code, (new, gone) in done.items())  # fmt: skip
        case ["new", code, name]:
            return f"Fill in {tables.add(code, name)}."
    raise ZooError(str(__doc__))


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))
    except ZooError as error:
        sys.exit(str(error))
