"""The page takes drawings of our own for MNIST's digits, so that these tests are the same on every machine. A file that
asks for models beside the bundled ones says so: ``pytestmark = pytest.mark.usefixtures("gan_store")``."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def page_digits(digits):
    """Of every test here."""


def store_of(family: str):
    """A fixture: for a whole file ``ZOO_STORE`` is the store of untrained models of this family."""

    @pytest.fixture(scope="module")
    def store(untrained):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ZOO_STORE", untrained(family))
            yield

    return store


vae_store, gan_store, rbm_store, text_store = map(store_of, ("vae", "gan", "rbm", "text"))
