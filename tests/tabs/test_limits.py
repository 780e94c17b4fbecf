"""The limits of the page are those of the server: what a field or a link of the page may hold, the server takes."""

import re

import pytest

from tabs.attention import readers, several
from tabs.gan import draw, link, pins
from tabs.rbm import link as rbm_link
from tabs.shared import delivery, films
from tabs.shared.request import LARGEST_SEED
from zoo.attention import matrices


def numbers(file: str, name: str) -> list[float]:
    """The numbers of a constant of a page's module, in order."""
    source = (delivery.ASSETS / file).read_text(encoding="utf-8")
    found = re.search(rf"^(?:export )?const {re.escape(name)} = ([^;]+);", source, re.MULTILINE)
    assert found, f"{file} has no {name}"
    return [float(number) for number in re.findall(r"(?<![A-Za-z])-?\d[\d_]*\.?\d*", found[1])]


SAME = [
    ("shared/fields.js", "LARGEST_SEED", [LARGEST_SEED]),
    ("attention/several-sums.js", "MOST",
     [several.MOST_TOKENS, several.MOST_NUMBERS, several.MOST_HEADS, several.MOST_WIDTH]),
    ("attention/positions-sums.js", "LIMITS", [2, 64, 2, 64, 0, several.LAST_PLACE]),
    ("attention/cell.js", "MOST", [readers.MOST_UNITS]),
    ("gan/samples.js", "MOST", [draw.MOST]),
    ("gan/draws.js", "MOST", [draw.MOST]),
    ("gan/kept.js", "MOST_PINS", [pins.MOST_PINS]),
    ("gan/moves.js", "MOST_CHANGES", [link.MOST_MOVES]),
    ("gan/moves.js", "REACH", [link.REACH]),
    ("gan/walk-save.js", "MOST_FRAMES", [films.MOST_FRAMES]),
    ("rbm/export.js", "MOST_STEPS", [rbm_link.MOST_STEPS]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "name", "server"), SAME, ids=[f"{file}-{name}" for file, name, _ in SAME])
def test_a_limit_of_a_module_is_that_of_the_server(file, name, server):
    assert numbers(file, name) == server


def test_tables_of_the_calculator_are_as_large_as_the_server_takes():
    source = (delivery.ASSETS / "attention" / "editor.js").read_text(encoding="utf-8")
    assert f"MOST = {{ rows: {matrices.MAX_TOKENS}, columns: {matrices.MAX_WIDTH} }}" in source
    assert numbers("attention/numbers-link.js", "[MOST_ROWS, MOST_COLUMNS, LONGEST]")[:2] == [
        matrices.MAX_TOKENS, matrices.MAX_WIDTH,
    ]  # fmt: skip


def test_a_film_of_the_page_has_no_more_pictures_than_the_server_draws():
    steps = numbers("gan/walk.js", "STEPS")[0]
    frames = (numbers("gan/latents.js", "MOST_ON_WAY")[0] - 1) * steps + 1
    assert frames == numbers("gan/mixing.js", "MOST_FRAMES")[0] <= draw.MOST_GENERATED == films.MOST_FRAMES


FIELDS = {
    "gan": {"count": (1, draw.MOST), "seed": (0, LARGEST_SEED)},
    "rbm": {"temperature": (rbm_link.LOWEST, rbm_link.HIGHEST), "seed": (0, LARGEST_SEED)},
    "attention": {"attention-seed": (0, LARGEST_SEED)},
}


@pytest.mark.parametrize("tab", FIELDS)
def test_a_field_of_the_page_has_the_bounds_of_the_server(tab):
    markup = (delivery.ASSETS / tab / "index.html").read_text(encoding="utf-8")
    for name, bounds in FIELDS[tab].items():
        tags = [
            tag for tag in re.findall(r"<input[^>]*>", markup) if f'name="{name}"' in tag and 'type="number"' in tag
        ]
        assert tags, name
        for tag in tags:
            assert tuple(float(re.search(rf'\b{each}="([^"]*)"', tag)[1]) for each in ("min", "max")) == bounds, tag


def test_the_temperatures_of_a_slider_are_those_of_its_field():
    markup = (delivery.ASSETS / "rbm" / "index.html").read_text(encoding="utf-8")
    heat = next(tag for tag in re.findall(r"<input[^>]*>", markup) if 'name="heat"' in tag)
    low, high = (2 ** float(re.search(rf'\b{each}="([^"]*)"', heat)[1]) for each in ("min", "max"))
    assert (low, high) == (rbm_link.LOWEST, rbm_link.HIGHEST)
