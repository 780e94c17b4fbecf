"""What a sweep asks of the Hugging Face Hub besides its checkpoints, with errors as plain sentences."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from zoo.errors import ZooError
from zoo.stores.hub import LIBRARY
from zoo.stores.hub_errors import explained, status

NO_CREDIT = 402


def endpoint() -> str:
    """The address of the Hub."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def api() -> Any:
    """huggingface_hub's client."""
    from huggingface_hub import HfApi

    return HfApi(endpoint=endpoint(), library_name=LIBRARY)


@contextmanager
def plainly(what: str) -> Iterator[None]:
    """Context manager: an error of the client, but for a file that is not there, is raised as a ``ZooError`` about
    ``what``."""
    from huggingface_hub.errors import (
        EntryNotFoundError,
        HTTPError,  # pyright: ignore[reportPrivateImportUsage]  # of whichever library it comes with
    )

    try:
        yield
    except EntryNotFoundError:
        raise
    except (HTTPError, OSError, ValueError, KeyError, TypeError) as error:
        host = urlsplit(endpoint()).hostname or "the Hub"
        if status(error) == NO_CREDIT:
            raise ZooError(
                f"{host} refused {what} for lack of credit; add some at {endpoint()}/settings/billing."
            ) from None
        raise explained(error, host, what) from None
