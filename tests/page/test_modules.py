"""The page's modules: cached for good, loaded when their tab is opened, and what is said where one does not come."""

import pytest
from playwright.sync_api import expect

TABS = ("vae", "gan", "rbm", "shakespeare", "attention")
ANSWERED = "performance.getEntriesByType('resource').filter((one) => one.name.includes('/run/predict')).length > 2"


@pytest.fixture
def page(browser):
    opened = browser.new_page()
    yield opened
    opened.close()


def test_a_tab_fetches_its_modules_when_it_is_opened_and_keeps_them(page, site):
    fetched = {}
    page.on("response", lambda response: fetched.update({response.url: response}))
    page.goto(site)
    page.wait_for_selector(".vae-slider")

    def of(tab: str) -> list[str]:
        return [url for url in fetched if f"/{tab}/" in url and url.endswith(".js")]

    assert of("vae") and not any(of(tab) for tab in TABS[1:])
    page.get_by_role("tab", name="Attention", exact=True).click()
    page.wait_for_selector(".attention-presets button")
    assert of("attention") and not of("rbm")
    for url in of("vae") + of("attention") + of("shared"):
        assert "immutable" in fetched[url].headers["cache-control"], url


def test_what_tabs_share_is_fetched_with_the_document_and_torch_waits_for_the_modules(page, site):
    """Importing torch keeps the server busy for seconds: a module that is asked for meanwhile comes late."""
    asked, came = [], {}  # requests in their order; of each that was answered, how many there were by then
    page.on("request", asked.append)
    page.on("requestfinished", lambda request: came.update({request.url: len(asked)}))
    page.goto(site)
    page.wait_for_selector(".vae-slider")
    warm_up = page.evaluate("gradio_config.dependencies.find((one) => one.targets[0]?.[1] === 'ready').id")
    page.wait_for_function(ANSWERED)
    posted = {at: each.post_data_json for at, each in enumerate(asked) if each.method == "POST"}
    (asked_for,) = [at for at, body in posted.items() if body and body.get("fn_index") == warm_up]
    modules = [before for url, before in came.items() if "/vae/" in url and url.endswith(".js")]
    assert len(modules) > 10 and max(modules) <= asked_for
    urls = [each.url for each in asked]
    before = urls[: next(at for at, url in enumerate(urls) if "/vae/" in url)]
    assert sum("/shared/" in url and url.endswith(".js") for url in before) > 10


@pytest.mark.parametrize("file", ["index.js", "index.html", "style.css"])
def test_a_tab_whose_files_do_not_come_says_so_and_the_others_work(page, site, file):
    page.route(f"**/attention/{file}", lambda route: route.abort())
    page.goto(site)
    page.wait_for_selector(".vae-slider")
    page.get_by_role("tab", name="Attention", exact=True).click()
    said = page.locator("#tab-attention").get_by_role("alert")
    expect(said).to_contain_text("could not be loaded")
    page.unroute(f"**/attention/{file}")
    said.get_by_role("button", name="Reload the page").click()
    page.wait_for_selector(".vae-slider")
    page.get_by_role("tab", name="Attention", exact=True).click()
    page.wait_for_selector(".attention-presets button")


def test_a_shared_module_that_does_not_come_is_said_by_the_tab_that_is_open(page, site):
    page.route("**/shared/dom.js", lambda route: route.abort())
    page.goto(site)
    expect(page.locator("#tab-vae").get_by_role("alert")).to_contain_text("could not be loaded")
