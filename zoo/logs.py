"""What the app and the command line log, and how."""

import logging
from typing import Any

CHATTY = ("httpx", "httpx2")  # they log every request; huggingface_hub 2 uses the latter, Gradio the former


def start(form: str, **options: Any) -> None:
    """Log messages from the level of information up; from the HTTP clients only warnings."""
    logging.basicConfig(level=logging.INFO, format=form, **options)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
