"""Sweeps: their settings, what is trained here, what came out, and the command."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import tiny_fleet
from PIL import Image
from rich.console import Console
from tiny_fleet import tiny

from training.figures import sweep
from training.fleet import worker
from training.fleet.worker import Order, ordered
from training.recipes import RECIPES
from training.sweeps import machines, results, settings
from training.sweeps.results import Outcome, Planned, Results
from zoo.errors import ZooError
from zoo.stores import BundledStore, open_store


# ---- settings
def test_a_grid_has_all_combinations_and_of_each_the_seeds_together():
    runs = settings.grid(RECIPES["vae-20"], ["learning_rate=1e-4, 2e-4,0.0001", "latent_dim=5"], "1-2")
    assert runs == [
        (f"learning_rate={rate}", "latent_dim=5", f"seed={seed}") for rate in ("1e-4", "2e-4") for seed in (1, 2)
    ]
    assert settings.grid(RECIPES["vae-20"], [], "3,1,3") == [("seed=3",), ("seed=1",)]
    assert settings.grid(RECIPES["dcgan-plain"], ["noise=0.1"], "") == [("noise=0.1", "seed=2")]


def test_a_run_is_a_checkpoint_of_its_own_and_all_else_is_the_recipes():
    base = RECIPES["vae-20"]
    recipe = settings.changed(base, ("learning_rate=1e-4", "hidden=50x20", "beta=2", "seed=7"))
    assert recipe.name == "vae-20-learning-rate-1e-4-hidden-50x20-beta-2-seed-7" and recipe.base == "vae-20"
    config = base.config.to_dict() | {"hidden": (50, 20), "beta": 2.0}
    assert recipe.settings() == base.settings() | {"learning_rate": 1e-4, "seed": 7, "config": config}
    game = settings.changed(RECIPES["dcgan-32"], ("generator_updates=3", "decay=true", "bfloat16=false"))
    assert (game.game.generator_updates, game.game.decay, game.bfloat16) == (3, True, False)
    assert recipe.page().title == "VAE, 20 latents, learning rate 1e-4, hidden 50x20, beta 2, seed 7"
    several = [f"{name}={getattr(base.config, name)}" for name in ("latent_dim", "samples", "image_size")] * 2
    long = {settings.changed(base, (*several, f"seed={seed}")).name for seed in (1, 2)}
    assert len(long) == 2 and all(len(name) <= settings.LONGEST for name in long)


@pytest.mark.parametrize(("given", "seeds", "said"), [
    ("speed=1", "", "vae-20 has no setting 'speed'; choose one of learning_rate, batch_size"),
    ("learning_rate=fast", "", "learning_rate of vae-20 is a number, not 'fast'"),
    ("latent_dim=2.5", "", "latent_dim of vae-20 is a whole number, not '2.5'"),
    ("bfloat16=1", "", "bfloat16 of vae-20 is true or false, not '1'"),
    ("hidden=200,wide", "", "hidden of vae-20 is whole numbers such as 200x200, not 'wide'"),
    ("learning_rate=", "", "learning_rate has no value, or one of its values is empty"),
    ("learning_rate=1e-4,,2e-4", "", "or one of its values is empty"),
    ("learning_rate", "", "'learning_rate' is not a setting; write NAME=VALUE,VALUE"),
    ("learning_rate=-1", "", "learning_rate has to be above 0, not -1"),
    ("beta=2 learning_rate=1 beta=3", "", "beta is given twice"),
    ("samples=5 beta=2", "", "cannot be combined"),
    ("", "5-1", "'5-1' is not a range of at most 1000 seeds"),
    ("", "one", "'one' are not seeds"),
    ("", "1,", "'1,' are not seeds"),
])  # fmt: skip
def test_a_setting_that_is_none_is_one_sentence(given, seeds, said):
    with pytest.raises(ZooError, match=said) as refused:
        settings.grid(RECIPES["vae-20"], given.split(), seeds)
    assert str(refused.value).count("\n") == 0


# ---- runs on this machine
def planned_of(recipe, given: list[str], seeds: str) -> list[Planned]:
    return [Planned(run, settings.changed(recipe, run)) for run in settings.grid(recipe, given, seeds)]


def test_what_is_missing_is_trained_here_and_the_table_tells_which_setting_is_best(
    run, places, forked_from, monkeypatch
):
    recipe = replace(tiny("ae-32"), epochs=1)
    monkeypatch.setitem(RECIPES, "ae-32", recipe)
    real = machines.train
    monkeypatch.setattr(machines, "train", lambda *arguments: real(*arguments, work=tiny_fleet.work_swept))
    arguments = ("sweep", "ae-32", "--set", "learning_rate=1e-5,1e-3", "--seeds", "1-2", "--workers", "2", "--yes",
                 "--device", "cpu")  # fmt: skip
    code, out, error = run(*arguments)
    said = " ".join(out.split())
    assert code == 0, (out, error)
    assert "4 runs of ae-32 on this machine, 4 epochs in all; an epoch took" in said
    assert "Best by the validation images or text: learning_rate 1e-3." in said
    folder = Path(places["ZOO_HOME"]) / "sweeps" / "ae-32"
    kept = json.loads((folder / "results.json").read_text())
    assert kept["best"] == "learning_rate 1e-3" and kept["ranking"] == "loss" and kept["missing"] == []
    assert [(each["setting"], each["seed"]) for each in kept["runs"]] == [
        (f"learning_rate {rate}", seed) for rate in ("1e-5", "1e-3") for seed in (1, 2)]  # fmt: skip
    assert f"Drawn over the setting: {folder / 'figure.png'}." in said and (folder / "figure.png").is_file()
    store = open_store(str(folder / "store"))
    training = json.loads((store.resolve(kept["runs"][3]["name"]) / "training.json").read_text())
    assert training["recipe"]["learning_rate"] == 1e-3 and training["seed"] == 2
    assert kept["runs"][3]["ranked"] == training["curves"]["validation"][-1]["loss"]
    monkeypatch.setattr(machines, "train", None)
    code, again, _ = run(*arguments)  # nothing is trained
    assert code == 0 and again.split("All figures")[0].strip() in out


def test_a_worker_has_the_recipe_with_the_settings():
    order = Order("some-name", "", of="vae-2", settings=("batch_size=7", "seed=3"), epochs=2)
    recipe = ordered(order)
    assert (recipe.batch_size, recipe.seed, recipe.epochs, recipe.base) == (7, 3, 2, "vae-2")
    with pytest.raises(ZooError, match="no recipe 'some-name'"):
        ordered(replace(order, of=""))


def test_only_runs_that_lack_a_checkpoint_are_missing(places):
    recipe = RECIPES["ae-32"]
    planned = planned_of(recipe, ["learning_rate=1e-9"], "1-3")
    store = open_store()
    assert machines.lacking(planned, recipe, store) == planned
    found = results.read(recipe, planned, store)
    assert found.runs == [] and found.best == "" and found.missing == [each.recipe.name for each in planned]


def test_a_run_that_changes_nothing_is_the_bundled_one(places):
    recipe = RECIPES["ae-32"]
    planned, store = planned_of(recipe, ["batch_size=7," + str(recipe.batch_size)], ""), open_store()
    assert machines.lacking(planned, recipe, store) == planned[:1]
    found = results.read(recipe, planned, store)
    card = json.loads((BundledStore().resolve("ae-32") / "metrics.json").read_text())
    assert [run.figures["frechet"] for run in found.runs] == [card["frechet"]["value"]]
    assert found.missing == [planned[0].recipe.name]
    assert [(run.name, run.source) for run in found.runs] == [("ae-32", "bundled")]
    assert machines.lacking(planned[1:], recipe, BundledStore()) == planned[1:]  # a bundle is not its own stand-in


# ---- results
def outcome(setting: str, seed: int, ranked: float, **figures: float) -> Outcome:
    return Outcome(f"{setting}-{seed}", setting, seed, ranked, figures, 1, 1, "", 2.0, "CPU")


RUNS = [
    outcome("beta 1", 1, 1.0, elbo=-3.0, frechet=7.0),  # the others do not have the last
    outcome("beta 1", 2, 3.0, elbo=-5.0),
    outcome("beta 2", 1, 2.5, elbo=-9.0),
]


def test_means_and_standard_deviations_are_over_the_seeds_of_a_setting():
    first, second = Results("vae-20", "loss", RUNS).settings
    assert first["figures"]["ranked"] == {"mean": 2.0, "sd": pytest.approx(2**0.5)}
    assert first["figures"]["elbo"]["mean"] == -4.0 and first["seeds"] == [1, 2]
    assert second["figures"]["ranked"] == {"mean": 2.5, "sd": None}


def test_the_figure_has_a_panel_for_each_figure_with_means_and_deviations_over_the_setting():
    runs = [outcome("beta 40", 1, 2.5, elbo=-8.0), *RUNS]  # in any order
    drawn = sweep.by_setting(Results("beta-vae", "loss", runs), ["elbo"])
    line, _, (bars,) = drawn.axes[0].containers[0]
    assert list(line.get_xdata()) == [1, 2, 40] and list(line.get_ydata()) == [-4, -9, -8]
    low, high = bars.get_segments()[0][:, 1]
    assert (low, high) == pytest.approx((-4 - 2**0.5, -4 + 2**0.5))
    assert drawn.axes[0].get_xscale() == "log" and drawn.axes[0].get_xlabel() == "beta"
    assert sweep.by_setting(Results("beta-vae", "loss", RUNS), ["elbo"]).axes[0].get_xscale() == "linear"
    with pytest.raises(ZooError, match="have a metric 'frechet'; choose among elbo"):
        sweep.by_setting(Results("beta-vae", "loss", runs), ["frechet"])


def test_a_setting_that_is_the_same_in_all_runs_does_not_keep_another_from_being_drawn():
    runs = [outcome(f"samples 5, beta {beta}", 1, 1.0, elbo=-beta) for beta in (1, 2)]
    axes = sweep.by_setting(Results("vae-20", "loss", runs), ["elbo"]).axes[0]
    assert axes.get_xlabel() == "beta" and list(axes.get_xticks()) == [1, 2]


@pytest.mark.parametrize(
    "settings", [["beta 1"], ["beta 1, samples 2", "beta 2, samples 3"], ["hidden 2x3", "hidden 4"], ["as it is"]]
)
def test_settings_that_are_no_axis_are_not_drawn(settings):
    runs = [outcome(setting, 1, 1.0, elbo=-3.0) for setting in settings]
    assert sweep.by_setting(Results("beta-vae", "loss", runs), ["elbo"]) is None


@pytest.mark.parametrize(("ranking", "best"), [("loss", "beta 1"), ("-coverage", "beta 2")])
def test_the_best_setting_has_the_best_mean_in_the_recipes_own_order(ranking, best):
    assert Results("vae-20", ranking, RUNS).best == best


def test_a_setting_that_diverged_is_never_the_best():
    for lost in (float("nan"), float("-inf")):
        assert Results("vae-20", "loss", [outcome("beta 0", 1, lost), *RUNS]).best == "beta 1"
    assert Results("vae-20", "loss", [outcome("beta 0", 1, float("nan"))]).best == ""


def test_in_the_table_the_best_setting_is_bold_and_single_runs_of_several_are_dim():
    styles = [row.style for row in Results("vae-20", "loss", RUNS).table().rows]
    assert styles == ["dim", "dim", "bold", None]
    assert [row.style for row in Results("vae-20", "-coverage", RUNS).table().rows] == ["dim", "dim", None, "bold"]


def test_the_figures_of_a_run_are_its_cards_single_numbers_without_their_floors(monkeypatch, tmp_path):
    monkeypatch.setattr(results.plan, "lacking", lambda *_: "")
    training = {"curves": {"validation": [{"loss": 3.0}, {"loss": 2.0}, {"loss": 4.0}]}, "best_epoch": 2, "epochs": 3,
                "diverged": "", "seconds": 5.0, "device": "CPU"}  # fmt: skip
    metrics = {"copied": {"value": 0.5}, "copied_floor": {"value": 0.1}, "digit_shares": {"value": [0.5, 0.5]}}
    for name, content in (("training", training), ("metrics", metrics)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    store = SimpleNamespace(checkpoint=lambda name: SimpleNamespace(name=name, source="local", folder=tmp_path))
    (run,) = results.read(RECIPES["ae-32"], planned_of(RECIPES["ae-32"], [], "7"), store).runs
    assert (run.seed, run.ranked, run.best_epoch, run.figures) == (7, 2.0, 2, {"copied": 0.5})


def test_the_table_has_a_row_for_each_run_and_one_of_means(capsys):
    Console(width=100).print(Results("vae-20", "loss", RUNS).table())
    rows = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert rows[1:] == ["setting seed validation loss elbo", "beta 1 1 1 -3", "beta 1 2 3 -5",
                        "beta 1 2 seeds 2 ± 1.4 -4 ± 1.4", "beta 2 1 2.5 -9"]  # fmt: skip


# ---- the command
@pytest.mark.parametrize(("arguments", "said"), [
    (["--set", "speed=1"], "has no setting 'speed'"),
    ([], "without them there is nothing to compare"),
    (["--seeds", "1", "--on", "moon"], "A sweep runs on local, ray, jobs, not on 'moon'"),
    (["--seeds", "1", "--on", "jobs"], "give --store hf://NAMESPACE"),
    (["--seeds", "1", "--data", "mine"], "'mine' is no data set"),
])  # fmt: skip
def test_wrong_usage_is_a_sentence(run, places, arguments, said):
    code, _, error = run("sweep", "vae-20", *arguments)
    assert code == 2 and said in " ".join(error.replace("│", " ").split())


def test_nothing_starts_without_a_yes(run, places, monkeypatch):
    monkeypatch.setattr("typer.confirm", lambda asked: False)
    code, out, _ = run("sweep", "vae-20", "--seeds", "1-5", "--epochs", "2")
    assert code == 1 and "5 runs of vae-20 on this machine, 10 epochs in all" in out


def test_a_sweep_is_trained_on_a_folder_of_pictures_but_in_no_job(run, places, tmp_path, monkeypatch):
    folder = tmp_path / "Runes"
    folder.mkdir()
    for number in range(40):
        Image.new("L", (30, 28), number).save(folder / f"{number}.png")
    planned = []
    monkeypatch.setattr(machines, "train", lambda recipe, missing, *told: planned.append((recipe, missing, told[2])))
    sweep = "sweep", "ae-32", "--seeds", "1-2", "--data", str(folder), "--yes"
    code, out, error = run(*sweep)
    assert code == 0 and "2 runs of ae-32-runes on this machine" in " ".join(out.split()), error
    ((recipe, missing, data),) = planned
    assert data == "" and [each.recipe.name for each in missing] == ["ae-32-runes-seed-1", "ae-32-runes-seed-2"]
    found = ordered(Order("ae-32-runes-seed-2", "", of=recipe.name, settings=missing[1].settings))
    assert found.settings() == missing[1].recipe.settings() and len(found.data("cpu").train) == 32
    code, _, error = run(*sweep, "--on", "jobs", "--store", "hf://someone")
    assert code == 2 and "not sent to a job" in " ".join(error.split())


def test_ray_that_is_not_installed_is_said(run, places, monkeypatch):
    monkeypatch.setattr("training.sweeps.rays.find_spec", lambda name: None)
    code, _, error = run("sweep", "vae-20", "--seeds", "2", "--on", "ray", "--yes")
    assert code == 1 and "install it with `python -m pip install ray`" in error


def test_the_states_of_a_worker_are_kept_only_if_that_is_asked(monkeypatch):
    asked = []
    monkeypatch.setattr(worker, "Keeper", lambda *about: asked.append(about) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        worker._train(Order("x", "", of="vae-2", settings=("seed=3",), keep="me/vae-2-sweep"), None)
    assert asked == [("me/vae-2-sweep", "vae-2-seed-3")]
