"""The answers to requests that Gradio refuses before any of our code sees them."""

import html
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from tabs.shared import faults, languages

CROWDED = "Many programs are asking now; ask again in a moment."
NOWHERE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<base href="{home}"><title>No such page</title><script>{early}</script>
<style>:root { color-scheme: light dark; font: 18px/1.5 system-ui, sans-serif }
body { margin: 15vh auto; padding: 20px; max-width: 30em }</style>
<p>There is no page at this address.<p><a href=".">Open the zoo</a></html>"""


async def unreadable(request: Request, error: Exception) -> JSONResponse:
    """The answer to a request whose body is not what Gradio reads."""
    return JSONResponse({"error": faults.UNFIT}, faults.REFUSAL)


async def refused(request: Request, error: Exception) -> Response:
    """The answer to a request that Gradio refuses: a full queue gets our sentence, a reader who opened an address that
    does not exist gets a page, all else keeps Gradio's."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND and "text/html" in request.headers.get("accept", ""):
        home = html.escape(request.scope.get("root_path", ""), quote=True) + "/"
        return HTMLResponse(NOWHERE.replace("{home}", home).replace("{early}", languages.early()), error.status_code)
    said = CROWDED if error.status_code == HTTPStatus.SERVICE_UNAVAILABLE else error.detail
    return JSONResponse({"detail": said, "error": said}, error.status_code, error.headers)


HANDLERS = {RequestValidationError: unreadable, HTTPException: refused}
