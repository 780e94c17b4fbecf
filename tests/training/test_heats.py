"""Samples of texts at both temperatures: the figures of each kind of model are of the one that their names say."""

import pytest
import torch
from lively import enlivened
from small import begun, lines, quick, subwords

from training.metrics import speech_codes, text_samples, text_subwords, text_words
from training.recipes import RECIPES
from zoo.models.subword_lm import SubwordLM, SubwordLMConfig
from zoo.models.subwords import Subwords
from zoo.models.writing import Manner
from zoo.stores import BundledStore, open_store

DRAW = {
    "shakespeare-lm": text_samples.draw, "shakespeare-words": text_words.draw,
    "shakespeare-lm-subwords": text_subwords.draw, "shakespeare-vae-subwords": speech_codes.draw,
}  # fmt: skip


@pytest.fixture(scope="module", params=DRAW)
def kind(request):
    """(recipe on little data, a model of it whose texts differ by temperature, its data, how it draws)."""
    recipe = quick(RECIPES[request.param], size=6)
    model = begun(recipe.build("cpu"))
    if request.param == "shakespeare-words":
        model.vocabulary = recipe.data("cpu").train.vocabulary
    torch.manual_seed(1)
    return recipe, enlivened(model).eval(), recipe.data("cpu"), DRAW[request.param]


def test_figures_are_of_temperature_1_and_those_called_cool_of_the_pages(kind, monkeypatch):
    recipe, model, data, draw = kind
    monkeypatch.setattr(text_samples, "COUNT", 5)
    found = recipe.measure(model, data)
    hot, cool = (draw(model, 5, manner) for manner in text_samples.manners(model))
    assert hot != cool and hot == draw(model, 5)
    expected = text_samples.measure(hot, data.train.text(), data.validation.text(), cool)
    names = [f"{name}{end}" for name in ("known_words", "distinct_2") for end in ("", "_cool")]
    assert {name: found[name].value for name in names} == {name: expected[name].value for name in names}


def test_a_cooler_model_varies_less(kind):
    _, model, _, draw = kind
    hot, cold = ({tuple(text.split()) for text in draw(model, 6, Manner(heat))} for heat in (1.0, 0.02))
    assert len({word for text in cold for word in text}) < len({word for text in hot for word in text})


def test_the_language_model_beside_a_vae_has_the_same_vocabulary(tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    size = len(subwords())
    for name, vocabulary in (("same", subwords()), ("other", Subwords.learn(lines()[1], size))):
        model = SubwordLM(SubwordLMConfig(tokens=size, window=8, width=4, layers=1, heads=1))
        model._vocabulary = vocabulary
        folder = tmp_path / name
        folder.mkdir()
        for file in ("README.md", "metrics.json", "training.json"):
            (folder / file).write_bytes((BundledStore().resolve("shakespeare-lm-subwords") / file).read_bytes())
        model.save_pretrained(folder)
        open_store().push(folder, name, "for a test")
    vae = begun(quick(RECIPES["shakespeare-vae-subwords"]).build("cpu"))
    assert type(speech_codes.beside(vae, "same")) is SubwordLM and speech_codes.beside(vae, "other") is None
