"""The files beside the weights: what the bundle holds fits its definition, and what does not fit is named."""

import copy
import json
import math

import pytest

from zoo import beside
from zoo.errors import ZooError
from zoo.schema import COUNT, FILES, PERCENTILES, SEEDS, Misfit, Units
from zoo.stores import BundledStore

BUNDLE = BundledStore()
FOLDERS = {name: BUNDLE.resolve(name) for name in BUNDLE.names()}
ROW = {"index": 0, "information": 1.0, "low": -1.0, "high": 1.0, "mean": 0.0, "sd": 1.0}
PLANE = {"centre": [0.0], "directions": [[1.0], [1.0]], "sd": [2.0, 1.0], "explained": [0.7, 0.3]}
METRIC = {"value": 1.5, "unit": "nats", "estimator": "exact", "bound": None, "split": "test", "noise": 0.1}
GRID = {"count": COUNT, "columns": 10, "gap": 2, "size": 28, "places": [0.0, 0.5, 1.0]}
EFFECT = {"property": "slant", "low": -4.0, "high": 9.5, "size": 1.2, "noise": 0.1, "rose": 0.9}
DIRECTION = {"name": "slant", "component": 1, "share": 0.05, "vector": [1.0, 0.0], "effects": [EFFECT]}
OTHER = DIRECTION | {"name": "", "component": 2, "vector": [0.0, 1.0]}
MOVED = {"components": 15, "samples": 200, "reach": 2.0}
CHANGED = {"property": "verse", "means": [0.2, 0.5, 0.8], "bands": [0.1, 0.1, 0.1], "size": 1.5, "clear": True}
LATENT = {
    "index": 0,
    "names": ["verse"],
    "effects": [CHANGED],
    "correlations": [{"property": "comedy", "r": -0.3, "band": 0.1}],
}
EFFECTS = {"values": [-2.0, 0.0, 2.0], "samples": 50, "comparisons": 108, "held_out": 800, "read": 2000}
WIDE, NARROW = ({"bound": bound, "sure": 0.9, "coverage": 0.5} for bound in (None, 1.0))
FIRST_SEED = {"seed": 1, "epochs": 8, "metrics": {"frechet": 3.0}}
SHEETS = {"count": 100, "columns": 10, "gap": 2, "size": 28, "seeds": [1, 2], "places": [1.0, 4.0]}
SCORES = [float(each) for each in range(PERCENTILES)]
WHOLE = {
    "metrics.json": {"elbo": METRIC},
    "training.json": {
        "title": "A VAE", "epochs": 3, "seconds": 1.5, "curves": {"train": [{"loss": 1.0}]}, "timeline": GRID,
        "trace": [{"epoch": 0.1, "loss": 1.0}], "collapse": [{"epoch": 2, "warning": "Oh."}],
        "sheets": SHEETS, "recipe": {"data": "mnist", "game": {"generator_updates": 1, "betas": [0.5, 0.9]}},
    },
    "latents.json": {"information": "kl", "latents": [ROW], "plane": PLANE, "codebook": [0.25, 0.75]},
    "units.json": {"layers": [{"size": 2, "frequency": [0.5, 1.0]}]},
    "critic.json": {"real": SCORES, "generated": SCORES},
    "directions.json": MOVED | {"directions": [DIRECTION, OTHER]},
    "effects.json": EFFECTS | {"latents": [LATENT, LATENT | {"index": 5, "names": []}]},
    "experiments.json": {"figures": {"pixels_long": {"value": 91.5, "noise": 1.5}}},
    "seeds.json": {"epochs": 8, "runs": [FIRST_SEED, FIRST_SEED | {"seed": 2, "best_epoch": 7, "commit": "0" * 40}]},
    "truncation.json": {"samples": 300, "real": 300, "rows": [WIDE, NARROW]},
    "lines.json": {"lines": ["To be"]},
    "vocabulary.json": {"words": ["a", "b"]},
    "cast.json": {"plays": [{"title": "Hamlet", "genre": "tragedy", "speakers": ["HAMLET"]}]},
    "page.json": {"family": "vae", "title": "A VAE", "order": 1, "capabilities": {"prior": "normal", "loss": "elbo"}},
}  # fmt: skip
FALLING = "rows must have bounds that fall, the first without any"
FAULTS = [  # file, where in it, what stands there, and what is said
    ("truncation.json", "rows", [WIDE], "rows must have at least 2 entries"),
    ("truncation.json", "rows", [NARROW, WIDE], FALLING),
    ("truncation.json", "rows", [WIDE, NARROW, NARROW], FALLING),
    ("truncation.json", "rows.1.bound", 0.0, "rows.1.bound must be above 0"),
    ("truncation.json", "rows.0.sure", 1.5, "rows.0.sure must be at most 1"),
    ("truncation.json", "rows.0.no_digit", -0.1, "rows.0.no_digit must be at least 0"),
    ("latents.json", "latents.0.low", "x", "latents.0.low must be a number"),
    ("latents.json", "latents.0.low", True, "latents.0.low must be a number"),
    ("latents.json", "latents.0.high", math.nan, "latents.0.high must be a finite number"),
    ("latents.json", "latents.0.high", math.inf, "latents.0.high must be a finite number"),
    ("latents.json", "latents.0.high", -2.0, "latents.0.high must be at least low"),
    ("latents.json", "latents.0.sd", -1.0, "latents.0.sd must be at least 0"),
    ("latents.json", "latents.0.index", 1, "latents must have the indices 0, 1, 2 and so on"),
    ("latents.json", "latents.0", 5, "latents.0 must be an object"),
    ("latents.json", "latents", None, "latents must be a list"),
    ("latents.json", "plane.sd", [1.0], "plane.sd must have at least 2 entries"),
    ("latents.json", "plane.directions.1.0", None, "plane.directions.1.0 must be a number"),
    ("latents.json", "codebook.1", 1.5, "codebook.1 must be at most 1"),
    ("experiments.json", "figures.pixels_long.noise", -1.0, "figures.pixels_long.noise must be at least 0"),
    ("units.json", "layers.0.size", 3, "layers.0.size must equal the number of frequencies"),
    ("units.json", "layers.0.frequency.0", -0.1, "layers.0.frequency.0 must be at least 0"),
    ("critic.json", "real", SCORES[:-1], "real must have at least 101 entries"),
    ("critic.json", "generated", SCORES[::-1], "generated must be in ascending order"),
    ("directions.json", "directions", [], "directions must have at least 1 entries"),
    ("directions.json", "directions", [DIRECTION, DIRECTION], "directions must have different names"),
    ("directions.json", "directions.0.name", "width", "directions.0.name must be one of the effects"),
    ("directions.json", "directions.0.effects.0.rose", 1.1, "directions.0.effects.0.rose must be at most 1"),
    ("directions.json", "directions.1.vector.0", math.nan, "directions.1.vector.0 must be a finite number"),
    ("directions.json", "directions.1.component", 0, "directions.1.component must be at least 1"),
    ("effects.json", "values", [0.0, -2.0, 2.0], "values must be in ascending order"),
    ("effects.json", "latents", [LATENT, LATENT], "latents must have different indices"),
    ("effects.json", "latents.0.names", ["words"], "latents.0.names must be of the effects"),
    ("effects.json", "latents.0.effects.0.bands.1", -0.1, "latents.0.effects.0.bands.1 must be at least 0"),
    ("effects.json", "latents.0.effects.0.means", [0.1], "latents.0.effects.0.means must have at least 3 entries"),
    ("effects.json", "latents.0.correlations.0.r", -1.5, "latents.0.correlations.0.r must be at least -1"),
    ("seeds.json", "runs", [], "runs must have at least 1 entries"),
    ("seeds.json", "runs", [FIRST_SEED, FIRST_SEED], "runs must have different seeds"),
    ("seeds.json", "runs.0.metrics.frechet", "3", "runs.0.metrics.frechet must be a number"),
    ("seeds.json", "epochs", 0, "epochs must be at least 1"),
    ("training.json", "sheets.places", [4.0, 1.0], "sheets.places must be in ascending order"),
    ("training.json", "sheets.size", 257, "sheets.size must be at most 256"),
    ("lines.json", "lines", [], "lines must have at least 1 entries"),
    ("lines.json", "lines.0", "x" * 401, "lines.0 must have at most 400 characters"),
    ("lines.json", "lines.0", 3, "lines.0 must be text"),
    ("vocabulary.json", "words", "ab", "words must be a list"),
    ("cast.json", "plays", [], "plays must have at least 1 entries"),
    ("cast.json", "plays.0.speakers", "HAMLET", "plays.0.speakers must be a list"),
    ("page.json", "capabilities.prior", "flat", "capabilities.prior must be '', 'normal' or 'learned'"),
    ("page.json", "capabilities.decoder", [], "capabilities.decoder must be an object"),
    ("page.json", "order", "first", "order must be a whole number"),
    ("metrics.json", "elbo.value", math.nan, "elbo.value must be a finite number or a list of finite numbers"),
    ("metrics.json", "elbo.value", [1.0, "x"], "elbo.value must be a finite number or a list of finite numbers"),
    ("metrics.json", "elbo.value", True, "elbo.value must be a finite number or a list of finite numbers"),
    ("metrics.json", "elbo.value", [0.5, False], "elbo.value must be a finite number or a list of finite numbers"),
    ("metrics.json", "elbo.value", 10**400, "elbo.value must be a finite number or a list of finite numbers"),
    ("metrics.json", "elbo.bound", "<", "elbo.bound must be '<=' or '>='"),
    ("metrics.json", "elbo.noise", -1.0, "elbo.noise must be at least 0"),
    ("metrics.json", "elbo", 5, "elbo must be an object"),
    ("training.json", "epochs", "3", "epochs must be a whole number"),
    ("training.json", "seconds", -1, "seconds must be at least 0"),
    ("training.json", "timeline.count", COUNT - 1, "timeline.count must be that of all parts, or 30 without any"),
    ("training.json", "timeline.parts", [{"shows": "map", "count": 31}], 
     "timeline.count must be that of all parts, or 30 without any"),
    ("training.json", "timeline.places", [1.0, 0.5], "timeline.places must be in ascending order"),
    ("training.json", "timeline.places", [], "timeline.places must have at least 1 entries"),
    ("training.json", "trace.0.loss", math.nan, "trace.0.loss must be a finite number"),
    ("training.json", "recipe.game.betas.0", "x", "recipe.game.betas.0 must be a number"),
    ("training.json", "curves.train.0.loss", math.inf, "curves.train.0.loss must be a finite number"),
]  # fmt: skip


