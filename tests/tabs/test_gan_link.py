"""Links into the GAN tab: what each parameter does, which tab opens, and that nonsense is left out and said."""

from types import SimpleNamespace

import pytest
from gan_models import RECORD
from hypothesis import given, settings
from hypothesis import strategies as st

import app
from tabs.gan import tab as gan
from tabs.gan.family import FAMILY
from tabs.gan.pins import MOST_PINS
from tabs.rbm import tab as rbm
from tabs.shared import opening
from tabs.vae import tab as vae

pytestmark = pytest.mark.usefixtures("gan_store")

ALL = {"model": "cgan", "seed": "7", "truncation": "0.8", "digit": "3", "count": "64", "pin": "12", "tool": "walk"}
RESTORED = {"seed": 7, "truncation": 0.8, "digit": 3, "count": 64, "pin": 12, "tool": "walk"}


@pytest.mark.parametrize(("parameters", "restore"), [
    ({"model": "dcgan"}, None), (ALL, RESTORED), (ALL | {"tab": "gan"}, RESTORED),
    ({"model": "dcgan", "pin": "0"}, {"seed": 1, "pin": 0}),
    ({"model": "dcgan", "count": "1"}, {"seed": 1, "count": 1}),
    ({"model": RECORD, "tool": "timeline"}, {"seed": 1, "tool": "timeline"}), ({"model": "gan", "x": "y" * 9000}, None),
    ({"model": "gan", "seed": "4294967295"}, {"seed": 2**32 - 1}),
    ({"model": "dcgan", "tool": "walk", "at": "tool"}, {"seed": 1, "tool": "walk", "at": "tool"}),
    ({"model": "dcgan", "tool": "plane", "stage": "digits"}, {"seed": 1, "tool": "plane", "stage": "digits"}),
    ({"model": "gan", "plane": "data:1,drawing:0.50-3.7,seed:1"},
     {"seed": 1, "plane": "data:1,drawing:0.50-3.7,seed:1"}),
    ({"model": "gan", "z": "12:0.5,40:-1.2,99:6"}, {"seed": 1, "z": [[12, 0.5], [40, -1.2], [99, 6.0]]}),
])  # fmt: skip
def test_a_link_is_followed(parameters, restore):
    name, data, about, _ = gan.follow(parameters)
    assert (name, data["name"], data["restore"], data["notice"]) == (*2 * [parameters["model"]], restore, "") and about


@pytest.mark.parametrize(("key", "value", "notice"), [
    ("seed", "-1", "seed is not a whole number"), ("seed", str(2**64), "seed is not"), ("seed", "x" * 9000, "too long"),
    ("seed", "1" * 5000, "seed is not"), ("truncation", "0", "from 0.1 to 3"), ("truncation", "nan", "from 0.1 to 3"),
    ("truncation", "-1", "from 0.1"), ("truncation", "", "from 0.1"), ("truncation", "1e9", "from 0.1"),
    ("digit", "10", "digit is not"), ("digit", "9" * 40, "digit is not"), ("digit", "²", "digit is not"),
    ("count", "0", "count is not a whole number from 1 to 100"), ("count", "10000", "count is not"),
    ("pin", "100", "pin is not"), ("pin", "-1", "pin is not"), ("tool", "", "tool is none of"),
    ("tool", "<b>", "tool is none of"), ("z", "", "z cannot be read"), ("z", "100:1", "z cannot be read"),
    ("z", "1:6.5", "values from -6 to 6"), ("z", "1:nan", "z cannot"), ("z", "1:1e9", "z cannot"),
    ("z", "1:1,1:2", "each once"), ("z", "-1:1", "z cannot"), ("z", "1:1,", "z cannot"), ("z", "1", "z cannot"),
    ("z", ",".join(f"{at}:1" for at in range(101)), "up to 100 of the numbers"), ("revision", "zz", "Revision 'zz'"),
    *[("pins", text, "One of the link's pinned samples cannot be read")
      for text in ("", "1", "1.100", "1.-1", "4294967296.0", "1.2d12", "1.2t0", "1.2t3.5", "1.2d3t", "١.٢")],
    ("pins", "1_2,<b>", "2 of the link's pinned samples cannot be read"),
    ("pins", "1.2," * 2500, "list of pinned samples is too long"), ("pinned", "1", "has none of that number"),
    ("pinned", "0", "pinned is not a whole number from 1 to 12"), ("at", "top", "at is none of tool"),
    ("stage", "sphere", "stage is none of plane, digits"),
    ("plane", "data:<b>", "plane must be settings such as"),
])  # fmt: skip
def test_what_a_link_cannot_restore_is_said(key, value, notice):
    _, data, _, _ = gan.follow({"model": "cgan", key: value})
    assert notice in data["notice"] and data["notice"].endswith(".") and data["restore"] is None


def test_what_is_sense_of_a_link_is_kept():
    _, data, _, _ = gan.follow(ALL | {"count": "5", "truncation": "x"})
    assert data["restore"] == {"seed": 7, "digit": 3, "count": 5, "tool": "walk"}
    assert "truncation is not" in data["notice"] and "pin is not among its 5 samples" in data["notice"]
    for pin_, restore in (("4", {"seed": 1, "count": 5, "pin": 4}), ("5", {"seed": 1, "count": 5})):
        assert gan.follow({"model": "gan", "count": "5", "pin": pin_})[1]["restore"] == restore
    _, data, _, _ = gan.follow({"model": "gan", "count": "5", "pin": "7", "z": "1:2"})
    assert data["restore"] == {"seed": 1, "count": 5}  # the moved numbers were those of the pin
    _, data, _, _ = gan.follow(ALL | {"model": "dcgan"})
    assert data["restore"] == {key: value for key, value in RESTORED.items() if key != "digit"}
    assert data["notice"] == "dcgan cannot be asked for a digit, so the link's digit is left out."


