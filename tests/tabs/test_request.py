"""What the page and programs send is checked, and what is sent back is what was meant."""

import base64
import math

import pytest
import torch

from tabs.shared import request
from zoo.errors import ZooError


def sent(levels: list[int]) -> str:
    return base64.b64encode(bytes(levels)).decode()


def test_pixels_are_sent_as_the_nearest_of_256_levels():
    pixels = torch.tensor([[0.0, 0.4 / 255, 0.6 / 255], [127.5001 / 255, 254.6 / 255, 1.0], [-0.5, 1.5, 99.7 / 255]])
    assert request.to_base64(pixels) == sent([0, 0, 1, 128, 255, 255, 0, 255, 100])


def test_bytes_that_were_sent_are_read_as_they_are():
    found = request.read_bytes(sent([0, 51, 255]), 3, "The mask")
    torch.testing.assert_close(found, torch.tensor([0.0, 0.2, 1.0]))
    assert request.to_base64(found) == sent([0, 51, 255])


@pytest.mark.parametrize(("text", "sentence"), [
    (sent([1, 2]), "The mask must be 3 bytes, not 2."), (sent([1, 2, 3, 4]), "The mask must be 3 bytes, not 4."),
    (sent([0] * 9), "The mask must be 3 bytes as base64 text."), (5, "The mask must be 3 bytes as base64 text."),
    ("****", "The mask is not base64 text."), ("AAA", "The mask is not base64 text."),
])  # fmt: skip
def test_bytes_that_do_not_fit_are_refused(text, sentence):
    with pytest.raises(ZooError) as error:
        request.read_bytes(text, 3, "The mask")
    assert str(error.value) == sentence


@pytest.mark.parametrize(("read", "good", "bad"), [
    (request.read_number, [0, 0.5, 2], [-0.001, 2.001, math.nan, math.inf, "1", True, None, [1]]),
    (request.read_whole, [0, 1, 2.0], [0.5, -1, 3, math.nan, -math.inf, "1", True, None]),
])  # fmt: skip
def test_a_number_has_its_limits_and_nothing_else_is_one(read, good, bad):
    assert [read(value, "It", 0, 2) for value in good] == good
    for value in bad:
        with pytest.raises(ZooError, match=r"^It must be a (whole )?number from 0 to 2\.$"):
            read(value, "It", 0, 2)


def test_a_seed_is_one_of_32_bits():
    assert request.read_seed(2**32 - 1) == 2**32 - 1
    with pytest.raises(ZooError, match="The seed must be a whole number from 0 to 4294967295"):
        request.read_seed(2**32)


@pytest.mark.parametrize("side", [28, 200])
def test_a_digit_on_another_background_is_refused_with_what_to_send(side):
    """It was misread without a word."""
    digit = torch.zeros(side, side)
    digit[side // 4 : 3 * side // 4, side // 2 : side // 2 + side // 8] = 1
    paper = 0.02 * torch.rand(side, side, generator=torch.Generator().manual_seed(1))
    for wrong, said in ((1 - digit, "is 1, .* send 1 minus each pixel"), (0.9 - 0.8 * digit + paper, "send 1 minus"),
                        (0.3 + 0.7 * digit, r"is 0\.3, .* subtract the background")):  # fmt: skip
        with pytest.raises(ZooError, match=said):
            request.read_picture(wrong.tolist())
        assert request.read_picture(wrong.tolist(), any_background=True).shape == (1, 1, 28, 28)
    for right in (digit, (digit + paper).clamp(0, 1), torch.rand(side, side), torch.rand(side, side).round()):
        assert request.read_picture(right.tolist()).shape == (1, 1, 28, 28)


def test_a_picture_of_the_models_own_size_stays_as_it_is():
    rows = [[(row + column) / 54 for column in range(28)] for row in range(28)]
    found = request.read_picture(rows)
    assert found.shape == (1, 1, 28, 28) and found[0, 0].tolist() == torch.tensor(rows).tolist()
    assert request.read_picture([[1.0] * 5] * 5).shape == (1, 1, 28, 28)


@pytest.mark.parametrize("side", [28, 64, 5])
def test_a_picture_without_ink_is_black_whatever_its_size(side):
    found = request.read_picture([[0.0] * side] * side)
    assert found.shape == (1, 1, 28, 28) and not found.any()


@pytest.mark.parametrize("rows", [
    [], "x", [0.0], [[0.0, 1.0]], [[0.0] * 513] * 513, [[1.01]], [[-0.01]], [["0"]], [[math.nan]],
])  # fmt: skip
def test_a_picture_that_is_none_is_refused(rows):
    with pytest.raises(ZooError, match=r"must be a (square of numbers|number from 0)"):
        request.read_picture(rows)


def test_a_handler_gets_what_it_knows_and_its_errors_are_answers():
    @request.answering("seed")
    def handler(asked: dict) -> dict:
        return {"seed": request.read_seed(asked["seed"])}

    assert handler({"seed": 3, "model": "vae-2", "revision": "0" * 40}) == {"seed": 3}
    assert handler({"seed": -1})["error"].startswith("The seed must be")
    assert handler({"seed": 3, "other": 1}) == {"error": "The request has an unknown key 'other'; leave it out."}
    assert handler([3]) == {"error": "The request must be a JSON object."}
