"""The RBM tab's functions for programs: the chain against its equations, and a sentence for every bad input."""

import json
import math

import gradio as gr
import pytest
import torch

import zoo
from tabs.rbm import api as rbm_api
from tabs.rbm import tab as rbm
from tabs.vae import api as vae_api
from zoo.models.boltzmann import Conditions
from zoo.models.chain import Chain
from zoo.models.threefry import uniforms

pytestmark = pytest.mark.usefixtures("rbm_store")

NAN, INF = math.nan, math.inf
BLANK = [[0.0] * 28 for _ in range(28)]
BAR = [[1.0 if 12 <= column < 16 else 0.0 for column in range(28)] for _ in range(28)]


@pytest.mark.parametrize("name", ["rbm", "dbn", "dbn-finetuned", "dbn-tied"])
def test_a_chain_gives_what_it_says_and_the_same_for_the_same_seed(name):
    answer = rbm_api.gibbs(name, 6, seed=3, every=2)
    assert answer == rbm_api.gibbs(name, 6, seed=3, every=2) != rbm_api.gibbs(name, 6, seed=4, every=2)
    assert len(answer["free_energy"]) == 7 and len(answer["frames"]) == 3
    assert torch.tensor(answer["pixels"]).shape == torch.tensor(answer["sample"]).shape == (28, 28)
    assert len(answer["hidden"]) == len(answer["hidden_probabilities"]) == (784 if name == "dbn-tied" else 100)
    assert set(answer["hidden"]) <= {0, 1} and answer["frames"][-1] != answer["frames"][0]


def test_the_last_state_follows_the_machines_equations():
    machine = zoo.load("rbm").machine
    answer = rbm_api.gibbs("rbm", 3, pixels=BAR, temperature=2.0)
    sample = torch.tensor(answer["sample"]).float().reshape(1, -1)
    with torch.no_grad():
        expected = (machine.hidden_logits(sample) / 2).sigmoid()[0]
        energy = machine.free_energy(sample)
    torch.testing.assert_close(torch.tensor(answer["hidden_probabilities"]), expected)
    assert answer["free_energy"][-1] == pytest.approx(float(energy), rel=1e-5)
    with torch.no_grad():
        start = machine.free_energy(torch.tensor(BAR).reshape(1, -1))
    assert answer["free_energy"][0] == pytest.approx(float(start), rel=1e-5)  # pixels of 0 and 1 are drawn as they are


@pytest.mark.parametrize("name", ["rbm", "dbn", "dbn-finetuned"])
@pytest.mark.parametrize("start", ["noise", "pixels"])
def test_keeping_pictures_does_not_change_the_run(name, start):
    options = {"seed": 3, "temperature": 1.5, "pixels": BAR if start == "pixels" else None}
    kept, quiet = (rbm_api.gibbs(name, 6, every=every, **options) for every in (2, 0))
    assert len(kept.pop("frames")) == 3 and quiet.pop("frames") == []
    assert kept == quiet
    whole = rbm_api.gibbs(name, 6, every=1, **options)["frames"]
    assert whole[1::2] == rbm_api.gibbs(name, 6, every=2, **options)["frames"] and whole[-1] == kept["pixels"]


@torch.no_grad()
def test_the_temperature_is_that_of_the_machine_on_top_alone():
    """However cold the top, the ways up to it and down from it are as the network itself draws them."""
    model = zoo.load("dbn")
    chain = Chain(model, 3, under=Conditions(1e-6))
    chain.from_pixels(torch.tensor(BAR).reshape(1, -1))
    probs = model.lower[0].hidden_logits(torch.tensor(BAR).reshape(1, -1)).sigmoid()[0].double()
    assert torch.equal(chain.visible[0].bool(), probs > torch.from_numpy(uniforms(3, 0, 1, range(1), 100)[0]))
    chain.step()
    down = model.lower[0].visible_logits(chain.visible).sigmoid().unflatten(1, (1, 28, 28))
    torch.testing.assert_close(chain.look()[0], down)


@pytest.mark.parametrize(("name", "options", "same_as"), [
    ("rbm", {}, {"start": "pixels"}), ("rbm", {"start": "noise"}, {"start": "pixels"}),
    ("rbm", {"start": "pixels", "pixels": BAR}, {"start": "drawing", "pixels": BAR}),
    ("dbn", {"start": "noise", "pixels": BAR}, {"pixels": BAR}),
    ("rbm", {"start": "hidden", "hidden": [0.5] * 100}, {"start": "hidden"}),
    ("rbm", {"hidden": [float(unit == 7) for unit in range(100)]}, {"start": "unit-7"}),
    ("rbm", {"forced": {}}, {"forced": None, "chain": 1}),
])  # fmt: skip
def test_older_calls_mean_what_they_meant(name, options, same_as):
    answer = rbm_api.gibbs(name, 2, **options)
    assert answer == rbm_api.gibbs(name, 2, **same_as) != rbm_api.gibbs(name, 2, **same_as | {"chain": 2})


