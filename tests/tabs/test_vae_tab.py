"""The VAE tab's handlers as functions: what they give, and what bad input gets."""

import base64
import io
import json
import math

import gradio as gr
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from loops import run
from PIL import Image

import zoo
from tabs.programs.sample import sample
from tabs.vae import api as vae_api
from tabs.vae import family as vae_family
from tabs.vae import tab as vae
from zoo.errors import ZooError
from zoo.images import like_mnist
from zoo.stores import BundledStore

NAMES = ["vae-20", "vae-2", "ae-32"]
MET_FIRST = ["vae-2", "vae-20", "conv-vae", "ae-32"]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def drawing(picture: torch.Tensor, name: str = "vae-20") -> dict:
    levels = (picture * 255).round().to(torch.uint8).numpy().tobytes()
    return {"model": name, "digit": {"size": picture.shape[-1], "ink": base64.b64encode(levels).decode()}}


def test_the_models_to_meet_first_come_first():
    assert vae.choices()[:4] == MET_FIRST


@pytest.mark.parametrize("name", NAMES)
def test_choosing_a_model_gives_the_page_all_it_needs(name):
    data, about, card = vae.choose(name)
    assert data["name"] == name and len(data["latents"]) == zoo.load(name).config.latent_dim
    assert set(data["examples"]) == set("0123456789")
    json.dumps(data, allow_nan=False)
    assert "bundled with the app" in about and about.count("<figure>") >= 4
    assert card.lstrip().startswith("## ")


@pytest.mark.parametrize("name", ["no-such", "", "../etc", "vae-2\n", None, 5, ["vae-2"], "x" * 10_000])
def test_choosing_what_is_not_there_is_a_sentence(name):
    data, about, card = vae.choose(name)
    assert (
        set(data) == {"error"}
        and data["error"].endswith(".")
        and len(data["error"]) < 500
        and (about, card) == ("", "")
    )


@pytest.mark.parametrize("name", NAMES)
def test_decode_gives_the_models_picture_as_numbers_and_as_a_png(name):
    model = zoo.load(name)
    code = torch.randn(model.config.latent_dim, generator=torch.Generator().manual_seed(5))
    answer = vae_api.decode(name, code.tolist())
    with torch.no_grad():
        expected = model.decode(code[None])[0, 0]
    torch.testing.assert_close(torch.tensor(answer["pixels"]), expected)
    picture = Image.open(io.BytesIO(base64.b64decode(answer["png"])))
    assert list(picture.tobytes()) == (expected * 255).round().int().flatten().tolist()


@pytest.mark.parametrize(("latents", "message"), [
    ([0.0], "a list of 2 latents, not 1 of"), ([], "not 0"), ("00", "something else"), (None, "something else"),
    ([0.0, math.nan], "Latent 1 must be a finite number"), ([math.inf, 0.0], "Latent 0"), ([True, 0.0], "Latent 0"),
    (["1", 0.0], "Latent 0"), ([0.0, 1e30], "between -1e6 and 1e6"), ([-1e30, 0.0], "between -1e6 and 1e6"),
    ([[0.0], 0.0], "Latent 0"),
    ([0.0, 10**400], "Latent 1"),
])  # fmt: skip
def test_decoding_a_code_that_does_not_fit_is_a_sentence(latents, message):
    with pytest.raises(gr.Error, match=message):
        vae_api.decode("vae-2", latents)


def test_decoding_with_an_unknown_model_says_which_there_are():
    with pytest.raises(gr.Error, match=r"no model 'no-such'.*vae-2, vae-20, conv-vae, ae-32"):
        vae_api.decode("no-such", [0.0])


def test_a_code_book_draws_few_digits_at_once(untrained, monkeypatch):
    monkeypatch.setenv("ZOO_STORE", untrained("vae"))
    assert len(run(sample("vq-vae", 16))["images"]) == 16 and len(run(sample("vae-2", 64))["images"]) == 64
    with pytest.raises(gr.Error, match=r"at most 16 digits at once; ask for fewer and use several seeds\."):
        run(sample("vq-vae", 17))


