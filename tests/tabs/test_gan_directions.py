"""The directions that the page gets of a model, and what is said where there are none."""

import json
import shutil

import pytest
import torch
from gan_models import MOVED, NAMED, RECORD, directions

from tabs.gan import tab as gan
from tabs.gan.family import FAMILY
from zoo.schema import DIRECTIONS
from zoo.stores import Checkpoint

pytestmark = pytest.mark.usefixtures("gan_store")


@pytest.fixture
def copied(tmp_path):
    """A copy of a checkpoint, no links, whose files a test may spoil."""
    shutil.copytree(FAMILY.find("dcgan").folder, tmp_path / "dcgan")
    return Checkpoint("dcgan", tmp_path / "dcgan", "local", "0" * 40, "here")


@pytest.mark.parametrize("name", MOVED)
def test_the_page_gets_each_direction_with_what_names_it(name):
    data = gan.choose(name)[0]
    told = data["directions"]
    assert [each["name"] for each in told["directions"]] == list(NAMED) and data["directions_note"] == ""
    assert told | {"directions": []} == {"components": 15, "samples": 200, "reach": 2.0, "directions": []}
    vectors = torch.tensor([each["vector"] for each in told["directions"]])
    torch.testing.assert_close(vectors @ vectors.T, torch.eye(len(NAMED)))


def test_a_checkpoint_from_before_says_so_and_who_has_them():
    data = gan.choose("dcgan-32")[0]
    assert data["directions"] is None and data["drawable"] and data["notice"] == ""
    note = data["directions_note"]
    assert note.startswith("The directions of this model were not measured.")
    assert all(FAMILY.title(name) in note for name in MOVED if name != RECORD) and FAMILY.title(RECORD) not in note
    assert note.endswith("`python -m training measure dcgan-32 --beside` would do it.")


@pytest.mark.parametrize(("spoil", "said"), [
    (lambda content: content[: len(content) // 2], "is missing or damaged"),
    (lambda content: content.replace('"rose": 0.95', '"rose": 2', 1), "directions.0.effects.0.rose must be at most 1"),
    (lambda content: json.dumps(directions(7)), "directions must have 100 numbers"),
])  # fmt: skip
def test_a_file_that_does_not_fit_is_said_and_the_rest_is_shown(copied, spoil, said):
    path = copied.folder / DIRECTIONS
    content = path.read_text()
    path.unlink()
    path.write_text(spoil(content))
    data, about, card = gan.describe(copied)
    assert data["directions"] is None and said in data["directions_note"]
    assert data["directions_note"].startswith(f"There are none to show: {DIRECTIONS} of dcgan ")
    assert data["drawable"] and data["timeline"] and about and card
