"""Turns for CPU-bound work, outside the threads that all tabs share, fair between visitors."""

import asyncio
import functools
import inspect
from collections import OrderedDict, deque
from collections.abc import Callable, Generator, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import gradio as gr
from anyio.lowlevel import RunVar
from gradio.context import LocalContext
from starlette.requests import Request

from tabs.shared.pieces import Pieces, Shared
from zoo.cores import cores
from zoo.errors import Busy, ZooError

AT_ONCE = max(2, cores())  # jobs at once, from the page and from programs together, each on one core
MOST_WAITING = 200  # requests; most share their work with others, so the last one is answered within seconds
CROWDED = "Many visitors are drawing now; try again in a moment."
GONE = "Nobody waits for this answer any more."


class Said(gr.Error):
    """A ``ZooError`` as Gradio's, with its status."""

    def __init__(self, error: ZooError):
        super().__init__(str(error), print_exception=False)
        self.status = error.status


def _one_core() -> None:
    """Torch in this thread works alone: more threads than cores would wait for each other, and what a model computes
    would depend on their number."""
    import torch

    torch.set_num_threads(1)


_pool = ThreadPoolExecutor(AT_ONCE, "turn", _one_core)
_turns_of_loop: RunVar["Turns"] = RunVar("turns")  # one per event loop, as its futures belong to it


def in_turn(handler: Callable[[Any], Any]) -> Callable:
    """``handler`` of one request as a coroutine that runs it in a thread, at most ``AT_ONCE`` of all such work.

    Gradio also runs plain functions in threads, but has 40 for everything: fifty visitors waiting in them for two cores
    would block the page for all others. Here they wait in the event loop, which costs nothing. Beyond
    ``MOST_WAITING``, a request is refused with a sentence. A handler with ``Pieces`` gets a turn for each, so that long
    work does not delay short requests.
    """

    @functools.wraps(handler)
    async def answer(request):
        try:
            return await finished(functools.partial(getattr(handler, "pieces", handler), request))
        except ZooError as error:
            return {"error": str(error)}

    del answer.__wrapped__  # Gradio reads the signature: one argument, of any type
    return answer


def program_in_turn(function: Callable) -> Callable:
    """The same for a function for programs, with its signature kept; it shares the queue with the page."""

    @functools.wraps(function)
    async def answer(*args, **options):
        try:
            return await finished(functools.partial(function, *args, **options))
        except ZooError as error:
            raise Said(error) from None

    return answer


async def finished(work: Callable[[], Any]) -> Any:
    """What ``work`` returns, run in a thread at its turn. If it returns ``Pieces``, each gets a turn; if it is a
    generator function, its first piece, which checks the request, needs none."""
    turns = _turns()
    if turns.waiting >= MOST_WAITING:
        raise Busy(CROWDED)
    job = Job(work, await _visitor(), LocalContext.request.get(None))
    if job.in_pieces:
        await anyio.to_thread.run_sync(job.go_on, None)
    if not job.done:
        await turns.take(job)
    if job.error:
        raise job.error
    return job.answer


class Job:
    """The work of one request: what it ``wants`` at its next turn, and in the end its ``answer`` or its ``error``."""

    def __init__(self, work: Callable[[], Any], visitor: Hashable, request: Any):
        self.in_pieces = inspect.isgeneratorfunction(getattr(work, "func", work))
        self.visitor, self.request = visitor, request
        self.wants: Shared | None = None
        self.answer, self.error, self.done = None, None, False
        self.turn_over = asyncio.get_running_loop().create_future()
        self._pieces: Pieces = work() if self.in_pieces else _one_piece(work)

    def go_on(self, result: Any) -> None:
        """The next piece, given what was wanted."""
        try:
            self.wants = self._pieces.send(result)
        except StopIteration as end:
            self.answer, self.done = end.value, True
        except Exception as error:  # of any kind: it belongs to this request
            self.fail(error)

    def fail(self, error: Exception) -> None:
        """End without an answer."""
        self._pieces.close()
        self.error, self.done = error, True

    async def is_gone(self) -> bool:
        """Whether the browser has closed the connection, as when its page was left or loaded anew."""
        return isinstance(self.request, Request) and await self.request.is_disconnected()


