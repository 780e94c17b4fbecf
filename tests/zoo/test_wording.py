"""Texts about digits as those about other data: the same in Python as in the page."""

import json
from pathlib import Path

import pytest

from zoo.schema import DataSet
from zoo.wording import worded

CASES = json.loads((Path(__file__).parents[1] / "support" / "wording.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["said"][:20])
def test_a_text_says_what_the_pictures_of_the_data_show_and_what_the_data_is_called(case):
    data = DataSet(name=case["name"], noun=case["noun"]) if case["name"] else None
    assert worded(case["text"], data) == case["said"]
