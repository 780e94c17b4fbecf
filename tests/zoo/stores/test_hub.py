"""The Hub through its real client: what is downloaded, cached and pushed, and with whose token."""

import re
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from checkpoints import hub_store, make_checkpoint, mark_of, sentence
from hub_server import TOKEN, HubServer, closed_port
from huggingface_hub import constants, hf_hub_download

from zoo.errors import ZooError
from zoo.stores import BundledStore, HubStore, NotInStore, locate, open_store
from zoo.stores import hub as hubstore
from zoo.stores.files import REQUIRED

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # of huggingface_hub's uploads


def file_requests(hub: HubServer) -> list[str]:
    """Paths of the files that were downloaded since the last look."""
    paths = [path for method, path in hub.requests if method == "GET" and re.search("/resolve/|/cdn/", path)]
    hub.requests.clear()
    return paths


def test_files_are_downloaded_once(hub, pushed):
    pushed.resolve("vae")
    assert len(file_requests(hub)) == len(REQUIRED) + 2  # figures/samples.png and .gitattributes
    pushed.resolve("vae")
    assert file_requests(hub) == []


def test_large_and_small_files_take_their_own_ways(hub, pushed):
    folder = pushed.resolve("vae")
    assert len((folder / "model.safetensors").resolve().name) == 64
    assert len((folder / "config.json").resolve().name) == 40
    assert hub.repos["someone/vae"][-1].lfs == {"model.safetensors"}


def test_listings_of_several_pages(hub, pushed, tmp_path):
    for name in ("rbm", "gan", "dbn", "vqvae"):
        hub_store(hub, tmp_path).push(tmp_path / "new", name, "first")
    assert pushed.names() == ["dbn", "gan", "rbm", "vae", "vqvae"]


def test_models_of_other_libraries_are_not_listed(hub, pushed):
    card = b"---\nlibrary_name: transformers\n---\n"
    hub.add_commit("someone/gpt", "one", {"config.json": b"{}", "README.md": card}, set())
    hub.add_commit("someone/undeclared", "one", {"config.json": b"{}"}, set())
    hub.add_commit("someone/Upper.Case", "one", {"config.json": b"{}"}, set())
    hub.add_commit("another/gan", "one", {"config.json": b"{}"}, set())
    assert pushed.names() == ["vae"]


def test_a_repository_without_a_checkpoint(hub, pushed):
    hub.add_commit("someone/empty", "initial commit", {".gitattributes": b""}, set())
    with pytest.raises(NotInStore, match="without a checkpoint") as error:
        pushed.resolve("empty")
    sentence(error)


@pytest.mark.parametrize("ask", ["names", "resolve", "history", "revision", "push"])
def test_a_hub_that_is_not_there(hub, tmp_path, ask):
    store, source = hub_store(hub, tmp_path, endpoint=closed_port()), make_checkpoint(tmp_path / "new", "one")
    arguments = {"names": (), "push": (source, "vae", "first")}.get(ask, ("vae",))
    with pytest.raises(hubstore.Unreachable, match=r"127.0.0.1 cannot be reached .*check the network") as error:
        getattr(store, ask)(*arguments)
    sentence(error)


def test_the_cached_copy_is_used_without_the_hub(hub, pushed, tmp_path, caplog):
    revision = pushed.checkpoint("vae").revision
    offline = hub_store(hub, tmp_path, endpoint=closed_port())
    for asked in (None, revision):
        caplog.clear()
        assert offline.checkpoint("vae", asked) == pushed.checkpoint("vae")
        assert "Using the cached copy of 'vae'" in caplog.text
    with pytest.raises(hubstore.Unreachable):
        offline.resolve("vae", revision[:8])


def test_offline_mode_uses_the_cached_copy(hub, pushed, monkeypatch):
    folder = pushed.resolve("vae")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert pushed.resolve("vae") == folder


def test_a_half_downloaded_copy_is_not_used(hub, pushed, tmp_path):
    (pushed.resolve("vae") / "metrics.json").unlink()
    with pytest.raises(hubstore.Unreachable) as error:
        hub_store(hub, tmp_path, endpoint=closed_port()).resolve("vae")
    sentence(error)
    assert mark_of(pushed.resolve("vae")) == "one"


def test_one_file_of_a_snapshot_is_no_copy(hub, pushed, tmp_path):
    """A cache may hold single files, as ``hf_hub_download`` leaves them: all of a checkpoint or nothing."""
    offline = hub_store(hub, tmp_path, cache="other", endpoint=closed_port())
    options = {"cache_dir": tmp_path / "other", "endpoint": hub.endpoint, "token": TOKEN}
    for path in REQUIRED:
        hf_hub_download("someone/vae", path, **options)
        with pytest.raises(hubstore.Unreachable):
            offline.resolve("vae")
    assert locate("vae", stores=[offline, bundle_of_one(tmp_path)]).source == "bundled"


def bundle_of_one(tmp_path) -> BundledStore:
    store = BundledStore(tmp_path / "bundle")
    store.push(tmp_path / "new", "vae", "one")
    return store


