"""Pretrained networks in Hugging Face form: where they are, and the package that builds them."""

import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from zoo import hub
from zoo.errors import ZooError

ID = re.compile(r"[\w.-]+(/[\w.-]+)?")  # on the Hub
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"
PARTS = (CONFIG, "tokenizer*.json", "vocab.*", "merges.txt", "special_tokens_map.json", "model*.safetensors",
         "model.safetensors.index.json")  # fmt: skip
NEEDED = "A pretrained network needs the package transformers; run pip install -r training/requirements-bert.txt."


def transformers() -> Any:
    """The package. Raises ``ZooError`` if it is not installed."""
    try:
        import transformers
    except ImportError:
        raise ZooError(NEEDED) from None
    return transformers


def absent(pretrained: str) -> str:
    """Why the pretrained network cannot be had here, as a sentence; "" if it can. No weights are downloaded."""
    if find_spec("transformers") is None:
        return NEEDED
    try:
        place(pretrained, [CONFIG])
    except ZooError as error:
        return str(error)
    return ""


def place(pretrained: str, parts: Sequence[str] = PARTS) -> str:
    """The folder of a pretrained network: a folder, ``python:NAME`` for ``model`` in a package, or an id on the Hub,
    of which ``parts`` are downloaded.

    Raises ``ZooError`` if there is none.
    """
    kind, _, name = pretrained.rpartition(":")
    if kind != "python" and Path(pretrained).is_dir():
        return pretrained
    if kind != "python":
        return _fetched(pretrained, parts)
    found = find_spec(name)
    if found is None or found.origin is None:
        raise ZooError(
            f"The package {name} is not installed; install {name.replace('_', '-')} with pip, or give --start a folder "
            "or an id on the Hub."
        )
    return str(Path(found.origin).parent / "model")


def _fetched(pretrained: str, parts: Sequence[str]) -> str:
    from huggingface_hub.errors import LocalEntryNotFoundError

    if not ID.fullmatch(pretrained):
        raise ZooError(f"There is no folder {pretrained}, and it is no id on the Hub, such as gpt2; check the name.")
    try:
        with hub.plainly(f"model {pretrained}"):
            return hub.api().snapshot_download(pretrained, allow_patterns=list(parts))
    except LocalEntryNotFoundError:
        raise ZooError(
            f"{hub.host()} cannot be reached, and {pretrained} was not fetched before; check the network, or give a "
            "folder."
        ) from None


def unfit(pretrained: str, wanted: str, reason: object) -> ZooError:
    """The error for a pretrained network of another kind than ``wanted``."""
    said = str(reason).strip().split("\n")[0][:200]
    return ZooError(f"{pretrained} is no {wanted}: {said}")
