"""The GAN tab where the page itself runs the generator, with a bundled model in a real browser."""

import pytest
from gan_page import VIEWER, alike, expected, opening, set_seed, set_truncation, shown, view
from waiting import SERVER, asks, settle, until

from tabs.gan import tab as gan

NAME = "gan"  # the quickest: a busy machine, too, runs it


@pytest.fixture(scope="module")
def url(serve):
    """URL of the tab over the bundled models."""
    return serve(gan.build).rstrip("/")


@pytest.fixture
def opened(new_page, url):
    yield from opening(new_page, url)


def test_once_the_weights_are_there_nothing_is_asked_for_and_the_digits_are_the_servers(opened):
    page, asked = opened(NAME), []
    page.wait_for_function(f"{VIEWER}.home.ready")
    page.route(
        SERVER, lambda it: it.abort() if asks(it.request, "samples") or asks(it.request, "generate") else it.fallback()
    )
    page.on("request", lambda request: asked.append(request.post_data) if asks(request, "generate") else None)
    count = view(page, "count")
    set_seed(page, 23)
    assert alike(shown(page), expected(NAME, 23, count))
    set_truncation(page, 0.7)
    assert alike(shown(page), expected(NAME, 23, count, 0.7))
    before = view(page, "large.image.join()")
    page.evaluate(f"{VIEWER}.move(Float32Array.from({VIEWER}.large.latents, (z) => -z))")
    until(page, lambda: view(page, "large.image.join()") != before)
    settle(page)
    assert view(page, "moves().length") > 0 and not asked