@pytest.mark.parametrize("name", ["rbm-25", "dbn-tied"])
def test_units_may_be_on_as_often_as_over_the_digits(name):
    layers = json.loads((rbm_api.FAMILY.find(name).folder / "units.json").read_text())["layers"]
    assert rbm_api.gibbs(name, 2, start="usage") == rbm_api.gibbs(name, 2, hidden=layers[-1]["frequency"])


def test_without_the_share_of_units_another_start_is_asked_for(monkeypatch):
    monkeypatch.setattr(rbm_api, "units", lambda checkpoint, sizes: [{"size": 25, "frequency": None}])
    with pytest.raises(gr.Error, match="units of rbm-25 are on was not measured; choose another start"):
        rbm_api.gibbs("rbm-25", 2, start="usage")


def test_forced_units_stay_and_a_test_digit_is_where_a_run_may_begin(drawn):
    answer = rbm_api.gibbs("rbm", 4, forced={"3": 1, "4": 0}, start="test-7")
    assert answer["hidden"][3:5] == [1, 0]
    digit = (drawn.test.images[7].float() / 255).squeeze().tolist()
    assert answer == rbm_api.gibbs("rbm", 4, forced={"3": 1, "4": 0}, pixels=digit)


def test_a_long_chain_waits_its_turn_and_a_look_at_one_picture_does_not():
    with gr.Blocks() as page:
        rbm.build()
    queued = {each["api_name"]: each["queue"] for each in page.config["dependencies"]}
    assert queued["gibbs"] and queued["free_energy"] is False
    chain = next(each for each in page.fns.values() if each.api_name == "gibbs")
    assert (chain.concurrency_limit, chain.concurrency_id) == (2, "cpu")


def test_a_cold_chain_takes_the_likelier_state_and_a_hot_one_tosses_coins():
    machine = zoo.load("rbm").machine
    cold = rbm_api.gibbs("rbm", 1, hidden=[1.0] * 100, temperature=1e-6)
    with torch.no_grad():
        visible = (machine.visible_logits(torch.ones(1, 100)) > 0).float()
        hidden = (machine.hidden_logits(visible) > 0).float()
        expected = (machine.visible_logits(hidden) > 0).int().reshape(28, 28)
    assert cold["sample"] == expected.tolist()
    hot = torch.tensor(rbm_api.gibbs("rbm", 1, temperature=1e6)["pixels"])
    assert (hot - 0.5).abs().max() < 1e-3


def test_held_pixels_stay():
    clamp = [[1 if row == 3 else 0 if row == 4 else None for _ in range(28)] for row in range(28)]
    answer = rbm_api.gibbs("rbm", 5, clamp=clamp)
    assert answer["sample"][3] == [1] * 28 and answer["sample"][4] == [0] * 28
    assert 0 < sum(answer["sample"][10]) < 28 and answer["pixels"][3] == [1.0] * 28


@pytest.mark.parametrize(("name", "options", "sentence"), [
    *[("rbm", {"steps": steps}, "steps must be a whole number from 1 to 2000")
      for steps in (0, -1, 1_000_000, 1.5, NAN, INF, None, "5", True, 10**400)],
    *[("rbm", {"temperature": value}, "temperature must be a number from 0.000001")
      for value in (0, -1, NAN, INF, "1", None)],
    *[("rbm", {"seed": value}, "seed must be") for value in (-1, 2**32, NAN, None)],
    *[("rbm", {"start": value}, "start must be one of") for value in ("x", None, 5, "")],
    ("rbm", {"hidden": [0.5] * 99}, "list of 100 numbers, not 99 of them"),
    ("rbm", {"hidden": "x"}, "list of 100 numbers, not something else"),
    ("dbn-tied", {"hidden": [0.5] * 100}, "list of 784 numbers, not 100 of them"),
    *[("rbm", {"hidden": [value] + [0] * 99},
       "from 0 \\(off\\) to 1 \\(on\\)") for value in (1.1, -0.1, NAN, None, True)],
    ("rbm", {"pixels": [[0.5] * 3] * 2}, "must be a square"), ("rbm", {"pixels": []}, "must be a square"),
    ("rbm", {"pixels": [[2.0] * 28] * 28}, "Every pixel"), ("rbm", {"pixels": [[NAN] * 28] * 28}, "Every pixel"),
    ("rbm", {"pixels": [[0.0] * 513] * 513}, "up to 512"),
    ("rbm", {"pixels": BLANK, "hidden": [0] * 100}, "leave one of"), ("rbm", {"start": "drawing"}, "pass its pixels"),
    ("rbm", {"start": "hidden", "pixels": BLANK}, "start is hidden, but pixels"),
    ("rbm", {"start": "unit-3", "hidden": [0] * 100}, "start is unit-3, but hidden"),
    ("rbm", {"start": "unit-100"}, "numbered 0 to 99"), ("rbm", {"start": "test-10000"}, "test digit"),
    ("rbm", {"start": "chains"}, "kept no chains"), ("rbm", {"start": "example-3"}, "only in the page"),
    *[("rbm", {"forced": value}, "numbers from 0 to 99") for value in ({"100": 1}, {"x": 1}, {"-1": 1}, [3], "x")],
    *[("rbm", {"forced": {"3": value}}, "0 \\(off\\) or 1") for value in (2, 0.5, NAN, None, "1", True)],
    *[("rbm", {"tempered": value}, "tempered must be true or false") for value in (1, None, "yes")],
    *[("rbm", {"chain": value}, "chain must be a whole number from 1 to 9") for value in (0, 10, 1.5, None)],
    ("rbm", {"clamp": [[None] * 28] * 27}, "28 rows of 28"), ("rbm", {"clamp": "x"}, "28 rows of 28"),
    ("rbm", {"clamp": [[0.5] * 28] * 28}, "0, 1 or null"), ("rbm", {"clamp": [["1"] * 28] * 28}, "0, 1 or null"),
    ("dbn", {"clamp": [[1] * 28] * 28}, "cannot be held"),
    ("rbm", {"steps": 2000, "every": 1}, "set every to 20 or more"), ("rbm", {"every": -1}, "between kept pictures"),
    ("vae-20", {}, "no model 'vae-20' here"), (None, {}, "no model 'None' here"),
])  # fmt: skip
def test_bad_input_is_a_sentence(name, options, sentence):
    with pytest.raises(gr.Error, match=sentence) as error:
        rbm_api.gibbs(name, **options)
    assert error.value.message.endswith(".") and len(error.value.message) < 400


