"""What a visitor trained and saved is a checkpoint: it loads, it can be pushed, and the tab shows it."""

import base64
import io
import sys
import zipfile

import pytest
import torch
from learners import assert_told
from node import answers

import zoo
from tabs.rbm.data import page_data
from tabs.rbm.family import FAMILY
from tabs.rbm.link import read_link
from tabs.shared import delivery
from tabs.shared.to_train import _published, to_train
from training import __main__ as command_line
from zoo import beside
from zoo.drawings import drawings
from zoo.record import record
from zoo.stores import open_store

COUNT = 40
MACHINES = {
    "digits": {"hidden": 9, "batch": 10},
    "chains": {"hidden": 12, "batch": 10, "persistent": True, "binary": False},
}


@pytest.fixture(scope="module", params=list(MACHINES.values()), ids=list(MACHINES))
def saved(request, tmp_path_factory):
    """The settings, the folder that the zip has, and how the page redraws the first digit."""
    images = drawings(COUNT, 5)[0]
    settings = request.param | {"digits": COUNT}
    answer = answers("rbm.checkpoint.answers.mjs", {"settings": settings, "images": images.ravel().tolist()})
    folder = tmp_path_factory.mktemp("saved")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(answer["zip"]))) as content:
        assert content.testzip() is None
        content.extractall(folder)
    return settings, folder / "my-rbm", torch.tensor(answer["rebuilt"]), images[:1].float() / 255


def test_the_saved_machine_loads_and_redraws_a_digit_as_the_page_does(saved):
    settings, folder, rebuilt, digit = saved
    model = zoo.load_folder(folder)
    with torch.no_grad():
        assert model.reconstruct(digit).flatten().sub(rebuilt).abs().max() < 1e-4
    chains = model.machine.chains
    assert chains is None if not settings.get("persistent") else set(chains.unique().tolist()) == {0, 1}


def test_what_it_says_of_its_training_is_what_its_settings_were(saved):
    settings, folder, _, _ = saved
    data = "mnist" if settings.get("binary") is False else "binary_mnist"
    usual = {"learning_rate": 0.1, "seed": 1, "momentum": 0, "weight_decay": 0, "step": "sgd"}
    assert_told(folder, COUNT, data, batch_size=settings["batch"], **usual)


def test_its_folder_is_pushed_and_the_tab_shows_it(saved, monkeypatch, tmp_path, capsys):
    settings, folder, _, _ = saved
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(sys, "argv", ["training", "push", str(folder), "--to", str(tmp_path / "store")])
    with pytest.raises(SystemExit) as done:
        command_line.main()
    assert done.value.code == 0 and "my-rbm is in" in capsys.readouterr().out
    checkpoint = open_store().checkpoint("my-rbm")
    own = record(checkpoint)
    assert own.page.family == FAMILY.name and own.whole("metrics.json")["squared_error"]["split"] == "validation"
    assert own.whole("training.json").epochs == 1 and own.problems == {"metrics.json": [], "training.json": []}
    data = page_data(checkpoint)
    assert data["units"][0]["frequency"] is not None and data["config"]["hidden_dim"] == settings["hidden"]
    assert beside.read(checkpoint.folder, "page.json", "my-rbm") == own.page


def test_a_folder_that_is_no_whole_checkpoint_is_refused(saved, monkeypatch, tmp_path, capsys):
    _, folder, _, _ = saved
    cut = tmp_path / "cut"
    cut.mkdir()
    (cut / "config.json").write_bytes((folder / "config.json").read_bytes())
    monkeypatch.setattr(sys, "argv", ["training", "push", str(cut), "--to", str(tmp_path / "store")])
    with pytest.raises(SystemExit) as done:
        command_line.main()
    assert done.value.code == 1 and "model.safetensors is missing" in capsys.readouterr().err


# ---- what it is trained on
def test_without_mnist_it_trains_on_drawings_of_the_examples(monkeypatch):
    monkeypatch.setattr("tabs.shared.to_train.has_training_digits", lambda: False)
    from safetensors.numpy import load

    answer = to_train({})
    assert answer["kind"] == "drawn" and to_train({}) == answer
    parts = load(delivery.published(answer["url"]) or b"")
    assert parts["train"].shape == (5000, 28, 28) and parts["held"].shape == (500, 28, 28)
    assert 0.02 < (parts["held"] > 127).mean() < 0.25 and (parts["train"][0] != parts["held"][0]).any()


def test_with_mnist_the_held_out_digits_are_of_the_validation_split(monkeypatch):
    import numpy as np
    from safetensors.numpy import load

    labelled = np.repeat(np.arange(60_000, dtype=np.uint16).view(np.uint8).reshape(-1, 2, 1), 1, 2)
    monkeypatch.setattr("tabs.shared.to_train.training_digits", lambda: (labelled, labelled[:, 0, 0] % 10))
    _published.cache_clear()
    parts = load(delivery.published(_published(True)["url"]) or b"")
    _published.cache_clear()
    assert (parts.pop("labels") == labelled[55_000:56_000, 0, 0] % 10).all()
    number = {name: part.reshape(-1, 2).view(np.uint16).ravel() for name, part in parts.items()}
    assert (number["train"] == np.arange(10_000)).all() and (number["held"] == np.arange(55_000, 56_000)).all()


def test_other_sets_of_the_data_folder_are_offered_and_given(monkeypatch, tmp_path):
    from safetensors.numpy import load

    monkeypatch.setenv("ZOO_DATA", str(tmp_path))
    assert to_train({})["others"] == [] and "does not have that data" in to_train({"data": "fashion"})["error"]
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    images = torch.arange(16_000 * 784, dtype=torch.int64).remainder(251).to(torch.uint8)
    head = lambda *sizes: bytes([0, 0, 8, len(sizes)]) + b"".join(size.to_bytes(4, "big") for size in sizes)  # noqa: E731
    (raw / "train-images-idx3-ubyte").write_bytes(head(16_000, 28, 28) + images.numpy().tobytes())
    (raw / "train-labels-idx1-ubyte").write_bytes(head(16_000) + bytes(at % 10 for at in range(16_000)))
    answer = to_train({"data": "fashion"})
    assert (answer["kind"], answer["others"]) == ("fashion", ["fashion"])
    parts = load(delivery.published(answer["url"]) or b"")
    assert parts["train"].shape == (10_000, 28, 28) and parts["held"].shape == (1_000, 28, 28)
    assert parts["held"].ravel()[0] == images[11_000 * 784] and parts["labels"][:3].tolist() == [0, 1, 2]
    assert "error" in to_train({"data": ["fashion"]})
    few = tmp_path / "KMNIST" / "raw"
    few.mkdir(parents=True)
    (few / "train-images-idx3-ubyte").write_bytes(head(20, 28, 28) + bytes(20 * 784))
    (few / "train-labels-idx1-ubyte").write_bytes(head(20) + bytes(20))
    assert "damaged on this server" in to_train({"data": "kmnist"})["error"]


# ---- links
def test_a_link_brings_an_experiment_to_the_page():
    link = read_link({"tab": "rbm", "train": "hidden:25,rate:1e-3,seed:4,b.rate:1"})
    assert link.restore and link.restore["train"] == "hidden:25,rate:1e-3,seed:4,b.rate:1" and not link.problems


@pytest.mark.parametrize("text", ["<script>", "rate", "rate:x", "rate:1;seed:2", ""])
def test_a_link_with_another_text_is_told_what_settings_look_like(text):
    link = read_link({"tab": "rbm", "train": text})
    assert link.restore is None and "hidden:100,rate:0.1,seed:1" in link.notice
