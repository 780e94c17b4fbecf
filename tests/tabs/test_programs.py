"""What programs get beside the tabs' endpoints: the list of models, samples of all of them, and tools, asked for by
the client of the Model Context Protocol."""

import base64
import io
import json
from importlib.util import find_spec

import gradio as gr
import numpy as np
import pytest
import torch
from loops import run
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from PIL import Image

import zoo
from tabs.gan import api as gan_api
from tabs.programs import mcp_route, tools
from tabs.programs.endpoints import ALL
from tabs.programs.models import TAKEN_BY, models
from tabs.programs.sample import sample
from tabs.rbm import api as rbm_api
from tabs.shakespeare import api as shakespeare_api
from tabs.shared import faults, turns
from tabs.vae import api as vae_api

DIGIT = [[float(8 <= row < 20 and 12 <= column < 15) for column in range(28)] for row in range(28)]


# ---- /models
def test_the_list_has_every_model_with_its_figures_if_asked():
    plain, whole = models("vae")["models"], models("vae", figures=True)["models"]
    assert plain == [{key: each[key] for key in each.keys() - {"figures"}} for each in whole]
    found = {each["name"]: each for each in whole}["vae-20"]
    assert (found["family"], found["class"], found["weights"]) == ("vae", "VAE", True)
    assert found["figures"] == json.loads((vae_api.find("vae-20").folder / "metrics.json").read_text())
    assert found["capabilities"]["draws"] == "images" and found["endpoints"] == [
        "encode", "decode", "reconstruct", "sample"]  # fmt: skip
    assert {each["family"] for each in models()["models"]} == {"", "vae", "gan", "rbm", "shakespeare", "attention"}


def test_no_endpoint_takes_a_model_without_weights():
    found = {each["name"]: each for each in models("gan")["models"]}
    assert (found["dcgan-32-no-bn"]["weights"], found["dcgan-32-no-bn"]["endpoints"]) == (False, [])


CALLS = {
    "encode": lambda name: vae_api.encode(name, DIGIT),
    "decode": lambda name: vae_api.decode(name, [0.0] * 2),
    "reconstruct": lambda name: vae_api.reconstruct(name, DIGIT),
    "sample": lambda name: run(sample(name)),
    "interpolate": lambda name: gan_api.interpolate(name, {"seed": 1}, {"seed": 2}, 2),
    "gibbs": lambda name: rbm_api.gibbs(name),
    "free_energy": lambda name: rbm_api.free_energy(name, DIGIT),
    "generate": lambda name: run(shakespeare_api.generate(name, length=1)),
    "morph": lambda name: run(shakespeare_api.morph(name, {"seed": 1}, {"seed": 2}, 2, 1)),
}


@pytest.mark.parametrize("name", ["vae-2", "gan", "rbm", "shakespeare-lm", "shakespeare-vae", "judge"])
def test_the_endpoints_of_a_model_are_those_that_take_it(name):
    (told,) = [each["endpoints"] for each in models()["models"] if each["name"] == name]
    assert CALLS.keys() == TAKEN_BY.keys()
    for endpoint, call in CALLS.items():
        if endpoint in told:
            assert call(name)
        else:
            with pytest.raises(gr.Error, match=r"no model|not a GAN|not write from a code"):
                call(name)


@pytest.mark.parametrize(("arguments", "sentence"), [
    (("cats",), "The family must be one of attention, gan, rbm, shakespeare, vae"),
    ((["vae"],), "The family must be one of"),
    (("vae", 1), "must be true or false"),
])  # fmt: skip
def test_a_list_that_cannot_be_had_is_a_sentence(arguments, sentence):
    with pytest.raises(gr.Error, match=sentence):
        models(*arguments)


# ---- /sample
@pytest.mark.parametrize("name", ["rbm-25", "dbn"])
def test_boltzmann_machines_are_sampled_as_they_do_themselves(name):
    with torch.no_grad():
        expected = zoo.load(name).sample(3, torch.Generator().manual_seed(5))
    assert torch.equal(torch.tensor(run(sample(name, 3, 5))["images"]), expected[:, 0])
    with pytest.raises(gr.Error, match="at most 16 digits at once"):
        run(sample(name, 17))


def test_texts_are_those_of_generate():
    found = run(sample("shakespeare-words", 2, 2**32 - 1))["texts"]
    alone = [run(shakespeare_api.generate("shakespeare-words", seed, temperature=1.0)) for seed in (2**32 - 1, 0)]
    assert found == [each["text"] for each in alone] and found[0] != found[1]
    with pytest.raises(gr.Error, match="from 1 to 12"):
        run(sample("shakespeare-words", 13))


# ---- what “Use via API” shows
def test_arguments_have_their_names_and_are_described_to_the_end():
    import app

    for path, told in app.create_app().get_api_info()["named_endpoints"].items():
        assert [each["label"] for each in told["parameters"]] == [each["parameter_name"] for each in told["parameters"]]
        assert [each["label"] for each in told["returns"]] == ["answer"], path
        assert all(each["python_type"]["description"].endswith(".") for each in told["parameters"]), path


