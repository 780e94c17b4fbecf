"""Safetensors read and made smaller without torch, against the library itself."""

import json

import pytest
import torch
from safetensors.torch import load, save

from zoo.schema import Misfit
from zoo.tensors import LineCodes, Points, Shown, array, rounded, unpack

WEIGHTS = {
    "decoder.0.weight": torch.randn(3, 5, generator=torch.Generator().manual_seed(1)),
    "decoder.0.bias": torch.tensor([0.0, -1.0, 1e-30, 3e38, 2 / 3]), "encoder.0.weight": torch.ones(7),
}  # fmt: skip
CODES = {"codes": torch.arange(6.0).reshape(3, 2).half(), "labels": torch.tensor([1, 2, 3], dtype=torch.uint8)}
BYTES = torch.zeros(4, 28, 28, dtype=torch.uint8)


def test_of_the_weights_those_asked_for_are_kept_to_fourteen_bits():
    found = load(rounded(save(WEIGHTS), "decoder."))
    assert found.keys() == {"decoder.0.weight", "decoder.0.bias"}
    for name, values in found.items():
        exact = WEIGHTS[name]
        assert values.shape == exact.shape and values.dtype == torch.float32
        assert ((values - exact).abs() <= 2.0**-15 * exact.abs()).all() and (values != exact).any()
        assert (values.view(torch.int32) & 0x1FF == 0).all()  # nine bits that compress to nothing


def test_a_number_in_the_middle_is_rounded_to_the_nearest_and_carries():
    step = 2.0**-14
    values = torch.tensor([1 + 0.4 * step, 1 + 0.6 * step, 2 - 0.1 * step, -(2 - 0.1 * step)])
    assert load(rounded(save({"w": values}), ""))["w"].tolist() == [1.0, 1 + step, 2.0, -2.0]


def test_half_precision_and_what_is_no_number_stay_as_they_are():
    halves = {"w": torch.randn(9, generator=torch.Generator().manual_seed(2)).half()}
    assert torch.equal(load(rounded(save(halves), "w"))["w"], halves["w"])
    wild = torch.tensor([float("inf"), -float("inf"), float("nan")])
    assert torch.equal(load(rounded(save({"w": wild}), "w"))["w"].nan_to_num(5), wild.nan_to_num(5))


WHOLE = save(WEIGHTS)


@pytest.mark.parametrize("content", [
    b"", b"nonsense", b"\xff" * 40, b"\2\0\0\0\0\0\0\0[]", WHOLE[:-1], WHOLE + b"x", WHOLE[:20],
    WHOLE[:4] + b"\1" + WHOLE[5:],  # a header of four gigabytes and some
    save({"other": torch.ones(1)}), WHOLE.replace(b'"shape":[3,5]', b'"shape":[3,4]'),
    WHOLE.replace(b'"F32"', b'"F33"'), WHOLE.replace(b'"shape":[3,5]', b'"shape":"xy"'),
])  # fmt: skip
def test_damaged_weights_are_an_error(content):
    assert content != WHOLE
    with pytest.raises(ValueError):
        rounded(content, "decoder.")


def test_points_are_read_and_fitted():
    points, body = unpack(save(CODES), Points)
    assert array(points.codes, body).tolist() == CODES["codes"].tolist()
    assert array(points.labels, body).tolist() == [1, 2, 3]
    points.fit(2)
    with pytest.raises(Misfit, match="codes must be rows of 3 half-precision numbers"):
        points.fit(3)


@pytest.mark.parametrize(("change", "said"), [
    ({"codes": CODES["codes"].float()}, "codes must be"), ({"labels": CODES["labels"].int()}, "labels must be"),
    ({"labels": CODES["labels"][:2]}, "labels must be"), ({"codes": torch.zeros(6).half()}, "codes must be"),
    ({"codes": torch.tensor(1.0).half()}, "codes must be"),
])  # fmt: skip
def test_points_of_another_kind_are_named(change, said):
    with pytest.raises(Misfit, match=said):
        unpack(save(CODES | change), Points)[0].fit(2)


@pytest.mark.parametrize("shape", [b"[2,2]", b"[4,2]"])
def test_numbers_that_are_more_or_fewer_than_the_shape_says_are_named(shape):
    content = save(CODES)
    assert content.count(b"[3,2]") == 1
    with pytest.raises(ValueError, match="shape must match the number of values"):
        unpack(content.replace(b"[3,2]", shape), Points)


def test_pictures_are_of_one_size_and_come_in_pairs():
    pictures = {"images": BYTES, "reconstructions": BYTES.clone(), "samples": BYTES[:1].clone()}
    shown, _ = unpack(save(pictures), Shown)
    shown.fit(28)
    with pytest.raises(Misfit, match="images must be pictures of 32 by 32"):
        shown.fit(32)
    with pytest.raises(Misfit, match="reconstructions must be as many as images"):
        unpack(save(pictures | {"reconstructions": BYTES[:2].clone()}), Shown)[0].fit(28)
    with pytest.raises(ValueError, match="samples"):
        unpack(save({"images": BYTES, "reconstructions": BYTES.clone()}), Shown)


def test_codes_of_lines_are_one_a_line():
    found, _ = unpack(save({"codes": CODES["codes"]}), LineCodes)
    found.fit(3, 2)
    with pytest.raises(Misfit, match="codes must be 4 rows of 2 half-precision numbers"):
        found.fit(4, 2)


def test_other_entries_and_metadata_are_passed_over():
    content = save(CODES | {"more": torch.ones(2)}, {"made": "here"})
    assert b"__metadata__" in content and json.loads(content[8 : content.index(b"}}") + 2])
    unpack(content, Points)[0].fit(2)
