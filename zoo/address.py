"""Where the page is served, and what is wrong with the variables that say so, before Gradio stumbles over them."""

import errno
import os
import socket
from pathlib import Path

from zoo.stores.files import explain, need_writable

HOST, PORT = "127.0.0.1", 7860  # Gradio's own, which takes the next free port if none is asked for
IN_USE = errno.EADDRINUSE


def place() -> tuple[str, int]:
    """The host and the port that the environment asks for. Raises ``ValueError`` with a sentence if it is no port."""
    asked = os.environ.get("GRADIO_SERVER_PORT")
    if asked and not (asked.isascii() and asked.isdigit() and int(asked) < 1 << 16):
        raise ValueError(f"GRADIO_SERVER_PORT is '{asked}', which is no port; give a number up to 65535.")
    return os.environ.get("GRADIO_SERVER_NAME") or HOST, int(asked or PORT)


def fault(host: str, port: int) -> OSError | None:
    """Why nothing can listen at this address; None if it is free."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError as error:
        return error
    return None


def refused(host: str, port: int, error: OSError) -> str:
    """A sentence for an address at which nothing can listen."""
    remedy = "set GRADIO_SERVER_NAME or GRADIO_SERVER_PORT to another"
    return f"The page cannot be served at {host}:{port} ({error.strerror}); {remedy}."


def wrong() -> str:
    """A sentence that says why the page cannot be served; "" if it can, even if at another port than the usual one.

    Whoever asks for a port expects the page there, as a proxy does."""
    try:
        host, port = place()
    except ValueError as error:
        return str(error)
    error = fault(host, port)
    if error and (error.errno != IN_USE or os.environ.get("GRADIO_SERVER_PORT")):
        return refused(host, port, error)
    return unwritable(os.environ.get("GRADIO_TEMP_DIR"))


def unwritable(folder: str | None) -> str:
    """A sentence if Gradio's own folder, where one is named, cannot be written."""
    try:
        if folder:
            need_writable(Path(folder).absolute())
    except OSError as error:
        return f"GRADIO_TEMP_DIR: {explain(error, folder or '')}"
    return ""
