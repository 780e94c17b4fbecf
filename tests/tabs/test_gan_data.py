"""What the GAN viewer gets of a model, and what it gets where a part of a checkpoint is damaged."""

import io
import json
import shutil
from dataclasses import replace

import pytest
from gan_models import EPOCHS, MODELS, PLACES, RECORD, SHEET_SEEDS, SIZE, TRUNCATED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tabs.gan import data as gan_data
from tabs.gan import tab as gan
from tabs.gan.family import FAMILY
from tabs.gan.texts import lead
from tabs.shared import delivery
from tabs.shared import frames as shared_frames
from tabs.shared.catalogue import catalogue
from zoo.errors import ZooError
from zoo.models.dcgan import DCGANConfig
from zoo.models.gan import OBJECTIVES
from zoo.record import record
from zoo.schema import LARGEST_TIMELINE, TIMELINE, TRUNCATION
from zoo.stores import BundledStore, Checkpoint

pytestmark = pytest.mark.usefixtures("gan_store")

GANS = [name for name in MODELS if name != "vae-20"]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def copy_of(name: str, folder) -> Checkpoint:
    """A copy of a checkpoint, no links, whose files a test may spoil."""
    shutil.copytree(FAMILY.find(name).folder, folder / name)
    return Checkpoint(name, folder / name, "local", "0" * 40, "here")


@pytest.fixture
def damaged(tmp_path):
    return copy_of("dcgan", tmp_path)


def change(checkpoint: Checkpoint, file: str, **changed) -> None:
    path = checkpoint.folder / file
    content = json.loads(path.read_text())
    path.unlink(missing_ok=True)
    path.write_text(json.dumps(content | changed))


@pytest.mark.parametrize("name", GANS)
def test_the_viewer_gets_all_it_needs(name):
    data, about, card = gan.choose(name)
    json.dumps(data, allow_nan=False)
    assert (data["kind"], data["size"]) == (("GAN", 28) if name == "gan" else ("DCGAN", SIZE))
    assert (data["latent_dim"], data["most"], data["classes"]) == (100, 100, 10 if name == "cgan" else 0)
    assert data["critic"] == (name in ("gan", "dcgan")) and data["drawable"] == (name != RECORD)
    assert len(data["trace"]) == 10 * EPOCHS and ("penalty" in data["trace"][0]) == (name == "wgan-gp")
    assert [each["epoch"] for each in data["epochs"]] == [1, 2, 3] and len(data["epochs"][0]["shares"]) == 10
    assert data["game"]["critic_updates"] == (5 if name == "wgan-gp" else 1) and data["train_epochs"] == EPOCHS
    assert data["kept_epoch"] == (2 if name == "wgan-gp" else EPOCHS)
    assert data["lead"].endswith(".") and data["lesson"].endswith(".") and data["notice"] == ""
    assert about.count("<figure>") == 1 and card.lstrip().startswith("## ")


@pytest.mark.parametrize("name", GANS)
def test_the_timeline_lies_where_the_page_fetches_it(name):
    shown = gan.choose(name)[0]["timeline"]
    content = delivery.published(shown["url"])
    assert content == (FAMILY.find(name).folder / "timeline.png").read_bytes()
    pitch = shown["size"] + shown["gap"]
    assert Image.open(io.BytesIO(content)).size == (10 * pitch - 2, len(PLACES) * (3 * pitch - 2))
    assert shown["places"] == PLACES
    assert [each["epoch"] for each in shown["collapse"]] == ([2] if name == RECORD else [])
    assert name != RECORD or "under 2\u00a0% each" in shown["collapse"][0]["warning"]


