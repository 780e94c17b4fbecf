"""Random numbers by place: the known answers of the generator's authors, and draws that depend on nothing but place."""

import numpy as np
import pytest
import torch

from zoo.models.threefry import AHEAD, DOWN, Draws, threefry, uniforms

KNOWN = [  # Random123, tests/kat_vectors, threefry4x32 of 20 rounds: counter, key, answer
    ("00000000 00000000 00000000 00000000", "00000000 00000000 00000000 00000000",
     "9c6ca96a e17eae66 fc10ecd4 5256a7d8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff ffffffff ffffffff",
     "2a881696 57012287 f6c7446e a16a6732"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0 082efa98 ec4e6c89",
     "59cd1dbb b8879579 86b5d00c ac8b6d84"),
]  # fmt: skip


def words(text: str) -> np.ndarray:
    return np.array([int(word, 16) for word in text.split()], dtype=np.uint32)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_threefry_gives_its_authors_answers(counter, key, answer):
    many = np.repeat(words(counter)[:, None], 3, axis=1)
    assert (threefry(tuple(map(int, words(key))), many) == words(answer)[:, None]).all()


def test_a_number_depends_on_its_place_alone():
    whole = uniforms(7, 2, 1, range(5, 9), 10)
    assert whole.shape == (4, 10) and 0 < whole.min() < whole.max() < 1
    assert (uniforms(7, 2, 1, range(7, 8), 6)[0] == whole[2, :6]).all()
    others = [uniforms(*place, range(5, 9), 10, *use)
              for place, *use in (((8, 2, 1),), ((7, 3, 1),), ((7, 2, 0),), ((7, 2, 1), DOWN))]  # fmt: skip
    assert all((other != whole).all() for other in [*others, uniforms(7, 2, 1, range(6, 10), 10)])


def test_draws_come_as_often_as_their_probabilities_say():
    probs = torch.tensor([[0.0, 0.03, 0.5, 0.9, 1.0]])
    draws, total, steps = Draws(3), 0, 20_000
    for draws.step in range(steps):
        total = total + draws(probs, 0)
    spread = (probs * (1 - probs) / steps).sqrt()
    assert ((total / steps - probs).abs() <= 4 * spread).all()


@pytest.mark.parametrize("steps", [[0, 1, 2, AHEAD, AHEAD + 1, 5 * AHEAD, 3]])
def test_draws_are_those_of_their_step_in_whatever_order(steps):
    draws, probs = Draws(3, 1), torch.full((1, 7), 0.5)
    for draws.step in steps:
        for layer in (0, 1, 0):
            expected = uniforms(3, 1, layer, range(draws.step, draws.step + 1), 7)[0] < 0.5
            assert draws(probs, layer)[0].bool().tolist() == expected.tolist()
