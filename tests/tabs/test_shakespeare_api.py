"""The Shakespeare tab's functions for programs: what they answer, and a sentence for every bad input."""

import asyncio
import inspect
import math

import gradio as gr
import loops
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from text_models import LATENTS, RECORD
from text_writing import in_pieces

import zoo
from tabs.shakespeare import api
from tabs.shakespeare import write as page
from tabs.shared import turns
from tabs.shared.turns import in_turn
from zoo import twist as rules
from zoo.models.noise import latents, slerp
from zoo.models.tokens import tokens

pytestmark = pytest.mark.usefixtures("text_store")

NAN, INF = math.nan, math.inf
VAE, LM, WORDS = "shakespeare-vae", "shakespeare-lm", "shakespeare-words"
SUBWORDS, SPEECHES = "shakespeare-lm-subwords", "shakespeare-vae-subwords"
DIALS = {"temperature": 0.8, "top_k": 0, "top_p": 1.0}
SEVEN, EIGHT = {"seed": 7}, {"seed": 8}
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def morph(*args, **options) -> dict:
    return loops.run(api.morph(*args, **options))


def generate(*args, **options) -> dict:
    return loops.run(api.generate(*args, **options))


# ---- texts
@pytest.mark.parametrize("name", [VAE, LM, SUBWORDS])
def test_a_text_is_that_of_the_page(name):
    answer = generate(name, 7, 130, "O “Romeo” 👍")
    read, dropped = ("O 'Romeo' 👍", []) if name == SUBWORDS else ("O 'Romeo' ", ["👍"])
    asked = {"model": name, "seed": 7, "latents": None, "opening": read} | DIALS
    assert answer["text"] == in_pieces(asked, 130)[0]
    said = {key: answer[key] for key in ("opening", "replaced", "dropped")}
    assert said == {"opening": read, "replaced": ["“", "”"], "dropped": dropped}
    assert answer["latents"] == (latents(7, LATENTS)[0].tolist() if name == VAE else None)
    assert len(generate(name)["text"]) == 300 and generate(name, length=1)["text"] == generate(name)["text"][0]


def test_a_speech_of_somebody():
    answer = generate(SPEECHES, 7, 40, "O", speaker="HAMLET", play="Hamlet", genre="comedy")
    asked = {"model": SPEECHES, "seed": 7, "opening": "O", "speaker": "HAMLET", "play": "Hamlet", "genre": "comedy"}
    assert answer["text"] == in_pieces(asked | DIALS, 40)[0] and answer["opening"] == "HAMLET:\nO"
    assert generate(SUBWORDS, 7, 10, speaker="HAMLET")["opening"] == "HAMLET:\n"


