"""Keeps the page's document small: what Gradio writes into it for every visitor goes into a file that browsers keep.

The components with their settings, the events and the description of the endpoints are the same from visit to visit.
Only what depends on the request stays in the document.
"""

import json
import re
from collections.abc import Callable, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEPT = ("components", "dependencies", "layout", "page")  # of Gradio's config: what every visitor gets alike
MOST = 32  # files that are made of documents
WRITTEN = re.compile(
    r"<script>window\.gradio_config = (?P<config>\{.*?\});</script>"
    r"<script>window\.gradio_api_info = (?P<api>\{.*?\});</script>"
)
ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})  # so that no text ends the script

Publish = Callable[[bytes, str], str]


class Document:
    """ASGI middleware: passes every answer on, the page's document made slim."""

    def __init__(self, app: ASGIApp, publish: Publish, preloaded: Sequence[str] = ()):
        self.app, self.slim = app, Slim(publish, preloaded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            send = _Answer(send, self.slim)
        await self.app(scope, receive, send)


class _Answer:
    """An answer on its way: HTML is held back until it is whole, the rest goes on as it comes."""

    def __init__(self, send: Send, change: Callable[[str], str]):
        self.send, self.change = send, change
        self.start: Message | None = None  # of an answer that is held back
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self.start = message
        elif self.start is None or message["type"] != "http.response.body":
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self.start)

    async def _finish(self, start: Message) -> None:
        body = self.change(self.body.decode(errors="surrogateescape")).encode(errors="surrogateescape")
        MutableHeaders(scope=start)["content-length"] = str(len(body))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})


def _is_html(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers


class Slim:
    """Takes out of a document of Gradio's what every visitor gets alike; another document stays as it is.

    Should that depend on how the page is asked for, ``MOST`` files are made at most; then documents stay as they are.
    The modules ``preloaded`` are named in it, so that they are there when the page's own scripts ask for them.
    """

    def __init__(self, publish: Publish, preloaded: Sequence[str] = ()):
        self.publish = publish
        self.links = "".join(f'<link rel="modulepreload" href="{url}">' for url in preloaded)
        self.urls: dict[str, str] = {}  # of the files, by what is in them

    def __call__(self, document: str) -> str:
        found = WRITTEN.search(document)
        if not found:
            return document
        own = json.loads(found["config"])
        kept = {key: own.pop(key) for key in KEPT if key in own}
        script = f"window.zoo_config = {_text(kept)};\nwindow.gradio_api_info = {found['api']};\n"
        if script not in self.urls:
            if len(self.urls) == MOST:
                return document
            self.urls[script] = self.publish(script.encode(), ".js")
        start = f"window.gradio_config = {{...{_text(own)}, ...window.zoo_config}};"
        tags = f'<script src="{self.urls[script]}"></script><script>{start}</script>'
        return document[: found.start()] + self.links + tags + document[found.end() :]


def _text(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