def _one_piece(work: Callable[[], Any]) -> Pieces:
    """``work`` as a piece of its own; the pieces that it may return follow."""
    answer = work()
    return (yield from answer) if isinstance(answer, Generator) else answer


def advance(jobs: list[Job]) -> None:
    """Do what these jobs want in one go, and let each go on to what it wants next."""
    wanted = jobs[0].wants
    try:
        results = wanted.run([job.wants.item for job in jobs if job.wants]) if wanted else [None]
    except Exception as error:
        if len(jobs) == 1:
            jobs[0].fail(error)
        else:  # it is the fault of one of them
            for job in jobs:
                advance([job])
        return
    for job, result in zip(jobs, results, strict=True):
        job.go_on(result)


class Turns:
    """Those who wait for one of the ``AT_ONCE`` turns. Visitors come in a circle, each with the request that is theirs
    for longest; whoever wants to share the same work comes along."""

    def __init__(self):
        self._waiting: OrderedDict[Hashable, deque[Job]] = OrderedDict()  # by visitor, the next one first
        self._running: dict[asyncio.Task, tuple[Hashable, int]] = {}  # what is shared, and the size of it

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return sum(map(len, self._waiting.values()))

    async def take(self, job: Job) -> None:
        """Wait until a job is done."""
        self._enter(job)
        self._start()
        await job.turn_over

    def _enter(self, job: Job) -> None:
        self._waiting.setdefault(job.visitor, deque()).append(job)

    def _start(self) -> None:
        while len(self._running) < AT_ONCE and (found := self._next()):
            task = asyncio.create_task(self._run(found))
            shared = [job.wants for job in found if job.wants]
            self._running[task] = shared[0].key if shared else None, sum(each.size for each in shared)

    def _next(self) -> list[Job]:
        """The next job that does not rather wait for another, and all that share its work; none if there is none."""
        ready = [visitor for visitor, jobs in self._waiting.items() if not self._rather_waits(jobs[0])]
        if not ready:
            return []
        visitor, jobs = ready[0], self._waiting[ready[0]]
        self._waiting.move_to_end(visitor)
        found = [jobs.popleft()]
        wanted = found[0].wants
        if wanted:
            left = wanted.most - wanted.size
            for other in [job for jobs in self._waiting.values() for job in jobs]:
                if other.wants and other.wants.key == wanted.key and other.wants.size <= left:
                    left -= other.wants.size
                    self._waiting[other.visitor].remove(other)
                    found.append(other)
        for one in [one for one, jobs in self._waiting.items() if not jobs]:
            del self._waiting[one]
        return found

    def _rather_waits(self, job: Job) -> bool:
        """Whether what a job wants is under way for others, and costs no more if they share the next turn of it."""
        wanted = job.wants
        if not wanted:
            return False
        under_way = sum(size for key, size in self._running.values() if key == wanted.key)
        return 0 < under_way <= wanted.free - wanted.size

    async def _run(self, jobs: list[Job]) -> None:
        """One turn."""
        try:
            await self._advance(jobs)
            for job in jobs:
                if not job.done:
                    self._enter(job)
                elif not job.turn_over.cancelled():
                    job.turn_over.set_result(None)
        finally:
            self._running.pop(asyncio.current_task(), None)  # type: ignore[arg-type]
            self._start()

    async def _advance(self, jobs: list[Job]) -> None:
        try:
            for job in jobs:
                if job.turn_over.cancelled() or await job.is_gone():
                    job.fail(ZooError(GONE))
            if there := [job for job in jobs if not job.done]:
                await asyncio.get_running_loop().run_in_executor(_pool, advance, there)
        except Exception as error:  # a fault of the turn itself: nobody is left waiting
            for job in jobs:
                job.error, job.done = job.error or error, True


async def _visitor() -> Hashable:
    """Who asks: the page of one browser, or one program."""
    request = LocalContext.request.get(None)
    if isinstance(request, Request):  # of a server function: its body says which page sent it
        body = await request.json() if "json" in request.headers.get("content-type", "") else {}
        return body.get("session_hash") or (request.client and request.client.host)
    return request and (request.session_hash or (request.client and request.client.host))


def _turns() -> Turns:
    try:
        return _turns_of_loop.get()
    except LookupError:
        _turns_of_loop.set(Turns())
        return _turns_of_loop.get()
