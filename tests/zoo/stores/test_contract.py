"""What every store promises, tried on all three."""

import os
from datetime import datetime, timedelta

import pytest
from checkpoints import HEX, ON_DISK, contents, make_checkpoint, mark_of, sentence
from hub_server import TOKEN
from hypothesis import given, settings
from hypothesis import strategies as st

from zoo.errors import ZooError
from zoo.stores import Checkpoint, LocalStore, NotInStore, locate
from zoo.stores.files import REQUIRED

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # of huggingface_hub's uploads


def test_a_new_store_is_empty(store):
    assert store.names() == []
    with pytest.raises(NotInStore, match="none yet") as error:
        store.resolve("vae")
    assert "'vae'" in sentence(error)


def test_push_then_resolve_gives_the_same_files(store, tmp_path):
    source = make_checkpoint(tmp_path / "new", "one", "deep/down/vocabulary.json")
    revision = store.push(source, "vae", "Train vae")
    assert HEX.fullmatch(revision)
    assert store.names() == ["vae"]
    assert contents(store.resolve("vae")) == contents(source)
    assert store.resolve("vae") == store.resolve("vae", revision) == store.resolve("vae", revision[:7])
    assert store.revision("vae") == revision
    folder = store.resolve("vae")
    assert store.checkpoint("vae") == Checkpoint("vae", folder, store.kind, revision, store.uri)


def test_names_are_sorted(store, tmp_path):
    source = make_checkpoint(tmp_path / "new", "one")
    for name in ("vae-20", "gan", "rbm", "vae"):
        store.push(source, name, "first")
    assert store.names() == ["gan", "rbm", "vae", "vae-20"]


def test_a_push_replaces_all_files(store, tmp_path):
    store.push(make_checkpoint(tmp_path / "old", "old", "stale.txt"), "vae", "old")
    store.push(make_checkpoint(tmp_path / "new", "new", "fresh.txt"), "vae", "new")
    assert contents(store.resolve("vae")) == contents(tmp_path / "new")


def test_history_is_newest_first_in_utc(store, tmp_path):
    pushed = [store.push(make_checkpoint(tmp_path / mark, mark), "vae", mark) for mark in ("one", "two")]
    history = store.history("vae")
    assert history[0].id == store.revision("vae") == pushed[1]
    assert all(datetime.fromisoformat(each.date).utcoffset() == timedelta(0) for each in history)
    if store.kind != "bundled":
        assert [(each.id, each.message) for each in history[:2]] == [(pushed[1], "two"), (pushed[0], "one")]


def test_old_revisions_stay(store, tmp_path):
    first, second = [store.push(make_checkpoint(tmp_path / mark, mark), "vae", mark) for mark in ("one", "two")]
    assert mark_of(store.resolve("vae", second)) == "two"
    if store.kind == "bundled":
        with pytest.raises(NotInStore, match=f"no revision {first}") as error:
            store.resolve("vae", first)
        assert second in sentence(error)
    else:
        assert mark_of(store.resolve("vae", first)) == "one"


def test_equal_content_is_no_new_revision(store, tmp_path):
    source = make_checkpoint(tmp_path / "new", "one")
    first = store.push(source, "vae", "first")
    if store.kind == "bundled":  # dates a bundle by its files
        for path in store.resolve("vae").iterdir():
            os.utime(path, (1_000_000_000, 1_000_000_000))
    before = store.history("vae")
    assert store.push(source, "vae", "again") == first
    assert store.history("vae") == before


def test_hidden_files_are_not_stored(store, tmp_path):
    source = make_checkpoint(tmp_path / "new", "one", ".DS_Store", ".cache/note.txt")
    store.push(source, "vae", "first")
    found = [path.name for path in store.resolve("vae").rglob(".*")]
    assert found == {"hub": [".gitattributes"], "bundled": [".sha256"], "local": []}[store.kind]  # the stores' own


