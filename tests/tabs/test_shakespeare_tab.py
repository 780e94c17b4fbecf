"""What the Shakespeare viewer asks the server for: right answers, and a sentence for everything else."""

import asyncio
import json
import math

import gradio as gr
import loops
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from text_models import HOSTILE, KNOWN, LATENTS, LINES, RECORD
from text_writing import in_pieces

import zoo
from tabs.shakespeare import memory
from tabs.shakespeare import tab as shakespeare
from tabs.shakespeare import write as shakespeare_write
from tabs.shakespeare.family import loaded
from tabs.shakespeare.following import following
from tabs.shakespeare.passage import PRIOR_DRAWS, neighbours, read
from tabs.shakespeare.twist import twist
from tabs.shakespeare.write import code, write
from tabs.shared.turns import in_turn, whole
from zoo.models import noise, tokens, writing
from zoo.models.characters import Characters
from zoo.models.writing import Manner, draws, pick, written

pytestmark = pytest.mark.usefixtures("text_store")

NAN, INF = math.nan, math.inf
VAE, LM, WORDS = "shakespeare-vae", "shakespeare-lm", "shakespeare-words"
SUBWORDS, SPEECHES = "shakespeare-lm-subwords", "shakespeare-vae-subwords"


def texts(request: object) -> dict:
    """The texts that the page has after some turns."""
    return whole(shakespeare_write.texts(request))


HANDLERS = (code, write, texts, read, neighbours, following, twist)
OPENING = "ROMEO:\nO, she doth teach the torches to burn bright!\n"
ASKED = {"model": VAE, "seed": 7, "so_far": [], "count": 40, "temperature": 0.8, "top_k": 0, "top_p": 1.0,
         "latents": None, "opening": ""}  # fmt: skip
MANY = {"model": VAE, "seed": 7, "latents": [[0.0] * LATENTS], "luck": "same", "count": 30}
SPEECHLESS = {
    "empty": "",
    "spaces": " \n ",
    "right to left": "שלום עולם",
    "emoji": "👩‍👩‍👧👍🏽",
    "Chinese": "吾輩は猫である",
}
MARKUP = "<script>alert(1)</script> {{value}} ${alert(1)} &lt;b&gt;"
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def at_once(
    name: str, seed: int, length: int, manner: Manner, opening: str = "", latents=None, before: str = "\n"
) -> str:
    """The same text from the model itself."""
    model = zoo.load(name)
    opened, begin = model.vocabulary.opened(model.vocabulary.ids(opening))
    ids, luck = torch.tensor([[*model.vocabulary.ids(before), *opened]]), draws(seed, 0, 2 * length)
    stream, text = model.vocabulary.stream(len(begin)), ""
    for token in written(model, ids, luck[:, None], manner, latents, begin):
        text += stream.push(int(token))
        if len(text) >= length:
            return text[:length]
    raise AssertionError("it has not enough luck for its length")


# ---- writing
@pytest.mark.parametrize("name", [VAE, LM, SUBWORDS])
@pytest.mark.parametrize(
    "dials", [{}, {"temperature": 0}, {"top_k": 5}, {"top_p": 0.6}, {"temperature": 2, "top_k": 65}]
)
def test_a_text_is_the_models_whatever_the_pieces(name, dials):
    asked = ASKED | {"model": name, "opening": OPENING} | dials
    manner = Manner(*(asked[dial] for dial in ("temperature", "top_k", "top_p")))
    codes = noise.latents(7, LATENTS) if name == VAE else None
    expected = at_once(name, 7, 300, manner, OPENING, codes)  # longer than the window: its beginning is forgotten
    assert [in_pieces(asked, 300, size)[0] for size in (40, 37)] == 2 * [expected]


@pytest.mark.parametrize("opening", ["O, what a ", "Once upon a ki", "so 😀", "  ", "שלום, עולם"])
def test_a_text_of_subwords_goes_on_within_a_word_and_from_any_character(opening):
    asked = ASKED | {"model": SUBWORDS, "opening": opening}
    model = zoo.load(SUBWORDS)
    *_, last = model.vocabulary.ids(opening)
    expected = at_once(SUBWORDS, 7, 60, Manner(0.8), opening)
    assert [in_pieces(asked, 60, size)[0] for size in (60, 7, 1)] == 3 * [expected]
    first = write(asked | {"count": 1})
    assert (
        model.vocabulary.pieces[last]
        == b"".join(model.vocabulary.pieces[each] for each in first["tokens"])[: len(model.vocabulary.pieces[last])]
    )
    assert (first["read"]["text"], first["read"]["dropped"]) == (opening, [])


