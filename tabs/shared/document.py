"""Keeps the page's document small: the parts that Gradio writes identically for every visitor go into a cached file.

The components with their settings, the events and the description of the endpoints are the same from visit to visit.
Only what depends on the request stays in the document.
"""

import html
import json
import re
from collections.abc import Callable, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEPT = ("components", "dependencies", "layout", "page")  # keys of Gradio's config that are the same for every visitor
MOST = 32  # files made at most
WRITTEN = re.compile(
    r"<script>window\.gradio_config = (?P<config>\{.*?\});</script>"
    r"<script>window\.gradio_api_info = (?P<api>\{.*?\});</script>"
)
CARDS = re.compile(r"<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>\s*")  # what a preview of a link shows
ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})  # so that no text ends the script
CALM = """\
{
  const frame = window.requestAnimationFrame;
  const counts = (call) => /performance\\.now\\(\\)-.{1,30}\\/1e3/.test(call);
  window.requestAnimationFrame = (call) => (counts(call) ? setTimeout(call, 1000) : frame.call(window, call));
}
"""  # Gradio counts the seconds of "Loading" at every frame, and goes on for ever when that line is long gone
Publish = Callable[[bytes, str], str]


class Document:
    """ASGI middleware that makes the page's document smaller and passes every other answer on."""

    def __init__(self, app: ASGIApp, publish: Publish, preloaded: Sequence[str] = ()):
        self.app, self.slim = app, Slim(publish, preloaded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            send = _Answer(send, self.slim)
        await self.app(scope, receive, send)


class _Answer:
    """An answer in transit: HTML is buffered until it is complete, everything else is passed on at once."""

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
    """Moves the parts that are the same for every visitor out of Gradio's document; leaves other documents unchanged.

    If these parts depend on the request, at most ``MOST`` files are made; further documents stay unchanged.
    Links to the ``preloaded`` modules are added, so that they have arrived when the page's own scripts import them.
    Gradio's own description in previews of a link is replaced by the page's title.
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
        script = f"window.zoo_config = {_text(kept)};\nwindow.gradio_api_info = {found['api']};\n{CALM}"
        if script not in self.urls:
            if len(self.urls) == MOST:
                return document
            self.urls[script] = self.publish(script.encode(), ".js")
        start = f"window.gradio_config = {{...{_text(own)}, ...window.zoo_config}};"
        tags = f'<script src="{self.urls[script]}"></script><script>{start}</script>'
        before, after = CARDS.sub("", document[: found.start()]), document[found.end() :]
        return f"{before}{_card(own)}{self.links}{tags}{after}"


def _card(config: dict) -> str:
    """What the preview of a link to the page shows: its title."""
    title = html.escape(str(config.get("title", "")), quote=True)
    return f'<meta property="og:title" content="{title}"><meta property="og:type" content="website">'


def _text(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
