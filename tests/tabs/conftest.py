"""The page takes drawings of our own for MNIST's digits, so that these tests are the same on every machine."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def page_digits(digits):
    """Of every test here."""
