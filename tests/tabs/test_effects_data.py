"""What the page gets of a model's effects, and the pieces that may come next after an opening."""

import json
import shutil

import pytest
import torch
from text_models import KNOWN, LATENTS

import zoo
from tabs.shakespeare.following import following
from tabs.shared.effects import effects_of
from tabs.vae import tab as vae
from zoo.schema import EFFECTS
from zoo.stores import BundledStore, Checkpoint

pytestmark = pytest.mark.usefixtures("text_store")

EFFECT = {"property": "slant", "means": [-4.0, 1.0, 6.0], "bands": [0.5, 0.5, 0.6], "size": 1.2, "clear": True}
CONTENT = {"values": [-2.0, 0.0, 2.0], "samples": 50, "comparisons": 30,
           "latents": [{"index": 1, "names": ["slant"], "effects": [EFFECT]}]}  # fmt: skip


@pytest.fixture
def copied(tmp_path):
    """A copy of a checkpoint whose files a test may spoil."""
    folder = shutil.copytree(BundledStore().resolve("vae-2"), tmp_path / "vae-2")
    return Checkpoint("vae-2", folder, "local", "0" * 40, "here")


def test_the_page_gets_the_file_or_nothing(copied):
    (copied.folder / EFFECTS).write_text(json.dumps(CONTENT))
    data = vae.describe(copied)[0]
    assert data["effects"]["latents"][0]["effects"] == [EFFECT] and data["notice"] == ""
    (copied.folder / EFFECTS).unlink()
    assert effects_of(copied, 2) == (None, "") and vae.describe(copied)[0]["effects"] is None


@pytest.mark.parametrize(("spoil", "said"), [
    (lambda content: content[:40], "effects.json of vae-2 is missing or damaged"),
    (lambda content: content.replace('"index": 1', '"index": 2'), "latents must have indices below 2"),
])  # fmt: skip
def test_a_file_that_does_not_fit_is_said_and_the_rest_is_shown(copied, spoil, said):
    (copied.folder / EFFECTS).write_text(spoil(json.dumps(CONTENT)))
    data = vae.describe(copied)[0]
    assert data["effects"] is None and said in data["notice"] and data["latents"]
    assert data["notice"].endswith("Until then the page cannot say what its latents do.")


@pytest.mark.parametrize("name", ["shakespeare-vae", "shakespeare-vae-subwords"])
def test_what_comes_next_has_the_models_own_probabilities(name):
    codes = torch.randn(2, LATENTS, generator=torch.Generator().manual_seed(1))
    found = following({"model": name, "latents": codes.tolist(), "opening": "I am the ", "count": 5})
    model = zoo.load(name)
    ids = torch.tensor([model.vocabulary.ids("\nI am the ")] * 2)
    with torch.no_grad():
        chances = model.decoder(ids, codes)[:, -1].softmax(-1)
    assert len(found["pieces"]) == 5
    if name == "shakespeare-vae":  # of subwords the opening's last piece may be cut, so that a longer one can follow
        most = chances.amax(0).topk(5)
        assert [each["text"] for each in found["pieces"]] == model.vocabulary.labels(most.indices.tolist())
        shares = torch.tensor([each["shares"] for each in found["pieces"]])
        torch.testing.assert_close(shares, chances[:, most.indices].T)
    told = torch.tensor([each["shares"] for each in found["pieces"]]).sum(0) + torch.tensor(found["rest"])
    torch.testing.assert_close(told, torch.ones(2))


def test_what_begins_like_the_end_of_the_opening_is_all_that_may_come_next():
    found = following({"model": "shakespeare-vae-subwords", "latents": [[0.0] * LATENTS], "opening": "I am th"})
    assert found["pieces"] and all(each["text"].startswith(("␣", "t")) for each in found["pieces"])


@pytest.mark.parametrize("name", ["shakespeare-lm", "shakespeare-lm-subwords"])
def test_pieces_that_were_chosen_are_part_of_what_stands_there(name):
    model, asked = zoo.load(name), {"model": name, "opening": "I am th"}
    before, begin = model.vocabulary.opened(model.vocabulary.ids("I am th"))
    named = [(each["text"].replace("␣", " "), each["token"]) for each in following(asked | {"count": 20})["pieces"]]
    text, token = next(each for each in named if each[0].startswith(begin.decode()))
    found = following(asked | {"so_far": [token]})
    assert found["text"].endswith("I am th" + text[len(begin) :])
    with torch.no_grad():
        shares = model.decoder(torch.tensor([[*model.vocabulary.ids("\n"), *before, token]]))[0, -1].softmax(-1)
    for each in found["pieces"]:
        assert each["shares"] == [pytest.approx(float(shares[each["token"]]), abs=1e-6)]


def test_a_model_of_words_gives_back_what_a_code_makes_of_the_last_word_beside_what_no_word_makes():
    model = zoo.load("shakespeare-words")
    found = following(
        {"model": "shakespeare-words", "opening": "thou art", "so_far": [KNOWN.index("king")], "count": 20}
    )
    told = model.encode(torch.tensor([KNOWN.index("king")]))
    with torch.no_grad():
        noise = torch.randn(20_000, model.config.latent_dim, generator=torch.Generator().manual_seed(1))
        wanted = [model.decode_logits(codes).softmax(-1).mean(0) for codes in (told.at(noise), noise)]
    assert found["text"] == "thou art king" and len(found["pieces"]) == len(KNOWN) - 1
    assert "<unknown>" not in [each["text"] for each in found["pieces"]]
    known = sum(each["shares"][0] for each in found["pieces"])
    assert found["rest"][0] == pytest.approx(1 - known, abs=1e-5)  # what it gives to words that it does not know
    assert found["rest"] == [pytest.approx(float(column[KNOWN.index("<unknown>")]), abs=0.05) for column in wanted]
    for each in found["pieces"]:
        assert each["text"] == KNOWN[each["token"]].replace("\n", "⏎")
        assert each["shares"] == [pytest.approx(float(column[each["token"]]), abs=0.05) for column in wanted]
    alone = following({"model": "shakespeare-words"})
    assert alone["text"] == "" and [len(each["shares"]) for each in alone["pieces"]] == [1] * 8


@pytest.mark.parametrize(("asked", "said"), [
    ({"latents": [[0.0] * LATENTS] * 6}, "5"), ({"latents": [[0.0] * 3]}, str(LATENTS)),
    ({"latents": None}, "must be a list of 1 to 5 codes"),
    ({"latents": [[0.0] * LATENTS], "count": 0}, "The count must be"),
    ({"latents": [[0.0] * LATENTS], "opening": 3}, "The opening must be text."),
    ({"latents": [[0.0] * LATENTS], "so_far": [LATENTS, -1]}, "The text so far must be a list"),
    ({"model": "shakespeare-words", "opening": "king laptop"}, "does not know “laptop”"),
])  # fmt: skip
def test_what_cannot_be_had_is_a_sentence(asked, said):
    answer = following({"model": "shakespeare-vae"} | asked)
    assert answer.keys() == {"error"} and said in answer["error"]
