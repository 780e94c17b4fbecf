"""A reader goes through the whole pipeline, and its tables are made of what its card says."""

import json
from statistics import mean, mode

import pytest
from small import quick

from training import pipeline, table
from training.recipes import RECIPES
from training.table_readers import readers_table, seconds_to
from zoo.stores import open_store

NAMES = ("reader-bag", "reader-lstm")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store with two readers, trained on little."""
    found = open_store(str(tmp_path_factory.mktemp("store")))
    for name in NAMES:
        pipeline.train(quick(RECIPES[name], size=60), found, "cpu")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_number_on_its_card_is_found_again(store, name):
    recipe, folder = quick(RECIPES[name], size=60), store.resolve(name)
    metrics, wrong = pipeline.evaluate(recipe, folder, "cpu")
    assert wrong == [] and {"genre_accuracy", "play_named_macro_f1", "style_calibration_error"} <= metrics.keys()
    figures, data = json.loads((folder / "metrics.json").read_text()), recipe.data("cpu")
    commonest = mode(data.train.examples["genre"].labels)
    floor = mean(label == commonest for label in data.test.examples["genre"].labels)
    assert figures["genre_accuracy_floor"]["value"] == pytest.approx(floor)
    card = (folder / "README.md").read_text()
    assert "pipeline_tag: text-classification" in card and "Shakespeare's 37 plays" in card
    assert {path.name for path in (folder / "figures").iterdir()} == {"calibration.png", "learning-curves.png"}


def test_the_table_has_a_row_for_each_task_and_reader(store):
    tasks, costs, plays, named = readers_table(store).split("\n\n")
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in tasks.splitlines()[2:]]
    assert [row[:2] for row in rows[:3]] == [["genre", "`reader-bag`"], ["genre", "`reader-lstm`"], ["genre", ""]]
    assert len(rows) == 4 * 3 and {len(row) for row in rows} == {7}
    metrics = json.loads((store.resolve("reader-lstm") / "metrics.json").read_text())
    assert rows[1][3] == f"{metrics['genre_accuracy']['value']:.1%}"
    assert len(costs.splitlines()) == 4 and [row.split()[1] for row in plays.splitlines()[2:]] == ["one", "other"]
    first = named.splitlines()[2].split("|")
    assert first[3].strip() == f"{metrics['play_named_accuracy_by_play']['value'][0]:.0%}"


def test_the_time_to_an_accuracy_is_that_of_whole_epochs():
    training = {"seconds": 30.0, "epochs": 3, "curves": {"validation": [{"e": 0.9}, {"e": 0.7}, {"e": 0.75}]}}
    assert [seconds_to(training, "e", most) for most in (0.95, 0.8, 0.7, 0.6)] == ["10", "20", "20", "–"]


def test_the_table_in_the_docs_is_that_of_the_bundle():
    assert table.written(table.RESULTS, table.READERS_START, table.READERS_END) == readers_table()