def test_copies_from_store_to_store(store, tmp_path):
    local = LocalStore(tmp_path / "other")
    local.push(make_checkpoint(tmp_path / "new", "one"), "vae", "first")
    store.push(local.resolve("vae"), "vae", "copy")
    local.push(store.resolve("vae"), "gan", "and back")
    assert contents(local.resolve("gan")) == contents(store.resolve("vae")) == contents(tmp_path / "new")
    assert local.checkpoint("gan").folder != local.checkpoint("vae").folder
    assert not (store.resolve("vae") / "config.json").resolve().is_relative_to(tmp_path / "other")


def test_an_unknown_name_lists_the_known(store, tmp_path):
    store.push(make_checkpoint(tmp_path / "new", "one"), "rbm", "first")
    store.push(tmp_path / "new", "gan", "first")
    for ask in (store.resolve, store.revision, store.history):
        with pytest.raises(NotInStore, match="'vae'; it has gan, rbm") as error:
            ask("vae")
        sentence(error)


@pytest.mark.parametrize("revision", ["0" * 40, "0" * 7])
def test_an_unknown_revision(store, tmp_path, revision):
    store.push(make_checkpoint(tmp_path / "new", "one"), "vae", "first")
    with pytest.raises(NotInStore, match="no") as error:
        store.resolve("vae", revision)
    assert "revision" in sentence(error)


@pytest.mark.parametrize("revision", ["", "abc", "../../etc", "A" * 40, "0" * 41, "0" * 39 + "\n"])
def test_an_impossible_revision(store, tmp_path, revision):
    store.push(make_checkpoint(tmp_path / "new", "one"), "vae", "first")
    with pytest.raises(ZooError, match="is not a revision") as error:
        store.resolve("vae", revision)
    assert "7 to 40" in str(error.value)


def test_a_store_that_can_be_written_says_so_and_changes_nothing(store, tmp_path):
    store.need_writable()
    assert store.names() == [] and not (tmp_path / "store").exists()


@pytest.mark.parametrize("name", ["", "../x", "a/b", "/etc", "A", "a--b", "-a", "a-", "a.b", "a\n", "x" * 65, None])
def test_an_impossible_name(store, tmp_path, name):
    source = make_checkpoint(tmp_path / "new", "one")
    for ask in (store.resolve, store.history, lambda n: store.push(source, n, "first"), lambda n: locate(n)):
        with pytest.raises(ZooError, match="cannot name a checkpoint") as error:
            ask(name)
        sentence(error)
    assert store.names() == []


@pytest.mark.parametrize("lost", REQUIRED)
def test_an_incomplete_checkpoint_is_refused(store, tmp_path, lost):
    source = make_checkpoint(tmp_path / "new", "one")
    (source / lost).unlink()
    with pytest.raises(ZooError, match=f"lacks {lost}") as error:
        store.push(source, "vae", "first")
    sentence(error)
    assert store.names() == []


@pytest.mark.parametrize("name", ["model.pt", "pytorch_model.bin", "deep/state.PKL", "x.pth", "a.pickle", "b.ckpt"])
def test_pickles_are_refused(store, tmp_path, name):
    with pytest.raises(ZooError, match=f"{name}.*safetensors") as error:
        store.push(make_checkpoint(tmp_path / "new", "one", name), "vae", "first")
    sentence(error)


@pytest.mark.parametrize("name", ["missing", "file"])
def test_what_is_no_folder_is_refused(store, tmp_path, name):
    (tmp_path / "file").write_text("a file")
    with pytest.raises(ZooError, match="There is no folder") as error:
        store.push(tmp_path / name, "vae", "first")
    sentence(error)


def test_repr_shows_the_uri_only(store):
    assert repr(store) == f"{type(store).__name__}({store.uri!r})"
    assert TOKEN not in repr(store) + str(store)


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z0-9_]{1,8}(/[a-z0-9_]{1,8}){0,2}\.(json|txt|png)", fullmatch=True), st.binary(max_size=99)
    ),
    st.sampled_from(sorted(ON_DISK)),
)
def test_any_files_come_back_byte_for_byte(tmp_path_factory, extra, kind):
    folder = tmp_path_factory.mktemp("any")
    source = make_checkpoint(folder / "new", "one")
    for path, data in extra.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_bytes(data)
    store = ON_DISK[kind](folder / "store")
    store.push(source, "vae", "first")
    assert contents(store.resolve("vae")) == contents(source)
