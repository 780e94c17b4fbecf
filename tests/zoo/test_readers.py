"""The readers: what they read, and that each computes what it says."""

import json
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from small import begun, fresh, heard, heard_batch
from torch.nn.functional import cross_entropy

import zoo
from training.engine.logistic import LogisticStep
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.models.reader import Reader
from zoo.models.spoken import FILE, MASK, NAME, UNKNOWN, Task, Tasks, vocabulary, words_of

NAMES = ["reader-bag", "reader-lstm", "reader-bilstm", "reader-transformer"]
SAID = ["o", "romeo", "wherefore", "art", "thou", "romeo", "deny", "thy", "father"]


@pytest.fixture(params=NAMES)
def reader(request) -> Reader:
    return begun(fresh(RECIPES[request.param]).build("cpu")).eval()


# ---- what is read
@pytest.mark.parametrize(("text", "words"), [
    ("O’er hill, o'er DALE!", ["o'er", "hill", "o'er", "dale"]), ("", []), ("🙂 42 …", []),
    ("Être ou ne pas être", ["être", "ou", "ne", "pas", "être"]), ("lov'd 'tis th'", ["lov'd", "tis", "th"]),
])  # fmt: skip
def test_words_are_read_without_marks(text, words):
    assert words_of(text) == words


@given(st.text(max_size=300))
def test_any_text_gives_words_of_letters_and_never_too_many(text):
    words = words_of(text)
    assert len(words) <= 64 and not any(each.isdecimal() or each.isspace() for word in words for each in word)


def test_a_vocabulary_has_what_is_said_twice_the_most_frequent_first():
    said = [["b", "a", "b", MASK, MASK], ["a", "b", "c", "d", "d"]]
    assert vocabulary(said, 10) == ("b", "a", "d") and vocabulary(said, 1) == ("b",)


def test_names_are_masked_where_a_task_says_so():
    tasks = Tasks({"with": Task(("x",), ("romeo",), False), "without": Task(("x",), ("art",), True)}, {"romeo"})
    assert tasks.read("with", ["romeo's", "art"]) == ["romeo's", "art"]
    assert tasks.read("without", ["romeo's", "romeo", "art"]) == [MASK, MASK, "art"]
    assert tasks["without"].ids([MASK, "romeo", "art"]) == [NAME, UNKNOWN, 3]


# ---- what all of them promise
def test_as_many_parameters_as_the_others():
    counts = [sum(each.numel() for each in RECIPES[name].build("cpu").networks["play"].parameters())
              for name in NAMES[1:]]  # fmt: skip
    assert max(counts) < 1.02 * min(counts)


def test_the_loss_is_the_sum_of_the_tasks(reader):
    batch = heard_batch(reader, 40)
    terms = reader.losses(batch)
    each = [cross_entropy(reader.logits(task, said.words), said.labels) for task, said in batch.items()]
    assert terms["loss"].item() == pytest.approx(sum(each).item(), abs=1e-5)
    wrong = reader.logits("play", batch["play"].words).argmax(1) != batch["play"].labels
    assert terms["play_error"].item() == pytest.approx(wrong.float().mean().item())


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_learns(name):
    model = begun(fresh(RECIPES[name]).build("cpu")).train()
    model.losses(heard_batch(model, 60))["loss"].backward()
    assert [key for key, each in model.named_parameters() if each.grad is None or not each.grad.abs().sum()] == []


def test_what_fills_a_row_changes_nothing(reader):
    alone, among = reader.logits("genre", [SAID[:3]]), reader.logits("genre", [SAID, SAID[:3], SAID[:1]])
    assert torch.allclose(alone[0], among[1], atol=1e-5)


def test_beliefs_are_those_of_the_beginnings_and_of_the_ends(reader):
    there, back = reader.beliefs("play", SAID), reader.beliefs("play", SAID, backwards=True)
    assert there.shape == back.shape == (len(SAID), 37) and torch.allclose(there.sum(1), torch.ones(len(SAID)))
    masked = [MASK if word == "romeo" else word for word in SAID]
    assert torch.allclose(there[2], reader.logits("play", [masked[:3]]).softmax(1)[0], atol=1e-5)
    assert torch.allclose(back[2], reader.logits("play", [masked[2:]]).softmax(1)[0], atol=1e-5)
    assert torch.allclose(there[-1], back[0], atol=1e-5)


