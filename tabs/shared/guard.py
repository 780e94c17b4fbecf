"""Middleware around every answer of the server: security headers, and requests that are refused."""

import os

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tabs.shared import faults

POLICY = {  # Content-Security-Policy: all comes from here. Gradio's page has scripts in its markup and makes functions.
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "connect-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}  # no frame-ancestors: a course may show the page in a frame of its own
SECURITY_POLICY = "Content-Security-Policy"
HEADERS = {
    SECURITY_POLICY: "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# What browsers fetch as a part of a page (``Sec-Fetch-Dest``) obeys the page's policy and reads none of its own:
# without it the 165 requests of a first visit are 50 kB smaller. Documents, frames and workers do read it.
PARTS = {"script", "style", "font", "image", "empty"}
UPLOAD = "/gradio_api/upload"
NO_UPLOADS = "This page takes no files: a drawing is sent as numbers, as “Use via API” says."
HOSTS = "ZOO_HOSTS"  # names of hosts, separated by commas, that a proxy in front of the app may state as the page's own
SPACE = "SPACE_ID"  # set on a Hugging Face Space, whose proxy says where the page is
STATED = (b"x-forwarded-host", b"x-gradio-server")  # headers from which Gradio takes the page's own address


class Guard:
    """ASGI middleware around all others."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused: list[int] = []
        headed = _Headed(send, refused, Headers(scope=scope).get("sec-fetch-dest") in PARTS)
        if scope["path"].rstrip("/").endswith(UPLOAD):
            await JSONResponse({"error": NO_UPLOADS}, 403)(scope, receive, headed)
            return
        try:
            await self.app({**believed(scope), faults.REFUSED: refused}, receive, headed)
        except Exception as error:
            if headed.streams and isinstance(error.__cause__, HTTPException):  # its last event has said what is wrong
                await headed({"type": "http.response.body"})
                return
            said, status = faults.answer(error, scope["method"] == "POST")
            if not headed.started:
                await JSONResponse({"error": said}, status)(scope, receive, headed)


class _Headed:
    """``send`` that adds ``HEADERS`` to an answer, unless it has its own, and remembers whether it has begun and
    ``streams`` events.

    An answer that is a ``part`` of a page needs no policy. An answer to a request that was ``refused`` is no fault of
    the server's and has the status noted there.
    """

    def __init__(self, send: Send, refused: list[int], part: bool = False):
        self.send, self.refused = send, refused
        self.started = self.streams = False
        self.headers = {name: value for name, value in HEADERS.items() if not (part and name == SECURITY_POLICY)}

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            if self.refused and message["status"] == faults.SERVER_FAULT:
                message["status"] = self.refused[-1]
            headers = MutableHeaders(scope=message)
            for name, value in self.headers.items():
                headers.setdefault(name, value)
            headers.add_vary_header("Sec-Fetch-Dest")
            self.streams = headers.get("content-type", "").startswith("text/event-stream")
        await self.send(message)


def believed(scope: Scope) -> Scope:
    """The request without headers that state another host of the page, unless ``ZOO_HOSTS`` names it.

    Otherwise a visitor could make a cache on the way serve everyone a page whose addresses lead to another host.
    """
    stated = Headers(scope=scope).get("x-forwarded-host", "").split(",")[0].strip().lower()
    known = [host.strip().lower() for host in os.environ.get(HOSTS, "").split(",")]
    if os.environ.get(SPACE) or (stated and stated in known):
        return scope
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() not in STATED]}
