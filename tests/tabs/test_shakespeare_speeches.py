"""The Shakespeare viewer writes speeches: where one ends, who speaks, and how a speech is read."""

import pytest
import torch
from text_models import LATENTS
from text_writing import ASKED, SPEECHES, SUBWORDS, at_once, drawing, in_pieces

import zoo
from tabs.shakespeare.passage import read
from tabs.shakespeare.write import write
from zoo.models import noise, together
from zoo.models.writing import Manner

pytestmark = pytest.mark.usefixtures("text_store")


def test_a_speech_ends_with_the_first_empty_line_whatever_the_pieces(monkeypatch):
    vocabulary = zoo.load(SPEECHES).vocabulary
    wanted = vocabulary.ids("\n\nTo be,\nor not to be\n\nHAMLET:")
    monkeypatch.setattr(together, "pick", drawing(wanted))
    for size in (1, 4, 100):
        text, tokens, ended = "", [], False
        while not ended:
            answer = write(ASKED | {"model": SPEECHES, "so_far": tokens, "count": size})
            text, tokens, ended = text + answer["text"], tokens + answer["tokens"], answer.get("ended", False)
        assert text == "\n\nTo be,\nor not to be" and vocabulary.text(tokens) == text + "\n\n"
    assert write(ASKED | {"model": SPEECHES, "so_far": tokens, "count": 9}) == {"text": "", "tokens": [], "ended": True}


def test_a_speech_is_asked_for_by_its_speaker_its_play_and_its_kind():
    def text_of(prompt: str, opening: str = "") -> str:
        return at_once(SPEECHES, 7, 60, Manner(0.8), opening, noise.latents(7, LATENTS), prompt)

    asked = ASKED | {"model": SPEECHES}
    assert in_pieces(asked, 60)[0] == text_of("\n")
    told = {"speaker": "HAMLET", "play": "As You Like It", "genre": "comedy"}
    text, read = in_pieces(asked | told, 60, 13)
    assert text == text_of("\n\n[comedy, As You Like It]\nHAMLET:\n") and read["text"] == "HAMLET:\n"
    text, read = in_pieces(asked | {"speaker": "First Lord", "opening": "My lo"}, 60)
    assert text == text_of("\n\nFirst Lord:\n", "My lo") and read["text"] == "First Lord:\nMy lo"
    assert in_pieces(asked | {"genre": "tragedy"}, 60)[0] == text_of("\n\n[tragedy]\n")
    assert in_pieces(asked | {"opening": "ARIEL:\nO"}, 60)[0] == text_of("\n\n", "ARIEL:\nO")


def test_a_language_model_lets_a_speaker_of_its_plays_speak():
    text, read = in_pieces(ASKED | {"model": SUBWORDS, "speaker": "ROSALIND"}, 60)
    assert text == at_once(SUBWORDS, 7, 60, Manner(0.8), before="\n\nROSALIND:\n") and read["text"] == "ROSALIND:\n"
    for key, value in (("play", "Hamlet"), ("genre", "comedy")):
        assert f"cannot be told a {key}" in write(ASKED | {"model": SUBWORDS, key: value})["error"]
    assert "cannot be told a speaker" in write(ASKED | {"speaker": "HAMLET"})["error"]


def test_a_passage_is_read_as_a_speech_behind_its_speaker():
    model = zoo.load(SPEECHES)
    said, answer = "To be, or not to be\n\n", read({"model": SPEECHES, "text": "HAMLET:\nTo be, or not to be\n"})
    ids, name = (torch.tensor([model.vocabulary.ids(text)]) for text in (said, "\n\nHAMLET:\n"))
    with torch.no_grad():
        mean = model.encode(ids).mean
        own = -model.log_likelihood(torch.cat([~name, ids], 1), mean).sum() / len(said)
    assert answer["latents"]["mean"] == pytest.approx(mean[0].tolist(), rel=1e-4, abs=1e-6)
    assert answer["nats"]["own"] == pytest.approx(float(own), rel=1e-4)
    assert read({"model": SPEECHES, "text": "To be, or not to be"})["latents"] == answer["latents"]