def changed(content: dict, path: str, value) -> dict:
    """A copy with another value at a path; ``...`` takes it away."""
    content = copy.deepcopy(content)
    *above, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    part = content
    for key in above:
        part = part[key]
    if value is ...:
        del part[last]
    else:
        part[last] = value
    return content


def write(folder, file: str, content) -> None:
    (folder / file).write_text(content if isinstance(content, str) else json.dumps(content))


@pytest.mark.parametrize("name", FOLDERS)
def test_the_bundle_fits(name):
    found = [file for file in FILES if (FOLDERS[name] / file).is_file()]
    assert {"metrics.json", "training.json"} <= set(found)
    for file in found:
        beside.read(FOLDERS[name], file, name)
        beside.check(file, json.loads((FOLDERS[name] / file).read_text()))


def test_every_definition_has_a_whole_file_here_and_one_in_the_bundle(tmp_path):
    there = {path.name for folder in FOLDERS.values() for path in folder.iterdir()}
    assert WHOLE.keys() == FILES.keys() and FILES.keys() - {SEEDS} <= there  # of several seeds there may be none
    for file, content in WHOLE.items():
        write(tmp_path, file, beside.check(file, content))
        beside.read(tmp_path, file, "x")


@pytest.mark.parametrize(("file", "path", "value", "sentence"), FAULTS)
def test_a_field_that_does_not_fit_is_named(tmp_path, file, path, value, sentence):
    wrong = changed(WHOLE[file], path, value)
    write(tmp_path, file, wrong)
    with pytest.raises(ZooError) as error:
        beside.read(tmp_path, file, "vae-20")
    assert str(error.value) == f"{file} of vae-20 does not fit: {sentence}; train or fetch it again."
    with pytest.raises(ZooError) as error:
        beside.check(file, wrong)
    assert str(error.value) == f"{file} cannot be written: {sentence}."