def test_a_reader_is_stored_with_its_tasks_and_read_strictly(reader, tmp_path):
    reader.save_pretrained(tmp_path)
    again = zoo.load_folder(tmp_path)
    assert torch.equal(again.beliefs("genre", SAID), reader.beliefs("genre", SAID))
    content = json.loads((tmp_path / FILE).read_text())
    content["tasks"]["genre"]["classes"].append("farce")
    (tmp_path / FILE).write_text(json.dumps(content))
    with pytest.raises(ZooError, match="has other tasks than the reader"):
        zoo.load_folder(tmp_path)
    (tmp_path / FILE).write_text('{"names": []}')
    with pytest.raises(ZooError, match=r"tasks.json is missing or damaged"):
        zoo.load_folder(tmp_path)


def test_a_vocabulary_that_is_too_large_is_refused():
    model = fresh(RECIPES["reader-lstm"])
    with pytest.raises(ZooError, match="more words than the 100 of the reader"):
        begun(replace(model, config=replace(model.config, words=100)).build("cpu"))


# ---- what each has of its own
def test_the_bag_of_words_is_that_of_scikit_learn():
    """Its probabilities, and what each word adds: with the bias these are the scores."""
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.linear_model import LogisticRegression

    model = begun(fresh(RECIPES["reader-bag"]).build("cpu"))
    LogisticStep(model).settle(heard("cpu").train)
    examples = heard("cpu").train.examples["genre"]
    counts = model.counts("genre", [list(words) for words in examples.words]).numpy()
    weighted = TfidfTransformer(sublinear_tf=True).fit(counts)
    theirs = LogisticRegression(C=model.config.strength, max_iter=500).fit(weighted.transform(counts), examples.labels)
    ours = model.logits("genre", [list(words) for words in examples.words[:50]]).softmax(1)
    expected = torch.from_numpy(theirs.predict_proba(weighted.transform(counts[:50]))).float()
    assert torch.allclose(ours, expected, atol=2e-3)
    scores = model.shares("genre", SAID).sum(0) + model.networks["genre"].head.bias
    assert torch.allclose(scores, model.logits("genre", [model.tasks.read("genre", SAID)])[0], atol=1e-5)
    assert model.shares("genre", ["zounds"]).abs().max() == 0  # no word that it knows


def test_the_gates_lead_to_the_states_of_the_lstm():
    model = begun(fresh(RECIPES["reader-bilstm"]).build("cpu")).eval()
    network, (ids, _) = model.networks["play_named"], model.ids("play_named", [SAID])
    states = network.lstm(network.embedding(ids))[0][0, :, : model.config.hidden]
    assert torch.allclose(torch.stack([step.hidden for step in model.gates("play_named", SAID)]), states, atol=1e-6)


def test_the_class_token_looks_at_all_words_and_at_nothing_else():
    model = begun(fresh(RECIPES["reader-transformer"]).build("cpu")).eval()
    looks = model.looks("play_named", SAID)
    assert looks.shape == (1, 4, 1 + len(SAID)) and torch.allclose(looks.sum(2), torch.ones(1, 4))
    network = model.networks["play_named"]
    states, _ = network.tokens(model.ids("play_named", [SAID])[0])
    seen = network.blocks[0].norm1(states)
    mixed = network.blocks[0].self_attn(seen, seen, seen, average_attn_weights=False)
    assert torch.allclose(mixed[1][0, :, 0], looks[0], atol=1e-6)


def test_words_are_hidden_in_training_alone():
    model = begun(fresh(RECIPES["reader-lstm"]).build("cpu"))
    common = [list(model.tasks["genre"].words[:60])] * 50
    assert (model.eval().ids("genre", common)[0] != UNKNOWN).all()
    hidden = (model.train().ids("genre", common)[0] == UNKNOWN).float().mean().item()
    assert hidden == pytest.approx(model.config.hidden_words, abs=0.03)
