"""The app as servers of their own processes, one or several behind nginx, for what looks at it from outside."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).parents[2]
START = 120  # seconds until a server must answer
GROUPS = Path("/sys/fs/cgroup")
PERIOD = 20_000  # microseconds, of each of which a confined process has its part
NGINX = """\
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; client_max_body_size 6m;
  upstream zoo {{ hash $cookie_zoo consistent; {servers} keepalive 64; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://zoo; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
      proxy_buffering off; proxy_read_timeout 120s;
    }}
  }}
}}
"""


class Servers:
    """``replicas`` processes of the app while the context lasts, and ``url``, where they answer. With a ``share``, each
    is confined to that part of a core, as on a small machine of its own."""

    def __init__(self, replicas: int = 1, url: str | None = None, share: float | None = None):
        self.url, self._replicas, self._processes, self._folder = url or "", replicas, [], ""
        self._share, self._confined = share, []

    def __enter__(self) -> "Servers":
        if self.url:
            return self
        ports = [free_port() for _ in range(self._replicas)]
        for port in ports:
            self._processes.append(psutil.Process(start(port).pid))
        for port in ports:
            await_answer(f"http://127.0.0.1:{port}/")
        try:
            for process in self._processes if self._share else ():
                self._confined.append(confine(process.pid, self._share))
        except OSError:
            self.__exit__()
            raise
        self.url = f"http://127.0.0.1:{ports[0] if self._replicas == 1 else self._balance(ports)}/"
        return self

    def _balance(self, ports: list[int]) -> int:
        """nginx before these ports; its own."""
        own, self._folder = free_port(), tempfile.mkdtemp(prefix="zoo-nginx-")
        listed = " ".join(f"server 127.0.0.1:{port};" for port in ports)
        config = Path(self._folder) / "nginx.conf"
        config.write_text(NGINX.format(folder=self._folder, servers=listed, port=own))
        command = [shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(config), "-p", self._folder]
        self._processes.append(psutil.Process(subprocess.Popen(command, stderr=subprocess.DEVNULL).pid))
        await_answer(f"http://127.0.0.1:{own}/")
        return own

    def __exit__(self, *_) -> None:
        for process in self._processes:
            process.terminate()
        psutil.wait_procs(self._processes, 10)
        for group in self._confined:
            group.rmdir()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def memory(self) -> float:
        """MB that all processes hold."""
        return sum(process.memory_info().rss for process in self._processes) / 2**20

    def seconds(self) -> float:
        """Seconds of a core that all processes have taken."""
        return sum(sum(process.cpu_times()[:2]) for process in self._processes)


def start(port: int) -> subprocess.Popen:
    """The app at a port."""
    own = {"GRADIO_SERVER_PORT": str(port), "ZOO_DOWNLOAD": "0", "GRADIO_ANALYTICS_ENABLED": "False"}
    return subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=os.environ | own, stdout=subprocess.DEVNULL)


def confine(pid: int, share: float) -> Path:
    """Let a process have at most this part of a core, by a control group of Linux (as root); the group's folder."""
    quota = round(share * PERIOD)
    newer = (GROUPS / "cgroup.controllers").exists()
    group = (GROUPS if newer else GROUPS / "cpu") / f"zoo-{pid}"
    group.mkdir()
    if newer:
        (group / "cpu.max").write_text(f"{quota} {PERIOD}")
    else:
        (group / "cpu.cfs_period_us").write_text(str(PERIOD))
        (group / "cpu.cfs_quota_us").write_text(str(quota))
    (group / "cgroup.procs").write_text(str(pid))
    return group


def await_answer(url: str) -> None:
    """Return when a server answers there."""
    until = time.monotonic() + START
    while time.monotonic() < until:
        try:
            httpx.get(url, timeout=5).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise TimeoutError(f"No answer from {url} in {START} s.")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
