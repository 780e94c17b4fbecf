"""Comparing GANs with each other and with a VAE: both runs, one table, and what to look at."""

import json
import shutil
from dataclasses import replace

import pytest
from gan_models import EPOCHS, RECORD, SIZE

from tabs.gan import compare as gan_compare
from tabs.gan import tab as gan
from tabs.gan.family import FAMILY
from tabs.shared.table import data_of
from zoo.schema import SEEDS
from zoo.stores import BundledStore, Checkpoint

pytestmark = pytest.mark.usefixtures("gan_store")


def compared(left: str, right: str) -> dict:
    answer = gan.compare({"left": left, "right": right})
    json.dumps(answer, allow_nan=False)
    return answer


def test_both_sides_come_with_their_runs():
    answer = compared("dcgan-32", RECORD)
    for name, side in (("dcgan-32", answer["left"]), (RECORD, answer["right"])):
        assert (side["name"], side["kind"], side["size"], side["latent_dim"]) == (name, "DCGAN", SIZE, 100)
        assert len(side["trace"]) == 10 * EPOCHS and len(side["epochs"]) == EPOCHS and side["game"]["betas"]
        assert side["timeline"]["url"] and side["summary"] == f"{name}, for tests." and side["lesson"]
        assert side["objective"] == "logistic" and not side["empty"]
    assert answer["left"]["drawable"] and not answer["right"]["drawable"]
    assert answer["right"]["timeline"]["collapse"][0]["epoch"] == 2


def test_a_model_whose_pictures_show_nothing_is_said_to():
    """That of the bundle: its run collapsed to black pictures."""
    bundled = BundledStore().checkpoint(RECORD)
    assert gan_compare.is_empty(bundled) and gan_compare.side(bundled)["empty"]
    assert not gan_compare.is_empty(BundledStore().checkpoint("dcgan-32"))


def test_the_table_has_a_row_a_metric_and_marks_the_better():
    rows = {row["name"]: row for row in compared("dcgan-32", "wgan-gp")["rows"]}
    assert (rows["frechet"]["left"], rows["frechet"]["right"], rows["frechet"]["real"]) == ("20.00", "15.00", "3.00")
    assert rows["frechet"]["better"] == "right" and rows["coverage"]["better"] is None
    assert rows["nearest_training"]["real"] == "6.20" and rows["copied"]["better"] is None
    assert not any(name.startswith("digit_share") or name.endswith("_floor") for name in rows)


def test_a_model_that_was_told_the_digits_may_be_compared():
    assert data_of(FAMILY.find("cgan")) == data_of(FAMILY.find("wgan-gp")) == "mnist"
    rows = {row["name"]: row for row in compared("cgan", "wgan-gp")["rows"]}
    assert rows["frechet"]["better"] == "right"
    assert (rows["label_agreement"]["left"], rows["label_agreement"]["right"]) == ("0.9700", None)


@pytest.mark.parametrize("name", ["vae-20", "vae-2"])
def test_a_vae_stands_beside_a_gan_with_what_both_have(name):
    answer = compared("dcgan-32", name)
    side = answer["right"]
    assert (side["name"], side["kind"], side["size"], side["classes"]) == (name, "VAE", 28, 0) and side["drawable"]
    assert side["latent_dim"] == int(name.split("-")[1])
    assert (side["timeline"], side["trace"], side["epochs"], side["game"], side["lesson"]) == (None, [], [], None, "")
    assert {"frechet", "coverage"} <= {row["name"] for row in answer["rows"]}
    assert all(row["left"] and row["right"] for row in answer["rows"])
    assert "The VAE learned to redraw digits" in answer["guide"]


@pytest.mark.parametrize(("left", "right", "words"), [
    ("dcgan-32", "dcgan-32", "same model twice"), ("dcgan", "dcgan-32", gan_compare.LOOK),
    ("gan", "dcgan", "every pixel has weights of its own"), ("wgan-gp", "dcgan-32", "different losses"),
    ("dcgan-32", RECORD, "harder to balance"), ("dcgan-32", "cgan", "told which digit is meant"),
    ("gan", "wgan-gp", "the heights of their curves cannot be compared"),
    ("gan", "cgan", "They differ in being told the digit, the loss and spectral normalisation, too"),
    ("cgan", "wgan-gp", "in the loss, the turns in the game, spectral normalisation and the learning rates, too"),
    ("dcgan-32", "wgan-gp", "different losses, so the heights of their curves cannot be compared"),
])  # fmt: skip
def test_the_guide_goes_by_what_the_two_differ_in(left, right, words):
    for one, two in ((left, right), (right, left)):
        assert words in compared(one, two)["guide"]