def test_a_piece_of_subwords_never_ends_within_a_character(monkeypatch):
    """Its tokens may, and what is left of the character comes with the next piece."""
    vocabulary = zoo.load(SUBWORDS).vocabulary
    wanted = vocabulary.ids("Ay 😀😀, so!")
    monkeypatch.setattr(writing, "written", drawing(wanted))
    pieces, tokens = [], []
    while len("".join(pieces)) < 10:
        answer = write(ASKED | {"model": SUBWORDS, "so_far": tokens, "count": 1})
        pieces, tokens = [*pieces, answer["text"]], tokens + answer["tokens"]
    assert "".join(pieces) == "Ay 😀😀, so!" and tokens == wanted and len(pieces) > 4


def test_the_next_piece_goes_on_where_the_last_one_ended(monkeypatch):
    chosen, read_at_once = loaded(SUBWORDS), []
    asked = ASKED | {"model": SUBWORDS, "opening": OPENING}
    goes_on = asked | {"so_far": write(asked)["tokens"]}
    hook = chosen.decoder.register_forward_pre_hook(lambda _, given: read_at_once.append(given[0].shape[1]))
    piece = write(goes_on)
    assert set(read_at_once) == {1}
    monkeypatch.setattr(memory, "KEPT", 0)
    write(asked)
    assert write(goes_on) == piece and max(read_at_once) > 40
    hook.remove()


# ---- speeches
def test_a_speech_ends_with_the_first_empty_line_whatever_the_pieces(monkeypatch):
    vocabulary = zoo.load(SPEECHES).vocabulary
    wanted = vocabulary.ids("\n\nTo be,\nor not to be\n\nHAMLET:")
    monkeypatch.setattr(writing, "written", drawing(wanted))
    for size in (1, 4, 100):
        text, tokens, ended = "", [], False
        while not ended:
            answer = write(ASKED | {"model": SPEECHES, "so_far": tokens, "count": size})
            text, tokens, ended = text + answer["text"], tokens + answer["tokens"], answer.get("ended", False)
        assert text == "\n\nTo be,\nor not to be" and vocabulary.text(tokens) == text + "\n\n"
    assert write(ASKED | {"model": SPEECHES, "so_far": tokens, "count": 9}) == {"text": "", "tokens": [], "ended": True}


def test_a_speech_is_asked_for_by_its_speaker_its_play_and_its_kind():
    def text_of(prompt: str, opening: str = "") -> str:
        return at_once(SPEECHES, 7, 60, Manner(0.8), opening, noise.latents(7, LATENTS), prompt)

    asked = ASKED | {"model": SPEECHES}
    assert in_pieces(asked, 60)[0] == text_of("\n")
    told = {"speaker": "HAMLET", "play": "As You Like It", "genre": "comedy"}
    text, read = in_pieces(asked | told, 60, 13)
    assert text == text_of("\n\n[comedy, As You Like It]\nHAMLET:\n") and read["text"] == "HAMLET:\n"
    text, read = in_pieces(asked | {"speaker": "First Lord", "opening": "My lo"}, 60)
    assert text == text_of("\n\nFirst Lord:\n", "My lo") and read["text"] == "First Lord:\nMy lo"
    assert in_pieces(asked | {"genre": "tragedy"}, 60)[0] == text_of("\n\n[tragedy]\n")
    assert in_pieces(asked | {"opening": "ARIEL:\nO"}, 60)[0] == text_of("\n\n", "ARIEL:\nO")


def test_a_language_model_lets_a_speaker_of_its_plays_speak():
    text, read = in_pieces(ASKED | {"model": SUBWORDS, "speaker": "ROSALIND"}, 60)
    assert text == at_once(SUBWORDS, 7, 60, Manner(0.8), before="\n\nROSALIND:\n") and read["text"] == "ROSALIND:\n"
    for key, value in (("play", "Hamlet"), ("genre", "comedy")):
        assert f"cannot be told a {key}" in write(ASKED | {"model": SUBWORDS, key: value})["error"]
    assert "cannot be told a speaker" in write(ASKED | {"speaker": "HAMLET"})["error"]