@pytest.mark.parametrize(("file", "path"), [
    ("latents.json", "latents"), ("latents.json", "latents.0.mean"), ("latents.json", "plane.centre"),
    ("units.json", "layers.0.frequency"), ("critic.json", "real"), ("lines.json", "lines"),
    ("directions.json", "directions.0.vector"), ("truncation.json", "rows.0.coverage"),
    ("vocabulary.json", "words"), ("metrics.json", "elbo.value"), ("training.json", "timeline.size"),
    ("training.json", "trace.0.epoch"),
])  # fmt: skip
def test_a_field_that_is_missing_is_named(tmp_path, file, path):
    write(tmp_path, file, changed(WHOLE[file], path, ...))
    with pytest.raises(ZooError, match=f"{file} of x does not fit: {path} is missing; train"):
        beside.read(tmp_path, file, "x")


@pytest.mark.parametrize("content", [None, "", "[]", "{", "\0", "5", "[" * 100_000])
@pytest.mark.parametrize("reader", [beside.read, beside.fitting])
def test_a_file_that_is_none_is_missing_or_damaged(tmp_path, content, reader):
    if content is not None:
        write(tmp_path, "latents.json", content)
    with pytest.raises(ZooError, match=r"^latents\.json of x is missing or damaged; train or fetch it again\.$"):
        reader(tmp_path, "latents.json", "x")


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("reader", [beside.read, beside.fitting])
def test_a_file_of_a_later_version_asks_for_an_update(tmp_path, file, reader):
    write(tmp_path, file, WHOLE[file] | {"schema": 2, "later": {}})
    with pytest.raises(ZooError, match=rf"^{file} of x was written for a later version of this app; update the app"):
        reader(tmp_path, file, "x")


