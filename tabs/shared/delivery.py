"""What the browser fetches beside the page itself: where it lies, under which address, and for how long it keeps it.

Every address contains a hash of what is behind it, so a browser never asks for the same bytes twice.
"""

import functools
import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zoo.stores.files import atomic_write, plain_errors

ASSETS = Path(__file__).parents[2] / "assets"
FILES = "gradio_api/file="
FOREVER = "public, max-age=31536000, immutable"
SUFFIXES = (".js", ".css", ".html", ".woff2", ".json")  # of what the page fetches from a folder of modules
SMALLEST = 2048  # bytes of an answer that is worth compressing

_alive: list[tempfile.TemporaryDirectory] = []


@functools.cache
def served_folder() -> Path:
    """The folder of this process whose files the browser may fetch. It is removed when the process ends."""
    keep = tempfile.TemporaryDirectory(prefix="generative-zoo-")
    _alive.append(keep)
    return Path(keep.name).resolve()


def serve_files() -> None:
    """Let the browser fetch what is in ``served_folder``, and nothing else on this disk."""
    gr.set_static_paths([served_folder()])


def publish(content: bytes, suffix: str) -> str:
    """Put ``content`` where the browser can fetch it; its URL, relative to the page. The same bytes, the same URL."""
    path = served_folder() / f"{hashlib.sha256(content).hexdigest()[:20]}{suffix}"
    _write(path, content)
    return _url(path)


@functools.cache
def modules_url(*folders: Path) -> str:
    """URL of a folder that holds ``folders`` side by side, each by its name, for modules that import each other."""
    files = {f"{folder.name}/{name}": content for folder in folders for name, content in _contents(folder).items()}
    version = hashlib.sha256(b"".join(b"%s %d\n%s" % (n.encode(), len(c), c) for n, c in sorted(files.items())))
    root = served_folder() / version.hexdigest()[:20]
    for name, content in files.items():
        _write(root / name, content)
    return _url(root)


def module_names(folder: Path) -> list[str]:
    """The modules of a folder, for the browser to fetch all at once."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.js"))


def middleware() -> list[Middleware]:
    """What ``launch`` is given: caching of files, compression of answers."""
    return [Middleware(Delivery)]


class Delivery:
    """ASGI middleware: published files may be kept forever, other answers are compressed where that is worth it."""

    def __init__(self, app: ASGIApp):
        self.app = app
        self.compressed = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=5)
        self.folder = str(served_folder())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or FILES not in scope["path"]:
            await self.compressed(scope, receive, send)
        elif self.folder in scope["path"]:
            await self.app(scope, receive, self._kept(send))
        else:
            await self.app(scope, receive, send)

    def _kept(self, send: Send) -> Send:
        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 206, 304):
                MutableHeaders(scope=message)["Cache-Control"] = FOREVER
            await send(message)

        return keep


def _contents(folder: Path) -> dict[str, bytes]:
    paths: Sequence[Path] = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        return
    with plain_errors(str(path.parent)):
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, content)


def _url(path: Path) -> str:
    return f"{FILES}{quote(str(path))}"
