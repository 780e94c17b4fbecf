"""A causal language model in Hugging Face form: here a GPT-2 of a few thousand parameters, made on the spot."""

import json
import sys
from dataclasses import replace

import pytest
import torch
from hub_server import closed_port
from small import lines
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from tokenizers.pre_tokenizers import ByteLevel

import zoo
from tabs.shakespeare.write import write
from tabs.shared import catalogue
from training.data import subword_texts
from training.data.plays import Marked
from training.metrics import text_subwords
from training.options import started_or_refuse
from training.recipes import RECIPES
from zoo import pages, pretrained
from zoo.errors import ZooError
from zoo.models.hugging import NEEDED
from zoo.models.pretrained_lm import PretrainedLM, PretrainedLMConfig
from zoo.models.together import Row, write_on
from zoo.models.writing import Manner, draws, written

hugging = pytest.importorskip("transformers")
END = "<|endoftext|>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A GPT-2 of two layers and its byte pairs."""
    folder = tmp_path_factory.mktemp("gpt2") / "Tiny_GPT-2"
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=300, initial_alphabet=ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator([lines()[0][:20_000]], trainer)
    hugging.PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END).save_pretrained(folder)
    torch.manual_seed(4)
    sizes = {"n_embd": 16, "n_layer": 2, "n_head": 2, "n_positions": 256, "vocab_size": 304}  # three more than tokens
    hugging.GPT2LMHeadModel(hugging.GPT2Config(**sizes, initializer_range=0.4)).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def model(folder) -> PretrainedLM:
    model = PretrainedLM(PretrainedLMConfig(**PretrainedLM.sizes_at(str(folder)))).eval()
    model.begin()
    return model


@torch.no_grad()
def test_it_says_what_the_pretrained_one_says_and_never_its_marks(model, folder):
    ids = torch.tensor([model.vocabulary.ids("Romeo, wherefore?\nO")])
    theirs = hugging.AutoModelForCausalLM.from_pretrained(folder).eval()(ids).logits
    own = model.decoder(ids)
    assert own.shape[-1] == model.config.tokens == 301 and model.vocabulary.text(ids[0].tolist()).startswith("Romeo")
    torch.testing.assert_close(own[..., :300], theirs[..., :300], rtol=1e-4, atol=1e-4)
    assert own.softmax(-1)[..., 300].max() == 0 and model.vocabulary.labels([300]) == [END]


def test_texts_written_together_are_those_written_alone(model):
    def rows():
        for number, length in enumerate((1, 30, 250)):
            left = iter(range(19, -1, -1))
            ids = torch.randint(256, (length,), generator=torch.Generator().manual_seed(number)).tolist()
            luck = iter(draws(number, 0, 20).tolist())
            yield Row(ids, luck, lambda _, left=left: next(left) > 0, Manner(0.9))

    def finished(some):
        while going := [each for each in some if each.goes_on]:
            write_on(model, going, 7)
        return [each.ids for each in some]

    together = finished(list(rows()))
    assert together == [finished([each])[0] for each in rows()]
    first = next(rows())
    steps = written(model, torch.tensor([first.ids]), draws(0, 0, 20)[:, None], Manner(0.9))
    assert together[0][1:] == [int(token) for token in steps]


def test_it_is_stored_whole_and_reads_the_same(model, tmp_path):
    ids = torch.tensor([model.vocabulary.ids("Good morrow")])
    for whole in (False, True):  # a file of half precision has the shared tensor twice
        stored = model if whole else PretrainedLM(model.config)
        stored.begin()
        (stored.halve() if whole else stored).save_pretrained(tmp_path)
        found = zoo.load_folder(tmp_path)
        network = found.decoder.network
        assert torch.equal(found.decoder(ids), stored.eval().decoder(ids))
        assert network.lm_head.weight is network.transformer.wte.weight
    model.begin()
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(ZooError, match=r"tokenizer.json has no byte pairs as GPT-2 has"):
        zoo.load_folder(tmp_path)


@pytest.fixture
def offered(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZOO_GPT2", str(folder))
    monkeypatch.setattr(catalogue, "_last", None)
    return folder


def test_the_page_writes_with_the_one_that_the_variable_names(offered):
    pretrained.fetch()
    entry = catalogue.catalogue()["tiny-gpt-2"]
    assert (entry.kind, entry.page.family) == ("PretrainedLM", "shakespeare")
    assert (entry.checkpoint.folder / pages.FILE).is_file()  # so that to list it needs no torch
    answer = write({"model": "tiny-gpt-2", "opening": "O Romeo, ", "seed": 3, "count": 20})
    assert len(answer["text"]) >= 20 and answer["read"]["text"] == "O Romeo, "


@pytest.mark.parametrize(("config", "said"), [
    (None, "is no causal language model of byte pairs, as GPT-2 is one"),
    ({"model_type": "vit"}, "it is of the kind vit"),
])  # fmt: skip
def test_what_is_no_such_model_is_one_sentence(config, said, offered, tmp_path, monkeypatch):
    if config:
        (tmp_path / "config.json").write_text(json.dumps(config))
    monkeypatch.setenv("ZOO_GPT2", str(tmp_path))
    with pytest.raises(ZooError, match=said) as raised:
        pretrained.fetch()
    assert str(raised.value).startswith("ZOO_GPT2 is") and "\n" not in str(raised.value)


def test_a_folder_that_is_not_there_is_said_so(offered, monkeypatch):
    monkeypatch.setenv("ZOO_GPT2", str(offered / "none"))
    with pytest.raises(ZooError, match=r"There is no folder .*, and it is no id on the Hub, such as gpt2"):
        pretrained.fetch()


def test_without_the_package_or_the_network_it_is_one_sentence(offered, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(ZooError) as raised:
        pretrained.fetch()
    assert NEEDED in str(raised.value)
    monkeypatch.undo()
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "other"))
    monkeypatch.setenv("HF_ENDPOINT", closed_port())
    monkeypatch.setenv("ZOO_GPT2", "someone/gpt2")
    with pytest.raises(ZooError, match="cannot be reached") as raised:
        pretrained.fetch()
    assert "\n" not in str(raised.value)


def test_it_learns_from_the_plays_in_its_own_tokens(folder, monkeypatch):
    train, held_out = (Marked(text[:9000], (), ()) for text in lines())
    monkeypatch.setattr(subword_texts, "training", lambda: train)
    monkeypatch.setattr(subword_texts, "tiny", lambda: (train, held_out))
    recipe = started_or_refuse(RECIPES["shakespeare-gpt2"], str(folder))
    data = recipe.data("cpu")
    assert data.validation.text() == held_out.text and data.train.vocabulary.special == (300,)
    model = recipe.build("cpu")
    model.begin(data.train)
    step = recipe.step(model.train(), replace(recipe, epochs=1, learning_rate=1e-2), 30)
    before = text_subwords.nats(model.eval(), data.validation)["nats_per_character"].value
    batch = data.train.batch(torch.arange(8))
    for _ in range(30):
        step(batch)
    assert text_subwords.nats(model.eval(), data.validation)["nats_per_character"].value < before - 0.3
