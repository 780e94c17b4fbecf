"""Drawings as SVG paths: followed through lines and curves, and inked with a round pen."""

import math

import pytest
import torch

from zoo.strokes import CURVE, distance, inked, pieces


def test_a_path_is_followed_through_lines_and_curves():
    lines = pieces("M 0 0 L 4 0 4 4 M 10 10 C 10 12 12 14 14 14")
    assert lines[:2].tolist() == [[[0, 0], [4, 0]], [[4, 0], [4, 4]]] and len(lines) == 2 + CURVE
    curve = lines[2:]
    assert torch.equal(curve[1:, 0], curve[:-1, 1])  # without a gap
    middle = torch.tensor([(10 + 3 * 10 + 3 * 12 + 14) / 8, (10 + 3 * 12 + 3 * 14 + 14) / 8])
    assert torch.allclose(curve[CURVE // 2, 0], middle) and curve[-1, 1].tolist() == [14, 14]


def test_the_distance_to_a_line_is_that_to_its_nearest_point():
    places = torch.tensor([[2.0, 3.0], [-3.0, 4.0], [7.0, 0.0]])
    assert distance(places, torch.tensor([[[0.0, 0.0], [4.0, 0.0]]])).tolist() == [3.0, 5.0, 3.0]
    lines = torch.tensor([[[0.0, 0.0], [4.0, 0.0]], [[-3.0, 5.0], [-3.0, 9.0]]])
    assert distance(places.view(3, 1, 2), lines).tolist() == [[3.0], [1.0], [3.0]]  # to the nearest of them


@pytest.mark.parametrize("size", [40, 80])
def test_a_line_is_inked_as_wide_as_the_pen_with_round_ends(size):
    ink = inked("M 10 20 L 30 20", width=6, box=40, size=size)
    covered = ink.sum().item() * (40 / size) ** 2
    assert covered == pytest.approx(20 * 6 + math.pi * 9, rel=0.02)
    scale = size // 40
    assert ink[20 * scale, 20 * scale] == 1 and ink[20 * scale, 5 * scale] == 0 and ink[25 * scale, 20 * scale] == 0
    assert ink.min() >= 0 and ink.max() <= 1


def test_the_edge_of_a_line_is_a_pixel_wide_whatever_the_box():
    """A line of width 10.4 pixels: the row of pixels whose centres are 5.5 from its middle is a fifth inside."""
    ink = inked("M -100 140 L 380 140", width=104, box=280, size=28)
    assert ink[:, 14].tolist() == pytest.approx([0] * 8 + [0.2] + [1] * 10 + [0.2] + [0] * 8)
