"""Links into the VAE tab: what each parameter does, and that nonsense is left out and said."""

from types import SimpleNamespace

import gradio as gr
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vae_models import BOOK

import app
from tabs.vae import tab as vae
from zoo.stores import BundledStore, open_store

REVISION = BundledStore().checkpoint("vae-2").revision


def test_without_a_link_the_first_model_is_shown():
    name, data, about, card = vae.follow({})
    assert name == data["name"] == "vae-2" and (data["restore"], data["notice"]) == (None, "")
    assert about and card


@pytest.mark.parametrize(("parameters", "restore"), [
    ({"model": "vae-2"}, None),
    ({"model": "vae-2", "seed": "7"}, {"seed": 7}),
    ({"model": "vae-2", "code": "0.1,-2"}, {"code": [0.1, -2.0]}),
    ({"model": "vae-2", "code": "0.1,-2", "seed": "7"}, {"code": [0.1, -2.0]}),
    ({"model": "vae-2", "code": "0.1,-2", "digit": "test-7", "tool": "loss", "at": "tool"},
     {"code": [0.1, -2.0], "digit": "test-7", "tool": "loss", "at": "tool"}),
    ({"model": "vae-2", "drawing": "0.280-14.20_7.7"}, {"drawing": "0.280-14.20_7.7"}),
    ({"model": "vae-2", "revision": REVISION[:8], "seed": "0"}, {"seed": 0}),
    ({"model": "vae-2", "__theme": "dark", "other": "x" * 9000}, None),
])  # fmt: skip
def test_a_link_is_followed(parameters, restore):
    name, data, _, _ = vae.follow(parameters)
    assert (name, data["name"], data["restore"], data["notice"]) == ("vae-2", "vae-2", restore, "")
    assert data["revision"] == REVISION


@pytest.mark.parametrize(("tab", "restore", "notice"), [
    ("vae", {"seed": 7}, ""), ("nonsense", {"seed": 7}, "There is no tab 'nonsense' here."), ("", {"seed": 7}, ""),
    ("shared" * 20, {"seed": 7}, f"There is no tab '{('shared' * 7)[:40]}' here."),
    *((title.lower(), None, "") for title in app.TABS if title != "VAE"),
])  # fmt: skip
def test_a_link_to_a_tab_that_there_is_not_counts_as_one_to_the_first_and_says_so(tab, restore, notice):
    name, data, *_ = vae.follow({"tab": tab, "seed": "7"})
    assert (name, data["restore"], data["notice"]) == ("vae-2", restore, notice)


@pytest.mark.parametrize(("parameters", "notice"), [
    ({"model": "no-such"}, "no model 'no-such'"),
    ({"model": "judge"}, "no model 'judge'"),
    ({"revision": "0" * 40}, "Revision '000"),
    ({"revision": "zz"}, "Revision 'zz'"),
    ({"digit": "example-12"}, "digit is no example"), ({"tool": "x"}, "tool is none of map, traverse"),
    ({"drawing": "281.0"}, "drawing is not a list of strokes"), ({"drawing": "1.2-"}, "not a list of strokes"),
    ({"code": "1,2,3"}, "has 3 numbers; this model's codes have 2"),
    ({"code": "1,x"}, "not a list of numbers"),
    ({"code": ",".join(["nan"] * 20)}, "not a list of numbers"),
    ({"code": ",".join(["1e30"] * 20)}, "not a list of numbers"),
    ({"code": "1," * 401}, "not a list of numbers"), ({"code": ",".join("1" * 401)}, "has 401 numbers"),
    ({"code": "1" * 9000}, "code is too long"),
    ({"seed": "-1"}, "seed is not a whole number"),
    ({"seed": "4294967296"}, "seed is not a whole number"),
    ({"seed": "²"}, "seed is not a whole number"),
    ({"seed": "1" * 5000}, "seed is not a whole number"),
    ({"code": "1" * 5000}, "not a list of numbers"),
    ({"code": "-" + "0" * 5000}, "has 1 numbers"),
    ({"code": ",".join(["1e" + "9" * 300] * 20)}, "not a list of numbers"),
    ({"revision": "1" * 5000}, "Revision '111"),
    ({"model": "1" * 5000}, "no model '111"),
    ({"model": "x" * 10_000}, "model is too long"),
])  # fmt: skip
def test_what_a_link_cannot_restore_is_said(parameters, notice):
    name, data, _, _ = vae.follow(parameters)
    assert name == "vae-2" and data["restore"] is None
    assert notice in data["notice"] and data["notice"].endswith(".") and len(data["notice"]) < 300


