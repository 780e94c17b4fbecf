"""The address of the page in a real browser: it names the tab and the model in view, so that a reload keeps them."""

import re

from playwright.sync_api import expect
from waiting import until


def test_a_reload_comes_back_to_the_tab_and_the_model(open_page):
    page = open_page(dark=True)
    page.get_by_role("tab", name="RBM", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?tab=rbm&(model=rbm-500&)?__theme=dark$"))
    page.get_by_role("radio", name="RBM, 25 hidden units", exact=True).check()
    expect(page).to_have_url(re.compile(r"\?tab=rbm&model=rbm-25&__theme=dark$"))
    page.reload()
    expect(page.get_by_role("tab", name="RBM", exact=True)).to_have_attribute("aria-selected", "true")
    expect(page.locator("#tab-rbm .zoo-models input:checked")).to_have_value("rbm-25")


def test_a_link_keeps_its_address_until_a_hand_goes_elsewhere(open_page, site):
    query = "model=rbm-25&seed=3&steps=2"
    page = open_page(query=query, shown="document.querySelector('.rbm')")
    expect(page.locator("#tab-rbm .zoo-models input:checked")).to_have_value("rbm-25")
    assert page.url == f"{site.rstrip('/')}/?{query}"
    page.get_by_role("tab", name="Attention", exact=True).click()
    expect(page).to_have_url(f"{site.rstrip('/')}/?tab=attention")


def test_no_model_can_be_chosen_before_the_page_knows_which_one_its_link_asks_for(new_page, site):
    """The answer for the link would come after the choice, and overwrite it."""
    page, waiting, held = new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"), [], True

    def hold(route):  # what the page asks of itself when it opens
        waiting.append(route) if held and '"data":[]' in (route.request.post_data or "") else route.continue_()

    page.route("**/gradio_api/**", hold)
    page.goto(site)
    other = page.get_by_role("radio", name="VAE, 20 latents", exact=True)
    until(page, lambda: waiting and other.count())
    expect(other).to_be_disabled()
    held = False
    for route in waiting:
        route.continue_()
    other.check()
    page.wait_for_function("document.querySelector('.vae')?.viewer?.name() === 'vae-20'")
