"""How large the weights may be that a browser is given."""

import os

import pytest

from tabs.shared import delivery, parts
from tabs.shared.decoders import decoder
from zoo.errors import ZooError
from zoo.schema import Decoder
from zoo.stores import Checkpoint

LAYERED = Decoder(kind="layered", layers="", activation="", output="sigmoid", inputs=2, steps=[])


def weights_of(folder, size: int) -> Checkpoint:
    """A checkpoint whose weights are a file of zeros, which takes no room on the disk."""
    (folder / "model.safetensors").touch()
    os.truncate(folder / "model.safetensors", size)
    return Checkpoint("large", folder, "local", "0" * 40, "here")


def test_weights_of_up_to_64_mb_are_given_to_a_browser(tmp_path, monkeypatch):
    monkeypatch.setattr(delivery, "publish", lambda content, suffix: f"{len(content)}{suffix}")
    assert parts.weights_url(weights_of(tmp_path, 64_000_000)) == "64000000.safetensors"
    with pytest.raises(ZooError, match="weights of large cannot be read"):
        parts.weights_url(weights_of(tmp_path, 64_000_001))


def test_a_decoder_of_more_than_64_mb_stays_on_the_server(tmp_path):
    assert decoder(weights_of(tmp_path, 64_000_001), LAYERED) == {"kind": "server"}
    with pytest.raises(ZooError, match="weights of large are damaged"):  # they are zeros, and were read
        decoder(weights_of(tmp_path, 64_000_000), LAYERED)
