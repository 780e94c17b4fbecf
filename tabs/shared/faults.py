"""Handles errors other than ``ZooError``: the visitor gets one sentence, the log one entry.

Gradio logs a traceback for each, even if a program only sent too few arguments or the number of a component that does
not exist; a program that does so in a loop would fill a disk.
"""

import logging
import re
import traceback
from pathlib import Path
from typing import Any

import gradio as gr

from tabs.shared.programs import meanings

ROOT = Path(__file__).parents[2]
AROUND = ("faults.py", "guard.py", "delivery.py", "document.py")  # modules that every request passes through
UNFIT = "The request does not fit what this page offers: see “Use via API” for the names and arguments."
REFUSED, REFUSAL, SERVER_FAULT = "zoo.refused", 400, 500  # the key of a request's notes, and statuses
MISFITS = {  # what Gradio says of a call: what we say, with the name in it, and the status
    r"No value provided for required argument: (.*)": ("This endpoint also needs {}: see “Use via API”.", REFUSAL),
    r"Parameter `(.*)` is not a valid key-word": ("This endpoint has no argument '{}': see “Use via API”.", REFUSAL),
    r"^'/(.+)'$": ("There is no endpoint '/{}': see “Use via API”.", 404),
}
FAILED = "The server failed at this request; its log says where."

log = logging.getLogger(__name__)
_logged: set[tuple[str, str, int | None]] = set()  # the places of errors; the code has no endless number of them


class Calls(gr.Blocks):
    """``gr.Blocks`` whose events, when they fail, answer with a sentence and log each fault once; “Use via API” says
    what each of their arguments is."""

    def get_api_info(self, *args: Any, **options: Any) -> Any:
        found = super().get_api_info(*args, **options)
        for function in self.fns.values():
            endpoint = found["named_endpoints"].get(f"/{function.api_name}", {"parameters": []})
            told = meanings(function.fn) if function.fn and endpoint["parameters"] else {}
            for parameter in endpoint["parameters"]:
                parameter["python_type"]["description"] = told.get(parameter["parameter_name"], "")
        return found

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
    said, status = _misfit(error) if unfit else (FAILED, SERVER_FAULT)
    if place not in _logged:
        _logged.add(place)
        if unfit:
            log.warning("A request was refused: %s Others like it are not logged.", said)
        else:
            log.error("A request failed (%s); others like it are not logged.", place[0], exc_info=error)
    return said, status


def _misfit(error: Exception) -> tuple[str, int]:
    """What does not fit in a request, as a sentence, and the status."""
    for pattern, (sentence, status) in MISFITS.items():
        if found := re.search(pattern, str(error)):
            return sentence.format(found[1][:40]), status
    return UNFIT, REFUSAL


def _is_ours(error: Exception) -> bool:
    """Whether our own code was running, and not only Gradio's checks of the request."""
    paths = [Path(frame.filename) for frame in traceback.extract_tb(error.__traceback__)]
    own = [path for path in paths if path.is_relative_to(ROOT) and ".venv" not in path.parts]
    return any(path.name not in AROUND for path in own)