@pytest.mark.parametrize("version", [0, "1", 1.5, None])
def test_a_version_that_is_none_is_named(tmp_path, version):
    write(tmp_path, "units.json", WHOLE["units.json"] | {"schema": version})
    with pytest.raises(ZooError, match=r"units\.json of x does not fit: schema must be "):
        beside.read(tmp_path, "units.json", "x")


@pytest.mark.parametrize(("file", "where"), [("latents.json", ""), ("latents.json", "latents.0"), ("units.json", "")])
def test_a_writer_may_not_write_what_no_reader_knows(tmp_path, file, where):
    wrong = changed(WHOLE[file], f"{where}.more".strip("."), 1)
    with pytest.raises(ZooError, match="more is not known"):
        beside.check(file, wrong)
    write(tmp_path, file, wrong)
    beside.read(tmp_path, file, "x")  # of a version with more in it


def test_what_has_no_definition_is_written_as_it_is():
    assert beside.check("other.json", {"x": math.nan}).keys() == {"x"}
    assert beside.check("metrics.json", {}) == {} and beside.check("lines.json", {"lines": ["a"]})["schema"] == 1


ROWS = [
    {"epoch": 0.1, "critic": math.nan, "generator": 1.0}, {"critic": 1.0}, None, {"epoch": "x", "critic": math.inf},
    {"epoch": 0.5, "loss": 2.0},
]  # fmt: skip


def test_of_a_record_that_is_damaged_in_parts_the_rest_is_read(tmp_path):
    damaged = WHOLE["training.json"] | {
        "trace": ROWS, "collapse": [{"warning": "x"}, 3, {"epoch": 4}], "epochs": "many",
        "curves": {"train": [{"loss": math.nan, "kl": 1.0}, {"loss": 1.0}], "validation": [{"loss": 1.0}, None]},
        "timeline": GRID | {"places": [0.0, None]},
    }  # fmt: skip
    write(tmp_path, "training.json", damaged)
    found, problems = beside.fitting(tmp_path, "training.json", "x")
    assert [row.model_dump(exclude_none=True) for row in found.trace] == [
        {"epoch": 0.1, "generator": 1.0}, {"epoch": 0.5, "loss": 2.0}]  # fmt: skip
    assert [row.epoch for row in found.collapse] == [4] and (found.title, found.epochs) == ("A VAE", None)
    assert found.curves.train == [{"kl": 1.0}, {"loss": 1.0}]  # a row's place is its epoch, so each keeps its own
    assert found.curves.validation == [] and found.timeline is None
    said = " ".join(problems)
    for field in ("trace.0.critic", "trace.1.epoch", "trace.2", "collapse.1", "epochs", "timeline.places.1"):
        assert f"does not fit: {field} " in said


def test_a_figure_that_does_not_fit_is_left_out(tmp_path):
    write(
        tmp_path, "metrics.json", {"a": METRIC, "b": 5, "c": METRIC | {"value": math.inf}, "d": METRIC | {"value": 3}}
    )
    found, problems = beside.fitting(tmp_path, "metrics.json", "x")
    assert {name: metric.value for name, metric in found.root.items()} == {"a": 1.5, "d": 3} and len(problems) == 2
    assert isinstance(found.root["d"].value, int)  # a count is shown without decimals


@pytest.mark.parametrize(("length", "book", "sentence"), [
    (1, 2, None), (2, 2, "latents must have 2 entries"), (1, 3, "codebook must have 3 entries"),
])  # fmt: skip
def test_latents_are_those_of_a_model(tmp_path, length, book, sentence):
    write(tmp_path, "latents.json", WHOLE["latents.json"])
    found = beside.read(tmp_path, "latents.json", "x")
    if sentence is None:
        found.fit(length, book)
    else:
        with pytest.raises(ValueError, match=sentence):
            found.fit(length, book)


def test_units_fit_a_machine_with_layers_of_these_sizes_in_this_order():
    units = Units.model_validate({"layers": [{"frequency": [0.5, 0.1]}, {"frequency": [0.2]}]})
    assert units.fit([2, 1]) is None
    for sizes in ([1, 2], [2], [2, 1, 1], [2, 2]):
        with pytest.raises(Misfit, match=f"layers must have {', '.join(map(str, sizes))} units"):
            units.fit(sizes)
