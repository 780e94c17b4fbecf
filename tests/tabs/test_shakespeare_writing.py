"""The Shakespeare viewer writes: a text in pieces, after any opening, and texts of many codes."""

import json
from types import SimpleNamespace

import pytest
import torch
from text_models import LATENTS
from text_writing import ASKED, LM, SPEECHES, SPEECHLESS, SUBWORDS, VAE, at_once, drawing, in_pieces

import zoo
from tabs.shakespeare import memory
from tabs.shakespeare import write as write_module
from tabs.shakespeare.family import loaded
from tabs.shakespeare.write import code, texts, write
from zoo.models import noise, together
from zoo.models.writing import Manner

pytestmark = pytest.mark.usefixtures("text_store")

OPENING = "ROMEO:\nO, she doth teach the torches to burn bright!\n"
MANY = {"model": VAE, "seed": 7, "latents": [[0.0] * LATENTS], "luck": "same", "count": 30}
MARKUP = "<script>alert(1)</script> {{value}} ${alert(1)} &lt;b&gt;"


# ---- writing
@pytest.mark.parametrize(
    ("name", "dials"),
    [
        (VAE, {}),
        (VAE, {"top_p": 0.6}),
        (LM, {}),
        (LM, {"temperature": 0}),
        (LM, {"top_k": 5}),
        (SUBWORDS, {}),
        (SUBWORDS, {"temperature": 2, "top_k": 65}),
    ],
)
def test_a_text_is_the_models_whatever_the_pieces(name, dials):
    """Each dial with some model, as all models draw by the same function."""
    asked = ASKED | {"model": name, "opening": OPENING} | dials
    manner = Manner(*(asked[dial] for dial in ("temperature", "top_k", "top_p")))
    codes = noise.latents(7, LATENTS) if name == VAE else None
    # Without dials longer than the window, so that its beginning is forgotten.
    length, sizes = (60, (17,)) if dials else (230, (40, 37))
    expected = at_once(name, 7, length, manner, OPENING, codes)
    assert [in_pieces(asked, length, size)[0] for size in sizes] == len(sizes) * [expected]


@pytest.mark.parametrize("opening", ["O, what a ", "Once upon a ki", "so 😀", "  ", "שלום, עולם"])
def test_a_text_of_subwords_goes_on_within_a_word_and_from_any_character(opening):
    asked = ASKED | {"model": SUBWORDS, "opening": opening}
    model = zoo.load(SUBWORDS)
    *_, last = model.vocabulary.ids(opening)
    expected = at_once(SUBWORDS, 7, 40, Manner(0.8), opening)
    assert [in_pieces(asked, 40, size)[0] for size in (40, 7, 1)] == 3 * [expected]
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
    monkeypatch.setattr(together, "pick", drawing(wanted))
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


def test_tokens_without_characters_come_to_an_end(monkeypatch):
    """As line breaks that are held back until more comes, and never does."""
    model = zoo.load(SUBWORDS)
    line_break = model.vocabulary.ids("\n")[-1]
    monkeypatch.setattr(together, "pick", lambda logits, manner, luck: torch.full((len(luck),), line_break))
    monkeypatch.setattr(write_module.Text, "push", lambda self, number: len(self.tokens.append(number) or ""))
    answer = write(ASKED | {"model": SUBWORDS, "count": 3})
    assert answer["text"] == "" and answer["tokens"] == [line_break] * 12


def test_a_text_that_nobody_waits_for_keeps_no_company():
    rows = [SimpleNamespace(goes_on=True, company="others") for _ in range(2)]
    asked = write_module.completed("a model", rows)
    next(asked)
    assert [row.company for row in rows] == ["others"] * 2
    asked.close()
    assert [row.company for row in rows] == [None] * 2


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
