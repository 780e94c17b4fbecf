"""What the judge says of drawings with the page's pen, 22 of 280 pixels wide: digits, letters and other pictures."""

import base64
import itertools
import math

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from tabs.shared import digits

SIDE, PEN = 280, 22


def arc(x, y, wide, high, start, end):
    """Points of an ellipse between two angles in degrees."""
    return [(x + wide * math.cos(math.radians(at)), y + high * math.sin(math.radians(at)))
            for at in np.linspace(start, end, 24)]  # fmt: skip


DIGITS = {
    "0": [arc(140, 140, 60, 85, 0, 360)],
    "1": [[(140, 60), (140, 220)]],
    "1 with a flag": [[(110, 95), (150, 55), (150, 225)]],
    "2": [[*arc(140, 105, 55, 50, 180, 400), (80, 220), (205, 220)]],
    "3": [arc(130, 100, 55, 45, 200, 450) + arc(130, 185, 60, 45, 270, 500)],
    "4": [[(110, 60), (90, 150), (200, 150)], [(170, 70), (165, 230)]],
    "5": [[(195, 60), (110, 60), (105, 130), *arc(135, 175, 60, 50, 235, 520)]],
    "6": [[(170, 55), (110, 120), *arc(140, 175, 50, 48, 200, 560)]],
    "7": [[(80, 65), (200, 65), (130, 225)]],
    "7 with a bar": [[(80, 65), (200, 65), (130, 225)], [(110, 145), (190, 145)]],
    "8": [arc(140, 100, 42, 42, 0, 360), arc(140, 185, 50, 48, 0, 360)],
    "9": [arc(140, 105, 48, 45, 0, 360), [(188, 105), (165, 225)]],
}
# Closed outlines are not here: a house and a heart with a thick pen pass for a 0, and a spiral may.
OTHERS = {
    "A": [[(70, 230), (140, 50), (210, 230)], [(100, 160), (180, 160)]],
    "E": [[(200, 60), (90, 60), (90, 220), (200, 220)], [(90, 140), (180, 140)]],
    "F": [[(200, 60), (90, 60), (90, 230)], [(90, 140), (175, 140)]],
    "H": [[(80, 50), (80, 230)], [(200, 50), (200, 230)], [(80, 140), (200, 140)]],
    "K": [[(90, 50), (90, 230)], [(200, 60), (90, 145), (205, 230)]],
    "M": [[(60, 230), (70, 60), (140, 170), (210, 60), (220, 230)]],
    "N": [[(80, 230), (80, 60), (200, 220), (200, 50)]],
    "R": [[(90, 230), (90, 55), *arc(110, 100, 65, 45, 270, 450), (200, 230)]],
    "W": [[(50, 60), (95, 220), (140, 110), (185, 220), (230, 60)]],
    "X": [[(70, 60), (210, 220)], [(210, 60), (70, 220)]],
    "an arrow": [[(50, 140), (230, 140)], [(180, 90), (230, 140), (180, 190)]],
    "a dot": [[(140, 140), (141, 141)]],
    "a fish": [arc(130, 140, 75, 45, 0, 360), [(205, 140), (245, 100), (245, 180), (205, 140)]],
    "a grid": [[(90, 50), (90, 230)], [(180, 50), (180, 230)], [(50, 95), (230, 95)], [(50, 185), (230, 185)]],
    "a scribble": [[(60 + at * 67 % 170, 50 + at * 101 % 180) for at in range(30)]],
    "a smile": [arc(140, 140, 90, 90, 0, 360), arc(140, 150, 50, 40, 20, 160), [(110, 110), (110, 115)],
                [(170, 110), (170, 115)]],
    "a star": [[(140, 40), (190, 220), (50, 105), (230, 105), (90, 220), (140, 40)]],
    "a tree": [[(140, 240), (140, 60)], [(140, 120), (80, 80)], [(140, 120), (200, 80)], [(140, 180), (70, 140)],
               [(140, 180), (210, 140)]],
    "a zigzag": [[(40 + at * 20, 80 if at % 2 else 200) for at in range(11)]],
}  # fmt: skip


def judged(lines):
    """What the judge says of lines as the page sends them."""
    picture = Image.new("L", (SIDE, SIDE))
    pen = ImageDraw.Draw(picture)
    for line in lines:
        for (x, y), (end_x, end_y) in itertools.pairwise(line):
            pen.line((x, y, end_x, end_y), fill=255, width=PEN)
        for x, y in line:
            pen.ellipse((x - PEN / 2, y - PEN / 2, x + PEN / 2, y + PEN / 2), fill=255)
    image, _ = digits.read_digit({"size": SIDE, "ink": base64.b64encode(picture.tobytes()).decode()})
    return digits.judged(image)


@pytest.mark.parametrize("name", DIGITS)
def test_a_drawn_digit_is_read(name):
    said = judged(DIGITS[name])
    assert said["digit"] == int(name[0]) and said["no_digit"] < 0.1


@pytest.mark.parametrize("name", OTHERS)
def test_a_drawing_of_something_else_is_like_no_digit(name):
    assert judged(OTHERS[name])["no_digit"] > 0.5


@pytest.mark.parametrize(
    "image",
    [
        torch.zeros(28, 28),
        torch.full((28, 28), 0.5),
        torch.ones(28, 28),
        torch.linspace(0, 1, 28).expand(28, 28),
        ((torch.arange(28)[:, None] // 4 + torch.arange(28) // 4) % 2).float(),
    ],
    ids=["black", "grey", "white", "a ramp", "a chessboard"],
)
def test_a_picture_that_nobody_drew_is_like_no_digit(image):
    assert digits.judged(image[None, None])["no_digit"] > 0.9


@pytest.mark.parametrize("scale", [0.3, 0.6, 1.0])
def test_noise_is_like_no_digit(scale):
    noise = scale * torch.rand(20, 1, 1, 28, 28, generator=torch.Generator().manual_seed(5))
    assert all(digits.judged(image)["no_digit"] > 0.9 for image in noise)
