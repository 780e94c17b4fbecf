"""Handles errors other than ``ZooError``: the visitor gets one sentence, the log one entry.

Gradio logs a traceback for each, even if a program only sent too few arguments or the number of a component that does
not exist; a program that does so in a loop would fill a disk.
"""

import logging
import traceback
from pathlib import Path
from typing import Any

import gradio as gr

ROOT = Path(__file__).parents[2]
AROUND = ("faults.py", "guard.py", "delivery.py", "document.py")  # modules that every request passes through
UNFIT = "The request does not fit what this page offers: see “Use via API” for the names and arguments."
REFUSED, REFUSAL, SERVER_FAULT = "zoo.refused", 400, 500  # the key of a request's notes, and statuses
FAILED = "The server failed at this request; its log says where."

log = logging.getLogger(__name__)
_logged: set[tuple[str, str, int | None]] = set()  # the places of errors; the code has no endless number of them


class Calls(gr.Blocks):
    """``gr.Blocks`` whose events, when they fail, answer with a sentence and log each fault once."""

    async def process_api(self, *args: Any, **options: Any) -> dict[str, Any]:
        try:
            return await super().process_api(*args, **options)
        except gr.Error as error:
            _refuse(options.get("request"), getattr(error, "status", REFUSAL))
            raise
        except Exception as error:  # of any kind: nothing above this would catch it
            said, status = answer(error)
            if status < SERVER_FAULT:
                _refuse(options.get("request"), status)
            raise gr.Error(said, print_exception=False) from None


def _refuse(request: Any, status: int) -> None:
    """Note that the answer has another status: Gradio answers every error as a fault of the server."""
    scope = getattr(getattr(request, "request", None), "scope", {})
    if REFUSED in scope:
        scope[REFUSED].append(status)


def answer(error: Exception, sent: bool = True) -> tuple[str, int]:
    """The sentence and the status of the answer. An error is logged once for each place in the code, a fault of ours
    with its traceback.

    If a request ``sent`` something and only Gradio's own code looked at it, the request is at fault.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = (type(error).__name__, frames[-1].filename, frames[-1].lineno) if frames else (type(error).__name__, "", 0)
    unfit = sent and not _is_ours(error)
    if place not in _logged:
        _logged.add(place)
        log.error("A request failed (%s); others like it are not logged.", place[0], exc_info=None if unfit else error)
    return (UNFIT, REFUSAL) if unfit else (FAILED, SERVER_FAULT)


def _is_ours(error: Exception) -> bool:
    """Whether our own code was running, and not only Gradio's checks of the request."""
    paths = [Path(frame.filename) for frame in traceback.extract_tb(error.__traceback__)]
    own = [path for path in paths if path.is_relative_to(ROOT) and ".venv" not in path.parts]
    return any(path.name not in AROUND for path in own)
