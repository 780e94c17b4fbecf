"""Files of others with any one part of them replaced by another value: the answer is a sentence, or still fits."""

import copy
import json
import struct

import pytest
import torch
from safetensors.torch import save

from zoo import pages, questions, tensors
from zoo.errors import ZooError
from zoo.models.byte_pairs import BytePairs
from zoo.models.config import read_config
from zoo.models.subwords import Subwords, alphabet
from zoo.models.vae import VAEConfig
from zoo.stores import BundledStore, Checkpoint
from zoo.stores.bundled import BUNDLE

ODD = (None, True, 0, -1, 1 << 40, 0.5, "", "x", [], ["x"], [[]], {}, {"x": 1}, {"x": {}})
CODES = save({"codes": torch.zeros(2, 3).half(), "labels": torch.zeros(2, dtype=torch.uint8)})
PAIRS = {"added_tokens": [{"id": 2, "content": "<end>"}], "model": {"vocab": {"a": 0, "Ċ": 1}}}


def changed(whole, but=()):
    """Copies of a JSON value, in each of which one part, or all of it, is an odd one; ``but`` are parts left alone."""
    for path in paths(whole):
        if path in but:
            continue
        for odd in ODD:
            found = {"all": copy.deepcopy(whole)}
            *way, last = ("all", *path)
            part = found
            for key in way:
                part = part[key]
            part[last] = odd
            yield path, odd, found["all"]


def paths(part, above=()):
    yield above
    for key, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield from paths(value, (*above, key))


def test_byte_pairs():
    refused = 0
    for _, _, content in changed(PAIRS):
        try:
            found = BytePairs(json.dumps(content))
        except ZooError as error:
            refused += "\n" not in str(error)
            continue
        assert set(found.special) <= set(range(len(found))) and b"\n" in found.pieces
        assert all(isinstance(piece, bytes) for piece in found.pieces)
    assert refused > 40


def test_the_vocabulary_of_subwords():
    vocabulary = {letter: number for number, letter in enumerate(alphabet())}
    whole = {"model": {"type": "BPE", "vocab": vocabulary, "merges": []}, "added_tokens": []}
    alike = {("model", "vocab", letter) for letter in vocabulary.keys() - {"a"}}  # one of them is as good as all
    for _, _, content in changed(whole, alike):
        try:
            assert len(Subwords(json.dumps(content))) == len(alphabet())
        except ZooError as error:
            assert "\n" not in str(error)


def test_the_config_of_a_model(tmp_path):
    for path, odd, content in changed({"model": "VAE", **VAEConfig().to_dict()}):
        (tmp_path / "config.json").write_text(json.dumps(content))
        try:
            kind, values = read_config(tmp_path)
            config = VAEConfig.from_dict(values)
        except ZooError as error:
            assert "\n" not in str(error)
            continue
        assert kind == odd if path == ("model",) else type(config) is VAEConfig
        assert all(type(value) is type(getattr(VAEConfig(), key)) for key, value in vars(config).items())


def test_the_record_of_an_older_checkpoint_gives_its_page_a_text_or_none(tmp_path):
    (tmp_path / "config.json").write_bytes((BUNDLE / "vae-2" / "config.json").read_bytes())
    older = Checkpoint("other", tmp_path, BundledStore.kind, "0" * 40, "bundled")
    for path, odd, content in changed({"title": "T", "summary": "S"}):
        (tmp_path / "training.json").write_text(json.dumps(content))
        page = pages.read(older)
        whole = {"title": "T", "summary": "S"} if path else odd if isinstance(odd, dict) else {}
        whole |= {path[0]: odd} if path else {}
        assert page.title == str(whole.get("title") or "VAE") and page.summary == str(whole.get("summary") or "")


@pytest.mark.parametrize("read", [
    lambda content: tensors.unpack(content, tensors.Points)[0].fit(3), lambda content: tensors.rounded(content, "c"),
])  # fmt: skip
def test_the_header_of_weights(read):
    length = struct.unpack("<Q", CODES[:8])[0]
    header = json.loads(CODES[8 : 8 + length])
    refused = 0
    for _, _, content in changed(header):
        packed = json.dumps(content).encode()
        try:
            read(len(packed).to_bytes(8, "little") + packed + CODES[8 + length :])
        except ValueError:
            refused += 1
    assert refused > 100


def test_evidence_of_units(tmp_path):
    whole = json.loads((BUNDLE / "rbm-25" / "units.json").read_text())
    small = {key: value[:1] if isinstance(value, list) else value for key, value in whole.items()}
    for _, _, content in list(changed(small))[::7]:
        (tmp_path / "units.json").write_text(json.dumps(content))
        assert isinstance(questions.evidence(tmp_path), dict)
