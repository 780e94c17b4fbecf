"""What the viewer and its tools ask the server for: right answers, and a sentence for everything else."""

import base64
import io
import json
import math
import shutil
from functools import partial

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from vae_models import BOOK

import zoo
from tabs.vae import tab as vae
from tabs.vae.tools import judge_codes
from training.data import no_digits
from training.metrics import likelihood
from zoo.images import corrupt
from zoo.models.judge import Judge, JudgeConfig
from zoo.stores import Checkpoint

pytestmark = pytest.mark.usefixtures("vae_store")

BUNDLED = ["vae-20", "vae-2", "ae-32"]
OTHERS = ["beta-vae", "iwae-20", "conv-vae", "vq-vae", "denoising-ae"]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def picture(text: str) -> torch.Tensor:
    return torch.tensor(list(base64.b64decode(text))).reshape(-1, 1, 28, 28) / 255


def close(text: str, expected: torch.Tensor) -> bool:
    return (picture(text) - expected).abs().max() <= 0.5001 / 255


# ---- encode
@pytest.mark.parametrize("name", [*BUNDLED, *OTHERS])
def test_a_test_digit_is_encoded_redrawn_and_labelled(name, drawn):
    answer = vae.encode({"model": name, "digit": {"test": 7}})
    model, image = zoo.load(name), drawn.test.intensities()[7:8]
    with torch.no_grad():
        code = model.encode(image)
        code = getattr(code, "mean", code) if name not in ("ae-32", "denoising-ae", "vq-vae") else code
        expected = model.decode(code)
    torch.testing.assert_close(torch.tensor(answer["code"]), code[0].flatten())
    assert close(answer["seen"], image) and close(answer["rebuilt"], expected)
    assert answer["label"] == int(drawn.test.labels[7])
    assert set(answer["judged"]) == {"digit", "confidence", "no_digit"} and answer["judged"]["no_digit"] < 0.5
    assert 0.1 <= answer["judged"]["confidence"] <= 1
    assert (answer["sd"] is not None) == (answer["kl"] is not None) == data_has_spread(name)
    json.dumps(answer, allow_nan=False)


def data_has_spread(name: str) -> bool:
    return name not in ("ae-32", "denoising-ae", "vq-vae")


def terms(name: str, index: int = 7) -> dict[str, float]:
    return {term["key"]: term["value"] for term in vae.encode({"model": name, "digit": {"test": index}})["terms"]}


@pytest.mark.parametrize("name", ["vae-20", "vae-2"])
def test_the_terms_of_a_vae_are_those_of_its_bound(name, drawn):
    found = terms(name)
    binary = (drawn.test.intensities()[7:8] > 0.5).float()
    exact = {key: metric.value for key, metric in likelihood.bounds(zoo.load(name), binary, samples=20_000).items()}
    assert found["elbo"] == pytest.approx(-found["reconstruction"] - found["kl"], abs=1e-3)
    assert found["kl"] == pytest.approx(exact["elbo_kl"], rel=1e-4)
    assert found["elbo"] == pytest.approx(exact["elbo"], abs=3)
    assert found["elbo"] <= found["iw"] <= -exact["nll_iw20000"] + 1


def test_the_terms_of_a_flow_are_estimated_and_its_latents_are_told_one_by_one(drawn):
    answer = vae.encode({"model": "flow-vae", "digit": {"test": 7}})
    found = {term["key"]: term["value"] for term in answer["terms"]}
    binary = (drawn.test.intensities()[7:8] > 0.5).float()
    exact = {key: metric.value for key, metric in likelihood.bounds(zoo.load("flow-vae"), binary, samples=1000).items()}
    assert found["kl"] == pytest.approx(exact["elbo_kl"], abs=2) and found["elbo"] == pytest.approx(
        exact["elbo"], abs=3
    )
    assert found["elbo"] <= found["iw"] <= -exact["nll_iw1000"] + 2
    assert answer["kl"] == pytest.approx(zoo.load("flow-vae").encode(binary).kl()[0].tolist(), rel=1e-3)
    assert sum(answer["kl"]) != pytest.approx(found["kl"], abs=0.01)
    assert "take each one alone, so they do not add up" in next(t["note"] for t in answer["terms"] if t["key"] == "kl")


