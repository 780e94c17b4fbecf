"""What the README of version 0.1 promised to programs and to those who follow a link: all of it still holds."""

import json
import math

import again
import numpy as np
import pytest
from safetensors.numpy import load_file

from zoo.stores.bundled import BUNDLE
from zoo.stores.files import WEIGHTS

LINKS = {
    "model=vae-2&code=0.5,-1": ("vae", "vae-2"),
    "model=vae-2&seed=7": ("vae", "vae-2"),
    "tab=gan&model=dcgan-32&seed=7&pin=12&truncation=0.8": ("gan", "dcgan-32"),
    "tab=rbm&model=rbm-500&start=example-8&seed=7&steps=100&temperature=1": ("rbm", "rbm-500"),
    "tab=shakespeare&model=shakespeare-vae&seed=7&temperature=0.8&top_k=20&top_p=0.9&length=50": (
        "shakespeare", "shakespeare-vae"),
    "tab=attention": ("attention", None),
}  # fmt: skip
SQUARE = [[float(8 <= row < 20 and 8 <= column < 20) for column in range(28)] for row in range(28)]
WALK = {"seed": 7, "index": 12}, {"seed": 7, "index": 30}
TEXTS = {"text": "O, what a noble mind"}, {"seed": 7}
CALLS = {  # endpoint: arguments, what the answer has
    "decode": (("vae-2", [0.5, -1.0]), {"pixels", "png"}),
    "encode": (("vae-2", SQUARE), {"code", "sd", "seen"}),
    "reconstruct": (("rbm-500", SQUARE), {"pixels"}),
    "sample": (("cgan", 2, 7), {"images", "png"}),
    "interpolate": (("dcgan-32", *WALK, 3), {"images"}),
    "gibbs": (("rbm-500", 2, 7), {"pixels", "png", "sample", "hidden", "free_energy", "frames"}),
    "free_energy": (("rbm-500", SQUARE), {"free_energy", "log_likelihood", "log_partition", "hidden"}),
    "generate": (("shakespeare-vae", 1, 10), {"text", "opening", "latents"}),
    "twist": (("Wherefore art thou Romeo?",), {"text"}),
    "morph": (("shakespeare-vae", *TEXTS, 2, 5), {"texts", "latents"}),
    "attention": (([[1, 0]], [[1, 0]], [[2, 3]]), {"scores", "scaled", "masked", "weights", "output", "empty"}),
}


def test_links_lead_where_they_did(new_page, site):
    """The first is opened; the others come to the page as by Back, which asks the server the same."""
    page, problems = new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    for query, (tab, model) in LINKS.items():
        page.goto(f"{site}?{query}") if page.url == "about:blank" else page.evaluate(again.GO, [".vae", f"?{query}"])
        page.wait_for_selector(f"#tab-{tab} .{tab}")
        if model:
            shown = f"document.querySelector('#tab-{tab} .{tab}').viewer?.model"
            page.wait_for_function(f"{shown}?.name === '{model}' && !{shown}.seen")
            assert page.locator(f"#tab-{tab} .{tab}-notice").text_content() == ""
    assert problems == []


@pytest.fixture(scope="module")
def client(site):
    from gradio_client import Client

    return Client(site, verbose=False)


@pytest.mark.parametrize("endpoint", CALLS)
def test_an_endpoint_answers_as_it_did(client, endpoint):
    arguments, keys = CALLS[endpoint]
    answer = client.predict(*arguments, api_name=f"/{endpoint}")
    assert keys <= answer.keys()


def test_twist_and_decode_give_what_the_readme_shows(client):
    assert client.predict("Wherefore art thou Romeo?", api_name="/twist")["text"] == "Why are you Romeo?"
    pixels = client.predict("vae-2", [0.5, -1.0], api_name="/decode")["pixels"]
    assert len(pixels) == 28 and all(len(row) == 28 and all(0 <= value <= 1 for value in row) for row in pixels)


def test_free_energy_is_what_the_weights_and_the_card_say(client):
    answer = client.predict("rbm-500", SQUARE, api_name="/free_energy")
    saved = {name: values.astype(float) for name, values in load_file(BUNDLE / "rbm-500" / WEIGHTS).items()}
    visible = np.array(SQUARE).flatten()
    logits = visible @ saved["machine.weight"] + saved["machine.hidden_bias"]
    energy = -visible @ saved["machine.visible_bias"] - np.logaddexp(0, logits).sum()
    log_partition = json.loads((BUNDLE / "rbm-500" / "metrics.json").read_text())["log_partition"]["value"]
    assert answer["free_energy"] == pytest.approx(energy, abs=0.01)
    assert answer["log_likelihood"] == pytest.approx(-energy - log_partition, abs=0.01)
    assert np.allclose(answer["hidden"], 1 / (1 + np.exp(-logits)), atol=1e-5)


def test_attention_is_what_the_formula_says(client):
    answer = client.predict([[1, 0]], [[1, 0], [0, 1]], [[2, 3], [4, 5]], api_name="/attention")
    first = 1 / (1 + math.exp(-1 / math.sqrt(2)))  # softmax of the scores 1 and 0, divided by the root of d_k = 2
    assert answer["scores"] == [[1, 0]] and answer["scaled"][0] == pytest.approx([1 / math.sqrt(2), 0])
    assert answer["weights"][0] == pytest.approx([first, 1 - first])
    assert answer["output"][0] == pytest.approx([4 - 2 * first, 5 - 2 * first]) and answer["empty"] == []