@pytest.mark.parametrize("length", [7, 6, 1, 0])
def test_a_link_s_revision_has_seven_digits_or_more(length):
    _, data, _, _ = vae.follow({"model": "vae-2", "revision": REVISION[:length]})
    assert data["revision"] == REVISION
    assert data["notice"] == (
        "" if length == 7 else f"Revision '{REVISION[:length]}' of vae-2 is not here; this is {REVISION[:8]}."
    )


def test_a_code_for_a_model_that_is_not_here_is_not_given_to_another():
    code = "0.5,0.5"
    assert vae.follow({"model": "no-such", "code": code})[1]["restore"] is None


def test_the_earlier_revision_of_a_link_is_shown_and_encodes(tmp_path, monkeypatch):
    store = open_store(str(tmp_path / "store"))
    first = store.push(BundledStore().resolve("vae-2"), "vae-2", "One")
    second = store.push(BundledStore().resolve("vae-20"), "vae-2", "Another of the name")
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    _, data, about, _ = vae.follow({"model": "vae-2", "revision": first[:8], "code": "0.5,1"})
    assert (data["revision"], data["restore"], data["notice"]) == (first, {"code": [0.5, 1.0]}, "")
    assert first[:8] in about and vae.follow({"model": "vae-2"})[1]["revision"] == second
    asked = {"model": "vae-2", "revision": first, "codes": [[0.5, 1.0]]}
    assert "images" in vae.decode_many(asked)


@pytest.mark.parametrize(
    ("entry", "notice"), [("3", ""), (str(BOOK), f"from 0 to {BOOK - 1}"), ("0.5", "whole numbers")]
)
def test_a_code_of_a_code_book_is_of_its_entries(untrained, monkeypatch, entry, notice):
    monkeypatch.setenv("ZOO_STORE", untrained("vae"))
    data = vae.follow({"model": "vq-vae", "code": ",".join([entry] * 49)})[1]
    assert data["restore"] == (None if notice else {"code": [3] * 49}) and notice in data["notice"]


def test_a_code_may_be_beyond_the_sliders_but_not_far_beyond():
    low, high = (vae.follow({})[1]["latents"][0][end] for end in ("low", "high"))
    _, data, _, _ = vae.follow({"model": "vae-2", "code": f"{2 * high},-99"})
    assert data["restore"] == {"code": [2 * high, data["latents"][1]["low"]]}
    assert data["notice"] == "The link's code is far beyond this model's codes and was moved to their edge."
    assert vae.follow({"model": "vae-2", "code": f"{3 * low},0"})[1]["notice"] == ""


@given(st.dictionaries(st.sampled_from(["model", "revision", "code", "seed"]), st.text(max_size=60)))
@settings(max_examples=100, deadline=None)
def test_no_link_breaks_the_page(parameters):
    name, data, _, _ = vae.follow(parameters)
    assert name in vae.choices() and "error" not in data


def test_the_radio_follows_and_knows_models_that_came_later(untrained, monkeypatch):
    monkeypatch.setenv("ZOO_STORE", untrained("vae"))
    radio, data, _, _ = vae.arrive(SimpleNamespace(query_params={"model": "vq-vae"}))
    assert radio["value"] == data["name"] == "vq-vae"
    assert ("Untrained vq-vae", "vq-vae") in radio["choices"] and "judge" not in dict(radio["choices"]).values()


def test_a_page_without_a_request_shows_the_first_model():
    assert vae.arrive(gr.Request())[1]["name"] == "vae-2"
