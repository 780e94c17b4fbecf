"""Sentences put together of parts."""

import pytest

from zoo.text import listed, ranges


@pytest.mark.parametrize(("parts", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_parts_are_listed(parts, text):
    assert listed(parts) == text


@pytest.mark.parametrize(("numbers", "text"), [
    ([], ""), ([4], "4"), ([1, 2], "1 to 2"), ([1, 3, 4, 5, 9], "1, 3 to 5, 9"),
])  # fmt: skip
def test_numbers_in_a_row_are_a_range(numbers, text):
    assert ranges(numbers) == text
