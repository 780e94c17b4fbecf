"""Ways to blend while writing, and the figures by which they are compared with the rules, against known answers."""

import math
from functools import partial
from types import SimpleNamespace

import pytest
import torch
from small import SUBWORDS, lines, subwords
from torch import nn

from training import twist_dial, twist_ways
from training.metrics import text_subwords
from training.metrics.judged import Judge
from training.metrics.kneser_ney import KneserNey
from training.twist_dial import Reading, left, nats, ruled, share
from training.twist_ways import DEGREES, WAYS, After, Corpus, as_it_is, common, counting, draw, modern_ids, twisted
from zoo.models.shakespeare import TextLM, TextLMConfig
from zoo.models.subword_lm import SubwordLM, SubwordLMConfig
from zoo.models.writing import Manner
from zoo.twist import modernise

OLD = "ROMEO:\nThou art my lord, and thy sword hath slain me.\nWherefore dost thou weep?\n\n"


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    made = SubwordLM(SubwordLMConfig(tokens=SUBWORDS, window=256, width=16, layers=2, heads=2)).eval()
    made.begin(SimpleNamespace(vocabulary=subwords()))
    for layer in made.modules():
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.4)
    return made


@pytest.fixture(scope="module")
def corpus():
    return Corpus(OLD * 20 + lines()[0][:4000], OLD * 5)


def ids_of(model, *texts: str) -> torch.Tensor:
    rows = [model.vocabulary.ids(text) for text in texts]
    return torch.tensor([row[: min(map(len, rows))] for row in rows])


# ---- what may follow
def test_what_follows_has_the_probabilities_of_the_text_that_goes_on():
    ids = torch.randint(6, (80,), generator=torch.Generator().manual_seed(1)) ** 2 // 6
    counts = KneserNey(ids, 6, 3)
    for context in (
        torch.zeros(2, 0, dtype=torch.long),
        ids[:8].view(4, 2),
        torch.tensor([[5, 4, 0, 1], [1, 5, 5, 5]]),
    ):
        texts = torch.stack([torch.cat([context, torch.full((len(context), 1), word)], 1) for word in range(6)])
        wanted = torch.stack([counts.log_probability(text)[:, -1].exp() for text in texts], 1)
        torch.testing.assert_close(counts.following(context), wanted)


@torch.no_grad()
def test_contexts_that_change_anywhere_are_read_as_if_they_were_new(model):
    after, changed = After(model), [[5, 6, 7], [5, 6, 9], [5, 6, 7, 8, 9]]
    for step in range(6):
        wanted = [model.decoder(torch.tensor([each]))[0, -1].double().softmax(-1) for each in changed]
        torch.testing.assert_close(after(changed), torch.stack(wanted), rtol=1e-4, atol=1e-7)
        changed = [[*each, 10 + step] for each in changed]
        if step == 3:
            changed[1] = [5, 11, *changed[1][2:-2]]
    assert [common([1, 2, 3], before) for before in ([], [1], [1, 3], [1, 2, 3], [1, 2, 3, 4])] == [0, 1, 1, 2, 2]


def test_a_text_is_modernised_but_for_a_word_that_may_go_on(model):
    vocabulary = model.vocabulary
    text = "\nThou art my lord, and th"
    ids = [*vocabulary.ids(text[:-2]), *vocabulary.ids(" t")[:1], *vocabulary.ids("h")]
    assert vocabulary.text(modern_ids(model, ids)) == "\nYou are my lord, and  th"
    assert modern_ids(model, ids)[-1] == ids[-1]
    assert vocabulary.text(modern_ids(model, vocabulary.ids("\nWhat says thou"))) == modernise("\nWhat says thou").text


# ---- ways
@torch.no_grad()
@pytest.mark.parametrize("way", WAYS)
def test_a_way_is_the_model_at_0_and_adds_to_1_anywhere(model, corpus, way):
    ids = ids_of(model, "\nThou art my lord,", "\nWherefore dost thou weep?")
    plain = as_it_is(model)(ids)
    torch.testing.assert_close(WAYS[way](model, corpus, 0.0)(ids), plain)
    blended = WAYS[way](model, corpus, 1.0)(ids)
    torch.testing.assert_close(blended.sum(1), torch.ones(2).double())
    assert not torch.allclose(blended, plain)


