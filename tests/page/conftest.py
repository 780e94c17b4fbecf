"""The page takes drawings of our own for MNIST's digits, so that these tests are the same on every machine."""

import again
import pytest
from gan_page import opening, tab_of_untrained


@pytest.fixture(scope="session", autouse=True)
def page_digits(digits):
    """Of every test here."""


@pytest.fixture(scope="module", autouse=True)
def page_arrivals(request):
    """Of every test here but those that go Back and Forward, or to another server, themselves."""
    with pytest.MonkeyPatch.context() as patch:
        if request.module.__name__ not in ("test_page_history", "test_page_again"):
            again.arrivals(patch)
        yield


@pytest.fixture(scope="module")
def gan_site(serve, untrained):
    """URL of the GAN tab over untrained models."""
    yield from tab_of_untrained(serve, untrained)


@pytest.fixture
def open_gan(new_page, gan_site):
    """``open_gan(model, size, **query)`` -> a page of that tab; fails on any error in it."""
    yield from opening(new_page, gan_site)
