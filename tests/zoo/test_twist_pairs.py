"""Sentences before and after the twist, written by hand: each rule, and the traps that must stay as they are."""

from pathlib import Path

import pytest

from zoo.twist import blend, modernise, shakespearise

TWISTS = {"modernise": modernise, "shakespearise": shakespearise, "blend": lambda text: blend(text, 1.0, 1)}
LINES = (Path(__file__).parent / "twist_pairs.tsv").read_text(encoding="utf-8").splitlines()
PAIRS = [line.split("\t") for line in LINES if not line.startswith("#")]


@pytest.mark.parametrize(
    ("rule", "function", "before", "after"), PAIRS, ids=[f"{pair[1]}: {pair[2]}" for pair in PAIRS]
)
def test_pair(rule, function, before, after):
    assert TWISTS[function](before).text == after


def test_every_pair_is_there_once():
    assert len(PAIRS) >= 180
    assert len({(pair[1], pair[2]) for pair in PAIRS}) == len(PAIRS)
