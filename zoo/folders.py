"""Locations of the app's own folder and of its data on this machine."""

import os
from pathlib import Path


def home() -> Path:
    """The app's own folder: ``ZOO_HOME``, or a folder in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(os.environ.get("ZOO_HOME") or Path(cache) / "generative-model-zoo").expanduser()


def data_root() -> Path:
    """The data folder: ``ZOO_DATA``, or ``home()/data``."""
    return Path(os.environ.get("ZOO_DATA") or home() / "data").expanduser()