# ---- tools
def asked(site: str, *calls: tuple[str, dict]):
    """The tools and the answers to ``calls``, as the client gets them in one session."""

    async def talk():
        address = site.rstrip("/") + mcp_route.PATH
        async with streamable_http_client(address) as (reader, writer, _), ClientSession(reader, writer) as session:
            told = await session.initialize()
            listed = (await session.list_tools()).tools
            return told, listed, [await session.call_tool(name, arguments) for name, arguments in calls]

    return run(talk())


def test_every_tool_says_what_it_does_and_what_it_takes(site):
    told, listed, _ = asked(site)
    assert (told.serverInfo.name, told.serverInfo.version) == ("The Generative Zoo", zoo.__version__)
    assert [each.name for each in listed] == list(tools.OFFERED) and tools.OFFERED[0] in told.instructions
    for each in listed:
        assert each.description and each.annotations.readOnlyHint
        assert each.inputSchema["additionalProperties"] is False
        for name, argument in each.inputSchema["properties"].items():
            assert argument["description"].endswith("."), (each.name, name)  # to its end
            assert {"type", "oneOf"} & argument.keys(), (each.name, name)
    (decode,) = [each.inputSchema for each in listed if each.name == "decode"]
    assert decode["required"] == ["model", "latents"]
    assert decode["properties"]["latents"].items() > {"type": "array", "items": {"type": "number"}}.items()


def test_a_picture_is_an_image_and_the_rest_is_json(site):
    _, _, (digit, chain, text, listed) = asked(
        site,
        ("decode", {"model": "vae-2", "latents": [0.5, -1.0]}),
        ("gibbs", {"model": "rbm-25", "steps": 2}),
        ("twist", {"text": "Wherefore art thou Romeo?"}),
        ("models", {"family": "rbm"}),
    )
    (image,) = digit.content
    pixels = np.array(Image.open(io.BytesIO(base64.b64decode(image.data))))
    small = np.array(Image.open(io.BytesIO(base64.b64decode(vae_api.decode("vae-2", [0.5, -1.0])["png"]))))
    assert image.mimeType == "image/png" and digit.structuredContent is None
    assert np.array_equal(pixels, np.kron(small, np.ones((16, 16), np.uint8)))
    run_ = rbm_api.gibbs("rbm-25", 2)
    assert chain.content[0].type == "image" and len(chain.content) == 2
    assert chain.structuredContent.keys() == {"hidden", "hidden_probabilities", "free_energy"}
    assert chain.structuredContent["free_energy"] == pytest.approx(run_["free_energy"], rel=1e-4)
    assert json.loads(text.content[0].text)["text"] == text.structuredContent["text"] == "Why are you Romeo?"
    assert listed.structuredContent == models("rbm") and not listed.isError


def test_what_a_tool_cannot_do_is_a_sentence(site, monkeypatch):
    def broken(model: str) -> dict:
        raise RuntimeError("secret")

    monkeypatch.setattr(faults, "_logged", set())
    monkeypatch.setitem(ALL, "generate", broken)
    broken.__code__ = broken.__code__.replace(co_filename=str(faults.ROOT / "tabs" / "vae" / "api.py"))
    _, _, answers = asked(
        site,
        ("decode", {"model": "vae-2", "latents": [0.5]}),
        ("decode", {"model": "vae-2", "latents": "x" * 1000, "seed": 1}),
        ("sample", {}),
        ("sample", {"model": ["vae-2"], "count": {}}),
        ("encode", {"model": "vae-2", "pixels": []}),
        ("generate", {"model": "shakespeare-vae"}),
    )
    said = [each.content[0].text for each in answers]
    assert all(each.isError and len(each.content) == 1 for each in answers)
    assert "2 latents" in said[0] or "2 numbers" in said[0]
    assert said[1] == "There is no argument 'seed'; this tool takes model, latents."
    assert said[2] == "This tool also needs model."
    assert said[3].startswith("There is no model '['vae-2']' here; choose one of ")
    assert said[4] == f"There is no tool 'encode'; choose one of {', '.join(tools.OFFERED)}."
    assert said[5] == faults.FAILED


def test_who_asks_by_a_tool_waits_as_a_visitor_of_its_own(site, monkeypatch):
    seen = []

    async def who(text: str) -> dict:
        seen.append(await turns._visitor())
        return {}

    monkeypatch.setitem(ALL, "twist", who)
    asked(site, ("twist", {"text": ""}))
    assert seen == ["127.0.0.1"]


def test_without_the_package_there_are_no_tools(monkeypatch, caplog):
    assert find_spec("mcp") and [route.path for route in mcp_route.routes()] == [mcp_route.PATH, f"{mcp_route.PATH}/"]
    monkeypatch.setattr(mcp_route, "find_spec", lambda name: None)
    with caplog.at_level("INFO"):
        assert mcp_route.routes() == []
    assert "the package mcp is not installed" in caplog.text