@pytest.mark.parametrize(("left", "right", "words"), [
    ("dcgan-32", "wgan-gp", "(20.00 and 15.00; less is better) Untrained wgan-gp is ahead."),
    (RECORD, "dcgan-32", "(80.00 and 20.00; less is better) Untrained dcgan-32 is ahead."),
    ("dcgan-32", "dcgan", "20.00 and 20.00, are too near to each other to call one better."),
])  # fmt: skip
def test_the_guide_says_who_is_ahead_if_that_can_be_told(left, right, words):
    assert words in compared(left, right)["guide"]


def copy_of(name: str, folder) -> Checkpoint:
    """A copy of a checkpoint, no links."""
    return Checkpoint(name, shutil.copytree(FAMILY.find(name).folder, folder / name), "local", "0" * 40, "here")


def test_noise_in_the_game_is_a_difference():
    lesson = gan_compare.lesson(*map(BundledStore().checkpoint, ("dcgan", "dcgan-plain")))
    assert "They differ in the grid, the noise on what the critic sees, " in lesson


def test_of_a_record_of_a_vae_nothing_can_be_drawn(tmp_path):
    checkpoint = Checkpoint("vae-2", shutil.copytree(BundledStore().checkpoint("vae-2").folder, tmp_path / "vae-2"),
                            "local", "0" * 40, "here")  # fmt: skip
    assert gan_compare.side(checkpoint)["drawable"]
    (checkpoint.folder / "model.safetensors").unlink()
    assert not gan_compare.side(checkpoint)["drawable"]


@pytest.mark.parametrize(("blank", "is_empty"), [(0.5, False), (0.51, True), (0.02, False)])
def test_most_pictures_must_be_empty_for_that_to_be_said(tmp_path, blank, is_empty):
    found = copy_of("dcgan-32", tmp_path)
    path = found.folder / "metrics.json"
    metrics = json.loads(path.read_text())
    path.unlink()
    path.write_text(json.dumps(metrics | {"blank": metrics["frechet"] | {"value": blank}}))
    assert gan_compare.is_empty(found) == gan_compare.side(found)["empty"] == is_empty


def seeded(name: str, folder, frechet: list[float]) -> Checkpoint:
    """A copy of a checkpoint with as many seeds as there are Fréchet distances."""
    found = copy_of(name, folder)
    runs = [{"seed": seed, "epochs": 3, "metrics": {"frechet": value}} for seed, value in enumerate(frechet, 1)]
    (found.folder / SEEDS).write_text(json.dumps({"epochs": 3, "runs": runs}))
    return found


def test_several_seeds_decide_what_a_single_run_seems_to_show(tmp_path):
    """By one run of each the second is ahead, 20 to 15; over the seeds it is so in one case and not in the other."""
    left = seeded("dcgan-32", tmp_path, [20.0, 19.0, 21.0])
    (tmp_path / "near").mkdir()
    near, far = (
        seeded("wgan-gp", tmp_path / "near", [15.0, 20.0, 25.0]),
        seeded("wgan-gp", tmp_path, [15.0, 14.0, 16.0]),
    )
    said = gan_compare.ahead(left, near)
    assert "20.00 ± 1.00 (3 seeds) and 20.00 ± 5.00 (3 seeds), are too near to each other to call one better." in said
    assert said.endswith(gan_compare.LUCK)
    row = next(row for row in gan_compare.rows(left, near) if row["name"] == "frechet")
    assert (row["left"], row["right"], row["better"]) == ("20.00 ± 1.00 (3 seeds)", "20.00 ± 5.00 (3 seeds)", None)
    assert "Untrained wgan-gp is ahead" in gan_compare.ahead(left, far)
    (far.folder / SEEDS).write_text("{")  # damaged: the single runs are compared
    assert "20.00 ± 1.00 (3 seeds) and 15.00;" in gan_compare.ahead(left, replace(far, revision="1" * 40))


def test_a_longer_training_is_said(tmp_path):
    long = copy_of("wgan-gp", tmp_path)
    path = long.folder / "training.json"
    content = json.loads(path.read_text())
    path.unlink()
    path.write_text(json.dumps(content | {"epochs": 20, "best_epoch": 18}))
    assert gan_compare.guide(FAMILY.find("dcgan-32"), long).endswith(
        "dcgan-32 has the weights of epoch 3, wgan-gp those of epoch 18: part of it may be just that."
    )
    assert "has the weights of epoch" not in compared("dcgan-32", "dcgan")["guide"]


@pytest.mark.parametrize(("request_", "sentence"), [
    ({"left": "dcgan"}, "no model 'None'"), ({"left": "vae-20", "right": "dcgan"}, "no model 'vae-20'"),
    ({"left": "dcgan", "right": "judge"}, "no model 'judge'"),
    ({"left": "dcgan", "right": "ae-32"}, "no model 'ae-32'"),
    ({"left": ["dcgan"], "right": {}}, "no model"),
    ({"left": "dcgan", "right": "dcgan", "seed": 1}, "unknown key 'seed'"),
])  # fmt: skip
def test_what_cannot_be_compared_is_a_sentence(request_, sentence):
    error = gan.compare(request_)["error"]
    assert sentence in error and error.endswith(".")
