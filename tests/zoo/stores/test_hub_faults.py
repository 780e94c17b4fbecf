"""The Hub when it misbehaves: overloaded, cut off, wrong, or never answering."""

import threading

import pytest
from checkpoints import NESTED, damage_blob, hub_store, make_checkpoint, mark_of, sentence
from hub_server import closed_port
from huggingface_hub import constants

from zoo.errors import ZooError
from zoo.stores import hub as hubstore

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # of huggingface_hub's uploads


@pytest.mark.parametrize("path", ["^/$", "^/api/models/someone/vae", "^/api/repos/create", "/resolve/", "/cdn/"])
def test_a_hub_that_is_overloaded_for_a_while(hub, pushed, tmp_path, path):
    hub.faults.status[path] = [503, 503]
    assert pushed.names() == ["vae"]
    assert mark_of(pushed.resolve("vae")) == "one"
    pushed.push(make_checkpoint(tmp_path / "two", "two"), "vae", "second")
    assert mark_of(pushed.resolve("vae")) == "two"
    assert hub.faults.status[path] == []


@pytest.mark.parametrize("ask", ["names", "resolve", "history", "push"])
def test_a_hub_that_stays_overloaded(hub, pushed, tmp_path, ask):
    hub.faults.always[""] = 503
    arguments = {"names": (), "push": (tmp_path / "new", "vae", "first")}.get(ask, ("vae",))
    with pytest.raises(hubstore.Unreachable, match=r"overloaded or down \(HTTP 503\)") as error:
        getattr(pushed, ask)(*arguments)
    sentence(error)
    assert len(hub.requests) == len(hubstore.PAUSES)


def test_an_overloaded_hub_gives_way_to_the_cached_copy(hub, pushed, caplog):
    folder = pushed.resolve("vae")
    hub.faults.always[""] = 503
    assert pushed.resolve("vae") == folder
    assert "Using the cached copy" in caplog.text


def test_a_download_that_breaks_off_is_resumed(hub, pushed):
    hub.faults.cut_once = {"model.safetensors"}
    assert mark_of(pushed.resolve("vae")) == "one"
    assert hub.faults.cut_once == set()


@pytest.mark.parametrize("path", ["model.safetensors", "config.json"])
def test_a_download_that_ends_early(hub, pushed, path):
    hub.faults.short = {path}
    with pytest.raises(ZooError, match=r"download of someone/vae from 127.0.0.1 was cut short; try again") as error:
        pushed.resolve("vae")
    sentence(error)
    hub.faults.short.clear()
    assert mark_of(pushed.resolve("vae")) == "one"


@pytest.mark.parametrize("links", [True, False], ids=["links", "copies"])
@pytest.mark.parametrize("path", ["model.safetensors", "config.json", NESTED])
def test_a_download_with_the_wrong_content(hub, pushed, monkeypatch, path, links):
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_SYMLINKS", not links)
    hub.faults.corrupt = {path}
    for _ in range(2):
        with pytest.raises(ZooError, match=f"^{path} of hf://someone/vae does not match its checksum") as error:
            pushed.resolve("vae")
        sentence(error)
    hub.faults.corrupt.clear()
    assert mark_of(pushed.resolve("vae")) == "one"


def test_a_copy_that_decays_in_the_cache(hub, pushed):
    damage_blob(pushed.resolve("vae"))
    with pytest.raises(ZooError, match=r"model.safetensors of hf://someone/vae does not match"):
        pushed.resolve("vae")
    assert mark_of(pushed.resolve("vae")) == "one"


def test_a_cache_without_links_and_without_the_hub(hub, pushed, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_SYMLINKS", True)
    assert mark_of(pushed.resolve("vae")) == "one"
    offline = hub_store(hub, tmp_path, endpoint=closed_port())
    assert mark_of(offline.resolve("vae")) == "one"
    assert "used unchecked" in caplog.text


def test_a_web_page_instead_of_the_hub(hub, pushed, tmp_path):
    hub.faults.nonsense = True
    for ask in (pushed.names, lambda: pushed.resolve("vae"), lambda: pushed.push(tmp_path / "new", "vae", "again")):
        with pytest.raises(ZooError, match="check HF_ENDPOINT") as error:
            ask()
        sentence(error)


@pytest.mark.parametrize("ask", ["names", "resolve", "push"])
def test_a_hub_that_never_answers(hub, pushed, tmp_path, monkeypatch, ask):
    monkeypatch.setattr(hubstore, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(hubstore, "READ_SECONDS", 0.2)
    hub.faults.hang = threading.Event()
    arguments = {"names": (), "push": (tmp_path / "new", "vae", "first")}.get(ask, ("vae",))
    try:
        with pytest.raises(hubstore.Unreachable, match="cannot be reached") as error:
            getattr(pushed, ask)(*arguments)
    finally:
        hub.faults.hang.set()
    sentence(error)


def test_a_header_of_the_card_that_is_not_yaml(hub, pushed, tmp_path):
    source = make_checkpoint(tmp_path / "bad", "bad")
    (source / "README.md").write_text("---\nmetrics: [1, 2\n---\n# Card\n")
    with pytest.raises(ZooError, match=r"does not accept the metadata of someone/vae's README.md") as error:
        pushed.push(source, "vae", "second")
    sentence(error)
    assert mark_of(pushed.resolve("vae")) == "one"


@pytest.mark.parametrize("path", ["/preupload/", "/objects/batch", "^/upload/", "/objects/verify", "/commit/"])
def test_a_push_that_fails_changes_nothing(hub, pushed, tmp_path, path):
    before = pushed.history("vae")
    hub.faults.always[path] = 403
    with pytest.raises(ZooError, match="HF_TOKEN") as error:
        pushed.push(make_checkpoint(tmp_path / "two", "two"), "vae", "second")
    sentence(error)
    assert pushed.history("vae") == before and mark_of(pushed.resolve("vae")) == "one"