def test_a_passage_is_read_as_a_speech_behind_its_speaker():
    model = zoo.load(SPEECHES)
    said, answer = "To be, or not to be\n\n", read({"model": SPEECHES, "text": "HAMLET:\nTo be, or not to be\n"})
    ids, name = (torch.tensor([model.vocabulary.ids(text)]) for text in (said, "\n\nHAMLET:\n"))
    with torch.no_grad():
        mean = model.encode(ids).mean
        own = -model.log_likelihood(torch.cat([~name, ids], 1), mean).sum() / len(said)
    assert answer["latents"]["mean"] == pytest.approx(mean[0].tolist(), rel=1e-4, abs=1e-6)
    assert answer["nats"]["own"] == pytest.approx(float(own), rel=1e-4)
    assert read({"model": SPEECHES, "text": "To be, or not to be"})["latents"] == answer["latents"]


def drawing(wanted: list[int]):
    """In place of ``written``: what is drawn after the line break at the beginning are these tokens."""

    def drawn(model, ids, *_):
        return (torch.tensor([number]) for number in wanted[ids.shape[1] - 1 :])

    return drawn


def test_without_latents_a_text_is_of_the_code_that_the_prior_draws():
    drawn = code({"model": VAE, "seed": 7})["latents"]
    assert torch.equal(torch.tensor(drawn), noise.latents(7, LATENTS)[0])
    assert write(ASKED | {"latents": drawn}) == write(ASKED) != write(ASKED | {"latents": [0.0] * LATENTS})
    assert code({"model": VAE, "seed": 8})["latents"] != drawn


def test_how_the_opening_was_read_is_said_with_the_first_piece_only():
    asked = ASKED | {"opening": "“Thou” café — 👍\n"}
    first = write(asked)
    assert first["read"] == {"text": "'Thou' cafe -- \n", "replaced": ["“", "”", "é", "—"], "dropped": ["👍"]}
    assert write(ASKED | {"opening": "'Thou' cafe -- \n"})["text"] == first["text"]
    assert set(write(asked | {"so_far": first["tokens"]})) == {"text", "tokens"}


@pytest.mark.parametrize("opening", [*SPEECHLESS.values(), MARKUP, "\ud800", "x" * 500, "a\u202eb\x00c"])
def test_any_opening_is_read_as_far_as_it_can_be(opening):
    answer = write(ASKED | {"opening": opening})
    known = set(zoo.load(VAE).config.vocabulary)
    assert len(answer["text"]) == 40 and set(answer["read"]["text"]) <= known
    assert (
        set(answer["read"]["replaced"] + answer["read"]["dropped"]) == set(opening.replace("\ud800", "\ufffd")) - known
    )
    json.dumps(answer, ensure_ascii=False).encode()  # a lone surrogate could not be sent back


