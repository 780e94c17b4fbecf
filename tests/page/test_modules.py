"""The page's modules: cached for good, loaded when their tab is opened, and what is said where one does not come."""

import pytest
from playwright.sync_api import expect

TABS = ("vae", "gan", "rbm", "shakespeare", "attention")


@pytest.fixture
def page(new_page):
    return new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")


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


def test_a_tab_whose_files_do_not_come_says_so_and_the_others_work(page, site):
    """Whichever of its files it is."""
    missing = {"GAN": "index.js", "RBM": "index.html", "Attention": "style.css"}
    for tab, file in missing.items():
        page.route(f"**/{tab.lower()}/{file}", lambda route: route.abort())
    page.goto(site)
    page.wait_for_selector(".vae-slider")
    for tab in missing:
        page.get_by_role("tab", name=tab, exact=True).click()
        said = page.locator(f"#tab-{tab.lower()}").get_by_role("alert")
        expect(said).to_contain_text("could not be loaded")
    page.unroute_all()
    said.get_by_role("button", name="Reload the page").click()
    page.wait_for_selector(".attention-presets button")  # the address names the tab that was open
    for tab in ("GAN", "RBM"):
        page.get_by_role("tab", name=tab, exact=True).click()
        page.wait_for_function(f"document.querySelector('.{tab.lower()}')?.viewer?.model")


def test_a_shared_module_that_does_not_come_is_said_by_the_tab_that_is_open(page, site):
    page.route("**/shared/dom.js", lambda route: route.abort())
    page.goto(site)
    expect(page.locator("#tab-vae").get_by_role("alert")).to_contain_text("could not be loaded")
