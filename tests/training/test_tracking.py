"""Curves in TensorBoard or Trackio: what is written, and what is said where they are not installed."""

import importlib.machinery
import sys
from importlib.util import find_spec
from types import SimpleNamespace

import pytest

from training.engine import tracking
from training.engine.loop import Progress
from training.recipes import RECIPES
from zoo.folders import home

EPOCHS = [({"loss": 3.0}, {"loss": 4.0, "kl": 0.5}), ({"loss": 2.0}, {"loss": 3.5, "kl": 0.25})]


def progress(epoch: int) -> Progress:
    train, validation = zip(*EPOCHS[:epoch], strict=True)
    return Progress(epoch, train=list(train), validation=list(validation))


@pytest.mark.parametrize("kind", list(tracking.TRACKERS))
@pytest.mark.parametrize("names", [("ae-32",), ("ae-32", "ae-64")])
def test_a_tracker_that_is_not_installed_is_refused_with_how_to_get_it(run, monkeypatch, kind, names):
    monkeypatch.setattr(tracking, "find_spec", lambda _: None)
    code, _, error = run("train", *names, "--track", kind, "--dry-run")
    assert code == 2 and f"`python -m pip install {kind}`" in " ".join(error.replace("│", " ").split())


def test_an_unknown_tracker_is_refused_with_those_that_exist(run):
    code, _, error = run("train", "ae-32", "--track", "wand", "--dry-run")
    assert code == 2 and "choose tensorboard or trackio." in " ".join(error.replace("│", " ").split())


def test_without_a_tracker_nothing_is_opened():
    with tracking.tracked(RECIPES["ae-32"], "") as epoch:
        epoch(progress(1))


@pytest.mark.skipif(not find_spec("tensorboard"), reason="needs tensorboard, which is optional")
def test_tensorboard_has_the_curves_of_a_run_and_of_one_that_is_resumed(monkeypatch, tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    monkeypatch.setenv("ZOO_HOME", str(tmp_path))
    for epoch in (1, 2):
        with tracking.tracked(RECIPES["ae-32"], "tensorboard") as log:
            log(progress(epoch))
            shown = EventAccumulator(str(home() / "tensorboard" / "ae-32")).Reload()  # while the run goes on
            assert shown.Scalars("loss/train")[-1].step == epoch
    found = EventAccumulator(str(home() / "tensorboard" / "ae-32")).Reload()
    assert sorted(found.Tags()["scalars"]) == ["kl/validation", "loss/train", "loss/validation"]
    assert [(event.step, event.value) for event in found.Scalars("loss/validation")] == [(1, 4.0), (2, 3.5)]


@pytest.mark.parametrize("first", [1, 2])
def test_trackio_is_told_the_settings_and_each_epoch_and_goes_on_in_the_same_run(monkeypatch, first):
    told = []
    its_run = SimpleNamespace(log=lambda figures, step: told.append((step, figures)), finish=lambda: told.append("end"))
    package = SimpleNamespace(
        __spec__=importlib.machinery.ModuleSpec("trackio", None),
        init=lambda *given, **settings: told.append((given, settings)) or its_run,
    )
    monkeypatch.setitem(sys.modules, "trackio", package)
    tracking.need("trackio")
    with tracking.tracked(RECIPES["ae-32"], "trackio") as log:
        log(progress(first))
        assert told[-1] != "end"
    given, settings = told[0]
    assert given == ("generative-zoo", "ae-32") and settings["config"] == RECIPES["ae-32"].settings()
    assert settings["resume"] == ("never" if first == 1 else "allow")
    train, validation = EPOCHS[first - 1]
    assert told[1:] == [
        (
            first,
            {"loss/train": train["loss"], "loss/validation": validation["loss"], "kl/validation": validation["kl"]},
        ),
        "end",
    ]