def test_the_family_and_the_others_are_listed():
    data = gan.choose("dcgan")[0]
    listed = {each["name"]: each for each in data["models"]}
    assert list(listed)[:4] == ["dcgan", "dcgan-32", "cgan", "wgan-gp"] and set(GANS) <= set(listed)
    assert listed["cgan"] | {"title": ""} == {
        "name": "cgan", "title": "", "kind": "DCGAN", "drawable": True, "classes": 10, "size": SIZE, "critic": False,
        "base": "dcgan-32", "changes": "both players are told the digit",
    }  # fmt: skip
    assert [name for name in GANS if listed[name]["critic"]] == ["gan", "dcgan"]
    assert not listed[RECORD]["drawable"] and data["others"][0] == {"name": "vae-20", "title": "Untrained vae-20"}
    assert not {"judge", "ae-32", "vq-vae"} & {each["name"] for each in data["others"]}  # these draw from no prior


def test_the_text_says_how_near_the_digits_are_and_not_that_they_pass_for_real():
    for name in ("dcgan", "dcgan-32", "gan"):
        figures = record(BundledStore().checkpoint(name)).metrics
        said = lead("dcgan", {"latent_dim": 100, "image_size": 64}, None, figures)
        assert "pass for real" not in said
        assert f"its digits are {figures['frechet']['value']:.1f} away from real ones" in said
        assert f"(two sets of real ones: {figures['frechet_floor']['value']:.1f})" in said
    assert "away from" not in lead("dcgan", {"latent_dim": 100, "image_size": 64}, None, {})


def test_the_text_says_what_is_special_about_a_model():
    leads = {name: gan.choose(name)[0]["lead"] for name in GANS}
    assert all("100 random numbers" in lead for lead in leads.values()) and len(set(leads.values())) >= 5
    assert all(lead.startswith("A generative adversarial network is two networks") for lead in leads.values())
    assert "single hidden layer" in leads["gan"] and "16 by 16 pixels" in leads["dcgan"]
    assert "ask this one for a digit" in leads["cgan"] and "gives a score" in leads["wgan-gp"]
    assert "without batch normalisation" in leads[RECORD]


@pytest.mark.parametrize(("game", "words"), [
    ({"generator_updates": 2}, "generator was updated twice for each update"),
    ({"critic_updates": 3}, "critic was updated 3 times"),
])  # fmt: skip
def test_the_text_says_how_the_players_took_turns(damaged, game, words):
    change(damaged, "training.json", recipe={"data": "mnist", "game": game})
    assert words in gan_data.page_data(damaged)["lead"]


