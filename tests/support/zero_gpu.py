"""A Space with ZeroGPU, as far as a machine without a GPU can be one: ``python zero_gpu.py`` starts the app as a Space
does, in the folder in which it is run and with Hugging Face's own ``spaces``, and counts digits through the process
that would have the GPU.

It prints what the platform was asked for, and what was counted in that process and in its own. Only the platform's
service, which lends GPUs, and the moment in which CUDA begins are made up.
"""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from stubs import without_stubs

GPU = {"idle": False, "nvidiaIndex": 0, "nvidiaUUID": "GPU-0", "allowToken": "a token"}
REQUEST = {"model": "dcgan-32", "seed": 1, "sheets": 2}


class Platform(BaseHTTPRequestHandler):
    """Lends a GPU to whoever asks."""

    asked: list[str] = []  # noqa: RUF012 (shared by all requests)

    def do_POST(self):
        self.asked.append(self.path.split("?")[0])
        content = json.dumps(GPU).encode()
        self.send_response(200)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Nothing."""


def start_app() -> None:
    """As ``python app.py`` does."""
    import app
    from tabs.shared import page

    page.launch(app.create_app(), quiet=True)


def count() -> tuple[dict, dict]:
    """Digits counted by the function that borrows a GPU, on the CPU of its process, and by the same function here."""
    from spaces.zero import wrappers

    from tabs.gan import tally
    from tabs.shared import gpu

    wrappers.torch.init = wrappers.torch.move = lambda *_, **__: None  # where CUDA would begin
    gpu.device = lambda: "cpu"
    borrowed, tally.counted = tally.tally(REQUEST), tally.counted.__wrapped__
    return borrowed, tally.tally(REQUEST)


def main() -> None:
    sys.path.insert(0, os.getcwd())
    without_stubs()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ |= {"SPACES_ZERO_GPU": "true", "SPACES_ZERO_DEVICE_API_URL": f"http://127.0.0.1:{server.server_port}"}
    start_app()
    started = list(Platform.asked)
    borrowed, here = count()
    print(json.dumps({"started": started, "asked": Platform.asked[len(started) :], "borrowed": borrowed, "here": here}))


if __name__ == "__main__":
    main()