@torch.no_grad()
def test_counts_of_modern_text_alone_are_left_at_1_and_old_words_are_made_seldom(model, corpus):
    ids = ids_of(model, "\nThou art my lord, and")
    counts = counting(model.vocabulary, corpus.trains[1.0])
    torch.testing.assert_close(WAYS["mixed with counts"](model, corpus, 1.0)(ids), counts.following(ids))
    (thy, *_), (your, *_) = model.vocabulary.ids(" thy"), model.vocabulary.ids(" your")
    plain, steered = (WAYS["steered by counts"](model, corpus, degree)(ids)[0] for degree in (0.0, 1.0))
    assert steered[your] / steered[thy] > 10 * plain[your] / plain[thy]


@torch.no_grad()
def test_the_models_own_texts_are_those_of_its_other_figures(model, monkeypatch):
    wanted = text_subwords.draw(model, 6, Manner(0.8))
    assert draw(model, partial(as_it_is, model), 6, 0.8) == wanted
    monkeypatch.setattr(twist_ways, "CHUNK", 4)
    assert draw(model, partial(as_it_is, model), 6, 0.8) == wanted


def test_a_long_text_is_twisted_speech_by_speech(monkeypatch):
    monkeypatch.setattr(twist_ways, "BLOCK", len(OLD) // 2)
    found = twisted(OLD * 3 + "Thou art")
    assert found[0.0] == OLD * 3 + "Thou art" and found[1.0] == modernise(OLD).text * 3 + "You are"
    assert found[0.5] == modernise(OLD, 0.5).text * 3 + "You are" and len(found) == 1 + len(DEGREES)


# ---- figures
def test_old_words_are_those_that_the_rules_would_change():
    assert left("Thou art my lord.") == 2 and left("You are my lord.") == 0
    assert share(torch.tensor([[2, 4], [0, 4]])) == 0.25
    assert ruled(["Thou art"], 1.0) == ["You are"] and ruled(["Thou art"], 0.0) == ["Thou art"]


@torch.no_grad()
def test_the_nats_of_a_reader_that_knows_nothing_are_the_logarithm_of_its_characters():
    reader = TextLM(TextLMConfig(vocabulary="\nabc ", window=8, width=8, layers=1, heads=1)).eval()
    nn.init.zeros_(reader.decoder.embed.token.weight)  # the logits are products with it
    found = nats(reader, ["abc", "a b c a b c", "aXb"])
    assert found[:, 1].tolist() == [3, 8, 2]  # no more than its window, and only what it knows
    assert (found[:, 0] / found[:, 1]).tolist() == pytest.approx([math.log(5)] * 3)


def test_figures_are_of_the_texts_without_a_last_word_that_may_be_cut_off(model):
    reader = SimpleNamespace(nats=None)
    reading = Reading(Judge(OLD * 20), reader, {"thou", "art", "my"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(twist_dial, "nats", lambda _, texts: torch.tensor([[6, len(text)] for text in texts]))
        found = reading.figures(["Thou art my lord, an", "Thou art my thou, "])
    assert {name: round(value, 4) for name, (value, _) in found.items() if name != "perplexity"} == {
        "nats": round(12 / 36, 4), "known": 7 / 8, "old": 5 / 8, "distinct": round(4 / 6, 4)}  # fmt: skip
    assert found["perplexity"][0] > 1 and all(error >= 0 for _, error in found.values())


def test_the_command_prints_a_table_of_all_ways(run, model, corpus, monkeypatch):
    reader = TextLM(
        TextLMConfig(vocabulary="\n :abcdefghijklmnopqrstuvwxyzTW,.?", window=64, width=8, layers=1, heads=1)
    )
    monkeypatch.setattr(twist_dial.zoo, "load", {twist_dial.WRITER: model, twist_dial.READER: reader.eval()}.get)
    monkeypatch.setattr(twist_dial.plays, "training", lambda: SimpleNamespace(text=corpus.train))
    monkeypatch.setattr(twist_dial.plays, "apart", lambda: corpus.apart)
    monkeypatch.setattr(twist_ways, "WINDOW", 60)
    code, said, _ = run("twist-dial", "--count", "2")
    rows = [line.split("|")[1:3] for line in said.splitlines()[2:]]
    assert code == 0 and len(rows) == 2 + len(DEGREES) * (2 + 2 * len(WAYS))
    assert [way.strip() for degree, way in rows if degree.strip() == "1"][:4] == [
        "real text", "the rules afterwards", "two readings", "two readings, then the rules"]  # fmt: skip
