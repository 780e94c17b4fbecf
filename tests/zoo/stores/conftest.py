"""A Hub on loopback, one store of each kind, and a watch over the token."""

import logging

import pytest
from checkpoints import KINDS, ON_DISK, hub_store, make_checkpoint
from hub_server import TOKEN, HubServer
from huggingface_hub import constants

from zoo.stores import hub as hubstore


@pytest.fixture(scope="module")
def server():
    with HubServer() as hub:
        yield hub


@pytest.fixture
def hub(server, monkeypatch):
    """The server without models or faults, and this process without a token of its own."""
    server.reset()
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", True)
    monkeypatch.setattr(hubstore, "PAUSES", (0.01, 0.01, None))
    return server


@pytest.fixture
def pushed(hub, tmp_path):
    """A Hub that has ``someone/vae``, and a store for it with an empty cache."""
    hub_store(hub, tmp_path, "elsewhere").push(make_checkpoint(tmp_path / "new", "one"), "vae", "one")
    hub.requests.clear()
    return hub_store(hub, tmp_path)


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    """One empty store of each kind."""
    if request.param == "hub":
        return hub_store(request.getfixturevalue("hub"), tmp_path)
    return ON_DISK[request.param](tmp_path / "store")


@pytest.fixture(autouse=True)
def token_stays_secret(caplog):
    """No log line of any test, at any level, shows the token."""
    caplog.set_level(logging.DEBUG)
    yield
    for when in ("setup", "call"):
        assert all(TOKEN not in record.getMessage() for record in caplog.get_records(when))
