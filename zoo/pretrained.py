"""The pretrained language model that ``ZOO_GPT2`` names: kept as a checkpoint, so that the page writes with it as with
any other."""

import json
import os
import re
import tempfile
from pathlib import Path

from zoo import pages
from zoo.errors import ZooError
from zoo.folders import home
from zoo.models.config import read_config
from zoo.stores.contract import NotInStore, Store
from zoo.stores.files import plain_errors
from zoo.stores.local import LocalStore

CARD = """---
license: other
---

# {title}

{summary} Its licence is that of its authors.
"""
SUMMARY = "A pretrained language model as its authors made it: it has read much else than Shakespeare."


def store() -> Store | None:
    """Where the model that ``ZOO_GPT2`` names is kept; None if it names none."""
    return LocalStore(home() / "pretrained" / name()) if wanted() else None


def wanted() -> str:
    """The folder or id that ``ZOO_GPT2`` names; "" for none."""
    return os.environ.get("ZOO_GPT2", "").strip()


def name() -> str:
    """The name of its checkpoint."""
    last = wanted() if not Path(wanted()).is_dir() else Path(wanted()).resolve().name
    return re.sub(r"[^a-z0-9]+", "-", last.lower()).strip("-")[:60].strip("-") or "pretrained"


def fetch() -> None:
    """Make a checkpoint of the model that ``ZOO_GPT2`` names, unless there is one; nothing if it names none.

    One in a folder is read anew each time. Raises ``ZooError``, one sentence, if there is no such model.
    """
    kept = store()
    if kept is None or (not Path(wanted()).is_dir() and _is_kept(kept)):
        return
    from zoo.models.pretrained_lm import PretrainedLM, PretrainedLMConfig

    try:
        model = PretrainedLM(PretrainedLMConfig(**PretrainedLM.sizes_at(wanted())))
        model.begin()
    except ZooError as error:
        raise ZooError(f"ZOO_GPT2 is {wanted()}, and the page does without it: {error}") from None
    with plain_errors(tempfile.gettempdir()), tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        model.save_pretrained(folder)
        words = {"title": f"Pretrained: {name()}", "summary": SUMMARY}
        pages.write(folder, pages.make(type(model), model.config, order=pages.LAST, **words))
        (folder / "README.md").write_text(CARD.format(**words), encoding="utf-8")
        (folder / "metrics.json").write_text("{}", encoding="utf-8")
        (folder / "training.json").write_text(json.dumps({"schema": 1, **words}), encoding="utf-8")
        kept.push(folder, name(), f"Take {wanted()} as it is")


def _is_kept(kept: Store) -> bool:
    try:
        return read_config(kept.checkpoint(name()).folder)[1].get("pretrained") == wanted()
    except NotInStore:
        return False
