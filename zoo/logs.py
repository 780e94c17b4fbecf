"""Sets up the log of the app and of the command line."""

import logging
from typing import Any

CHATTY = ("httpx", "httpx2", "mcp")  # they log every request; huggingface_hub 2 uses httpx2, Gradio httpx


def start(form: str, **options: Any) -> None:
    """Log messages of the level INFO and above; of what logs every request only warnings."""
    logging.basicConfig(level=logging.INFO, format=form, **options)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
