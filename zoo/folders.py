"""Locations of the app's own folder and of its data on this machine."""

import os
from pathlib import Path

from zoo.errors import ZooError


def home() -> Path:
    """The app's own folder: ``ZOO_HOME``, or a folder in the user's cache. ``ZooError`` if neither is known."""
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return expanded(os.environ.get("ZOO_HOME") or Path(cache) / "generative-model-zoo", "ZOO_HOME")


def data_root() -> Path:
    """The data folder: ``ZOO_DATA``, or ``home()/data``. ``ZooError`` if neither is known."""
    given = os.environ.get("ZOO_DATA")
    return expanded(given, "ZOO_DATA") if given else home() / "data"


def expanded(path: str | Path, variable: str) -> Path:
    """A path with ``~`` replaced by the user's home. ``ZooError`` naming ``variable`` if the system knows no home."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise ZooError(f"This system knows no home folder for {path}; set {variable} to a folder.") from None
