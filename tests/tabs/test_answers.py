"""What programs, links and the page are answered stays the same: requests for each thing that can be asked of the RBM,
Shakespeare and Attention tabs, at the limits and beyond, and their whole answers.

A change that means to answer otherwise writes the answers anew:
``PIN=1 python -m pytest tests/tabs/test_answers.py``; then read what changed in ``answers.json``.
"""

import json
import os
from itertools import pairwise
from pathlib import Path

import pytest
from pinning import answered, as_lines, differs

from tabs.attention import tab as attention
from tabs.rbm import api as rbm_api
from tabs.rbm import compare as rbm_compare
from tabs.rbm import data as rbm_data
from tabs.rbm import link as rbm_link
from tabs.rbm import starts, tools
from tabs.rbm.family import FAMILY as RBMS
from tabs.shakespeare import api as text_api
from tabs.shakespeare import cast, following, passage, twist, write
from tabs.shakespeare import data as text_data
from tabs.shakespeare import link as text_link
from tabs.shakespeare.family import FAMILY as TEXTS
from tabs.shared import catalogue
from zoo.schema import Capabilities
from zoo.stores import BundledStore

FILE = Path(__file__).with_name("answers.json")
BAR = [[1.0 if 12 <= column < 16 else 0.0 for column in range(28)] for _ in range(28)]
HALF = [[0 if row < 14 else None for _ in range(28)] for row in range(28)]
VAE, LM, WORDS, LM_SUB, VAE_SUB = (
    f"shakespeare-{kind}" for kind in ("vae", "lm", "words", "lm-subwords", "vae-subwords")
)
CODE = [0.5, -1.0, 0.0, 0.25, 1.5, -0.5, 0.0, 2.0]
TABLES = {"Q": {"cells": [["1", "0"], ["0", "2"]]}, "K": {"cells": [["1", "1"], ["2", "0"]]},
          "V": {"cells": [["1"], ["3"]]}}  # fmt: skip
LISTS = {name: {"cells": [["1", "2", "3"]], "list": True} for name in "QKV"}