def test_temperature_0_knows_no_chance_and_extreme_latents_are_written_from():
    cold = ASKED | {"temperature": 0, "latents": [0.5] * LATENTS}
    assert write(cold) == write(cold | {"seed": 8}) and write(ASKED) != write(ASKED | {"seed": 8})
    assert len(write(ASKED | {"latents": [1e6, -1e6] * (LATENTS // 2)})["text"]) == 40


def test_the_last_characters_of_the_longest_text_are_written():
    so_far = [10] * 1960
    assert len(write(ASKED | {"so_far": so_far, "opening": "y" * 500})["text"]) == 40
    assert "at most 2,000 characters" in write(ASKED | {"so_far": so_far, "count": 41})["error"]


# ---- single words
WORDY = {key: ASKED[key] for key in ("seed", "so_far", "count", "temperature", "top_k", "top_p")} | {"model": WORDS}


@pytest.mark.parametrize("dials", [{"temperature": 1}, {"temperature": 0}, {"top_k": 3}, {"top_p": 0.5}])
def test_words_are_the_models_whatever_the_pieces(dials):
    asked = WORDY | dials
    manner = Manner(*(asked[dial] for dial in ("temperature", "top_k", "top_p")))
    model = zoo.load(WORDS)
    codes = torch.randn(2000, model.config.latent_dim, generator=torch.Generator().manual_seed(7))[:240]
    with torch.inference_mode():
        drawn = pick(model.decode_logits(codes), manner, draws(7, 0, 240))
    expected = tokens.joined([KNOWN[number] for number in drawn.tolist()])
    assert [in_pieces(asked, 240, size)[0] for size in (40, 100, 7)] == 3 * [expected]


def test_a_model_of_words_is_given_neither_opening_nor_latents():
    for wrong in ({"opening": "O"}, {"latents": [0.0] * 4}):
        assert "leave out the opening and the latents" in write(WORDY | wrong)["error"]
    assert "at most 2,000 words" in write(WORDY | {"so_far": [5] * 1961})["error"]
    for handler in (code, texts, read, neighbours):
        assert "does not write from a code" in handler({"model": WORDS})["error"]


# ---- texts of many codes
def test_texts_of_subwords_are_as_long_as_asked_for_or_their_speech():
    codes = noise.latents(7, LATENTS, 0, 3)
    found = texts(MANY | {"model": SPEECHES, "latents": codes.tolist(), "count": 50})["texts"]
    assert found == [at_once(SPEECHES, 7, 50, Manner(), latents=code[None]) for code in codes]
    assert "from 1 to 256" in texts(MANY | {"model": SPEECHES, "count": 257})["error"]


def test_with_the_same_luck_texts_differ_by_their_code_alone():
    one, two = noise.latents(7, LATENTS)[0].tolist(), noise.latents(8, LATENTS)[0].tolist()
    found = texts(MANY | {"latents": [one, two, one]})["texts"]
    assert found[0] == found[2] != found[1]
    assert found[1] == at_once(VAE, 7, 30, Manner(), latents=torch.tensor([two]))
    assert len(texts(MANY | {"latents": [one] * 12, "count": 256})["texts"]) == 12


def test_with_luck_of_their_own_texts_of_one_code_differ():
    one = noise.latents(7, LATENTS)[0].tolist()
    found = texts(MANY | {"latents": [one] * 3, "luck": "own", "seed": 2**32 - 2})["texts"]
    assert len(set(found)) == 3
    for seed, text in zip((2**32 - 2, 2**32 - 1, 0), found, strict=True):
        assert text == at_once(VAE, seed, 30, Manner(), latents=torch.tensor([one]))


# ---- a typed passage
def test_the_encoders_reading_of_a_passage():
    answer, model = read({"model": VAE, "text": "Now is the “winter”"}), zoo.load(VAE)
    ids = torch.tensor([model.characters.ids("Now is the 'winter'")])
    with torch.no_grad():
        posterior = model.encode(ids)
        whole = torch.cat([torch.zeros_like(ids[:, :1]), ids], 1)
        drawn = noise.latents(0, model.latent_dim, 0, PRIOR_DRAWS)
        own = -model.log_likelihood(whole, posterior.mean).mean()
        others = [-model.log_likelihood(whole, code).mean() for code in drawn[:, None]]
    assert answer["replaced"] == ["“", "”"] and answer["dropped"] == []
    for name, expected in (("mean", posterior.mean), ("sd", posterior.log_var.exp().sqrt()), ("kl", posterior.kl())):
        assert answer["latents"][name] == pytest.approx(expected[0].tolist(), rel=1e-4, abs=1e-6)
    nats = {"own": float(own), "prior": float(sum(others)) / len(others)}
    assert answer["nats"] == pytest.approx(nats, rel=1e-5)


@pytest.mark.parametrize(
    ("name", "line"), [*((VAE, line) for line in (HOSTILE, *LINES[1:4])), (SPEECHES, HOSTILE), (SPEECHES, LINES[1])]
)
def test_a_line_is_its_own_nearest_neighbour(name, line):
    by_text = neighbours({"model": name, "text": line, "count": 5})["lines"]
    by_code = neighbours({"model": name, "latents": read({"model": name, "text": line})["latents"]["mean"], "count": 5})
    assert by_text[0]["text"] == line and by_text[0]["distance"] < 0.01  # the codes are kept in half precision
    assert by_code["lines"] == by_text and len(by_text) == 5
    assert [each["distance"] for each in by_text] == sorted(each["distance"] for each in by_text)
    assert len(neighbours({"model": name, "text": line})["lines"]) == 12


def test_a_passage_may_have_four_times_the_characters_that_are_kept(monkeypatch):
    assert read({"model": VAE, "text": "👍" * 1023 + "O"})["text"] == "O"
    monkeypatch.setattr(Characters, "read", lambda *_: pytest.fail("a text that is too long was read"))
    assert "1,000,000 characters" in read({"model": VAE, "text": "x" * 1_000_000})["error"]


@pytest.mark.parametrize("text", SPEECHLESS.values())
def test_a_passage_without_a_character_to_read_is_a_sentence(text):
    for handler in (read, neighbours):
        error = handler({"model": VAE, "text": text})["error"]
        assert ("is empty" if not text.strip() else "has no character that this model knows") in error


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
        ("code", "write", "texts", "following", "read", "neighbours", "twist"), True
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
