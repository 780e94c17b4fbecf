"""Shared by all tests: a home folder and data of their own, a served page and a real browser."""

import gc
import importlib
import os
import shutil
from functools import cache
from pathlib import Path

import at_once
import browsing
import pytest
import real_data
from browsing import FETCHED, SHOWN
from stubs import without_stubs

# A failure in what the tests of a tab share says what was compared, too.
pytest.register_assert_rewrite(*(f"{tab}_page" for tab in ("attention", "gan", "rbm", "text", "vae")))

without_stubs()
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_XET"] = "1"
os.environ["ZOO_DOWNLOAD"] = "0"  # an app that a test starts fetches nothing
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"  # a machine's proxy does not reach our servers
if worker := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):  # one of several processes side by side
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["GRADIO_SERVER_PORT"] = str(7860 + 100 * int(worker))  # each looks for a free port in a range of its own

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first is the quickest
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync")  # fmt: skip

FAILED = pytest.StashKey[bool]()


def pytest_configure(config):
    """Before anything else, and in one process of several: real data that is absent is sought, once and briefly."""
    if not config.option.collectonly:
        real_data.fetch()
    if getattr(config.option, "numprocesses", None) and not worker:
        at_once.compiled(config)
    at_once.bundle_hashed()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Which process gets which tests."""
    return at_once.Scheduler(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items):
    """A test in a browser that fails is run once more, and listed at the end as RERUN: a busy machine also drops
    connections. Whatever is wrong with the page fails twice. The second time it is always loaded anew, so a RERUN may
    also mean that a page kept something of an earlier test, and is to be looked at."""
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_runtest_makereport(item, call):
    """Whether what ran last of a test, up to its own body, failed: its pages are not used again, nor by its rerun."""
    item.stash[FAILED] = call.excinfo is not None


def pytest_collection_finish():
    """Thousands of tests are many objects that stay: looking through them again and again for garbage took 7 % of the
    time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter):
    """At the end a line about what was skipped for want of data."""
    if line := real_data.summary(terminalreporter.getreports("skipped")):
        terminalreporter.write_line(line, yellow=True)


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory):
    """``ZOO_HOME`` for the whole run: no test reads or writes the store of the person who runs it, nor their data."""
    os.environ["ZOO_DATA"] = str(tmp_path_factory.mktemp("data"))
    os.environ["ZOO_HOME"] = str(tmp_path_factory.mktemp("home"))
    os.environ.pop("ZOO_STORE", None)
    return os.environ["ZOO_HOME"]


@pytest.fixture(scope="session")
def drawn(home):
    """The data set of our own: thousands of drawings."""
    from training.data.drawn import drawn

    return drawn()


@pytest.fixture(scope="session")
def digits(home):
    """What the page takes for MNIST: ``drawn`` in the form of its files. Tests of tabs and of the page all have it."""
    real_data.write_digits(Path(os.environ["ZOO_DATA"]))


@pytest.fixture(scope="session")
def mnist(home):
    """The real MNIST, read once."""
    from training.data.images import mnist

    real_data.need(real_data.MNIST)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_DATA", str(real_data.REAL))
        return mnist()


@pytest.fixture
def mnist_files(mnist, monkeypatch):
    """``ZOO_DATA`` is where the real MNIST is; that folder."""
    monkeypatch.setenv("ZOO_DATA", str(real_data.REAL))
    return real_data.REAL


@pytest.fixture(scope="module")
def real_text(home):
    """``ZOO_DATA`` is where the Shakespeare text is; the text."""
    from training.data.corpus import corpus

    real_data.need(real_data.TEXT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_DATA", str(real_data.REAL))
        yield corpus()


@pytest.fixture(scope="session")
def untrained(tmp_path_factory):
    """``untrained(family)`` -> the path of a store of the untrained models of ``tests/support/FAMILY_models.py``, made
    once for all tests: whoever changes one makes a store of their own."""

    @cache
    def of(family: str) -> str:
        models = importlib.import_module(f"{family}_models")
        return models.untrained_store(tmp_path_factory.mktemp(family) / "store")

    return of


@pytest.fixture(scope="session")
def browser():
    """The chromium or chrome of this machine, else the one Playwright has installed."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # a machine that is busy with other tests is slow, not wrong
    found = map(shutil.which, BROWSERS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=next(filter(None, found), None), args=list(CHROMIUM))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def pages(browser):
    """The pages of all tests of this process."""
    kept = browsing.Pages(browser)
    yield kept
    kept.close()


@pytest.fixture
def new_page(pages, kept, request):
    """``new_page(**options)`` -> an empty page; after a test that passed, others have it.

    With ``keep``, a name, it is for the tests of one file, each of which finds it as the last one left it.
    """
    taken = []

    def start(keep="", permissions=(), **options):
        page = kept.pop(keep, None) or pages.take(**options)
        if permissions:
            page.context.grant_permissions(list(permissions))
        taken.append((page, keep))
        return page

    yield start
    for page, keep in taken:
        if request.node.stash[FAILED]:
            page.close()
        elif page.is_closed():
            continue
        elif keep and keep not in kept:
            pages.let_be(page)
            kept[keep] = page
        else:
            pages.give_back(page)


@pytest.fixture(scope="module")
def kept(pages, serve):
    """The pages that one test of a file leaves to the next, by the name under which they are kept."""
    found = {}
    yield found
    for page in found.values():
        pages.give_back(page)


def launch(app) -> str:
    """Serve Blocks as ``python app.py`` does, on a free port; its URL."""
    from tabs.course import page as course
    from tabs.programs import mcp_route
    from tabs.shared import page as common

    routes = [*mcp_route.routes(), *course.routes()]
    common.launch(common.at_rest(app), routes, quiet=True, server_name="127.0.0.1")
    return app.local_url


@pytest.fixture(scope="module")
def serve(home):
    """``serve(build)`` serves a page with what ``build()`` lays out and returns its URL; closed after the module."""
    import gradio as gr

    opened = []

    def start(build) -> str:
        with gr.Blocks(analytics_enabled=False) as app:
            build()
        opened.append(app)
        return launch(app)

    yield start
    for app in opened:
        app.close()


@pytest.fixture(scope="session")
def site(home):
    """URL of the whole app, served once for all tests."""
    import app

    page = app.create_app()
    yield launch(page)
    page.close()


@pytest.fixture
def open_page(new_page, site):
    """``open_page(width, height, dark)`` -> a page whose sliders are there; fails on any error or call elsewhere."""
    problems, opened = [], []

    def start(width=1280, height=900, dark=False, motion="reduce", query="", shown=SHOWN, **options):
        page = new_page(viewport={"width": width, "height": height}, reduced_motion=motion, **options)
        page.on("pageerror", lambda error: problems.append(str(error)))
        opened.append(page)
        page.goto(site.rstrip("/") + "/?" + query + ("&__theme=dark" if dark else ""))
        page.wait_for_function(shown)
        return page

    yield start
    problems += [url for page in opened if not page.is_closed() for url in page.evaluate(FETCHED)]
    assert problems == []
