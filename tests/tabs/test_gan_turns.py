"""The GAN tab takes turns: the page and programs share them, and a crowd is refused."""

import asyncio
import inspect
import threading

import gradio as gr
import loops
import pytest

from tabs.gan import api as gan_api
from tabs.gan import tab as gan
from tabs.shared import turns

pytestmark = pytest.mark.usefixtures("gan_store")


# ---- the page
def test_the_page_asks_by_turns_and_long_work_for_programs_queues():
    with gr.Blocks() as page:
        gan.build()
    component = next(block for block in page.blocks.values() if getattr(block, "server_fns", None))
    named = {function.__name__: asyncio.iscoroutinefunction(function) for function in component.server_fns}
    drawing = {"samples", "generate", "look", "gif", "fool_question", "fool_answer", "fool_digit", "fool_map"}
    assert named == dict.fromkeys({*drawing, "look_at", "tally", "tally_of"}, True) | dict.fromkeys(
        ("compare", "mnist", "to_train"), False
    )
    walk = next(each for each in page.fns.values() if each.api_name == "interpolate")
    assert (walk.queue, walk.concurrency_limit, walk.concurrency_id) == (True, 2, "cpu")


def test_page_and_programs_share_their_turns_and_a_crowd_is_refused():
    """With all turns taken a crowd waits; who comes after it is told so, and those who wait still get their answer."""
    release = threading.Event()

    def work(value: object) -> dict:
        release.wait(10)
        return {"asked": value}

    async def ask() -> None:
        page, program = turns.in_turn(work), turns.program_in_turn(work)
        calls = [(page, program)[at % 2](at) for at in range(turns.AT_ONCE + turns.MOST_WAITING)]
        waiting = [asyncio.create_task(call) for call in calls]
        await asyncio.sleep(0)
        while turns._turns().waiting < turns.MOST_WAITING:
            await asyncio.sleep(0.001)
        assert await page(0) == {"error": turns.CROWDED} and turns.CROWDED.endswith(".")
        with pytest.raises(gr.Error, match="Many visitors are drawing") as refused:
            await program(0)
        assert refused.value.status == 503
        release.set()
        assert [answer["asked"] for answer in await asyncio.gather(*waiting)] == list(range(len(waiting)))

    loops.run(ask())


def test_a_program_that_waits_its_turn_is_described_by_its_own_signature():
    asked = inspect.signature(turns.program_in_turn(gan_api.interpolate))
    assert asked == inspect.signature(gan_api.interpolate) and "steps" in asked.parameters
