"""What the Shakespeare viewer asks the server for: a sentence for all that cannot be had, and turns for two people."""

import asyncio
import math

import gradio as gr
import loops
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_models import LATENTS, RECORD
from text_writing import ASKED, LM, SPEECHES, SUBWORDS, VAE, WORDS, in_pieces

from tabs.shakespeare import tab as shakespeare
from tabs.shakespeare.following import following
from tabs.shakespeare.passage import neighbours, read
from tabs.shakespeare.twist import twist
from tabs.shakespeare.write import code, texts, write
from tabs.shared.turns import in_turn

pytestmark = pytest.mark.usefixtures("text_store")

NAN, INF = math.nan, math.inf
HANDLERS = (code, write, texts, read, neighbours, following, twist)
MANY = {"model": VAE, "seed": 7, "latents": [[0.0] * LATENTS], "luck": "same", "count": 30}
MARKUP = "<script>alert(1)</script> {{value}} ${alert(1)} &lt;b&gt;"
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


# ---- what cannot be had
@pytest.mark.parametrize(("handler", "asked", "sentence"), [
    *[(write, {"seed": seed}, "The seed must be") for seed in (2**64, -1, 0.5, NAN, "7", None, True)],
    *[(write, {"count": count}, "The count must be a whole number from 1 to 100") for count in (0, 101, 1.5, NAN)],
    *[(write, {"temperature": value}, "The temperature must be a number from 0 to 2")
      for value in (-0.1, 2.1, NAN, INF, "1", None, 10**400)],
    *[(write, {"top_k": value}, "Top-k must be a whole number from 0 to 65") for value in (66, -1, 0.5, NAN, 10**400)],
    *[(write, {"top_p": value}, "Top-p must be a number from 0.01 to 1") for value in (0, 1.1, -1, NAN, None)],
    *[(write, {"latents": value}, "list of 8 latents") for value in ([], [0.0] * 7, [0.0] * 9, "x", {}, 3)],
    *[(write, {"latents": [0.0] * 7 + [value]}, "Latent 7 must be a finite number")
      for value in (NAN, INF, 2e6, None, "1", True)],
    (write, {"model": LM, "latents": [0.0] * 8}, "does not write from a code"),
    *[(write, {"model": SPEECHES, "speaker": value}, "This model knows no speaker")
      for value in ("Hamlet", "<b>", 3, ["HAMLET"], {"a": 1}, "x" * 10**6)],
    (write, {"model": SPEECHES, "play": "King Lear"}, "knows no play 'King Lear'"),
    (write, {"model": SPEECHES, "genre": "farce"}, "knows no genre 'farce'"),
    (write, {"model": WORDS, "latents": None, "speaker": "HAMLET"}, "leave out the opening"),
    (write, {"opening": "x" * 501}, "The opening has 501 characters; at most 500"),
    (write, {"opening": "…" * 200}, "The opening has 600 characters"),
    (write, {"opening": "x" * 1_000_000}, "The opening has 1,000,000 characters"),
    *[(write, {"opening": value}, "The opening must be text") for value in (None, 3, ["x"], {})],
    *[(write, {"so_far": value}, "The text so far must be a list of at most 10,000 tokens, from 0 to 64")
      for value in (None, 3, "x", ["x"], [65], [-1], [0.5], [NAN], [True], [1] * 10_001)],
    (write, {"so_far": [1] * 2001}, "at most 2,000 characters"),
    *[(texts, {"latents": value}, "list of 1 to 12") for value in ([], [[0.0] * 8] * 13, None, "x", 0)],
    (texts, {"latents": [[0.0] * 8, [0.0]]}, "list of 8 latents, not 1"), (texts, {"luck": "bad"}, "same, own"),
    (texts, {"luck": []}, "same, own"), *[(texts, {"count": count}, "from 1 to 256") for count in (0, 257, NAN)],
    (texts, {"model": LM}, "does not write from a code"), (code, {"model": LM}, "does not write from a code"),
    (code, {"seed": 2**32}, "The seed must be a whole number from 0 to 4294967295."),
    (code, {"seed": NAN}, "The seed must be"), (read, {"text": "x" * 257}, "The passage has 257 characters"),
    (read, {"text": "👍" * 1024 + "x"}, "The passage has 1,025 characters; at most 256 are read"),
    (read, {"text": None}, "must be text"),
    (read, {"text": "x", "model": LM}, "does not write from a code"),
    (neighbours, {"text": "x", "count": 13}, "from 1 to 12"),
    (neighbours, {"text": "x", "latents": [0.0] * 8}, "give either a text or latents"),
    (neighbours, {}, "give either a text or latents"),
    (neighbours, {"latents": [NAN] * 8}, "Latent 0 must be"), (neighbours, {"latents": [0.0]}, "list of 8 latents"),
    *[(twist, {"text": "x", name: value}, f"The dial {name} must be a number from 0 to 1")
      for name in ("modernise", "slang", "shakespearise") for value in (-0.1, 1.1, NAN, INF, "1", None, True)],
    (twist, {"text": "x" * 20_001}, "The text has 20,001 characters"), (twist, {"text": 3}, "must be text"),
    (twist, {"text": "x", "seed": NAN}, "The seed"), (twist, {}, "The text must be text"),
    (twist, {"text": "x", "modernise": 1, "shakespearise": 1}, "both ways at once"),
    *[(handler, {"model": RECORD}, f"weights of {RECORD} are not in this app") for handler in HANDLERS[:-1]],
    *[(handler, {"model": name}, "There is no model") for handler in HANDLERS[:-1] for name in ("vae-20", None, 3, [])],
    *[(handler, {"revision": "0" * 40}, "newer shakespeare-vae") for handler in HANDLERS[:-1]],
    *[(handler, {"more": 1}, "unknown key 'more'") for handler in HANDLERS],
])  # fmt: skip
def test_what_cannot_be_had_is_a_sentence(handler, asked, sentence):
    usual = {write: ASKED, texts: MANY}.get(
        handler, {"model": VAE} if handler is not code else {"model": VAE, "seed": 7}
    )
    error = handler(usual | asked)["error"]
    assert sentence in error and error.endswith(".") and len(error) < 300


