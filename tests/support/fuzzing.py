"""Bad requests of every kind to all that the server offers, and what no answer may be."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import httpx
from good_requests import ENDPOINTS, FUNCTIONS
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
SECONDS = 20  # in which an answer must come
LARGE = 5_000_000  # bytes of the largest bodies
ENOUGH = 200  # problems that are kept
TRICKS = [
    "../../../../etc/passwd", "/etc/passwd", "..\\..\\app.py", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "file:///etc/passwd",
    "vae-2/../../zoo/errors.py", "vae-2\0", "hf://x/y", "~root", "$HOME", "{{7*7}}", "${7*7}", "<script>", "\ud800",
    "vae-20", "dcgan", "rbm", "shakespeare-lm", "1e999", "-0", "١", "𝟙", "A" * 10_000,
]  # fmt: skip
FILE = {"path": "/etc/passwd", "url": "file:///etc/passwd", "meta": {"_type": "gradio.FileData"}}
FORBIDDEN = {  # by what it would mean: a trace of it in an answer
    "a traceback": re.compile(rb"Traceback|File \\?\"[^\"]+\\?\", line \d"),
    "a folder of the server": re.compile(re.escape(str(ROOT)).encode()),
    "a file that is not served": re.compile(rb"root:.?:0:0|class ZooError\(Exception|create_app\(\)\.launch"),
}
JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.integers(-(10**400), 10**400) | st.text(max_size=40)
    | st.sampled_from(TRICKS) | st.just(FILE),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5), max_leaves=12,
)  # fmt: skip


@st.composite
def spoiled(draw, good: Any, depth: int = 0) -> Any:
    """A request that is like a good one, except where it is not."""
    if not isinstance(good, dict | list) or not good or depth > 3 or draw(st.integers(0, 9)) == 0:
        return draw(JUNK)
    made = dict(good) if isinstance(good, dict) else list(good)
    places = list(made) if isinstance(made, dict) else list(range(len(made)))
    for place in draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True)):
        made[place] = draw(spoiled(good[place], depth + 1))
    if isinstance(made, dict):
        for place in draw(st.lists(st.sampled_from(places), max_size=1)):
            del made[place]
        made |= draw(st.dictionaries(st.text(max_size=8), JUNK, max_size=1))
    return made


LARGEST = [  # values as JSON text that are deep or large
    lambda: b"[" * 100_000 + b"]" * 100_000,
    lambda: b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    lambda: b'"' + b"A" * LARGE + b'"',
    lambda: b"[" + b"0," * (LARGE // 2) + b"0]",
    lambda: b"[" + b"[0.5]," * (LARGE // 6) + b"[0.5]]",
    lambda: b"{" + b",".join(b'"%d":%d' % (key, key) for key in range(LARGE // 16)) + b"}",
    lambda: b"9" * LARGE,
    lambda: b"[" * LARGE,
    lambda: b'"' + b"\\ud800" * (LARGE // 6) + b'"',
    lambda: b"\xff\xfe" * (LARGE // 2),
]
HEAVY = 3  # of these for each target, other ones for the next


@dataclass
class Target:
    """Something that the server offers: its name, a good request, and how a request is sent, given as JSON text."""

    name: str
    good: dict
    send: Callable[[httpx.Client, bytes], httpx.Response]


def posted(path: str, wrap: Callable[[bytes], bytes]) -> Callable[[httpx.Client, bytes], httpx.Response]:
    """How to send a value that is wrapped into a body."""
    headers = {"content-type": "application/json"}
    return lambda client, value: client.post(path, content=wrap(value), headers=headers)


def targets(client: httpx.Client) -> list[Target]:
    """All that is served: each endpoint, and each function that the page calls."""
    served = {name.strip("/") for name in client.get("/gradio_api/info").json()["named_endpoints"]}
    same("endpoints", served, ENDPOINTS)
    found = [
        Target(f"/{name}", good, posted(f"/gradio_api/run/{name}", lambda value: b'{"data":%b}' % value))
        for name, good in ENDPOINTS.items()
    ]
    for component in client.get("/config").json()["components"]:
        if names := set(component["props"].get("server_fns") or ()):
            tab = max(FUNCTIONS, key=lambda each: len(FUNCTIONS[each].keys() & names))
            same(tab, names, FUNCTIONS[tab])
            found += [
                Target(f"{tab}.{name}", good, function(component["id"], name)) for name, good in FUNCTIONS[tab].items()
            ]
    assert len({target.name for target in found}) == len(ENDPOINTS) + sum(map(len, FUNCTIONS.values()))
    return found


def same(what: str, served: set[str], good: dict) -> None:
    """Fail unless there is a good request for all that is served, and for nothing else."""
    wrong = served ^ good.keys()
    assert not wrong, f"{what}: tests/support/good_requests.py lacks, or has too many, requests for {sorted(wrong)}"


def function(component: int, name: str) -> Callable[[httpx.Client, bytes], httpx.Response]:
    """How to call a function of the page."""
    head = json.dumps({"component_id": component, "fn_name": name, "session_hash": "fuzz"})[:-1].encode()
    return posted("/gradio_api/component_server/", lambda value: b'%b,"data":%b}' % (head, value))


def as_text(target: Target, value: Any) -> bytes:
    """A request as JSON text; an endpoint takes its arguments as a list."""
    if target.name.startswith("/") and isinstance(value, dict):
        value = list(value.values())
    return json.dumps(value).encode()  # NaN and half characters as Python writes them


@dataclass
class Findings:
    """What came of all calls."""

    calls: int = 0
    statuses: Counter = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def take(self, name: str, asked: bytes, call: Callable[[], httpx.Response]) -> None:
        """Make a call and look at its answer."""
        self.calls += 1
        begun, shown = time.monotonic(), f"{name} {asked[:300]!r}"
        try:
            answer = call()
        except httpx.HTTPError as error:
            return self.note(f"{shown}: {error!r}")
        seconds = time.monotonic() - begun
        self.slowest[name] = max(seconds, self.slowest.get(name, 0.0))
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.note(f"{shown}: {answer.status_code} {answer.text[:200]}")
        plain = unquote_to_bytes(asked)  # which an answer may say again
        for meaning, trace in FORBIDDEN.items():
            if trace.search(answer.content) and not trace.search(plain):
                self.note(f"{shown}: {meaning} in the answer")
        return None

    def note(self, problem: str) -> None:
        """Keep a problem."""
        if len(self.problems) < ENOUGH:
            self.problems.append(problem)


def spoil(client: httpx.Client, target: Target, calls: int, findings: Findings) -> None:
    """Send ``calls`` spoiled requests to a target, the same ones each time."""

    def one(value: Any) -> None:
        text = as_text(target, value)
        findings.take(target.name, text, lambda: target.send(client, text))

    every = settings(max_examples=calls, database=None, deadline=None, phases=[Phase.generate],
                     suppress_health_check=list(HealthCheck))  # fmt: skip
    every(seed(1)(given(spoiled(target.good))(one)))()


def overload(client: httpx.Client, target: Target, number: int, findings: Findings) -> None:
    """Send a target what is deep or large, as its first argument; ``number`` says which of them."""
    key = next(iter(target.good), "model").encode()
    for kind in range(HEAVY):
        large = LARGEST[(number + 3 * kind) % len(LARGEST)]()
        text = b"[%b]" % large if target.name.startswith("/") else b'{"%b":%b}' % (key, large)
        findings.take(target.name, text[:40], lambda text=text: target.send(client, text))


FOLDERS = ("/", "/zoo-files/", "/gradio_api/file=", "/gradio_api/file/", "/static/", "/assets/", "/svelte/",
           "/gradio_api/", "/gradio_api/stream/", "/gradio_api/call/v2/decode/", "/custom_component/",
           "/gradio_api/mcp/", "/config/")  # fmt: skip
STEPS = st.lists(
    st.sampled_from(["..", "%2e%2e", "..%2f", "%2e%2e%5c", ".", "//", "\\", "etc", "passwd", "app.py",
                     "zoo", "errors.py", "tabs", "~", "%00", "shared", "loader.js", "/etc/passwd",
                     quote(str(ROOT / "app.py"))])
    | st.text("abc%./\\", max_size=6), max_size=9).map("/".join)  # fmt: skip


def wander(client: httpx.Client, calls: int, findings: Findings) -> None:
    """Ask for ``calls`` addresses that try to leave the served folders."""

    def one(folder: str, rest: str) -> None:
        address = httpx.URL(client.base_url, raw_path=(folder + rest).encode())
        findings.take("addresses", address.raw_path, lambda: client.get(address))

    every = settings(max_examples=calls, database=None, deadline=None, phases=[Phase.generate],
                     suppress_health_check=list(HealthCheck))  # fmt: skip
    every(seed(1)(given(st.sampled_from(FOLDERS), STEPS)(one)))()


def well(client: httpx.Client, found: list[Target]) -> list[str]:
    """The targets whose good request gets no answer."""
    return [
        f"{target.name}: {answer.text[:200]}"
        for target in found
        if (answer := target.send(client, as_text(target, target.good))).status_code != 200
        or re.match(r'^"?\{\\?"error', answer.text)
    ]
