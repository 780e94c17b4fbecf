"""What the browser fetches beside the page itself: where it lies, under which address, and for how long it keeps it.

Every address contains a hash of what is behind it, so a browser never asks for the same bytes twice.
"""

import functools
import gzip
import hashlib
import mimetypes
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tabs.shared.document import Document
from zoo.stores.files import plain_errors

ASSETS = Path(__file__).parents[2] / "assets"
PREFIX = "zoo-files/"  # of the addresses, relative to the page's own
FOREVER = "public, max-age=31536000, immutable"
SUFFIXES = (".js", ".css", ".html", ".woff2", ".json")  # of what the page fetches from a folder of modules
PACKABLE = (".js", ".css", ".html", ".json", ".safetensors")  # of what is published; fonts and pictures are so already
PACKED = ".gz"
SMALLEST, WORTH = 2048, 0.9  # bytes of an answer that is compressed; the share of them that may be left
LEVEL = 6  # of compression

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
        self.app = GZipMiddleware(Document(app, publish), minimum_size=SMALLEST, compresslevel=LEVEL)
        self.files = StaticFiles(directory=served_folder())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        _, found, path = scope.get("path", "").partition(f"/{PREFIX}")
        if scope["type"] != "http" or not found:
            await self.app(scope, receive, send)
            return
        try:
            accepted = "gzip" in Headers(scope=scope).get("accept-encoding", "")
            packed = accepted and await run_in_threadpool(_packed, path)
            asked = {**scope, "path": f"/{path}{PACKED if packed else ''}", "root_path": ""}
            await self.files(asked, receive, _kept(send, path if packed else None))
        except HTTPException as error:
            await PlainTextResponse(error.detail, error.status_code)(scope, receive, send)


@functools.lru_cache(maxsize=4096)
def _packed(path: str) -> bool:
    """Whether a published file has a compressed copy beside it, made when first asked for, if it is worth it."""
    if not path.endswith(PACKABLE):
        return False
    try:
        file = (served_folder() / path).resolve()
        file.relative_to(served_folder())  # nothing outside of it is read
        raw = file.read_bytes()
    except (OSError, ValueError):
        return False
    small = gzip.compress(raw, LEVEL, mtime=0)
    if len(raw) < SMALLEST or len(small) > WORTH * len(raw):
        return False
    _write(file.with_name(file.name + PACKED), small)
    return True


def _kept(send: Send, packed: str | None) -> Send:
    """``send`` with the headers of a file that never changes; ``packed`` is its path if a compressed copy is sent."""

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Cache-Control"] = FOREVER
            if packed:
                headers["Content-Encoding"] = "gzip"
                headers["Content-Type"] = _media_type(packed)
            headers.add_vary_header("Accept-Encoding")
        await send(message)

    return keep


def _media_type(path: str) -> str:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


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