def test_the_terms_of_the_others_are_those_of_their_loss(drawn):
    image = drawn.test.intensities()[7:8]
    binary = (image > 0.5).float()
    with torch.no_grad():
        plain, coded = zoo.load("ae-32").losses(image), zoo.load("vq-vae").losses(binary)
    assert terms("ae-32")["cross_entropy"] == pytest.approx(float(plain["loss"]), rel=1e-5)
    found = terms("vq-vae")
    assert found["reconstruction"] == pytest.approx(float(coded["reconstruction"]), rel=1e-4)
    assert found["codes"] == pytest.approx(float(coded["code_cost"]), rel=1e-4)
    assert found["total"] == pytest.approx(found["reconstruction"] + found["codes"], rel=1e-5)


def test_the_notes_say_of_which_digit_the_terms_are():
    notes = {term["key"]: term["note"] for term in vae.encode({"model": "vae-20", "digit": {"test": 7}})["terms"]}
    assert "each pixel was drawn at random by its grey, which costs more. Mean of 64 draws" in notes["reconstruction"]
    assert "bars of its latents. The bands on the sliders belong to the digit in greys." in notes["kl"]


def test_without_mnist_a_test_digit_is_a_sentence_and_the_page_knows(monkeypatch, tmp_path):
    monkeypatch.setenv("ZOO_DATA", str(tmp_path))
    assert "MNIST is not on this machine" in vae.encode({"model": "vae-2", "digit": {"test": 7}})["error"]
    assert vae.choose("vae-2")[0]["test_digits"] == 0


# ---- many codes, draws, animations
@pytest.mark.parametrize("name", ["vae-2", "conv-vae", "vq-vae", "ae-32"])
def test_many_codes_are_decoded_at_once(name):
    model = zoo.load(name)
    if name == "vq-vae":
        codes = torch.randint(BOOK, (5, 7, 7), generator=torch.Generator().manual_seed(1))
    else:
        codes = torch.randn(5, model.config.latent_dim, generator=torch.Generator().manual_seed(1))
    answer = vae.decode_many({"model": name, "codes": codes.flatten(1).tolist()})
    with torch.no_grad():
        assert close(answer["images"], model.decode(codes))


@pytest.mark.parametrize(("name", "codes", "message"), [
    ("vae-2", None, "list of 1 to 400"), ("vae-2", [], "list of 1 to 400"), ("vae-2", [[0, 0]] * 401, "1 to 400"),
    ("vae-2", [[0, 0], [0]], "2 latents, not 1"), ("vae-2", [[0, math.nan]], "Latent 1"), ("vae-2", [None], "not some"),
    ("vq-vae", [[0] * 48], "49 code-book entries, not 48"), ("vq-vae", [[BOOK] * 49], f"0 to {BOOK - 1}"),
    ("vq-vae", [[-1] * 49], "Code 0"), ("vq-vae", [[0.5] * 49], "whole number"), ("vq-vae", [[True] * 49], "Code 0"),
    ("vq-vae", [[10**400] * 49], "Code 0"), ("vq-vae", [[math.inf] * 49], "Code 0"),
])  # fmt: skip
def test_codes_that_are_none_are_a_sentence(name, codes, message):
    assert message in vae.decode_many({"model": name, "codes": codes})["error"]
    assert vae.gif({"model": name, "codes": codes, "milliseconds": 50})["error"]


def test_a_draw_of_codes_is_by_its_seed():
    first, again, other = (vae.draw({"model": "vq-vae", "seed": seed})["code"] for seed in (3, 3, 4))
    assert first == again != other and len(first) == 49 and all(0 <= entry < BOOK for entry in first)
    assert "The page itself draws" in vae.draw({"model": "vae-2", "seed": 3})["error"]


