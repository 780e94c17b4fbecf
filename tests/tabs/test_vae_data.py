"""The viewer's data of each kind of model, and what becomes of files that do not fit."""

import json
import math
import shutil

import pytest
import torch
from safetensors.torch import save_file
from timelines import EPOCHS, KEPT, LOSSES, add_timeline, without_timeline
from vae_models import BOOK

import zoo
from tabs.shared import family
from tabs.shared.frames import losses
from tabs.vae import data as vae_data
from tabs.vae import tab as vae
from training.data.drawn import TEST
from zoo.schema import Training
from zoo.stores import BundledStore, Checkpoint

pytestmark = pytest.mark.usefixtures("vae_store")

BUNDLED = ["vae-20", "vae-2", "ae-32"]
FIRST = ["vae-2", "vae-20", "conv-vae", "ae-32", "beta-vae", "iwae-20", "flow-vae", "vq-vae", "denoising-ae",
         "vae-64", "vae-256-2", "ae-64", "ae-30-deep"]  # fmt: skip  # the order in which a newcomer meets them
OTHERS = ["beta-vae", "iwae-20", "conv-vae", "vq-vae", "denoising-ae"]


def test_the_whole_family_is_there_in_its_order_and_the_judge_is_not():
    assert vae.choices() == FIRST


@pytest.mark.parametrize("name", [*BUNDLED, "flow-vae", *OTHERS])
def test_each_kind_has_what_the_page_needs(name):
    data = vae.choose(name)[0]
    model = zoo.load(name)
    assert data["kind"] == type(model).__name__ and data["config"]["image_size"] == 28
    assert data["decoder"]["kind"] == ("layered" if name in ("conv-vae", "flow-vae", "vq-vae") else "dense")
    assert data["prior"] == ("ae" not in name.split("-")) and data["noise"] == (name == "denoising-ae")
    assert data["test_digits"] == TEST and [each["name"] for each in data["models"]] == vae.choices()
    assert all(data[text].endswith(".") for text in ("lead", "hint", "note"))
    assert ("does next to nothing" in data["hint"]) == (
        data["kind"] in ("VAE", "ConvVAE", "FlowVAE")
    )  # a unit of variance 0 still does something
    json.dumps(data, allow_nan=False)


def test_the_whole_family_and_the_judge_stay_loaded():
    assert len(FIRST) < family.MOST_LOADED


def test_a_code_book_stands_in_for_latents():
    data = vae.choose("vq-vae")[0]
    assert data["codebook"] == {"size": BOOK, "rows": 7, "columns": 7, "shares": None}
    assert (data["latents"], data["plane"], data["points"]) == ([], None, None)


def copy_of(tmp_path, name="vae-2") -> Checkpoint:
    folder = shutil.copytree(BundledStore().resolve(name), tmp_path / "copy")
    return Checkpoint(name, folder, "local", "0" * 40, "store")


PLANE = {"centre": [0, 1], "directions": [[1, 0], [0, 1.0]], "sd": [2, 1], "explained": [0.7, 0.3]}


@pytest.mark.parametrize(("change", "kept"), [
    ({}, True), ({"centre": [0]}, False), ({"directions": [[1, 0]]}, False), ({"sd": [math.inf, 1]}, False),
    ({"explained": "??"}, False), ({"directions": 5}, False),
])  # fmt: skip
def test_the_plane_is_checked(tmp_path, change, kept):
    found = copy_of(tmp_path)
    described = json.loads((found.folder / "latents.json").read_text()) | {"plane": PLANE | change}
    (found.folder / "latents.json").write_text(json.dumps(described))
    data, _, _ = vae.describe(found)
    assert data["plane"] == PLANE if kept else "latents.json of vae-2" in data["error"]


def test_the_timeline_of_a_run_is_served_with_its_losses_and_one_without_is_not_missed(tmp_path, drawn):
    found = copy_of(tmp_path)
    without_timeline(found.folder)
    data, *_ = vae.describe(found)
    assert data["timeline"] is None and data["notice"] == ""
    add_timeline(found.folder, zoo.load_folder(found.folder), drawn.test)
    shown = vae.describe(Checkpoint(found.name, found.folder, "local", "1" * 40, "store"))[0]["timeline"]
    assert [part["shows"] for part in shown["parts"]] == ["map", "digits", "redrawn"] and shown["count"] == 69
    assert shown["places"] == [0, 1, 2, 3] and (shown["train_epochs"], shown["kept_epoch"]) == (EPOCHS, KEPT)
    assert shown["measure"] == "loss"
    assert shown["losses"] == [{"epoch": at, "loss": round(loss, 2)} for at, loss in enumerate(LOSSES, 1)]
    assert shown["url"].endswith(".png")
    (found.folder / "timeline.png").write_bytes(b"no picture")
    data, *_ = vae.describe(Checkpoint(found.name, found.folder, "local", "2" * 40, "store"))
    assert data["timeline"] is None and data["notice"].endswith("missing or damaged, so it is not shown.")
    assert data["latents"]  # all else works


def test_a_long_curve_is_thinned_but_has_every_moment():
    rows = [{"loss": float(epoch), "pseudo_nll": 200.0 - epoch} for epoch in range(1, 601)]
    training = Training.model_validate({"curves": {"validation": rows}, "epochs": 600, "best_epoch": 598})
    shown = losses(training, [0.0, 0.1, 1.0, 2.0, 71.0, 600.0])
    epochs = [row["epoch"] for row in shown["losses"]]
    assert shown["measure"] == "pseudo_nll" and shown["losses"][1]["loss"] == 198
    assert {1, 2, 71, 600} <= set(epochs) and len(epochs) < 110 and epochs == sorted(epochs)
    assert losses(Training(), [0.0])["losses"] == []


@pytest.mark.parametrize(("tensors", "kept"), [
    ({"codes": torch.zeros(5, 2).half(), "labels": torch.zeros(5, dtype=torch.uint8)}, True),
    ({"codes": torch.zeros(5, 3).half(), "labels": torch.zeros(5, dtype=torch.uint8)}, False),
    ({"codes": torch.zeros(5, 2), "labels": torch.zeros(5, dtype=torch.uint8)}, False),
    ({"codes": torch.zeros(5, 2).half(), "labels": torch.zeros(4, dtype=torch.uint8)}, False),
    ({"codes": torch.zeros(5, 2).half()}, False),
])  # fmt: skip
def test_points_that_do_not_fit_are_left_out(tmp_path, tensors, kept):
    found = copy_of(tmp_path)
    save_file(tensors, found.folder / "points.safetensors")
    points = vae.describe(found)[0]["points"]
    assert (points and points["count"]) == (5 if kept else None)


@pytest.mark.parametrize("content", [b"", b"\0" * 7, b"\xff" * 40, b"\x02\0\0\0\0\0\0\0{}", b"\x02\0\0\0\0\0\0\0[]"])
def test_damaged_points_are_left_out(tmp_path, content):
    found = copy_of(tmp_path)
    (found.folder / "points.safetensors").write_bytes(content)
    assert vae_data.points(found, {"latent_dim": 2}) is None
