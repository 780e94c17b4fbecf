"""Links into the RBM tab: what each parameter does, which tab opens, and that nonsense is left out and said."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app
from tabs.rbm import api as rbm_api
from tabs.rbm import data
from tabs.rbm import tab as rbm
from tabs.rbm.family import FAMILY
from tabs.rbm.link import KEYS
from tabs.shared import opening
from tabs.vae import tab as vae

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("rbm_store")


@pytest.mark.parametrize(("parameters", "restore"), [
    ({"model": "rbm"}, None),
    ({"model": "rbm", "seed": "7", "start": "noise", "steps": "100", "temperature": "1", "chains": "4", "tab": "rbm"},
     {"start": "pixels", "seed": 7, "steps": 100, "temperature": 1.0, "chains": 4}),
    ({"model": "rbm", "start": "test-77"}, {"start": "test-77"}),
    ({"model": "rbm", "steps": "0", "tempered": "1"}, {"start": "hidden", "steps": 0, "tempered": 1}),
    ({"model": "rbm", "tool": "questions", "at": "tool"}, {"tool": "questions", "at": "tool"}),
    ({"model": "rbm", "tool": "layers", "seed": "3"}, {"start": "hidden", "seed": 3, "tool": "layers"}),
    ({"model": "rbm", "other": "x" * 9000}, None),
])  # fmt: skip
def test_a_link_is_followed(parameters, restore):
    name, data, about, _ = rbm.follow(parameters)
    assert (name, data["name"], data["restore"], data["notice"]) == ("rbm", "rbm", restore, "") and about


def test_a_model_that_long_draws_noise_from_random_units_starts_elsewhere_unless_told(monkeypatch):
    noisy = json.loads((ROOT / "zoo/checkpoints/dbn-tied/experiments.json").read_text())["figures"]
    link = {"model": "dbn-tied", "seed": "7"}
    assert rbm.follow(link)[1]["restore"]["start"] == "hidden" and rbm.follow(link)[1]["start"] is None
    pixels = rbm_api.gibbs("dbn-tied", 1)
    monkeypatch.setattr(data, "experiments", lambda folder: noisy)
    assert rbm.follow(link)[1]["restore"]["start"] == "usage" == rbm.follow(link)[1]["start"]
    assert rbm.follow(link | {"start": "hidden"})[1]["restore"]["start"] == "hidden"
    assert rbm_api.gibbs("dbn-tied", 1) == rbm_api.gibbs("dbn-tied", 1, start="usage") != pixels
    assert rbm_api.gibbs("dbn-tied", 1, start="pixels") == pixels
    monkeypatch.setattr(data, "units", lambda checkpoint, sizes: [{"size": 784, "frequency": None}])
    assert rbm.follow(link)[1]["restore"]["start"] == "hidden"


@pytest.mark.parametrize(("key", "value", "notice"), [
    ("seed", "-1", "seed is not a whole number"), ("seed", "1" * 5000, "seed is not"), ("seed", "x" * 9000, "too long"),
    ("steps", "1000000", "steps is not a whole number from 0 to 20000"), ("steps", "²", "steps is not"),
    ("start", "unit-", "start must be one of"), ("start", "drawing", "drawing"), ("start", "", "start must be one of"),
    ("temperature", "0", "from 0.25 to 4"), ("temperature", "nan", "from 0.25 to 4"), ("temperature", "", "from 0.25"),
    ("tool", "<b>", "tool is none of filters, train"), ("at", "top", "at is none of tool"),
    ("tempered", "yes", "tempered is not a whole number from 0 to 1"),
    ("chains", "3", "not 3"), ("chains", "0", "not 0"), ("revision", "zz", "Revision 'zz'"),
])  # fmt: skip
def test_what_a_link_cannot_restore_is_said(key, value, notice):
    _, data, _, _ = rbm.follow({"model": "rbm", key: value})
    assert notice in data["notice"] and data["notice"].endswith(".") and data["restore"] is None


def test_a_run_starts_from_the_strokes_of_a_link():
    strokes = {"start": "drawing", "drawing": "10.20-30.40_5.5"}
    assert rbm.follow({"model": "rbm"} | strokes)[1]["restore"] == strokes
    assert "drawing" in rbm.follow({"model": "rbm"} | strokes | {"drawing": "x"})[1]["notice"]
    half = {"half": "lower"}
    assert rbm.follow({"model": "rbm"} | strokes | half)[1]["restore"] == strokes | half
    for without in ({"start": "hidden"}, strokes | {"drawing": "x"}, {}):
        assert "half" not in (rbm.follow({"model": "rbm"} | without | half)[1]["restore"] or {})
    wrong = rbm.follow({"model": "rbm"} | strokes | {"half": "left half"})[1]
    assert (wrong["restore"], wrong["notice"]) == (strokes, "The link's half is none of upper, lower, left, right.")


def test_a_model_of_one_tab_does_not_disturb_the_other():
    first = FAMILY.choices()[0]
    name, data, *_ = rbm.follow({"model": "vae-2", "seed": "7", "revision": "0" * 40})
    assert (name, data["restore"], data["notice"]) == (first, None, "")
    name, data, *_ = vae.follow({"tab": "rbm", "model": "rbm", "seed": "7", "revision": "0" * 40})
    assert (name, data["restore"], data["notice"]) == ("vae-2", None, "")
    assert vae.follow({"tab": "rbm", "seed": "7"})[1]["restore"] is None
    assert rbm.follow({"seed": "7"})[1]["restore"] is None
    assert rbm.follow({"tab": "rbm", "seed": "7"})[1]["restore"] == {"start": "hidden", "seed": 7}
    assert "no model 'no-such'" in rbm.follow({"tab": "rbm", "model": "no-such"})[1]["notice"]


@pytest.mark.parametrize(("parameters", "tab"), [
    ({"model": "rbm"}, "rbm"), ({"tab": "rbm"}, "rbm"), ({"tab": "attention"}, "attention"),
    ({"model": "vae-2"}, "vae"),
    ({"tab": "vae", "model": "rbm"}, "vae"), ({"tab": "nonsense", "model": "dbn"}, "rbm"),
    ({}, None), ({"tab": "x"}, None),
])  # fmt: skip
def test_a_link_opens_its_tab(parameters, tab):
    update = opening.opened([title.lower() for title in app.TABS], SimpleNamespace(query_params=parameters))
    assert getattr(update, "selected", None) == tab


@given(st.dictionaries(st.sampled_from(["tab", *KEYS]),
                       st.sampled_from(["rbm", "dbn", "vae-2"]) | st.text(max_size=40)))  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_no_link_breaks_the_page(parameters):
    name, data, _, _ = rbm.follow(parameters)
    assert name in FAMILY.choices() and "error" not in data
    assert vae.follow(parameters)[0] in vae.choices()
