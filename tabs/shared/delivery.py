"""Files that the browser fetches besides the page: their addresses and caching.

Every address contains a hash of the content, so a browser never fetches the same bytes twice. Published files are
served from memory: a page that was opened weeks ago still gets them, even if the source files have changed since.
"""

import functools
import gzip
import hashlib
import mimetypes
from collections.abc import Sequence
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tabs.shared.document import Document
from tabs.shared.guard import Guard

ASSETS = Path(__file__).parents[2] / "assets"
PREFIX = "zoo-files/"  # of the addresses, relative to the page's
FOREVER = "public, max-age=31536000, immutable"
SUFFIXES = (".js", ".css", ".html", ".woff2", ".json")  # of the files that the page fetches from a folder of modules
LEVEL = 6  # of compression
LEVELS = dict.fromkeys((".js", ".css", ".html", ".json"), LEVEL) | {".safetensors": 2}  # numbers shrink no further
SMALLEST, WORTH = 2048, 0.9  # least bytes of an answer to compress; largest share of them that may be left
LARGE = 1 << 16  # bytes above which compression runs in a thread, so that other requests do not wait


class File:
    """The content of an address. It is compressed at the first request, if its type compresses well."""

    def __init__(self, path: str, content: bytes):
        self.content, self.suffix = content, Path(path).suffix
        self.media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"

    @functools.cached_property
    def packed(self) -> bytes | None:
        """The content compressed by gzip; None if that does not pay."""
        if self.suffix not in LEVELS or len(self.content) < SMALLEST:
            return None
        packed = gzip.compress(self.content, LEVELS[self.suffix], mtime=0)
        return packed if len(packed) <= WORTH * len(self.content) else None


_files: dict[str, File] = {}  # by their path below PREFIX


def publish(content: bytes, suffix: str) -> str:
    """Put ``content`` where the browser can fetch it. Returns its URL relative to the page; same bytes, same URL."""
    return _put(f"{hashlib.sha256(content).hexdigest()[:20]}{suffix}", content)


def published(url: str) -> bytes | None:
    """The content behind a URL of this process, or None if there is none."""
    file = _files.get(url.removeprefix(PREFIX))
    return file and file.content


@functools.cache
def modules_url(*folders: Path) -> str:
    """URL of a folder that contains ``folders`` side by side under their names, for modules that import each other."""
    files = {f"{folder.name}/{name}": content for folder in folders for name, content in _contents(folder).items()}
    version = hashlib.sha256(b"".join(b"%s %d\n%s" % (n.encode(), len(c), c) for n, c in sorted(files.items())))
    root = version.hexdigest()[:20]
    for name, content in files.items():
        _put(f"{root}/{name}", content)
    return PREFIX + root


def module_names(folder: Path) -> list[str]:
    """The modules of a folder, for the browser to fetch all at once; those in sub-folders are fetched when needed."""
    return sorted(path.name for path in folder.glob("*.js"))


def middleware(preloaded: Sequence[str] = ()) -> list[Middleware]:
    """Middleware for ``launch``: guards every answer, serves and caches files, and compresses answers.

    ``preloaded`` are URLs of modules that the browser should fetch as soon as it has the document.
    """
    return [Middleware(Guard), Middleware(Delivery, preloaded=preloaded)]


class Delivery:
    """ASGI middleware: serves published files as immutable, and compresses other answers where it pays."""

    def __init__(self, app: ASGIApp, preloaded: Sequence[str] = ()):
        document = Document(app, publish, preloaded)
        self.app = GZipMiddleware(document, minimum_size=SMALLEST, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        _, found, path = scope.get("path", "").partition(f"/{PREFIX}")
        if scope["type"] != "http" or not found:
            await self.app(scope, receive, send)
            return
        answer = await _answer(path, Headers(scope=scope)) if scope["method"] in ("GET", "HEAD") else NOT_ALLOWED
        await answer(scope, receive, send)


NOT_ALLOWED = PlainTextResponse("Method Not Allowed", 405, {"Allow": "GET, HEAD"})


async def _answer(path: str, asked: Headers) -> Response:
    """The file at ``path`` with the headers of an immutable file, compressed if the browser accepts that."""
    file = _files.get(path)
    if file is None:
        return PlainTextResponse("Not Found", 404)
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if "gzip" in asked.get("accept-encoding", ""):
        if len(file.content) > LARGE:
            await run_in_threadpool(getattr, file, "packed")
        if file.packed:
            return Response(file.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)


def _contents(folder: Path) -> dict[str, bytes]:
    paths: Sequence[Path] = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _put(path: str, content: bytes) -> str:
    """Serve ``content`` at ``path`` from now on. Returns its URL."""
    if path not in _files:
        _files[path] = File(path, content)
    return PREFIX + path
