"""The attention tab's real heads: the model's own weights over a typed sentence, and a sentence for all bad input."""

import json
import math

import gradio as gr
import loops
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from text_models import RECORD

import zoo
from tabs.attention import heads as attention_heads
from tabs.attention import tab as attention
from tabs.shared import turns
from zoo.stores import locate

pytestmark = pytest.mark.usefixtures("text_store")

VAE, LM, WORDS = "shakespeare-vae", "shakespeare-lm", "shakespeare-words"
SUBWORDS, SPEECHES = "shakespeare-lm-subwords", "shakespeare-vae-subwords"
CODED = VAE, SPEECHES
ASKED = {"text": "Thou art a rose.", "model": VAE, "side": "decoder", "layer": 0}


def ask(**changes) -> dict:
    return json.loads(loops.run(attention.heads(ASKED | changes)))


def looked(name: str, side: str, text: str) -> list:
    """What the model itself does with a text, layer by layer."""
    model = zoo.load(name)
    ids = torch.tensor([model.vocabulary.ids(text)])
    with torch.no_grad():
        if side == "encoder":
            return list(model.encoder.look(ids))
        return list(model.decoder.look(ids, model.encode(ids[:, 1:]).mean if name in CODED else None))


@pytest.mark.parametrize(
    ("name", "side", "before"),
    [
        (VAE, "decoder", "\n"),
        (VAE, "encoder", ""),
        (LM, "decoder", "\n"),
        (SUBWORDS, "decoder", "\n"),
        (SPEECHES, "decoder", "\n"),
        (SPEECHES, "encoder", ""),
    ],
)
def test_the_weights_are_those_of_the_model(name, side, before):
    layers = looked(name, side, before + "Thou art")
    for layer, expected in enumerate(layers):
        answer = ask(model=name, side=side, layer=layer, text="Thou art")
        torch.testing.assert_close(torch.tensor(answer["weights"]), expected.weights[0], atol=1e-5, rtol=0)
        assert "".join(answer["tokens"]) == "⏎" * len(before) + "Thou␣art"
        assert (len(answer["tokens"]) == len(before) + 8) == (answer["unit"] == "character")
        assert (answer["layers"], answer["side"], answer["causal"]) == (len(layers), side, True)
        assert (answer["width"], answer["head_width"]) == (32, 8)


def test_no_head_looks_ahead():
    for side in ("decoder", "encoder"):
        weights = torch.tensor(ask(side=side)["weights"])
        assert weights.triu(1).max() == 0
        assert torch.allclose(weights.sum(-1), torch.ones(weights.shape[:2]), atol=1e-3)


def test_a_heads_numbers_give_its_weights_in_the_calculator():
    answer = ask(layer=1, head=2)
    asked = {"tables": answer["tables"], "mask": "causal"}
    weights = json.loads(attention.compute(asked))["steps"]["weights"]
    torch.testing.assert_close(torch.tensor(weights), torch.tensor(answer["weights"][2]), atol=0.02, rtol=0)
    assert "tables" not in ask(layer=1)


def test_a_sentence_of_the_largest_size_fits_the_calculator():
    for side, longest in (("decoder", 63), ("encoder", 64)):
        answer = ask(side=side, text="x" * longest, head=0)
        assert len(answer["tokens"]) == 64
        assert "steps" in json.loads(attention.compute({"tables": answer["tables"], "mask": "none"}))
        assert f"{longest + 1} characters; at most {longest}" in ask(side=side, text="x" * (longest + 1))["error"]


def test_how_the_sentence_was_read_is_said():
    answer = ask(text="“Thou”\n👍 <b>")
    assert answer["read"] == {"text": "'Thou'\n b", "replaced": ["“", "”"], "dropped": ["👍", "<", ">"]}
    assert answer["tokens"] == [*"⏎'Thou'⏎␣b"]


def test_a_token_that_is_no_character_is_shown_by_its_bytes():
    answer = ask(model=SUBWORDS, text="Thou art 👍")
    assert answer["tokens"][-4:] == ["F0", "9F", "91", "8D"] and "␣" in "".join(answer["tokens"])
    assert answer["read"] == {"text": "Thou art 👍", "replaced": [], "dropped": []}
    assert "has 80 subwords for this model; at most 63 are shown" in ask(model=SUBWORDS, text="👍" * 20)["error"]


@pytest.mark.parametrize(("changes", "sentence"), [
    *[({"text": text}, "knows no character of this sentence") for text in ("", "שלום", "👩‍👩‍👧", "吾輩", "\x00")],
    *[({"text": text}, "must be text") for text in (None, 3, ["x"])], ({"text": "x" * 10**6}, "1,000,000 characters"),
    *[({"layer": layer}, "The layer must be a whole number from 0 to 1") for layer in (2, -1, 0.5, math.nan, "0")],
    *[({"head": head}, "The head must be a whole number from 0 to 3") for head in (4, -1, math.nan, "0")],
    *[({"side": side}, "with heads to show") for side in ("embed", "", None, [], 3, "x" * 999)],
    ({"side": "encoder", "layer": 2}, "from 0 to 1"), ({"model": LM, "side": "encoder"}, "has no encoder"),
    ({"model": WORDS}, "with heads to show"), ({"model": RECORD}, "not in this app"),
    *[({"model": name}, "There is no model") for name in ("vae-20", None, [], 3)], ({"revision": "0" * 40}, "newer"),
    ({"more": 1}, "has an unknown key 'more'"),
])  # fmt: skip
def test_heads_that_cannot_be_shown_are_a_sentence(changes, sentence):
    error = ask(**changes)["error"]
    assert sentence in error and error.endswith(".") and len(error) < 300


def test_the_next_request_may_ask_for_the_same_revision():
    answer = ask()
    assert answer["revision"] == locate(VAE).revision and ask(revision=answer["revision"]) == answer


def test_a_look_at_heads_waits_for_its_turn(monkeypatch):
    monkeypatch.setattr(turns, "MOST_WAITING", 0)
    assert ask() == {"error": turns.CROWDED}


@given(st.dictionaries(st.sampled_from([*ASKED, "head", "revision"]), st.none() | st.floats() | st.integers()
       | st.text(max_size=9) | st.lists(st.integers(), max_size=2)))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_no_request_breaks_it(changes):
    assert ask(**changes).get("error", ".").endswith(".")


def page() -> dict:
    """What the component of the tab is given."""
    with gr.Blocks() as blocks:
        attention.build()
    return json.loads(
        next(block for block in blocks.blocks.values() if getattr(block, "server_fns", None)).value["packed"]
    )


def test_the_page_is_told_which_models_have_heads():
    assert page()["models"] == [
        {"name": VAE, "title": "Untrained shakespeare-vae", "heads": 4, "layers": {"decoder": 2, "encoder": 2}},
        {"name": SPEECHES, "title": f"Untrained {SPEECHES}", "heads": 4, "layers": {"decoder": 2, "encoder": 1}},
        {"name": SUBWORDS, "title": f"Untrained {SUBWORDS}", "heads": 4, "layers": {"decoder": 2}},
        {"name": LM, "title": "Untrained shakespeare-lm", "heads": 4, "layers": {"decoder": 2}},
    ]
    for line in page()["lines"]:
        assert ask(text=line)["read"]["text"] == line


def test_without_a_model_of_text_there_are_no_real_heads(monkeypatch, tmp_path):
    monkeypatch.setenv("ZOO_STORE", str(tmp_path))
    monkeypatch.setattr(attention_heads.FAMILY, "best", list)  # whatever comes with the app
    assert page()["models"] == [] and page()["sentences"]
