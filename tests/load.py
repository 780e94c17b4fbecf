"""Many visitors at once: ``python tests/load.py --visitors 60 --minutes 10``. No test: it prints what they saw.

Each visitor moves a slider whose decoder is on the server, draws digits, asks for a hundred samples and has a text
written, over and over, with pauses, and sends what the page would send. Before they come, each of their requests is
answered once while nobody else is there, and so again when they have left. An answer that differs is one of another
visitor: a text by one character, a picture by more than one grey level, a number by more than a thousandth.

``--only sample --pause 0`` lets all do the same without rest. ``--replicas 2`` puts so many servers behind nginx;
with ``--share 0.25`` each has a quarter of a core, as if it had a small machine of its own.
``--url`` asks a server that is already there. Visitors and servers share the machine: the last lines say how much of it
each took.
"""

import argparse
import asyncio
import base64
import json
import math
import random
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

import httpx

sys.path[:0] = [str(Path(__file__).parent / "support")]  # as pytest has it

from served import Servers  # noqa: E402

KINDS = ("drag", "draw", "sample", "write")
FUNCTIONS = {"drag": "decode_many", "draw": "encode", "sample": "samples", "write": "write"}  # server functions
MODELS = {"drag": "conv-vae", "draw": "vae-20", "sample": "dcgan-32", "write": "shakespeare-lm-subwords"}
PLACES, DRAGS = 6, 30  # different places of a visitor's slider, and movements of a drag
DIGITS = 3  # that a visitor draws in a row
SAMPLES, PIECE, LENGTH = 100, 40, 200  # samples; characters of a piece and of a text
LATENTS = 32
NUMBER, LEVEL = 1e-3, 1  # the largest differences of the same answer, as rounding makes them
SECONDS = 60  # to wait for an answer
EVERY = 2  # seconds between two looks at the memory


class Asked:
    """What the visitors asked and got: seconds of each answer by kind, errors, and answers that are another's."""

    def __init__(self):
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.others: list[str] = []
        self.known: dict[str, dict] = {}  # right answers by request

    def check(self, kind: str, request: dict, answer: dict) -> None:
        """Keep the first answer to a request; compare all further ones with it."""
        right = self.known.setdefault(json.dumps([kind, request]), answer)
        if not alike(right, answer):
            self.others.append(f"{kind} {str(request)[:80]}")


def alike(one: object, other: object) -> bool:
    """Whether two answers are the same but for rounding."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike_field(key, one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, float) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=NUMBER, abs_tol=NUMBER)
    return one == other


def alike_field(name: str, one: object, other: object) -> bool:
    """``alike`` for a field of an answer; pictures are bytes as base64 text."""
    if name in ("images", "rebuilt", "seen") and isinstance(one, str) and isinstance(other, str):
        levels = base64.b64decode(one), base64.b64decode(other)
        return len(levels[0]) == len(levels[1]) and all(abs(a - b) <= LEVEL for a, b in zip(*levels, strict=True))
    return alike(one, other)


class Visitor:
    """A browser with one page: what it does, and what it sends for it."""

    def __init__(self, number: int, client: httpx.AsyncClient, components: dict[str, int], asked: Asked):
        self.number, self.client, self.components, self.asked = number, client, components, asked
        self.luck = random.Random(number)
        self.session = f"visitor{number}"
        self.kept = {"cookie": f"zoo={self.session}"}  # by which nginx keeps a visitor with one process

    async def ask(self, kind: str, **request: object) -> dict | None:
        """The answer of a server function; None after an error."""
        function, data = FUNCTIONS[kind], {"model": MODELS[kind], **request}
        to = {"component_id": self.components[function], "fn_name": function, "session_hash": self.session}
        began = time.perf_counter()
        try:
            answer = await self.client.post("gradio_api/component_server/", json=to | {"data": data}, headers=self.kept)
            found = answer.raise_for_status().json()
            if found.get("error"):
                raise ValueError(found["error"])
        except (httpx.HTTPError, ValueError) as error:
            self.asked.errors.append(f"{kind}: {error!r}"[:200])
            return None
        self.asked.seconds[kind].append(time.perf_counter() - began)
        self.asked.check(kind, data, found)
        return found

    async def drag(self, movements: int = DRAGS) -> None:
        """Move a slider to and fro; the page asks for the newest place as soon as it has the last answer."""
        for at in range(movements):
            place = at % PLACES / PLACES + self.number
            await self.ask("drag", codes=[[round(math.sin(place + latent), 4) for latent in range(LATENTS)]])

    async def draw(self) -> None:
        """Draw a few digits: strokes from one side to the other."""
        for at in range(DIGITS):
            ink = bytearray(28 * 28)
            for row in range(4, 24):
                column = 14 + round(8 * math.sin(row / 4 + self.number + at))
                ink[28 * row + column : 28 * row + column + 3] = b"\xff\xff\xff"
            await self.ask("draw", digit={"size": 28, "ink": base64.b64encode(ink).decode()})

    async def sample(self) -> None:
        """Ask for a hundred samples."""
        await self.ask("sample", seed=self.number, first=0, count=SAMPLES, truncation=None, digit=None)

    async def write(self) -> None:
        """Have a text written, piece by piece."""
        tokens, made = [], 0
        while made < LENGTH:
            answer = await self.ask("write", seed=self.number, so_far=tokens, count=PIECE, temperature=0.8, top_k=0,
                                    top_p=1.0, latents=None, opening="")  # fmt: skip
            if answer is None or answer.get("ended"):
                return
            tokens, made = tokens + answer["tokens"], made + len(answer["text"])

    async def stay(self, kinds: list[str], until: float, pause: float) -> None:
        """Do all that in turn, beginning anywhere, with pauses between."""
        await asyncio.sleep(self.luck.uniform(0, pause))
        at = self.luck.randrange(len(kinds))
        while time.monotonic() < until:
            await getattr(self, kinds[at % len(kinds)])()
            await asyncio.sleep(self.luck.uniform(0.5, 1.5) * pause)
            at += 1

    async def once(self, kinds: list[str]) -> None:
        """Each kind once, with all requests that are ever made."""
        for kind in kinds:
            await (self.drag(PLACES) if kind == "drag" else getattr(self, kind)())


async def components_of(client: httpx.AsyncClient) -> dict[str, int]:
    """The page's components by the names of their server functions that are asked here."""
    config = (await client.get("config")).raise_for_status().json()
    listed = [(function, each["id"]) for each in config["components"]
              for function in each["props"].get("server_fns") or []]  # fmt: skip
    return {function: number for function, number in reversed(listed) if function in FUNCTIONS.values()}


