"""The Shakespeare viewer with a model of single words, which draws each by itself."""

import pytest
import torch
from text_models import KNOWN
from text_writing import ASKED, WORDS, in_pieces

import zoo
from tabs.shakespeare.passage import neighbours, read
from tabs.shakespeare.write import code, texts, write
from zoo.models import tokens
from zoo.models.writing import Manner, draws, pick

pytestmark = pytest.mark.usefixtures("text_store")

WORDY = {key: ASKED[key] for key in ("seed", "so_far", "count", "temperature", "top_k", "top_p")} | {"model": WORDS}


@pytest.mark.parametrize("dials", [{"temperature": 1}, {"temperature": 0}, {"top_k": 3}, {"top_p": 0.5}])
def test_words_are_the_models_whatever_the_pieces(dials):
    asked = WORDY | dials
    manner = Manner(*(asked[dial] for dial in ("temperature", "top_k", "top_p")))
    model = zoo.load(WORDS)
    codes = torch.randn(2000, model.config.latent_dim, generator=torch.Generator().manual_seed(7))[:240]
    with torch.inference_mode():
        drawn = pick(model.decode_logits(codes), manner, draws(7, 0, 240))
    expected = tokens.joined([KNOWN[number] for number in drawn.tolist()])
    assert [in_pieces(asked, 240, size)[0] for size in (40, 100, 7)] == 3 * [expected]


def test_a_model_of_words_is_given_neither_opening_nor_latents():
    for wrong in ({"opening": "O"}, {"latents": [0.0] * 4}):
        assert "leave out the opening and the latents" in write(WORDY | wrong)["error"]
    assert "at most 2,000 words" in write(WORDY | {"so_far": [5] * 1961})["error"]
    for handler in (code, texts, read, neighbours):
        assert "does not write from a code" in handler({"model": WORDS})["error"]