def test_without_a_home_downloads_ask_for_a_folder(hub, pushed, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", "~/.cache/huggingface/hub")
    with pytest.raises(ZooError, match="no home folder to keep downloads in; set HF_HOME to a folder") as error:
        HubStore("someone", endpoint=hub.endpoint, token=TOKEN).resolve("vae")
    sentence(error)


def test_offline_mode_is_named_as_the_cause(hub, pushed, tmp_path, monkeypatch, caplog):
    pushed.resolve("vae")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(
        hubstore.Unreachable, match=r"HF_HUB_OFFLINE is set, so 127.0.0.1 is not asked; unset it"
    ) as error:
        pushed.names()
    sentence(error)
    caplog.clear()
    assert mark_of(pushed.resolve("vae")) == "one"
    assert "HF_HUB_OFFLINE is set" in caplog.text and "check the network" not in caplog.text


def test_a_branch_a_tag_and_a_pull_request_are_revisions(hub, pushed, tmp_path):
    first = pushed.revision("vae")
    second = pushed.push(make_checkpoint(tmp_path / "two", "two"), "vae", "second")
    hub.references |= {"v1.0": first, "refs/pr/1": first}
    for name, revision in {"main": second, "v1.0": first, "refs/pr/1": first}.items():
        assert pushed.checkpoint("vae", name).revision == revision
    offline = hub_store(hub, tmp_path, endpoint=closed_port())
    assert offline.checkpoint("vae", "v1.0").revision == first
    with pytest.raises(NotInStore):
        pushed.checkpoint("vae", "no-such-branch")


@pytest.mark.parametrize(("me", "said"), [
    ({"name": "someone", "auth": {"accessToken": {"role": "read"}}}, "can only read hf://someone; set HF_TOKEN"),
    ({"name": "another", "orgs": [{"name": "some-lab"}]}, "is another's, who cannot push to hf://someone"),
])  # fmt: skip
def test_a_token_that_cannot_push_is_told_before_a_training(hub, tmp_path, me, said):
    hub.me = me
    with pytest.raises(ZooError, match=said) as error:
        hub_store(hub, tmp_path).need_writable()
    sentence(error)
    hub.me = {"name": "another", "orgs": [{"name": "Someone"}], "auth": {"accessToken": {"role": "write"}}}
    hub_store(hub, tmp_path).need_writable()


def test_nobody_logged_in_cannot_push(hub, tmp_path, monkeypatch):
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path / "none"))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "none"))
    with pytest.raises(
        ZooError, match=r"Nobody is logged in to 127.0.0.1; use 'hf auth login' or set HF_TOKEN"
    ) as error:
        hub_store(hub, tmp_path, token=None).need_writable()
    sentence(error)


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("ask", ["names", "resolve", "history", "push"])
def test_a_hub_that_refuses(hub, pushed, tmp_path, status, ask):
    hub.faults.always["^/api/"] = status
    arguments = {"names": (), "push": (tmp_path / "new", "vae", "first")}.get(ask, ("vae",))
    with pytest.raises(ZooError, match=r"does not let you use (hf://)?someone") as error:
        getattr(pushed, ask)(*arguments)
    assert "hf auth login" in sentence(error) and "HF_TOKEN" in str(error.value)


def test_a_wrong_token(hub, pushed, tmp_path):
    wrong = hub_store(hub, tmp_path, token=TOKEN + "-old")
    for ask in (wrong.names, lambda: wrong.resolve("vae"), lambda: wrong.push(tmp_path / "new", "vae", "again")):
        with pytest.raises(ZooError, match="log in with 'hf auth login'") as error:
            ask()
        sentence(error)


def test_no_token_reads_what_is_public(hub, pushed, tmp_path):
    anonymous = hub_store(hub, tmp_path, token=None)
    assert mark_of(anonymous.resolve("vae")) == "one"
    with pytest.raises(ZooError, match="HF_TOKEN") as error:
        anonymous.push(make_checkpoint(tmp_path / "two", "two"), "vae", "second")
    sentence(error)
    hub.private.add("someone/vae")
    with pytest.raises(NotInStore, match="HF_TOKEN") as error:
        anonymous.history("vae")
    sentence(error)


def test_the_token_and_the_endpoint_of_the_environment(hub, pushed, monkeypatch, tmp_path):
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", False)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    hub.private.add("someone/vae")
    assert open_store("hf://someone").names() == ["vae"]
    assert mark_of(HubStore("someone", cache_dir=tmp_path / "cache").resolve("vae")) == "one"


@pytest.mark.parametrize("token", ["hf_two words", "hf_line\n", "hf_ü", ""])
def test_an_impossible_token_is_refused_unseen(token):
    with pytest.raises(ZooError, match="invalid character") as error:
        HubStore("someone", token=token)
    assert not token or token not in str(error.value)


@pytest.mark.parametrize("namespace", ["", "a/b", "../x", "a b", "hf://a", "-a"])
def test_an_impossible_namespace(namespace):
    with pytest.raises(ZooError, match="write hf://NAMESPACE") as error:
        HubStore(namespace)
    sentence(error)


def test_the_time_of_a_revision_is_in_utc_wherever_the_hub_is(pushed, monkeypatch):
    there = datetime(2026, 1, 1, 1, 30, 59, 5, tzinfo=timezone(timedelta(hours=2)))
    commit = SimpleNamespace(commit_id="0" * 40, title="one", created_at=there)
    monkeypatch.setattr(pushed._api, "list_repo_commits", lambda repo: [commit])
    assert [each.date for each in pushed.history("vae")] == ["2025-12-31T23:30:59+00:00"]