def pin(seed, index, digit=None, truncation=None) -> dict:
    return {"seed": seed, "index": index, "digit": digit, "truncation": truncation}


@pytest.mark.parametrize(("text", "pins"), [
    ("1.0", [pin(1, 0)]), ("4294967295.99", [pin(2**32 - 1, 99)]),
    ("1.0,1.12,7.3d4t0.8", [pin(1, 0), pin(1, 12), pin(7, 3, 4, 0.8)]),
    ("7.3t0.8,7.3t3,7.3t0.1", [pin(7, 3, None, 0.8), pin(7, 3, None, 3.0), pin(7, 3, None, 0.1)]),
    ("1.2,1.2,1.2d0", [pin(1, 2), pin(1, 2, 0)]),
])  # fmt: skip
def test_the_pinned_samples_of_a_link_are_read(text, pins):
    for model in ("cgan", "dcgan"):  # which is told no digit: the pin keeps it
        assert gan.follow({"model": model, "pins": text})[1]["restore"] == {"seed": 1, "pins": pins}


def test_of_bad_pins_the_rest_is_kept_and_so_is_the_one_shown_large():
    _, data, _, _ = gan.follow({"model": "dcgan", "pins": "1.0,x,1.2", "pinned": "3", "seed": "9", "z": "1:2"})
    wanted = {"seed": 9, "pins": [pin(1, 0), pin(1, 2)], "pinned": 2, "z": [[1, 2.0]]}
    assert data["restore"] == wanted and data["notice"].count(".") == 3  # one sentence, with seed.sample and 7.12
    _, data, _, _ = gan.follow({"model": "dcgan", "pins": "1.0,x,1.2", "pinned": "2", "z": "1:2"})
    assert data["restore"] == {"seed": 1, "pins": [pin(1, 0), pin(1, 2)]}  # the moved numbers were those of that pin


def test_there_is_room_for_twelve_pins_of_a_link():
    _, data, _, _ = gan.follow({"model": "dcgan", "pins": ",".join(f"1.{at}" for at in range(14))})
    assert data["restore"]["pins"] == [pin(1, at) for at in range(MOST_PINS)]
    assert data["notice"] == "The link has 14 pinned samples; there is room for the first 12."


def test_pins_of_a_model_that_is_not_here_are_drawn_by_the_one_that_is():
    name, data, _, _ = gan.follow({"tab": "gan", "model": "no-such", "seed": "7", "pins": "7.3,7.4", "pinned": "1"})
    assert name == FAMILY.first() and data["restore"] == {"seed": 1, "pins": [pin(7, 3), pin(7, 4)]}
    assert data["notice"].startswith("There is no model 'no-such' here") and "drawn by this model" in data["notice"]


def test_a_model_of_one_tab_does_not_disturb_the_others():
    first = FAMILY.first()
    for parameters in ({"model": "vae-2", "seed": "7"}, {"model": "rbm-500", "seed": "7"}, {"seed": "7"}, {}):
        name, data, *_ = gan.follow(parameters)
        assert (name, data["restore"], data["notice"]) == (first, None, "")
    name, data, *_ = vae.follow(ALL | {"tab": "gan"})
    assert (name, data["restore"], data["notice"]) == ("vae-2", None, "")
    assert vae.follow({"tab": "gan", "seed": "7"})[1]["restore"] is None
    assert rbm.follow(ALL)[1]["restore"] is None
    assert gan.follow({"tab": "gan", "seed": "7"})[1]["restore"] == {"seed": 7}
    assert "no model 'no-such'" in gan.follow({"tab": "gan", "model": "no-such"})[1]["notice"]


@pytest.mark.parametrize(("parameters", "tab"), [
    ({"model": "dcgan"}, "gan"), ({"model": "gan"}, "gan"), ({"tab": "gan"}, "gan"), ({"tab": "RBM"}, "rbm"),
    ({"tour": "GAN"}, "gan"),
    ({"tab": "vae", "model": "dcgan"}, "vae"), ({"tab": "nonsense", "model": "cgan"}, "gan"),
    ({"model": "vae-2"}, "vae"), ({"model": "no-such"}, None), ({}, None),
])  # fmt: skip
def test_a_link_opens_its_tab(parameters, tab):
    update = opening.opened([title.lower() for title in app.TABS], SimpleNamespace(query_params=parameters))
    assert getattr(update, "selected", None) == tab


@given(st.dictionaries(st.sampled_from(["tab", *ALL, "revision", "pins", "pinned", "at", "z"]),
                       st.sampled_from(["gan", "cgan", "vae-2", "7", "0.5"]) | st.text(max_size=40)))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_no_link_breaks_the_page(parameters):
    name, data, _, _ = gan.follow(parameters)
    assert name in FAMILY.choices() and "error" not in data
    assert vae.follow(parameters)[0] in vae.choices()