def test_a_gif_plays_the_codes():
    codes = [[x / 3, 0.0] for x in range(-6, 7)]
    answer = vae.gif({"model": "vae-2", "codes": codes, "milliseconds": 70})
    film = Image.open(io.BytesIO(base64.b64decode(answer["gif"])))
    assert (film.format, film.n_frames, film.size, film.info["duration"]) == ("GIF", 13, (532, 532), 70)
    assert film.info["loop"] == 0
    assert "20 to 2000" in vae.gif({"model": "vae-2", "codes": codes, "milliseconds": 5})["error"]
    assert "1 to 120" in vae.gif({"model": "vae-2", "codes": codes * 10, "milliseconds": 50})["error"]


# ---- denoise
@pytest.mark.parametrize("noise", ["gaussian", "masking"])
@pytest.mark.parametrize("name", ["vae-20", "ae-32", "vq-vae", "denoising-ae"])
def test_denoising_spoils_the_digit_and_redraws_it(name, noise, drawn):
    ask = partial(dict, model=name, digit={"test": 7}, noise=noise, seed=5)
    answer = vae.denoise(ask(strength=0.4))
    image = drawn.test.intensities()[7:8]
    noisy = corrupt(image, noise, 0.4, torch.Generator().manual_seed(5))
    assert close(answer["seen"], image) and close(answer["noisy"], noisy)
    assert answer["error_before"] == pytest.approx(float((noisy - image).square().sum()), rel=1e-5)
    assert answer["error_after"] == pytest.approx(float((picture(answer["clean"]) - image).square().sum()), abs=0.5)
    assert [other["name"] for other in answer["others"]] == ([] if name == "denoising-ae" else ["denoising-ae"])
    assert vae.denoise(ask(strength=0.4)) == answer != vae.denoise(ask(strength=0.4, seed=6))
    assert vae.denoise(ask(strength=0))["error_before"] == 0


@pytest.mark.parametrize(("change", "message"), [
    ({"noise": "salt"}, "gaussian, masking"), ({"noise": None}, "gaussian"), ({"strength": 1.1}, "from 0 to 1"),
    ({"strength": math.nan}, "from 0 to 1"), ({"seed": -1}, "The seed"), ({"digit": None}, "A digit must be"),
])  # fmt: skip
def test_noise_that_is_none_is_a_sentence(change, message):
    request = {"model": "vae-2", "digit": {"test": 1}, "noise": "masking", "strength": 0.5, "seed": 1} | change
    assert message in vae.denoise(request)["error"]


# ---- the judge
def test_the_judge_reads_what_codes_decode_to(monkeypatch):
    codes = [[0.1 * k] * 20 for k in range(10)]
    answer = judge_codes({"model": "vae-20", "codes": codes})
    pictures = picture(vae.decode_many({"model": "vae-20", "codes": codes})["images"])
    with torch.no_grad():
        assert answer["digits"] == zoo.load("judge")(pictures).argmax(1).tolist() and answer["judged"]
    assert "error" in judge_codes({"model": "vae-20", "codes": [*codes, codes[0]]})
    for said, digit in (({"digit": 3, "confidence": 0.9, "no_digit": 0.7}, None), ({"digit": 3, "no_digit": None}, 3)):
        monkeypatch.setattr("tabs.vae.tools.judged", lambda image, checkpoint, said=said: said)
        assert judge_codes({"model": "vae-20", "codes": codes[:1]}) == {"digits": [digit], "judged": True}
    monkeypatch.setattr("tabs.vae.tools.judged", lambda image, checkpoint: None)
    assert judge_codes({"model": "vae-20", "codes": codes[:1]}) == {"digits": [None], "judged": False}