def test_as_many_pictures_are_kept_as_there_is_room_for(monkeypatch):
    monkeypatch.setattr(rbm_api, "MOST_FRAMES", 3)
    assert len(rbm_api.gibbs("rbm", 6, every=2)["frames"]) == len(rbm_api.gibbs("rbm", 7, every=2)["frames"]) == 3
    with pytest.raises(gr.Error, match="At most 3 pictures can be kept; set every to 3 or more"):
        rbm_api.gibbs("rbm", 7, every=1)


def test_a_grey_picture_is_made_black_and_white_at_one_half():
    grey = [[0.6 if cell else 0.4 for cell in row] for row in BAR]
    assert rbm_api.free_energy("rbm", grey) == rbm_api.free_energy("rbm", BAR)


def test_pixels_are_held_where_they_stand():
    """A corner that a turn or a mirror would put elsewhere."""
    clamp = [[1 if row == 2 and column > 20 else None for column in range(28)] for row in range(28)]
    answer = rbm_api.gibbs("rbm", 1, clamp=clamp)
    held = [[row, column] for row in range(28) for column in range(28) if answer["pixels"][row][column] == 1.0]
    assert held == [[2, column] for column in range(21, 28)]


def test_a_drawing_of_another_size_is_scaled():
    assert rbm_api.gibbs("rbm", 1, pixels=[[1.0 if 20 < x < 30 else 0.0 for x in range(50)]] * 50)["sample"]


def test_free_energy_is_the_machines_and_gives_a_likelihood():
    answer = rbm_api.free_energy("rbm", BAR)
    model, image = zoo.load("rbm"), torch.tensor(BAR)[None, None]
    with torch.no_grad():
        assert answer["free_energy"] == pytest.approx(float(model.free_energy(image)), rel=1e-5)
        torch.testing.assert_close(torch.tensor(answer["hidden"]), model.hidden(image)[0])
    assert answer["log_likelihood"] == pytest.approx(-answer["free_energy"] - 600)
    assert answer["log_partition"]["estimator"] == "made up"


def test_free_energy_of_a_network_is_its_top_machines_and_gives_no_likelihood():
    answer = rbm_api.free_energy("dbn", BAR)
    model, image = zoo.load("dbn"), torch.tensor(BAR)[None, None]
    with torch.no_grad():
        expected = model.top.free_energy(model.hidden(image)[0])
    assert answer["free_energy"] == pytest.approx(float(expected), rel=1e-5)
    assert answer["log_likelihood"] is None and "top machine" in answer["of"]
    assert [len(layer) for layer in answer["hidden"]] == [100, 100]


@pytest.mark.parametrize("name", ["rbm", "dbn-finetuned", "vae-2"])
def test_every_family_redraws_by_one_function(name):
    model, image = zoo.load(name), torch.tensor(BAR)[None, None]
    with torch.no_grad():
        expected = model.decode(model.encode(image).mean) if name == "vae-2" else model.reconstruct(image)
    answer = vae_api.reconstruct(name, BAR)
    torch.testing.assert_close(torch.tensor(answer["pixels"]), expected[0, 0])
