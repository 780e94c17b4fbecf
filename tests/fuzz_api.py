"""Fuzzes all that the app offers: ``python tests/fuzz_api.py [--calls 1000]``. Exits with 1 if it finds something.

Each endpoint and each function that the page calls gets spoiled requests (wrong types, NaN, huge numbers, tricks with
paths), then deep and large ones; and addresses try to leave the served folders. No answer may be a fault of the
server, have a traceback or a file that is not served in it, or be late; the log has no traceback of Gradio's.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent / "support")]  # as pytest has them

from fuzzing import ROOT, SECONDS, Findings, overload, spoil, targets, wander, well  # noqa: E402

ADDRESS = re.compile(r"Running on local URL:\s+(\S+)")
PATIENCE = 120  # seconds for the app to start


def main() -> int:
    """Start the app, fuzz it, print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--calls", type=int, default=1000, help="spoiled requests for each target")
    parser.add_argument("--only", default="", help="only targets with this in their name, such as /gibbs or gan.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, open(Path(home) / "log", "w+", encoding="utf-8") as log:
        places = {"ZOO_HOME": home, "ZOO_DATA": home, "ZOO_STORE": "bundled", "ZOO_DOWNLOAD": "0",
                  "GRADIO_ANALYTICS_ENABLED": "False"}  # fmt: skip
        app = subprocess.Popen([sys.executable, "-u", "app.py"], cwd=ROOT, env=os.environ | places,
                               stdout=log, stderr=log)  # fmt: skip
        try:
            return fuzz(app, Path(log.name), asked.calls, asked.only)
        finally:
            app.terminate()
            app.wait()


def fuzz(app: subprocess.Popen, log: Path, calls: int, only: str) -> int:
    """Fuzz a running app; the exit code."""
    findings, begun = Findings(), time.monotonic()
    with httpx.Client(base_url=address(app, log), timeout=SECONDS) as client:
        found = [target for target in targets(client) if only in target.name]
        if ill := well(client, found):
            print("Not even a good request is answered:", *ill, sep="\n  ")
            return 1
        before = memory(app.pid)
        for number, target in enumerate(found):
            started = time.monotonic()
            spoil(client, target, calls, findings)
            overload(client, target, number, findings)
            taken, worst = time.monotonic() - started, findings.slowest[target.name]
            print(
                f"{target.name}: {taken:.0f} s, slowest {worst:.2f} s, problems: {len(findings.problems)}", flush=True
            )
        wander(client, calls, findings)
        findings.problems += [f"{each} (afterwards)" for each in well(client, found)]
    seconds, after = time.monotonic() - begun, memory(app.pid)
    text = log.read_text(encoding="utf-8")
    if (tracebacks := text.count("Traceback")) or app.poll() is not None:
        findings.note(f"{tracebacks} tracebacks in the log; exit code {app.poll()}:\n{text[-3000:]}")
    late = sorted(findings.slowest.items(), key=lambda item: -item[1])[:5]
    print(f"{findings.calls:,} calls to {len(found)} targets and addresses in {seconds:.0f} s")
    print("statuses:", dict(sorted(findings.statuses.items())))
    print("slowest:", ", ".join(f"{name} {worst:.2f} s" for name, worst in late))
    print(f"memory: {before:.0f} MB before, {after:.0f} MB after; log: {len(text.splitlines())} lines")
    print(f"problems: {len(findings.problems)}", *findings.problems, sep="\n  ")
    return int(bool(findings.problems))


def address(app: subprocess.Popen, log: Path) -> str:
    """Where the app is served, once it is."""
    end = time.monotonic() + PATIENCE
    while not (found := ADDRESS.search(log.read_text(encoding="utf-8"))):
        if app.poll() is not None or time.monotonic() > end:
            raise SystemExit(log.read_text(encoding="utf-8"))
        time.sleep(0.2)
    return found[1].rstrip("/")


def memory(process: int) -> float:
    """Resident memory of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


if __name__ == "__main__":
    sys.exit(main())
