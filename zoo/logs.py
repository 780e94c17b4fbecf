"""Sets up the log of the app and of the command line."""

import logging
from typing import Any

CHATTY = ("httpx", "httpx2")  # they log every request; huggingface_hub 2 uses the latter, Gradio the former


def start(form: str, **options: Any) -> None:
    """Log messages of the level INFO and above; of the HTTP clients only warnings."""
    logging.basicConfig(level=logging.INFO, format=form, **options)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
