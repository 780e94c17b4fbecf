"""Sentences before and after the twist, written by hand: each rule, and the traps that must stay as they are."""

from pathlib import Path

from zoo.twist import blend, modernise, shakespearise

TWISTS = {"modernise": modernise, "shakespearise": shakespearise, "blend": lambda text: blend(text, 1.0, 1)}
LINES = (Path(__file__).parent / "twist_pairs.tsv").read_text(encoding="utf-8").splitlines()
PAIRS = [line.split("\t") for line in LINES if not line.startswith("#")]


def test_every_pair():
    found = {(function, before): (TWISTS[function](before).text, after) for _, function, before, after in PAIRS}
    assert {pair: texts for pair, texts in found.items() if texts[0] != texts[1]} == {}


def test_every_pair_is_there_once():
    assert len(PAIRS) >= 180
    assert len({(pair[1], pair[2]) for pair in PAIRS}) == len(PAIRS)
