"""What directions do to digits: shapes measured by hand, names that are earned, and the file of a whole model."""

import json
import math
from dataclasses import replace

import pytest
import torch
from rough import short_measures
from small import fresh, quick, small, unmeasured
from torch import nn

from training import pipeline
from training.metrics import directions
from training.metrics.directions import PROPERTIES, Effects
from training.metrics.shapes import SHAPES, shapes
from training.recipes import RECIPES
from zoo import beside
from zoo.models.gan import GAN, GANConfig
from zoo.schema import DIRECTIONS, MOST_DIRECTIONS, Directions
from zoo.stores import BundledStore, open_store


# ---- shapes
def bar(width: int, height: int, lean: float = 0.0) -> torch.Tensor:
    """A white bar (28, 28) of so many pixels, leaning to the right by an angle in degrees."""
    rows, columns = torch.meshgrid(torch.arange(28.0), torch.arange(28.0), indexing="ij")
    shifted = columns - 13.5 - (13.5 - rows) * math.tan(math.radians(lean))
    return ((shifted.abs() < width / 2) & ((rows - 13.5).abs() < height / 2)).float()


def measured(picture: torch.Tensor) -> dict[str, float]:
    return dict(zip(SHAPES, shapes(picture[None, None])[0].tolist(), strict=True))


