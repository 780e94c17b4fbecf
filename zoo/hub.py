"""huggingface_hub's client for what is no store: jobs, Spaces, and repositories for them, with plain errors."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from zoo.errors import ZooError
from zoo.stores.hub import LIBRARY
from zoo.stores.hub_errors import explained, status

NO_CREDIT, FORBIDDEN = 402, 403


def endpoint() -> str:
    """The address of the Hub."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def host() -> str:
    """The Hub's name in a sentence."""
    return urlsplit(endpoint()).hostname or "the Hub"


def api() -> Any:
    """huggingface_hub's client."""
    from huggingface_hub import HfApi

    return HfApi(endpoint=endpoint(), library_name=LIBRARY)


@contextmanager
def plainly(what: str, told: Mapping[int, str] = {}) -> Iterator[None]:
    """Context manager: an error of the client, but for a file that is not there, is raised as a ``ZooError`` about
    ``what``; ``told`` has sentences of its own for some statuses."""
    from huggingface_hub.errors import (
        EntryNotFoundError,
        HTTPError,  # pyright: ignore[reportPrivateImportUsage]  # of whichever library it comes with
    )

    try:
        yield
    except EntryNotFoundError:
        raise
    except (HTTPError, OSError, ValueError, KeyError, TypeError) as error:
        code = status(error)
        if sentence := (told or {}).get(code or 0):
            said = getattr(error, "server_message", None)
            raise ZooError(sentence + (f" ({host()} says: {said})" if said else "")) from None
        if code == NO_CREDIT:
            raise ZooError(
                f"{host()} refused {what} for lack of credit; add some at {endpoint()}/settings/billing."
            ) from None
        raise explained(error, host(), what) from None
