"""What is measured, told and drawn of models of text, and of which part of the text each of these is."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from lively import CONFIG, enlivened, lively
from small import begun, lines, quick, spoken

from training.data import speech_texts
from training.data.images import Data
from training.figures import shakespeare as figures_text
from training.metrics import codes_text, effects, judged, speech_codes, text_effects, text_latents
from training.metrics.text_latents import posterior_of
from training.metrics.text_properties import PROPERTIES, properties
from training.metrics.text_samples import cool
from training.recipes import RECIPES
from zoo.models.shakespeare import TextLM, TextLMConfig
from zoo.models.vae import Posterior

WINDOW = 64  # of which the verses that are read have 60 characters at most


def part(model, text: str, count: int) -> SimpleNamespace:
    """A text and its first passages, as the splits of a data set have them."""
    ids = torch.tensor(model.characters.ids("\n" + text))
    return SimpleNamespace(text=lambda: text, blocks=lambda: ids.unfold(0, WINDOW + 1, WINDOW)[:count])


@pytest.fixture(scope="module")
def told():
    """A VAE of passages whose weights are large, and two texts."""
    model = lively(replace(CONFIG, window=WINDOW)).requires_grad_(False)
    train, held_out = (part(model, text[:4000], count) for text, count in zip(lines(), (20, 15), strict=True))
    return model, Data(train, held_out, held_out)


@pytest.fixture
def content(monkeypatch) -> dict:
    """What the file of effects is made from."""
    given = {}

    def keep(model, latents, write, real, heard) -> dict:
        given.update(latents=latents, write=write, real=real, heard=heard)
        return {"latents": latents}

    monkeypatch.setattr(text_effects, "_content", keep)
    return given


def texts_of(model, passages: torch.Tensor) -> list[str]:
    return [model.characters.text(row) for row in passages[:, 1:].tolist()]


def test_the_latents_of_passages_are_those_of_the_validation_text_among_all(told, monkeypatch):
    model, data = told
    given = []
    monkeypatch.setattr(text_latents, "decoded", lambda model, passages: given.append(passages) or {})
    own, others = (posterior_of(model, split.blocks()) for split in (data.validation, data.train))
    pool = Posterior(*map(torch.cat, zip(own, others, strict=True)))
    found = text_latents.measure(model, data)
    assert found["mutual_information"] == text_latents.mutual_information(own, pool, "15 validation passages")
    assert "of 35 passages of the whole text" in found["mutual_information"].estimator
    assert found["active_units"].value == int((own.mean.var(0) > 0.01).sum())
    (passages,) = given
    text = data.validation.text()
    assert len(passages) == min(text_latents.DECODED, len(text) // 256) and passages.shape[1] == 257
    rows = [model.characters.text(row) for row in passages.tolist()]
    assert all(row in "\n" + text and row[0] == "\n" for row in rows)


def test_the_two_texts_of_a_code_are_written_with_random_numbers_of_their_own(told, monkeypatch):
    model, data = told
    seeds, write = [], text_latents.write
    monkeypatch.setattr(text_latents, "write", lambda *given: seeds.append(given[3]) or write(*given))
    found = text_latents.decoded(model, data.validation.blocks()[:6])
    assert len(set(seeds)) == 2 and found["same_z_overlap"].value < 1


def test_codes_of_passages_are_told_by_the_validation_text_and_lines_by_the_training_text(told, monkeypatch):
    model, data = told
    monkeypatch.setattr(text_effects, "describe", lambda model, data, posterior: {"effects.json": posterior})
    posterior = posterior_of(model, data.validation.blocks())
    found = codes_text.describe(model, data)
    assert found["latents.json"] == codes_text.latents(posterior)["latents.json"]
    torch.testing.assert_close(tuple(found["effects.json"]), tuple(posterior))
    verses = codes_text.verses(data.train.text())
    assert found["lines.json"]["lines"] == verses
    torch.testing.assert_close(found["lines.safetensors"]["codes"], codes_text.read(model, verses).half())


def test_effects_on_passages_are_told_beside_what_validation_passages_are(told, content):
    model, data = told
    posterior = posterior_of(model, data.validation.blocks())
    latents = effects.leading(posterior.kl().mean(0))
    assert text_effects.describe(model, data, posterior) == {"effects.json": {"latents": latents}} and len(latents) > 1
    real = properties(texts_of(model, data.validation.blocks()))
    torch.testing.assert_close(content["real"], real, equal_nan=True)
    r, count = effects.correlations(posterior.mean[:, latents], real)
    assert torch.equal(content["heard"].r, r) and torch.equal(content["heard"].count, count)
    codes, begin = torch.randn(5, 3), torch.tensor([model.characters.ids("\n")] * 5)
    written = text_latents.write(model, codes, begin, text_effects.LUCK, cool(model))
    assert content["write"](codes) == [model.characters.text(row) for row in written.tolist()]


@pytest.fixture(scope="module")
def speaking():
    """A VAE of speeches, and its data, in which every other speech is prose."""
    model = enlivened(begun(quick(RECIPES["shakespeare-vae-subwords"]).build("cpu"))).eval().requires_grad_(False)
    train, held_out = spoken("cpu").train.head(90), spoken("cpu").validation.head(30)
    told = held_out.tokens.speeches
    verse = tuple(number % 2 == 0 for number in range(len(told)))
    held_out = replace(held_out, tokens=replace(held_out.tokens, speeches=replace(told, verse=verse)))
    return model, Data(train, held_out, held_out)


def test_effects_on_speeches_are_told_beside_what_these_are_and_which_play_training_speeches_are_of(
    speaking, content, monkeypatch
):
    monkeypatch.setattr(text_effects, "READ", 40)
    monkeypatch.setattr(effects, "LEAST_KL", 0.0)
    model, data = speaking
    posterior = speech_codes.posterior_of(model, data.validation.blocks())
    found = text_effects.describe_speeches(model, data, posterior)["effects.json"]
    latents = effects.leading(posterior.kl().mean(0))
    assert found == {"latents": latents, "read": 45}  # every other of 90
    rows = [row[row >= 0].tolist() for row in data.validation.blocks()[:, 1:]]
    real = properties([model.vocabulary.text(row) for row in rows])
    real[:, PROPERTIES.index("verse")] = torch.tensor([float(place % 2 == 0) for place, _ in data.validation.places])
    torch.testing.assert_close(content["real"], real, equal_nan=True)
    places = data.train.places[::2]
    comic = torch.tensor([data.train.tokens.speeches.genre[place] == "comedy" for place, _ in places]).double()
    kinds = torch.stack([comic, torch.zeros(45), 1 - comic], 1)  # none is of a history
    means = speech_codes.posterior_of(model, replace(data.train, places=places).blocks()).mean
    expected = [effects.correlations(posterior.mean[:, latents], real),
                effects.correlations(means[:, latents], kinds)]  # fmt: skip
    torch.testing.assert_close(content["heard"].r, torch.cat([r for r, _ in expected], 1))
    assert content["heard"].count.tolist() == torch.cat([count for _, count in expected]).tolist()
    codes = torch.randn(4, model.latent_dim)
    written = speech_codes.write(model, codes, text_effects.LUCK, cool(model))
    assert content["write"](codes) == [model.vocabulary.text(row) for row in written]


@pytest.mark.parametrize("describe", [text_effects.describe, text_effects.describe_speeches])
def test_there_are_no_effects_of_codes_that_tell_nothing(describe, content):
    assert describe(None, None, Posterior(torch.zeros(9, 3), torch.zeros(9, 3))) == {} == content


def test_figures_of_texts_are_of_the_validation_text(told, speaking, monkeypatch):
    shown = []
    monkeypatch.setattr(figures_text, "by_place", lambda lines, token="character": shown.append((lines, token)))
    monkeypatch.setattr(figures_text, "of_latents", lambda posterior, text: shown.append((posterior, text)) or {})
    monkeypatch.setattr(figures_text, "bars", lambda nats, title, ylabel: shown.append((nats, title, ylabel)))
    (_, data), (vae, speeches) = told, speaking
    plain = TextLM(TextLMConfig(window=WINDOW, width=4, layers=1, heads=1)).eval()
    nats = {"": figures_text.places(plain, data.validation.blocks())}
    assert figures_text.draw(plain, data).keys() == {"nats-by-place"}
    assert figures_text.draw_subwords(plain, data).keys() == {"nats-by-token"}
    figures_text.draw_speeches(vae, speeches)
    kl = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    words = SimpleNamespace(encode=lambda ids: SimpleNamespace(kl=lambda: kl[ids]))
    numbered = [SimpleNamespace(ids=torch.tensor(ids)) for ids in ([0], [0, 1], [1])]
    figures_text.draw_words(words, Data(*numbered))
    posterior = speech_codes.posterior_of(vae, speeches.validation.blocks())
    assert [token for _, token in shown[:2]] == ["character", "token"]
    torch.testing.assert_close([lines for lines, _ in shown[:2]], [nats, nats])
    torch.testing.assert_close(tuple(shown[2][0]), tuple(posterior))
    assert shown[2][1] == "speech" and shown[3][0].tolist() == [2, 3]
    assert shown[3][1:] == ("How much each latent tells of a word", "nats per word")


@pytest.mark.parametrize(("text", "many"), [("speech", "speeches"), ("passage", "passages")])
def test_figures_of_latents_say_of_which_texts_they_are(text, many):
    drawn = figures_text.of_latents(Posterior(torch.zeros(4, 2), torch.zeros(4, 2)), text)
    titles = {
        name: (figure.axes[0].get_title(loc="left"), figure.axes[0].get_ylabel()) for name, figure in drawn.items()
    }
    assert titles == {
        "kl-per-latent": (f"How much each latent tells of a {text}", f"nats per {text}"),
        "posterior-means": (f"Posterior means of the {many}", "mean"),
        "posterior-sds": ("Posterior standard deviations", "standard deviation"),
    }


def test_the_judges_have_read_what_is_in_no_training_text_and_the_training_plays(monkeypatch):
    monkeypatch.setattr(judged.plays, "apart", lambda: "apart")
    monkeypatch.setattr(judged.plays, "training", lambda: SimpleNamespace(text="plays"))
    assert judged.heard() == ("apart", "plays")


def test_speeches_are_those_of_the_plays(monkeypatch):
    tokens = {name: replace(part.tokens, window=8) for name, part in vars(spoken("cpu")).items()}
    asked = []
    monkeypatch.setattr(speech_texts, "plays", lambda *given: asked.append(given) or Data(**tokens))
    found = speech_texts.speeches("cpu", 300)
    assert asked == [("cpu", 300)] and found.train.tokens is tokens["train"] and found.train.shuffled
    assert found.validation is found.test and found.test.tokens is tokens["validation"] and not found.test.shuffled