@given(JSON, JSON)
@settings(max_examples=150, deadline=None)
def test_no_input_breaks_decode(name, latents):
    for model in (name, "vae-2"):
        try:
            vae_api.decoded(model, latents)
        except ZooError as error:
            assert str(error).endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_encoding_test_digits_gives_codes_that_redraw_them(name, drawn):
    images = [like_mnist(image)[0, 0] for image in drawn.test.intensities()[:20, 0]]
    model = zoo.load(name)
    for image in images:
        answer = vae.encode(drawing(image.repeat_interleave(5, 0).repeat_interleave(5, 1), name))
        seen = torch.tensor(list(base64.b64decode(answer["seen"]))).reshape(28, 28) / 255
        with torch.no_grad():
            code = model.encode(seen[None, None])
        code = code if isinstance(code, torch.Tensor) else code.mean
        torch.testing.assert_close(torch.tensor(answer["code"]), code[0], atol=0.15, rtol=0.05)
        assert (seen - image).abs().mean() < 0.06


@pytest.mark.parametrize(("request_", "message"), [
    (None, "must be a JSON object"), ({}, "no model 'None'"), ({"model": "vae-2"}, "A digit must be a drawing"),
    ({"model": "vae-2", "digit": {}, "extra": 1}, "unknown key 'extra'"),
])  # fmt: skip
def test_a_request_that_is_none_is_a_sentence(request_, message):
    assert message in vae.encode(request_)["error"]


@pytest.mark.parametrize(("digit", "message"), [
    (None, "A digit must be a drawing"), ([], "A digit must be"), ({"size": 4}, "A digit must be"),
    ({"test": 1, "size": 2}, "A digit must be"),
    ({"size": 4, "ink": "!!"}, "not base64"), ({"size": 4, "ink": "AAAA"}, "16 bytes"),
    ({"size": 4, "ink": "é"}, "not base64"), ({"size": 4, "ink": "A" * 10_000}, "16 bytes"),
    ({"size": 10**9, "ink": ""}, "size from 1 to"), ({"size": True, "ink": 5}, "needs a size"),
    ({"size": 2, "ink": 5}, "4 bytes as base64"), ({"size": 2, "ink": "AAAAAA=="}, "nothing on the canvas"),
    ({"test": -1}, "from 0 to 1999"), ({"test": 2000}, "from 0 to 1999"), ({"test": 0.5}, "whole number"),
    ({"test": True}, "whole number"), ({"test": math.nan}, "whole number"), ({"test": "3"}, "whole number"),
])  # fmt: skip
def test_a_digit_that_is_none_is_a_sentence(digit, message):
    assert message in vae.encode({"model": "vae-2", "digit": digit})["error"]


@given(JSON)
@example({"model": "vae-2", "digit": {"size": 1, "ink": "/w=="}})
@settings(max_examples=150, deadline=None)
def test_no_request_breaks_encode(request_):
    digits = [request_, {"size": request_, "ink": request_}, {"test": request_}]
    for asked in (request_, *({"model": "vae-2", "digit": digit} for digit in digits)):
        answer = vae.encode(asked)
        assert "code" in answer or answer["error"].endswith(".")


def bundle_copy(tmp_path, name="vae-2"):
    import shutil

    return shutil.copytree(BundledStore().resolve(name), tmp_path / "broken")


