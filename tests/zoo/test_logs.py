"""The log of the app: what says something with every request is heard only when it warns."""

import logging

import httpx
import httpx2
import pytest

from zoo import logs


@pytest.fixture
def loud():
    """The loggers of ``CHATTY`` as they are without us."""
    before = {name: logging.getLogger(name).level for name in logs.CHATTY}
    for name in before:
        logging.getLogger(name).setLevel(logging.NOTSET)
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_a_request_is_not_logged(library, loud, caplog):
    caplog.set_level(logging.INFO)
    client = library.Client(transport=library.MockTransport(lambda request: library.Response(200)))
    client.get("http://zoo/one")
    assert "http://zoo/one" in caplog.text
    logs.start("%(message)s")
    client.get("http://zoo/two")
    assert "http://zoo/two" not in caplog.text
    logging.getLogger(f"{library.__name__}.inner").warning("three")
    assert "three" in caplog.text
