"""How Shakespearean a text is: said by the reader that is right most often, with how right it is."""

import json
from pathlib import Path

import pytest
from reader_models import reader_store

from tabs.shakespeare.sounds import MOST_PARTS, parts, sounds
from tabs.shared import catalogue, readers
from tabs.shared.family import model
from zoo.stores import BundledStore

OLD = "What say'st thou? Hath he not told thee that thy father is dead, and that thou art undone, good lady?"
NEW = "What do you say? Hasn't he told you that your father is dead, and that you are ruined, good lady?"


def bundled(name: str) -> dict:
    return json.loads((Path(BundledStore().checkpoint(name).folder) / "metrics.json").read_text(encoding="utf-8"))


def test_the_reader_that_was_measured_best_says_how_shakespearean_a_text_is(monkeypatch):
    monkeypatch.delenv("ZOO_STORE", raising=False)
    monkeypatch.setattr(catalogue, "_last", None)
    able = [name for name in BundledStore().names() if name.startswith("reader-")
            and (Path(BundledStore().checkpoint(name).folder) / "model.safetensors").exists()]  # fmt: skip
    first = max(able, key=lambda name: bundled(name)["style_accuracy"]["value"])
    assert readers.best("style")[0].name == first
    found = sounds({"texts": [f"JULIET:\n{OLD}", NEW]})
    right, off = (bundled(first)[f"style_{name}"]["value"] for name in ("accuracy", "calibration_error"))
    assert (found["right"], found["off"], found["reader"]) == (right, off, readers.FAMILY.title(first))
    assert found["parts"] == [1, 1] and found["shares"][0] > 0.5 > found["shares"][1]
    reader = model(readers.FAMILY.find(first))
    expected = reader.beliefs("style", parts(OLD)[0])[-1, reader.tasks["style"].classes.index("Shakespeare")]
    assert found["shares"][0] == pytest.approx(expected.item(), abs=1e-3)


def test_a_text_is_cut_as_in_training_and_a_long_one_is_read_all_through():
    assert parts("ROMEO:\nO, speak again!\n\nFirst Citizen:\nNo.") == [["o", "speak", "again", "no"]]
    assert list(map(len, parts("thou art " * 30))) == [24, 24, 12]
    assert list(map(len, parts("thou art " * 15))) == [24]  # the rest is too short to say anything
    long = parts("\n".join(f"thou {word} art" for word in ["good"] * 200 + ["bad"] * 200))
    assert len(long) == MOST_PARTS and "good" in long[0] and "bad" in long[-1]
    assert parts("🙂 42") == []


def test_without_a_measured_reader_nothing_is_said(monkeypatch, tmp_path):
    store = reader_store(tmp_path / "store")
    monkeypatch.setenv("ZOO_STORE", store)
    monkeypatch.setattr(catalogue, "_last", None)
    assert (
        sounds(
            {
                "texts": [
                    "thou art",
                    "",
                ]
            }
        )["shares"][1]
        is None
    )
    monkeypatch.setattr(readers, "best", lambda task: [])
    assert sounds({"texts": [OLD]}) == {}


@pytest.mark.parametrize("texts", [None, [], ["a", 3], ["a"] * 3, "thou art", ["a" * 20_001]])
def test_what_are_no_texts_is_refused(texts):
    assert "text" in sounds({"texts": texts})["error"]
