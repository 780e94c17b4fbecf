"""Links into the Shakespeare tab: what each parameter does, which tab opens, and that nonsense is left out and said."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_models import RECORD

import app
from tabs.gan import tab as gan
from tabs.rbm import tab as rbm
from tabs.shakespeare import tab as shakespeare
from tabs.shakespeare.family import FAMILY
from tabs.shared import opening
from tabs.vae import tab as vae

pytestmark = pytest.mark.usefixtures("text_store")

VAE, LM, WORDS = "shakespeare-vae", "shakespeare-lm", "shakespeare-words"
SUBWORDS, SPEECHES = "shakespeare-lm-subwords", "shakespeare-vae-subwords"
TOLD = {"speaker": "HAMLET", "play": "As You Like It", "genre": "comedy"}
ALL = {"model": VAE, "seed": "7", "temperature": "0.8", "top_k": "20", "top_p": "0.9", "length": "500",
       "opening": "O <b>,", "modern": "0.6", "slang": "0.3", "tool": "use", "codes": "12", "texts": "10"}  # fmt: skip
RESTORED = {"seed": 7, "temperature": 0.8, "top_k": 20, "top_p": 0.9, "length": 500, "opening": "O <b>,",
            "modern": 0.6, "slang": 0.3, "tool": "use", "codes": 12, "texts": 10}  # fmt: skip


@pytest.mark.parametrize(("parameters", "restore"), [
    ({"model": LM}, None), (ALL, RESTORED), (ALL | {"tab": "shakespeare"}, RESTORED),
    ({"model": LM, "temperature": "0"}, {"seed": 1, "temperature": 0.0, "top_p": 1}),
    ({"model": SUBWORDS, "seed": "3"}, {"seed": 3}),
    ({"model": RECORD, "tool": "morph", "at": "tool"}, {"seed": 1, "tool": "morph", "at": "tool"}),
    ({"model": LM, "opening": ""}, None),
    ({"model": LM, "opening": "שלום 👍 ${x}"}, {"seed": 1, "opening": "שלום 👍 ${x}"}),
    ({"model": WORDS, "top_k": "16", "length": "2000"}, {"seed": 1, "top_k": 16, "length": 2000}),
    ({"model": SPEECHES, **TOLD}, {"seed": 1, **TOLD}),
    ({"model": SUBWORDS, "speaker": "HAMLET"}, {"seed": 1, "speaker": "HAMLET"}),
    ({"model": SUBWORDS, "top_k": "300", "opening": "O 👍"}, {"seed": 1, "top_k": 300, "opening": "O 👍"}),
    ({"model": VAE, "x": "y" * 9000, "digit": "3"}, None),
])  # fmt: skip
def test_a_link_is_followed(parameters, restore):
    name, data, about, _ = shakespeare.follow(parameters)
    assert (name, data["name"], data["restore"], data["notice"]) == (*2 * [parameters["model"]], restore, "") and about


@pytest.mark.parametrize(("key", "value", "notice"), [
    ("seed", "-1", "seed is not a whole number"), ("seed", "1" * 5000, "seed is not"), ("seed", "x" * 9000, "too long"),
    *[("temperature", value, "temperature is not a number from 0 to 2") for value in ("nan", "-1", "2.1", "", "1e9")],
    *[("top_k", value, "top_k is not a whole number from 0 to 65") for value in ("66", "-1", "1.5", "²", "9" * 40)],
    *[("top_p", value, "top_p is not a number from 0.01 to 1") for value in ("0", "nan", "1.01", "x")],
    *[("length", value, "length is not a whole number from 1 to 2000") for value in ("0", "2001", "")],
    *[(dial, value, f"{dial} is not a number from 0 to 1") for dial in ("modern", "slang") for value in ("inf", "2")],
    ("opening", "x" * 501, "opening has 501 characters; at most 500"), ("opening", "x" * 8001, "opening is too long"),
    *[("texts", value, "texts must be 4 or 10") for value in ("5", "", "10.0", "²")],
    *[("codes", value, "codes is not a whole number from 0 to 4294967295") for value in ("4294967296", "-1", "x")],
    ("tool", "walk", "tool must be one of"), ("tool", "<b>", "tool must be"), ("revision", "zz", "Revision 'zz'"),
])  # fmt: skip
def test_what_a_link_cannot_restore_is_said(key, value, notice):
    _, data, _, _ = shakespeare.follow({"model": VAE, key: value})
    assert notice in data["notice"] and data["notice"].endswith(".") and data["restore"] is None


def test_what_a_model_has_not_is_left_out_of_a_link():
    for name in (LM, SUBWORDS):
        _, data, _, _ = shakespeare.follow(ALL | {"model": name})
        assert data["restore"] == {key: value for key, value in RESTORED.items() if key != "tool"}
        assert data["notice"] == "The link's tool needs a model that writes from a code, so it is left out."
    _, data, _, _ = shakespeare.follow({"model": WORDS, "opening": "O", "top_k": "17"})
    assert "from 0 to 16" in data["notice"] and "takes no opening" in data["notice"] and data["restore"] is None


@pytest.mark.parametrize(("name", "told"), [
    (SPEECHES, {"speaker": "Hamlet", "play": "Lear", "genre": "<b>"}), (SUBWORDS, {"play": "Hamlet", "genre": "any"}),
    (VAE, TOLD), (WORDS, TOLD),
])  # fmt: skip
def test_what_a_model_cannot_be_told_is_left_out_of_a_link(name, told):
    _, data, _, _ = shakespeare.follow({"model": name, "seed": "7"} | told)
    assert data["restore"] == {"seed": 7}
    for key in told:
        assert f"This model knows no such {key} as the link's, so it is left out." in data["notice"]


def test_a_model_of_one_tab_does_not_disturb_the_others():
    first = FAMILY.first()
    for parameters in ({"model": "vae-2", "seed": "7"}, {"tab": "gan", "seed": "7"}, {"seed": "7"}, {}):
        name, data, *_ = shakespeare.follow(parameters)
        assert (name, data["restore"], data["notice"]) == (first, None, "")
    for tab in (vae, gan, rbm):
        assert [tab.follow(link)[1]["restore"] for link in (ALL, {"tab": "shakespeare", "seed": "7"})] == [None, None]
    assert shakespeare.follow({"tab": "shakespeare", "seed": "7"})[1]["restore"] == {"seed": 7}
    assert "no model 'no-such'" in shakespeare.follow({"tab": "shakespeare", "model": "no-such"})[1]["notice"]


@pytest.mark.parametrize(("parameters", "tab"), [
    ({"model": LM}, "shakespeare"), ({"model": WORDS}, "shakespeare"), ({"tab": "shakespeare"}, "shakespeare"),
    ({"tab": "gan", "model": VAE}, "gan"), ({"tab": "nonsense", "model": VAE}, "shakespeare"), ({}, None),
])  # fmt: skip
def test_a_link_opens_its_tab(parameters, tab):
    update = opening.opened([title.lower() for title in app.TABS], SimpleNamespace(query_params=parameters))
    assert getattr(update, "selected", None) == tab


@given(st.dictionaries(st.sampled_from(["tab", *ALL, *TOLD, "revision"]),
                       st.sampled_from(["shakespeare", VAE, WORDS, "7", "0.5"]) | st.text(max_size=40)))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_no_link_breaks_the_page(parameters):
    name, data, _, _ = shakespeare.follow(parameters)
    assert name in FAMILY.choices() and "error" not in data
    assert gan.follow(parameters)[0] in gan.FAMILY.choices()
