"""An empty page of a real browser from which the page's modules, and those of ``tests/js``, can be imported.

A server gives them, whose answers the browser keeps: by Playwright's routes it fetched and compiled every module anew
for each file of tests.
"""

import functools
import http.server
import threading
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
SERVED = ("/assets/", "/tests/js/")
EMPTY = b"<!doctype html><meta charset='utf-8'><link rel='icon' href='data:,'><body></body>"


def empty(page) -> None:
    """Make it such a page."""
    page.goto(_host())


@functools.cache
def _host() -> str:
    """Address of the server, which runs as long as this process."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Files, directory=ROOT))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


class _Files(http.server.SimpleHTTPRequestHandler):
    """The empty page, and the files that are asked for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(EMPTY)))
            self.end_headers()
            self.wfile.write(EMPTY)
        elif path.startswith(SERVED) and ".." not in path:
            super().do_GET()
        else:
            self.send_error(404)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, *_) -> None:
        """Nothing is logged."""