def test_a_text_of_given_latents():
    given = [0.5, -0.5] * (LATENTS // 2)
    answer = generate(VAE, length=30, latents=given)
    asked = {"model": VAE, "seed": 1, "latents": given, "opening": "", "so_far": [], "count": 30} | DIALS
    assert answer["text"] == page.write(asked)["text"] and answer["latents"] == given


def test_a_model_of_words_is_asked_for_words():
    answer = generate(WORDS, 7, 150)
    assert len(tokens(answer["text"].replace("<unknown>", "unknown"))) == 150 and answer["latents"] is None


@pytest.mark.parametrize(("options", "sentence"), [
    *[({"length": length}, "The length must be a whole number from 1 to 2000")
      for length in (0, -1, 2001, 10**400, 1.5, NAN, INF, "9", None, True)],
    *[({"seed": seed}, "The seed must be") for seed in (-1, 2**32, 2**64, NAN, None, "1")],
    *[({"temperature": value}, "temperature must be a number from 0 to 2") for value in (-1, 3, NAN, None, "1")],
    *[({"top_k": value}, "Top-k must be a whole number from 0 to 65") for value in (66, 10**9, -1, NAN)],
    *[({"top_p": value}, "Top-p must be a number from 0.01 to 1") for value in (0, 2, NAN)],
    *[({"latents": value}, "list of 8 latents") for value in ([], [0.0] * 9, "x", {})],
    ({"latents": [NAN] * 8}, "Latent 0 must be a finite number"), ({"opening": "x" * 10**6}, "1,000,000 characters"),
    ({"opening": None}, "The opening must be text"), ({"model": RECORD}, "are not in this app"),
    *[({"model": name, "latents": [0.0]}, "does not write from a code") for name in (LM, SUBWORDS)],
    ({"model": WORDS, "opening": "O"}, "leave out the opening"),
    ({"model": "vae-20"}, "There is no model 'vae-20' here; choose one of shakespeare-vae"),
    *[({"model": name}, "There is no model") for name in (None, 3, [], {})],
    ({"model": SPEECHES, "speaker": "NOBODY"}, "knows no speaker 'NOBODY'"), ({"genre": "comedy"}, "told a genre"),
    ({"model": SPEECHES, "play": 3}, "knows no play '3'"),
])  # fmt: skip
def test_a_text_that_cannot_be_had_is_a_sentence(options, sentence):
    with pytest.raises(gr.Error, match=sentence) as error:
        generate(**({"model": VAE} | options))
    assert error.value.message.endswith(".") and len(error.value.message) < 300


LONG = {"a text": lambda: api.generate(LM, length=600), "subwords": lambda: api.generate(SUBWORDS, length=600),
        "words": lambda: api.generate(WORDS, length=2000),
        "a walk": lambda: api.morph(VAE, SEVEN, EIGHT, 9, 100),
        "many texts": lambda: in_turn(page.texts)({"model": VAE, "latents": [[0.0] * LATENTS] * 9, "luck": "own",
                                                   "seed": 7, "count": 100})}  # fmt: skip


@pytest.mark.parametrize("long", LONG)
def test_long_work_lets_others_have_their_turn(long, monkeypatch):
    """Each piece waits for its turn again, so that a short text that is asked for later is there sooner."""
    monkeypatch.setattr(turns, "AT_ONCE", 0)
    finished = []
    for name in (VAE, LM, SUBWORDS, WORDS):
        api.loaded(name)  # loading is no turn of its own: it must not count against the short text

    async def person(name: str, wish) -> None:
        assert "error" not in await wish
        finished.append(name)

    async def begin() -> None:
        """Once all have asked, however long a thread takes to look at what; with two turns at once, which ends first
        would depend on how long a piece takes."""
        while turns._turns().waiting < 3:
            await asyncio.sleep(0)
        monkeypatch.setattr(turns, "AT_ONCE", 1)
        turns._turns()._start()

    async def three() -> None:
        wishes = [LONG[long](), LONG[long](), api.generate(LM, length=10)]
        await asyncio.gather(begin(), *map(person, ("long", "long", "short"), wishes))

    loops.run(three())
    assert finished == ["short", "long", "long"]


def test_the_model_of_a_text_is_looked_up_once_and_in_a_thread(monkeypatch):
    """So that a text is of one revision, whatever becomes of its checkpoint meanwhile."""
    looked_up, find = [], api.loaded

    def look_up(*asked):
        with pytest.raises(RuntimeError, match="no running event loop"):
            asyncio.get_running_loop()
        looked_up.append(asked)
        return find(*asked)

    monkeypatch.setattr(api, "loaded", look_up)
    assert len(generate(VAE, length=250)["text"]) == 250 and looked_up == [(VAE,)]


# ---- the twist
def test_a_twist_for_programs():
    text = "Wherefore art thou here, my foe?\n'Tis late."
    answer = api.twist(text)
    assert answer["text"] == rules.modernise(text).text and answer["changed"] > 2
    assert "".join(part.get("before", part["text"]) for part in answer["pieces"]) == text
    both = api.twist(text, 0.5, 0.9, seed=3)["text"]
    assert both == rules.blend(rules.modernise(text, 0.5).text, 0.9, 3).text
    assert api.twist("Do you know him?", 0, shakespearise=1)["text"] == rules.shakespearise("Do you know him?").text


@pytest.mark.parametrize(("options", "sentence"), [
    *[({dial: value}, f"The dial {dial} must be a number from 0 to 1")
      for dial in ("modernise", "slang", "shakespearise") for value in (-1, 2, NAN, INF, None, "1")],
    *[({"text": text}, "must be text") for text in (None, 3, [], b"x")], ({"text": "x" * 10**6}, "at most 20,000"),
    ({"seed": -1}, "The seed"), ({"seed": NAN}, "The seed"), ({"shakespearise": 1}, "both ways at once"),
])  # fmt: skip
def test_a_twist_that_cannot_be_is_a_sentence(options, sentence):
    with pytest.raises(gr.Error, match=sentence) as error:
        api.twist(**({"text": "thou"} | options))
    assert error.value.message.endswith(".")


# ---- walks
def test_a_walk_goes_along_the_great_circle_between_its_ends():
    answer = morph(VAE, SEVEN, EIGHT, 5, 40, seed=3)
    path = slerp(latents(7, LATENTS)[0], latents(8, LATENTS)[0], torch.linspace(0, 1, 5))
    assert torch.equal(torch.tensor(answer["latents"]), path) and answer["start"] is answer["end"] is None
    asked = {"model": VAE, "latents": path.tolist(), "luck": "same", "seed": 3, "count": 40} | DIALS
    assert answer["texts"] == page.texts(asked)["texts"]
    given = {"latents": latents(7, LATENTS)[0].tolist()}
    assert morph(VAE, given, EIGHT, 5, 40, seed=3) == answer


def test_a_walk_between_speeches():
    answer = morph(SPEECHES, {"text": "HAMLET:\nTo be"}, EIGHT, 3, 40)
    assert answer["start"]["text"] == "HAMLET:\nTo be" and len(answer["texts"]) == 3
    assert all(len(text) <= 40 for text in answer["texts"])


def test_a_walk_begins_at_the_code_of_a_passage():
    model = zoo.load(VAE)
    answer = morph(VAE, {"text": "O “Romeo”"}, EIGHT, 2, 20)
    with torch.no_grad():
        mean = model.encode(torch.tensor([model.characters.ids("O 'Romeo'")])).mean[0]
    assert answer["latents"][0] == pytest.approx(mean.tolist(), abs=1e-5)
    assert answer["start"] == {"text": "O 'Romeo'", "replaced": ["“", "”"], "dropped": []} and answer["end"] is None


@pytest.mark.parametrize(("options", "sentence"), [
    *[({"steps": steps}, "steps must be a whole number from 2 to 12") for steps in (1, 13, NAN, "5", 10**400, None)],
    *[({"length": length}, "length must be a whole number from 1 to 256") for length in (0, 257, NAN, None)],
    *[({"start": end}, "The start must be") for end in (None, 7, {}, [], {"seed": 7, "text": "x"}, {"index": 1})],
    ({"end": {"seed": -1}}, "The seed"), ({"end": {"text": ""}}, "The passage of the end is empty"),
    ({"end": {"text": "👍"}}, "The passage of the end has no character"), ({"end": {"text": 3}}, "must be text"),
    ({"end": {"text": "x" * 257}}, "at most 256"), ({"start": {"latents": [0.0]}}, "list of 8 latents"),
    ({"start": {"latents": [INF] * 8}}, "Latent 0 must be"), ({"seed": 2**32}, "The seed"),
    ({"temperature": NAN}, "The temperature"), ({"top_k": 66}, "Top-k"), ({"top_p": 0}, "Top-p"),
    ({"model": LM}, "not write from a code"), ({"model": WORDS}, "from a code"), ({"model": RECORD}, "not in this"),
    ({"model": "nothing"}, "no model 'nothing' here"), ({"model": None}, "no model 'None'"),
])  # fmt: skip
def test_a_walk_that_cannot_be_gone_is_a_sentence(options, sentence):
    with pytest.raises(gr.Error, match=sentence) as error:
        morph(**({"model": VAE, "start": SEVEN, "end": EIGHT, "steps": 2, "length": 5} | options))
    assert error.value.message.endswith(".") and len(error.value.message) < 300


# ---- anything at all
@given(JSON, JSON, JSON, JSON)
@settings(max_examples=80, deadline=None)
def test_no_input_breaks_a_function(one, two, three, four):
    for call in (lambda: morph(VAE, one, two, three, four), lambda: morph(VAE, SEVEN, EIGHT, 2, 3, one, two),
                 lambda: api.twist(one, two, three), lambda: api.twist("thou", one, two, three, four)):  # fmt: skip
        try:
            call()
        except gr.Error as error:
            assert error.message.endswith(".")


@given(JSON, JSON, JSON)
@settings(max_examples=40, deadline=None)
def test_no_input_breaks_a_text(one, two, three):
    async def ask() -> None:
        for options in ({"seed": one, "opening": two}, {"length": 3, "temperature": one, "top_k": two, "top_p": three},
                        {"length": 3, "latents": one, "opening": three}):  # fmt: skip
            try:
                await api.generate(VAE, **options)
            except gr.Error as error:
                assert error.message.endswith(".")

    loops.run(ask())


def test_every_function_says_what_it_takes():
    for function in (api.generate, api.twist, api.morph):
        told = inspect.getdoc(function)
        assert all(f"{name}:" in told for name in inspect.signature(function).parameters) and "Returns:" in told
