"""What the Gibbs viewer gets of a model, and what it gets where a part of a checkpoint is damaged."""

import base64
import io
import json
import shutil

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from rbm_models import MODELS
from safetensors.torch import load_file, save_file

import zoo
from tabs.rbm import data as rbm_data
from tabs.rbm import tab as rbm
from tabs.rbm.family import FAMILY
from zoo.errors import ZooError
from zoo.stores import Checkpoint

pytestmark = pytest.mark.usefixtures("rbm_store")

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
HANDLERS = (rbm.digit, rbm.gif, rbm.compare, rbm.weights_of, rbm.judge)


@pytest.fixture
def damaged(tmp_path):
    """A copy of a checkpoint whose files a test may spoil."""
    shutil.copytree(FAMILY.find("dbn").folder, tmp_path / "dbn")
    return Checkpoint("dbn", tmp_path / "dbn", "local", "0" * 40, "here")


@pytest.mark.parametrize("name", MODELS)
def test_the_viewer_gets_all_it_needs(name):
    data, about, card = rbm.choose(name)
    json.dumps(data, allow_nan=False)
    deep = name.startswith("dbn")
    assert data["kind"] == ("DBN" if deep else "RBM") and data["top"] == ("top" if deep else "machine")
    assert data["lower"] == (["lower.0"] if deep else []) and data["chains"] == (name == "rbm-500")
    assert data["recognition"] == (["recognition.0"] if name == "dbn-finetuned" else [])
    assert [each["size"] for each in data["units"]] == [len(each["frequency"]) for each in data["units"]]
    assert data["log_partition"] == 600.0 and data["shown"] and set(MODELS) <= {each["name"] for each in data["models"]}
    assert data["lead"].endswith(".") and about and card.lstrip().startswith("## ")


@pytest.mark.parametrize("name", ["rbm", "dbn"])
def test_a_variant_is_shown_as_its_base_is(name, tmp_path, monkeypatch):
    monkeypatch.setitem(zoo.MODELS, "Variant", zoo.MODELS[name.upper()])
    folder = shutil.copytree(FAMILY.find(name).folder, tmp_path / "variant")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"model": "Variant"}))
    data, base = rbm.describe(Checkpoint(name, folder, "local", "0" * 40, "here"))[0], rbm.choose(name)[0]
    assert {key: data[key] for key in ("top", "lower", "units", "lead")} == {
        key: base[key] for key in ("top", "lower", "units", "lead")
    }


def test_the_text_says_what_is_special_about_a_model():
    leads = {name: rbm.choose(name)[0]["lead"] for name in MODELS}
    assert "500 hidden" in leads["rbm-500"] and "20 chains" in leads["rbm-500"]
    assert "upside down" in leads["dbn-tied"] and "no longer the same" in leads["dbn-finetuned"]
    assert "784, 100, 100" in leads["dbn"] and "one step" in leads["rbm"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"layers": []}', '{"layers": [{"frequency": [2]}]}'])
def test_damaged_frequencies_are_left_out(damaged, content):
    (damaged.folder / "units.json").write_text(content)
    assert rbm_data.page_data(damaged)["units"] == [{"size": 100, "frequency": None}] * 2


@pytest.mark.parametrize("content", [b"", b"\xff" * 40, b"\2\0\0\0\0\0\0\0{}"])
def test_damaged_pictures_are_left_out(damaged, content):
    (damaged.folder / "shown.safetensors").write_bytes(content)
    assert rbm_data.page_data(damaged)["shown"] is None


def test_pictures_cut_short_are_left_out(damaged):
    path = damaged.folder / "shown.safetensors"
    content = path.read_bytes()
    assert rbm_data.shown(damaged)
    path.unlink()  # a link into the store, whose file stays as it is
    path.write_bytes(content[:-1])
    assert rbm_data.shown(damaged) is None


def test_pictures_of_another_size_are_left_out(damaged):
    path = damaged.folder / "shown.safetensors"
    larger = {name: torch.zeros(*tensor.shape[:-2], 32, 32).to(tensor) for name, tensor in load_file(path).items()}
    path.unlink()
    save_file(larger, path)
    assert rbm_data.shown(damaged) is None


@pytest.mark.parametrize(("change", "sentence"), [
    ({"hidden": [100, 0]}, "does not fit"), ({"hidden": "x"}, "does not fit"), ({"hidden": []}, "does not fit"),
    ({"image_size": 14}, "not 28 by 28"),
])  # fmt: skip
def test_a_config_that_cannot_be_shown_is_a_sentence(damaged, change, sentence):
    path = damaged.folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ZooError, match=sentence):
        rbm_data.page_data(damaged)


def test_missing_weights_are_a_sentence(damaged):
    (damaged.folder / "model.safetensors").unlink()
    with pytest.raises(ZooError, match=r"weights of dbn are missing.*\.$"):
        rbm_data.page_data(damaged)


@pytest.mark.parametrize("name", ["vae-20", "judge", "no-such", "", None, 5, ["rbm"], "x" * 10_000])
def test_choosing_what_is_not_there_is_a_sentence(name):
    data, about, card = rbm.choose(name)
    assert set(data) == {"error"} and data["error"].endswith(".") and len(data["error"]) < 400
    assert (about, card) == ("", "")


def test_a_test_digit_and_a_drawing_come_as_the_machine_sees_them(drawn):
    answer = rbm.digit({"model": "rbm", "digit": {"test": 7}})
    assert base64.b64decode(answer["pixels"]) == drawn.test.images[7].numpy().tobytes()
    assert answer["label"] == int(drawn.test.labels[7])
    ink = bytes(255 * (90 < at % 200 < 110) for at in range(200 * 200))
    drawn = rbm.digit({"digit": {"size": 200, "ink": base64.b64encode(ink).decode()}})
    assert len(base64.b64decode(drawn["pixels"])) == 784 and max(base64.b64decode(drawn["pixels"])) > 200


def test_a_film_has_as_many_frames_as_were_sent():
    frames = bytes(0 if at < 784 else 255 for at in range(2 * 784))
    asked = {"frames": base64.b64encode(frames).decode(), "count": 2, "milliseconds": 80}
    picture = Image.open(io.BytesIO(base64.b64decode(rbm.gif(asked)["gif"])))
    assert (picture.n_frames, picture.size, picture.info["duration"]) == (2, (532, 532), 80)
    for wrong in ({"count": 3}, {"count": 121}, {"count": 0}, {"milliseconds": 1}, {"frames": "?"}, {"frames": None}):
        assert rbm.gif(asked | wrong)["error"].endswith(".")


def test_another_models_tensors_are_found():
    found = rbm.weights_of({"name": "dbn-finetuned", "model": "rbm", "revision": "x"})
    assert (found["top"], found["lower"], found["recognition"]) == ("top", ["lower.0"], ["recognition.0"])
    assert found["weights"] and found["shown"] and found["config"]["untied"]


@given(JSON, st.sampled_from(HANDLERS))
@settings(max_examples=150, deadline=None)
def test_no_request_breaks_a_handler(request, handler):
    assert handler(request)["error"].endswith(".")


@given(st.dictionaries(st.sampled_from(["digit", "frames", "count", "milliseconds", "name", "left", "right"]), JSON),
       st.sampled_from(HANDLERS))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_no_value_in_a_request_breaks_a_handler(request, handler):
    assert handler(request)["error"].endswith(".")