def test_the_judge_reads_a_picture_and_says_nothing_where_there_is_none(monkeypatch, drawn):
    pixels = base64.b64encode(drawn.test.images[0].numpy().tobytes()).decode()
    with torch.no_grad():
        shares = zoo.load("judge")(drawn.test.intensities()[:1])[0].softmax(0)
    answer = vae.judge({"pixels": pixels})
    assert answer["digit"] == int(shares.argmax()) and answer["confidence"] == pytest.approx(float(shares.max()))
    assert answer["no_digit"] < 0.5
    assert "784 bytes" in vae.judge({"pixels": "AAAA"})["error"]
    without = {name: found for name, found in vae_catalogue().items() if name != "judge"}
    monkeypatch.setattr("tabs.shared.family.catalogue", lambda: without)
    assert vae.judge({"pixels": pixels}) == {}


def test_the_judge_says_that_a_letter_noise_and_a_disc_are_like_no_digit(monkeypatch):
    generator = torch.Generator().manual_seed(1)
    letter = no_digits.letters(1, generator, ("DejaVuSans",), "A")
    disc = (14 - torch.arange(28.0))[:, None].square() + (14 - torch.arange(28.0)).square() < 60
    pictures = [letter, torch.rand(28, 28, generator=generator), disc.float(), torch.full((28, 28), 0.5)]
    asked = [base64.b64encode(each.mul(255).byte().numpy().tobytes()).decode() for each in pictures]
    assert all(vae.judge({"pixels": pixels})["no_digit"] > 0.5 for pixels in asked)
    without = {name: found for name, found in vae_catalogue().items() if name != "judge-open"}
    monkeypatch.setattr("tabs.shared.family.catalogue", lambda: without)
    assert vae.judge({"pixels": asked[0]})["no_digit"] is None


@pytest.mark.parametrize("config", [{"feature_dim": 9}, {"image_size": 32, "channels": [4, 8]}, {"image_size": 29}])
def test_a_judge_that_cannot_read_the_digit_leaves_the_digit_unlabelled(tmp_path, monkeypatch, config, caplog):
    folder = shutil.copytree(find_any("judge").folder, tmp_path / "judge")
    described = json.loads((folder / "config.json").read_text()) | config
    (folder / "config.json").write_text(json.dumps(described))
    if "image_size" in config and config["image_size"] == 32:  # whole, but of other images
        Judge(JudgeConfig(channels=(4, 8), feature_dim=8, image_size=32)).eval().save_pretrained(folder)
    broken = Checkpoint("judge", folder, "local", "0" * 40, "store")
    others = vae_catalogue() | {"judge": vae_catalogue()["judge"]._replace(checkpoint=broken)}
    monkeypatch.setattr("tabs.shared.family.catalogue", lambda: others)
    for name in ("vae-2", "ae-32"):
        answer = vae.encode({"model": name, "digit": {"test": 7}})
        assert "error" not in answer and answer["judged"] is None
    assert vae.judge({"pixels": base64.b64encode(bytes(784)).decode()}) == {}
    assert caplog.text.count("judge labels no digits") == (1 if "feature_dim" in config else 0)


def find_any(name: str) -> Checkpoint:
    return vae_catalogue()[name][1]


def vae_catalogue() -> dict:
    from tabs.shared.catalogue import catalogue

    return catalogue()


# ---- whatever is sent
KEYS = ("model", "digit", "codes", "milliseconds", "noise", "strength", "seed", "left", "right", "pixels", "revision")
GOOD = {"model": "vae-2", "left": "vae-2", "right": "ae-32", "digit": {"test": 1}, "codes": [[0.0, 1.0]], "seed": 1,
        "milliseconds": 50, "noise": "masking", "strength": 0.5}  # fmt: skip


@pytest.mark.parametrize("name", [function.__name__ for function in vae.SERVER])
@given(request_=JSON, key=st.sampled_from(KEYS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_request_breaks_a_server_function(name, request_, key):
    for asked in (request_, {key: request_}, GOOD | {key: request_}):
        answer = getattr(vae, name)(asked)
        assert isinstance(answer, dict) and ("error" not in answer or answer["error"].endswith("."))
        json.dumps(answer, allow_nan=False)
