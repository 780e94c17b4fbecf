"""What leads a newcomer, in a real browser: the tour of every tab, terms with a dotted line, the glossary."""

import pytest
from playwright.sync_api import expect

TABS = ("VAE", "GAN", "RBM", "Shakespeare", "Attention")
STEPS = "import(document.querySelector(`link[href*='/${name}/tour.js']`).href).then((tour) => tour.default.length)"


@pytest.mark.parametrize("width", [1280, 390])
def test_each_tab_has_a_tour_that_shows_every_part_it_names(open_page, width):
    page = open_page(width=width)
    card, ring = page.locator(".zoo-tour"), page.locator(".zoo-tour-ring")
    for title in TABS:
        page.evaluate("name => document.querySelector(`[role=tab][data-tab-id=${name}]`).click()", title.lower())
        page.wait_for_function(
            f"document.querySelector('#tab-{title.lower()} .zoo-lead, .attention-lead')?.textContent"
        )
        link = page.locator(f"link[href*='/{title.lower()}/tour.js']")
        link.first.wait_for(state="attached")
        named = page.evaluate("name => " + STEPS, title.lower())
        page.get_by_role("button", name="Show me around").click()
        seen = []
        while True:
            expect(card).to_be_focused()
            count, step = card.locator(".zoo-tour-count").inner_text(), card.locator("h3").inner_text()
            seen.append(step)
            assert count == f"{len(seen)} of {named}", (title, seen)
            page.wait_for_function("document.querySelector('.zoo-tour-ring').style.width")
            left, right = page.evaluate("(({left, right}) => [left, right])(document.querySelector('.zoo-tour')"
                                        ".getBoundingClientRect())")  # fmt: skip
            assert left >= 0 and right <= width and ring.is_visible()
            button = card.locator(".zoo-primary")
            is_last = button.inner_text() == "Done"
            button.click()
            if is_last:
                break
        assert len(set(seen)) == named >= 4
        expect(card).to_have_count(0)


def test_a_tour_can_be_left_and_is_offered_in_colour_only_once(open_page):
    page = open_page()
    offer = page.get_by_role("button", name="Show me around")
    expect(offer).to_have_class("zoo-button is-new")
    offer.click()
    card = page.locator(".zoo-tour")
    card.get_by_role("button", name="Next").click()
    expect(card.locator(".zoo-tour-count")).to_have_text("2 of 5")
    card.get_by_role("button", name="Back").click()
    expect(card.locator(".zoo-tour-count")).to_have_text("1 of 5")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(offer).to_be_focused()
    page.reload()
    page.wait_for_selector(".vae-slider")
    expect(offer).to_have_class("zoo-button")


def test_a_term_says_what_it_is_and_leads_to_all_terms(open_page, site):
    page = open_page(query="model=vae-20")
    page.locator(".vae-hint .zoo-term", has_text="KL divergence").click()
    card = page.locator(".zoo-term-card")
    expect(card.locator("h3")).to_have_text("KL divergence")
    expect(card.locator("svg")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.locator(".vae-hint .zoo-term", has_text="KL divergence")).to_be_focused()
    page.locator(".zoo-metrics .zoo-term", has_text="lower bound").first.click()
    card.get_by_role("button", name="All terms").click()
    everything = page.locator("dialog.zoo-glossary")
    count = everything.locator("article").count()
    everything.get_by_role("button", name="Close").click()
    expect(everything).to_have_count(0)
    page.goto(site.rstrip("/") + "/glossary")
    expect(page.locator("article")).to_have_count(count)
    assert count > 15 and page.evaluate("getComputedStyle(document.querySelector('h3')).fontFamily").startswith("Bric")


def test_a_link_starts_the_tour_of_its_tab(open_page):
    page = open_page(query="tour=gan", shown="document.querySelector('.zoo-tour')")
    expect(page.locator(".zoo-tour h3")).to_have_text("Make digits")
    expect(page.get_by_role("tab", name="GAN", exact=True)).to_have_attribute("aria-selected", "true")