@pytest.mark.parametrize("file", ["model.safetensors", "latents.json", "metrics.json", "training.json", "README.md"])
@pytest.mark.parametrize("damage", [lambda raw: raw[: len(raw) // 2], lambda raw: b"\0nonsense"])
def test_a_damaged_checkpoint_is_a_sentence(tmp_path, file, damage):
    """A checkpoint that was damaged before it was pushed, so that its hashes are right."""
    from zoo.stores import Checkpoint

    folder = bundle_copy(tmp_path)
    (folder / file).write_bytes(damage((folder / file).read_bytes()))
    broken = Checkpoint("vae-2", folder, "local", "0" * 40, "store")
    data, about, _ = vae.describe(broken)
    sentences = [data["error"]] if "error" in data else []
    sentences += ["shown"] if "role='alert'" in about else []
    if file == "model.safetensors":  # the page itself reads the weights: the test of the page says what it does
        with pytest.raises(ZooError, match="is damaged"):
            vae_family.model(broken)
    elif file != "README.md":  # of the card any text is a card
        assert sentences


def test_a_damaged_store_leaves_the_bundle(tmp_path, monkeypatch):
    from zoo.stores import open_store

    store = open_store(str(tmp_path / "store"))
    store.push(BundledStore().resolve("vae-2"), "vae-2", "A copy")
    for blob in (tmp_path / "store").rglob("blobs/*"):
        blob.write_bytes(blob.read_bytes()[:50])
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    assert "bundled with the app" in vae.choose("vae-2")[1]


def test_a_newer_checkpoint_in_the_store_is_shown_in_place_of_the_bundled(tmp_path, monkeypatch):
    from zoo.stores import open_store

    open_store(str(tmp_path / "store")).push(BundledStore().resolve("vae-2"), "vae-2", "A copy")
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    assert "your local store" in vae.choose("vae-2")[1]


@pytest.mark.parametrize("uri", ["/proc/nowhere", "hf://nobody", "ftp://x"])
def test_a_store_that_cannot_be_had_leaves_the_bundle(uri, monkeypatch):
    monkeypatch.setenv("ZOO_STORE", uri)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert vae.choices()[:4] == MET_FIRST and "bundled with the app" in vae.choose("vae-20")[1]


def test_a_drawing_for_another_revision_is_told_to_reload(drawn):
    request = drawing(drawn.test.intensities()[0, 0]) | {"revision": "0" * 40}
    assert "newer vae-20" in vae.encode(request)["error"]


@pytest.mark.parametrize("markup", ["<img src=x onerror=alert(1)>", "${alert(1)}", "{{alert}}"])
@pytest.mark.parametrize("field", ["epochs", "summary", "device", "seconds"])
def test_markup_in_a_checkpoint_stays_text(tmp_path, field, markup):
    from zoo.stores import Checkpoint

    folder = bundle_copy(tmp_path)
    training = json.loads((folder / "training.json").read_text()) | {field: markup}
    (folder / "training.json").write_text(json.dumps(training))
    _, about, _ = vae.describe(Checkpoint("vae-2", folder, "local", "0" * 40, "store"))
    assert "<img src=x" not in about


@pytest.mark.parametrize(
    "latents", [{}, {"latents": 5}, {"latents": [{}]}, {"latents": []}, {"latents": [{"index": 0}]}]
)
def test_latents_that_do_not_fit_are_a_sentence(tmp_path, latents):
    from zoo.stores import Checkpoint

    folder = bundle_copy(tmp_path)
    (folder / "latents.json").write_text(json.dumps(latents | {"decoder": {"weights": "//elsewhere"}, "name": "x"}))
    data, _, _ = vae.describe(Checkpoint("vae-2", folder, "local", "0" * 40, "store"))
    assert set(data) == {"error", "groups"} and "latents.json of vae-2" in data["error"]


def test_a_checkpoint_that_cannot_be_read_gives_way_to_the_bundled(tmp_path, monkeypatch):
    from zoo.stores import open_store

    folder = bundle_copy(tmp_path)
    (folder / "config.json").write_text("[]")
    open_store(str(tmp_path / "store")).push(folder, "vae-2", "Not a config")
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    assert "bundled with the app" in vae.choose("vae-2")[1]
