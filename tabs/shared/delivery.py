"""What the browser fetches beside the page itself: where it lies, under which address, and for how long it keeps it.

Every address contains a hash of what is behind it, so a browser never asks for the same bytes twice.
"""

import functools
import hashlib
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zoo.stores.files import plain_errors

ASSETS = Path(__file__).parents[2] / "assets"
PREFIX = "zoo-files/"  # of the addresses, relative to the page's own
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
    """What ``launch`` is given: serving and caching of files, compression of answers."""
    return [Middleware(Delivery)]


class Delivery:
    """ASGI middleware: serves what was published, to be kept forever, and compresses other answers worth it."""

    def __init__(self, app: ASGIApp):
        self.app = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=5)
        self.files = StaticFiles(directory=served_folder())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        _, found, path = scope.get("path", "").partition(f"/{PREFIX}")
        if scope["type"] != "http" or not found:
            await self.app(scope, receive, send)
            return
        try:
            await self.files({**scope, "path": f"/{path}", "root_path": ""}, receive, _kept(send))
        except HTTPException as error:
            await PlainTextResponse(error.detail, error.status_code)(scope, receive, send)


def _kept(send: Send) -> Send:
    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = FOREVER
        await send(message)

    return keep


def _contents(folder: Path) -> dict[str, bytes]:
    paths: Sequence[Path] = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _write(path: Path, content: bytes) -> None:
    """Write a file that readers see whole or not at all; the process takes it along, so nothing waits for the disk."""
    if path.exists():
        return
    with plain_errors(str(path.parent)):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
        temporary.write_bytes(content)
        temporary.replace(path)


def _url(path: Path) -> str:
    return PREFIX + path.relative_to(served_folder()).as_posix()
