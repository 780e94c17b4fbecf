"""The untrained text models with one layer, which write in half the time: for tests that look at no single layer."""

from pathlib import Path

import pytest
import text_models


def untrained_store(folder: Path) -> str:
    """As that of ``text_models``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(text_models.SMALL, "layers", 1)
        return text_models.untrained_store(folder)