@pytest.mark.parametrize(("width", "height"), [(2, 24), (6, 10), (20, 4)])
def test_a_bar_is_as_wide_and_as_tall_and_as_thick_as_it_was_drawn(width, height):
    found = measured(bar(width, height))
    assert found["width"] == pytest.approx(math.sqrt((width**2 - 1) / 12))  # of numbers in a row, each as likely
    assert found["height"] == pytest.approx(math.sqrt((height**2 - 1) / 12))
    edge = 2 * (width + height) - (2 - math.sqrt(2))  # one of the four corners is cut off
    assert found["thickness"] == pytest.approx(2 * width * height / edge)
    assert found["slant"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("lean", [-30, -10, 20, 35])
def test_a_bar_leans_as_it_was_drawn_and_is_no_wider_for_it(lean):
    upright, found = measured(bar(4, 20)), measured(bar(4, 20, lean))
    assert found["slant"] == pytest.approx(lean, abs=0.7)
    assert found["width"] == pytest.approx(upright["width"], abs=0.1)
    assert found["height"] == pytest.approx(upright["height"], abs=0.01)


def test_a_picture_without_ink_has_no_shape():
    for picture in (torch.zeros(28, 28), torch.full((28, 28), 0.05)):
        assert max(map(abs, measured(picture).values())) < 1e-3


# ---- names
def effects(size, rose=None, noise=0.05) -> Effects:
    """Effects (k, p) of these sizes."""
    size = torch.tensor(size)
    rose = torch.where(size > 0, 0.95, 0.05) if rose is None else torch.tensor(rose)
    return Effects(size, size, size, torch.full_like(size, noise), rose)


def test_a_direction_is_named_after_what_it_changes_most_and_each_name_is_given_once():
    found = effects([[1.0, 0.2, 0.0], [0.9, -2.0, 0.0], [-1.5, 1.4, 0.0], [0.1, -0.4, 0.2]])
    assert found.named() == {1: 1, 2: 0}  # the first changes thickness, too, but the third does so more


@pytest.mark.parametrize("unclear", [
    effects([[0.49]]), effects([[1.0]], noise=0.26), effects([[1.0]], rose=[[0.7]]), effects([[-1.0]], rose=[[0.3]]),
])  # fmt: skip
def test_an_effect_that_is_small_or_noisy_or_of_both_signs_gives_no_name(unclear):
    assert unclear.named() == {}


def test_the_clearest_are_shown_in_order_of_variance_and_the_strongest_fill_up():
    assert directions._chosen({7: 0, 2: 1}, 15) == [0, 1, 2, 3, 7]
    assert directions._chosen({at: at for at in (9, 8, 7, 6, 5, 4)}, 15) == [5, 6, 7, 8, 9]
    assert directions._chosen({}, 3) == [0, 1, 2]


@pytest.mark.parametrize(("size", "rose", "name"), [(1.2, 0.95, "width"), (0.3, 0.95, ""), (-1.2, 0.05, "")])
def test_a_name_that_does_not_hold_on_other_samples_is_dropped(size, rose, name):
    found = effects([[2.0, 0.1, size, 0.0]], rose=[[0.99, 0.5, rose, 0.5]])
    told = directions._told(6, 2, torch.tensor([1.0, 0.0]), 0.1, found, 0)
    assert (told["name"], told["component"]) == (name, 7)
    assert told["effects"][0]["property"] == (name or "thickness")


# ---- a whole model
class Drawer(nn.Module):
    """Draws a bar whose stroke is as thick as the third latent says and leans as the first says; the rest do little."""

    def first(self, latents, labels=None):
        return latents * torch.tensor([2.0, 0.1, 1.0, 0.1])

    def forward(self, latents, labels=None):
        rows, columns = torch.meshgrid(torch.arange(28.0), torch.arange(28.0), indexing="ij")
        lean, thick = (-0.15 * latents[:, 0, None, None]), 2 + 0.4 * latents[:, 2, None, None]
        away = (columns - 13.5 - (13.5 - rows) * lean).abs()
        ink = (thick - away).clamp(0, 1) * ((rows - 13.5).abs() < 9)
        return 2 * ink[:, None] - 1


class Undecided(nn.Module):
    """A judge that finds all digits as likely."""

    def features(self, images):
        return images.flatten(1)[:, :1]

    def head(self, features):
        return torch.zeros(len(features), 10)


FEW = {"SAMPLES": 20, "LATENTS": 500}


@pytest.fixture
def data(drawn):
    return small(drawn, 300)


def drawer() -> GAN:
    model = GAN(GANConfig(latent_dim=4, hidden=2)).eval()
    model.generator = Drawer()
    return model


def test_directions_that_thicken_and_slant_are_found_turned_and_named(data):
    content = directions.describe(drawer(), data, Undecided())[DIRECTIONS]
    first, second, *others = content["directions"]
    assert (first["name"], second["name"]) == ("slant", "thickness") and {each["name"] for each in others} == {""}
    assert first["vector"] == pytest.approx([-1, 0, 0, 0], abs=0.05)  # the latent leans to the left, the slider right
    assert second["vector"] == pytest.approx([0, 0, 1, 0], abs=0.05)
    assert first["share"] == pytest.approx(4 / 5.02, rel=0.05) and second["share"] == pytest.approx(1 / 5.02, rel=0.05)
    slant = first["effects"][0]
    assert slant["property"] == "slant" and slant["rose"] == 1 and 0 < slant["noise"] < 0.1
    assert slant["high"] == pytest.approx(-slant["low"], abs=1.5)
    assert slant["high"] == pytest.approx(math.degrees(math.atan(0.3)), abs=2)
    Directions.model_validate(beside.check(DIRECTIONS, content)).fit(4)


def test_a_generator_that_does_not_vary_has_no_file(data):
    model = drawer()
    model.generator.first = lambda latents, labels=None: torch.ones(len(latents), 3)
    assert directions.describe(model, data, Undecided()) == {}


def test_a_digit_is_turned_towards_by_the_judges_probability(data):
    """The judge takes what leans to the right for a 7, and the rest for a 2."""

    class Leaning(Undecided):
        def features(self, images):
            return shapes(images)[:, 1:2].float()

        def head(self, features):
            logits = torch.full((len(features), 10), -50.0)
            logits[:, 7], logits[:, 2] = features[:, 0], 0.0
            return logits

    first = directions.describe(drawer(), data, Leaning())[DIRECTIONS]["directions"][0]
    sizes = {each["property"]: each for each in first["effects"]}
    assert sizes["digit_7"]["low"] < 0.05 and sizes["digit_7"]["high"] > 0.95 and sizes["digit_7"]["rose"] == 1
    assert sizes["digit_2"]["size"] < 0 and sizes["digit_2"]["rose"] == 0


@pytest.mark.parametrize("name", ["gan", "dcgan-32", "cgan"])
def test_the_file_is_small_and_fits_its_definition(data, name, monkeypatch):
    for constant, few in FEW.items():
        monkeypatch.setattr(directions, constant, few)
    model = fresh(RECIPES[name]).build("cpu").eval()
    content = directions.describe(model, data)[DIRECTIONS]
    assert directions.describe(model, data)[DIRECTIONS] == content
    assert len(json.dumps(beside.check(DIRECTIONS, content), indent=1)) < 30_000
    Directions.model_validate(content).fit(100)
    assert len(content["directions"]) == MOST_DIRECTIONS and content["samples"] == 20
    told = {each["property"] for row in content["directions"] for each in row["effects"]}
    assert told <= set(SHAPES if name == "cgan" else PROPERTIES)


# ---- the command
@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """(recipe on little data, the folder of its whole checkpoint)."""
    with pytest.MonkeyPatch.context() as patch:
        for constant, few in FEW.items():
            patch.setattr(directions, constant, few)
        short_measures(patch)
        gan, store = RECIPES["gan"], open_store(str(tmp_path_factory.mktemp("store")))
        recipe = replace(quick(unmeasured(gan), size=60), describe=gan.describe)
        yield recipe, store.resolve(recipe.name, pipeline.train(recipe, store, "cpu"))


def content_of(folder) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("bundled", [False, True])
def test_the_command_writes_what_a_checkpoint_lacks_and_nothing_else(run, trained, tmp_path, bundled, monkeypatch):
    recipe, whole = trained
    monkeypatch.setitem(RECIPES, "gan", recipe)
    store = BundledStore(tmp_path / "bundle") if bundled else open_store(str(tmp_path / "store"))
    for module in ("training.options", "training.__main__"):
        monkeypatch.setattr(f"{module}.open_or_refuse", lambda uri: store)
    store.push(whole, "gan", "as it is")
    before = content_of(store.resolve("gan"))
    old = {name: content for name, content in before.items() if name != DIRECTIONS}
    write(tmp_path / "old", old)
    store.push(tmp_path / "old", "gan", "as it was")
    _, wrong = pipeline.evaluate(recipe, store.resolve("gan"), "cpu")
    assert wrong == [f"{DIRECTIONS} is missing; `python -m training measure gan --beside` writes it"]
    code, said, problems = run("measure", "gan", "--beside")
    assert (code, problems) == (0, "") and f"revision {store.revision('gan')[:8]}" in said
    assert content_of(store.resolve("gan")) == before


def write(folder, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