@given(JSON, st.sampled_from(HANDLERS))
@settings(max_examples=100, deadline=None)
def test_no_request_breaks_a_handler(request, handler):
    assert handler(request)["error"].endswith(".")


KEYS = ["seed", "so_far", "count", "temperature", "top_k", "top_p", "latents", "opening", "luck", "text", "modernise",
        "slang", "shakespearise", "revision", "speaker", "play", "genre"]  # fmt: skip


@given(st.dictionaries(st.sampled_from(KEYS), JSON), st.sampled_from([VAE, LM, SUBWORDS, SPEECHES, WORDS, RECORD]),
       st.sampled_from(HANDLERS))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_no_value_in_a_request_breaks_a_handler(request, name, handler):
    assert handler(request | {"model": name}).get("error", ".").endswith(".")


# ---- the page
def test_the_page_asks_by_turns_and_programs_share_them():
    with gr.Blocks() as page:
        shakespeare.build()
    component = next(block for block in page.blocks.values() if getattr(block, "server_fns", None))
    assert {each.__name__: asyncio.iscoroutinefunction(each) for each in component.server_fns} == dict.fromkeys(
        ("code", "write", "texts", "following", "read", "neighbours", "twist", "sounds"), True
    )
    named = {each.api_name: (each.queue, each.concurrency_limit, each.concurrency_id) for each in page.fns.values()}
    assert named["twist"] == (True, 2, "cpu") and named["generate"] == named["morph"] == (True, 10, "text")


def test_two_people_at_once_are_both_served():
    page_write = in_turn(write)

    async def person(seed: int) -> str:
        text, tokens = "", []
        while len(text) < 120:
            answer = await page_write(ASKED | {"seed": seed, "so_far": tokens})
            text, tokens = text + answer["text"], tokens + answer["tokens"]
        return text

    async def both() -> list[str]:
        return await asyncio.gather(person(7), person(8))

    assert loops.run(both()) == [in_pieces(ASKED | {"seed": seed}, 120)[0] for seed in (7, 8)]