async def watch(servers: Servers, until: float) -> list[tuple[float, float]]:
    """The servers' memory in MB, again and again, with the hours at which that was."""
    found = []
    while time.monotonic() < until:
        found.append((time.monotonic() / 3600, servers.memory()))
        await asyncio.sleep(EVERY)
    return found


async def run(options: argparse.Namespace, servers: Servers) -> None:
    """Let the visitors come, and print what they saw."""
    limits = httpx.Limits(max_connections=2 * options.visitors)
    async with httpx.AsyncClient(base_url=servers.url, timeout=SECONDS, limits=limits) as client:
        components, asked = await components_of(client), Asked()
        visitors = [Visitor(number, client, components, asked) for number in range(options.visitors)]
        for visitor in visitors:
            await visitor.once(options.only)
        told(f"alone, {options.visitors} one after the other", asked)
        asked.seconds.clear()
        began, until = time.monotonic(), time.monotonic() + 60 * options.minutes
        spent = time.process_time(), servers.seconds()
        stays = [visitor.stay(options.only, until, options.pause) for visitor in visitors]
        looks = asyncio.create_task(watch(servers, until))
        await asyncio.gather(*stays)
        memory = await looks
        passed = time.monotonic() - began
        told(f"{options.visitors} at once for {passed:.0f} s", asked)
        asked.seconds.clear()
        told_machine(memory, passed, time.process_time() - spent[0], servers.seconds() - spent[1])
        for visitor in visitors[:5]:
            await visitor.once(options.only)
        told("alone again", asked)


def told(when: str, asked: Asked) -> None:
    """Print the answers by kind, and every error."""
    print(f"\n{when}: {len(asked.errors)} errors, {len(asked.others)} answers that are not one's own")
    for kind, seconds in asked.seconds.items():
        ordered = sorted(seconds)
        print(f"  {kind:7} {len(ordered):6} answers  median {statistics.median(ordered):6.3f} s  "
              f"95th percentile {ordered[int(0.95 * len(ordered))]:6.3f} s  longest {ordered[-1]:6.3f} s")  # fmt: skip
    for line in [*asked.errors[:5], *asked.others[:5]]:
        print(f"  {line}")


def told_machine(memory: list[tuple[float, float]], passed: float, own: float, theirs: float) -> None:
    """Print the memory and its slope over the second half, and the share of a core that each side took."""
    half = memory[len(memory) // 2 :]
    if len(half) > 2 and half[0][1]:
        slope = statistics.linear_regression(*zip(*half, strict=True)).slope
        print(f"  memory {memory[0][1]:.0f} MB at first, {memory[-1][1]:.0f} MB at last,", end=" ")
        print(f"in the second half {slope:+.0f} MB an hour")
    print(f"  of the time of one core the visitors took {own / passed:.0%}, the servers {theirs / passed:.0%}")


def main(arguments: list[str] | None = None) -> None:
    """Read the options, start the servers, and let the visitors come."""
    parser = argparse.ArgumentParser(description="Many visitors at once.")
    parser.add_argument("--visitors", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--pause", type=float, default=2, help="seconds between two things that a visitor does")
    parser.add_argument("--only", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--share", type=float, help="of a core, that each server may have (Linux, as root)")
    parser.add_argument("--url", help="a server that is already there")
    parser.add_argument("--text-model", default=MODELS["write"])
    options = parser.parse_args(arguments)
    if options.url and options.share:
        parser.error("--share is for servers that this command starts; leave out --url.")
    MODELS["write"] = options.text_model
    with Servers(options.replicas, options.url, options.share) as servers:
        asyncio.run(run(options, servers))


if __name__ == "__main__":
    main()
