"""The reader that starts from a pretrained BERT: here from a tiny one, made on the spot."""

import json
from dataclasses import replace

import pytest
import torch
import typer
from hub_server import HubServer
from huggingface_hub import constants
from small import heard, heard_batch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

import zoo
from training.options import started_or_refuse
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.models import reader_bert
from zoo.models.reader_bert import BertReader, sizes_at

hugging = pytest.importorskip("transformers")
SAID = [["o", "romeo", "wherefore", "art", "thou", "[MASK]"], ["good", "morrow"]]
RECIPE = RECIPES["reader-bert"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A pretrained BERT of three layers and 40 subwords, in Hugging Face form."""
    folder = tmp_path_factory.mktemp("bert")
    letters = "abcdefghijklmnopqrstuvwxyz'"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    tokenizer = Tokenizer(models.WordPiece({piece: at for at, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizers.Lowercase(), pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    hugging.PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]").save_pretrained(folder)
    torch.manual_seed(4)
    sizes = {"hidden_size": 16, "num_hidden_layers": 3, "num_attention_heads": 2, "intermediate_size": 32}
    hugging.BertModel(hugging.BertConfig(vocab_size=len(pieces), **sizes)).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def reader(folder) -> BertReader:
    model = replace(RECIPE, config=replace(RECIPE.config, **sizes_at(str(folder)))).build("cpu")
    model.begin(heard("cpu").train)
    return model.eval()


def test_it_starts_from_all_layers_of_the_pretrained_one(reader, folder):
    assert (reader.config.layers, reader.config.frozen, len(reader.networks["play"].layers)) == (3, 1, 2)
    ids, mask = reader.subwords(SAID)
    theirs = hugging.AutoModel.from_pretrained(folder).eval()(ids, attention_mask=mask.long()).last_hidden_state
    weights = mask[:, :, None].float()
    mean = (theirs * weights).sum(1) / weights.sum(1)
    assert torch.allclose(reader.logits("play", SAID), reader.networks["play"].head(mean), atol=1e-5)


def test_what_fills_a_row_changes_nothing(reader):
    assert torch.allclose(reader.logits("genre", SAID[1:])[0], reader.logits("genre", SAID)[1], atol=1e-5)


def test_only_the_upper_layers_learn_each_for_its_task(reader):
    reader.zero_grad()
    reader.train().losses(heard_batch(reader, 20))["loss"].backward()
    trained = {name for name, each in reader.named_parameters() if each.grad is not None}
    assert trained == {name for name, _ in reader.named_parameters() if name.startswith("networks.")}
    assert not reader.below.training and not reader.embeddings.training
    reader.eval()


def test_it_is_stored_whole_and_reads_the_same(reader, tmp_path):
    reader.save_pretrained(tmp_path)
    assert torch.equal(zoo.load_folder(tmp_path).logits("play", SAID), reader.logits("play", SAID))
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(ZooError, match=r"tokenizer.json cannot be read"):
        zoo.load_folder(tmp_path)


@pytest.mark.parametrize(("content", "said"), [
    ({"model_type": "gpt2"}, "is no BERT that this reader can start from: it is of the kind gpt2"),
    (None, "is no BERT that this reader can start from"),
])  # fmt: skip
def test_another_kind_of_model_and_none_are_refused(content, said, tmp_path):
    if content:
        (tmp_path / "config.json").write_text(json.dumps(content))
    with pytest.raises(ZooError, match=said):
        sizes_at(str(tmp_path))


def test_a_bert_of_another_size_or_without_weights_is_refused(folder, tmp_path):
    wrong = replace(RECIPE.config, **sizes_at(str(folder)))
    with pytest.raises(ZooError, match="is no BERT that this reader can start from"):
        BertReader(replace(wrong, subwords=50)).begin(heard("cpu").train)
    (tmp_path / "config.json").write_text((folder / "config.json").read_text())
    with pytest.raises(ZooError, match="is no BERT that this reader can start from"):
        BertReader(replace(wrong, pretrained=str(tmp_path))).begin(heard("cpu").train)


def test_a_package_that_is_not_installed_is_named():
    with pytest.raises(ZooError, match="install no-such-package with pip, or give --start a folder"):
        reader_bert.place("python:no_such_package")


def test_it_starts_from_an_id_on_the_hub(folder, tmp_path, monkeypatch):
    """Of the repository only what is needed is fetched, and no pickle; a name that there is not is told."""
    with HubServer() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", True)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        server.add_commit("someone/tiny-bert", "all", files | {"pytorch_model.bin": b"no"}, set())
        model = started_or_refuse(RECIPE, "someone/tiny-bert").build("cpu")
        model.begin(heard("cpu").train)
        assert (model.config.width, model.config.pretrained) == (16, "someone/tiny-bert")
        assert not any("pytorch_model.bin" in path for _, path in server.requests)
        with pytest.raises(typer.BadParameter, match="does not let you use model someone/no-bert; check the name"):
            started_or_refuse(RECIPE, "someone/no-bert")


def test_another_start_is_for_pretrained_models_alone():
    with pytest.raises(typer.BadParameter, match="reader-lstm starts from no pretrained network"):
        started_or_refuse(RECIPES["reader-lstm"], "someone/tiny-bert")
    assert started_or_refuse(RECIPE, "") is RECIPE
