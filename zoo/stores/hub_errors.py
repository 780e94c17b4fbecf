"""Errors of the Hub and its client as plain sentences. None repeats the request, which may contain the token."""

from collections.abc import Iterator

from zoo.errors import ZooError
from zoo.stores.contract import NotInStore
from zoo.stores.files import explain

OVERLOADED = (429, 500, 502, 503, 504)


class Unreachable(ZooError):
    """The server does not answer or is temporarily unavailable."""


def explained(error: Exception, host: str, what: str) -> ZooError:
    """An error of huggingface_hub while it asked ``host`` for ``what``, as one plain sentence."""
    from huggingface_hub.errors import (
        EntryNotFoundError,
        HTTPError,  # pyright: ignore[reportPrivateImportUsage]  # of whichever library it comes with
        LocalTokenNotFoundError,
        OfflineModeIsEnabled,
    )

    if str(error).startswith("Invalid metadata in README.md"):
        return ZooError(f"{host} does not accept the metadata of {what}'s README.md; correct its header.")
    if isinstance(error, LocalTokenNotFoundError):
        return ZooError(f"Nobody is logged in to {host}; use 'hf auth login' or set HF_TOKEN to push to {what}.")
    if any(isinstance(each, OfflineModeIsEnabled) for each in _chain(error)):
        return Unreachable(f"HF_HUB_OFFLINE is set, so {host} is not asked; unset it, or use another store.")
    code = status(error)
    if code in (401, 403):
        return ZooError(
            f"{host} does not let you use {what}; check the name, then log in with 'hf auth login' or set "
            "HF_TOKEN to a token that may."
        )
    if code == 404:
        return NotInStore(f"{host} has no {what} (or no such revision of it); check the name.")
    if code in OVERLOADED:
        return Unreachable(f"{host} is overloaded or down (HTTP {code}); try again in a few minutes.")
    if code is not None:
        return ZooError(f"{host} refused the request for {what} (HTTP {code}); check the model's files.")
    if "Consistency check failed" in str(error):
        return ZooError(f"The download of {what} from {host} was cut short; try again.")
    if isinstance(error, HTTPError | ConnectionError | TimeoutError | EntryNotFoundError):
        return Unreachable(
            f"{host} cannot be reached ({type(error).__name__}); check the network and HF_ENDPOINT, or use "
            "another store."
        )
    if isinstance(error, OSError) and error.errno is not None:
        return ZooError(explain(error, "the cache of downloaded models"))
    return ZooError(
        f"{host} sent an answer that huggingface_hub does not understand ({type(error).__name__}); check "
        "HF_ENDPOINT and try again."
    )


def status(error: BaseException) -> int | None:
    """The HTTP status in an error of huggingface_hub or in its cause."""
    for each in _chain(error):
        response = getattr(each, "response", None)
        if response is not None:
            return response.status_code
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
