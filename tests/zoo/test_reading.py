"""The one reader of files of others: a bound on their size, and on how deep their JSON is nested."""

import json

import pytest

from zoo import beside, pages, questions, reading, tensors
from zoo.errors import ZooError
from zoo.models.config import read_config
from zoo.models.subwords import Subwords
from zoo.stores import BundledStore, LocalStore
from zoo.stores.bundled import BUNDLE
from zoo.stores.contract import Checkpoint

DEEP = "[" * 100_000 + "]" * 100_000
DEEP_TITLE = '{"title": ' + DEEP + "}"


@pytest.mark.parametrize(
    "text", [DEEP, DEEP_TITLE, "[" * 40 + "]" * 40, '{"a":' * 40 + "1" + "}" * 40, "", "{", "\xff"]
)
def test_what_is_no_json_or_too_deep_is_one_kind_of_error(text):
    with pytest.raises(ValueError):
        reading.parse(text)


@pytest.mark.parametrize("value", [[[1], {"a": [2, {"b": None}]}], 1.5, "text", [], {}])
def test_json_is_read(value):
    assert reading.parse(json.dumps(value)) == value == reading.parse(json.dumps(value).encode())


def test_as_many_lists_inside_each_other_as_the_bound_has_are_read():
    most = reading.DEEPEST + 1  # the outermost, and as many inside it
    assert reading.parse("[" * most + "1" + "]" * most)
    with pytest.raises(ValueError, match="inside each other"):
        reading.parse("[" * (most + 1) + "]" * (most + 1))


def test_a_file_has_a_bound(tmp_path):
    path = tmp_path / "file"
    with open(path, "wb") as file:
        file.truncate(1 << 30)  # sparse: no byte is written
    with pytest.raises(ValueError, match="more than 1,000 bytes"):
        reading.content(path, 1000)
    path.write_bytes(b"x" * 1000)
    assert reading.content(path, 1000) == b"x" * 1000


@pytest.mark.parametrize(
    "file", ["config.json", "metrics.json", "training.json", "units.json", "lines.json", "page.json"]
)
def test_every_file_of_a_checkpoint_may_be_too_deep(tmp_path, file):
    """The whole page did not start, or a model answered without a sentence."""
    (tmp_path / file).write_text(DEEP_TITLE)
    with pytest.raises(ZooError):
        read_config(tmp_path) if file == "config.json" else beside.read(tmp_path, file, "vae")
    if file in ("metrics.json", "training.json"):
        with pytest.raises(ZooError):
            beside.fitting(tmp_path, file, "vae")


def test_other_readers_have_the_same_bound(tmp_path):
    (tmp_path / "tokenizer.json").write_text(DEEP)
    with pytest.raises(ZooError):
        Subwords.load(tmp_path / "tokenizer.json")
    (tmp_path / "units.json").write_text(DEEP)
    assert questions.evidence(tmp_path) == {}
    header = ('{"a":' * 5000 + "1" + "}" * 5000).encode()
    with pytest.raises(ValueError):
        tensors.rounded(len(header).to_bytes(8, "little") + header, "decoder")


def test_a_title_that_is_too_deep_is_left_out(tmp_path):
    (tmp_path / "config.json").write_bytes((BUNDLE / "vae-2" / "config.json").read_bytes())
    (tmp_path / "training.json").write_text(DEEP_TITLE)
    assert pages.read(Checkpoint("other", tmp_path, BundledStore.kind, "0" * 40, "bundled")).title == "VAE"


def test_a_commit_that_is_too_deep_is_damaged(tmp_path):
    store = LocalStore(tmp_path / "store")
    revision = store.push(BUNDLE / "rbm-25", "rbm-25", "for a test")
    (store.root / "models--rbm-25" / "commits" / f"{revision}.json").write_text(DEEP)
    for ask in (store.history, store.resolve, lambda name: store.push(BUNDLE / "rbm-25", name, "again")):
        with pytest.raises(ZooError, match="missing or damaged; restore it"):
            ask("rbm-25")


def test_half_a_character_in_a_sentence_can_be_sent():
    assert str(ZooError("no model 'a\ud800b' here")).encode() == b"no model 'a?b' here"