@pytest.mark.parametrize("damage", [lambda raw: raw[: len(raw) // 2], lambda raw: b"\0nonsense", lambda raw: b""])
def test_a_damaged_timeline_is_said_and_the_rest_works(damaged, damage):
    path = damaged.folder / "timeline.png"
    raw = path.read_bytes()
    path.unlink()
    path.write_bytes(damage(raw))
    data, about, card = gan.describe(damaged)
    assert data["timeline"] is None and data["notice"].endswith("missing or damaged, so it is not shown.")
    assert data["trace"] and data["epochs"] and data["drawable"] and about and card


def test_a_file_larger_than_a_timeline_is_not_read(damaged):
    """A whole picture with something behind it."""
    path = damaged.folder / TIMELINE
    raw = path.read_bytes()
    for length, shown in ((LARGEST_TIMELINE + 1, False), (LARGEST_TIMELINE, True)):
        path.unlink()
        path.write_bytes(raw.ljust(length, b"\0"))
        assert bool(gan.describe(damaged)[0]["timeline"]) == shown


def test_a_picture_of_another_size_is_not_unpacked():
    """Its size is in the first bytes; that the rest is missing would only be noticed after."""
    buffer = io.BytesIO()
    Image.new("L", (2000, 3000)).save(buffer, "PNG")
    cut = buffer.getvalue()[:100]
    with pytest.raises(ZooError, match=r"has \(2000, 3000\) pixels, not \(10, 10\)"):
        shared_frames.check(cut, (10, 10))
    with pytest.raises(OSError, match="truncated"):
        shared_frames.check(cut, (2000, 3000))


def test_a_revisions_timeline_is_read_once(damaged):
    first = gan.describe(damaged)[0]["timeline"]["url"]
    path, read = damaged.folder / TIMELINE, shared_frames.published.cache_info().misses
    assert gan.describe(damaged)[0]["timeline"]["url"] == first
    assert shared_frames.published.cache_info().misses == read
    path.unlink()
    other = replace(damaged, revision="1" * 40)
    assert gan.describe(other)[0]["timeline"] is None


def test_a_record_has_its_samples_as_pictures_and_a_damaged_picture_is_not_shown(tmp_path):
    record = copy_of(RECORD, tmp_path)
    shown = gan.describe(record)[0]["sheets"]
    grid = {"count": 100, "columns": 10, "gap": 2, "size": 28, "seeds": SHEET_SEEDS, "places": [1.0, 3.0]}
    assert {key: value for key, value in shown.items() if key != "url"} == grid
    assert Image.open(io.BytesIO(delivery.published(shown["url"]))).size == (298, 4 * 298)
    change(record, "training.json", sheets=grid | {"places": [1.0]})  # the picture has more
    assert gan.describe(record)[0]["sheets"] is None
    change(record, "training.json", sheets=grid | {"places": "x"})
    described = gan.describe(record)[0]
    assert described["sheets"] is None and described["timeline"]
    assert gan.choose("dcgan")[0]["sheets"] is None


def test_a_missing_timeline_is_said_and_a_run_without_one_is_not(damaged):
    (damaged.folder / "timeline.png").unlink()
    assert "timeline of dcgan is missing" in gan.describe(damaged)[0]["notice"]
    change(damaged, "training.json", timeline=None)
    data = gan.describe(damaged)[0]
    assert (data["timeline"], data["notice"]) == (None, "")


@pytest.mark.parametrize("wrong", [
    {"places": []}, {"places": [2, 1]}, {"places": "x"}, {"places": [0.0, None]}, {"count": 29}, {"columns": 3},
    {"size": 15}, {"size": "x"}, {"gap": 1}, {"places": [0.0] * 5},
])  # fmt: skip
def test_a_timeline_that_is_not_as_described_is_not_shown(damaged, wrong):
    grid = json.loads((damaged.folder / "training.json").read_text())["timeline"]
    change(damaged, "training.json", timeline=grid | wrong)
    data = gan.describe(damaged)[0]
    assert data["timeline"] is None and "not shown" in data["notice"]


@pytest.mark.parametrize("content", ["", "[]", "{", "\0"])
def test_a_damaged_record_is_said_and_the_model_can_be_played_with(damaged, content):
    path = damaged.folder / "training.json"
    path.unlink()
    path.write_text(content)
    data, about, _ = gan.describe(damaged)
    assert "training.json of dcgan is missing or damaged" in data["notice"] and data["drawable"] and "error" not in data
    assert (data["timeline"], data["trace"], data["epochs"], data["game"]) == (None, [], [], None)
    assert "role='alert'" in about


def test_damaged_figures_are_left_out(damaged):
    path = damaged.folder / "metrics.json"
    path.unlink()
    path.write_text("[]")
    data, about, _ = gan.describe(damaged)
    assert data["metrics"] == {} and data["lesson"] == "" and data["timeline"] and "role='alert'" in about


def test_numbers_that_are_none_do_not_reach_the_page(damaged):
    row = {"epoch": 0.1, "critic": float("nan"), "generator": 1.0}
    change(damaged, "training.json", trace=[row, {"critic": 1.0}, None, {"epoch": "x"}],
           curves={"validation": [None, {"coverage": float("inf")}]}, collapse=[{"warning": "x"}, 3])  # fmt: skip
    data = gan.describe(damaged)[0]
    json.dumps(data, allow_nan=False)
    assert data["trace"] == [{"epoch": 0.1, "generator": 1.0}] and data["epochs"] == []
    assert data["timeline"]["collapse"] == []


@pytest.mark.parametrize(("changed", "sentence"), [
    *[({"image_size": size}, "dcgan draws pictures of more pixels than this page shows: 64 a side.")
      for size in (65, 128, 10**4200)], ({"image_size": 0}, "does not fit"),
    *[({"objective": objective}, "does not fit") for objective in ("x", None, ["hinge"], "constructor", "__proto__")],
    ({"image_size": "x"}, "does not fit"), ({"latent_dim": 0}, "does not fit"),
    ({"latent_dim": True}, "does not fit"), ({"classes": 11}, "does not fit"), ({"classes": None}, "does not fit"),
])  # fmt: skip
def test_a_config_that_cannot_be_shown_is_a_sentence(damaged, changed, sentence):
    change(damaged, "config.json", **changed)
    with pytest.raises(ZooError, match=sentence):
        gan_data.page_data(damaged)


def test_the_page_gets_of_a_config_what_it_speaks_of_and_nothing_else(damaged):
    change(damaged, "config.json", extra="<b>", penalty=float("nan"), spectral="yes", attention=16)
    data = gan_data.page_data(damaged)
    sizes = {"image_size": SIZE, "latent_dim": 100, "classes": 0, "attention": 16}
    assert data["config"] == sizes | {
        "objective": "logistic", "critic": True, "generator_norm": True, "critic_norm": True}  # fmt: skip
    assert data["truncations"] == [0.1, 3.0]


def test_the_objectives_are_those_of_the_models():
    assert set(gan_data.OBJECTIVES) == set(OBJECTIVES) and OBJECTIVES.keys() <= {"logistic", "hinge", "wasserstein"}


@given(st.dictionaries(st.sampled_from([*DCGANConfig.__annotations__, "extra"]), JSON))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_config_breaks_the_page(tmp_path_factory, changed):
    checkpoint = copy_of("dcgan", tmp_path_factory.mktemp("damaged"))
    change(checkpoint, "config.json", **changed)
    data, _, _ = gan.describe(checkpoint)
    json.dumps(data, allow_nan=False)
    assert data.get("error", ".").endswith(".")


@given(
    st.dictionaries(st.sampled_from(["timeline", "trace", "collapse", "curves", "recipe", "epochs", "seconds"]), JSON)
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_record_of_a_run_breaks_the_page(tmp_path_factory, changed):
    checkpoint = copy_of("dcgan", tmp_path_factory.mktemp("damaged"))
    change(checkpoint, "training.json", **changed)
    data, _, _ = gan.describe(checkpoint)
    json.dumps(data, allow_nan=False)
    assert data["drawable"] and data["models"]


@pytest.mark.parametrize("name", ["vae-20", "judge", "no-such", "", None, 5, ["dcgan"], "x" * 10_000])
def test_choosing_what_is_not_there_is_a_sentence(name):
    data, about, card = gan.choose(name)
    assert set(data) == {"error"} and data["error"].endswith(".") and len(data["error"]) < 400
    assert (about, card) == ("", "")


def test_what_truncation_does_is_there_where_it_was_measured_and_whole(damaged):
    assert gan_data.truncated_of(damaged) == TRUNCATED
    assert gan.choose("dcgan")[0]["truncated"] == TRUNCATED
    assert gan.choose("gan")[0]["truncated"] is None
    change(damaged, TRUNCATION, rows=[])
    assert gan_data.truncated_of(damaged) is None


def test_a_model_without_mnist_says_that_there_are_no_nearest_images(tmp_path, monkeypatch):
    assert gan.choose("dcgan")[0]["nearest"]
    monkeypatch.setenv("ZOO_DATA", str(tmp_path))
    assert not gan.choose("dcgan")[0]["nearest"]


def test_a_run_without_the_base_stands_alone(damaged, monkeypatch):
    there = {name: found for name, found in catalogue().items() if name != "dcgan-32"}
    monkeypatch.setattr("tabs.gan.data.catalogue", lambda: there)
    assert gan_data.lesson_of(damaged).startswith("The change:") and "the base: 20.00" not in gan_data.lesson_of(
        damaged
    )
