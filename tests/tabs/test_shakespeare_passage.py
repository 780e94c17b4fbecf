"""The Shakespeare viewer reads a typed passage: its code, its nats, its nearest lines."""

import pytest
import torch
from text_models import HOSTILE, LINES
from text_writing import SPEECHES, SPEECHLESS, VAE

import zoo
from tabs.shakespeare.passage import PRIOR_DRAWS, neighbours, read
from zoo.models import noise
from zoo.models.characters import Characters

pytestmark = pytest.mark.usefixtures("text_store")


def test_the_encoders_reading_of_a_passage():
    answer, model = read({"model": VAE, "text": "Now is the “winter”"}), zoo.load(VAE)
    ids = torch.tensor([model.characters.ids("Now is the 'winter'")])
    with torch.no_grad():
        posterior = model.encode(ids)
        whole = torch.cat([torch.zeros_like(ids[:, :1]), ids], 1)
        drawn = noise.latents(0, model.latent_dim, 0, PRIOR_DRAWS)
        own = -model.log_likelihood(whole, posterior.mean).mean()
        others = [-model.log_likelihood(whole, code).mean() for code in drawn[:, None]]
    assert answer["replaced"] == ["“", "”"] and answer["dropped"] == []
    for name, expected in (("mean", posterior.mean), ("sd", posterior.log_var.exp().sqrt()), ("kl", posterior.kl())):
        assert answer["latents"][name] == pytest.approx(expected[0].tolist(), rel=1e-4, abs=1e-6)
    nats = {"own": float(own), "prior": float(sum(others)) / len(others)}
    assert answer["nats"] == pytest.approx(nats, rel=1e-5)


@pytest.mark.parametrize(
    ("name", "line"), [*((VAE, line) for line in (HOSTILE, *LINES[1:4])), (SPEECHES, HOSTILE), (SPEECHES, LINES[1])]
)
def test_a_line_is_its_own_nearest_neighbour(name, line):
    by_text = neighbours({"model": name, "text": line, "count": 5})["lines"]
    by_code = neighbours({"model": name, "latents": read({"model": name, "text": line})["latents"]["mean"], "count": 5})
    assert by_text[0]["text"] == line and by_text[0]["distance"] < 0.01  # the codes are kept in half precision
    assert by_code["lines"] == by_text and len(by_text) == 5
    assert [each["distance"] for each in by_text] == sorted(each["distance"] for each in by_text)
    assert len(neighbours({"model": name, "text": line})["lines"]) == 12


def test_a_passage_may_have_four_times_the_characters_that_are_kept(monkeypatch):
    assert read({"model": VAE, "text": "👍" * 1023 + "O"})["text"] == "O"
    monkeypatch.setattr(Characters, "read", lambda *_: pytest.fail("a text that is too long was read"))
    assert "1,000,000 characters" in read({"model": VAE, "text": "x" * 1_000_000})["error"]


@pytest.mark.parametrize("text", SPEECHLESS.values())
def test_a_passage_without_a_character_to_read_is_a_sentence(text):
    for handler in (read, neighbours):
        error = handler({"model": VAE, "text": text})["error"]
        assert ("is empty" if not text.strip() else "has no character that this model knows") in error