def rbm_requests():
    gibbs = rbm_api.gibbs
    for name in ("rbm", "dbn", "dbn-tied", "dbn-finetuned", "rbm-500"):
        yield f"gibbs {name}", gibbs, (name, 2), {"seed": 3, "every": 1}
        yield f"free energy {name}", rbm_api.free_energy, (name, BAR), {}
        yield f"page data {name}", lambda name: rbm_data.page_data(RBMS.find(name)), (name,), {}
    for what, asked in {
        "hidden": {"start": "hidden"}, "unit": {"start": "unit-3"}, "last unit": {"start": "unit-24"},
        "no unit": {"start": "unit-25"}, "test": {"start": "test-7"}, "noise": {"start": "noise"},
        "drawing": {"pixels": BAR}, "drawing without": {"start": "drawing"}, "example": {"start": "example-3"},
        "two starts": {"pixels": BAR, "hidden": [1] * 25}, "other start": {"pixels": BAR, "start": "hidden"},
        "units": {"hidden": [1, 0.5, 0, 0.25, 1] * 5}, "few units": {"hidden": [1] * 24}, "odd units": {"hidden": 5},
        "large units": {"hidden": [1.1] * 25}, "unknown": {"start": "nowhere"}, "chains": {"start": "chains"},
        "warm": {"temperature": 2.0}, "coldest": {"temperature": 1e-6}, "too cold": {"temperature": 0.9e-6},
        "hottest": {"temperature": 1e6}, "too hot": {"temperature": 1.1e6}, "held": {"clamp": HALF},
        "held wrong": {"clamp": HALF[1:]}, "held by halves": {"clamp": [[0.5] * 28] * 28},
        "forced": {"forced": {"1": 1, "24": 0}}, "forced wrong": {"forced": {"25": 1}},
        "forced by halves": {"forced": {"1": 0.5}}, "last chain": {"chain": 9}, "no chain": {"chain": 10},
        "none": {"steps": 0}, "too many": {"steps": 2001}, "pictures": {"steps": 101, "every": 1},
        "first": {"chain": 0}, "seed": {"seed": 2**32}, "all pictures": {"steps": 100, "every": 1},
    }.items():  # fmt: skip
        yield f"gibbs {what}", gibbs, ("rbm-25",), {"steps": 1, "seed": 3} | asked
    yield "gibbs every other", gibbs, ("rbm-25", 5), {"every": 2}
    yield "free energy of greys", rbm_api.free_energy, ("rbm-25", [[row / 28 for row in range(28)]] * 28), {}
    yield "gibbs kept chains", gibbs, ("rbm-500", 1), {"start": "chains", "seed": 3, "chain": 2}
    yield "gibbs tempered", gibbs, ("rbm-25", 3), {"seed": 3, "tempered": True}
    yield "gibbs held network", gibbs, ("dbn", 1), {"clamp": HALF}
    names = ("rbm", "rbm-real", "rbm-500", "rbm-25", "dbn", "dbn-tied", "dbn-finetuned")
    for left, right in [*pairwise(names), ("rbm", "rbm"), ("dbn", "dbn-finetuned")]:
        yield f"compare {left} {right}", rbm_compare.compare, ({"left": left, "right": right},), {}
    yield "questions", tools.questions, ({},), {}
    yield "weights", tools.weights_of, ({"name": "dbn-finetuned"},), {}
    yield "digit", tools.digit, ({"digit": 7},), {}
    for count in (1, 0, 121):
        asked = {"frames": "AP8A" * (SQUARE // 3) + "AA==" * (SQUARE % 3), "count": count, "milliseconds": 100}
        yield f"film of {count}", tools.gif, (asked,), {}
    every = ("hidden pixels noise chains drawing unit-3 unit-99999 unit-100000 test-7 test example-9 example-10 x", 5)
    yield "starts", lambda: [starts.named(start) for start in (*every[0].split(), every[1])], (), {}
    for number, link in enumerate(
        [
            {"seed": "7", "start": "unit-3", "steps": "20000", "temperature": "4", "chains": "9"},
            {"seed": "-1", "start": "drawing", "steps": "20001", "temperature": "4.1", "chains": "3"},
            {"temperature": "0.25", "chains": "2"}, {"temperature": "0.24", "start": "nowhere", "chains": "10"},
            {"seed": "4294967295", "steps": "0"}, {"seed": "4294967296"}, {}, {"model": "none"},
        ]
    ):  # fmt: skip
        yield f"link {number}", rbm_link.read_link, ({"tab": "rbm", "model": "rbm-25"} | link,), {}


SQUARE = 28 * 28


def text_requests():
    def asked(model, **more):
        return ({"model": model} | more,)

    def drawn(model, **more):
        return asked(model, **{"seed": 7, "temperature": 0.8} | more)

    for name in (VAE, LM, WORDS, LM_SUB, VAE_SUB):
        yield f"page data {name}", lambda name: text_data.page_data(TEXTS.find(name)), (name,), {}
        yield f"write {name}", write.write, drawn(name, count=30), {}
        opening = "king" if name == WORDS else "O, what “á” ð"
        yield f"following {name}", following.following, asked(name, opening=opening, count=3, latents=[CODE]), {}
        yield f"generate {name}", text_api.generate, (name,), {"length": 20, "top_k": 5, "top_p": 0.9, "seed": 3}
    can = Capabilities(speeches=True)
    told = {"model": VAE_SUB, "speaker": "HAMLET", "play": "Hamlet", "genre": "tragedy"}
    yield "prompt", cast.read_prompt, (can, told), {}
    yield "morph of few", text_api.morph, (VAE, {"seed": 1}, {"seed": 2}), {"steps": 2, "length": 30, "top_k": 2}
    yield "generate a speech", text_api.generate, (VAE_SUB,), {"length": 20, "speaker": "HAMLET", "genre": "tragedy"}
    for what, request in {
        "opening": drawn(VAE, count=10, opening="To be “ð"), "on": drawn(LM, count=10, so_far=[40, 41]),
        "code": drawn(VAE, count=10, latents=CODE), "speaker": drawn(VAE_SUB, count=10, speaker="HAMLET"),
        "play": drawn(VAE_SUB, count=10, play="Hamlet", genre="tragedy"),
        "nobody": drawn(VAE_SUB, count=5, speaker="X"),
        "told": drawn(VAE, count=5, speaker="HAMLET"), "most": drawn(LM, count=101),
        "hot": drawn(LM, count=1, temperature=2.1),
        "narrow": drawn(LM, count=1, top_p=0.009), "few": drawn(LM, count=1, top_k=10_000), "none": drawn(LM, count=0),
        "cold": drawn(LM, count=8, temperature=0), "coded": drawn(LM, count=1, latents=CODE),
        "long": drawn(LM, count=1, so_far=[1] * 2000), "longest": drawn(LM, count=1, so_far=[1] * 1999),
        "opening too long": drawn(LM, count=1, opening="a" * 501),
        "word with opening": drawn(WORDS, count=1, opening="a"),
        "words on": drawn(WORDS, count=5, so_far=[5, 6]), "wrong tokens": drawn(LM, count=1, so_far=[-1]),
        "named": drawn(VAE_SUB, count=10, opening="HAMLET:\nTo be"),
    }.items():  # fmt: skip
        yield f"write: {what}", write.write, request, {}
    yield "code", write.code, asked(VAE, seed=7), {}
    yield "code of none", write.code, asked(LM, seed=7), {}
    for luck in ("same", "own", "bad"):
        yield f"texts {luck}", write.texts, drawn(VAE, count=12, latents=[CODE, CODE], luck=luck), {}
    yield "texts, the last seed", write.texts, drawn(VAE, count=5, latents=[CODE] * 2, luck="own", seed=2**32 - 1), {}
    yield "texts, too many", write.texts, drawn(VAE, count=5, latents=[CODE] * 13), {}
    yield "texts, too long", write.texts, drawn(VAE, count=257, latents=[CODE]), {}
    for name, text in ((VAE, "My lord, “ð” the king."), (VAE_SUB, "HAMLET:\nTo be or not."), (VAE_SUB, "To be."),
                       (VAE, "  "), (VAE, "ð"), (LM, "a"), (VAE, "a" * 257), (VAE, 5)):  # fmt: skip
        yield f"read {name} {str(text)[:20]}", passage.read, asked(name, text=text), {}
    for what, more in {"text": {"text": "A rose", "count": 2}, "code": {"latents": CODE, "count": 12},
                       "both": {"text": "a", "latents": CODE}, "many": {"text": "a", "count": 13},
                       "neither": {}}.items():  # fmt: skip
        yield f"neighbours {what}", passage.neighbours, asked(VAE, **more), {}
    for what, more in {"codes": {"latents": [CODE] * 5}, "too many": {"latents": [CODE] * 6},
                       "twenty": {"latents": [CODE], "count": 20}, "more": {"latents": [CODE], "count": 21},
                       "so far": {"latents": [CODE], "opening": "A", "so_far": [3, 4]}}.items():  # fmt: skip
        yield f"following: {what}", following.following, asked(VAE, **more), {}
    yield "following: half a word", following.following, asked(LM_SUB, opening="the kin", count=4), {}
    yield "following: no word", following.following, asked(WORDS, opening="zounds"), {}
    yield "following: from nothing", following.following, asked(WORDS, count=4), {}
    ends = {"text": {"text": "A rose"}, "seed": {"seed": 7}, "latents": {"latents": CODE}, "wrong": {"x": 1}}
    for one, two in (("text", "seed"), ("seed", "latents"), ("wrong", "seed")):
        yield f"morph {one} {two}", text_api.morph, (VAE, ends[one], ends[two]), {"steps": 3, "length": 6}
    for steps, length in ((1, 6), (13, 6), (2, 257), (2, 0)):
        yield (
            f"morph {steps} {length}",
            text_api.morph,
            (VAE, {"seed": 1}, {"seed": 2}),
            {"steps": steps, "length": length},
        )
    for what, more in {"both": {"modernise": 1, "slang": 1}, "none": {}, "back": {"shakespearise": 1, "slang": 0.5},
                       "both ways": {"modernise": 1, "shakespearise": 1}, 
                       "beyond": {"slang": 1.1}}.items():  # fmt: skip
        text = "Thou art my noble lord, and he hath a sword. Do you know him?"
        yield f"twist {what}", twist.twist, ({"text": text, "seed": 3} | more,), {}
    yield "twist for programs", text_api.twist, ("Thou art mad, my noble lord.",), {"slang": 1.0}
    yield "twist too long", twist.twist, ({"text": "a" * 20_001},), {}
    for number, link in enumerate(
        [
            {"seed": "7", "temperature": "2", "top_k": "20", "top_p": "0.01", "length": "2000", "tool": "morph"},
            {"temperature": "2.1", "top_p": "0.009", "length": "2001", "tool": "none", "modern": "1.1", "slang": "-1"},
            {"modern": "1", "slang": "0", "opening": "O"}, {"opening": "a" * 501, "tool": "use"}, {}, {"length": "0"},
            {"top_k": "-1", "length": "1"}, {"opening": "a" * 500, "tool": "sliders"}, {"tool": "passage"},
        ]
    ):  # fmt: skip
        for name in (VAE, LM, WORDS) if number < 4 else (VAE,):
            yield f"link {number} {name}", text_link.read_link, ({"tab": "shakespeare", "model": name} | link,), {}
    for number, link in enumerate(
        [{"speaker": "HAMLET", "genre": "tragedy", "play": "Hamlet"}, {"speaker": "X", "play": "Y"}]
    ):
        yield f"link told {number}", text_link.read_link, ({"tab": "shakespeare", "model": VAE_SUB} | link,), {}


def attention_requests():
    for what, more in {
        "plain": {}, "unscaled": {"scale": False}, "warm": {"temperature": "2"}, "frozen": {"temperature": 0},
        "causal": {"mask": "causal"}, "padding": {"mask": "padding", "keep": [True, False]},
        "padding of numbers": {"mask": "padding", "keep": [0, 1]}, "short padding": {"mask": "padding", "keep": [True]},
        "custom": {"mask": "custom", "keep": [[True, False], [False, True]]}, "no mask": {"mask": "x"},
        "custom flat": {"mask": "custom", "keep": [True, False]}, "lists": {"tables": LISTS},
        "one token": {"tables": LISTS, "reading": "one_token"}, "many": {"tables": LISTS, "reading": "many_tokens"},
        "many causal": {"tables": LISTS, "reading": "many_tokens", "mask": "causal"},
        "misread": {"tables": LISTS, "reading": "x"},
        "masked list": {"tables": LISTS, "reading": "many_tokens", "mask": "padding", "keep": [True, True, False]},
        "two tables": {"tables": {"Q": TABLES["Q"], "K": TABLES["K"]}}, "no tables": {"tables": 5},
        "bad cell": {"tables": TABLES | {"V": {"cells": [["1"], ["x"]]}}},
    }.items():  # fmt: skip
        yield f"compute {what}", attention.compute, ({"tables": TABLES} | more,), {}
    yield "compute nothing", attention.compute, (5,), {}
    for form in ("latex", "numpy", "csv", "pdf", 5):
        yield f"export {form}", attention.export, ({"tables": TABLES, "format": form, "mask": "causal"},), {}
    for text, into in (
        ("K = [[1, 2]]", "Q"),
        ("[[1, 0], [1, 1]]", "mask"),
        ("the: 1 2\ncat: 3 4", "K"),
        ("1", "X"),
        (5, "Q"),
    ):
        yield f"paste {text} {into}", attention.paste, ({"text": text, "into": into},), {}
    for what, more in {"plain": {}, "causal": {"causal": True}, "unplaced": {"positions": False}, "head": {"head": 1},
                       "no head": {"head": 2}, "many": {"heads": 9}, "none": {"heads": 0}, "seed": {"seed": 2**32},
                       "no text": {"text": ""}}.items():  # fmt: skip
        asked = {"text": "The cat, the mat.", "seed": 3, "heads": 2, "positions": True, "causal": False} | more
        yield f"sentence {what}", attention.sentence, (asked,), {}
    for name, side, more in (
        (VAE, "decoder", {}), (VAE, "encoder", {"layer": 1, "head": 3}), (LM, "decoder", {"head": 0}),
        (LM, "encoder", {}),
        (LM_SUB, "decoder", {"layer": 1}), (VAE_SUB, "encoder", {}), (VAE_SUB, "decoder", {}), (WORDS, "decoder", {}),
        (LM, "x", {}), (LM, "decoder", {"layer": 2}), (LM, "decoder", {"head": 4}), (LM, "decoder", {"text": "a" * 64}),
        (LM, "decoder", {"text": "a" * 63}), (LM, "decoder", {"text": "ð"}),
    ):  # fmt: skip
        what = {key: len(value) if isinstance(value, str) else value for key, value in more.items()}
        asked = {"text": "My lord, the king.", "model": name, "side": side} | more
        yield f"heads {name} {side} {what}", attention.attention_heads.heads, (asked,), {}
    yield "models with heads", attention.attention_heads.models, (), {}
    for what, more in {"plain": {}, "keep": {"mask": "padding", "keep": [1, 0]}, "cold": {"temperature": -1.0}}.items():
        yield f"attention {what}", attention.attention, ([[1, 0]], [[1, 1], [2, 0]], [[1], [3]]), more
    yield "attention of lists", attention.attention, ([1, 2], [3, 4], [5, 6]), {"reading": "many_tokens"}


@pytest.mark.parametrize(
    ("tab", "family", "requests"),
    [("rbm", "rbm", rbm_requests), ("shakespeare", "text", text_requests), ("attention", "text", attention_requests)],
)
def test_answers_stay(tab, family, requests, untrained, monkeypatch, tmp_path):
    monkeypatch.setenv("ZOO_STORE", untrained(family))
    monkeypatch.setattr(BundledStore.__init__, "__defaults__", (tmp_path,))  # other models change
    monkeypatch.setattr(catalogue, "_last", None)
    found = {name: answered(handler, *asked) for name, handler, *asked in requests()}
    found = json.loads(json.dumps(found))
    pinned = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    if os.environ.get("PIN"):
        pinned[tab] = found
        FILE.write_text(",\n".join(map(as_lines, pinned.items())).join(("{\n", "\n}\n")), encoding="utf-8")
    faults = {name: fault for name in found if (fault := differs(found[name], pinned[tab].get(name)))}
    assert faults == {} and found.keys() == pinned[tab].keys()
